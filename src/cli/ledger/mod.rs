//! `storyproof ledger`: what is done to the ledger as a whole.
//!
//! * [`args`]: what can be typed;
//! * `merge`: bringing in what another ledger recorded;
//! * `other`: finding the other ledger, its name and its checkpoint;
//! * `answer`: what is said of a merge.

mod answer;
pub(crate) mod args;
mod merge;
mod other;
mod run;

pub(super) use answer::Merged as LedgerMerge;
pub(super) use run::run;
