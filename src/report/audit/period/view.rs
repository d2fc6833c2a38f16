//! The period of an audit report as plain data.

use schemars::JsonSchema;
use serde::Serialize;

pub use crate::report::audit::{control::StoryPart, history::Strip, summary::Link};
use crate::{
    ids::CheckId,
    report::words::Word,
    time::{Day, Period},
};

/// How the controls of a framework were kept over a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PeriodPart {
    /// The days, both included.
    pub days: Period,
    /// How many.
    pub count: u64,
    /// The first day of which the program or the ledger knows anything, when it lies inside.
    pub first_known: Option<Day>,
    /// All controls together.
    pub total: Total,
    /// Each control that is judged.
    pub controls: Vec<KeptRow>,
    /// Days in a row on which a control was due and not met, worst first.
    pub deviations: Vec<Deviation>,
    /// Runs of the period that the ledger learned of on a later day than they were observed.
    pub late_runs: u64,
}

/// All controls together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Total {
    /// Days of controls that were applicable and due.
    pub counted_days: u64,
    /// Those of them on which the control was met.
    pub met_days: u64,
    /// The share, rounded down.
    pub share: String,
    /// Controls that were met on each of their days.
    pub always_met: u64,
    /// Controls that were never met on a day on which they were due.
    pub never_met: u64,
    /// Deviations in which a check failed: nonconformities.
    pub nonconformities: u64,
    /// Deviations that have ended with the control met.
    pub ended: u64,
    /// Deviations that last.
    pub open: u64,
    /// Deviations without a response of management.
    pub unanswered: u64,
}

/// How one control was kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeptRow {
    /// The control.
    pub control: Link,
    /// Its status on the last day.
    pub status: Word,
    /// Its status day by day.
    pub strip: Strip,
    /// The share of days met, rounded down; `–` when it was never due.
    pub share: String,
    /// Restorations: deviations that began in the period after the control had been met, and ended
    /// in it.
    pub restored: u64,
    /// How many days they took on average, rounded up.
    pub mean_days_to_restore: Option<u64>,
    /// How many days the longest took.
    pub longest_to_restore: Option<u64>,
    /// What the rhythms of its checks asked for.
    pub runs: Runs,
    /// The references of its deviations.
    pub deviations: Vec<Reference>,
}

/// Runs asked for against runs there were, over all checks of a control.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Runs {
    /// Periods of rhythms that are over.
    pub expected: u64,
    /// Those with a run.
    pub kept: u64,
    /// Those without.
    pub missed: u64,
    /// All runs that answered.
    pub actual: u64,
    /// The most days between two runs of one check.
    pub longest_gap: Option<i64>,
}

/// A number with its place in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reference {
    /// The number.
    pub id: String,
    /// Where it stands.
    pub href: String,
}

/// Days in a row on which a control was due and not met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Deviation {
    /// Its reference: the control and the first day, so that it is the same in every report.
    pub reference: String,
    /// Its anchor.
    pub anchor: String,
    /// The control.
    pub control: Link,
    /// The worst status on its days in the period.
    pub worst: Word,
    /// Whether a check failed: a nonconformity.
    pub failed: bool,
    /// Its first day, which may lie before the period.
    pub from: Day,
    /// Whether it began before the period.
    pub began_before: bool,
    /// Its last day; `None` when it lasts.
    pub until: Option<Day>,
    /// The status that ended it.
    pub then: Option<Word>,
    /// Its days inside the period.
    pub days: u64,
    /// Whether the control had been met before it.
    pub was_met: bool,
    /// The checks that were no proof meanwhile, the worst first.
    pub checks: Vec<Behind>,
    /// The statements that the control asks for, when no check explains the deviation.
    pub statements: Vec<String>,
    /// The stories that answer it.
    pub stories: Vec<StoryPart>,
    /// What management says to it.
    pub responses: Vec<ResponsePart>,
}

/// A check that was no proof during a deviation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Behind {
    /// The check.
    pub id: CheckId,
    /// Where it stands.
    pub href: String,
    /// Its worst status meanwhile.
    pub worst: Word,
    /// Its days without proof.
    pub days: u64,
}

/// What management says to a deviation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ResponsePart {
    /// Its id.
    pub id: String,
    /// When it was given.
    pub on: Day,
    /// Who gave it.
    pub by: String,
    /// Why it came to the deviation.
    pub cause: Option<String>,
    /// What was decided.
    pub text: String,
    /// What is done about it.
    pub stories: Vec<StoryPart>,
}
