//! The responsibility matrix: for each requirement who does what, who answers for it, and on whose
//! attestation it rests. Requirements without exactly one party that answers stand first.
//!
//! * [`view`]: the report as a whole;
//! * [`class`]: how a requirement is split, in our words and in those of the CSA;
//! * [`row`]: one requirement;
//! * [`parties`]: the parties outside of us, with their attestations;
//! * [`shared`]: components that serve others, whose controls they meet once for all;
//! * [`flaws`]: what keeps people from knowing whose a requirement is.

pub mod class;
pub mod flaws;
pub mod parties;
pub mod row;
pub mod shared;
#[cfg(test)]
mod tests;
pub mod view;

pub use view::{ResponsibilityMatrix, responsibility};
