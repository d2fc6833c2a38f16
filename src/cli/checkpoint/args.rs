//! What can be typed after `storyproof checkpoint`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::args::Answer;

/// What stands below the help.
pub(crate) const HELP: &str = "\
Examples:
  storyproof checkpoint key --name example.com/security     make the key
  storyproof checkpoint                                     sign where the ledger stands now

Each recording renews storyproof.checkpoint by itself. Commit it: git then remembers every head.";

/// `storyproof checkpoint`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Checkpoint {
    /// What else to do than to write it
    #[command(subcommand)]
    pub command: Option<CheckpointCommand>,
    /// Where to [default: storyproof.checkpoint, beside storyproof.toml]
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// What can be done with the key.
#[derive(Debug, Subcommand)]
pub(crate) enum CheckpointCommand {
    /// Make the key that signs checkpoints, or show the one that verifies them
    Key {
        /// Its name, such as `example.com/security` [default: `[ledger] origin`, or `storyproof`]
        #[arg(long)]
        name: Option<String>,
    },
}
