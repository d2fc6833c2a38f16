//! What can be typed after `storyproof import`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::args::Answer;

pub(crate) const HELP: &str = "\
Examples:
  storyproof import soa soa.xlsx              what would change, row by row; nothing is written
  storyproof import soa soa.csv --write       change the [[applicability]] records

A row that was not edited changes nothing. One that was edited while the files went on is a
conflict: nothing is written until it is settled.";

/// What can be imported.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Decisions of a Statement of Applicability that `report soa` wrote as XLSX or CSV
    #[command(after_help = HELP)]
    Soa(ImportSoa),
}

/// `storyproof import soa`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ImportSoa {
    /// The edited table, XLSX or CSV
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The framework of controls that are named without one [default: as for `report soa`]
    #[arg(long, value_name = "FRAMEWORK")]
    pub framework: Option<String>,
    /// Show what would change, and change nothing (as without --write)
    #[arg(short = 'n', long, conflicts_with = "write")]
    pub dry_run: bool,
    /// Change the files
    #[arg(long)]
    pub write: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}
