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

pub(crate) const IMPORT_HELP: &str = "\
Examples:
  storyproof import framework controls.csv --id house-rules        row by row; nothing is written
  storyproof import soa soa.xlsx --write                           change the [[applicability]] records";

const FRAMEWORK_HELP: &str = "\
Examples:
  storyproof import framework controls.csv --id house-rules        row by row; nothing is written
  storyproof import framework controls.csv --id house-rules --write
  storyproof import framework catalog.json --id nist-800-171 --title \"SP 800-171\"
  storyproof import framework library.yaml --id nis2 --as iso27001-2022-amd=iso27001-2022
  storyproof import framework profile.json --id our-low --from nist-800-53r5

Read are CSV and XLSX (a column `id`; `title`, `parent`, `mode`, `checks`, `equal`, … as in the
files), OSCAL catalogs and profiles, libraries of CISO Assistant, compliance files of Prowler.
What the file does not say stays as it is, and nothing is ever taken away. A control that comes
in is proven by checks alone only where the file says so (mode `auto`).";

/// What can be imported.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Decisions of a Statement of Applicability that `report soa` wrote as XLSX or CSV
    #[command(after_help = HELP)]
    Soa(ImportSoa),
    /// A framework of your own: its controls, and their links to checks and to other frameworks
    #[command(after_help = FRAMEWORK_HELP)]
    Framework(ImportFramework),
}

/// `storyproof import framework`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ImportFramework {
    /// The catalog: CSV, XLSX, OSCAL, CISO Assistant or Prowler
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The framework's id here, with its edition, such as `house-rules-2026`
    #[arg(long, value_name = "ID")]
    pub id: String,
    /// What it is called [default: as the file says]
    #[arg(long)]
    pub title: Option<String>,
    /// The framework of the program that an OSCAL profile selects from
    #[arg(long, value_name = "FRAMEWORK")]
    pub from: Option<String>,
    /// A framework that the file links to, and which of ours it is (again for more)
    #[arg(long = "as", value_name = "THEIRS=OURS", value_parser = pair)]
    pub names: Vec<(String, String)>,
    /// Controls that need a decision in a Statement of Applicability, such as `A.*` (again for more)
    #[arg(long = "statement-of-applicability", value_name = "PATTERN")]
    pub decided: Vec<String>,
    #[command(flatten)]
    pub how: How,
}

/// Whether to write, and how to answer.
#[derive(Debug, ClapArgs)]
pub(crate) struct How {
    /// Show what would change, and change nothing (as without --write)
    #[arg(short = 'n', long, conflicts_with = "write")]
    pub dry_run: bool,
    /// Change the files
    #[arg(long)]
    pub write: bool,
    /// List every row, also those that change nothing
    #[arg(long)]
    pub all: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (theirs, ours) = text.split_once('=').ok_or("write THEIRS=OURS")?;
    Ok((theirs.to_owned(), ours.to_owned()))
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
