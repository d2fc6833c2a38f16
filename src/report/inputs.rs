//! What every report is made from. Nothing else goes in: no clock, no environment, no files.

use std::collections::BTreeMap;

use crate::{
    assess::Assessment,
    evidence::{CellId, History},
    program::Program,
    report::{Lang, served::Served},
};

/// The inputs of a report.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The program as its files say.
    pub program: &'a Program,
    /// Which files: a git commit with whether they differ from it; `None` outside git.
    pub revision: Option<&'a Revision>,
    /// The evidence at the two clocks.
    pub history: &'a History,
    /// The statuses.
    pub assessment: &'a Assessment,
    /// The tools' messages for cells that do not pass, as they were first reported in the run
    /// that the cell's fact names or before it.
    pub messages: &'a BTreeMap<CellId, String>,
    /// Whether entries were recorded under a clock that was set by hand.
    pub clock_overridden: bool,
    /// What stands around a page that is served live; `None` for a report that is a file.
    pub served: Option<&'a Served>,
    /// The language of the report's own words.
    pub lang: Lang,
}

/// The files of a program, as git names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The commit, in full.
    pub commit: String,
    /// Whether files of the program differ from the commit.
    pub modified: bool,
}
