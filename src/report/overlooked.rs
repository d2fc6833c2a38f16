//! What nobody looked at: runs that a rhythm asked for and that did not happen or are soon due, and
//! members of a population for which there is no result.
//!
//! A check can pass again after a run was missed; the gap stays here as long as its days are told of.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs,
    expected::{self, ExpectedRuns},
    lang::{Lang, say},
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
    let (program, lang) = (inputs.program, inputs.lang);
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
    let missed = missed.into_iter().map(|(id, check, runs)| missed_runs(lang, id, check, runs));
    let commits = commits.into_iter().map(|(id, check, runs)| missed_runs(lang, id, check, runs));
    let today = inputs.assessment.as_of.observed.day();
    let due = runs.iter().filter_map(|(id, check, runs)| due_run(lang, id, check, runs, today));
    let missing = program.checks.iter().filter_map(|(id, check)| {
        let judged = inputs.assessment.checks.get(id)?;
        missing_members(lang, id, check, judged)
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

fn missed_runs(lang: Lang, id: &CheckId, check: &Check, runs: &ExpectedRuns) -> OverlookedRow {
    let more = runs.gaps.len().saturating_sub(SHOWN) as u64 + runs.more_gaps;
    let shown: Vec<String> = runs.gaps.iter().take(SHOWN).cloned().collect();
    let which = expected::some_gaps(lang, &shown, more);
    let missed = words::number(runs.missed);
    let what = if by_commit(check) {
        say!(lang, "{0} of {1} without a run", missed, lang.count(runs.expected, "commit"))
    } else {
        say!(lang, "{0} of {1} missed", missed, lang.count(runs.expected, "run"))
    };
    row(id, check, what, which)
}

/// A run that is soon due. Sprints, days and weeks are left out: their end is always near.
fn due_run(
    lang: Lang,
    id: &CheckId,
    check: &Check,
    runs: &ExpectedRuns,
    today: Day,
) -> Option<OverlookedRow> {
    let last = runs.due.filter(|last| today.days_until(*last) <= SOON_DAYS)?;
    let is_long = |cadence: Cadence| {
        !matches!(cadence, Cadence::Daily | Cadence::Weekly | Cadence::EverySprint)
    };
    check.cadence.as_ref().filter(|cadence| is_long(cadence.value))?;
    Some(row(id, check, say!(lang, "due by {0}", last), runs.open.clone().unwrap_or_default()))
}

/// Members without a result, of a check that did look at something: one that never ran says so
/// itself.
fn missing_members(
    lang: Lang,
    id: &CheckId,
    check: &Check,
    judged: &CheckAssessment,
) -> Option<OverlookedRow> {
    let expected = judged.expected?;
    if judged.missing.is_empty() || judged.status == CheckStatus::NeverRun {
        return None;
    }
    let what = say!(lang, "{0} of {1} not observed", judged.missing.len(), expected);
    Some(row(id, check, what, lang.some_of(&judged.missing, SHOWN)))
}
