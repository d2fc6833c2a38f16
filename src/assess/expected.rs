//! The runs that a check's rhythm asks for, against those there were.
//!
//! Counted from the first run that answered the check, for what a check owed before it existed
//! nobody can say; a check that never ran owes nothing but its first run, and its status says so.
//! Periods of days follow one another from run to run: a period ends with the latest run inside it,
//! or unfulfilled when its time is over. So a gap longer than the rhythm allows is always missed,
//! and runs more often than asked are no debt. The period that is still open is shown and not
//! counted.
//!
//! Only runs that answer count: they ended well, and gave a definite result for a rule that is
//! asked about or would count as clean.

use super::{feeds::Feed, rhythm::Limit};
use crate::{
    evidence::{CommitLog, History, RunRecord},
    ids::{RepositoryId, SprintId},
    model::{Cadence, Check},
    program::Program,
    time::{AsOf, Day, Instant, MaxAge, Period},
};

/// What a check's runs are counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// An age: the next run is due when the last one grows old.
    Age(MaxAge),
    /// A rhythm.
    Cadence(Cadence),
}

/// A period without a run, or a commit without one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// No run from after one day until the end of another; so many periods of the rhythm.
    Days {
        /// The first day.
        from: Day,
        /// The last day.
        to: Day,
        /// How many periods.
        periods: u64,
    },
    /// No run inside a sprint.
    Sprint(SprintId, Period),
    /// No run for a commit.
    Commit {
        /// The repository.
        repository: RepositoryId,
        /// The full hash.
        hash: String,
        /// When it was committed.
        at: Instant,
        /// Whether it is a merge.
        is_merge: bool,
    },
}

/// The period that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// Its first day.
    pub from: Day,
    /// The last day on which a run fulfils it.
    pub to: Day,
    /// Whether there was a run already.
    pub done: bool,
}

/// Runs asked for against runs there were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// What is counted by.
    pub rhythm: Rhythm,
    /// The days that are counted.
    pub period: Period,
    /// How many runs answered the check in these days.
    pub runs: u64,
    /// How many periods (or commits) that are over had a run.
    pub kept: u64,
    /// How many had none.
    pub missed: u64,
    /// Those, oldest first; neighbours stand together.
    pub gaps: Vec<Missed>,
    /// The period that has not ended.
    pub open: Option<Open>,
    /// The most days between two runs, the present being the last.
    pub longest_gap: Option<i64>,
    /// Repositories whose commits are not known, with the reason.
    pub unknown: Vec<(RepositoryId, String)>,
}

impl Expected {
    /// How many periods (or commits) that are over asked for a run.
    pub fn expected(&self) -> u64 {
        self.kept + self.missed
    }
}

/// Counts the runs of one check, fed by `feeds`, over some days up to the as-of.
pub fn expected(
    program: &Program,
    history: &History,
    check: &Check,
    feeds: &[Feed],
    period: Period,
    as_of: AsOf,
) -> Expected {
    let period = Period { start: period.start, end: period.end.min(as_of.observed.day()) };
    let default = program.settings.max_age;
    let rhythm = match &check.cadence {
        Some(cadence) => Rhythm::Cadence(cadence.value),
        None => Rhythm::Age(check.max_age.as_ref().map_or(default, |age| age.value)),
    };
    let answering = feeds.iter().filter(|feed| feed.answers);
    let runs: Vec<&RunRecord> =
        answering.filter_map(|feed| history.runs.get(feed.run.0 as usize)).collect();
    let end = period.end.end().min(as_of.observed);
    let times: Vec<Instant> =
        runs.iter().map(|r| r.run.observed_at).filter(|at| *at <= end).collect();
    let inside = |at: &&Instant| period.contains(at.day());
    let mut counted = Expected {
        rhythm,
        period,
        runs: times.iter().filter(inside).count() as u64,
        kept: 0,
        missed: 0,
        gaps: Vec::new(),
        open: None,
        longest_gap: longest_gap(&times, period, end),
        unknown: Vec::new(),
    };
    match rhythm {
        Rhythm::Cadence(Cadence::EverySprint) => counted.by_sprint(program, &times, end),
        Rhythm::Cadence(Cadence::EveryCommit) => {
            counted.by_commit(program, history, check, &runs, end);
        }
        Rhythm::Cadence(Cadence::Daily) => counted.by_day(&times, end),
        Rhythm::Cadence(cadence) => counted.by_limit(Limit::of(cadence), &times, end),
        Rhythm::Age(age) => counted.by_limit(Limit::Seconds(age.seconds()), &times, end),
    }
    counted
}

