//! Issues of trackers come in as stories, and stories go out as issues.
//!
//! * [`kind`]: Jira, GitHub, Linear and any other table, with their columns and words;
//! * [`field`]: what a column can say of a story;
//! * [`read`](mod@read), [`github`]: bytes become issues, each a row of named cells;
//! * [`names`]: words of a tracker in ours: claims, parties, sprints, epics;
//! * [`said`]: what an issue says, field by field;
//! * [`ours`]: what a story says, in the same words, and a short value over it;
//! * [`merge`]: what came of it since the last time, on both sides;
//! * [`plan`](mod@plan), [`story`], [`epic`]: every row with its verdict;
//! * [`edit`](mod@edit): the files with that in them;
//! * [`out`]: the same fields as a table for each tracker.
//!
//! A story keeps what its tracker said last under `[story.x.TRACKER]`, column by column. What the
//! tracker says now, what it said then and what the file says tell who changed what: the tracker,
//! people here, or both, which is a conflict and overwrites nothing. What only people here write
//! (criteria, controls, checks) is not touched, and a tracker's "Done" is what people claim.

pub mod edit;
pub mod epic;
pub mod field;
pub mod github;
pub mod kind;
pub mod merge;
pub mod names;
pub mod ours;
pub mod out;
pub mod plan;
pub mod read;
pub mod said;
pub mod story;

#[cfg(test)]
mod tests;

pub use edit::{FileEdit, edit};
pub use field::Field;
pub use kind::Tracker;
pub use names::Wanted;
pub use plan::{Asked, IssueRow, IssueVerdict, Prefer, TrackerPlan, plan};
pub use read::{Issue, Issues, ReadError, read};
