//! What can be typed after `storyproof binder`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use storyproof::time::Period;

use crate::cli::{args::Language, period};

/// The examples under `storyproof binder --help`.
pub(in crate::cli) const HELP: &str = "\
Examples:
  storyproof binder --framework pci-dss-4.0.1 -o pci-2026.zip
  storyproof binder --framework iso27001-2022 --period 2026-01-01..2026-06-30 -o iso-h1.zip
  storyproof binder -o audit.zip --sign-with ~/.ssh/id_ed25519 --redact outside.toml

Whoever gets it unpacks it, opens index.html, and verifies it with verify.sh or verify.ps1;
`storyproof verify audit.zip` does the same and more. The same as-of, ledger and files give the same
bytes, and so does an Ed25519 key that signs them.";

/// `storyproof binder`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Binder {
    /// The framework [default: the program's, when it has one target]
    #[arg(long, value_name = "FRAMEWORK")]
    pub framework: Option<String>,
    /// The days that the evidence is to be of; the last is the as-of, unless that is given
    /// [default: all until the as-of]
    #[arg(long, value_name = "FROM..TO", value_parser = period::typed)]
    pub period: Option<Period>,
    /// The ZIP to write
    #[arg(short, long, value_name = "FILE.zip")]
    pub output: PathBuf,
    /// The SSH key that signs the sums: a secret key, or a public one whose secret the agent holds
    #[arg(long, value_name = "KEY")]
    pub sign_with: Option<PathBuf>,
    /// More `[[redaction]]` rules: what they match is taken out of what is handed over
    #[arg(long, value_name = "RULES.toml")]
    pub redact: Option<PathBuf>,
    /// The language of its pages and tables; JSON and README.txt are always English
    #[arg(long, value_enum, default_value_t, value_name = "LANG")]
    pub lang: Language,
    /// Accept a binder without any evidence (else it is written, and the exit code is 4)
    #[arg(long)]
    pub allow_empty: bool,
}
