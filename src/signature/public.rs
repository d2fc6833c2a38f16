//! The public keys that verify here: Ed25519 and ECDSA over P-256, each also on a FIDO token.
//!
//! Formats: RFC 8709 (Ed25519), RFC 5656 (ECDSA), OpenSSH `PROTOCOL.u2f` (tokens). RSA is left out
//! on purpose: its one Rust implementation has an open advisory (RUSTSEC-2023-0071).

use std::fmt;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use p256::ecdsa::signature::Verifier as _;
use sha2::{Digest as _, Sha256};

use super::wire::{Reader, put};

/// The most text of a key that is read.
const MAX_TEXT: usize = 16 << 10;

/// A public key.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// As the SSH protocol packs it; two keys are one when this is the same.
    blob: Vec<u8>,
    name: &'static str,
    kind: Kind,
}

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

/// The kinds: what the protocol calls each, whether it is on a token, and what it signs with.
const KINDS: [&str; 4] = [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

/// Why a text is no key that verifies here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// It is of a kind that does not verify here.
    #[error(
        "keys of the kind `{0}` do not verify here: use Ed25519 (`ssh-keygen -t ed25519`) or ECDSA over P-256"
    )]
    Kind(String),
    /// It is no key.
    #[error("it is no public key: one is `ssh-ed25519 AAAA…`, as in a file that ends with .pub")]
    NoKey,
    /// It is a secret key.
    #[error("it is a secret key; the public one belongs here, from the file that ends with .pub")]
    Secret,
}

impl PublicKey {
    /// Reads a key as the protocol packs it.
    ///
    /// # Errors
    /// When it is none, or of another kind.
    pub fn from_blob(blob: &[u8]) -> Result<Self, KeyError> {
        let mut reader = Reader::new(blob);
        let name = reader.text().ok_or(KeyError::NoKey)?;
        let known = KINDS.iter().find(|kind| **kind == name);
        let name = *known.ok_or_else(|| KeyError::Kind(plain(name)))?;
        Self::fields(name, reader)
            .map(|kind| Self { blob: blob.to_vec(), name, kind })
            .ok_or(KeyError::NoKey)
    }

    fn fields(name: &str, mut reader: Reader<'_>) -> Option<Kind> {
        let kind = if name.contains("ed25519") {
            let bytes = reader.string()?.try_into().ok()?;
            Kind::Ed25519(ed25519_dalek::VerifyingKey::from_bytes(bytes).ok()?)
        } else {
            (reader.text()? == "nistp256").then_some(())?;
            Kind::P256(p256::ecdsa::VerifyingKey::from_sec1_bytes(reader.string()?).ok()?)
        };
        if name.starts_with("sk-") {
            reader.string()?;
        }
        reader.end()?;
        Some(kind)
    }

    /// Reads a key as its file has it: kind, base64, and a comment that is passed over.
    ///
    /// # Errors
    /// When it is none, or of another kind.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.contains("PRIVATE KEY") {
            return Err(KeyError::Secret);
        }
        let mut words = text.split_ascii_whitespace();
        let (Some(kind), Some(packed)) = (words.next(), words.next()) else {
            return Err(KeyError::NoKey);
        };
        if text.len() > MAX_TEXT {
            return Err(KeyError::NoKey);
        }
        let blob = STANDARD.decode(packed).map_err(|_| KeyError::NoKey)?;
        let key = Self::from_blob(&blob)?;
        if key.name == kind { Ok(key) } else { Err(KeyError::NoKey) }
    }

    /// The key that verifies what this one signs.
    pub fn of(key: &ed25519_dalek::SigningKey) -> Self {
        let (name, key) = (KINDS[0], key.verifying_key());
        let mut blob = Vec::new();
        put(&mut blob, name.as_bytes());
        put(&mut blob, key.as_bytes());
        Self { blob, name, kind: Kind::Ed25519(key) }
    }

    /// What the protocol calls its kind.
    pub fn kind(&self) -> &'static str {
        self.name
    }

    /// The key as the protocol packs it.
    pub fn blob(&self) -> &[u8] {
        &self.blob
    }

    /// The SHA-256 fingerprint, as `ssh-keygen -l` prints it.
    pub fn fingerprint(&self) -> String {
        format!("SHA256:{}", STANDARD_NO_PAD.encode(Sha256::digest(&self.blob)))
    }

    /// Whether a packed signature is this key's over `data`.
    pub(super) fn verifies(&self, data: &[u8], packed: &[u8]) -> bool {
        self.accepts(data, packed).is_some()
    }

    fn accepts(&self, data: &[u8], packed: &[u8]) -> Option<()> {
        let mut reader = Reader::new(packed);
        (reader.text()? == self.name).then_some(())?;
        let signature = reader.string()?;
        let Some(application) = self.application() else {
            reader.end()?;
            return self.accepts_plain(data, signature);
        };
        // A token signs its application's hash, flags and a counter before the hash of the data.
        let (flags, counter) = (reader.take(1)?, reader.take(4)?);
        reader.end()?;
        // Somebody touched it: without that bit a program alone could have asked it to sign.
        (flags.first()? & 1 == 1).then_some(())?;
        let signed = [&Sha256::digest(application)[..], flags, counter, &Sha256::digest(data)[..]];
        self.accepts_plain(&signed.concat(), signature)
    }

    fn accepts_plain(&self, data: &[u8], signature: &[u8]) -> Option<()> {
        match &self.kind {
            Kind::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_slice(signature).ok()?;
                key.verify_strict(data, &signature).ok()
            }
            Kind::P256(key) => {
                let mut reader = Reader::new(signature);
                let (r, s) = (scalar(reader.natural()?)?, scalar(reader.natural()?)?);
                reader.end()?;
                let signature = p256::ecdsa::Signature::from_scalars(r, s).ok()?;
                key.verify(data, &signature).ok()
            }
        }
    }

    /// What a key on a token is for; `None` for a key that is on none.
    fn application(&self) -> Option<&[u8]> {
        if !self.name.starts_with("sk-") {
            return None;
        }
        let mut reader = Reader::new(&self.blob);
        let fields = if matches!(self.kind, Kind::P256(_)) { 3 } else { 2 };
        for _ in 0..fields {
            reader.string()?;
        }
        reader.string()
    }
}

/// A number as 32 bytes.
fn scalar(bytes: &[u8]) -> Option<[u8; 32]> {
    let mut whole = [0; 32];
    let at = whole.len().checked_sub(bytes.len())?;
    whole.get_mut(at..)?.copy_from_slice(bytes);
    Some(whole)
}

/// A word from a key that may be anybody's, fit for a message.
fn plain(word: &str) -> String {
    word.chars().filter(char::is_ascii_graphic).take(64).collect()
}

/// The key as its file has it, without a comment.
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.name, STANDARD.encode(&self.blob))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.fingerprint())
    }
}
