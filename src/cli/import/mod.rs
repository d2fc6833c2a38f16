//! `storyproof import`: what people edited in a table goes back into the files, issues of trackers
//! and catalogs of others come in.

pub(crate) mod args;
mod framework;
mod framework_text;
mod issues;
mod issues_text;
mod run;
mod soa;

pub(super) use framework::{Answer as FrameworkAnswer, Asked, take};
pub(super) use issues::Answer as IssueImport;
pub(super) use run::run;
pub(super) use soa::Answer as SoaImport;
