//! `storyproof approve` and `storyproof approval`: decisions on the exact text of a record.
//!
//! * [`args`]: what can be typed;
//! * [`target`]: which records were meant;
//! * [`approve`]: one decision for each of them, shown, signed and recorded;
//! * [`draft`]: the decision before it is signed, and why it would be refused;
//! * [`list`], [`show`]: what is approved, and what exactly was signed;
//! * [`explain`]: what `explain` and `show` say of a record's approval;
//! * [`status`]: the short section of `storyproof status`;
//! * [`verify`]: whether what stands in a ledger holds together.

mod approve;
pub(super) mod args;
mod draft;
mod explain;
mod list;
mod run;
mod show;
mod status;
mod target;
mod verify;

pub(super) use approve::{Decided, run as approve};
pub(super) use draft::facts;
pub(super) use explain::{node, standing};
pub(super) use list::Answer as ApprovalList;
pub(super) use run::run;
pub(super) use show::Shown as ApprovalShown;
pub(super) use status::text as status;
pub(super) use target::targets;
pub(super) use verify::Decisions;
