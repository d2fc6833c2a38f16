//! What can be typed to write to files.

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::{args::Format, typing::shells};

const NEW_HELP: &str = "\
Examples:
  storyproof new story epic=IAM title=\"Break glass is tested\" points=3 owner=team-platform
  storyproof new story epic=IAM title=\"Keys rotate\" 'acceptance+=Keys are younger than 90 days' --write
  storyproof new risk title=\"A key leaks\" treatment=mitigate likelihood=3 impact=4 \\
      target_likelihood=2 target_impact=3 owner=team-platform
  storyproof new sprint id=2026-S8 start=2026-04-20 end=2026-05-01 capacity=30
  storyproof new check id=root-alarm title=\"Root use raises an alarm\" controls=aws-baseline/AB.ROOT-01
  storyproof new party id=team-data name=\"Data team\" kind=team

A component comes with its duties and stories: `storyproof component add`.
Stories and risks get an id of their own (IAM-7K3QX) unless you say one; no id is ever given twice.
`storyproof schema KIND` tells every key of a kind.";

const SET_HELP: &str = "\
Examples:
  storyproof set IAM-01 status=doing                     also writes `started` (and `done` with status=done)
  storyproof set IAM-01 points=5 owner=team-platform --write
  storyproof set IAM-01 controls+=aws-baseline/AB.ROOT-02     add to a list
  storyproof set IAM-01 controls-=aws-baseline/AB.ROOT-02     take out of a list
  storyproof set IAM-01 'acceptance+=The alarm rings'         one more criterion
  storyproof set IAM-01 acceptance.2.checks+=root-alarm       a check for the second criterion
  storyproof set IAM-01 done=                            take a field away
  storyproof set R-01 treatment=accept reviewed=today
  storyproof set measure:coverage target=95              `kind:id` where kinds share an id

Comments, order and layout are kept. A change after which the program could not be read is refused.";

const EDIT_HELP: &str = "\
Examples:
  storyproof edit IAM-01
  storyproof edit R-01
  storyproof edit stories/sprints.toml
  EDITOR=\"code --wait\" storyproof edit IAM-01

The editor is VISUAL or EDITOR. It opens a copy; what it saves is checked, shown and then kept. Text
that cannot be kept stays beside the file, and the next `edit` goes on with it.";

const LINK_HELP: &str = "\
Examples:
  storyproof link IAM-01 pci-dss-4.0.1/8.4.2 R-01        a control and a risk
  storyproof link IAM-01 root-mfa --criterion 1          a check that proves the first criterion
  storyproof link IAM-02 IAM-01                          IAM-02 depends on IAM-01
  storyproof link root-mfa aws-baseline/AB.ROOT-01 --write
  storyproof unlink IAM-01 R-01

A link is written in the record that has the list, whichever of the two you name first.";

const MOVE_HELP: &str = "\
Examples:
  storyproof move IAM-04 --to 2026-S8
  storyproof move IAM-04 NET-02 --to 2026-S8 --write
  storyproof move IAM-04 --backlog                       out of its sprint

A story that leaves a sprint which has begun keeps the move in `moved`.";

const SPLIT_HELP: &str = "\
Examples:
  storyproof split IAM-01 --title \"Root use raises an alarm\" --criteria 2,3
  storyproof split IAM-01 --title \"Second account\" --points 2 --to 2026-S8 --write

The new story has the epic, persona, owner, controls, components and risks of the old one, and
depends on it. Its points are taken from the old one.";

const RETIRE_HELP: &str = "\
Examples:
  storyproof retire IAM-09                               a story is dropped: its file stays
  storyproof retire R-07 --because \"The data centre is closed\" --write
  storyproof retire check:old-scan --because \"Replaced by root-mfa\"

Any other record leaves its file, and its id goes to [[retired]] so that nothing has it again. What
still names it has to be unlinked first.";

/// What can be done with the files.
#[derive(Debug, Subcommand)]
pub(crate) enum Files {
    /// A new record of any kind
    #[command(after_help = NEW_HELP)]
    New(New),
    /// Change fields of a record
    #[command(after_help = SET_HELP)]
    Set(Set),
    /// Open a record in your editor; what comes back is checked before it is kept
    #[command(after_help = EDIT_HELP)]
    Edit(Edit),
    /// Link a record to others: controls, risks, checks, components, stories
    #[command(after_help = LINK_HELP)]
    Link(Link),
    /// Take links away
    #[command(after_help = LINK_HELP)]
    Unlink(Link),
    /// Move stories to another sprint, and keep where they were
    #[command(after_help = MOVE_HELP)]
    Move(Move),
    /// Split a story: some of its criteria become a story of their own
    #[command(after_help = SPLIT_HELP)]
    Split(Split),
    /// Take a record out of use; its id stays taken
    #[command(after_help = RETIRE_HELP)]
    Retire(Retire),
}

