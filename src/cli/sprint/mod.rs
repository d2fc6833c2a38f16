//! `storyproof sprint` and `storyproof epic`: the records, and what to see of them together: the
//! board of a sprint, its review, and the roadmap.

mod answer;
pub(super) mod args;
mod board;
mod roadmap;
mod run;

pub(super) use answer::Answer as Board;
pub(super) use run::{epic, review_text, sprint};
