//! The status of one check at one instant, from what stands in its sources.

use std::collections::{BTreeMap, BTreeSet};

use wildmatch::WildMatch;

use super::{
    standing::{Standing, Trouble, Verdict},
    status::{CellFact, CheckAssessment, CheckStatus, ExceptedCell},
};
use crate::{
    evidence::{CellId, ExceptionRecord, History, RunId, Subject},
    ids::{AccountId, RepositoryId},
    model::{Check, Population},
    program::Program,
    time::Instant,
};

/// The longest life of an exception, in days (a leap year's worth).
const MAX_EXCEPTION_DAYS: i64 = 366;

/// What stands for one check, over all of its sources.
#[derive(Debug, Default)]
pub(super) struct Ground {
    /// Cells, by source and cell.
    pub(super) cells: BTreeMap<(usize, CellId), Standing>,
    /// Passes by absence, by source and scope (a repository).
    pub(super) scopes: BTreeMap<(usize, String), Standing>,
    /// The latest run that fed any source.
    pub(super) last_run: Option<RunId>,
    /// Rules that said anything.
    pub(super) heard: BTreeSet<u32>,
}

/// Which results are fresh at an instant: those observed at or after `from`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Freshness {
    /// The earliest observation that still counts.
    pub(super) from: Instant,
    /// Seconds for which an observation counts; `None` when a rhythm decides instead.
    pub(super) seconds: Option<i64>,
}

impl Freshness {
    fn covers(self, seen: Instant) -> bool {
        seen >= self.from
    }
}

/// How long what was judged of a check holds, as long as no run touches it and no exception
/// begins or ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holds {
    judged_with: Freshness,
    /// The fresh result that is the first to grow old.
    oldest: Option<Instant>,
}

impl Holds {
    /// Whether it still holds: nothing that was fresh has grown old, and nothing old is fresh.
    pub(super) fn at(self, now: Freshness) -> bool {
        self.judged_with.seconds == now.seconds
            && self.judged_with.from <= now.from
            && self.oldest.is_none_or(|seen| now.covers(seen))
    }
}

pub(super) struct Judging<'a> {
    pub(super) program: &'a Program,
    pub(super) history: &'a History,
    pub(super) at: Instant,
    /// Exceptions recorded later than this are not known yet.
    pub(super) known: Instant,
}

/// The tally of one check while its standings are walked.
#[derive(Default)]
struct Tally<'g> {
    passing: u64,
    not_applicable: u64,
    failing: Vec<CellFact>,
    excepted: Vec<ExceptedCell>,
    errors: Vec<CellFact>,
    unanswered: Vec<CellFact>,
    /// The newest good observation: a pass, a reasoned not-applicable, an excepted fail.
    newest_good: Option<Instant>,
    /// The same for each member.
    good: BTreeMap<&'g str, Instant>,
    /// Members of which anything at all is known.
    known: BTreeSet<&'g str>,
    any_pass: bool,
}

