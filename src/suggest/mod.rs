//! What is worth doing next, as draft stories: controls that fail, are stale, were never answered
//! or are reached by nothing become work that somebody can take up (SEED-09, SEED-59).
//!
//! 1. [`cause`] groups what keeps controls from being proven by what would free them: one check
//!    that fails for twelve controls is one piece of work, not twelve;
//! 2. [`fit`] finds where in the backlog such work belongs, by what it shares with other stories;
//! 3. [`candidates`] names rules of scanners that might answer for a control without a check;
//! 4. [`draft`] makes the story, [`mint`] its id, [`toml`] its file;
//! 5. [`plan()`] puts them in order and says what was left out, and why.
//!
//! [`component`] does the same for a component that is about to be taken in.
//!
//! **Architecture invariant:** a suggestion never sets a status. A check that is suggested names no
//! control: that its rules prove one is for a person to say.
//! There is no I/O here, no clock and no randomness: whoever mints ids brings a seed.

pub mod candidates;
pub mod cause;
pub mod component;
pub mod draft;
pub mod fit;
pub mod mint;
pub mod plan;
#[cfg(test)]
mod tests;
pub mod toml;

pub use cause::{Cause, Subject, Why};
pub use draft::Draft;
pub use mint::Mint;
pub use plan::{Asked, Plan, plan};
