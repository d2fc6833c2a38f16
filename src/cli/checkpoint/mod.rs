//! The checkpoint of the ledger: `storyproof.checkpoint`, written after each recording and meant to
//! be committed to git, so that git remembers where the ledger stood.
//!
//! * [`args`]: what can be typed;
//! * `command`: `storyproof checkpoint`;
//! * `witness`, `timestamp`: what others say of a head, and when;
//! * [`heads`]: the heads of which they say it;
//! * [`kept`]: checkpoints as files have them;
//! * [`seal`]: where the ledger's own is kept, and what signs it;
//! * [`standing`]: how a ledger stands to an older one.

pub(crate) mod args;
mod command;
mod heads;
mod kept;
mod openssl;
mod seal;
mod standing;
mod timestamp;
mod witness;

pub(super) use command::{Said as CheckpointWritten, run};
pub(super) use heads::Heads;
pub(super) use kept::{Kept, verifier, witness};
pub(super) use openssl::{Authority, verified};
pub(super) use seal::{Seal, by_first_entry, signature_file};
pub(super) use standing::{Standing, standing};
pub(super) use witness::Seen as WitnessedHead;
