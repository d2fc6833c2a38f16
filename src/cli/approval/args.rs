//! What can be typed to decide on records, and to look at what was decided.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use storyproof::{evidence::Decision, time::Instant};

use crate::cli::{
    args::{Answer, instant},
    people::args::entry,
};

pub(crate) const APPROVE_HELP: &str = "\
Examples:
  storyproof approve IAM-01 --by risk-owner --reason \"Reviewed with the team\" -n
  storyproof approve IAM-01 2026-S1 --by risk-owner --reason \"Sprint planning\" --sign-with ~/.ssh/id_ed25519
  storyproof approve risk:R-01 --by risk-owner --reason \"What is left is acceptable\" --sign-with key
  storyproof approve soa:iso27001-2022/A.7.4 --by program-office --reason \"No site of our own\"
  storyproof approve soa:iso27001-2022 ...                    every decision on a control of the framework
  storyproof approve entry:57 --by risk-owner --reason \"Until the migration\"   an exception in the ledger
  storyproof approve IAM-01 ... --decision reject --reason \"The alarm is missing\"

To sign on another machine, write the text, sign it there, and bring the signature:
  storyproof approve IAM-01 --by risk-owner --reason R --at 2026-03-06T09:00:00Z -n --text approval.txt
  ssh-keygen -Y sign -n approval@storyproof -f ~/.ssh/id_ed25519 approval.txt
  storyproof approve IAM-01 --by risk-owner --reason R --at 2026-03-06T09:00:00Z --signature approval.txt.sig

Who may approve what stands in [[approval_rule]] tables, whose key is whose in controls/allowed_signers.
An approval is bound to the text: when the record changes it is suspect, until approved again.";

pub(crate) const APPROVAL_HELP: &str = "\
Examples:
  storyproof approval list                        what is approved, by whom, and what is not
  storyproof approval list --status suspect
  storyproof approval show 57                     the exact text, the signature, how to verify it
  storyproof approval export 57 -o handover       the same as files, for ssh-keygen -Y verify";

/// `storyproof approve`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Approve {
    /// What is decided on: a story, sprint, risk, check, control or attestation by its id,
    /// `soa:FRAMEWORK/CONTROL`, `soa:FRAMEWORK`, or `entry:57` for an exception in the ledger
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<String>,
    /// Who decides: a party, or a member of one
    #[arg(long, value_name = "WHO")]
    pub by: Option<String>,
    /// The party in whose name [default: --by, or the one party that it is a member of]
    #[arg(long, value_name = "PARTY")]
    pub role: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// What is decided
    #[arg(long, value_enum, default_value_t = What::Approve)]
    pub decision: What,
    /// When it is decided [default: now]
    #[arg(long, value_name = "T", value_parser = instant)]
    pub at: Option<Instant>,
    /// Sign with this SSH key: a secret key, or a public one whose secret the agent holds
    #[arg(long, value_name = "KEY", conflicts_with = "signature", help_heading = "Signing")]
    pub sign_with: Option<PathBuf>,
    /// Take a signature that was made elsewhere over the text of `--text`; needs --at
    #[arg(long, value_name = "FILE", requires = "at", help_heading = "Signing")]
    pub signature: Option<PathBuf>,
    /// Write the exact text that is signed to this file (`-` is standard output), and record nothing
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sign_with", "signature"], help_heading = "Signing")]
    pub text: Option<PathBuf>,
    /// The entry that this decision replaces
    #[arg(long, value_name = "ENTRY", value_parser = entry)]
    pub corrects: Option<u64>,
    /// Show what would be recorded, and record nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// The text is approved.
    Approve,
    /// The text is rejected; earlier approvals of the record end.
    Reject,
}

impl From<What> for Decision {
    fn from(what: What) -> Self {
        match what {
            What::Approve => Self::Approve,
            What::Reject => Self::Reject,
        }
    }
}

/// `storyproof approval`.
#[derive(Debug, Subcommand)]
pub(crate) enum Approvals {
    /// What is approved, suspect, refused or not approved, by whom and when
    #[command(after_help = APPROVAL_HELP)]
    List(List),
    /// The exact text of a decision, its signature, and how to verify it without storyproof
    #[command(after_help = APPROVAL_HELP)]
    Show {
        /// The ledger entry, such as 57 or entry:57
        #[arg(value_name = "ENTRY", value_parser = entry)]
        entry: u64,
        /// Answer for people or for programs
        #[command(flatten)]
        answer: Answer,
    },
    /// Write text, signature and allowed signers to files, so that `ssh-keygen -Y verify` needs no more
    #[command(after_help = APPROVAL_HELP)]
    Export {
        /// The ledger entry, such as 57 or entry:57
        #[arg(value_name = "ENTRY", value_parser = entry)]
        entry: u64,
        /// The folder to write to
        #[arg(short, long, value_name = "DIR", default_value = ".")]
        output: PathBuf,
    },
}

/// `storyproof approval list`.
#[derive(Debug, ClapArgs)]
pub(crate) struct List {
    /// Only those with this status: approved, suspect, rejected, refused or not-approved
    #[arg(long, value_name = "WORD")]
    pub status: Option<String>,
    /// Only this kind of record: story, sprint, risk, applicability, exception, check, control or attestation
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}
