//! `[[epic]]`, `[[story]]`, `[[sprint]]` and `[[persona]]`: the backlog as agile practice knows it.

use std::collections::BTreeMap;

use super::Reference;
use crate::{
    ids::{
        AttestationId, CheckId, ComponentId, ControlRef, EpicId, ExternalId, PartyId, PersonaId,
        RiskId, SprintId, StoryId,
    },
    source::{Span, Spanned},
    time::Day,
};

/// A body of work that spans sprints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Epic {
    /// `id`, such as `IAM`.
    pub id: Spanned<EpicId>,
    /// `title`.
    pub title: String,
    /// `outcome`: what will be true when it is done.
    pub outcome: String,
    /// `owner`: who answers for it.
    pub owner: Option<Spanned<PartyId>>,
    /// `external`: what other programs call it.
    pub external: Vec<Spanned<ExternalId>>,
    /// `notes`, Markdown.
    pub notes: Option<String>,
}

/// What people claim of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoryStatus {
    /// `draft`: an idea; not yet ready to be planned.
    Draft,
    /// `ready`: meets the definition of ready.
    Ready,
    /// `doing`: work has begun.
    Doing,
    /// `done`: people say that it is done.
    Done,
    /// `dropped`: will not be done; its id stays taken.
    Dropped,
}

impl StoryStatus {
    /// Every claim.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Ready, Self::Doing, Self::Done, Self::Dropped];

    /// The word that people write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Ready => "ready",
            Self::Doing => "doing",
            Self::Done => "done",
            Self::Dropped => "dropped",
        }
    }
}

/// Whether a story describes use or abuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoryKind {
    /// `use`: somebody needs something.
    Use,
    /// `abuse`: an adversary tries something, and must fail.
    Abuse,
}

/// One thing a persona needs, small enough for one sprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Story {
    /// `id`, such as `IAM-01`; the file is named exactly so.
    pub id: Spanned<StoryId>,
    /// `alias`: another name people may use on the command line.
    pub alias: Option<Spanned<String>>,
    /// `formerly`: ids it had before `renumber`; they stay taken.
    pub formerly: Vec<Spanned<StoryId>>,
    /// `external`: what other programs call it.
    pub external: Vec<Spanned<ExternalId>>,
    /// `epic`.
    pub epic: Spanned<EpicId>,
    /// `kind`, `use` by default.
    pub kind: StoryKind,
    /// `title`.
    pub title: Spanned<String>,
    /// `persona`: who wants it.
    pub persona: Option<Spanned<PersonaId>>,
    /// `want`: what they want.
    pub want: String,
    /// `so_that`: why.
    pub so_that: String,
    /// `sprint`: when it is planned.
    pub sprint: Option<Spanned<SprintId>>,
    /// `moved`: the sprints it was in before.
    pub moved: Vec<Moved>,
    /// `points`: its size.
    pub points: Option<Spanned<u32>>,
    /// `layer`: 1 first version, 2 hardened, 3 optimised.
    pub layer: Option<Spanned<u32>>,
    /// `owner`: who answers for it.
    pub owner: Option<Spanned<PartyId>>,
    /// `status`: what people claim, `draft` by default.
    pub status: Spanned<StoryStatus>,
    /// `started`: the day work began.
    pub started: Option<Spanned<Day>>,
    /// `done`: the day people said it was done.
    pub done: Option<Spanned<Day>>,
    /// `controls`: what it helps to meet.
    pub controls: Vec<Spanned<ControlRef>>,
    /// `components`: what it touches.
    pub components: Vec<Spanned<ComponentId>>,
    /// `risks`: what it treats.
    pub risks: Vec<Spanned<RiskId>>,
    /// `depends_on`: stories that must come first.
    pub depends_on: Vec<Spanned<StoryId>>,
    /// `[[story.acceptance]]`: what must be proven.
    pub acceptance: Vec<Criterion>,
    /// `references`: where somebody can read on.
    pub references: Vec<Reference>,
    /// `notes`, Markdown.
    pub notes: Option<String>,
    /// `[story.x.jira]`: what a tracker said of it last, column by column. Nothing is decided by it.
    pub x: BTreeMap<String, BTreeMap<String, Texts>>,
    /// The whole table, for messages.
    pub span: Span,
}

/// What a column held: one text, or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Texts {
    /// `Status = "Done"`.
    One(String),
    /// `Labels = ["a", "b"]`.
    Many(Vec<String>),
}

impl Story {
    /// What it lacks before it can be worked on, as far as the record itself can tell.
    pub fn missing(&self) -> Vec<&'static str> {
        let facts = [
            ("a persona", self.persona.is_some()),
            ("a want", !self.want.trim().is_empty()),
            ("a reason (`so_that`)", !self.so_that.trim().is_empty()),
            ("an owner", self.owner.is_some()),
            ("points", self.points.is_some()),
            ("acceptance criteria", !self.acceptance.is_empty()),
        ];
        facts.into_iter().filter(|(_, is_there)| !is_there).map(|(name, _)| name).collect()
    }
}

/// A move from one sprint to another: `{ on = 2026-01-23, from = "2026-S1" }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The day of the move.
    pub on: Day,
    /// The sprint it left.
    pub from: Spanned<SprintId>,
}

/// One thing that must be proven before the story is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// `text`.
    pub text: Spanned<String>,
    /// `checks`: proven by machines, all of them.
    pub checks: Vec<Spanned<CheckId>>,
    /// `attestation`: proven by a person. With checks beside it, both are needed.
    pub attestation: Option<Spanned<AttestationId>>,
    /// Something in it could not be read or resolved; it is never proven.
    pub broken: bool,
}

impl Criterion {
    /// Stands for what could not be read: there was something to prove, and nobody knows what.
    pub fn broken(span: Span) -> Self {
        let text = Spanned::new(String::new(), span);
        Self { text, checks: Vec::new(), attestation: None, broken: true }
    }
}

/// A time box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sprint {
    /// `id`, such as `2026-S1`.
    pub id: Spanned<SprintId>,
    /// `start`: its first day.
    pub start: Spanned<Day>,
    /// `end`: its last day.
    pub end: Spanned<Day>,
    /// `goal`.
    pub goal: String,
    /// `capacity`: points that fit.
    pub capacity: Option<Spanned<u32>>,
    /// `committed`: the stories in it when it started; `None` before that.
    pub committed: Option<Vec<Spanned<StoryId>>>,
}

/// Where a sprint stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SprintState {
    /// It has not begun.
    Planned,
    /// It has begun; its last day belongs to it.
    Open,
    /// Its last day has gone by.
    Ended,
}

impl SprintState {
    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Open => "open",
            Self::Ended => "ended",
        }
    }
}

impl Sprint {
    /// Where it stands on a day. There is no other rule for this.
    pub fn state(&self, day: Day) -> SprintState {
        if day < self.start.value {
            SprintState::Planned
        } else if day <= self.end.value {
            SprintState::Open
        } else {
            SprintState::Ended
        }
    }
}

/// A kind of person that stories speak for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persona {
    /// `id`.
    pub id: Spanned<PersonaId>,
    /// `name`.
    pub name: String,
    /// `description`.
    pub description: String,
    /// `adversary`: wants harm; used only in abuse stories.
    pub adversary: bool,
    /// `security`: their work is security.
    pub security: bool,
}
