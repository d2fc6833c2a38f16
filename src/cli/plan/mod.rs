//! `storyproof plan`: the next sprint, and when the goals will be reached.
//!
//! * [`args`]: what can be typed;
//! * [`run`](mod@run): the command;
//! * [`text`]: the plan for a terminal;
//! * [`write`](mod@write): the choice, written into the stories' files.

pub(super) mod args;
mod run;
mod text;
mod write;

pub(super) use run::{Answer as PlanAnswer, asked, refused, run};
