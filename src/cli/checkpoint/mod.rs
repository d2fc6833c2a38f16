//! The checkpoint of the ledger: `storyproof.checkpoint`, written after each recording and meant to
//! be committed to git, so that git remembers where the ledger stood.
//!
//! * [`args`]: what can be typed;
//! * `command`: `storyproof checkpoint`;
//! * [`kept`]: checkpoints as files have them;
//! * [`seal`]: where the ledger's own is kept, and what signs it;
//! * [`standing`]: how a ledger stands to an older one.

pub(crate) mod args;
mod command;
mod kept;
mod seal;
mod standing;

pub(super) use command::run;
pub(super) use kept::{Kept, verifier};
pub(super) use seal::{Seal, by_first_entry};
pub(super) use standing::{Standing, standing};
