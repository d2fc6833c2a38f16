//! The statuses and the facts behind each: plain data, without a word for people.
//!
//! DESIGN: a status is decided in one place and carries its reasons. The reasons are the fields
//! beside each status: cells, runs, statements and days, from which a report or `explain` can go
//! down to the original bytes.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::timeline::Timeline;
use crate::{
    evidence::{CellId, LedgerHead, RunId, Severity},
    ids::{AttestationId, CheckId, ControlRef, RiskId, StoryId},
    time::{AsOf, Day, Instant},
};

/// Everything that is known of a program at two clocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Assessment {
    /// The two clocks.
    pub as_of: AsOf,
    /// Where the ledger stood; `None` without a ledger.
    pub head: Option<LedgerHead>,
    /// Each check.
    pub checks: BTreeMap<CheckId, CheckAssessment>,
    /// Each attestation.
    pub attestations: BTreeMap<AttestationId, AttestationStatus>,
    /// Each control, headings left out.
    pub controls: BTreeMap<ControlRef, ControlAssessment>,
    /// Each story.
    pub stories: BTreeMap<StoryId, StoryAssessment>,
    /// Each risk.
    pub risks: BTreeMap<RiskId, RiskAssessment>,
    /// How statuses changed from day to day up to now.
    pub timeline: Timeline,
}

/// The status of a check, worst first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum CheckStatus {
    /// A subject's standing verdict is a fail, and no live exception covers it.
    Failed,
    /// A subject could not be evaluated when it was last looked at.
    Error,
    /// No result at all, or none that answers anything.
    NeverRun,
    /// A part has no result: a member of the population, or a question left to a person.
    Incomplete,
    /// Results are older than their limit.
    Stale,
    /// Only excepted fails.
    Excepted,
    /// Every result says that it does not apply, with a reason.
    NotApplicable,
    /// It passed.
    Passed,
}

impl CheckStatus {
    /// Every status, worst first.
    pub const ALL: [Self; 8] = [
        Self::Failed,
        Self::Error,
        Self::NeverRun,
        Self::Incomplete,
        Self::Stale,
        Self::Excepted,
        Self::NotApplicable,
        Self::Passed,
    ];

    /// Whether the check counts as proof.
    pub fn is_proof(self) -> bool {
        matches!(self, Self::Passed | Self::NotApplicable)
    }
}

/// What stands about one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellFact {
    /// The cell.
    pub cell: CellId,
    /// The latest run that said so.
    pub run: RunId,
    /// Since when it has stood without a break.
    pub since: Instant,
    /// When it was last observed.
    pub seen: Instant,
    /// Whether the tool was told to keep quiet about it.
    pub muted: bool,
    /// How bad it is.
    pub severity: Option<Severity>,
}

/// A failing cell that a live exception covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExceptedCell {
    /// The cell.
    pub fact: CellFact,
    /// The exception: an index into [`crate::evidence::History::exceptions`].
    pub exception: usize,
}

/// A check with everything that decided its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckAssessment {
    /// The status.
    pub status: CheckStatus,
    /// The first instant of the present status, as far as it is known.
    pub since: Option<Day>,
    /// How many cells pass, freshly or not.
    pub passing: u64,
    /// How many cells do not apply, with a reason.
    pub not_applicable: u64,
    /// Cells whose standing verdict is a fail that nothing covers.
    pub failing: Vec<CellFact>,
    /// Failing cells that a live exception covers.
    pub excepted: Vec<ExceptedCell>,
    /// Cells that could not be evaluated when they were last looked at.
    pub errors: Vec<CellFact>,
    /// Cells that are left to a person.
    pub unanswered: Vec<CellFact>,
    /// How many members the population has; `None` without a population.
    pub expected: Option<usize>,
    /// Members of the population without any result.
    pub missing: Vec<String>,
    /// What results are about and the population does not name.
    pub unexpected: Vec<String>,
    /// Members of the population (or the whole check, as `""`) whose results are too old, with
    /// the newest of them.
    pub stale: Vec<(String, Instant)>,
    /// Rules that the check names and that have said nothing yet, as `tool rule`.
    pub silent_rules: Vec<String>,
    /// The latest run that fed the check.
    pub last_run: Option<RunId>,
    /// The oldest observation that the present status rests on.
    pub proven_at: Option<Instant>,
    /// When the present proof goes stale, if nothing else happens.
    pub fresh_until: Option<Instant>,
}

/// Whether a statement counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttestationStatus {
    /// It counts until the end of this day.
    Live {
        /// An index into [`crate::evidence::History::attestations`].
        record: usize,
        /// The last day on which it counts.
        until: Day,
    },
    /// The latest one has ended.
    Expired {
        /// An index into [`crate::evidence::History::attestations`].
        record: usize,
        /// The last day on which it counted.
        until: Day,
    },
    /// Nobody has stated it.
    Missing,
}

