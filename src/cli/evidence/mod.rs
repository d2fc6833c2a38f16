//! `storyproof evidence`: every file in the ledger, what is known of it, and its original bytes.
//!
//! * [`args`]: what can be typed;
//! * `pieces`: the files, each with its runs and the checks that they fed;
//! * `list`, `show`, `open`, `prove`: the four things to do with them.

pub(crate) mod args;
mod list;
mod open;
mod pieces;
mod prove;
mod run;
mod show;

pub(super) use list::{Row as EvidenceListed, listed};
pub(super) use run::run;
pub(super) use show::{View as EvidenceShown, facts, run as show};