/// Whether a change is written.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Consent {
    /// Write the change; without this it is shown, and on a terminal you are asked
    #[arg(long, conflicts_with = "dry_run")]
    pub write: bool,
    /// Show the change, and write nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Answer for people or for programs
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,
}

/// `storyproof new`.
#[derive(Debug, ClapArgs)]
pub(crate) struct New {
    /// The kind of record: story, epic, sprint, risk, check, control, component, party, persona, …
    #[arg(value_name = "KIND", add = shells::kinds())]
    pub kind: String,
    /// Its fields, each as KEY=VALUE; KEY+=VALUE adds to a list
    #[arg(value_name = "KEY=VALUE")]
    pub fields: Vec<String>,
    /// The file to write to, below stories/ or controls/ [default: where its like stand]
    #[arg(long = "in", value_name = "FILE")]
    pub file: Option<String>,
    /// Mint the id that another answer with this seed showed [default: random]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Whether it is written
    #[command(flatten)]
    pub consent: Consent,
}

/// `storyproof set`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Set {
    /// The record, by its id or the beginning of it
    #[arg(add = shells::any_id())]
    pub id: String,
    /// What to change: KEY=VALUE, KEY+=VALUE, KEY-=VALUE, or KEY= to take it away
    #[arg(value_name = "KEY=VALUE", required = true)]
    pub fields: Vec<String>,
    /// Whether it is written
    #[command(flatten)]
    pub consent: Consent,
}

/// `storyproof edit`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Edit {
    /// The record, by its id; or a file of the program, by its path
    #[arg(add = shells::any_id())]
    pub id: String,
    /// Show what changed, and keep the text beside the file
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

/// `storyproof link` and `unlink`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Link {
    /// The record
    #[arg(add = shells::any_id())]
    pub id: String,
    /// What it is linked to
    #[arg(value_name = "OTHER", required = true, add = shells::any_id())]
    pub others: Vec<String>,
    /// Of a story: the acceptance criterion that a check or an attestation proves, from 1
    #[arg(long, value_name = "N")]
    pub criterion: Option<usize>,
    /// Whether it is written
    #[command(flatten)]
    pub consent: Consent,
}

/// `storyproof sprint start`.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Start {
    /// The sprint [default: the first that has not ended and has no commitment]
    #[arg(add = shells::sprints())]
    pub sprint: Option<String>,
    /// Whether it is written
    #[command(flatten)]
    pub consent: Consent,
}

/// `storyproof move`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Move {
    /// The stories
    #[arg(value_name = "STORY", required = true, add = shells::stories())]
    pub stories: Vec<String>,
    /// The sprint to move them to
    #[arg(long, value_name = "SPRINT", required_unless_present = "backlog", add = shells::sprints())]
    pub to: Option<String>,
    /// Take them out of their sprint
    #[arg(long, conflicts_with = "to")]
    pub backlog: bool,
    /// Whether it is written
    #[command(flatten)]
    pub consent: Consent,
}

/// `storyproof split`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Split {
    /// The story
    #[arg(value_name = "STORY", add = shells::stories())]
    pub story: String,
    /// What the new story is called
    #[arg(long)]
    pub title: String,
    /// The acceptance criteria that go with it, from 1: `2,3`
    #[arg(long, value_name = "N", value_delimiter = ',')]
    pub criteria: Vec<usize>,
    /// The points that go with it
    #[arg(long, value_name = "N")]
    pub points: Option<u32>,
    /// The sprint of the new story [default: none]
    #[arg(long, value_name = "SPRINT", add = shells::sprints())]
    pub to: Option<String>,
    /// Mint the id that another answer with this seed showed [default: random]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Whether it is written
    #[command(flatten)]
    pub consent: Consent,
}

/// `storyproof retire`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Retire {
    /// The record
    #[arg(add = shells::any_id())]
    pub id: String,
    /// Why it is no longer needed
    #[arg(long, value_name = "REASON")]
    pub because: Option<String>,
    /// Whether it is written
    #[command(flatten)]
    pub consent: Consent,
}
