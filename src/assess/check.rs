//! The status of one check at one instant, from what stands in its sources.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    members::Members,
    people::{ExceptionState, exception_state, fits},
    rhythm::Limit,
    sources::Source,
    standing::{Standing, Trouble, Verdict},
    status::{CellFact, CheckAssessment, CheckStatus, ExceptedCell},
};
use crate::{
    evidence::{CellId, ExceptionRecord, History, RunId, Subject},
    ids::RepositoryId,
    model::{Check, Population},
    program::Program,
    time::Instant,
};

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
    /// When a run first answered for a commit, by repository and by the commit's place in its log.
    pub(super) commits: BTreeMap<RepositoryId, BTreeMap<usize, Instant>>,
}

/// Which results are fresh at an instant: those observed at or after `from`.
#[derive(Debug, Clone)]
pub(super) struct Freshness {
    /// The earliest observation that still counts.
    pub(super) from: Instant,
    /// How long an observation counts, when that can be said beforehand.
    pub(super) limit: Limit,
    /// The same for members that have a limit of their own.
    pub(super) members: BTreeMap<String, Instant>,
}

impl Freshness {
    pub(super) fn since(from: Instant, limit: Limit) -> Self {
        Self { from, limit, members: BTreeMap::new() }
    }

    pub(super) fn covers(&self, member: &str, seen: Instant) -> bool {
        seen >= self.members.get(member).copied().unwrap_or(self.from)
    }

    /// When what was proven grows old, or runs out by its own word.
    fn until(&self, proven_at: Instant, runs_out: Option<Instant>) -> Option<Instant> {
        [self.limit.until(proven_at), runs_out].into_iter().flatten().min()
    }

    /// An observation that is fresh for nobody, just so.
    pub(super) fn too_old(&self) -> Instant {
        let own = self.members.values().copied();
        own.fold(self.from, Instant::min).plus_seconds(-1)
    }
}

/// How long what was judged of a check holds, as long as no run touches it and no exception
/// begins or ends.
#[derive(Debug, Clone)]
pub(super) struct Holds {
    judged_with: Freshness,
    /// The fresh result that is the first to grow old.
    oldest: Option<Instant>,
    /// When the first result runs out by its own word.
    runs_out: Option<Instant>,
}

impl Holds {
    /// Whether it still holds: nothing that was fresh has grown old, and nothing old is fresh.
    pub(super) fn at(&self, now: &Freshness, at: Instant) -> bool {
        self.judged_with.limit == now.limit
            && self.runs_out.is_none_or(|until| at < until)
            && self.judged_with.from <= now.from
            && self.judged_with.members == now.members
            && self.oldest.is_none_or(|seen| now.covers("", seen))
    }
}

pub(super) struct Judging<'a> {
    pub(super) program: &'a Program,
    pub(super) history: &'a History,
    pub(super) at: Instant,
    /// Exceptions recorded later than this are not known yet.
    pub(super) known: Instant,
    /// Every source of every check.
    pub(super) sources: &'a [Source<'a>],
    /// Who must have a result.
    pub(super) members: &'a Members<'a>,
}

/// The members for which something speaks.
pub(super) type Speaks<'g> = (Option<&'g str>, &'g [&'g str]);

/// The tally of one check while its standings are walked.
#[derive(Default)]
struct Tally<'g> {
    passing: u64,
    not_applicable: u64,
    failing: Vec<CellFact>,
    excepted: Vec<ExceptedCell>,
    errors: Vec<CellFact>,
    unanswered: Vec<CellFact>,
    /// Good answers (a pass, a reasoned not-applicable, an excepted fail), by member and source; the
    /// check as a whole is the member `""`.
    good: BTreeMap<(&'g str, usize), Answers>,
    /// Members of which anything at all is known.
    known: BTreeSet<&'g str>,
    any_pass: bool,
    /// When the first good answer runs out by its own word.
    runs_out: Option<Instant>,
}

/// The newest good answers that one source has given for one member.
#[derive(Debug, Clone, Default)]
struct Answers {
    /// To any rule.
    any: Option<Instant>,
    /// To all rules at once, by finding nothing.
    all: Option<Instant>,
    /// To each rule that must answer, in the source's order.
    by_rule: Vec<Option<Instant>>,
}

