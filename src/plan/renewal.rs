//! Proof that ends inside the sprint: work that nobody puts in a backlog, and that takes its time.
//!
//! People's statements, and results of checks that are asked for at most every 30 days: what a
//! machine renews each day is no work. What ends after the sprint before and until the last day of
//! this one is counted.

use super::sprint::Aim;
use crate::{
    assess::{Assessment, AttestationStatus},
    ids::{AttestationId, CheckId, PartyId},
    model::Check,
    program::Program,
    time::{Day, Instant},
};

/// The shortest rhythm, in seconds, whose renewal is work.
const SLOW: i64 = 30 * 86_400;

/// What must be renewed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Renewed {
    /// A statement.
    Attestation(AttestationId),
    /// The results of a check.
    Check(CheckId),
}

/// A proof that ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renewal {
    /// What must be renewed.
    pub what: Renewed,
    /// The last day on which it counts.
    pub until: Day,
    /// Who renews it.
    pub by: Option<PartyId>,
}

/// What must be renewed in a sprint, by who must do it and by day.
pub fn renewals(program: &Program, assessment: &Assessment, aim: &Aim, day: Day) -> Vec<Renewal> {
    let before = program.sprints.iter().map(|sprint| sprint.end.value);
    let before = before.filter(|end| *end < aim.period.start).max();
    let from = before.map_or(aim.period.start, Day::next).max(day);
    let is_inside = |until: Day| from <= until && until <= aim.period.end;
    let mut found = Vec::new();
    for (id, status) in &assessment.attestations {
        let AttestationStatus::Live { until, .. } = *status else { continue };
        let Some(asked) = program.attestations.get(id).filter(|_| is_inside(until)) else {
            continue;
        };
        let by = asked.by.as_ref().or(asked.provider.as_ref());
        let what = Renewed::Attestation(id.clone());
        found.push(Renewal { what, until, by: by.map(|by| by.value.clone()) });
    }
    for (id, judged) in &assessment.checks {
        let until = judged.fresh_until.filter(|_| judged.status.is_proof()).map(Instant::day);
        let (Some(until), Some(check)) = (until, program.checks.get(id)) else { continue };
        if is_inside(until) && is_slow(program, check) {
            let what = Renewed::Check(id.clone());
            let by = check.owner.as_ref().map(|owner| owner.value.clone());
            found.push(Renewal { what, until, by });
        }
    }
    // What nobody answers for comes last, where it is seen.
    found.sort_by(|a, b| {
        let key = |r: &Renewal| (r.by.is_none(), r.by.clone(), r.until, r.what.clone());
        key(a).cmp(&key(b))
    });
    found
}

fn is_slow(program: &Program, check: &Check) -> bool {
    let tightened = program.tightened(check).map(|(age, _)| age.seconds());
    let counts_for = tightened.or_else(|| program.counts_for(check));
    counts_for.is_some_and(|seconds| seconds >= SLOW)
}
