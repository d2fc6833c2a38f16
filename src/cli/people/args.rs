//! What can be typed to record what people state and decide: `attest`, `except`, `withdraw`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use storyproof::{
    evidence::PaperKind,
    time::{Day, Instant, Period},
};

use crate::cli::args::{Answer, instant};

pub(crate) const ATTEST_HELP: &str = "\
Examples:
  storyproof attest root-device-custody --statement \"Sealed in the safe under number 12\" --document custody.pdf
  storyproof attest owner-confirmation --method interview --on 2026-03-06 -n
  storyproof attest aws-pci-aoc --document aoc.pdf --kind aoc --issuer \"Example Assessors\" --period 2025-07-01..2026-06-30 --valid-until 2026-12-31
  storyproof attest owner-confirmation --corrects 57       replace an earlier statement

An attestation is proof for what no machine can see, until it ends. `attestation list` shows what
the program asks for and where each one stands; nothing is ever deleted (`withdraw` takes it back).";

pub(crate) const EXCEPT_HELP: &str = "\
Examples:
  storyproof except buckets-not-public --subject 'arn:aws:s3:::www-*' --reason \"It is the public website\" \\
      --requested-by team-payments --approved-by risk-owner --expires 2026-12-31
  storyproof except CHECK ... --compensating \"Logs are read weekly\" --risk R-03 -n

An exception accepts named failing subjects for at most twelve months. It is never proof: the check
is `excepted`, not `passed`. `exception list` shows all of them.";

pub(crate) const WITHDRAW_HELP: &str = "\
Examples:
  storyproof withdraw 57 --reason \"Scan of the wrong account\" --by program-manager
  storyproof withdraw entry:57 --reason \"Signed by mistake\" --by risk-owner -n

The entry stays in the ledger and no longer counts: passes, statements and exceptions are as if they
had not been recorded. What a withdrawn scan said against a subject becomes an error until a later
scan answers, so withdrawing never makes anything look better. With an earlier --known-at everything
is seen as it was known then.";

/// `storyproof attest`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Attest {
    /// The attestation of the program that is made
    pub id: String,
    /// What is stated, in your words [default: the attestation's title]
    #[arg(long, value_name = "TEXT")]
    pub statement: Option<String>,
    /// The role that states it [default: the one that the program asks]
    #[arg(long, value_name = "ROLE")]
    pub by: Option<String>,
    /// How it was found out
    #[arg(long, value_enum, default_value_t = Method::Examine)]
    pub method: Method,
    /// When it was true [default: now]
    #[arg(long, value_name = "DAY", value_parser = instant)]
    pub on: Option<Instant>,
    /// The days that it is about
    #[arg(long, value_name = "FROM..TO", value_parser = period)]
    pub period: Option<Period>,
    /// The last day on which it counts [default: as long as the program lets it]
    #[arg(long, value_name = "DAY")]
    pub valid_until: Option<Day>,
    /// The document behind it: its bytes are kept, and their SHA-256 goes into the ledger
    #[arg(long, value_name = "FILE", conflicts_with = "url")]
    pub document: Option<PathBuf>,
    /// Where the document can be looked up; kept as text, never fetched
    #[arg(long)]
    pub url: Option<String>,
    /// What kind of document it is
    #[arg(long, value_enum, help_heading = "For a provider's attestation")]
    pub kind: Option<Kind>,
    /// Who issued it: the assessor or the certification body
    #[arg(long, value_name = "NAME", help_heading = "For a provider's attestation")]
    pub issuer: Option<String>,
    /// The number under which the issuer keeps it
    #[arg(long, value_name = "TEXT", help_heading = "For a provider's attestation")]
    pub reference: Option<String>,
    /// The entry that this statement replaces
    #[arg(long, value_name = "ENTRY", value_parser = entry)]
    pub corrects: Option<u64>,
    /// Show what would be recorded, and record nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// How something was found out (OSCAL's words).
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// By looking at it.
    Examine,
    /// By asking people.
    Interview,
    /// By trying it.
    Test,
}

impl Method {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Examine => "examine",
            Self::Interview => "interview",
            Self::Test => "test",
        }
    }
}

/// What kind of document a provider's attestation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// A PCI DSS attestation of compliance.
    Aoc,
    /// A certificate of an ISO management system.
    IsoCertificate,
    /// A SOC report.
    SocReport,
    /// Something else.
    Other,
}

impl From<Kind> for PaperKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Aoc => Self::Aoc,
            Kind::IsoCertificate => Self::IsoCertificate,
            Kind::SocReport => Self::SocReport,
            Kind::Other => Self::Other,
        }
    }
}

/// `storyproof except`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Except {
    /// The check whose failing subjects are accepted
    pub check: String,
    /// A failing subject; `*` stands for any text; can be given several times
    #[arg(long = "subject", value_name = "PATTERN", required = true)]
    pub subjects: Vec<String>,
    /// Why they are accepted
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// What is done instead while it lasts; can be given several times
    #[arg(long, value_name = "TEXT")]
    pub compensating: Vec<String>,
    /// The role that asks
    #[arg(long, value_name = "ROLE")]
    pub requested_by: String,
    /// The role that approves; never the one that asks
    #[arg(long, value_name = "ROLE")]
    pub approved_by: String,
    /// From when it counts [default: now]
    #[arg(long, value_name = "DAY", value_parser = instant)]
    pub from: Option<Instant>,
    /// The last day on which it counts, at most twelve months after the first
    #[arg(long, value_name = "DAY")]
    pub expires: Day,
    /// The risk under which they are accepted
    #[arg(long, value_name = "ID")]
    pub risk: Option<String>,
    /// Accept a pattern that no failing subject fits
    #[arg(long)]
    pub allow_unmatched: bool,
    /// The entry that this exception replaces
    #[arg(long, value_name = "ENTRY", value_parser = entry)]
    pub corrects: Option<u64>,
    /// Show what would be recorded, and record nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// `storyproof withdraw`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Withdraw {
    /// The ledger entry that is taken back, such as 57 or entry:57
    #[arg(value_name = "ENTRY", value_parser = entry)]
    pub entry: u64,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The role that takes it back
    #[arg(long, value_name = "ROLE")]
    pub by: String,
    /// Show what would change, and record nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// The number of an entry, with or without the word.
pub(in crate::cli) fn entry(text: &str) -> Result<u64, String> {
    let number = text.strip_prefix("entry:").unwrap_or(text);
    match number.parse() {
        Ok(0) | Err(_) => Err("write the number of an entry, such as 57 or entry:57".into()),
        Ok(number) => Ok(number),
    }
}

fn period(text: &str) -> Result<Period, String> {
    let wrong = || format!("`{text}` is no period: write 2025-07-01..2026-06-30");
    let (from, to) = text.split_once("..").ok_or_else(wrong)?;
    let day = |text: &str| text.parse::<Day>().ok().filter(|day| day.is_accepted());
    match (day(from), day(to)) {
        (Some(start), Some(end)) if start <= end => Ok(Period { start, end }),
        (Some(_), Some(_)) => Err(format!("`{text}` ends before it begins")),
        _ => Err(wrong()),
    }
}
