//! What evidence did during a sprint: the scans that every sprint must have, and the checks that
//! stopped being proof.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::{Changes, CheckStatus, Movement, feeds_of, movements, sources},
    evidence::RunId,
    ids::CheckId,
    model::{Cadence, Check},
    report::{
        Inputs,
        expected::{self, ExpectedRuns},
        reasons,
        rows::{self, Evidence},
        words::{Word, Worded},
    },
    time::{Day, Period},
};

/// A check that must run in every sprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScanRow {
    /// The check.
    pub check: CheckId,
    /// Its title.
    pub title: String,
    /// How many runs there were inside the dates.
    pub runs: u64,
    /// The latest of them.
    pub latest: Option<Evidence>,
    /// The status on the report's day.
    pub now: Word,
}

/// A check that must have a run for every commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CommitsRow {
    /// The check.
    pub check: CheckId,
    /// Its title.
    pub title: String,
    /// The commits inside the dates that asked for a run, and those that had one.
    #[serde(flatten)]
    pub runs: ExpectedRuns,
    /// The status on the report's day.
    pub now: Word,
}

/// A check that stopped being proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ChangeRow {
    /// The check.
    pub check: CheckId,
    /// Its title.
    pub title: String,
    /// The day, the last one when it happened several times.
    pub day: Day,
    /// What it was before.
    pub before: Word,
    /// What it became.
    pub after: Word,
    /// How often that happened inside the dates.
    pub times: u64,
    /// The status on the report's day.
    pub now: Word,
    /// Whether it is proof again.
    pub is_over: bool,
    /// Why it has that status now.
    pub reason: String,
}

/// What happened to the findings of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingRow {
    /// The check.
    pub check: CheckId,
    /// Its title.
    pub title: String,
    /// The counts.
    #[serde(flatten)]
    pub counts: Movement,
}

/// What happened to findings from the end of the day before these dates to their end.
pub(super) fn findings(inputs: &Inputs<'_>, period: Period) -> Vec<FindingRow> {
    let as_of = inputs.assessment.as_of;
    let since = period.start.plus_days(-1).end().min(as_of.observed);
    let until = period.end.end().min(as_of.observed);
    let all = movements(inputs.program, inputs.history, since, until, as_of.known);
    let rows = all.into_iter().filter(|(_, counts)| !counts.is_quiet());
    rows.map(|(check, counts)| FindingRow {
        title: inputs.program.checks.get(&check).map(|c| c.title.clone()).unwrap_or_default(),
        check,
        counts,
    })
    .collect()
}

/// The checks that must run in every sprint, with their runs inside these dates.
pub(super) fn scans(inputs: &Inputs<'_>, period: Period) -> Vec<ScanRow> {
    let every_sprint =
        |check: &Check| check.cadence.as_ref().map(|c| c.value) == Some(Cadence::EverySprint);
    let checks = inputs.program.checks.iter().filter(|(_, check)| every_sprint(check));
    checks
        .map(|(id, check)| {
            let runs = runs_inside(inputs, check, period);
            ScanRow {
                check: id.clone(),
                title: check.title.clone(),
                runs: runs.len() as u64,
                latest: runs.last().and_then(|run| rows::evidence(inputs, *run)),
                now: status(inputs, id).word(),
            }
        })
        .collect()
}

/// The checks that every commit must have, against the commits inside these dates.
pub(super) fn commits(inputs: &Inputs<'_>, period: Period) -> Vec<CommitsRow> {
    let every_commit =
        |check: &Check| check.cadence.as_ref().map(|c| c.value) == Some(Cadence::EveryCommit);
    let as_of = inputs.assessment.as_of;
    let feeds = feeds_of(inputs.program, inputs.history, as_of, every_commit);
    let checks = inputs.program.checks.iter().filter(|(_, check)| every_commit(check));
    checks
        .map(|(id, check)| {
            let feeds = feeds.get(id).map(Vec::as_slice).unwrap_or_default();
            CommitsRow {
                check: id.clone(),
                title: check.title.clone(),
                runs: expected::over(inputs, check, feeds, period),
                now: status(inputs, id).word(),
            }
        })
        .collect()
}

/// The runs that fed a check inside these dates and that the report may know of, oldest first.
fn runs_inside(inputs: &Inputs<'_>, check: &Check, period: Period) -> Vec<RunId> {
    let as_of = inputs.assessment.as_of;
    let runs = inputs.history.runs.iter().enumerate().filter(|(_, record)| {
        let at = record.run.observed_at;
        period.contains(at.day())
            && at <= as_of.observed
            && record.recorded_at <= as_of.known
            && check.sources.iter().any(|source| sources::takes(source, &record.run))
    });
    runs.filter_map(|(index, _)| u32::try_from(index).ok().map(RunId)).collect()
}

fn status(inputs: &Inputs<'_>, id: &CheckId) -> CheckStatus {
    inputs.assessment.checks.get(id).map_or(CheckStatus::NeverRun, |check| check.status)
}

/// Checks that were proof and stopped being so inside these dates: those that are still not proof
/// first, then by day. A check that comes and goes is one row.
pub(super) fn changes(inputs: &Inputs<'_>, period: Period) -> Vec<ChangeRow> {
    let timeline = &inputs.assessment.timeline.checks;
    let mut rows: Vec<ChangeRow> =
        timeline.iter().filter_map(|(id, changes)| change(inputs, id, changes, period)).collect();
    rows.sort_by(|a, b| (a.is_over, a.day, &a.check).cmp(&(b.is_over, b.day, &b.check)));
    rows
}

fn change(
    inputs: &Inputs<'_>,
    id: &CheckId,
    changes: &Changes<CheckStatus>,
    period: Period,
) -> Option<ChangeRow> {
    let all: Vec<(Day, CheckStatus)> = changes.iter().collect();
    let lost = all.windows(2).filter_map(|pair| match pair {
        [(_, before), (day, after)]
            if before.is_proof() && !after.is_proof() && period.contains(*day) =>
        {
            Some((*day, *before, *after))
        }
        _ => None,
    });
    let lost: Vec<_> = lost.collect();
    let (day, before, after) = *lost.last()?;
    let now = status(inputs, id);
    Some(ChangeRow {
        check: id.clone(),
        title: inputs.program.checks.get(id).map(|check| check.title.clone()).unwrap_or_default(),
        day,
        before: before.word(),
        after: after.word(),
        times: lost.len() as u64,
        now: now.word(),
        is_over: now.is_proof(),
        reason: reasons::check_in_short(inputs, id),
    })
}
