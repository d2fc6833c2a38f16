//! A slow, independent reference for the status of a check: it looks back from the as-of over all
//! runs instead of carrying state forward, and shares no code with the assessment.

use std::collections::BTreeSet;

use proptest::prelude::*;
use storyproof::{
    assess::{CheckStatus, assess},
    evidence::{CellId, History, Outcome, RunRecord, State, Subject},
    model::{Cadence, Check, CheckSource, Population},
    program::Program,
    time::{AsOf, Instant},
};

use super::world::{
    ACCOUNTS, COMPONENTS, INVENTORY, REPOSITORY, World, as_of, rules_listed, world,
};

#[derive(Clone, Copy, PartialEq)]
enum Said {
    Good,
    NotApplicable,
    Bad,
    Broken,
    AskAPerson,
    Below,
    Nothing,
}

fn said(source: &CheckSource, state: State, run_ok: bool) -> Said {
    match state.outcome {
        Outcome::Fail => {
            let loud = match (source.level, state.severity) {
                (Some(level), Some(severity)) => severity >= level,
                _ => true,
            };
            if loud { Said::Bad } else { Said::Below }
        }
        Outcome::Pass => {
            if run_ok {
                Said::Good
            } else {
                Said::Broken
            }
        }
        Outcome::NotApplicable => {
            if run_ok && state.reasoned {
                Said::NotApplicable
            } else {
                Said::Broken
            }
        }
        Outcome::Error => Said::Broken,
        Outcome::Manual => {
            if run_ok {
                Said::AskAPerson
            } else {
                Said::Broken
            }
        }
        Outcome::Informational => Said::Nothing,
    }
}

fn asks(source: &CheckSource, rule: &str) -> bool {
    source.rules.iter().any(|r| r.value == "*" || r.value == rule)
}

/// What one run did to one cell: said something, made it leave, or neither.
enum Effect {
    Said(Said),
    Left,
    None,
}

fn effect(
    history: &History,
    source: &CheckSource,
    runs: &[&RunRecord],
    n: usize,
    cell: CellId,
) -> Effect {
    let record = runs[n];
    if let Some(o) = record.observations.iter().find(|o| o.cell == cell) {
        return Effect::Said(said(source, o.state, record.run.succeeded));
    }
    if !record.run.succeeded {
        return Effect::None;
    }
    let key = history.rule(cell).unwrap();
    let subject = history.subject(cell).unwrap();
    let last_saw = runs[..n].iter().rev().find(|r| r.observations.iter().any(|o| o.cell == cell));
    let covered = if let Some(account) = &subject.account {
        record.observations.iter().any(|o| {
            let other = history.subject(o.cell).unwrap();
            history.rule(o.cell).unwrap() == key
                && other.account.as_ref() == Some(account)
                && other.region == subject.region
                && matches!(o.state.outcome, Outcome::Pass | Outcome::Fail | Outcome::NotApplicable)
        })
    } else {
        let same = last_saw.is_some_and(|r| r.run.scope.repository == record.run.scope.repository);
        source.absence_passes && same && is_known(source, record)
    };
    if covered { Effect::Left } else { Effect::None }
}

/// Whether the absence of findings in a run means anything to a source.
fn is_known(source: &CheckSource, record: &RunRecord) -> bool {
    let listed = rules_listed(record);
    let looked = !listed.is_empty() || !record.observations.is_empty();
    let ran = source.rules.iter().all(|r| r.value == "*" || listed.contains(&r.value));
    record.run.succeeded && record.run.scope.repository.value().is_some() && looked && ran
}

#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each says whether one kind of thing was found")]
struct Found {
    failed: bool,
    error: bool,
    asked: bool,
    excepted: bool,
    good: bool,
    anything_good: bool,
    /// Good answers: for whom, to which rule (`None` for all of them), and when.
    members: Vec<(Option<String>, Option<String>, Instant)>,
}

/// The earliest observation that counts. The as-of is the last second of its day.
fn counts_from(check: &Check, as_of: AsOf) -> Instant {
    let today = as_of.observed.day();
    let days_back = match check.cadence.as_ref().map(|c| c.value) {
        None => {
            let age = check.max_age.as_ref().unwrap().value.seconds();
            return as_of.observed.plus_seconds(-age);
        }
        Some(Cadence::Daily) => 1,
        Some(Cadence::Weekly) => 7,
        Some(Cadence::Monthly) => 31,
        Some(Cadence::Quarterly) => 92,
        Some(Cadence::EverySixMonths) => 184,
        // No 29 February lies between the days of these worlds and a year before them.
        Some(Cadence::Annual) => 365,
        Some(Cadence::EverySprint | Cadence::EveryCommit) => unreachable!("has cases of its own"),
    };
    Instant::from_unix((today.start().unix() / 86_400 - days_back) * 86_400).unwrap()
}

