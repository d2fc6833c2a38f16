//! Signatures of DSSE envelopes, verified with a key that the submitter names.
//!
//! DSSE 1.0 (secure-systems-lab/dsse, `protocol.md`) signs the pre-authentication encoding of the
//! payload's type and bytes. Keys are the two kinds that signers of build services use: ECDSA over
//! P-256 with SHA-256, which cosign makes, and Ed25519.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use ed25519_dalek::pkcs8::DecodePublicKey as _;
use sha2::{Digest, Sha256};

/// The longest public key that is read, in bytes; those of the two kinds have about a hundred.
const MAX_KEY: usize = 4096;
const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";

/// A public key of somebody who signs results.
#[derive(Debug, Clone)]
pub struct SignerKey {
    kind: Kind,
    der: Vec<u8>,
}

#[derive(Debug, Clone)]
enum Kind {
    Ed25519(ed25519_dalek::VerifyingKey),
    P256(p256::ecdsa::VerifyingKey),
}

impl SignerKey {
    /// Reads a key as PEM (`-----BEGIN PUBLIC KEY-----`), or as the base64 inside it.
    ///
    /// # Errors
    /// Says what was found in place of a key.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.len() > MAX_KEY {
            return Err("is too long for a public key");
        }
        if text.contains("PRIVATE KEY") {
            return Err("holds a private key; only the public one belongs here");
        }
        let text = text.trim();
        let inside = match text.strip_prefix(BEGIN) {
            Some(rest) => rest.strip_suffix(END).ok_or("is cut off before its end line")?,
            None if text.starts_with("-----") => return Err("is no `PUBLIC KEY` in PEM"),
            None => text,
        };
        let packed: String = inside.split_whitespace().collect();
        let der = STANDARD.decode(packed).map_err(|_| "is neither PEM nor base64")?;
        let ed25519 = ed25519_dalek::VerifyingKey::from_public_key_der(&der).map(Kind::Ed25519);
        let kind = ed25519
            .or_else(|_| p256::ecdsa::VerifyingKey::from_public_key_der(&der).map(Kind::P256))
            .map_err(|_| "is no Ed25519 key and no ECDSA key over P-256")?;
        Ok(Self { kind, der })
    }

    /// The key in one line, as it is kept with what was submitted.
    pub fn line(&self) -> String {
        STANDARD.encode(&self.der)
    }

    /// `sha256:` and the SHA-256 of the key's DER, in hex: `openssl pkey -pubin -outform DER |
    /// sha256sum` says the same.
    pub fn fingerprint(&self) -> String {
        Sha256::digest(&self.der).iter().fold("sha256:".to_owned(), |mut hex, byte| {
            use std::fmt::Write as _;
            // Writing to a string cannot fail.
            write!(hex, "{byte:02x}").ok();
            hex
        })
    }

    /// Whether a signature of the payload is by this key.
    pub(super) fn signed(&self, payload_type: &str, payload: &[u8], signature: &str) -> bool {
        let bytes = STANDARD.decode(signature).or_else(|_| URL_SAFE.decode(signature));
        let Ok(bytes) = bytes else { return false };
        let message = encoded(payload_type, payload);
        match &self.kind {
            Kind::Ed25519(key) => ed25519_dalek::Signature::from_slice(&bytes)
                .is_ok_and(|signature| key.verify_strict(&message, &signature).is_ok()),
            Kind::P256(key) => {
                use p256::ecdsa::{Signature, signature::Verifier as _};
                Signature::from_der(&bytes)
                    .is_ok_and(|signature| key.verify(&message, &signature).is_ok())
            }
        }
    }
}

/// The pre-authentication encoding: `DSSEv1 LEN(type) type LEN(body) body`.
fn encoded(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut message =
        format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    message.extend_from_slice(payload);
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_encoded_as_the_specification_shows() {
        let bytes = encoded("http://example.com/HelloWorld", b"hello world");
        assert_eq!(bytes, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    #[test]
    fn what_is_no_public_key_is_refused() {
        for bad in [
            "",
            "-----BEGIN PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            "ssh-ed25519 AAAA somebody",
            "AAAA",
            &"A".repeat(5000),
        ] {
            assert!(SignerKey::parse(bad).is_err(), "{bad:.40}");
        }
    }
}
