//! Stories as the issues of a tracker.
//!
//! * [`cells`]: one story as cells: what its tracker said last where that still holds, else our words;
//! * [`jira`](mod@jira), [`linear`](mod@linear), [`csv`](mod@csv), [`github`](mod@github): the form of each.
//!
//! What goes out comes back without a change, and a row carries the value of [`super::ours::state`], by
//! which an edited table that comes back is told from a story that went on.

pub mod cells;
pub mod csv;
pub mod github;
pub mod jira;
pub mod linear;

pub use csv::csv;
pub use github::github;
pub use jira::jira;
pub use linear::linear;