impl AttestationStatus {
    /// Whether it counts as proof.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Live { .. })
    }
}

/// The status of a control.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ControlStatus {
    /// All that its mode asks for is proven.
    Met,
    /// A provider's live attestation covers it.
    Inherited,
    /// A check fails.
    Failing,
    /// Something that should prove it is missing, old or broken.
    Unproven,
    /// Nothing proves it yet, but a story will.
    Planned,
    /// Nothing at all.
    Gap,
    /// It is not due yet.
    NotDue,
    /// It does not apply, with a reason.
    Excluded,
}

impl ControlStatus {
    /// Every status, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Met,
        Self::Inherited,
        Self::Failing,
        Self::Unproven,
        Self::Planned,
        Self::Gap,
        Self::NotDue,
        Self::Excluded,
    ];

    /// Whether it counts as proven.
    pub fn is_proof(self) -> bool {
        matches!(self, Self::Met | Self::Inherited)
    }

    /// Whether it is in the denominator: applicable and due.
    pub fn is_counted(self) -> bool {
        !matches!(self, Self::NotDue | Self::Excluded)
    }
}

/// What is lacking for a control to be proven.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lack {
    /// A check is not proof.
    Check(CheckId, CheckStatus),
    /// A check's proof is older than the control itself allows.
    TooOld(CheckId, Instant),
    /// An attestation was never made.
    AttestationMissing(AttestationId),
    /// An attestation has ended.
    AttestationExpired(AttestationId, Day),
    /// The control needs a check, and the program has none for it.
    NoCheckDefined,
    /// The control needs a person's statement, and the program asks for none.
    NoAttestationDefined,
    /// Something in the files that belongs to the control could not be read.
    Unreadable,
}

/// Why a control is not judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotJudged {
    /// It is due from this day.
    DueFrom(Day),
    /// The Statement of Applicability excludes it.
    Applicability,
    /// It applies only to this class of entity, which we are not.
    Class(String),
    /// This control has replaced it.
    SupersededBy(ControlRef),
}

/// A control with everything that decided its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlAssessment {
    /// The status.
    pub status: ControlStatus,
    /// The first day of the present status, as far as it is known.
    pub since: Option<Day>,
    /// What is lacking, when it is not proven.
    pub lacks: Vec<Lack>,
    /// Why it is not judged, when it is not.
    pub not_judged: Option<NotJudged>,
    /// The checks that name it.
    pub checks: Vec<CheckId>,
    /// The attestations that name it.
    pub attestations: Vec<AttestationId>,
    /// The stories that work on it.
    pub stories: Vec<StoryId>,
}

/// What evidence says of a story.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// Each acceptance criterion is proven.
    Verified,
    /// Something is not proven yet.
    Unverified,
    /// People claim it is done, and a check fails.
    Contradicted,
    /// People claim it is done, it was verified, and it is not now.
    Regressed,
}

impl Proof {
    /// Every word, in the order of reports.
    pub const ALL: [Self; 4] =
        [Self::Verified, Self::Regressed, Self::Contradicted, Self::Unverified];
}

/// A criterion with what proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriterionAssessment {
    /// Whether all of it is proven.
    pub proven: bool,
    /// The checks with their statuses.
    pub checks: Vec<(CheckId, CheckStatus)>,
    /// The attestation with its status.
    pub attestation: Option<(AttestationId, AttestationStatus)>,
}

/// A story with everything that decided its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoryAssessment {
    /// What evidence says.
    pub proof: Proof,
    /// Whether people claim, at this instant, that it is done.
    pub claimed: bool,
    /// Its acceptance criteria, in order.
    pub criteria: Vec<CriterionAssessment>,
    /// The first day on which it was verified.
    pub first_verified: Option<Day>,
    /// Since when its present proof has stood, or since when it has been broken.
    pub since: Option<Day>,
}

/// A risk now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskAssessment {
    /// Likelihood times impact before treatment, 1 to 25.
    pub inherent: u32,
    /// The same once every story that treats it is verified.
    pub target: u32,
    /// Where it stands: it falls from inherent towards target only by verified stories.
    pub current: u32,
    /// The likelihood now, 1 to 5, for the heat map.
    pub likelihood: u32,
    /// The impact now, 1 to 5, for the heat map.
    pub impact: u32,
    /// The stories that treat it.
    pub stories: Vec<StoryId>,
    /// Those of them that are verified.
    pub verified: Vec<StoryId>,
}
