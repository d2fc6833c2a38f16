//! What can be typed after `storyproof import`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use crate::cli::args::Answer;

pub(crate) const HELP: &str = "\
Examples:
  storyproof import soa soa.xlsx              what would change, row by row; nothing is written
  storyproof import soa soa.csv --write       change the [[applicability]] records

A row that was not edited changes nothing. One that was edited while the files went on is a
conflict: nothing is written until it is settled.";

pub(crate) const IMPORT_HELP: &str = "\
Examples:
  storyproof import jira export.csv                                row by row; nothing is written
  storyproof import framework controls.csv --id house-rules        the same for a catalog
  storyproof import soa soa.xlsx --write                           change the [[applicability]] records";

const FRAMEWORK_HELP: &str = "\
Examples:
  storyproof import framework controls.csv --id house-rules        row by row; nothing is written
  storyproof import framework controls.csv --id house-rules --write
  storyproof import framework catalog.json --id nist-800-171 --title \"SP 800-171\"
  storyproof import framework library.yaml --id nis2 --as iso27001-2022-amd=iso27001-2022
  storyproof import framework profile.json --id our-low --from nist-800-53r5

Read are CSV and XLSX (a column `id`; `title`, `parent`, `mode`, `checks`, `equal`, … as in the
files), OSCAL catalogs and profiles, libraries of CISO Assistant, compliance files of Prowler.
What the file does not say stays as it is, and nothing is ever taken away. A control that comes
in is proven by checks alone only where the file says so (mode `auto`).";

const ISSUES_END: &str = "\
A story is found again by `external`, such as `jira:SEC-12`, or by its own id, so that the same file
changes nothing twice. What the tracker said last stands in the story under [story.x.TRACKER]: a
field that only one side changed is taken from there or left here; one that both changed is a
conflict, and stays as it is until --prefer settles it. Criteria, controls and checks are not touched.
\"Done\" in a tracker is a claim, and waits while the story lacks what `check` asks of a claim.";

const JIRA_HELP: &str = "\
Examples:
  storyproof import jira export.csv                     what would happen, row by row
  storyproof import jira export.csv --epic IAM --person ann@example.com=team-platform
  storyproof import jira export.csv --status \"Waiting=doing\" --sprint \"SEC Sprint 12=2026-S5\" --write

Export from Jira as \"CSV (all fields)\": at most 1,000 rows at once.";

const GITHUB_HELP: &str = "\
Examples:
  gh issue list --state all --limit 1000 \\
    --json number,title,body,labels,milestone,assignees,state,stateReason,url,createdAt,closedAt |
    storyproof import github - --epic IAM
  gh project item-list 1 --owner example --limit 1000 --format json > items.json
  storyproof import github items.json --epic IAM --write

A milestone or an iteration is a sprint. Labels may say what an issue has no field for: `epic:IAM`,
`points:3`, `status:ready`, `owner:team-it`.";

const LINEAR_HELP: &str = "\
Examples:
  storyproof import linear linear.csv                   what would happen, row by row
  storyproof import linear linear.csv --epic \"Access project=IAM\" --write";

const CSV_HELP: &str = "\
Examples:
  storyproof import csv backlog.csv --map Ticket=key --map Headline=title --epic IAM
  storyproof import csv stories.csv --write             a table that `export csv` wrote

Fields: key, id, type, epic, title, notes, status, sprint, points, owner, started, done; `-` leaves a
column out. Any other column is kept with the story.";

/// What can be imported.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Decisions of a Statement of Applicability that `report soa` wrote as XLSX or CSV
    #[command(after_help = HELP)]
    Soa(ImportSoa),
    /// A framework of your own: its controls, and their links to checks and to other frameworks
    #[command(after_help = FRAMEWORK_HELP)]
    Framework(ImportFramework),
    /// Stories from Jira's CSV
    #[command(after_help = format!("{JIRA_HELP}\n\n{ISSUES_END}"))]
    Jira(ImportIssues),
    /// Stories from GitHub issues or project items, as JSON of `gh`
    #[command(after_help = format!("{GITHUB_HELP}\n\n{ISSUES_END}"))]
    Github(ImportIssues),
    /// Stories from Linear's CSV
    #[command(after_help = format!("{LINEAR_HELP}\n\n{ISSUES_END}"))]
    Linear(ImportIssues),
    /// Stories from any other table
    #[command(after_help = format!("{CSV_HELP}\n\n{ISSUES_END}"))]
    Csv(ImportIssues),
}

