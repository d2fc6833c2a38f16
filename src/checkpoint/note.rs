//! Signed notes: a text, an empty line, and a line for each signature.
//!
//! C2SP `signed-note` v1.0.0. What is signed is the text with its last line end. A signature line is
//! `— name base64(id ‖ signature)`, where the id is four bytes that depend on the name and the key.
//! Signatures of keys that a verifier does not know are passed over; one of a key that it knows
//! must be good, or the whole note is refused.

use std::fmt::{self, Write as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::key::{NoteKey, NoteVerifier};

/// The largest note that is read: a checkpoint with a hundred signatures has a tenth of it.
pub const MAX_NOTE: usize = 1 << 20;
/// The most signatures of a note.
const MAX_SIGNATURES: usize = 100;
const MARK: &str = "\u{2014} ";

/// Why a text is no note, no key, or not signed as it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteError {
    /// The text is no signed note.
    #[error("it is no signed note: {0}")]
    Note(&'static str),
    /// The text of the note is no checkpoint.
    #[error("it is no checkpoint: in line {line} {why}")]
    Checkpoint {
        /// The line, from 1.
        line: u32,
        /// What is wrong.
        why: &'static str,
    },
    /// The text is no proof.
    #[error("it is no proof: {0}")]
    Proof(&'static str),
    /// A text is no key.
    #[error("it is no key: {0}")]
    Key(&'static str),
    /// The text is no policy.
    #[error("it is no policy: in line {line} {why}")]
    Policy {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        why: &'static str,
    },
    /// Too few witnesses vouch for it.
    #[error("too few witnesses vouch for it: the quorum `{quorum}` is not met by {by}")]
    Quorum {
        /// What the policy asks for.
        quorum: String,
        /// The witnesses that do, in words.
        by: String,
    },
    /// A signature of a known key is not good.
    #[error("the signature of {0} is not good: the text was changed after it was signed")]
    Bad(String),
    /// No signature is of a known key.
    #[error("none of its {0} signatures is by a key that is known here")]
    Unknown(usize),
}

/// One signature of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// Its id, which depends on the name and the key.
    pub id: [u8; 4],
    /// The signature itself.
    pub bytes: Vec<u8>,
}

/// A text with its signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    /// What is signed, with its last line end.
    pub text: String,
    /// The signatures, in the order of the file.
    pub signatures: Vec<Signature>,
}

/// Who was found to have signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The known keys whose signatures are good, each once.
    pub by: Vec<String>,
    /// How many signatures are of keys that are not known.
    pub unknown: usize,
}

impl SignedNote {
    /// Reads a note.
    ///
    /// # Errors
    /// When it is not as the specification says.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let wrong = |why| Err(NoteError::Note(why));
        if note.len() > MAX_NOTE {
            return wrong("it is larger than 1 MiB");
        }
        if note.chars().any(|c| c.is_control() && c != '\n') {
            return wrong("it has control characters");
        }
        let Some(end) = note.rfind("\n\n") else {
            return wrong("no empty line stands before signatures");
        };
        let (text, lines) = (&note[..=end], &note[end + 2..]);
        let Some(lines) = lines.strip_suffix('\n') else {
            return wrong("its last line has no end");
        };
        let signatures: Result<Vec<Signature>, NoteError> = lines.split('\n').map(line).collect();
        let signatures = signatures?;
        if signatures.len() > MAX_SIGNATURES {
            return wrong("it has more than 100 signatures");
        }
        Ok(Self { text: text.to_owned(), signatures })
    }

    /// Signs a text, which must end its last line.
    pub fn sign(text: &str, key: &NoteKey) -> Self {
        Self { text: text.to_owned(), signatures: vec![key.sign(text)] }
    }

    /// Who signed, among these keys.
    ///
    /// # Errors
    /// When a signature of a known key is not good, and when no signature is of a known key.
    pub fn verify(&self, known: &[NoteVerifier]) -> Result<Verified, NoteError> {
        let mut verified = Verified { by: Vec::new(), unknown: 0 };
        for signature in &self.signatures {
            let is_its =
                |key: &&NoteVerifier| key.name() == signature.name && key.id() == signature.id;
            let Some(key) = known.iter().find(is_its) else {
                verified.unknown += 1;
                continue;
            };
            if !key.verifies(&self.text, signature) {
                return Err(NoteError::Bad(key.short()));
            }
            if !verified.by.contains(&key.short()) {
                verified.by.push(key.short());
            }
        }
        if verified.by.is_empty() {
            return Err(NoteError::Unknown(self.signatures.len()));
        }
        Ok(verified)
    }
}

