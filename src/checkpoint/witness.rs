//! Witnesses: somebody else who saw a checkpoint, found that it goes on from the one before, and says
//! when.
//!
//! C2SP `tlog-cosignature`, the kind `cosignature/v1`: an Ed25519 signature over the line
//! `cosignature/v1`, the line `time <seconds since 1970>` and the whole text of the checkpoint. Its
//! bytes are the time (eight, the highest first) and the signature. Its key is written as that of a
//! note, with the kind 4 in place of 1.

use std::fmt;

use ed25519_dalek::VerifyingKey;

use super::{
    key::{hex, key_id, parts},
    note::{NoteError, Signature, SignedNote},
};
use crate::time::Instant;

/// The kind of key, and of signature.
const COSIGNATURE: u8 = 4;

/// A witness that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl Witness {
    /// Reads a witness's key as it is published.
    ///
    /// # Errors
    /// When it is none, its id does not belong to it, or it is of another kind.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let (name, id, bytes) = parts(COSIGNATURE, text.trim())?;
        let key = VerifyingKey::from_bytes(&bytes);
        let key = key.map_err(|_| NoteError::Key("its bytes are no Ed25519 key"))?;
        if key_id(name, COSIGNATURE, &key) != id {
            return Err(NoteError::Key("its id does not belong to it"));
        }
        Ok(Self { name: name.to_owned(), id, key })
    }

    /// Name and id, by which people tell keys apart.
    pub fn short(&self) -> String {
        format!("{}+{}", self.name, hex(self.id))
    }

    /// The bytes of the key itself.
    pub fn bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// When this witness saw the note, at the latest; `None` when it did not sign it.
    ///
    /// # Errors
    /// When a signature in its name is not good.
    pub fn saw(&self, note: &SignedNote) -> Result<Option<Instant>, NoteError> {
        let its = |signature: &&Signature| signature.name == self.name && signature.id == self.id;
        let mut earliest = None;
        for signature in note.signatures.iter().filter(its) {
            let at =
                self.time(&note.text, signature).ok_or_else(|| NoteError::Bad(self.short()))?;
            earliest = Some(earliest.map_or(at, |before: Instant| before.min(at)));
        }
        Ok(earliest)
    }

    /// The time of a signature that is good.
    fn time(&self, text: &str, signature: &Signature) -> Option<Instant> {
        let (time, made) = signature.bytes.split_first_chunk::<8>()?;
        let seconds = u64::from_be_bytes(*time);
        let made = ed25519_dalek::Signature::from_slice(made).ok()?;
        let signed = format!("cosignature/v1\ntime {seconds}\n{text}");
        self.key.verify_strict(signed.as_bytes(), &made).ok()?;
        Instant::from_unix(i64::try_from(seconds).ok()?)
    }
}

/// Name and id.
impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use ed25519_dalek::{Signer as _, SigningKey};

    use super::*;
    use crate::checkpoint::NoteKey;

    /// A witness with its key as it is published.
    pub(in crate::checkpoint) fn vkey(name: &str, seed: u8) -> String {
        let key = SigningKey::from_bytes(&[seed; 32]).verifying_key();
        let packed = STANDARD.encode([&[COSIGNATURE][..], key.as_bytes()].concat());
        format!("{name}+{}+{packed}", hex(key_id(name, COSIGNATURE, &key)))
    }

    pub(in crate::checkpoint) fn cosign(name: &str, seed: u8, text: &str, at: u64) -> Signature {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let made = key.sign(format!("cosignature/v1\ntime {at}\n{text}").as_bytes());
        Signature {
            name: name.into(),
            id: key_id(name, COSIGNATURE, &key.verifying_key()),
            bytes: [&at.to_be_bytes()[..], &made.to_bytes()].concat(),
        }
    }

    const TEXT: &str = "a.example/log\n3\nqqqq\n";

    #[test]
    fn a_witness_says_when_and_no_bit_of_it_can_be_changed() {
        let witness = Witness::parse(&vkey("w.example", 7)).unwrap();
        let mut note = SignedNote::sign(TEXT, &NoteKey::from_seed("a.example/log", [1; 32]));
        assert_eq!(witness.saw(&note), Ok(None));
        note.signatures.push(cosign("w.example", 7, TEXT, 1_800_000_000));
        let note = SignedNote::parse(&note.to_string()).unwrap();
        assert_eq!(witness.saw(&note), Ok(Instant::from_unix(1_800_000_000)));
        for at in 0..72 {
            for bit in 0..8 {
                let mut bad = note.clone();
                bad.signatures[1].bytes[at] ^= 1 << bit;
                assert!(witness.saw(&bad).is_err(), "byte {at}, bit {bit}");
            }
        }
        let other = SignedNote { text: TEXT.replace('3', "4"), ..note.clone() };
        assert_eq!(witness.saw(&other), Err(NoteError::Bad(witness.short())));
        // The log's own signature does not stand for a witness's, nor the other way round.
        let ours = NoteKey::from_seed("a.example/log", [1; 32]).verifier();
        assert_eq!(note.verify(&[ours]).unwrap().unknown, 1);
        // Of two times the earlier one was the witness's word too.
        let mut twice = note;
        twice.signatures.push(cosign("w.example", 7, TEXT, 1_700_000_000));
        assert_eq!(witness.saw(&twice), Ok(Instant::from_unix(1_700_000_000)));
        twice.signatures.push(cosign("w.example", 7, TEXT, u64::MAX));
        assert!(witness.saw(&twice).is_err(), "a time that is none");
    }

    #[test]
    fn what_is_no_witness_is_refused() {
        let good = vkey("w", 7);
        let log = NoteKey::from_seed("w", [7; 32]).verifier().to_string();
        for bad in ["", "w", &good.replacen("w+", "v+", 1), &log, &good[..good.len() - 4]] {
            assert!(Witness::parse(bad).is_err(), "{bad}");
        }
    }
}
