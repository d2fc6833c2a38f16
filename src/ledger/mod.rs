//! The ledger: what was appended, and what follows from it.
//!
//! The ledger takes what readers find and people state, keeps it so that any change shows, and
//! replays it as of two clocks. It knows no format, no check and no control.
//!
//! # What is where
//! * `ledger.sqlite` holds the entries and their projections;
//! * `artifacts/<sha256>.zst`, beside it, holds the original bytes.
//!
//! # One truth, many projections
//! Only the table `entry` is appended to, and nothing in it changes. Every other table can be
//! dropped and is made again from the entries and the artifacts ([`Ledger::rebuild`]), by the
//! code that maintains it. An entry's bytes are hashed as they are, into the Merkle tree of
//! RFC 6962; the root over all entries is the ledger's head.
//!
//! # Writing
//! [`Ledger::begin`] opens a [`Recording`], which takes results from a reader and holds nothing
//! but small caches. The artifact is stored first, then everything is committed at once; a
//! recording that is dropped leaves nothing. The same bytes with the same claims are recorded
//! once.
//!
//! # Reading
//! [`Ledger::open_read`] never creates anything, works on read-only media, and refuses a missing
//! ledger: an empty one would look like a program without evidence. [`Ledger::history`] verifies
//! what it reads.
//!
//! A recording that was stopped half-way is undone by whoever opens the ledger next, where it can be
//! written.
//!
//! # Merging
//! [`Ledger::merge`] brings in what another ledger recorded: its entries become entries here, with
//! their bytes there and the proof that they were there; nothing is counted twice.
//!
//! # Older versions
//! The first command that records brings an older ledger to today's version, in one transaction,
//! and keeps a copy of it beside it first (`ledger.v1.sqlite`).
//!
//! # Tampering
//! [`Ledger::check`] finds any change in an entry, an artifact or a projection but the notes'
//! texts, and [`Ledger::rederive`] those too. Neither finds a ledger cut short or written anew:
//! that takes an older head, kept elsewhere. [`Ledger::verify`] is either of them, and shows every
//! entry on the way: to read a large ledger costs more than most of what can be asked of it.
//!
//! # Locking
//! One writer at a time, for as long as an artifact is read; others wait up to two minutes.

mod append;
mod artifact;
mod check;
mod clocks;
mod connection;
mod entry;
mod error;
mod facts;
mod folder;
mod framing;
mod handle;
mod hash;
mod intern;
mod key;
mod log;
mod merge;
mod merged;
mod merkle;
mod names;
mod note;
mod project;
mod proof;
mod read;
mod rebuild;
mod record;
mod schema;
mod seen;
mod table;
mod takeback;
mod tree;
mod upgrade;
mod vector;
mod walk;

#[cfg(test)]
mod tests;

pub use artifact::{ArtifactHasher, ArtifactId, ArtifactWriter, Artifacts, StoredArtifact};
pub use check::{Finding, Verified};
pub use entry::{Artifact, Body, Entry, EntryJson, Fallback, Ingest, Interned, RunEntry};
pub use error::{Error, Result};
pub use facts::{sqlite_version, unreliable_file_system};
pub use handle::Ledger;
pub use hash::{Hash, HashError};
pub use key::redaction_key;
pub use log::{InclusionProof, ListedEntry, StoredEntry};
pub use merge::{Arrived, Merge, Other, Stated};
pub use merged::{Merged, Place};
pub use merkle::{Frontier, leaf_hash, node_hash, root};
pub use note::Note;
pub use proof::{prove_consistency, prove_inclusion, verify_consistency, verify_inclusion};
pub use rebuild::{Reread, check_results};
pub use record::{Earlier, Noted, Recorded, Recording, Submission};
pub use seen::Seen;
