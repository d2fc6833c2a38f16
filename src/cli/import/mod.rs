//! `storyproof import`: what people edited in a table goes back into the files.

pub(crate) mod args;
mod soa;

pub(super) use soa::run;
