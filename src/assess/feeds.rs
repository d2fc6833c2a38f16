//! Which runs fed which check, and with how many results of each kind.
//!
//! Statuses come from [`super::assess`]; this is the same matching of results to checks, kept for
//! whoever wants to see the evidence itself: the audit report, `explain`, the binder.

use std::collections::{BTreeMap, BTreeSet};

use super::{coverage::Coverage, documents::FORMAT, sources::Matcher};
use crate::{
    evidence::{Counts, History, Run, RunId},
    ids::CheckId,
    model::{Check, CheckSource},
    program::Program,
    time::AsOf,
};

/// One run that fed a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// The run.
    pub run: RunId,
    /// Its results that the check asks about, one for each rule and subject. None at all is a
    /// clean run of a source that reads absence as a pass.
    pub counts: Counts,
    /// Whether it answers the check at all: it ended well, and gave a definite result or would count
    /// as clean.
    pub answers: bool,
}

/// The checks whose expressions look at a run's document: as their own, which gives no result as
/// long as another one is missing, or beside it (`with`), which never does.
pub fn read_beside<'p>(program: &'p Program, run: &Run) -> impl Iterator<Item = &'p CheckId> {
    let document = run.scope.document.value().filter(|_| run.format == FORMAT).cloned();
    program.checks.iter().filter_map(move |(id, check)| {
        let named = |source: &CheckSource| {
            let mut names = source.document.iter().chain(&source.over.with);
            names.any(|name| Some(&name.value) == document.as_ref())
        };
        check.sources.iter().any(named).then_some(id)
    })
}

/// For each check the runs that fed it, in the order in which they were observed.
pub fn feeds(program: &Program, history: &History, as_of: AsOf) -> BTreeMap<CheckId, Vec<Feed>> {
    feeds_of(program, history, as_of, |_| true)
}

/// The same for some checks only; runs that tell nothing about them are not looked into.
pub fn feeds_of(
    program: &Program,
    history: &History,
    as_of: AsOf,
    wanted: impl Fn(&Check) -> bool,
) -> BTreeMap<CheckId, Vec<Feed>> {
    let wanted: BTreeSet<&CheckId> =
        program.checks.iter().filter(|(_, check)| wanted(check)).map(|(id, _)| id).collect();
    let mut matcher = Matcher::new(program);
    let mut fed: BTreeMap<CheckId, Vec<Feed>> = BTreeMap::new();
    for (index, record) in history.runs.iter().enumerate() {
        if record.run.observed_at > as_of.observed || record.recorded_at > as_of.known {
            continue;
        }
        let run = RunId(u32::try_from(index).unwrap_or(u32::MAX));
        let mut checks_of: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
        let mut counts: BTreeMap<usize, Counts> = BTreeMap::new();
        let asked = matcher.asked(&record.run, history);
        let is_wanted =
            |source: &usize| wanted.contains(matcher.checks[matcher.sources[*source].check].0);
        if !asked.sources.iter().any(is_wanted) {
            continue;
        }
        let coverage = Coverage::of(run, record, history);
        let mut later = history.taken_back.iter();
        let is_taken_back =
            later.any(|later| later.target == record.entry && later.counts_at(as_of.known));
        if record.run.scope.repository.value().is_some() {
            for source in &asked.sources {
                let source = &matcher.sources[*source];
                if source.def.absence_passes {
                    counts.entry(source.check).or_default();
                }
            }
        }
        for observation in &record.observations {
            let Some(cell) = history.cells.get(observation.cell.0 as usize) else { continue };
            let checks = checks_of.entry(cell.rule).or_insert_with(|| {
                let sources = asked.of_rule(cell.rule).iter();
                sources.map(|source| matcher.sources[*source].check).collect()
            });
            for check in checks.iter() {
                let state = observation.state;
                counts.entry(*check).or_default().add(state.outcome, state.muted);
            }
        }
        for (check, counts) in counts {
            let (id, _) = matcher.checks[check];
            if !wanted.contains(id) {
                continue;
            }
            let mut mine = asked.sources.iter().map(|s| &matcher.sources[*s]);
            let answers = !is_taken_back
                && mine.any(|source| source.check == check && coverage.answers(source));
            fed.entry(id.clone()).or_default().push(Feed { run, counts, answers });
        }
    }
    fed
}
