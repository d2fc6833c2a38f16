//! The key under which secrets are hashed.

use std::{fmt, io};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Where the key comes from, asked only when a secret was found: a program without secrets in its
/// evidence needs no key.
pub type KeySource<'k> = dyn Fn() -> io::Result<Key> + Send + Sync + 'k;

/// A random key of 32 bytes.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// A key from its bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// HMAC-SHA256 of some bytes, in hex.
    pub fn hash(&self, purpose: &str, bytes: &[u8]) -> String {
        // HMAC takes keys of any length, so this cannot fail.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(bytes);
        let hash = mac.finalize().into_bytes();
        hash.iter().fold(String::with_capacity(64), |hex, byte| hex + &format!("{byte:02x}"))
    }

    /// What stands for a secret: the first 64 bits of its keyed hash.
    pub(super) fn mark(&self, secret: &[u8]) -> String {
        let mut hash = self.hash("storyproof/secret/v1", secret);
        hash.truncate(16);
        hash
    }
}
