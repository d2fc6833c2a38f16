//! The sweep: runs in the order observed, days in order, one judgement a day.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    check::{Freshness, Ground, Holds, Judging},
    control::{Facts, Links},
    coverage::{Coverage, ended_well},
    people, risk,
    sources::{Asked, Matcher},
    standing::{Meaning, Standing, Trouble, Verdict, meaning},
    status::{
        Assessment, AttestationStatus, CheckAssessment, CheckStatus, ControlAssessment,
        StoryAssessment,
    },
    story::StoryFacts,
    timeline::{Changes, Timeline},
    watch::{News, Watch},
};
use crate::{
    evidence::{CellId, History, Outcome, RunId, RunRecord, State},
    ids::{AttestationId, CheckId, ControlRef, StoryId},
    model::{Cadence, Check},
    program::Program,
    time::{AsOf, Instant, Period},
};

/// No history is longer than this many days: a clock that lies must not make the sweep endless.
const MAX_DAYS: i64 = 366 * 10;

/// Judges the program by what was observed and known up to the two clocks.
///
/// Evidence in `history` that was observed later than `as_of.observed`, or recorded later than
/// `as_of.known`, is left out. The same inputs give the same assessment on any machine.
pub fn assess(program: &Program, history: &History, as_of: AsOf) -> Assessment {
    let mut sweep = Sweep::new(program, history, as_of);
    let period = sweep.period();
    let mut day = period.start;
    loop {
        let last = day >= period.end;
        sweep.advance_to(if last { as_of.observed } else { day.end() });
        sweep.judge_day(day == period.start);
        if last {
            break;
        }
        day = day.next();
    }
    sweep.finish(period)
}

struct Sweep<'a> {
    program: &'a Program,
    history: &'a History,
    as_of: AsOf,
    matcher: Matcher<'a>,
    links: Links,
    watch: Watch<'a>,
    /// What stands, by check.
    ground: Vec<Ground>,
    /// Until when what was judged of a check holds, by check.
    holds: Vec<Option<Holds>>,
    next_run: usize,
    /// The entries that were taken back.
    taken_back: BTreeSet<u64>,
    /// Checks that a run has touched since they were last judged.
    touched: BTreeSet<usize>,
    at: Instant,
    checks: BTreeMap<CheckId, CheckAssessment>,
    attestations: BTreeMap<AttestationId, AttestationStatus>,
    /// How the checks' statuses changed, by check.
    changes: Vec<Changes<CheckStatus>>,
}

impl<'a> Sweep<'a> {
    fn new(program: &'a Program, history: &'a History, as_of: AsOf) -> Self {
        let matcher = Matcher::new(program);
        let number = matcher.checks.len();
        let links = Links::of(program);
        Self {
            program,
            history,
            as_of,
            watch: Watch::new(program, &links),
            links,
            ground: std::iter::repeat_with(Ground::default).take(number).collect(),
            holds: vec![None; number],
            matcher,
            next_run: 0,
            taken_back: (history.taken_back.iter())
                .filter(|later| later.counts_at(as_of.known))
                .map(|later| later.target)
                .collect(),
            touched: BTreeSet::new(),
            at: as_of.observed,
            checks: BTreeMap::new(),
            attestations: BTreeMap::new(),
            changes: vec![Changes::default(); number],
        }
    }

    /// From the first day on which anything happened to the as-of.
    fn period(&self) -> Period {
        let end = self.as_of.observed.day();
        let runs = self.history.runs.iter().map(|r| r.run.observed_at.day());
        let attested = self.history.attestations.iter().map(|a| a.attested.observed_at.day());
        let sprints = self.program.sprints.iter().map(|s| s.start.value);
        let start = runs.chain(attested).chain(sprints).min().unwrap_or(end).min(end);
        Period { start: start.max(end.plus_days(-MAX_DAYS)), end }
    }

    fn known(&self, observed: Instant, recorded: Instant) -> bool {
        observed <= self.at && recorded <= self.as_of.known
    }

