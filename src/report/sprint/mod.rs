//! One sprint, for its review: what was committed, what is claimed, what is proven, and what the
//! sprint's own evidence says.
//!
//! * [`view`]: the report as a whole and its numbers;
//! * [`cards`]: each story with criteria, checks and evidence;
//! * [`changes`]: the sprint's vulnerability scan, and checks that failed or went stale in it.

pub mod cards;
pub mod changes;
#[cfg(test)]
mod tests;
pub mod view;

pub use view::{SprintReport, sprint};