/// For whom a name in an account and a region, in a run, speaks.
fn speaks_for(check: &Check, subject: &Subject, run: &RunRecord) -> Vec<String> {
    match check.population.as_ref().map(|p| &p.value) {
        None => Vec::new(),
        Some(Population::Accounts) => subject.account.iter().cloned().collect(),
        Some(Population::Regions) => {
            let places = subject.account.iter().zip(&subject.region);
            places.map(|(account, region)| format!("{account}/{region}")).collect()
        }
        Some(Population::Repositories) => {
            run.run.scope.repository.value().cloned().into_iter().collect()
        }
        Some(Population::Inventory(_)) => vec![subject.uid.clone()],
        Some(Population::Components) => components_of(&subject.uid),
    }
}

fn components_of(name: &str) -> Vec<String> {
    let fits = |pattern: &&str| match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), _) => name.ends_with(end),
        (_, Some(start)) => name.starts_with(start),
        _ => name == *pattern,
    };
    let mine = COMPONENTS.iter().filter(|(_, patterns)| patterns.iter().any(fits));
    mine.map(|(id, _)| (*id).to_owned()).collect()
}

fn look_back(
    history: &History,
    source: &CheckSource,
    runs: &[&RunRecord],
    cell: CellId,
) -> (Option<(Said, Instant)>, Option<Said>) {
    let mut trouble = None;
    let mut closed = false;
    for n in (0..runs.len()).rev() {
        match effect(history, source, runs, n, cell) {
            Effect::Said(Said::Bad) if closed => return (None, trouble),
            Effect::Said(s @ (Said::Good | Said::NotApplicable | Said::Bad)) => {
                return (Some((s, runs[n].run.observed_at)), trouble);
            }
            Effect::Said(s @ (Said::Broken | Said::AskAPerson)) => {
                if !closed {
                    trouble = trouble.or(Some(s));
                }
            }
            Effect::Said(Said::Below) | Effect::Left => closed = true,
            Effect::Said(Said::Nothing) | Effect::None => {}
        }
    }
    (None, trouble)
}

fn oracle(program: &Program, history: &History, check: &Check, as_of: AsOf) -> CheckStatus {
    let source = &check.sources[0];
    let from = counts_from(check, as_of);
    let runs: Vec<&RunRecord> = history
        .runs
        .iter()
        .filter(|r| r.run.tool_name() == source.tool.value && r.run.observed_at <= as_of.observed)
        .collect();
    let mut found = Found::default();
    let seen: BTreeSet<CellId> = runs
        .iter()
        .flat_map(|r| r.observations.iter().map(|o| o.cell))
        .filter(|c| asks(source, &history.rule(*c).unwrap().rule))
        .collect();
    for cell in seen {
        let (verdict, trouble) = look_back(history, source, &runs, cell);
        let subject = history.subject(cell).unwrap();
        let accepted = history.exceptions.iter().any(|e| {
            let e = &e.exception;
            let pattern = &e.subjects[0];
            let fits = pattern == "*"
                || *pattern == subject.uid
                || pattern.strip_suffix('*').is_some_and(|p| subject.uid.starts_with(p));
            e.check == check.id.value
                && fits
                && e.approved_by != e.requested_by
                && e.observed_at <= as_of.observed
                && as_of.observed.day() <= e.expires
        });
        let good_at = match verdict {
            Some((Said::Bad, at)) if accepted => {
                found.excepted = true;
                Some(at)
            }
            Some((Said::Bad, _)) => {
                found.failed = true;
                None
            }
            Some((what, at)) => {
                found.good |= what == Said::Good;
                Some(at)
            }
            None => None,
        };
        if let Some(at) = good_at {
            found.anything_good = true;
            let last = runs.iter().rev().find(|r| r.observations.iter().any(|o| o.cell == cell));
            let rule = Some(history.rule(cell).unwrap().rule.clone());
            found.members.push((None, rule.clone(), at));
            for member in speaks_for(check, subject, last.unwrap()) {
                found.members.push((Some(member), rule.clone(), at));
            }
        }
        found.error |= trouble == Some(Said::Broken);
        found.asked |= trouble == Some(Said::AskAPerson);
    }
    if source.absence_passes {
        absence(history, check, &runs, &mut found);
    }
    conclude(program, check, &found, from)
}

