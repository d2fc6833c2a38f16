//! One sprint, for its review: what was committed, what is claimed, what is proven, and what the
//! sprint's own evidence says.
//!
//! * [`view`]: the report as a whole and its numbers;
//! * [`board`]: its stories in columns, with what proves each next;
//! * [`scope`]: what came and went;
//! * [`flow`]: lead times, and what was proven and broke;
//! * [`cards`]: each story with criteria, checks and evidence;
//! * [`changes`]: the sprint's vulnerability scan, and checks that failed or went stale in it.

pub mod board;
pub mod cards;
pub mod changes;
pub mod flow;
pub mod scope;
#[cfg(test)]
mod tests;
pub mod view;

pub use view::{SprintReport, sprint};
