//! What can be typed after `storyproof evidence`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};
use storyproof::time::Day;

use crate::cli::args::Answer;

/// The examples under `storyproof evidence --help`.
pub(in crate::cli) const HELP: &str = "\
Examples:
  storyproof evidence list --check root-mfa --since 2026-03-01
  storyproof evidence show E-12
  storyproof evidence open E-12 -o prowler.ocsf.json     the bytes, verified while they are written
  storyproof evidence open E-12 --results -o results.csv
  storyproof evidence open E-12 --record 7               what the tool wrote for one result
  storyproof evidence prove E-12 -o proofs               entry, original and proof, for an auditor

E-0012 is entry 12 of the ledger; a SHA-256, or the beginning of one, names evidence too.";

/// `storyproof evidence`.
#[derive(Debug, Subcommand)]
pub(crate) enum Evidence {
    /// Every file of evidence, newest first
    #[command(after_help = HELP)]
    List(List),
    /// All that is known of a file: where it came from, what it covered, what it says
    #[command(after_help = HELP)]
    Show {
        /// Its number (`E-12`, `12`), or the beginning of its SHA-256
        #[arg(value_name = "EVIDENCE")]
        which: String,
        /// Answer for people or for programs
        #[command(flatten)]
        answer: Answer,
    },
    /// The original bytes, its results as CSV, or the original text of one result
    #[command(after_help = HELP)]
    Open(Open),
    /// Hand over the entry, its original and the proof that both are in the ledger
    #[command(after_help = HELP)]
    Prove {
        /// Its number (`E-12`, `12`), or the beginning of its SHA-256
        #[arg(value_name = "EVIDENCE")]
        which: String,
        /// The folder to write to
        #[arg(short, long, value_name = "DIR", default_value = ".")]
        output: PathBuf,
    },
}

/// Which evidence to list.
#[derive(Debug, ClapArgs)]
pub(crate) struct List {
    /// Only of this tool
    #[arg(long)]
    pub tool: Option<String>,
    /// Only what fed this check
    #[arg(long)]
    pub check: Option<String>,
    /// Only what fed a check of this control, written `framework/control`
    #[arg(long)]
    pub control: Option<String>,
    /// Only about this account
    #[arg(long)]
    pub account: Option<String>,
    /// Only observed on this day or later
    #[arg(long, value_name = "DAY")]
    pub since: Option<Day>,
    /// Only observed on this day or before
    #[arg(long, value_name = "DAY")]
    pub until: Option<Day>,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// What to open, and where to.
#[derive(Debug, ClapArgs)]
pub(crate) struct Open {
    /// Its number (`E-12`, `12`), or the beginning of its SHA-256
    #[arg(value_name = "EVIDENCE")]
    pub which: String,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The results as CSV, numbered as in the file
    #[arg(long, conflicts_with = "record")]
    pub results: bool,
    /// The original text of the result with this number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub record: Option<u64>,
}