impl Answers {
    /// How fresh the source's whole answer is: as old as the oldest of the rules that must answer.
    /// `None` while one of them is silent.
    fn proven_at(&self) -> Option<Instant> {
        let each = if self.by_rule.is_empty() {
            self.any
        } else {
            self.by_rule.iter().copied().min().flatten()
        };
        each.max(self.all)
    }
}

impl<'a> Judging<'a> {
    /// Judges a check, and says how long that holds.
    pub(super) fn check(
        &self,
        check: &Check,
        ground: &Ground,
        fresh: Freshness,
    ) -> (CheckAssessment, Holds) {
        let population = check.population.as_ref().map(|p| &p.value);
        let scopes: Vec<(usize, &Standing, Vec<&str>)> = (ground.scopes.iter())
            .map(|((source, scope), standing)| {
                let members = population.map(|p| self.members.of_scope(p, scope));
                (*source, standing, members.unwrap_or_default())
            })
            .collect();
        let mut tally = Tally::default();
        for ((source, cell), standing) in &ground.cells {
            let speaks = self.members_of(check, *cell, standing);
            let good = self.count(check, standing, self.history.subject(*cell), speaks, &mut tally);
            let good = good.filter(|_| self.is_in_scope(*cell)).map(|seen| {
                self.holding(*cell, standing, seen, fresh.too_old(), &mut tally.runs_out)
            });
            let rule = self.history.rule(*cell).map(|key| key.rule.as_str());
            self.answer(*source, rule, speaks, good, &mut tally);
        }
        for (source, standing, members) in &scopes {
            let speaks: Speaks<'_> = (None, members);
            let good = self.count(check, standing, None, speaks, &mut tally);
            self.answer(*source, None, speaks, good, &mut tally);
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
        (one, several): Speaks<'g>,
        tally: &mut Tally<'g>,
    ) -> Option<Instant> {
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
            tally.known.extend(one.into_iter().chain(several.iter().copied()));
        }
        // Trouble stands until a later verdict clears it: an older pass, however fresh, does not
        // answer for a subject that could not be looked at since.
        if let Some(trouble) = standing.trouble {
            match trouble.what {
                Trouble::Error => tally.errors.push(trouble.fact),
                Trouble::Unanswered => tally.unanswered.push(trouble.fact),
            }
        }
        good
    }

