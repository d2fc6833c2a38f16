//! `storyproof component`: what the estate is made of, what a new part of it brings, and what was
//! seen that belongs to no part.

mod add;
mod add_answer;
pub(crate) mod args;
mod run;
mod services;
mod unclaimed;

pub(super) use add_answer::Answer as ComponentAnswer;
pub(super) use run::run;
pub(super) use services::Row as ServiceListed;
