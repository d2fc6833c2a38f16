//! Which results of a check are fresh at an instant.
//!
//! * an age, or a rhythm of days: see [`Limit`];
//! * every sprint: a result inside the latest sprint that has ended, or later;
//! * every commit: for each repository with a local clone, the newest commit that was there has a
//!   run, or one after it has; what was seen before the first such run is old. A repository without
//!   a clone is judged by age alone, as its commits are not known; one whose clone cannot be read
//!   has no fresh result. A `max_age` of the check itself counts as well, and a check that names
//!   its `repositories` is about no other;
//! * what a critical component rests on is never older than `[evidence] critical_max_age`, whatever
//!   the check says.

use super::{
    check::{Freshness, Ground},
    rhythm::Limit,
};
use crate::{
    evidence::History,
    ids::RepositoryId,
    model::{Cadence, Check, Population},
    program::Program,
    time::Instant,
};

/// What freshness is decided from.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    pub(super) program: &'a Program,
    pub(super) history: &'a History,
    pub(super) at: Instant,
}

/// How old a result of a check may be: by its rhythm, its own limit or the program's. Where sprints
/// or commits decide, this is what counts without them.
pub(super) fn age_limit(program: &Program, check: &Check) -> Limit {
    let own = check.max_age.as_ref().map(|age| Limit::Seconds(age.value.seconds()));
    match check.cadence.as_ref().map(|cadence| Limit::of(cadence.value)) {
        None | Some(Limit::Other) => {
            own.unwrap_or(Limit::Seconds(program.settings.max_age.seconds()))
        }
        Some(limit) => limit,
    }
}

impl Rules<'_> {
    pub(super) fn freshness(self, check: &Check, ground: &Ground) -> Freshness {
        let usual = self.usual(check, ground);
        match self.program.tightened(check) {
            Some((age, _)) => self.no_older(usual, Limit::Seconds(age.seconds())),
            None => usual,
        }
    }

    /// What is fresh, and no older than this either.
    fn no_older(self, usual: Freshness, limit: Limit) -> Freshness {
        let from = limit.from(self.at).unwrap_or(Instant::MAX);
        let members = usual.members.into_iter().map(|(id, own)| (id, own.max(from))).collect();
        let is_shorter = from > usual.from || usual.limit == Limit::Other;
        let limit = if is_shorter { limit } else { usual.limit };
        Freshness { from: usual.from.max(from), limit, members }
    }

    fn usual(self, check: &Check, ground: &Ground) -> Freshness {
        let own = check.max_age.as_ref().map(|age| Limit::Seconds(age.value.seconds()));
        let default = Limit::Seconds(self.program.settings.max_age.seconds());
        let cadence = check.cadence.as_ref().map(|c| c.value);
        if cadence == Some(Cadence::EverySprint)
            && let Some(from) = self.sprint_that_counts()
        {
            return Freshness::since(from, Limit::Other);
        }
        if cadence == Some(Cadence::EveryCommit) {
            return self.by_commits(check, ground, own, default);
        }
        let limit = age_limit(self.program, check);
        Freshness::since(limit.from(self.at).unwrap_or(Instant::MAX), limit)
    }

    /// The earliest result that counts for each repository, and for the check as a whole. Without
    /// a clone, age decides; with one, the first run for the newest commit or one after it.
    fn by_commits(
        self,
        check: &Check,
        ground: &Ground,
        own: Option<Limit>,
        default: Limit,
    ) -> Freshness {
        let age = own.unwrap_or(default);
        let by_age = age.from(self.at).unwrap_or(Instant::MAX);
        let floor = if own.is_some() { by_age } else { Instant::MIN };
        let known = self.program.repositories.iter().filter(|(_, r)| r.path.is_some() || r.broken);
        let known = known.filter(|(id, _)| check.is_about(id));
        let from: Vec<(&RepositoryId, Instant)> = known
            .map(|(id, _)| {
                (id, self.first_run_for_newest(id, ground).unwrap_or(Instant::MAX).max(floor))
            })
            .collect();
        if from.is_empty() {
            return Freshness::since(by_age, age);
        }
        let limit = if own.is_some() { age } else { Limit::Other };
        if check.population.as_ref().is_some_and(|p| p.value == Population::Repositories) {
            let members = from.into_iter().map(|(id, from)| (id.to_string(), from)).collect();
            return Freshness { from: by_age, limit, members };
        }
        // Without members each repository has to be covered; the earliest covering run counts.
        let uncovered = from.iter().any(|(_, from)| *from == Instant::MAX);
        let earliest = from.iter().map(|(_, from)| *from).min().unwrap_or(Instant::MAX);
        Freshness::since(if uncovered { Instant::MAX } else { earliest }, limit)
    }

    /// When a run first answered for the newest commit, or for one after it. Never, while
    /// there is no commit or its clone cannot be read.
    fn first_run_for_newest(self, id: &RepositoryId, ground: &Ground) -> Option<Instant> {
        let newest = self.history.commits.get(id)?.newest(self.at)?;
        let runs = ground.commits.get(id)?;
        runs.range(..=newest).map(|(_, seen)| *seen).min()
    }

    /// The start of the latest sprint that has ended: a result inside it or later counts. The open
    /// sprint is not counted until it ends; before the first sprint has ended, its start counts.
    /// When no sprint follows, nothing older than two of the longest sprints counts.
    fn sprint_that_counts(self) -> Option<Instant> {
        let today = self.at.day();
        let sprints = &self.program.sprints;
        let ended = sprints.iter().filter(|s| s.end.value < today).map(|s| s.start.value).max();
        let open = sprints.iter().filter(|s| s.start.value <= today).map(|s| s.start.value).min();
        let oldest = today.plus_days(-2 * i64::from(self.program.settings.sprint_days));
        ended.or(open).map(|start| start.max(oldest).start())
    }
}