    /// Notes a good answer of a source, to one rule or (by finding nothing) to all of them.
    fn answer<'g>(
        &self,
        source: usize,
        rule: Option<&str>,
        (one, several): Speaks<'g>,
        good: Option<Instant>,
        tally: &mut Tally<'g>,
    ) {
        let (Some(seen), Some(asked)) = (good, self.sources.get(source)) else { return };
        for member in std::iter::once("").chain(one).chain(several.iter().copied()) {
            let answers = tally.good.entry((member, source)).or_insert_with(|| Answers {
                by_rule: asked.required_rules().map(|_| None).collect(),
                ..Answers::default()
            });
            answers.any = answers.any.max(Some(seen));
            let Some(rule) = rule else {
                answers.all = answers.all.max(Some(seen));
                continue;
            };
            for (newest, required) in answers.by_rule.iter_mut().zip(asked.required_rules()) {
                if required == rule {
                    *newest = (*newest).max(Some(seen));
                }
            }
        }
    }

    /// Whether a cell's subject is the program's: what passes in an account that the program does
    /// not name proves nothing for it. What fails there is a fail all the same.
    fn is_in_scope(&self, cell: CellId) -> bool {
        let ours = &self.program.accounts;
        let account = self.history.subject(cell).and_then(|subject| subject.account.as_deref());
        ours.is_empty() || account.is_none_or(|a| ours.keys().any(|id| id.as_str() == a))
    }

    fn conclude(
        &self,
        check: &Check,
        ground: &Ground,
        fresh: Freshness,
        tally: Tally<'_>,
    ) -> (CheckAssessment, Holds) {
        let population = self.members.of(check);
        let expected = population.as_ref().map(Vec::len);
        let named = population.unwrap_or_else(|| vec![String::new()]);
        let members: Vec<&str> = named.iter().map(String::as_str).collect();
        let missing = members.iter().filter(|m| !m.is_empty() && !tally.known.contains(**m));
        let missing: Vec<String> = missing.map(|m| (*m).to_owned()).collect();
        let unexpected = unexpected(check, &members, &tally);
        let judged: Vec<(&str, Option<Instant>)> =
            members.into_iter().map(|m| (m, newest_answer(m, &tally))).collect();
        // A population without members is nothing to speak for.
        let unproven_member = judged.is_empty() || judged.iter().any(|(_, seen)| seen.is_none());
        let judged: Vec<(&str, Instant)> =
            judged.into_iter().filter_map(|(m, seen)| Some((m, seen?))).collect();
        let proven_at = judged.iter().map(|(_, seen)| *seen).min();
        let (still, stale): (Vec<_>, Vec<_>) =
            judged.into_iter().partition(|(m, seen)| fresh.covers(m, *seen));
        let oldest = still.iter().map(|(_, seen)| *seen).min();
        // A question that was only ever left to a person has not been answered by anything.
        let nothing = tally.good.is_empty();
        let status = if !tally.failing.is_empty() {
            CheckStatus::Failed
        } else if !tally.errors.is_empty() || check.broken {
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
            expected,
            missing,
            unexpected,
            stale: stale.into_iter().map(|(m, seen)| (m.to_owned(), seen)).collect(),
            silent_rules: self.silent_rules(ground),
            last_run: ground.last_run,
            proven_at,
            fresh_until: proven_at.and_then(|at| fresh.until(at, tally.runs_out)),
        };
        (judged, Holds { judged_with: fresh, oldest, runs_out: tally.runs_out })
    }

    /// The members that a cell speaks for.
    pub(super) fn members_of<'g>(
        &self,
        check: &Check,
        cell: CellId,
        standing: &Standing,
    ) -> Speaks<'g>
    where
        'a: 'g,
    {
        match check.population.as_ref().map(|p| &p.value) {
            None => (None, &[]),
            Some(Population::Repositories) => {
                let record = self.history.runs.get(standing.last_run.0 as usize);
                let repository = record.and_then(|r| r.run.scope.repository.value());
                (repository.map(String::as_str), &[])
            }
            Some(population) => self.members.of_cell(population, cell, self.history),
        }
    }

    /// The live exception that covers a failing subject of this check, if any.
    pub(super) fn exception_for(&self, check: &Check, subject: Option<&Subject>) -> Option<usize> {
        let subject = subject?;
        self.history.exceptions.iter().position(|record| {
            let exception = &record.exception;
            exception.check == check.id.value
                && self.is_live(record)
                && exception.subjects.iter().any(|p| fits(p, &subject.uid))
        })
    }

    fn is_live(&self, record: &ExceptionRecord) -> bool {
        exception_state(self.program, self.history, record, self.at, self.known)
            == ExceptionState::Live
    }

    /// Rules that must answer and that no run has mentioned, as `tool rule`.
    fn silent_rules(&self, ground: &Ground) -> Vec<String> {
        let heard: BTreeSet<(&str, &str)> = ground
            .heard
            .iter()
            .filter_map(|rule| self.history.rules.get(*rule as usize))
            .map(|key| (key.tool.as_str(), key.rule.as_str()))
            .collect();
        let fed: BTreeSet<usize> = ground.cells.keys().map(|(source, _)| *source).collect();
        // A source that nobody has fed at all is an alternative that is not in use, not silence.
        let sources = fed.into_iter().filter_map(|source| self.sources.get(source));
        let silent = sources.flat_map(|source| {
            let tool = source.def.tool.value.as_str();
            let heard = &heard;
            source
                .required_rules()
                .filter(move |rule| !heard.iter().any(|(_, said)| said == rule))
                .map(move |rule| format!("{tool} {rule}"))
        });
        silent.collect()
    }
}

/// What results are about and the population does not name. Subjects that belong to no component
/// are not asked for, so there it means nothing.
fn unexpected(check: &Check, members: &[&str], tally: &Tally<'_>) -> Vec<String> {
    let population = check.population.as_ref().map(|p| &p.value);
    if matches!(population, None | Some(Population::Components)) {
        return Vec::new();
    }
    let named: BTreeSet<&str> = members.iter().copied().collect();
    tally.known.difference(&named).map(|name| (*name).to_owned()).collect()
}

/// The newest whole answer of a member, by any one source. One source that has answered in full is
/// enough: several are alternatives. Forgetting an old pass can only make the answer older or take
/// it away.
fn newest_answer(member: &str, tally: &Tally<'_>) -> Option<Instant> {
    let answers = tally.good.range((member, 0)..=(member, usize::MAX));
    answers.map(|(_, answers)| answers.proven_at()).max().flatten()
}