fn absence(history: &History, check: &Check, runs: &[&RunRecord], found: &mut Found) {
    let source = &check.sources[0];
    let (mut trouble, mut closed) = (false, false);
    for record in runs.iter().rev().filter(|r| r.run.scope.repository.value().is_some()) {
        let loud = record.observations.iter().any(|o| {
            asks(source, &history.rule(o.cell).unwrap().rule)
                && !matches!(
                    said(source, o.state, record.run.succeeded),
                    Said::Nothing | Said::Below | Said::Good
                )
        });
        let known = is_known(source, record);
        if known && loud {
            closed = true;
            continue;
        }
        if known {
            found.good = true;
            found.anything_good = true;
            let at = record.run.observed_at;
            found.members.push((None, None, at));
            let clean = Subject { uid: REPOSITORY.into(), ..Subject::default() };
            for member in speaks_for(check, &clean, record) {
                found.members.push((Some(member), None, at));
            }
            break;
        }
        trouble |= !closed;
    }
    found.error |= trouble;
}

/// Who must have a result, by name.
fn members(program: &Program, check: &Check) -> Vec<String> {
    match check.population.as_ref().map(|p| &p.value) {
        None => Vec::new(),
        Some(Population::Accounts) => ACCOUNTS.map(str::to_owned).to_vec(),
        Some(Population::Regions) => {
            let regions: Vec<String> =
                program.settings.regions.iter().map(|r| r.value.clone()).collect();
            let named =
                if regions.is_empty() { vec!["regions not known".to_owned()] } else { regions };
            let of = |account: &str| -> Vec<String> {
                named.iter().map(|region| format!("{account}/{region}")).collect()
            };
            ACCOUNTS.iter().flat_map(|account| of(account)).collect()
        }
        Some(Population::Repositories) => vec![REPOSITORY.to_owned()],
        Some(Population::Components) => COMPONENTS.map(|(id, _)| id.to_owned()).to_vec(),
        Some(Population::Inventory(_)) => INVENTORY.map(str::to_owned).to_vec(),
    }
}

fn conclude(program: &Program, check: &Check, found: &Found, from: Instant) -> CheckStatus {
    let expected: Vec<Option<String>> = members(program, check).into_iter().map(Some).collect();
    let rules: Vec<&String> =
        check.sources[0].rules.iter().map(|r| &r.value).filter(|r| *r != "*").collect();
    let newest = |who: Option<&Option<String>>| {
        let said = |rule: Option<&String>| {
            let mine = found.members.iter().filter(|(m, _, _)| who.is_none_or(|w| m == w));
            let answers = mine.filter(|(_, r, _)| rule.is_none() || r.as_ref() == rule);
            answers.map(|(_, _, at)| *at).max()
        };
        let all =
            found.members.iter().filter(|(m, r, _)| who.is_none_or(|w| m == w) && r.is_none());
        let each = if rules.is_empty() {
            said(None)
        } else {
            rules.iter().map(|r| said(Some(r))).min().flatten()
        };
        each.max(all.map(|(_, _, at)| *at).max())
    };
    if found.failed {
        CheckStatus::Failed
    } else if found.error {
        CheckStatus::Error
    } else if !found.anything_good {
        CheckStatus::NeverRun
    } else if found.asked
        || expected.iter().any(|m| newest(Some(m)).is_none())
        || expected.is_empty() && newest(None).is_none()
    {
        CheckStatus::Incomplete
    } else if expected.iter().any(|m| newest(Some(m)) < Some(from))
        || expected.is_empty() && newest(None) < Some(from)
    {
        CheckStatus::Stale
    } else if found.excepted {
        CheckStatus::Excepted
    } else if found.good {
        CheckStatus::Passed
    } else {
        CheckStatus::NotApplicable
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Invariant 7: a status is decided in one place; an independent rule agrees with it.
    #[test]
    fn the_status_of_a_check_agrees_with_a_slow_reference(world in world(), day in 0u32..30) {
        let World { program, history } = world;
        let judged = assess(&program, &history, as_of(day));
        // What commits ask for has cases of its own.
        let by_commit = |check: &Check| check.cadence.as_ref().is_some_and(|c| c.value == Cadence::EveryCommit);
        for (id, check) in program.checks.iter().filter(|(_, check)| !by_commit(check)) {
            prop_assert_eq!(judged.checks[id].status, oracle(&program, &history, check, as_of(day)), "{}", id);
        }
    }
}
