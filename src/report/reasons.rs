//! Why a status is what it is, in plain sentences made of the facts behind it.
//!
//! `explain` and the `reasons` of JSON use the same sentences. Lists are cut after a few items
//! and say how many more there are; the rows behind a report hold them all.

use std::collections::BTreeSet;

use super::{Inputs, words};
use crate::{
    assess::{
        AttestationStatus, CellFact, CheckAssessment, CheckStatus, ControlAssessment,
        CriterionAssessment, Lack, NotJudged, Proof, StoryAssessment,
    },
    ids::{AttestationId, CheckId, ControlRef, StoryId},
    model::{Cadence, Check},
};

/// How many items of a list a sentence names.
const SHOWN: usize = 3;

/// Why a check has its status.
pub fn check(inputs: &Inputs<'_>, id: &CheckId) -> Vec<String> {
    let Some(judged) = inputs.assessment.checks.get(id) else { return Vec::new() };
    let defined = inputs.program.checks.get(id);
    let mut reasons = match judged.status {
        CheckStatus::Failed => failed(inputs, judged),
        CheckStatus::Error => error(inputs, judged),
        CheckStatus::NeverRun if was_heard(judged) => vec!["No result answers it yet.".to_owned()],
        CheckStatus::NeverRun => vec!["No result has been recorded.".to_owned()],
        CheckStatus::Incomplete => incomplete(inputs, judged, defined),
        CheckStatus::Stale => stale(inputs, judged, defined),
        CheckStatus::Excepted => excepted(inputs, judged),
        CheckStatus::NotApplicable => vec![format!(
            "It does not apply to {}, with the tool's reason for each.",
            words::count(judged.not_applicable, "subject")
        )],
        CheckStatus::Passed => passed(judged),
    };
    if !judged.silent_rules.is_empty() {
        reasons.push(format!(
            "No run has said anything of {}: {}.",
            words::count(judged.silent_rules.len() as u64, "rule"),
            words::some_of(&judged.silent_rules, SHOWN)
        ));
    }
    reasons
}

/// The first reason of a check, for a line that has room for one.
pub fn check_in_short(inputs: &Inputs<'_>, id: &CheckId) -> String {
    check(inputs, id).into_iter().next().unwrap_or_default()
}

fn failed(inputs: &Inputs<'_>, judged: &CheckAssessment) -> Vec<String> {
    let today = inputs.assessment.as_of.observed.day();
    let oldest = judged.failing.iter().map(|fact| fact.since.day()).min().unwrap_or(today);
    let n = distinct(inputs, &judged.failing);
    let mut reasons = vec![format!(
        "{} {} {} ({}).",
        words::count(n, "subject"),
        if n == 1 { "fails" } else { "fail, the longest" },
        words::standing(oldest, today),
        subjects(inputs, &judged.failing)
    )];
    reasons.extend(message(inputs, &judged.failing));
    let muted: Vec<CellFact> = judged.failing.iter().filter(|fact| fact.muted).copied().collect();
    let muted = distinct(inputs, &muted);
    if muted > 0 {
        reasons.push(format!(
            "The tool was told to keep quiet about {}; nobody has approved an exception.",
            format_args!("{} of these", words::number(muted))
        ));
    }
    reasons
}

fn error(inputs: &Inputs<'_>, judged: &CheckAssessment) -> Vec<String> {
    let mut reasons = vec![match names(inputs, &judged.errors).len() as u64 {
        0 => "The run did not end well, or what it covered is not known.".to_owned(),
        n => format!(
            "{} could not be evaluated ({}).",
            words::count(n, "subject"),
            subjects(inputs, &judged.errors)
        ),
    }];
    let withdrawn = withdrawn(inputs, &judged.errors);
    if withdrawn.is_empty() {
        reasons.extend(message(inputs, &judged.errors));
    }
    reasons.extend(withdrawn);
    reasons
}

/// What entries said of these cells and was taken back since: an open question until a later
/// result answers it.
fn withdrawn(inputs: &Inputs<'_>, facts: &[CellFact]) -> Vec<String> {
    let runs = facts.iter().filter_map(|fact| inputs.history.runs.get(fact.run.0 as usize));
    let entries: BTreeSet<u64> = runs.map(|record| record.entry).collect();
    let known = inputs.assessment.as_of.known;
    let taken = entries.into_iter().filter_map(|entry| inputs.history.taken_back(entry, known));
    let taken: Vec<String> = taken
        .take(SHOWN)
        .map(|later| {
            format!(
                "What entry {} said was {}; a new scan must answer.",
                later.target,
                super::register::taken_back(later)
            )
        })
        .collect();
    taken
}

