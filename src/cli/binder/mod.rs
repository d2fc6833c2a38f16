//! `storyproof binder`: everything that the statuses of a framework rest on, in one ZIP that an
//! auditor reads and verifies without storyproof.
//!
//! * [`args`]: what can be typed;
//! * `collect`: entries, proofs, originals and documents out of the ledger;
//! * `scan`: nothing leaves with a secret in it;
//! * `pages`: the reports that go along;
//! * `run`: the order of it all.

pub(super) mod args;
mod collect;
mod pages;
mod run;
mod scan;

pub(super) use run::run;
