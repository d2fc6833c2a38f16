//! What stands of each subject of each check at the as-of: the rows behind the counts of
//! [`CheckAssessment`](super::CheckAssessment), those that pass among them.
//!
//! The same replay and the same rules as [`super::assess`], told subject by subject. A subject that a
//! covering run no longer saw has no row, unless it fails.

use std::collections::BTreeMap;

use super::{
    check::{Freshness, Ground, Judging},
    freshness::Rules,
    members::Members,
    replay::Replay,
    standing::{Standing, Trouble, Verdict},
    status::{CellFact, CheckStatus},
};
use crate::{
    evidence::{CellId, History},
    ids::CheckId,
    model::Check,
    program::Program,
    time::AsOf,
};

/// What stands of one subject, in one source of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubjectResult {
    /// How it stands, in the words of checks: failed, error, incomplete (left to a person), stale,
    /// excepted, not applicable or passed.
    pub status: CheckStatus,
    /// The fact behind it; its cell means nothing when `scope` is there.
    pub fact: CellFact,
    /// The repository in which a run found nothing, for a pass by absence.
    pub scope: Option<String>,
}

/// What stands of each subject, for each check; worst first, then in the order of the evidence.
pub fn results(
    program: &Program,
    history: &History,
    as_of: AsOf,
    wanted: impl Fn(&Check) -> bool,
) -> BTreeMap<CheckId, Vec<SubjectResult>> {
    let mut replay = Replay::new(program, history, as_of.known);
    replay.advance_to(as_of.observed);
    let members = Members::new(program, history);
    let judging = Judging {
        program,
        history,
        at: as_of.observed,
        known: as_of.known,
        sources: &replay.matcher.sources,
        members: &members,
    };
    let rules = Rules { program, history, at: as_of.observed };
    let checks = replay.matcher.checks.iter().zip(&replay.ground);
    let wanted = checks.filter(|((_, check), _)| wanted(check));
    let told = wanted.map(|((id, check), ground)| {
        let fresh = rules.freshness(check, ground);
        ((*id).clone(), of_check(&judging, check, ground, &fresh))
    });
    told.collect()
}

fn of_check(
    judging: &Judging<'_>,
    check: &Check,
    ground: &Ground,
    fresh: &Freshness,
) -> Vec<SubjectResult> {
    let population = check.population.as_ref().map(|p| &p.value);
    let cells = ground.cells.iter().filter_map(|((_, cell), standing)| {
        let (one, several) = judging.members_of(check, *cell, standing);
        let members: Vec<&str> = one.into_iter().chain(several.iter().copied()).collect();
        let row = of_standing(judging, check, Some(*cell), standing, (fresh, &members))?;
        Some(SubjectResult { scope: None, ..row })
    });
    let scopes = ground.scopes.iter().filter_map(|((_, scope), standing)| {
        let members = population.map(|p| judging.members.of_scope(p, scope)).unwrap_or_default();
        let row = of_standing(judging, check, None, standing, (fresh, &members))?;
        Some(SubjectResult { scope: Some(scope.clone()), ..row })
    });
    let mut rows: Vec<SubjectResult> = cells.chain(scopes).collect();
    rows.sort_by_key(|row| row.status);
    rows
}

fn of_standing(
    judging: &Judging<'_>,
    check: &Check,
    cell: Option<CellId>,
    standing: &Standing,
    (fresh, members): (&Freshness, &[&str]),
) -> Option<SubjectResult> {
    let told = |status, fact| Some(SubjectResult { status, fact, scope: None });
    let stand = standing.verdict;
    if let Some(fail) = stand.filter(|stand| stand.what == Verdict::Fail) {
        let subject = cell.and_then(|cell| judging.history.subject(cell));
        let excepted = judging.exception_for(check, subject).is_some();
        return told(if excepted { CheckStatus::Excepted } else { CheckStatus::Failed }, fail.fact);
    }
    if let Some(trouble) = standing.trouble {
        return told(
            match trouble.what {
                Trouble::Error => CheckStatus::Error,
                Trouble::Unanswered => CheckStatus::Incomplete,
            },
            trouble.fact,
        );
    }
    let good = stand.filter(|_| !standing.gone)?;
    let seen = match cell {
        Some(cell) => judging.holding(cell, standing, good.fact.seen, fresh.too_old(), &mut None),
        None => good.fact.seen,
    };
    let whole = [""];
    let members = if members.is_empty() { &whole } else { members };
    let is_fresh = members.iter().all(|member| fresh.covers(member, seen));
    told(
        match good.what {
            _ if !is_fresh => CheckStatus::Stale,
            Verdict::NotApplicable => CheckStatus::NotApplicable,
            Verdict::Pass | Verdict::Fail => CheckStatus::Passed,
        },
        good.fact,
    )
}
