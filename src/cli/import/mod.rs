//! `storyproof import`: what people edited in a table goes back into the files, and catalogs of
//! others come in.

pub(crate) mod args;
mod framework;
mod framework_text;
mod run;
mod soa;

pub(super) use framework::{Asked, take};
pub(super) use run::run;
