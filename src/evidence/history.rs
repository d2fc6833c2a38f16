//! Everything known at two clocks, ready to be replayed in order.
//!
//! A [`Cell`] is one rule asked of one subject. A run observes some cells, each with a
//! [`State`]; what it does not observe it says nothing about. [`History`] holds the runs in the
//! order in which they were observed, so that a reader who replays them up to any instant sees
//! exactly what was known to be true then.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    ApprovalRecord, Attested, CommitLog, ExceptionGranted, Origin, Outcome, Run, Severity, Subject,
};
use crate::{ids::RepositoryId, time::Instant};

/// An index into [`History::runs`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct RunId(pub u32);

/// An index into [`History::cells`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct CellId(pub u32);

/// An index into [`History::subjects`].
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct SubjectId(pub u32);

/// A tool's rule.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct RuleKey {
    /// The tool, as [`Run::tool_name`] gives it.
    pub tool: String,
    /// The tool's id of the rule.
    pub rule: String,
}

/// One rule asked of one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// An index into [`History::rules`].
    pub rule: u32,
    /// What is asked about.
    pub subject: SubjectId,
}

/// What a run said of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct State {
    /// The outcome; the worst one when a run says several things of the same cell.
    pub outcome: Outcome,
    /// Whether the tool was told to keep quiet about it.
    pub muted: bool,
    /// How bad it is, when the tool says.
    pub severity: Option<Severity>,
    /// Whether the outcome came with a reason (a message); `not applicable` needs one.
    pub reasoned: bool,
}

/// A cell with what a run said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Observation {
    /// The cell.
    pub cell: CellId,
    /// What was said.
    pub state: State,
}

/// A run as the ledger holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRecord {
    /// The number of the ledger entry that recorded it, from 1.
    pub entry: u64,
    /// Which run of that entry it is, from 0: one file may hold several.
    pub ordinal: u32,
    /// When the ledger recorded it.
    pub recorded_at: Instant,
    /// The SHA-256 of the artifact that it was read from, in hex.
    pub artifact: String,
    /// The artifact's file name, as it was submitted.
    pub file_name: String,
    /// Where the file came from.
    pub origin: Origin,
    /// The run.
    pub run: Run,
    /// What it observed, by ascending cell.
    pub observations: Vec<Observation>,
}

/// An attestation with the entry that recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttestedRecord {
    /// The number of the ledger entry.
    pub entry: u64,
    /// When the ledger recorded it.
    pub recorded_at: Instant,
    /// The statement.
    pub attested: Attested,
}

/// An exception with the entry that recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExceptionRecord {
    /// The number of the ledger entry.
    pub entry: u64,
    /// When the ledger recorded it.
    pub recorded_at: Instant,
    /// The exception.
    pub exception: ExceptionGranted,
}

/// How an entry was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TakenBackHow {
    /// Somebody withdrew it.
    Withdrawn {
        /// Why.
        reason: String,
        /// The role that did.
        by: String,
    },
    /// A later entry corrects it.
    Corrected,
}

/// An entry that a later one takes back: it counts no longer for whoever knows the later one,
/// whatever day is looked at, and still counts for whoever does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenBack {
    /// The entry that is taken back.
    pub target: u64,
    /// The later entry.
    pub entry: u64,
    /// When the ledger recorded the later one.
    pub recorded_at: Instant,
    /// How.
    pub how: TakenBackHow,
}

/// Entries whose recorded-at is not simply the machine's word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ClockFlags {
    /// How many were recorded under a clock that was set by hand.
    pub overridden: u64,
    /// Those recorded when the clock showed less than at an earlier entry.
    pub went_back: Vec<u64>,
    /// Those that tell of something as if it was observed after they were recorded, by more than
    /// clocks of two machines may differ.
    pub ahead: Vec<u64>,
    /// Those that came from another ledger, and were recorded there by a clock that was set by hand or
    /// had gone back.
    pub elsewhere: Vec<u64>,
}

impl ClockFlags {
    /// By how many seconds the clocks of two machines may differ.
    pub const SLACK_SECONDS: i64 = 300;
}