/// `storyproof import jira` and its like.
#[derive(Debug, ClapArgs)]
pub(crate) struct ImportIssues {
    /// The file that the tracker exported; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// What a column is, such as `Size=points`; `-` leaves it out (again for more)
    #[arg(long, value_name = "COLUMN=FIELD", value_parser = pair)]
    pub map: Vec<(String, String)>,
    /// What a status of the tracker claims: draft, ready, doing, done or dropped (again for more)
    #[arg(long = "status", value_name = "THEIRS=CLAIM", value_parser = pair)]
    pub statuses: Vec<(String, String)>,
    /// Which party a person of the tracker stands for (again for more)
    #[arg(long = "person", value_name = "THEIRS=PARTY", value_parser = pair)]
    pub people: Vec<(String, String)>,
    /// Which sprint a sprint, cycle, milestone or iteration is (again for more)
    #[arg(long = "sprint", value_name = "THEIRS=SPRINT", value_parser = pair)]
    pub sprints: Vec<(String, String)>,
    /// Which epic issues stand below that stand below THEIRS, or below nothing (again for more)
    #[arg(long = "epic", value_name = "[THEIRS=]EPIC")]
    pub epics: Vec<String>,
    /// Who is right where both sides changed a field since the last import
    #[arg(long, value_enum, value_name = "SIDE")]
    pub prefer: Option<Side>,
    /// Take claims and sizes as they are, even where `check` then finds errors
    #[arg(long)]
    pub anyway: bool,
    #[command(flatten)]
    pub how: How,
}

/// One of two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// What the tracker says.
    Tracker,
    /// What the files say.
    Files,
}

/// `storyproof import framework`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ImportFramework {
    /// The catalog: CSV, XLSX, OSCAL, CISO Assistant or Prowler
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The framework's id here, with its edition, such as `house-rules-2026`
    #[arg(long, value_name = "ID")]
    pub id: String,
    /// What it is called [default: as the file says]
    #[arg(long)]
    pub title: Option<String>,
    /// The framework of the program that an OSCAL profile selects from
    #[arg(long, value_name = "FRAMEWORK")]
    pub from: Option<String>,
    /// A framework that the file links to, and which of ours it is (again for more)
    #[arg(long = "as", value_name = "THEIRS=OURS", value_parser = pair)]
    pub names: Vec<(String, String)>,
    /// Controls that need a decision in a Statement of Applicability, such as `A.*` (again for more)
    #[arg(long = "statement-of-applicability", value_name = "PATTERN")]
    pub decided: Vec<String>,
    #[command(flatten)]
    pub how: How,
}

/// Whether to write, and how to answer.
#[derive(Debug, ClapArgs)]
pub(crate) struct How {
    /// Show what would change, and change nothing (as without --write)
    #[arg(short = 'n', long, conflicts_with = "write")]
    pub dry_run: bool,
    /// Change the files
    #[arg(long)]
    pub write: bool,
    /// List every row, also those that change nothing
    #[arg(long)]
    pub all: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

fn pair(text: &str) -> Result<(String, String), String> {
    // What a tracker calls a thing may have a sign of equality in it; our ids have none.
    let (theirs, ours) = text.rsplit_once('=').ok_or("write THEIRS=OURS")?;
    Ok((theirs.to_owned(), ours.to_owned()))
}

/// `storyproof import soa`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ImportSoa {
    /// The edited table, XLSX or CSV
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The framework of controls that are named without one [default: as for `report soa`]
    #[arg(long, value_name = "FRAMEWORK")]
    pub framework: Option<String>,
    /// Show what would change, and change nothing (as without --write)
    #[arg(short = 'n', long, conflicts_with = "write")]
    pub dry_run: bool,
    /// Change the files
    #[arg(long)]
    pub write: bool,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}
