//! Runs in the order observed, and what stands after each: the half of the sweep that judges
//! nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    check::Ground,
    coverage::{Coverage, ended_well},
    sources::{Asked, Matcher},
    standing::{Meaning, Standing, Trouble, Verdict, meaning},
};
use crate::{
    evidence::{CellId, History, Outcome, RunId, RunRecord, State},
    ids::RepositoryId,
    program::Program,
    time::Instant,
};

/// What stands for every check, at an instant that only moves forward.
pub(super) struct Replay<'a> {
    pub(super) program: &'a Program,
    pub(super) history: &'a History,
    /// What was recorded later than this is not known.
    pub(super) known: Instant,
    pub(super) matcher: Matcher<'a>,
    /// What stands, by check.
    pub(super) ground: Vec<Ground>,
    /// Checks that a run has touched since somebody last asked.
    pub(super) touched: BTreeSet<usize>,
    pub(super) at: Instant,
    next_run: usize,
    /// The entries that were taken back.
    taken_back: BTreeSet<u64>,
}

impl<'a> Replay<'a> {
    pub(super) fn new(program: &'a Program, history: &'a History, known: Instant) -> Self {
        let matcher = Matcher::new(program);
        let number = matcher.checks.len();
        Self {
            program,
            history,
            known,
            matcher,
            ground: std::iter::repeat_with(Ground::default).take(number).collect(),
            touched: BTreeSet::new(),
            at: Instant::MIN,
            next_run: 0,
            taken_back: (history.taken_back.iter())
                .filter(|later| later.counts_at(known))
                .map(|later| later.target)
                .collect(),
        }
    }

    /// Notes the commit that a run answered for: it ended well, and it gave a definite result for
    /// a rule that is asked about, or would count as clean.
    fn note_commit(&mut self, source: usize, record: &RunRecord, coverage: &Coverage<'_>) {
        let asked = &self.matcher.sources[source];
        if !asked.needs_commit || !coverage.answers(asked) {
            return;
        }
        let scope = &record.run.scope;
        let (Some(repository), Some(commit)) = (scope.repository.value(), scope.commit.value())
        else {
            return;
        };
        let Ok(repository) = RepositoryId::parse(repository) else { return };
        let log = self.history.commits.get(&repository);
        if let Some(position) = log.and_then(|log| log.position(commit)) {
            let commits = &mut self.ground[asked.check].commits;
            let seen: &mut BTreeMap<usize, Instant> = commits.entry(repository).or_default();
            // The first run for a commit: a later one adds nothing, and losing it takes nothing.
            seen.entry(position).or_insert(record.run.observed_at);
        }
    }

    /// Whether something was observed, and is known, at the present instant.
    fn knows(&self, observed: Instant, recorded: Instant) -> bool {
        observed <= self.at && recorded <= self.known
    }

    /// Applies every run observed up to this instant.
    pub(super) fn advance_to(&mut self, at: Instant) {
        self.at = at;
        let history = self.history;
        while let Some(record) = history.runs.get(self.next_run) {
            if record.run.observed_at > at {
                break;
            }
            if self.knows(record.run.observed_at, record.recorded_at) {
                self.apply(RunId(u32::try_from(self.next_run).unwrap_or(u32::MAX)), record);
            }
            self.next_run += 1;
        }
    }

    fn apply(&mut self, run: RunId, record: &'a RunRecord) {
        let asked = self.matcher.asked(&record.run, self.history);
        if asked.sources.is_empty() {
            return;
        }
        let dirty_scopes = self.observe(run, record, &asked);
        let coverage = Coverage::of(run, record, self.history);
        if self.taken_back.contains(&record.entry) {
            self.doubt(run, record, &asked, &coverage);
            return;
        }
        for source in asked.sources.iter().copied() {
            let check = self.matcher.sources[source].check;
            self.ground[check].last_run = Some(run);
            self.touched.insert(check);
            self.leave_what_is_gone(source, run, &coverage);
            self.note_commit(source, record, &coverage);
            if self.matcher.sources[source].def.absence_passes {
                let dirty = dirty_scopes.contains(&source);
                self.pass_by_absence(source, run, &coverage, record, dirty);
            }
        }
    }