fn line(line: &str) -> Result<Signature, NoteError> {
    let wrong = NoteError::Note("a line is no signature");
    let rest = line.strip_prefix(MARK).ok_or(wrong.clone())?;
    let (name, packed) = rest.split_once(' ').ok_or(wrong.clone())?;
    let bytes = STANDARD.decode(packed).map_err(|_| wrong.clone())?;
    let (id, signature) = bytes.split_first_chunk::<4>().ok_or(wrong.clone())?;
    if !is_name(name) || signature.is_empty() {
        return Err(wrong);
    }
    Ok(Signature { name: name.to_owned(), id: *id, bytes: signature.to_vec() })
}

/// Whether a text can name a key.
pub fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 255
        && text.chars().all(|c| !c.is_whitespace() && !c.is_control() && c != '+')
}

/// The note as its file has it.
impl fmt::Display for SignedNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        f.write_char('\n')?;
        for Signature { name, id, bytes } in &self.signatures {
            let packed = STANDARD.encode([&id[..], bytes].concat());
            writeln!(f, "{MARK}{name} {packed}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Go's `golang.org/x/mod/sumdb/note`, whose key and signature are published.
    const VERIFIER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    const NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    #[test]
    fn the_published_note_is_by_the_published_key() {
        let note = SignedNote::parse(NOTE).unwrap();
        assert_eq!(note.to_string(), NOTE);
        let known = [NoteVerifier::parse(VERIFIER).unwrap()];
        let verified = note.verify(&known).unwrap();
        assert_eq!(verified.by, ["PeterNeumann+c74f20a3"]);
        assert_eq!(known[0].to_string(), VERIFIER);
    }

    #[test]
    fn no_bit_of_a_note_can_be_changed() {
        let known = [NoteVerifier::parse(VERIFIER).unwrap()];
        let mut refused = 0;
        for at in 0..NOTE.len() {
            for bit in 0..8 {
                let mut bytes = NOTE.as_bytes().to_vec();
                bytes[at] ^= 1 << bit;
                let good = std::str::from_utf8(&bytes)
                    .ok()
                    .and_then(|text| SignedNote::parse(text).ok())
                    .is_some_and(|note| note.verify(&known).is_ok());
                assert!(!good, "byte {at}, bit {bit}");
                refused += 1;
            }
        }
        assert_eq!(refused, NOTE.len() * 8);
    }

    #[test]
    fn strangers_are_passed_over_and_a_known_key_must_be_right() {
        let (ours, theirs) =
            (NoteKey::from_seed("ours", [1; 32]), NoteKey::from_seed("theirs", [2; 32]));
        let mut note = SignedNote::sign("text\n", &ours);
        note.signatures.push(theirs.sign("text\n"));
        let known = [ours.verifier()];
        let verified = note.verify(&known).unwrap();
        assert_eq!((verified.by.len(), verified.unknown), (1, 1));
        assert_eq!(note.verify(&[]), Err(NoteError::Unknown(2)));
        note.signatures[1] = theirs.sign("another text\n");
        assert!(note.verify(&known).is_ok(), "nobody asked for theirs");
        let both = [ours.verifier(), theirs.verifier()];
        assert!(matches!(note.verify(&both), Err(NoteError::Bad(_))), "a known key is wrong");
        // The same name with another key is another key.
        let impostor = NoteKey::from_seed("ours", [3; 32]);
        assert_eq!(
            SignedNote::sign("text\n", &impostor).verify(&known),
            Err(NoteError::Unknown(1))
        );
    }

    #[test]
    fn the_last_empty_line_divides() {
        let key = NoteKey::from_seed("k", [1; 32]);
        let note = SignedNote::sign("one\n\ntwo\n", &key);
        assert_eq!(SignedNote::parse(&note.to_string()).unwrap(), note);
    }

    #[test]
    fn what_is_no_note_is_refused() {
        let good = SignedNote::sign("text\n", &NoteKey::from_seed("k", [1; 32])).to_string();
        assert!(SignedNote::parse(&good).is_ok());
        let line = good.lines().last().unwrap();
        let many = format!("text\n\n{}", format!("{line}\n").repeat(101));
        for bad in [
            String::new(),
            "text\n".to_owned(),
            "text\n\n".to_owned(),
            good.trim_end().to_owned(),
            good.replace('\u{2014}', "-"),
            good.replace("text", "te\rxt"),
            good.replace(" k ", " k+k "),
            good.replace(" k ", "  "),
            good.clone() + "more\n",
            many,
        ] {
            assert!(SignedNote::parse(&bad).is_err(), "{bad:.60}");
        }
    }
}
