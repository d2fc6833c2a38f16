//! What evidence did during a sprint: the scans that every sprint must have, and the checks that
//! stopped being proof.

use serde::Serialize;

use crate::{
    assess::{CheckStatus, sources},
    evidence::RunId,
    ids::CheckId,
    model::{Cadence, Check},
    report::{
        Inputs, reasons,
        rows::{self, Evidence},
        words::{Word, Worded},
    },
    time::{Day, Period},
};

/// A check that must run in every sprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// A check that stopped being proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    /// The check.
    pub check: CheckId,
    /// Its title.
    pub title: String,
    /// The day.
    pub day: Day,
    /// What it was before.
    pub before: Word,
    /// What it became.
    pub after: Word,
    /// The status on the report's day.
    pub now: Word,
    /// Why it has that status now.
    pub reason: String,
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

/// Checks that were proof and stopped being so inside these dates, by day.
pub(super) fn changes(inputs: &Inputs<'_>, period: Period) -> Vec<ChangeRow> {
    let mut rows = Vec::new();
    for (id, changes) in &inputs.assessment.timeline.checks {
        let mut before: Option<CheckStatus> = None;
        for (day, after) in changes.iter() {
            let was_proof = before.filter(|status| status.is_proof());
            if let Some(was) = was_proof
                && !after.is_proof()
                && period.contains(day)
            {
                let check = inputs.program.checks.get(id);
                rows.push(ChangeRow {
                    check: id.clone(),
                    title: check.map(|check| check.title.clone()).unwrap_or_default(),
                    day,
                    before: was.word(),
                    after: after.word(),
                    now: status(inputs, id).word(),
                    reason: reasons::check_in_short(inputs, id),
                });
            }
            before = Some(after);
        }
    }
    rows.sort_by(|a, b| a.day.cmp(&b.day).then_with(|| a.check.cmp(&b.check)));
    rows
}