    /// Takes what a run observed. Gives the sources for which it was not all quiet.
    fn observe(&mut self, run: RunId, record: &RunRecord, asked: &Asked) -> BTreeSet<usize> {
        let mut dirty_scopes: BTreeSet<usize> = BTreeSet::new();
        for observation in &record.observations {
            let Some(cell) = self.history.cells.get(observation.cell.0 as usize) else { continue };
            for source in asked.of_rule(cell.rule).iter().copied() {
                let meaning = self.meaning(source, observation.state, record);
                let quiet = [Meaning::Below, Meaning::Nothing, Meaning::Verdict(Verdict::Pass)];
                if !quiet.contains(&meaning) {
                    dirty_scopes.insert(source);
                }
                let check = self.matcher.sources[source].check;
                let ground = &mut self.ground[check];
                ground.heard.insert(cell.rule);
                let key = (source, observation.cell);
                let older = self.history.derived.seen.get(&(run, observation.cell));
                let at = older.copied().unwrap_or(record.run.observed_at);
                let standing = ground.cells.entry(key).or_insert_with(|| Standing::new(run));
                standing.observe(observation.cell, run, at, observation.state, meaning);
            }
        }
        dirty_scopes
    }

    /// What a result means to a source: its level, its need for a commit, the run's end.
    fn meaning(&self, source: usize, state: State, record: &RunRecord) -> Meaning {
        let source = &self.matcher.sources[source];
        let taken_back = self.taken_back.contains(&record.entry);
        let below = |level| state.severity.is_some_and(|severity| severity < level);
        if state.outcome == Outcome::Fail && source.def.level.is_some_and(below) {
            return if taken_back { Meaning::Nothing } else { Meaning::Below };
        }
        let meaning = meaning(state, ended_well(record));
        let unnamed_commit = source.needs_commit && record.run.scope.commit.value().is_none();
        let meaning = match meaning {
            Meaning::Verdict(Verdict::Pass | Verdict::NotApplicable) if unnamed_commit => {
                Meaning::Trouble(Trouble::Unanswered)
            }
            meaning => meaning,
        };
        if taken_back { meaning.taken_back() } else { meaning }
    }

    /// What is left of a run that was taken back, beside what it observed: it covered nothing and
    /// passed nothing by absence, but a scan of unknown coverage stays an open question.
    fn doubt(&mut self, run: RunId, record: &RunRecord, asked: &Asked, coverage: &Coverage<'_>) {
        for source in asked.sources.iter().copied() {
            let check = self.matcher.sources[source].check;
            self.touched.insert(check);
            let asked = &self.matcher.sources[source];
            if asked.def.absence_passes && !coverage.is_known(asked) {
                self.pass_by_absence(source, run, coverage, record, false);
            }
        }
    }

    fn leave_what_is_gone(&mut self, source: usize, run: RunId, coverage: &Coverage<'_>) {
        let asked = &self.matcher.sources[source];
        let check = asked.check;
        let cells = self.ground[check]
            .cells
            .range_mut((source, CellId(0))..=(source, CellId(u32::MAX)))
            .filter(|(_, standing)| standing.last_run != run);
        for ((_, cell), standing) in cells {
            let origin = self.history.runs.get(standing.last_run.0 as usize);
            if origin.is_some_and(|o| coverage.covers(*cell, o, asked)) {
                standing.leave();
            }
        }
    }

    /// No finding passes, where the check says so and the run's coverage is known (invariant 2).
    fn pass_by_absence(
        &mut self,
        source: usize,
        run: RunId,
        coverage: &Coverage<'_>,
        record: &RunRecord,
        dirty: bool,
    ) {
        let Some(repository) = record.run.scope.repository.value() else { return };
        if !self.is_in_scope(repository) {
            return;
        }
        let asked = &self.matcher.sources[source];
        let meaning = if !coverage.is_known(asked) {
            Meaning::Trouble(Trouble::Error)
        } else if dirty {
            // Its findings stand as cells of their own; an older clean scan ages.
            Meaning::Below
        } else {
            Meaning::Verdict(Verdict::Pass)
        };
        let standing = self.ground[asked.check]
            .scopes
            .entry((source, repository.clone()))
            .or_insert_with(|| Standing::new(run));
        let at = record.run.observed_at;
        standing.observe(CellId(u32::MAX), run, at, State::new(Outcome::Pass), meaning);
    }

    /// Whether a repository is the program's. A program that names none takes any.
    fn is_in_scope(&self, repository: &str) -> bool {
        let ours = &self.program.repositories;
        ours.is_empty() || ours.keys().any(|id| id.as_str() == repository)
    }
}
