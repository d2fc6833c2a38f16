//! What can be typed after `storyproof framework`.

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::{args::Answer, import::args::How};

pub(crate) const HELP: &str = "\
Examples:
  storyproof framework list                        those of the program, and those that ship
  storyproof framework add nist-csf-2.0            what would be written
  storyproof framework add nist-csf-2.0 --write
  storyproof import framework controls.csv --id house-rules     one of your own";

/// `storyproof framework`.
#[derive(Debug, Subcommand)]
pub(crate) enum Frameworks {
    /// The frameworks of the program, and further ones that can be added
    #[command(after_help = "Example:\n  storyproof framework list")]
    List(Answer),
    /// Take in a framework that ships: its controls, and its crosswalks to those there are
    #[command(
        after_help = "Examples:\n  storyproof framework add nist-csf-2.0            what would be written\n  storyproof framework add nist-csf-2.0 --write"
    )]
    Add(Add),
}

/// `storyproof framework add`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Add {
    /// A framework that ships, as `framework list` names it
    #[arg(value_name = "FRAMEWORK")]
    pub id: String,
    #[command(flatten)]
    pub how: How,
}
