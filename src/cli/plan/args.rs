//! What can be typed after `storyproof plan`.

use clap::{Args as ClapArgs, ValueEnum};

pub(in crate::cli) const HELP: &str = "\
Examples:
  storyproof plan                             the next sprint that has not begun
  storyproof plan 2026-S7 --capacity 20       with another capacity
  storyproof plan --carry-over                what is unfinished in the open sprint counts as left over
  storyproof plan 2026-S7 --write             write `sprint = \"2026-S7\"` into the chosen stories
  storyproof plan --forecast                  when each framework and each risk will be where it is to be
  storyproof plan --format json               every number, with every term of every story
  storyproof report plan -o plan.html         the same as a page

The rule: value is the weighted sum of six terms (`[priority]` in storyproof.toml), rank is value per
point, and the set of the largest value that fits is chosen. Capacity is what was proven in the
latest sprints, or the sprint's own `capacity` where that is less. Proof that ends inside the sprint
takes `[planning] renewal_points` each (default 1).

JSON: data.backlog has each candidate with `terms`, `value`, `per_point`, `decided`, `place` and
`reason`; data.room the capacity, data.coverage and data.risks before and after, data.forecast the
goals, data.written the files. Decimals are texts, the same on every machine.";

/// `storyproof plan`.
#[derive(Debug, ClapArgs)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct Plan {
    /// What is planned
    #[command(flatten)]
    pub aim: PlanAim,
    /// Only when the goals will be reached
    #[arg(long, conflicts_with = "write")]
    pub forecast: bool,
    /// Show the whole ranking, not only its beginning
    #[arg(long)]
    pub all: bool,
    /// Show what would be written, and write nothing (this is the default)
    #[arg(short = 'n', long, conflicts_with = "write")]
    pub dry_run: bool,
    /// Write the sprint into the files of the chosen stories; comments and layout are kept
    #[arg(long)]
    pub write: bool,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: PlanFormat,
}

/// What is planned.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct PlanAim {
    /// The sprint [default: the next one that has not begun]
    #[arg(value_name = "SPRINT")]
    pub sprint: Option<String>,
    /// The points that fit [default: by verified velocity and the sprint's own capacity]
    #[arg(long, value_name = "N")]
    pub capacity: Option<u32>,
    /// Take what is unfinished in the open sprint as left over
    #[arg(long)]
    pub carry_over: bool,
}

/// The form of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum PlanFormat {
    /// For people, at a terminal.
    #[default]
    Human,
    /// For programs: one JSON envelope.
    Json,
    /// Markdown.
    #[value(alias = "markdown")]
    Md,
    /// One file for a browser, and for printing.
    Html,
}