/// Where the ledger stood when a [`History`] was read from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LedgerHead {
    /// How many entries were known.
    pub size: u64,
    /// The Merkle root over them (RFC 6962), in hex.
    pub root: String,
}

/// Everything observed and recorded up to two instants.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    /// Every rule seen, by index.
    pub rules: Vec<RuleKey>,
    /// Every subject seen, by index.
    pub subjects: Vec<Subject>,
    /// Every cell seen, by index.
    pub cells: Vec<Cell>,
    /// The runs, by observed-at, then by entry and ordinal.
    pub runs: Vec<RunRecord>,
    /// The attestations, by observed-at, then by entry.
    pub attestations: Vec<AttestedRecord>,
    /// The exceptions, by observed-at, then by entry.
    pub exceptions: Vec<ExceptionRecord>,
    /// The approvals, by entry.
    pub approvals: Vec<ApprovalRecord>,
    /// The entries that were taken back, by the later entry.
    pub taken_back: Vec<TakenBack>,
    /// What is to be said of the clocks.
    pub clock_flags: ClockFlags,
    /// Where the ledger stood; `None` when there is no ledger.
    pub head: Option<LedgerHead>,
    /// The commits of repositories that have a local clone; whoever reads the clones puts them here.
    pub commits: BTreeMap<RepositoryId, CommitLog>,
    /// What expressions made of documents; empty as it comes from the ledger.
    pub derived: Derived,
}

/// What expressions over documents added to a history: its last cells, and what is to be known of
/// them. The ledger holds the documents; the verdicts follow from them and from the program.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Derived {
    /// How many cells the ledger knows; those behind them were derived.
    pub first_cell: u32,
    /// When a verdict is older than the run that led to it: as old as the oldest document that it
    /// rests on.
    pub seen: BTreeMap<(RunId, CellId), Instant>,
    /// The document that a cell was read from; `None` when several tell of it.
    pub document_of: BTreeMap<CellId, Option<SubjectId>>,
    /// Which documents a run answered in full, by rule: what they no longer list is gone.
    pub whole: BTreeSet<(RunId, u32, SubjectId)>,
    /// What decided each verdict, in words.
    pub notes: BTreeMap<(CellId, RunId), String>,
}

impl Derived {
    /// Whether a cell was derived from a document.
    pub fn has(&self, cell: CellId) -> bool {
        self.document_of.contains_key(&cell)
    }
}

impl History {
    /// What took an entry back, as known at an instant: the first that did.
    pub fn taken_back(&self, entry: u64, known: Instant) -> Option<&TakenBack> {
        self.taken_back.iter().find(|later| later.target == entry && later.counts_at(known))
    }

    /// The subject of a cell.
    pub fn subject(&self, cell: CellId) -> Option<&Subject> {
        let cell = self.cells.get(cell.0 as usize)?;
        self.subjects.get(cell.subject.0 as usize)
    }

    /// The rule of a cell.
    pub fn rule(&self, cell: CellId) -> Option<&RuleKey> {
        let cell = self.cells.get(cell.0 as usize)?;
        self.rules.get(cell.rule as usize)
    }
}

impl TakenBack {
    /// Whether it is known at an instant. An entry can only take back what came before it.
    pub fn counts_at(&self, known: Instant) -> bool {
        self.recorded_at <= known && self.target < self.entry
    }
}

impl State {
    /// A short way to write a state in tests and readers.
    pub fn new(outcome: Outcome) -> Self {
        Self { outcome, muted: false, severity: None, reasoned: true }
    }

    /// The worse of two states that one run reports for one cell: fail, error, manual,
    /// informational, not applicable, pass. Nothing is hidden by a pass beside it.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        if rank(other) > rank(self) { other } else { self }
    }
}

fn rank(state: State) -> (u8, bool, Option<Severity>) {
    let badness = match state.outcome {
        Outcome::Fail => 5,
        Outcome::Error => 4,
        Outcome::Manual => 3,
        Outcome::Informational => 2,
        Outcome::NotApplicable => 1,
        Outcome::Pass => 0,
    };
    (badness, !state.muted, state.severity)
}
