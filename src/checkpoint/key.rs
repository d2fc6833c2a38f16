//! Ed25519 keys of signed notes.
//!
//! A verifier is `name+id+base64(0x01 ‖ public key)`, as C2SP `signed-note` writes it; the key that
//! signs is `PRIVATE+KEY+name+id+base64(0x01 ‖ seed)`, as Go's `sumdb/note` does. The id is the
//! beginning of `SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)`, in hex.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use super::note::{NoteError, Signature, is_name};

/// The kind of key that is read: Ed25519.
pub(super) const ED25519: u8 = 1;
const PRIVATE: &str = "PRIVATE+KEY+";

/// A key that signs notes.
#[derive(Clone)]
pub struct NoteKey {
    name: String,
    key: SigningKey,
}

/// A key that verifies notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteVerifier {
    name: String,
    id: [u8; 4],
    key: VerifyingKey,
}

impl NoteKey {
    /// A key from its 32 secret bytes. The name must be one: see [`is_name`].
    pub fn from_seed(name: &str, seed: [u8; 32]) -> Self {
        Self { name: name.to_owned(), key: SigningKey::from_bytes(&seed) }
    }

    /// Reads a key as [`NoteKey::secret`] writes it.
    ///
    /// # Errors
    /// When it is none, or its id does not belong to it.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let rest = text.trim().strip_prefix(PRIVATE);
        let rest = rest.ok_or(NoteError::Key("it does not begin with `PRIVATE+KEY+`"))?;
        let (name, id, seed) = parts(ED25519, rest)?;
        let key = Self::from_seed(name, seed);
        if key.verifier().id != id {
            return Err(NoteError::Key("its id does not belong to it"));
        }
        Ok(key)
    }

    /// The key in one line, to be kept where only its owner reads.
    pub fn secret(&self) -> String {
        let verifier = self.verifier();
        let packed = STANDARD.encode([&[ED25519][..], self.key.as_bytes()].concat());
        format!("{PRIVATE}{}+{}+{packed}", self.name, hex(verifier.id))
    }

    /// The key that verifies what this one signs.
    pub fn verifier(&self) -> NoteVerifier {
        NoteVerifier::new(&self.name, self.key.verifying_key())
    }

    /// Signs the text of a note.
    pub fn sign(&self, text: &str) -> Signature {
        let bytes = self.key.sign(text.as_bytes()).to_bytes().to_vec();
        Signature { name: self.name.clone(), id: self.verifier().id, bytes }
    }
}

/// Never the secret.
impl fmt::Debug for NoteKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NoteKey({})", self.verifier().short())
    }
}

impl NoteVerifier {
    fn new(name: &str, key: VerifyingKey) -> Self {
        Self { name: name.to_owned(), id: key_id(name, ED25519, &key), key }
    }

    /// Reads a key as it is published.
    ///
    /// # Errors
    /// When it is none, its id does not belong to it, or it is of another kind than Ed25519.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        if text.trim().starts_with(PRIVATE) {
            return Err(NoteError::Key("it is the secret one; only the other belongs here"));
        }
        let (name, id, bytes) = parts(ED25519, text.trim())?;
        let key = VerifyingKey::from_bytes(&bytes);
        let key = key.map_err(|_| NoteError::Key("its bytes are no Ed25519 key"))?;
        let verifier = Self::new(name, key);
        if verifier.id != id {
            return Err(NoteError::Key("its id does not belong to it"));
        }
        Ok(verifier)
    }

    /// The key's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key's id.
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Name and id, by which people tell keys apart.
    pub fn short(&self) -> String {
        format!("{}+{}", self.name, hex(self.id))
    }

    /// The bytes of the key itself.
    pub fn bytes(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// Whether this key signed the text.
    pub fn verifies(&self, text: &str, signature: &Signature) -> bool {
        let made = ed25519_dalek::Signature::from_slice(&signature.bytes);
        made.is_ok_and(|made| self.key.verify_strict(text.as_bytes(), &made).is_ok())
    }
}

/// The key as it is published.
impl fmt::Display for NoteVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let packed = STANDARD.encode([&[ED25519][..], self.key.as_bytes()].concat());
        write!(f, "{}+{packed}", self.short())
    }
}

/// The id of a key of a kind.
pub(super) fn key_id(name: &str, kind: u8, key: &VerifyingKey) -> [u8; 4] {
    let hash = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', kind])
        .chain_update(key.as_bytes())
        .finalize();
    let mut id = [0; 4];
    id.copy_from_slice(&hash[..4]);
    id
}

pub(super) fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

/// Name, id and 32 bytes. Base64 may hold a `+` too, so only the first two divide.
pub(super) fn parts(kind: u8, text: &str) -> Result<(&str, [u8; 4], [u8; 32]), NoteError> {
    let mut parts = text.splitn(3, '+');
    let (name, id, packed) = (parts.next(), parts.next(), parts.next());
    let (Some(name), Some(id), Some(packed)) = (name, id, packed) else {
        return Err(NoteError::Key("it is not `name+id+base64`"));
    };
    if !is_name(name) {
        return Err(NoteError::Key("its name is empty, too long, or has blanks"));
    }
    let number = u32::from_str_radix(id, 16).ok().filter(|number| format!("{number:08x}") == id);
    let number = number.ok_or(NoteError::Key("its id is not eight hexadecimal digits"))?;
    let bytes = STANDARD.decode(packed).map_err(|_| NoteError::Key("its end is no base64"))?;
    let bytes = match bytes.split_first() {
        Some((found, bytes)) if *found == kind => bytes,
        _ if kind == ED25519 => return Err(NoteError::Key("it is no Ed25519 key")),
        _ => return Err(NoteError::Key("it is no key of a witness (Ed25519, `cosignature/v1`)")),
    };
    let bytes = bytes.try_into().map_err(|_| NoteError::Key("it is not 32 bytes long"))?;
    Ok((name, number.to_be_bytes(), bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_they_are_read() {
        let key = NoteKey::from_seed("a.example/log", [7; 32]);
        let again = NoteKey::parse(&format!("{}\n", key.secret())).unwrap();
        assert_eq!(again.verifier(), key.verifier());
        let verifier = NoteVerifier::parse(&key.verifier().to_string()).unwrap();
        assert_eq!(verifier, key.verifier());
        assert!(!format!("{key:?}").contains(&key.secret()));
    }

    #[test]
    fn the_published_secret_key_makes_the_published_signature() {
        // From the documentation of Go's golang.org/x/mod/sumdb/note.
        let secret =
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
        let key = NoteKey::parse(secret).unwrap();
        assert_eq!(key.secret(), secret);
        let text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
        let made = key.sign(text);
        let packed = STANDARD.encode([&made.id[..], &made.bytes].concat());
        assert_eq!(
            packed,
            "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
        );
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let good = NoteKey::from_seed("k", [7; 32]);
        let (public, secret) = (good.verifier().to_string(), good.secret());
        for bad in [
            "",
            "k",
            "k+00000000+AAAA",
            &public.replacen("k+", "l+", 1),
            &public.replacen('k', "", 1),
            &public[..public.len() - 4],
            &secret,
            &public.replace("+A", "+B"),
        ] {
            assert!(NoteVerifier::parse(bad).is_err(), "{bad}");
        }
        for bad in ["", &public, &secret.replacen("+k+", "+l+", 1), &secret[..secret.len() - 4]] {
            assert!(NoteKey::parse(bad).is_err(), "{bad}");
        }
    }
}
