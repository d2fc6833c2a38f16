//! The sweep: runs in the order observed, days in order, one judgement a day.

use std::collections::BTreeMap;

use super::{
    check::{Holds, Judging},
    control::{Facts, Links},
    freshness::Rules,
    members::Members,
    people,
    replay::Replay,
    risk,
    status::{
        Assessment, AttestationStatus, CheckAssessment, CheckStatus, ControlAssessment,
        StoryAssessment,
    },
    story::StoryFacts,
    timeline::{Changes, Timeline},
    watch::{News, Watch},
};
use crate::{
    evidence::History,
    ids::{AttestationId, CheckId, ControlRef, StoryId},
    program::Program,
    time::{AsOf, Day, Instant, Period},
};

/// No history is longer than this many days: a clock that lies must not make the sweep endless.
const MAX_DAYS: i64 = 366 * 10;

/// Judges the program by what was observed and known up to the two clocks.
///
/// Evidence in `history` that was observed later than `as_of.observed`, or recorded later than
/// `as_of.known`, is left out. The same inputs give the same assessment on any machine.
pub fn assess(program: &Program, history: &History, as_of: AsOf) -> Assessment {
    assess_since(program, history, as_of, None)
}

/// The same, with a timeline that begins on a day or before it, even if nothing had happened by
/// then: for reports over a period.
pub fn assess_since(
    program: &Program,
    history: &History,
    as_of: AsOf,
    since: Option<Day>,
) -> Assessment {
    let mut sweep = Sweep::new(program, history, as_of);
    let period = sweep.period(since);
    let mut day = period.start;
    loop {
        let last = day >= period.end;
        sweep.at = if last { as_of.observed } else { day.end() };
        sweep.replay.advance_to(sweep.at);
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
    replay: Replay<'a>,
    members: Members<'a>,
    links: Links,
    watch: Watch<'a>,
    /// Until when what was judged of a check holds, by check.
    holds: Vec<Option<Holds>>,
    at: Instant,
    checks: BTreeMap<CheckId, CheckAssessment>,
    attestations: BTreeMap<AttestationId, AttestationStatus>,
    /// How the checks' statuses changed, by check.
    changes: Vec<Changes<CheckStatus>>,
}

impl<'a> Sweep<'a> {
    fn new(program: &'a Program, history: &'a History, as_of: AsOf) -> Self {
        let replay = Replay::new(program, history, as_of.known);
        let number = replay.matcher.checks.len();
        let links = Links::of(program);
        Self {
            program,
            history,
            as_of,
            watch: Watch::new(program, &links),
            links,
            holds: vec![None; number],
            replay,
            members: Members::new(program, history),
            at: as_of.observed,
            checks: BTreeMap::new(),
            attestations: BTreeMap::new(),
            changes: vec![Changes::default(); number],
        }
    }

    /// From the first day on which anything happened, or an earlier one, to the as-of.
    fn period(&self, since: Option<Day>) -> Period {
        let end = self.as_of.observed.day();
        let runs = self.history.runs.iter().map(|r| r.run.observed_at.day());
        let attested = self.history.attestations.iter().map(|a| a.attested.observed_at.day());
        let sprints = self.program.sprints.iter().map(|s| s.start.value);
        let days = runs.chain(attested).chain(sprints).chain(since);
        let start = days.min().unwrap_or(end).min(end);
        Period { start: start.max(end.plus_days(-MAX_DAYS)), end }
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
            sources: &self.replay.matcher.sources,
            members: &self.members,
        };
        let rules = Rules { program: self.program, history: self.history, at: self.at };
        let mut changed = vec![false; self.replay.matcher.checks.len()];
        for (index, (id, check)) in self.replay.matcher.checks.iter().enumerate() {
            let fresh = rules.freshness(check, &self.replay.ground[index]);
            let touched = self.replay.touched.contains(&index) || judging.has_exceptions(check);
            if !touched && self.holds[index].as_ref().is_some_and(|holds| holds.at(&fresh, self.at))
            {
                continue;
            }
            let (judged, holds) = judging.check(check, &self.replay.ground[index], fresh);
            self.holds[index] = Some(holds);
            changed[index] = self.changes[index].last().map(|(_, s)| s) != Some(judged.status);
            self.changes[index].note(self.at.day(), judged.status);
            self.checks.insert((*id).clone(), judged);
        }
        self.replay.touched.clear();
        changed
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
        for ((id, _), changes) in self.replay.matcher.checks.iter().zip(self.changes) {
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
