//! The binder: one ZIP that an auditor opens, reads and verifies without storyproof.
//!
//! What goes into it is decided elsewhere ([`crate::report::binder`](mod@crate::report::binder) lists it, the command line
//! collects it); this room knows its form. Names, order, times and compression are fixed, so that
//! the same files give the same bytes on any machine.
//!
//! * [`layout`]: which file stands where, and names that every system can write;
//! * [`sums`]: `SHA256SUMS`, which covers every other file;
//! * [`pack`](mod@pack): files to a ZIP;
//! * [`unpack`](mod@unpack): a ZIP, which may come from anybody, back to files in memory, under limits;
//! * [`scripts`]: `verify.sh` and `verify.ps1`, for machines that have standard tools only;
//! * [`verify`](mod@verify): what the scripts do, and more.
//!
//! Nothing here reads or writes a file of the disk, knows a clock, or unpacks to a folder.
//!
//! # What a binder proves, and what it cannot
//! Each entry is shown to stand under one checkpoint, and each original to be what its entry names.
//! That the checkpoint itself is the ledger's is shown by its signature, by a copy that was kept
//! elsewhere, or not at all. Pages and indexes are words about the evidence: only the signature over
//! `SHA256SUMS` says whose.

pub mod layout;
pub mod pack;
pub mod scripts;
pub mod sums;
pub mod unpack;
pub mod verify;

pub use pack::{Files, PackError};
pub use unpack::{UnpackError, unpack};
pub use verify::{Known, Verdict, verify};
