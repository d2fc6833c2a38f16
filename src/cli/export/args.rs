//! What can be typed after `storyproof export`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use crate::cli::args::Language;

pub(crate) const HELP: &str = "\
Examples:
  storyproof export framework aws-baseline --format csv -o baseline.csv
  storyproof export oscal assessment-results pci-dss-4.0.1 -o results.json
  storyproof export jira --sprint 2026-S6 -o jira.csv
  storyproof export ics -o program.ics
  storyproof export summary | gh pr comment --body-file -";

const JIRA_HELP: &str = "\
Examples:
  storyproof export jira -o jira.csv
  storyproof export jira --sprint 2026-S6 -o sprint.csv

In Jira choose External System Import and the date format yyyy-MM-dd; map `External ID` and
`Storyproof state` to text fields, so that `import jira` finds each story again. Only that importer
keeps what stands below what. Jira recommends at most 1,500 rows a file; who is no administrator may
import 250 at once, and without epics.";

const GITHUB_HELP: &str = "\
Examples:
  storyproof export github -o issues.jsonl
  while read -r line; do
    jq -r .body <<<\"$line\" | gh issue create --title \"$(jq -r .title <<<\"$line\")\" --body-file -
  done < issues.jsonl

One JSON object a line, in the shape of `gh issue list --json`. The text ends with a line that names
the story, by which `import github` finds it again.";

const LINEAR_HELP: &str = "\
Examples:
  storyproof export linear -o linear.csv
  storyproof export linear --epic IAM -o iam.csv";

const CSV_HELP: &str = "\
Examples:
  storyproof export csv -o stories.csv
  storyproof export csv --sprint 2026-S6

An edited table comes back with `import csv`.";

const ICS_HELP: &str = "\
Examples:
  storyproof export ics -o program.ics
  storyproof export ics --lang en,ja -o program.ics
  storyproof export ics --as-of 2026-03-13 -o program.ics

Audit dates, ends of sprints, results that go stale, attestations and exceptions that end, controls
that become due: all that comes after the as-of day. Exported again, an event keeps its place.";

const SUMMARY_HELP: &str = "\
Examples:
  storyproof export summary
  storyproof export summary 2026-S5 -o summary.md
  storyproof export summary | gh pr comment --body-file -

The same as `sprint review`.";

const FRAMEWORK_HELP: &str = "\
Examples:
  storyproof export framework aws-baseline --format csv -o baseline.csv
  storyproof export framework aws-baseline --format prowler -o aws_baseline_aws.json
  storyproof export framework iso27001-2022 --format ciso-assistant -o iso27001.yaml

`import framework` takes each of them back, and nothing changes by it.";

const OSCAL_HELP: &str = "\
Examples:
  storyproof export oscal catalog pci-dss-4.0.1 -o catalog.json
  storyproof export oscal profile pci-dss-4.0.1 -o profile.json       what applies of it
  storyproof export oscal assessment-results pci-dss-4.0.1 --as-of 2026-03-31 -o results.json
  storyproof export oscal poam -o poam.json                           every open story
  storyproof export oscal component-definition -o components.json

The same files and the same ledger give the same bytes at the same --as-of.";

/// What can be exported.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// A framework with its links, as CSV, for CISO Assistant, or for Prowler
    #[command(after_help = FRAMEWORK_HELP)]
    Framework(ExportFramework),
    /// OSCAL 1.2.1, for tools and assessors that read it
    #[command(after_help = OSCAL_HELP)]
    Oscal(ExportOscal),
    /// Stories as CSV for Jira's importer, below their epics
    #[command(after_help = JIRA_HELP)]
    Jira(ExportIssues),
    /// Stories as JSON, one issue of GitHub a line
    #[command(after_help = GITHUB_HELP)]
    Github(ExportIssues),
    /// Stories as CSV with Linear's headings
    #[command(after_help = LINEAR_HELP)]
    Linear(ExportIssues),
    /// Stories as a plain table
    #[command(after_help = CSV_HELP)]
    Csv(ExportIssues),
    /// What comes when, for a calendar (RFC 5545)
    #[command(after_help = ICS_HELP)]
    Ics(ExportCalendar),
    /// A sprint in a few lines of Markdown, for a pull request or a chat
    #[command(after_help = SUMMARY_HELP)]
    Summary(ExportSummary),
}

/// `storyproof export jira` and its like.
#[derive(Debug, ClapArgs)]
pub(crate) struct ExportIssues {
    /// Only stories planned in this sprint
    #[arg(long, value_name = "SPRINT")]
    pub sprint: Option<String>,
    /// Only stories of this epic
    #[arg(long, value_name = "EPIC")]
    pub epic: Option<String>,
    /// Where it goes
    #[command(flatten)]
    pub to: ExportFile,
}

/// The file of an export.
#[derive(Debug, ClapArgs)]
pub(crate) struct ExportFile {
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `storyproof export ics`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ExportCalendar {
    /// The language of its own words
    #[arg(long, value_enum, default_value_t, value_name = "LANG")]
    pub lang: Language,
    /// Where it goes
    #[command(flatten)]
    pub to: ExportFile,
}

/// `storyproof export summary`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ExportSummary {
    /// The sprint [default: the latest that has begun]
    pub sprint: Option<String>,
    /// The language of its own words
    #[arg(long, value_enum, default_value_t, value_name = "LANG")]
    pub lang: Language,
    /// Where it goes
    #[command(flatten)]
    pub to: ExportFile,
}

/// `storyproof export framework`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ExportFramework {
    /// The framework
    #[arg(value_name = "FRAMEWORK")]
    pub framework: String,
    /// The form
    #[arg(long, value_enum, default_value_t)]
    pub format: CatalogFormat,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// The form of a catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum CatalogFormat {
    /// A table with every field and link.
    #[default]
    Csv,
    /// A library of CISO Assistant, YAML.
    CisoAssistant,
    /// A compliance file of Prowler, JSON.
    Prowler,
}

/// `storyproof export oscal`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ExportOscal {
    /// What is written
    #[arg(value_enum, value_name = "KIND")]
    pub kind: OscalKind,
    /// The framework [default: the first target; all for poam and component-definition]
    #[arg(value_name = "FRAMEWORK")]
    pub framework: Option<String>,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// A kind of OSCAL document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OscalKind {
    /// The controls of a framework.
    Catalog,
    /// What applies of a framework.
    Profile,
    /// What evidence says of a framework: findings, observations, risks.
    AssessmentResults,
    /// The plan of action and milestones: stories that are open.
    Poam,
    /// Components and checks with the controls that they have a part in.
    ComponentDefinition,
}