fn incomplete(
    inputs: &Inputs<'_>,
    judged: &CheckAssessment,
    defined: Option<&Check>,
) -> Vec<String> {
    let mut reasons = Vec::new();
    let population = defined.and_then(|c| c.population.as_ref()).map(|p| &p.value);
    if !judged.missing.is_empty() {
        let noun = population.map_or("member", words::member);
        let all = judged.expected.unwrap_or(judged.missing.len());
        reasons.push(format!(
            "No result for {} of {} ({}).",
            judged.missing.len(),
            words::count(all as u64, noun),
            words::some_of(&judged.missing, SHOWN)
        ));
    }
    if !judged.unanswered.is_empty() {
        let (questions, about) =
            (judged.unanswered.len() as u64, distinct(inputs, &judged.unanswered));
        let about = if about == questions {
            String::new()
        } else {
            format!(" about {}", words::count(about, "subject"))
        };
        reasons.push(format!(
            "{}{about} left to a person ({}).",
            words::count(questions, "question"),
            subjects(inputs, &judged.unanswered)
        ));
    }
    if reasons.is_empty() {
        reasons.push("A part of the population has no good result.".to_owned());
    }
    reasons
}

fn stale(inputs: &Inputs<'_>, judged: &CheckAssessment, defined: Option<&Check>) -> Vec<String> {
    let today = inputs.assessment.as_of.observed.day();
    let oldest = judged.stale.iter().min_by_key(|(_, seen)| *seen);
    let Some((member, seen)) = oldest else { return Vec::new() };
    let rhythm = defined.and_then(|check| check.cadence.as_ref()).map(|cadence| cadence.value);
    let own = defined.and_then(|check| check.max_age.as_ref()).map(|age| age.value);
    let age = words::age(own.unwrap_or(inputs.program.settings.max_age));
    let limit = match rhythm {
        None => format!("the limit is {age}"),
        Some(Cadence::EverySprint) => "a result is due in every sprint".to_owned(),
        Some(Cadence::EveryCommit) => {
            format!("a run for the newest commit is due, and {age} where commits are not known")
        }
        Some(cadence) => format!("a result is due {}", words::cadence(cadence)),
    };
    let of = if member.is_empty() { String::new() } else { format!(" of {member}") };
    let others = match judged.stale.len() {
        0 | 1 => String::new(),
        n => format!(" {n} members of the population are too old."),
    };
    vec![format!(
        "The newest good result{of} is {} old ({}); {limit}.{others}",
        words::count_days(seen.day().days_until(today)),
        seen.day()
    )]
}

fn excepted(inputs: &Inputs<'_>, judged: &CheckAssessment) -> Vec<String> {
    let mut granted: Vec<usize> = judged.excepted.iter().map(|cell| cell.exception).collect();
    granted.sort_unstable();
    granted.dedup();
    let facts: Vec<CellFact> = judged.excepted.iter().map(|cell| cell.fact).collect();
    let first = format!(
        "{} accepted, not proven ({}).",
        words::count(distinct(inputs, &facts), "failing subject"),
        subjects(inputs, &facts)
    );
    let exceptions = granted.iter().filter_map(|i| inputs.history.exceptions.get(*i));
    let rest = exceptions.map(|record| {
        let exception = &record.exception;
        format!(
            "Exception until {}, asked by {}, approved by {}: {}",
            exception.expires, exception.requested_by, exception.approved_by, exception.reason
        )
    });
    std::iter::once(first).chain(rest).collect()
}

fn passed(judged: &CheckAssessment) -> Vec<String> {
    let observed = judged.proven_at.map(|at| format!("; the oldest result is of {}", at.day()));
    let until = judged.fresh_until.map(|at| format!(" and counts until {}", at.day()));
    vec![format!(
        "{}{}{}.",
        match judged.passing {
            1 => "1 subject passes".to_owned(),
            n => format!("{} pass", words::count(n, "subject")),
        },
        observed.unwrap_or_default(),
        until.unwrap_or_default()
    )]
}

