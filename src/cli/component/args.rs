//! What can be typed after `storyproof component`.

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::args::{Answer, Records, SuggestFormat};

pub(crate) const HELP: &str = "Examples:
  storyproof component list
  storyproof component services                    what a component can be made of
  storyproof component unclaimed                   what was seen and belongs to nobody
  storyproof component add orders-db --title \"Orders database\" --services rds,kms --owner team-payments";

const ADD_HELP: &str = "Examples:
  storyproof component add orders-db --title \"Orders database\" --services rds,kms --owner team-payments
  storyproof component add crm --title \"CRM\" --services saas --owner team-it --party example-id
  storyproof component add shop --title \"Web shop\" --services web-application,repository \\
      --owner team-payments --party customer --repository payments-app --critical --write

Nothing is written without --write, and no file is ever replaced.";

/// `storyproof component`.
#[derive(Debug, Subcommand)]
pub(crate) enum Components {
    /// What can be done with every kind of record
    #[command(flatten)]
    Records(Records),
    /// Take in something new: its controls, its duties and the stories that it brings
    #[command(after_help = ADD_HELP)]
    Add(Box<Add>),
    /// What components can be made of, and what each brings
    #[command(
        after_help = "Examples:\n  storyproof component services\n  storyproof component services --format json\n\nTo add one, write a [[service]] in any file below controls/, as in controls/services.toml."
    )]
    Services(Answer),
    /// Resources seen in evidence that belong to no component
    #[command(
        after_help = "Examples:\n  storyproof component unclaimed\n  storyproof component unclaimed --format json\n  storyproof component unclaimed --as-of 2026-03-31\n\nA component claims resources with `services` (in its `accounts`), `repositories` and `subjects`."
    )]
    Unclaimed(Unclaimed),
}

/// `storyproof component unclaimed`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Unclaimed {
    /// At most so many groups
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// `storyproof component add`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Add {
    /// The new component's id, such as `orders-db`
    #[arg(required_unless_present = "list_services")]
    pub id: Option<String>,
    /// What people call it
    #[arg(long, visible_alias = "name", required_unless_present = "list_services")]
    pub title: Option<String>,
    /// What it is made of: `rds,kms`, `web-application`, `saas`
    #[arg(
        long,
        value_delimiter = ',',
        value_name = "SERVICE",
        required_unless_present = "list_services"
    )]
    pub services: Vec<String>,
    /// Who answers for it: a team or role of the program
    #[arg(long, value_name = "PARTY", required_unless_present = "list_services")]
    pub owner: Option<String>,
    /// Who runs it: a party of the program, or `customer` for ourselves [default: who runs its services]
    #[arg(long)]
    pub party: Option<String>,
    /// It is critical: its evidence must be fresher
    #[arg(long)]
    pub critical: bool,
    /// One sentence about it
    #[arg(long, default_value = "", hide_default_value = true)]
    pub description: String,
    /// The account its services run in (again for more) [default: every account]
    #[arg(long = "account", value_name = "ACCOUNT")]
    pub accounts: Vec<String>,
    /// A repository that belongs to it (again for more)
    #[arg(long = "repository", value_name = "REPOSITORY")]
    pub repositories: Vec<String>,
    /// A resource that belongs to it; `*` stands for any text (again for more)
    #[arg(long = "subject", value_name = "NAME")]
    pub subjects: Vec<String>,
    /// A component whose controls it meets once for all (again for more)
    #[arg(long = "serves", value_name = "COMPONENT")]
    pub serves: Vec<String>,
    /// List what a component can be made of
    #[arg(long)]
    pub list_services: bool,
    /// Answer for people, for programs, or as the files that `--write` would write
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: SuggestFormat,
    /// Write the component and one file for each story; files that exist are never replaced
    #[arg(long)]
    pub write: bool,
    /// The folder for the component, inside the program's `controls`
    #[arg(long = "in", value_name = "DIR", default_value = "controls/components")]
    pub folder: String,
    /// The folder for the stories, inside the program's `stories`
    #[arg(long, value_name = "DIR", default_value = "stories/suggested")]
    pub stories_in: String,
    /// Mint the ids that another answer with this seed showed [default: random]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}
