//! What can be typed after `storyproof report`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use super::{language::Language, plan::args::PlanAim};

/// `storyproof report`.
#[derive(Debug, Subcommand)]
pub(crate) enum Reports {
    /// One of them.
    #[command(flatten)]
    One(Report),
    /// Every report as a folder of pages that name each other, for a file share
    #[command(after_help = super::site::HELP)]
    Site(super::site::Site),
}

/// One report.
#[derive(Debug, Subcommand)]
pub(crate) enum Report {
    /// One page for management: proven beside claimed, coverage, risks, what slipped back
    #[command(after_help = "Example:\n  storyproof report program -o program.html")]
    Program(ReportOutput),
    /// A sprint: committed and delivered, claimed and proven, story by story
    #[command(after_help = "Example:\n  storyproof report sprint 2026-S3 --format md")]
    Sprint {
        /// The sprint [default: the latest that has begun]
        sprint: Option<String>,
        /// Where to and in which form
        #[command(flatten)]
        output: ReportOutput,
    },
    /// The next sprint, planned: what fits, what was chosen and left out, before and after, forecast
    #[command(after_help = "Example:\n  storyproof report plan 2026-S7 -o plan.html")]
    Plan {
        /// What is planned
        #[command(flatten)]
        aim: PlanAim,
        /// Where to and in which form
        #[command(flatten)]
        output: ReportOutput,
    },
    /// Each epic over the sprints, with the layers that are reached
    #[command(after_help = "Example:\n  storyproof report roadmap -o roadmap.html")]
    Roadmap(ReportOutput),
    /// Encryption by service and component: at rest, in transit, key owner, rotation
    #[command(after_help = "Example:\n  storyproof report encryption -o encryption.html")]
    Encryption(ReportOutput),
    /// Logging by service and component: on, where, how long, who reads
    #[command(after_help = "Example:\n  storyproof report logging -o logging.html")]
    Logging(ReportOutput),
    /// Who does what for each requirement, who answers, and on whose attestation it rests
    #[command(
        after_help = "Example:\n  storyproof report responsibility pci-dss-4.0.1 -o responsibility.html"
    )]
    Responsibility {
        /// The framework [default: all]
        #[arg(value_name = "FRAMEWORK")]
        framework: Option<String>,
        /// Where to and in which form
        #[command(flatten)]
        output: ReportOutput,
    },
    /// The risk register: heat maps, treatment plans with what is verified, acceptance, trend
    #[command(after_help = "Example:\n  storyproof report risks -o risks.csv")]
    Risks(ReportOutput),
    /// Story, control, check and evidence, linked both ways, and what leads nowhere
    #[command(after_help = "Example:\n  storyproof report traceability --epic IAM --format md")]
    Traceability {
        /// Only controls of this framework, and what leads to them
        #[arg(long, value_name = "FRAMEWORK")]
        framework: Option<String>,
        /// Only stories of this epic, and what they lead to
        #[arg(long, value_name = "EPIC")]
        epic: Option<String>,
        /// Where to and in which form
        #[command(flatten)]
        output: ReportOutput,
    },
    /// Requirement, block of a template, deployment, check and last result; what leads nowhere
    #[command(after_help = super::report_rows::TRACE_HELP)]
    Trace(super::report_rows::Trace),
    /// Every file in the ledger: what made it, what it says, and which checks it fed
    #[command(after_help = "Example:\n  storyproof report evidence -o evidence.xlsx")]
    Evidence(ReportOutput),
    /// Every subject of every check: how it stands, since when, and on which evidence
    #[command(after_help = super::report_rows::RESULTS_HELP)]
    Results(super::report_rows::Results),
    /// The Statement of Applicability: each control with its decision, its reasons, and how far
    /// evidence proves that it is implemented
    #[command(after_help = super::report_soa::HELP)]
    Soa(super::report_soa::Soa),
    /// A framework at a date or over a period: every control with its evidence, day by day
    #[command(after_help = super::report_audit::HELP)]
    Audit(super::report_audit::Audit),
}

/// Where a report goes, and in which form.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct ReportOutput {
    /// The form [default: by the file's ending; Markdown on standard output]
    #[arg(long, value_enum)]
    pub format: Option<ReportFormat>,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The language of the report's own words; JSON is always English
    #[arg(long, value_enum, default_value_t, value_name = "LANG")]
    pub lang: Language,
    /// The Chromium or Chrome that prints a PDF [default: the first that is found]
    #[arg(long, value_name = "PROGRAM", env = "STORYPROOF_BROWSER", hide_env = true)]
    pub browser: Option<PathBuf>,
    /// Accept a report without any evidence (else it is written, and the exit code is 4)
    #[arg(long)]
    pub allow_empty: bool,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// One file for a browser, and for printing.
    Html,
    /// Markdown.
    #[value(alias = "markdown")]
    Md,
    /// JSON in the envelope.
    Json,
    /// A workbook, for reports that are tables.
    Xlsx,
    /// One table as CSV, for reports that are tables.
    Csv,
    /// The page, printed by a Chromium of this machine: with bookmarks and page numbers.
    Pdf,
}
