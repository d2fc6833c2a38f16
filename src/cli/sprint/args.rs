//! What can be typed after `storyproof sprint` and `storyproof epic`.

use clap::{Args as ClapArgs, Subcommand};

use crate::cli::{
    args::{Answer, Records},
    write::args::Start,
};

pub(crate) const SPRINT_HELP: &str = "Examples:
  storyproof sprint list
  storyproof sprint start 2026-S7 --write      what it begins with: scope that comes later shows
  storyproof sprint board                      the sprint that has begun last
  storyproof sprint board 2026-S5 --as-of 2026-03-13
  storyproof sprint review | gh pr comment --body-file -";

pub(crate) const EPIC_HELP: &str = "Examples:
  storyproof epic list
  storyproof epic roadmap
  storyproof report roadmap -o roadmap.html    the same as a page";

/// `storyproof sprint`.
#[derive(Debug, Subcommand)]
pub(crate) enum Sprints {
    /// What can be done with every kind of record
    #[command(flatten)]
    Records(Records),
    /// Its stories in columns, what came and went, velocity, lead time and what broke
    #[command(
        after_help = "Examples:\n  storyproof sprint board\n  storyproof sprint board 2026-S5 --format json\n  storyproof report sprint 2026-S5 -o sprint.html    the same as a page, with the evidence"
    )]
    Board(Board),
    /// Write down which stories it begins with, so that what comes and goes later shows
    #[command(
        after_help = "Examples:\n  storyproof sprint start\n  storyproof sprint start 2026-S7 --write\n  storyproof approve sprint:2026-S7 --by program-manager --reason \"Planned with the team\""
    )]
    Start(Start),
    /// A sprint in a few lines of Markdown, for a pull request or a chat
    #[command(
        after_help = "Examples:\n  storyproof sprint review\n  storyproof sprint review 2026-S5 > review.md\n  storyproof sprint review | gh pr comment --body-file -"
    )]
    Review(Review),
}

/// `storyproof sprint board`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Board {
    /// The sprint [default: the latest that has begun]
    pub sprint: Option<String>,
    /// Answer for people or for programs
    #[command(flatten)]
    pub answer: Answer,
}

/// `storyproof sprint review`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Review {
    /// The sprint [default: the latest that has begun]
    pub sprint: Option<String>,
}

/// `storyproof epic`.
#[derive(Debug, Subcommand)]
pub(crate) enum Epics {
    /// What can be done with every kind of record
    #[command(flatten)]
    Records(Records),
    /// The epics over the sprints, with the layers that are reached
    #[command(
        after_help = "Examples:\n  storyproof epic roadmap\n  storyproof epic roadmap --format json\n  storyproof report roadmap -o roadmap.html"
    )]
    Roadmap(Answer),
}
