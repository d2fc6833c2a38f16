//! A slow, independent reference for the status of a check: it looks back from the as-of over all
//! runs instead of carrying state forward, and shares no code with the assessment.

use std::collections::BTreeSet;

use proptest::prelude::*;
use storyproof::{
    assess::{CheckStatus, assess},
    evidence::{CellId, History, Outcome, RunRecord, State},
    model::{Check, CheckSource},
    program::Program,
    time::{AsOf, Instant},
};

use super::world::{ACCOUNTS, REPOSITORY, World, as_of, rules_listed, world};

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

fn is_cloud(source: &CheckSource) -> bool {
    source.tool.value == "prowler"
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

#[expect(clippy::too_many_lines, reason = "one rule, told from top to bottom")]
fn oracle(program: &Program, history: &History, check: &Check, as_of: AsOf) -> CheckStatus {
    let source = &check.sources[0];
    let limit = check.max_age.as_ref().unwrap().value.seconds();
    let from = as_of.observed.plus_seconds(-limit);
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
            let member = if is_cloud(source) {
                subject.account.clone()
            } else {
                let last =
                    runs.iter().rev().find(|r| r.observations.iter().any(|o| o.cell == cell));
                last.and_then(|r| r.run.scope.repository.value().cloned())
            };
            found.members.push((member, Some(history.rule(cell).unwrap().rule.clone()), at));
        }
        found.error |= trouble == Some(Said::Broken);
        found.asked |= trouble == Some(Said::AskAPerson);
    }
    if source.absence_passes {
        absence(history, source, &runs, &mut found);
    }
    conclude(program, check, &found, from)
}

fn absence(history: &History, source: &CheckSource, runs: &[&RunRecord], found: &mut Found) {
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
            found.members.push((Some(REPOSITORY.into()), None, record.run.observed_at));
            break;
        }
        trouble |= !closed;
    }
    found.error |= trouble;
}

fn conclude(_program: &Program, check: &Check, found: &Found, from: Instant) -> CheckStatus {
    let expected: Vec<Option<String>> = if check.population.is_none() {
        Vec::new()
    } else if is_cloud(&check.sources[0]) {
        ACCOUNTS.iter().map(|a| Some((*a).to_owned())).collect()
    } else {
        vec![Some(REPOSITORY.to_owned())]
    };
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
        for (id, check) in &program.checks {
            prop_assert_eq!(judged.checks[id].status, oracle(&program, &history, check, as_of(day)), "{}", id);
        }
    }
}