/// The most days without a run inside a period, from its first run (or the one before it) to its end.
fn longest_gap(times: &[Instant], period: Period, end: Instant) -> Option<i64> {
    let start = times.iter().rposition(|at| at.day() <= period.start).unwrap_or(0);
    let times = times.get(start..)?;
    let next = times.iter().skip(1).copied().chain([end]);
    times.iter().zip(next).map(|(at, next)| at.day().days_until(next.day())).max()
}

impl Expected {
    fn miss(&mut self, from: Day, to: Day) {
        self.missed += 1;
        if let Some(Missed::Days { to: last, periods, .. }) = self.gaps.last_mut()
            && last.next() >= from
        {
            *last = to;
            *periods += 1;
            return;
        }
        self.gaps.push(Missed::Days { from, to, periods: 1 });
    }

    /// Whole days; the one in which we are is open.
    fn by_day(&mut self, times: &[Instant], end: Instant) {
        let Some(first) = times.first() else { return };
        let days: Vec<Day> = times.iter().map(|at| at.day()).collect();
        let has_run = |day| days.binary_search(&day).is_ok();
        let counted = Period { start: first.day().max(self.period.start), end: self.period.end };
        for day in counted.days() {
            if day == end.day() && end < day.end() {
                self.open = Some(Open { from: day, to: day, done: has_run(day) });
            } else if has_run(day) {
                self.kept += 1;
            } else {
                self.miss(day, day);
            }
        }
    }

    /// Periods from run to run.
    fn by_limit(&mut self, limit: Limit, times: &[Instant], end: Instant) {
        // The last run before the period, so that what fell due at its beginning is seen.
        let before = times.partition_point(|at| *at < self.period.start.start());
        let mut next = before.saturating_sub(1);
        let Some(mut last) = times.get(next).copied() else { return };
        loop {
            let Some(due) = limit.until(last).filter(|due| *due > last) else { return };
            let after = next + times[next..].partition_point(|at| *at <= last);
            let inside = after + times[after..].partition_point(|at| *at <= due);
            let found = (inside > after).then(|| times[inside - 1]);
            if due >= end {
                let done = found.is_some();
                self.open = Some(Open { from: last.day(), to: due.day(), done });
                return;
            }
            if let Some(found) = found {
                self.kept += u64::from(found >= self.period.start.start());
                last = found;
            } else {
                if due.day() >= self.period.start {
                    self.miss(last.day().next().min(due.day()), due.day());
                }
                last = due;
            }
            next = after;
        }
    }

    fn by_sprint(&mut self, program: &Program, times: &[Instant], end: Instant) {
        let Some(first) = times.first() else { return };
        for sprint in &program.sprints {
            let dates = Period { start: sprint.start.value, end: sprint.end.value };
            if dates.end < self.period.start || dates.start > end.day() || dates.end < first.day() {
                continue;
            }
            let done = times.iter().any(|at| dates.contains(at.day()));
            if dates.end >= end.day() {
                self.open = Some(Open { from: dates.start, to: dates.end, done });
            } else if done {
                self.kept += 1;
            } else {
                self.missed += 1;
                self.gaps.push(Missed::Sprint(sprint.id.value.clone(), dates));
            }
        }
    }

    /// Commits of every repository that has a local clone, whenever the check ran first.
    fn by_commit(
        &mut self,
        program: &Program,
        history: &History,
        check: &Check,
        runs: &[&RunRecord],
        end: Instant,
    ) {
        for (id, repository) in program.repositories.iter().filter(|(id, _)| check.is_about(id)) {
            let (commits, log) = match history.commits.get(id) {
                Some(log @ CommitLog::Known { commits, .. }) => (commits, log),
                Some(CommitLog::Unreadable(why)) => {
                    self.unknown.push((id.clone(), why.clone()));
                    continue;
                }
                None if repository.path.is_none() => {
                    self.unknown.push((id.clone(), "it names no local clone (`path`)".into()));
                    continue;
                }
                None => {
                    self.unknown.push((id.clone(), "its clone was not read".into()));
                    continue;
                }
            };
            let ours = runs.iter().filter(|record| {
                let scope = &record.run.scope;
                record.run.observed_at <= end
                    && scope.repository.value().is_some_and(|name| name == id.as_str())
            });
            let claimed = ours.filter_map(|record| record.run.scope.commit.value());
            let mut ran: Vec<usize> = claimed.filter_map(|hash| log.position(hash)).collect();
            ran.sort_unstable();
            let counted = commits.iter().enumerate().rev();
            for (position, commit) in counted
                .filter(|(_, commit)| commit.at <= end && self.period.contains(commit.at.day()))
            {
                if ran.binary_search(&position).is_ok() {
                    self.kept += 1;
                } else {
                    self.missed += 1;
                    self.gaps.push(Missed::Commit {
                        repository: id.clone(),
                        hash: commit.hash.clone(),
                        at: commit.at,
                        is_merge: commit.is_merge,
                    });
                }
            }
        }
    }
}