fn subject<'a>(inputs: &Inputs<'a>, fact: &CellFact) -> Option<&'a str> {
    inputs.history.subject(fact.cell).map(|subject| subject.uid.as_str())
}

fn subjects(inputs: &Inputs<'_>, facts: &[CellFact]) -> String {
    words::some_of(&names(inputs, facts), SHOWN)
}

/// The subjects of these cells, each once: several rules may speak of one.
fn names<'a>(inputs: &Inputs<'a>, facts: &[CellFact]) -> Vec<&'a str> {
    let mut names: Vec<&str> = facts.iter().filter_map(|fact| subject(inputs, fact)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// How many subjects these cells are about: as many as [`subjects`] lists, and those without a
/// name.
fn distinct(inputs: &Inputs<'_>, facts: &[CellFact]) -> u64 {
    let nameless = facts.iter().filter(|fact| subject(inputs, fact).is_none()).count();
    (names(inputs, facts).len() + nameless) as u64
}

/// Whether a run said anything of a check, if only that a person must look or that it skipped.
fn was_heard(judged: &CheckAssessment) -> bool {
    judged.last_run.is_some() || !judged.unanswered.is_empty()
}

/// What the tool says of the first of these cells.
fn message(inputs: &Inputs<'_>, facts: &[CellFact]) -> Option<String> {
    facts.iter().find_map(|fact| {
        let text = inputs.messages.get(&fact.cell)?;
        let tool = inputs.history.rule(fact.cell).map_or("The tool", |rule| &rule.tool);
        Some(format!("{tool} says: {text}"))
    })
}

/// Why a control has its status.
pub fn control(inputs: &Inputs<'_>, id: &ControlRef) -> Vec<String> {
    let Some(judged) = inputs.assessment.controls.get(id) else { return Vec::new() };
    if let Some(not_judged) = &judged.not_judged {
        return vec![not_judged_reason(inputs, id, not_judged)];
    }
    let mut reasons: Vec<String> =
        judged.lacks.iter().map(|lack| lack_reason(inputs, lack)).collect();
    if reasons.is_empty() {
        reasons.push(standing_reason(inputs, id, judged));
    }
    reasons
}

/// One lack as a sentence.
pub fn lack_reason(inputs: &Inputs<'_>, lack: &Lack) -> String {
    match lack {
        Lack::Check(check, CheckStatus::NeverRun)
            if !inputs.assessment.checks.get(check).is_some_and(was_heard) =>
        {
            format!("Check {check} has never run.")
        }
        Lack::Check(check, _) => format!("Check {check}: {}", check_in_short(inputs, check)),
        Lack::TooOld(check, at) => format!(
            "The proof of check {check} is of {}, older than this control allows.",
            at.day()
        ),
        Lack::AttestationMissing(id) => missing(inputs, id),
        Lack::AttestationExpired(id, until) => format!("The attestation {id} ended on {until}."),
        Lack::Unreadable => {
            "Something in the files that belongs to it could not be read: `storyproof check` shows what."
                .to_owned()
        }
        Lack::NoCheckDefined => "It needs a check, and the program has none for it.".to_owned(),
        Lack::NoAttestationDefined => {
            "It needs a person's attestation, and the program asks for none.".to_owned()
        }
    }
}

fn not_judged_reason(inputs: &Inputs<'_>, id: &ControlRef, why: &NotJudged) -> String {
    match why {
        NotJudged::DueFrom(day) => format!("It is due from {day}."),
        NotJudged::Applicability => {
            let decision = inputs.program.applicability.get(id);
            match decision.and_then(|d| d.reason.as_ref()) {
                Some(reason) => format!("Not applicable: {}", reason.value),
                None => {
                    "Not applicable; the Statement of Applicability gives no reason.".to_owned()
                }
            }
        }
        NotJudged::Class(class) => {
            format!("It applies only to entities of the class {class}, which we are not.")
        }
        NotJudged::SupersededBy(next) => format!("{next} has replaced it."),
    }
}

fn standing_reason(inputs: &Inputs<'_>, id: &ControlRef, judged: &ControlAssessment) -> String {
    use crate::assess::ControlStatus as S;
    match judged.status {
        S::Planned => format!(
            "Nothing proves it yet; {} on it: {}.",
            match judged.stories.len() {
                1 => "a story works".to_owned(),
                n => format!("{n} stories work"),
            },
            words::some_of(&judged.stories, SHOWN)
        ),
        S::Gap => "No check, no attestation and no story.".to_owned(),
        S::Inherited => inputs
            .program
            .applicability
            .get(id)
            .and_then(|decision| decision.attestation.as_ref())
            .map_or_else(String::new, |a| attestation(inputs, &a.value)),
        _ => {
            let checks = judged.checks.iter().map(|c| format!("check {c}"));
            let attestations = judged.attestations.iter().map(|a| format!("attestation {a}"));
            let proof: Vec<String> = checks.chain(attestations).collect();
            format!("Proven by {}.", words::some_of(&proof, SHOWN))
        }
    }
}

/// Where an attestation stands.
pub fn attestation(inputs: &Inputs<'_>, id: &AttestationId) -> String {
    let status = inputs.assessment.attestations.get(id).copied();
    let by = |record: usize| {
        let made = inputs.history.attestations.get(record);
        made.map_or_else(String::new, |made| format!(" by {}", made.attested.by))
    };
    match status.unwrap_or(AttestationStatus::Missing) {
        AttestationStatus::Live { record, until } => {
            format!("Attestation {id}{} counts until {until}.", by(record))
        }
        AttestationStatus::Expired { record, until } => {
            format!("Attestation {id}{} ended on {until}.", by(record))
        }
        AttestationStatus::Missing => missing(inputs, id),
    }
}

/// Why there is no statement: nobody made one, or the last one was taken back.
fn missing(inputs: &Inputs<'_>, id: &AttestationId) -> String {
    let known = inputs.assessment.as_of.known;
    let made = inputs.history.attestations.iter().filter(|made| made.attested.attestation == *id);
    let taken = made.filter_map(|made| inputs.history.taken_back(made.entry, known)).next_back();
    match taken {
        Some(later) => format!(
            "The attestation {id} of entry {} was {}.",
            later.target,
            super::register::taken_back(later)
        ),
        None => format!("Nobody has made the attestation {id}."),
    }
}

/// Why a criterion is proven or not.
pub fn criterion(inputs: &Inputs<'_>, judged: &CriterionAssessment) -> Vec<String> {
    if judged.checks.is_empty() && judged.attestation.is_none() {
        return vec!["Nothing is named that could prove it.".to_owned()];
    }
    let of_interest = |status: &CheckStatus| judged.proven == status.is_proof();
    let mut lacking: Vec<_> = judged.checks.iter().filter(|(_, s)| of_interest(s)).collect();
    lacking.sort_by_key(|(_, status)| *status);
    let checks = lacking.into_iter().map(|(id, status)| {
        if judged.proven {
            format!("Check {id}: {}", check_in_short(inputs, id))
        } else {
            lack_reason(inputs, &Lack::Check(id.clone(), *status))
        }
    });
    let attestations = judged.attestation.iter();
    let attested = attestations
        .filter(|(_, status)| judged.proven == status.is_live())
        .map(|(id, _)| attestation(inputs, id));
    checks.chain(attested).collect()
}

/// Why a story is proven or not: the reasons of the criteria that decide it.
pub fn story(inputs: &Inputs<'_>, id: &StoryId) -> Vec<String> {
    let Some(judged) = inputs.assessment.stories.get(id) else { return Vec::new() };
    if judged.criteria.is_empty() {
        return vec!["It has no acceptance criteria: nothing evaluated is nothing proven.".into()];
    }
    let open = judged.criteria.iter().filter(|criterion| !criterion.proven).count();
    if open == 0 {
        return vec![verified_since(judged)];
    }
    // The worst first: what fails says more than what has never run.
    let mut unproven: Vec<&CriterionAssessment> =
        judged.criteria.iter().filter(|criterion| !criterion.proven).collect();
    unproven.sort_by_key(|criterion| criterion.checks.iter().map(|(_, status)| *status).min());
    unproven.sort_by_key(|criterion| criterion.checks.is_empty());
    let mut reasons = Vec::new();
    for sentence in unproven.into_iter().flat_map(|unproven| criterion(inputs, unproven)) {
        if !reasons.contains(&sentence) {
            reasons.push(sentence);
        }
    }
    reasons
}

fn verified_since(judged: &StoryAssessment) -> String {
    let all = words::criteria(judged.criteria.len());
    match (judged.proof, judged.since) {
        (Proof::Verified, Some(day)) => format!("{all} proven since {day}."),
        _ => format!("{all} proven."),
    }
}
