//! What can be typed after `storyproof checkpoint`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::args::Answer;

/// What stands below the help.
pub(crate) const HELP: &str = "\
Examples:
  storyproof checkpoint key --name example.com/security     make the key
  storyproof checkpoint                                     sign where the ledger stands now
  storyproof checkpoint --sign-with ~/.ssh/id_ed25519       and with your SSH key (also STORYPROOF_SSH_KEY)
  storyproof checkpoint witness --add cosigned.txt          keep what a witness says of a head, and when
  storyproof checkpoint timestamp --request                 ask a timestamp authority (RFC 3161) about it
  storyproof checkpoint timestamp --add answer.tsr --tsa-ca tsa.pem

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
    /// Sign it with this SSH key too: a secret key, or a public one whose secret the agent holds
    #[arg(long, value_name = "KEY")]
    pub sign_with: Option<PathBuf>,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// What can be done beside writing it.
#[derive(Debug, Subcommand)]
pub(crate) enum CheckpointCommand {
    /// Make the key that signs checkpoints, or show the one that verifies them
    #[command(after_help = HELP)]
    Key {
        /// Its name, such as `example.com/security` [default: `[ledger] origin`, or `storyproof`]
        #[arg(long)]
        name: Option<String>,
    },
    /// The heads that witnesses saw, and when; or keep a checkpoint that a witness signed
    #[command(after_help = HELP)]
    Witness {
        /// A checkpoint with a witness's signature (C2SP tlog-cosignature); `-` is standard input
        #[arg(long, value_name = "FILE")]
        add: Option<PathBuf>,
        /// Answer for people or for programs
        #[command(flatten)]
        answer: Answer,
    },
    /// Ask a timestamp authority (RFC 3161) about a head, and keep its answer
    #[command(after_help = HELP)]
    Timestamp(Timestamp),
}

/// `storyproof checkpoint timestamp`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Timestamp {
    /// Write the request about where the ledger stands now
    #[arg(long, required_unless_present = "add")]
    pub request: bool,
    /// Where to write the request [default: beside the kept heads]
    #[arg(short, long, value_name = "FILE", requires = "request")]
    pub output: Option<PathBuf>,
    /// Keep an authority's answer, when `openssl ts` verifies it
    #[arg(long, value_name = "FILE", requires = "tsa_ca", conflicts_with = "request")]
    pub add: Option<PathBuf>,
    /// The certificates that the authority's must lead to (PEM)
    #[arg(long, value_name = "FILE")]
    pub tsa_ca: Option<PathBuf>,
    /// Certificates on the way there, when the answer does not hold them (PEM)
    #[arg(long, value_name = "FILE")]
    pub untrusted: Option<PathBuf>,
}
