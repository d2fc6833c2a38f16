//! `storyproof framework`: the frameworks of the program, and further ones that ship.

pub(crate) mod args;
mod run;
mod shipped;

pub(super) use run::{Listed as FrameworkListed, run};
