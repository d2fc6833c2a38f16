//! What can be typed after `storyproof ledger`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::args::Answer;

/// What stands below the help.
pub(crate) const HELP: &str = "\
Examples:
  storyproof ledger merge -n ../laptop/.storyproof/ledger.sqlite     what would come
  storyproof ledger merge ../laptop                                  the ledger of the program there
  storyproof ledger merge copy.sqlite --as laptop.example.com        a copy of this ledger that went on

What comes keeps its bytes, its time and its number there, with the proof that it was there.
This ledger learns it now: that is what --known-at asks about. Nothing is counted twice.";

/// `storyproof ledger`.
#[derive(Debug, Subcommand)]
pub(crate) enum Ledgers {
    /// Bring in what another ledger recorded; it is only read
    #[command(after_help = HELP)]
    Merge(Merge),
}

/// What to merge.
#[derive(Debug, ClapArgs)]
pub(crate) struct Merge {
    /// The other ledger (`ledger.sqlite`, with its artifacts beside it), or its program's folder
    #[arg(value_name = "LEDGER")]
    pub other: PathBuf,
    /// Its checkpoint [default: the one beside it or beside its program]
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    /// A key that must have signed its checkpoint
    #[arg(long = "key", value_name = "NAME+ID+BASE64")]
    pub keys: Vec<String>,
    /// What to call it, when it is a copy of this ledger on which somebody went on recording
    #[arg(long = "as", value_name = "NAME")]
    pub name: Option<String>,
    /// Show what would come, and record nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}
