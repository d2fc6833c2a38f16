//! Signatures by the SSH keys that people already have, and who may sign what.
//!
//! * [`sshsig`]: a signature over a message, as `ssh-keygen -Y sign` writes it
//!   (OpenSSH `PROTOCOL.sshsig`);
//! * [`public`]: the public keys that verify here;
//! * [`allowed`]: the file which says whose key is whose, for what and from when until when
//!   (`ssh-keygen(1)`, "ALLOWED SIGNERS");
//! * [`wire`]: the strings of the SSH protocol (RFC 4251), inside of which all of this is packed.
//!
//! What is signed is bound to a *namespace*, so that a signature under one kind of text can never
//! be shown as one under another. storyproof's own are in [`namespace`].
//!
//! Nothing here reads a file, knows a clock or trusts a key that it was not given. Keys that sign
//! stay with `ssh-keygen` and the agent; only a key made from a seed, such as that of an example,
//! signs here.
//!
//! # What a signature cannot say
//! When it was made. The times in an allowed signers file are held against a time that somebody
//! claims, and whoever has the key can claim an earlier one. Only an independent statement which
//! came later, such as a witness's, bounds it.

pub mod allowed;
pub mod namespace;
pub mod public;
pub mod sshsig;
pub mod wire;

pub use allowed::{AllowedSigners, BadLine, Signer};
pub use public::PublicKey;
pub use sshsig::{SignatureError, SshSignature};
