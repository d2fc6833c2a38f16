//! What nobody looked at: runs that a rhythm asked for and that did not happen or are soon due, and
//! members of a population for which there is no result.
//!
//! A check can pass again after a run was missed; the gap stays here as long as its days are told of.

use serde::Serialize;

use super::{
    Inputs,
    expected::{self, ExpectedRuns},
    rows::{self, Link},
    words,
};
use crate::{
    assess::{CheckAssessment, CheckStatus, feeds_of},
    ids::CheckId,
    model::{Cadence, Check},
    time::Day,
};

/// How many names stand in a row before the rest is counted.
const SHOWN: usize = 3;

/// A run that is due within so many days stands here, when its period is longer than that.
const SOON_DAYS: i64 = 14;

/// A check with gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverlookedRow {
    /// The check.
    pub check: Link,
    /// Its title.
    pub title: String,
    /// How much is missing: `1 of 5 runs missed`.
    pub what: String,
    /// Which, by date or by name.
    pub which: String,
    /// Who answers for the check.
    pub owner: Option<String>,
}

/// The gaps: missed runs of checks with a rhythm of their own first, then runs that are due, then
/// missing members, and commits that nobody looked at.
pub fn overlooked(inputs: &Inputs<'_>) -> Vec<OverlookedRow> {
    let program = inputs.program;
    let has_rhythm = |check: &Check| check.cadence.is_some();
    let fed = feeds_of(program, inputs.history, inputs.assessment.as_of, has_rhythm);
    let with_rhythm = program.checks.iter().filter(|(_, check)| has_rhythm(check));
    let runs: Vec<(&CheckId, &Check, ExpectedRuns)> = with_rhythm
        .map(|(id, check)| {
            let feeds = fed.get(id).map(Vec::as_slice).unwrap_or_default();
            (id, check, expected::of_check(inputs, check, feeds))
        })
        .collect();
    let gaps = runs.iter().filter(|(_, _, runs)| runs.missed > 0);
    let (commits, missed): (Vec<_>, Vec<_>) = gaps.partition(|(_, check, _)| by_commit(check));
    let missed = missed.into_iter().map(|(id, check, runs)| missed_runs(id, check, runs));
    let commits = commits.into_iter().map(|(id, check, runs)| missed_runs(id, check, runs));
    let today = inputs.assessment.as_of.observed.day();
    let due = runs.iter().filter_map(|(id, check, runs)| due_run(id, check, runs, today));
    let missing = program.checks.iter().filter_map(|(id, check)| {
        let judged = inputs.assessment.checks.get(id)?;
        missing_members(id, check, judged)
    });
    missed.chain(due).chain(missing).chain(commits).collect()
}

fn by_commit(check: &Check) -> bool {
    check.cadence.as_ref().is_some_and(|cadence| cadence.value == Cadence::EveryCommit)
}

fn row(id: &CheckId, check: &Check, what: String, which: String) -> OverlookedRow {
    OverlookedRow {
        check: rows::check_link(id),
        title: check.title.clone(),
        what,
        which,
        owner: check.owner.as_ref().map(|owner| owner.value.to_string()),
    }
}

fn missed_runs(id: &CheckId, check: &Check, runs: &ExpectedRuns) -> OverlookedRow {
    let more = runs.gaps.len().saturating_sub(SHOWN) as u64 + runs.more_gaps;
    let shown = runs.gaps.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("; ");
    let which = if more > 0 { format!("{shown}; and {more} more") } else { shown };
    let (missed, of) = (words::number(runs.missed), words::number(runs.expected));
    let what = if by_commit(check) {
        format!("{missed} of {of} {} without a run", words::plural(runs.expected, "commit"))
    } else {
        format!("{missed} of {of} {} missed", words::plural(runs.expected, "run"))
    };
    row(id, check, what, which)
}

/// A run that is soon due. Sprints, days and weeks are left out: their end is always near.
fn due_run(id: &CheckId, check: &Check, runs: &ExpectedRuns, today: Day) -> Option<OverlookedRow> {
    let last = runs.due.filter(|last| today.days_until(*last) <= SOON_DAYS)?;
    let is_long = |cadence: Cadence| {
        !matches!(cadence, Cadence::Daily | Cadence::Weekly | Cadence::EverySprint)
    };
    check.cadence.as_ref().filter(|cadence| is_long(cadence.value))?;
    Some(row(id, check, format!("due by {last}"), runs.open.clone().unwrap_or_default()))
}

/// Members without a result, of a check that did look at something: one that never ran says so
/// itself.
fn missing_members(id: &CheckId, check: &Check, judged: &CheckAssessment) -> Option<OverlookedRow> {
    let expected = judged.expected?;
    if judged.missing.is_empty() || judged.status == CheckStatus::NeverRun {
        return None;
    }
    let what = format!("{} of {expected} not observed", judged.missing.len());
    Some(row(id, check, what, words::some_of(&judged.missing, SHOWN)))
}