    /// Applies every run observed up to this instant.
    fn advance_to(&mut self, at: Instant) {
        self.at = at;
        let history = self.history;
        while let Some(record) = history.runs.get(self.next_run) {
            if record.run.observed_at > at {
                break;
            }
            if self.known(record.run.observed_at, record.recorded_at) {
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

    fn judge_day(&mut self, first: bool) {
        let checks = self.judge_checks();
        let attestations =
            people::attestations(self.program, self.history, self.at, self.as_of.known);
        let news = News { all: first || attestations != self.attestations, checks };
        self.attestations = attestations;
        let day = self.at.day();
        let facts = Facts {
            program: self.program,
            links: &self.links,
            checks: &self.checks,
            attestations: &self.attestations,
            at: self.at,
        };
        for control in self.watch.controls.iter_mut().filter(|c| c.is_touched_by(&news)) {
            control.changes.note(day, facts.control(control.record).status);
        }
        let facts = StoryFacts { checks: &self.checks, attestations: &self.attestations };
        for story in self.watch.stories.iter_mut().filter(|s| s.is_touched_by(&news)) {
            story.changes.note(day, facts.is_verified(story.record));
        }
    }

    /// Judges the checks that a run has touched, and those that time alone can change. Says of
    /// each check whether its status is another one.
    fn judge_checks(&mut self) -> Vec<bool> {
        let judging = Judging {
            program: self.program,
            history: self.history,
            at: self.at,
            known: self.as_of.known,
            sources: &self.matcher.sources,
        };
        let mut changed = vec![false; self.matcher.checks.len()];
        for (index, (id, check)) in self.matcher.checks.iter().enumerate() {
            let fresh = self.freshness(check);
            let touched = self.touched.contains(&index) || judging.has_exceptions(check);
            if !touched && self.holds[index].is_some_and(|holds| holds.at(fresh)) {
                continue;
            }
            let (judged, holds) = judging.check(check, &self.ground[index], fresh);
            self.holds[index] = Some(holds);
            changed[index] = self.changes[index].last().map(|(_, s)| s) != Some(judged.status);
            self.changes[index].note(self.at.day(), judged.status);
            self.checks.insert((*id).clone(), judged);
        }
        self.touched.clear();
        changed
    }

    fn freshness(&self, check: &Check) -> Freshness {
        let rhythm = check.cadence.as_ref().map(|c| c.value);
        if rhythm == Some(Cadence::EverySprint)
            && let Some(from) = self.sprint_that_counts()
        {
            return Freshness { from, seconds: None };
        }
        let age = check.max_age.as_ref().map_or(self.program.settings.max_age, |age| age.value);
        let seconds = age.seconds();
        Freshness { from: self.at.plus_seconds(-seconds), seconds: Some(seconds) }
    }

    /// The start of the latest sprint that has ended: a result inside it or later counts. The open
    /// sprint is not counted until it ends; before the first sprint has ended, its start counts.
    /// When no sprint follows, nothing older than two of the longest sprints counts.
    fn sprint_that_counts(&self) -> Option<Instant> {
        let today = self.at.day();
        let sprints = &self.program.sprints;
        let ended = sprints.iter().filter(|s| s.end.value < today).map(|s| s.start.value).max();
        let open = sprints.iter().filter(|s| s.start.value <= today).map(|s| s.start.value).min();
        let oldest = today.plus_days(-2 * i64::from(self.program.settings.sprint_days));
        ended.or(open).map(|start| start.max(oldest).start())
    }

    fn finish(mut self, period: Period) -> Assessment {
        let facts = Facts {
            program: self.program,
            links: &self.links,
            checks: &self.checks,
            attestations: &self.attestations,
            at: self.at,
        };
        let mut timeline = Timeline { period: Some(period), ..Timeline::default() };
        let mut controls: BTreeMap<ControlRef, ControlAssessment> = BTreeMap::new();
        for watched in std::mem::take(&mut self.watch.controls) {
            let id = &watched.record.id;
            let since = watched.changes.last().map(|(day, _)| day);
            controls
                .insert(id.clone(), ControlAssessment { since, ..facts.control(watched.record) });
            timeline.controls.insert(id.clone(), watched.changes);
        }
        timeline.stories = self.watch.take_stories();
        let facts = StoryFacts { checks: &self.checks, attestations: &self.attestations };
        let day = self.at.day();
        let stories: BTreeMap<StoryId, StoryAssessment> = (self.program.stories.iter())
            .zip(timeline.stories.values())
            .map(|((id, story), verified)| (id.clone(), facts.story(story, verified, day)))
            .collect();
        for ((id, _), changes) in self.matcher.checks.iter().zip(self.changes) {
            if let Some(check) = self.checks.get_mut(*id) {
                check.since = changes.last().map(|(day, _)| day);
            }
            timeline.checks.insert((*id).clone(), changes);
        }
        let risks = risk::risks(self.program, &stories);
        Assessment {
            as_of: self.as_of,
            head: self.history.head.clone(),
            checks: self.checks,
            attestations: self.attestations,
            controls,
            stories,
            risks,
            timeline,
        }
    }
}
