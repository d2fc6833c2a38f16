//! Signed statements of where a ledger stands, and proofs that hold without the ledger.
//!
//! A checkpoint names a ledger, its size and its Merkle root in three lines. Signed, it is a note
//! that any program which reads C2SP's formats can verify; kept where the ledger's holder cannot
//! change it, it shows later that nothing before it was rewritten or cut off.
//!
//! * [`head`]: the checkpoint itself (C2SP `tlog-checkpoint`);
//! * [`note`]: the signed note around it (C2SP `signed-note`);
//! * [`key`]: Ed25519 keys that sign notes, and those that verify them;
//! * [`witness`]: what somebody else vouches for, and when (C2SP `tlog-cosignature`);
//! * [`policy`]: which logs and how many witnesses are enough (C2SP `tlog-policy`);
//! * [`timestamp`]: requests and tokens of RFC 3161;
//! * [`proof`]: a file which proves that an entry is under a checkpoint (C2SP `tlog-proof`).
//!
//! Nothing here reads or writes a file, knows a clock, or trusts a key that it was not given.
//!
//! # What this proves, and what it cannot
//! Whoever holds the ledger and its key can write the whole ledger anew. That shows only against an
//! older checkpoint which somebody else has: in git, in a report that was handed out, with a
//! witness. The signature says who signed, never when: that says a witness, or a timestamp.

pub mod head;
pub mod key;
pub mod note;
pub mod policy;
pub mod proof;
pub mod timestamp;
pub mod witness;

pub use head::Checkpoint;
pub use key::{NoteKey, NoteVerifier};
pub use note::{NoteError, Signature, SignedNote, Verified};
pub use policy::Policy;
pub use proof::TlogProof;
pub use witness::Witness;