impl<'a> Judging<'a> {
    /// Judges a check, and says how long that holds.
    pub(super) fn check<'g>(
        &self,
        check: &Check,
        ground: &'g Ground,
        fresh: Freshness,
    ) -> (CheckAssessment, Holds)
    where
        'a: 'g,
    {
        let mut tally = Tally::default();
        for ((_, cell), standing) in &ground.cells {
            let member = self.member_of(check, *cell, standing);
            self.count(check, standing, self.history.subject(*cell), member, &mut tally);
        }
        for ((_, scope), standing) in &ground.scopes {
            self.count(check, standing, None, Some(scope), &mut tally);
        }
        self.conclude(check, ground, fresh, tally)
    }

    /// Whether anybody ever granted an exception from this check.
    pub(super) fn has_exceptions(&self, check: &Check) -> bool {
        self.history.exceptions.iter().any(|record| record.exception.check == check.id.value)
    }

    fn count<'g>(
        &self,
        check: &Check,
        standing: &Standing,
        subject: Option<&Subject>,
        member: Option<&'g str>,
        tally: &mut Tally<'g>,
    ) {
        let good = match standing.verdict {
            Some(stand) if stand.what == Verdict::Fail => {
                if let Some(exception) = self.exception_for(check, subject) {
                    tally.excepted.push(ExceptedCell { fact: stand.fact, exception });
                    Some(stand.fact.seen)
                } else {
                    tally.failing.push(stand.fact);
                    None
                }
            }
            Some(stand) => {
                let present = u64::from(!standing.gone);
                if stand.what == Verdict::Pass {
                    tally.passing += present;
                    tally.any_pass = true;
                } else {
                    tally.not_applicable += present;
                }
                Some(stand.fact.seen)
            }
            None => None,
        };
        if standing.verdict.is_some() || standing.trouble.is_some() {
            tally.known.extend(member);
        }
        if let Some(seen) = good {
            tally.newest_good = tally.newest_good.max(Some(seen));
            if let Some(member) = member {
                let newest = tally.good.entry(member).or_insert(seen);
                *newest = seen.max(*newest);
            }
        }
        // Trouble stands until a later verdict clears it: an older pass, however fresh, does not
        // answer for a subject that could not be looked at since.
        if let Some(trouble) = standing.trouble {
            match trouble.what {
                Trouble::Error => tally.errors.push(trouble.fact),
                Trouble::Unanswered => tally.unanswered.push(trouble.fact),
            }
        }
    }

    fn conclude(
        &self,
        check: &Check,
        ground: &Ground,
        fresh: Freshness,
        tally: Tally<'_>,
    ) -> (CheckAssessment, Holds) {
        let expected = self.population(check);
        let missing = expected.iter().filter(|m| !tally.known.contains(**m));
        let missing: Vec<String> = missing.map(|m| (*m).to_owned()).collect();
        let unproven_member = expected.iter().any(|m| !tally.good.contains_key(m));
        // Without a population the check as a whole is the one member: its newest good result
        // decides, so that forgetting an old pass can never make the check look fresher.
        let judged: Vec<(&str, Instant)> = if expected.is_empty() {
            tally.newest_good.map(|seen| ("", seen)).into_iter().collect()
        } else {
            expected.into_iter().filter_map(|m| tally.good.get(m).map(|seen| (m, *seen))).collect()
        };
        let proven_at = judged.iter().map(|(_, seen)| *seen).min();
        let (still, stale): (Vec<_>, Vec<_>) =
            judged.into_iter().partition(|(_, seen)| fresh.covers(*seen));
        let oldest = still.iter().map(|(_, seen)| *seen).min();
        // A question that was only ever left to a person has not been answered by anything.
        let nothing = tally.newest_good.is_none();
        let status = if !tally.failing.is_empty() {
            CheckStatus::Failed
        } else if !tally.errors.is_empty() {
            CheckStatus::Error
        } else if nothing {
            CheckStatus::NeverRun
        } else if unproven_member || !tally.unanswered.is_empty() {
            CheckStatus::Incomplete
        } else if !stale.is_empty() {
            CheckStatus::Stale
        } else if !tally.excepted.is_empty() {
            CheckStatus::Excepted
        } else if tally.any_pass {
            CheckStatus::Passed
        } else {
            CheckStatus::NotApplicable
        };
        let judged = CheckAssessment {
            status,
            since: None,
            passing: tally.passing,
            not_applicable: tally.not_applicable,
            failing: tally.failing,
            excepted: tally.excepted,
            errors: tally.errors,
            unanswered: tally.unanswered,
            missing,
            stale: stale.into_iter().map(|(m, seen)| (m.to_owned(), seen)).collect(),
            silent_rules: self.silent_rules(check, ground),
            last_run: ground.last_run,
            proven_at,
            fresh_until: proven_at.zip(fresh.seconds).map(|(at, s)| at.plus_seconds(s)),
        };
        (judged, Holds { judged_with: fresh, oldest })
    }

    /// The members of the check's population that the program names.
    fn population(&self, check: &Check) -> Vec<&'a str> {
        match check.population.as_ref().map(|p| p.value) {
            Some(Population::Accounts) => {
                self.program.accounts.keys().map(AccountId::as_str).collect()
            }
            Some(Population::Repositories) => {
                self.program.repositories.keys().map(RepositoryId::as_str).collect()
            }
            None => Vec::new(),
        }
    }

    /// The member that a cell speaks for.
    fn member_of(&self, check: &Check, cell: CellId, standing: &Standing) -> Option<&'a str> {
        match check.population.as_ref().map(|p| p.value)? {
            Population::Accounts => self.history.subject(cell)?.account.as_deref(),
            Population::Repositories => {
                let record = self.history.runs.get(standing.last_run.0 as usize)?;
                record.run.scope.repository.value().map(String::as_str)
            }
        }
    }

    /// The live exception that covers a failing subject of this check, if any.
    fn exception_for(&self, check: &Check, subject: Option<&Subject>) -> Option<usize> {
        let subject = subject?;
        self.history.exceptions.iter().position(|record| {
            let exception = &record.exception;
            exception.check == check.id.value
                && self.is_live(record)
                && exception.subjects.iter().any(|p| WildMatch::new(p).matches(&subject.uid))
        })
    }

    fn is_live(&self, record: &ExceptionRecord) -> bool {
        record.recorded_at <= self.known && is_in_force(record, self.at)
    }

    /// Rules that the check names and that no run has mentioned.
    fn silent_rules(&self, check: &Check, ground: &Ground) -> Vec<String> {
        let heard: BTreeSet<(&str, &str)> = ground
            .heard
            .iter()
            .filter_map(|rule| self.history.rules.get(*rule as usize))
            .map(|key| (key.tool.as_str(), key.rule.as_str()))
            .collect();
        // A source that nobody has fed at all is an alternative that is not in use, not silence.
        let fed = |tool: &str| heard.iter().any(|(t, _)| *t == tool);
        check
            .sources
            .iter()
            .filter(|source| fed(&source.tool.value))
            .flat_map(|source| {
                source.rules.iter().map(move |rule| (&source.tool.value, &rule.value))
            })
            .filter(|(tool, rule)| {
                !rule.contains(['*', '?']) && !heard.contains(&(tool.as_str(), rule.as_str()))
            })
            .map(|(tool, rule)| format!("{tool} {rule}"))
            .collect()
    }
}

/// Whether an exception counts at an instant: begun, not ended, approved by somebody else than who
/// asked, and for no longer than twelve months.
pub fn is_in_force(record: &ExceptionRecord, at: Instant) -> bool {
    let exception = &record.exception;
    let start = exception.observed_at;
    start <= at
        && at.day() <= exception.expires
        && exception.approved_by != exception.requested_by
        && start.day().days_until(exception.expires) <= MAX_EXCEPTION_DAYS
}
