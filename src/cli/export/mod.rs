//! `storyproof export`: what the program holds, in the forms of other programs.

pub(crate) mod args;
mod issues;
mod run;

pub(super) use run::run;
