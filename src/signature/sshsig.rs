//! A signature over a message, as `ssh-keygen -Y sign` writes it (OpenSSH `PROTOCOL.sshsig`).
//!
//! The armour holds the public key, the namespace, the name of a hash and the signature over all of
//! these with the hash of the message.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, SigningKey};
use sha2::{Digest as _, Sha256, Sha512};

use super::{
    public::{KeyError, PublicKey},
    wire::{Reader, put},
};

const MAGIC: &[u8] = b"SSHSIG";
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
/// How many characters of base64 stand in a line.
const WIDTH: usize = 70;
/// The most text of a signature that is read; one by Ed25519 has 300 bytes.
const MAX_TEXT: usize = 32 << 10;

/// Why a text is no signature, or not the one that it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// It is no signature.
    #[error("it is no SSH signature: {0}")]
    Form(&'static str),
    /// The key in it does not verify here.
    #[error("the key that signed: {0}")]
    Key(#[from] KeyError),
    /// It was made for something else.
    #[error("it was made for `{found}`, not for `{expected}`")]
    Namespace {
        /// What it should be for.
        expected: String,
        /// What it says that it is for.
        found: String,
    },
    /// The message or the signature was changed.
    #[error("it is not over this text: one of the two was changed after signing")]
    Bad,
    /// No line of the allowed signers names the key.
    #[error("the key {0} is not among the allowed signers")]
    Stranger(String),
    /// The key may not sign this kind of text.
    #[error("the key of {signer} may not sign for `{namespace}`")]
    NotFor {
        /// Whose key it is.
        signer: String,
        /// What it signed for.
        namespace: String,
    },
    /// The key was not valid then.
    #[error("the key of {signer} was not valid at {at}: {why}")]
    NotThen {
        /// Whose key it is.
        signer: String,
        /// When it should have been.
        at: String,
        /// From when or until when it is.
        why: String,
    },
}

/// A signature with the key that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SshSignature {
    key: PublicKey,
    namespace: String,
    hash: Hash,
    signature: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hash {
    Sha256,
    Sha512,
}

impl Hash {
    fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }

    fn of(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

impl SshSignature {
    /// Reads a signature in its armour.
    ///
    /// # Errors
    /// When it is none, or its key is of a kind that does not verify here.
    pub fn parse(text: &str) -> Result<Self, SignatureError> {
        let wrong = |why| Err(SignatureError::Form(why));
        if text.len() > MAX_TEXT {
            return wrong("it is larger than 32 KiB");
        }
        let Some(inner) = text.trim().strip_prefix(BEGIN) else {
            return wrong("it does not begin with `-----BEGIN SSH SIGNATURE-----`");
        };
        let Some(inner) = inner.strip_suffix(END) else {
            return wrong("it does not end with `-----END SSH SIGNATURE-----`");
        };
        let packed: String = inner.split_ascii_whitespace().collect();
        let Ok(blob) = STANDARD.decode(packed) else {
            return wrong("between its first and last line is no base64");
        };
        Self::from_blob(&blob)
    }

    fn from_blob(blob: &[u8]) -> Result<Self, SignatureError> {
        let short = SignatureError::Form("a field in it ends early");
        let mut reader = Reader::new(blob);
        if reader.take(MAGIC.len()) != Some(MAGIC) {
            return Err(SignatureError::Form("its bytes do not begin with `SSHSIG`"));
        }
        if reader.number() != Some(1) {
            return Err(SignatureError::Form("it is of another version than 1"));
        }
        let key = reader.string().ok_or(short.clone())?;
        let namespace = reader.text().ok_or(short.clone())?;
        let _reserved = reader.string().ok_or(short.clone())?;
        let hash = reader.text().ok_or(short.clone())?;
        let signature = reader.string().ok_or(short)?;
        if reader.end().is_none() {
            return Err(SignatureError::Form("bytes stand behind its last field"));
        }
        if namespace.is_empty() {
            return Err(SignatureError::Form("it is for nothing: its namespace is empty"));
        }
        let hash = match hash {
            "sha256" => Hash::Sha256,
            "sha512" => Hash::Sha512,
            _ => return Err(SignatureError::Form("its hash is neither sha256 nor sha512")),
        };
        let key = PublicKey::from_blob(key)?;
        Ok(Self { key, namespace: namespace.to_owned(), hash, signature: signature.to_vec() })
    }

    /// Signs a message with a key that is held here.
    pub fn sign(key: &SigningKey, namespace: &str, message: &[u8]) -> Self {
        let (hash, public) = (Hash::Sha512, PublicKey::of(key));
        let signed = key.sign(&signed_data(namespace, hash, message)).to_bytes();
        let mut signature = Vec::new();
        put(&mut signature, public.kind().as_bytes());
        put(&mut signature, &signed);
        Self { key: public, namespace: namespace.to_owned(), hash, signature }
    }

    /// The key that made it.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// What it was made for.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The fingerprint of the key that made it.
    pub fn fingerprint(&self) -> String {
        self.key.fingerprint()
    }

    /// Whether it is over this message and for this purpose. Whose key it is, is another question:
    /// see [`super::AllowedSigners::check`].
    ///
    /// # Errors
    /// When it is for another purpose or over another message.
    pub fn verify(&self, namespace: &str, message: &[u8]) -> Result<(), SignatureError> {
        if self.namespace != namespace {
            return Err(SignatureError::Namespace {
                expected: namespace.to_owned(),
                found: self.namespace.chars().filter(|c| !c.is_control()).take(64).collect(),
            });
        }
        let data = signed_data(&self.namespace, self.hash, message);
        if self.key.verifies(&data, &self.signature) { Ok(()) } else { Err(SignatureError::Bad) }
    }
}

/// What the key signs.
fn signed_data(namespace: &str, hash: Hash, message: &[u8]) -> Vec<u8> {
    let mut data = MAGIC.to_vec();
    put(&mut data, namespace.as_bytes());
    put(&mut data, b"");
    put(&mut data, hash.name().as_bytes());
    put(&mut data, &hash.of(message));
    data
}

/// The signature in its armour, with an end to its last line.
impl fmt::Display for SshSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut blob = MAGIC.to_vec();
        blob.extend(1_u32.to_be_bytes());
        put(&mut blob, self.key.blob());
        put(&mut blob, self.namespace.as_bytes());
        put(&mut blob, b"");
        put(&mut blob, self.hash.name().as_bytes());
        put(&mut blob, &self.signature);
        writeln!(f, "{BEGIN}")?;
        let mut rest = STANDARD.encode(blob);
        while !rest.is_empty() {
            let tail = rest.split_off(rest.len().min(WIDTH));
            writeln!(f, "{rest}")?;
            rest = tail;
        }
        writeln!(f, "{END}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signature() -> SshSignature {
        SshSignature::sign(&SigningKey::from_bytes(&[7; 32]), "file", b"a message\n")
    }

    #[test]
    fn a_signature_reads_back_and_holds_for_its_text_alone() {
        let signature = signature();
        let text = signature.to_string();
        assert_eq!(SshSignature::parse(&text).unwrap(), signature);
        assert!(text.lines().all(|line| line.len() <= 70));
        assert_eq!(signature.verify("file", b"a message\n"), Ok(()));
        assert_eq!(signature.verify("file", b"a message"), Err(SignatureError::Bad));
        assert!(matches!(
            signature.verify("git", b"a message\n"),
            Err(SignatureError::Namespace { .. })
        ));
    }

    #[test]
    fn no_bit_of_a_signature_can_be_changed() {
        let text = signature().to_string();
        let inner: String = text.lines().filter(|line| !line.starts_with('-')).collect();
        let blob = STANDARD.decode(inner).unwrap();
        for at in 0..blob.len() {
            for bit in 0..8 {
                let mut changed = blob.clone();
                changed[at] ^= 1 << bit;
                let good = SshSignature::from_blob(&changed)
                    .is_ok_and(|signature| signature.verify("file", b"a message\n").is_ok());
                assert!(!good, "byte {at}, bit {bit}");
            }
        }
        for cut in 0..blob.len() {
            assert!(SshSignature::from_blob(&blob[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn what_is_no_signature_is_refused_with_a_reason() {
        let good = signature().to_string();
        for (text, why) in [
            (String::new(), "does not begin"),
            (good.replace("SSH SIGNATURE", "PGP SIGNATURE"), "does not begin"),
            (good.replace(END, ""), "does not end"),
            (good.replace("U1NI", "!!!!"), "no base64"),
            (good.replace("U1NI", "AAAA"), "do not begin with `SSHSIG`"),
            (format!("{BEGIN}\n{}\n{END}", "A".repeat(MAX_TEXT)), "larger than 32 KiB"),
        ] {
            let error = SshSignature::parse(&text).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
