//! `storyproof report site`: every report as a folder of pages that name each other.
//!
//! * [`args`]: what can be typed;
//! * `pages`: which pages there are, and their bytes;
//! * `folder`: the folder, whole or not at all;
//! * `run`: the order of it all.

mod args;
mod folder;
mod pages;
mod run;

pub(crate) use args::{HELP, Site};
pub(super) use run::run;
