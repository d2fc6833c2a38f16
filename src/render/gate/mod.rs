//! The findings of `check` in the formats of CI systems: the same findings in each, worst first.
//!
//! * [`sarif()`]: SARIF 2.1.0, for code scanning;
//! * [`junit()`]: a test report;
//! * [`github()`]: workflow commands, which become annotations;
//! * [`gitlab()`]: a code quality report;
//! * [`markdown`](mod@markdown): the summary of a step.
//!
//! Systems cut what is too much without a word; here it is cut first, and what is left out is said.
//!
#![doc = include_str!("CI.md")]

pub mod github;
pub mod gitlab;
pub mod junit;
pub mod markdown;
pub mod sarif;
#[cfg(test)]
mod tests;

/// How to use the gate in CI, with a workflow, a job and a hook to copy: `storyproof explain ci`.
pub const CI: &str = include_str!("CI.md");

pub use github::github;
pub use gitlab::gitlab;
pub use junit::junit;
pub use markdown::markdown;
pub use sarif::sarif;
