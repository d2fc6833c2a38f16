//! Why a status is what it is, in plain sentences made of the facts behind it.
//!
//! `explain` and the `reasons` of JSON use the same sentences. Lists are cut after a few items
//! and say how many more there are; the rows behind a report hold them all.

use std::collections::BTreeSet;

use super::{
    Inputs,
    lang::{Lang, say},
    words,
};
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
    let lang = inputs.lang;
    let mut reasons = match judged.status {
        CheckStatus::Failed => failed(inputs, judged),
        CheckStatus::Error => error(inputs, judged),
        CheckStatus::NeverRun => vec![say!(lang, "It has never run: no result answers it.")],
        CheckStatus::Incomplete => incomplete(inputs, judged, defined),
        CheckStatus::Stale => stale(inputs, judged, defined),
        CheckStatus::Excepted => excepted(inputs, judged),
        CheckStatus::NotApplicable => vec![say!(
            lang,
            "It does not apply to {0}, with the tool's reason for each.",
            lang.count(judged.not_applicable, "subject")
        )],
        CheckStatus::Passed => passed(lang, judged),
    };
    if !judged.silent_rules.is_empty() {
        reasons.push(say!(
            lang,
            "No run has said anything of {0}: {1}.",
            lang.count(judged.silent_rules.len() as u64, "rule"),
            lang.some_of(&judged.silent_rules, SHOWN)
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
    let (n, lang) = (distinct(inputs, &judged.failing), inputs.lang);
    let (failing, standing) = (lang.count(n, "subject"), lang.standing(oldest, today));
    let named = subjects(inputs, &judged.failing);
    let mut reasons = vec![if n == 1 {
        say!(lang, "{0} fails {1} ({2}).", failing, standing, named)
    } else {
        say!(lang, "{0} fail, the longest {1} ({2}).", failing, standing, named)
    }];
    reasons.extend(message(inputs, &judged.failing));
    let muted: Vec<CellFact> = judged.failing.iter().filter(|fact| fact.muted).copied().collect();
    let muted = distinct(inputs, &muted);
    if muted > 0 {
        reasons.push(say!(
            lang,
            "The tool was told to keep quiet about {0} of these; nobody has approved an exception.",
            words::number(muted)
        ));
    }
    reasons
}

fn error(inputs: &Inputs<'_>, judged: &CheckAssessment) -> Vec<String> {
    let lang = inputs.lang;
    let mut reasons = vec![match names(inputs, &judged.errors).len() as u64 {
        0 => say!(lang, "The run did not end well, or what it covered is not known."),
        n => say!(
            lang,
            "{0} could not be evaluated ({1}).",
            lang.count(n, "subject"),
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
            say!(
                inputs.lang,
                "What entry {0} said was {1}; a new scan must answer.",
                later.target,
                super::register::taken_back(inputs.lang, later)
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
    let (mut reasons, lang) = (Vec::new(), inputs.lang);
    let population = defined.and_then(|c| c.population.as_ref()).map(|p| &p.value);
    if !judged.missing.is_empty() {
        let noun = population.map_or("member", words::member);
        let all = judged.expected.unwrap_or(judged.missing.len());
        reasons.push(say!(
            lang,
            "No result for {0} of {1} ({2}).",
            judged.missing.len(),
            lang.count(all as u64, noun),
            lang.some_of(&judged.missing, SHOWN)
        ));
    }
    if !judged.unanswered.is_empty() {
        let (questions, about) =
            (judged.unanswered.len() as u64, distinct(inputs, &judged.unanswered));
        let (asked, named) =
            (lang.count(questions, "question"), subjects(inputs, &judged.unanswered));
        reasons.push(if about == questions {
            say!(lang, "{0} left to a person ({1}).", asked, named)
        } else {
            let about = lang.count(about, "subject");
            say!(lang, "{0} about {1} left to a person ({2}).", asked, about, named)
        });
    }
    if reasons.is_empty() {
        reasons.push(say!(lang, "A part of the population has no good result."));
    }
    reasons
}

fn stale(inputs: &Inputs<'_>, judged: &CheckAssessment, defined: Option<&Check>) -> Vec<String> {
    let (today, lang) = (inputs.assessment.as_of.observed.day(), inputs.lang);
    let oldest = judged.stale.iter().min_by_key(|(_, seen)| *seen);
    let Some((member, seen)) = oldest else { return Vec::new() };
    let rhythm = defined.and_then(|check| check.cadence.as_ref()).map(|cadence| cadence.value);
    let own = defined.and_then(|check| check.max_age.as_ref()).map(|age| age.value);
    let age = lang.age(own.unwrap_or(inputs.program.settings.max_age));
    let limit = match rhythm {
        None => say!(lang, "the limit is {0}", age),
        Some(Cadence::EverySprint) => say!(lang, "a result is due in every sprint"),
        Some(Cadence::EveryCommit) => say!(
            lang,
            "a run for the newest commit is due, and {0} where commits are not known",
            age
        ),
        Some(cadence) => say!(lang, "a result is due {0}", lang.cadence(cadence)),
    };
    let (old, day) = (lang.count_days(seen.day().days_until(today)), seen.day());
    let newest = if member.is_empty() {
        say!(lang, "The newest good result is {0} old ({1}); {2}.", old, day, limit)
    } else {
        say!(lang, "The newest good result of {0} is {1} old ({2}); {3}.", member, old, day, limit)
    };
    let others = match judged.stale.len() {
        0 | 1 => String::new(),
        n => say!(lang, "{0} members of the population are too old.", n),
    };
    vec![lang.sentences(&newest, &others)]
}

fn excepted(inputs: &Inputs<'_>, judged: &CheckAssessment) -> Vec<String> {
    let mut granted: Vec<usize> = judged.excepted.iter().map(|cell| cell.exception).collect();
    granted.sort_unstable();
    granted.dedup();
    let facts: Vec<CellFact> = judged.excepted.iter().map(|cell| cell.fact).collect();
    let lang = inputs.lang;
    let first = say!(
        lang,
        "{0} accepted, not proven ({1}).",
        lang.count(distinct(inputs, &facts), "failing subject"),
        subjects(inputs, &facts)
    );
    let exceptions = granted.iter().filter_map(|i| inputs.history.exceptions.get(*i));
    let rest = exceptions.map(|record| {
        let exception = &record.exception;
        say!(
            lang,
            "Exception until {0}, asked by {1}, approved by {2}: {3}",
            exception.expires,
            exception.requested_by,
            exception.approved_by,
            exception.reason
        )
    });
    std::iter::once(first).chain(rest).collect()
}

fn passed(lang: Lang, judged: &CheckAssessment) -> Vec<String> {
    let subjects = lang.count(judged.passing, "subject");
    let pass = match judged.passing {
        1 => say!(lang, "{0} passes", subjects),
        _ => say!(lang, "{0} pass##subjects", subjects),
    };
    let day = |at: crate::time::Instant| at.day();
    vec![match (judged.proven_at.map(day), judged.fresh_until.map(day)) {
        (Some(of), Some(until)) => {
            say!(lang, "{0}; the oldest result is of {1} and counts until {2}.", pass, of, until)
        }
        (Some(of), None) => say!(lang, "{0}; the oldest result is of {1}.", pass, of),
        (None, Some(until)) => say!(lang, "{0} and counts until {1}.", pass, until),
        (None, None) => say!(lang, "{0}.", pass),
    }]
}

fn subject<'a>(inputs: &Inputs<'a>, fact: &CellFact) -> Option<&'a str> {
    inputs.history.subject(fact.cell).map(|subject| subject.uid.as_str())
}

fn subjects(inputs: &Inputs<'_>, facts: &[CellFact]) -> String {
    inputs.lang.some_of(&names(inputs, facts), SHOWN)
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

/// What the tool says of the first of these cells.
fn message(inputs: &Inputs<'_>, facts: &[CellFact]) -> Option<String> {
    facts.iter().find_map(|fact| {
        let text = inputs.messages.get(&fact.cell)?;
        let tool = inputs.history.rule(fact.cell).map(|rule| rule.tool.as_str());
        Some(match tool {
            Some(tool) => say!(inputs.lang, "{0} says: {1}", tool, text),
            None => say!(inputs.lang, "The tool says: {0}", text),
        })
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
    let lang = inputs.lang;
    match lack {
        Lack::Check(check, CheckStatus::NeverRun) => say!(lang, "Check {0} has never run.", check),
        Lack::Check(check, _) => {
            say!(lang, "Check {0}: {1}", check, check_in_short(inputs, check))
        }
        Lack::TooOld(check, at) => say!(
            lang,
            "The proof of check {0} is of {1}, older than this control allows.",
            check,
            at.day()
        ),
        Lack::AttestationMissing(id) => missing(inputs, id),
        Lack::AttestationExpired(id, until) => {
            say!(lang, "The attestation {0} ended on {1}.", id, until)
        }
        Lack::Unreadable => say!(
            lang,
            "Something in the files that belongs to it could not be read: `storyproof check` shows what."
        ),
        Lack::NoCheckDefined => say!(lang, "It needs a check, and the program has none for it."),
        Lack::NoAttestationDefined => {
            say!(lang, "It needs a person's attestation, and the program asks for none.")
        }
    }
}

fn not_judged_reason(inputs: &Inputs<'_>, id: &ControlRef, why: &NotJudged) -> String {
    let lang = inputs.lang;
    match why {
        NotJudged::DueFrom(day) => say!(lang, "It is due from {0}.", day),
        NotJudged::Applicability => {
            let decision = inputs.program.applicability.get(id);
            match decision.and_then(|d| d.reason.as_ref()) {
                Some(reason) => say!(lang, "Not applicable: {0}", reason.value),
                None => {
                    say!(lang, "Not applicable; the Statement of Applicability gives no reason.")
                }
            }
        }
        NotJudged::Class(class) => {
            say!(lang, "It applies only to entities of the class {0}, which we are not.", class)
        }
        NotJudged::SupersededBy(next) => say!(lang, "{0} has replaced it.", next),
    }
}

fn standing_reason(inputs: &Inputs<'_>, id: &ControlRef, judged: &ControlAssessment) -> String {
    use crate::assess::ControlStatus as S;
    let lang = inputs.lang;
    match judged.status {
        S::Planned => {
            let stories = lang.some_of(&judged.stories, SHOWN);
            match judged.stories.len() {
                1 => say!(lang, "Nothing proves it yet; a story works on it: {0}.", stories),
                n => say!(lang, "Nothing proves it yet; {0} stories work on it: {1}.", n, stories),
            }
        }
        S::Gap => say!(lang, "No check, no attestation and no story."),
        S::Inherited => inputs
            .program
            .applicability
            .get(id)
            .and_then(|decision| decision.attestation.as_ref())
            .map_or_else(String::new, |a| attestation(inputs, &a.value)),
        _ => {
            let checks = judged.checks.iter().map(|c| say!(lang, "check {0}", c));
            let attestations = judged.attestations.iter().map(|a| say!(lang, "attestation {0}", a));
            let proof: Vec<String> = checks.chain(attestations).collect();
            say!(lang, "Proven by {0}.", lang.some_of(&proof, SHOWN))
        }
    }
}

/// Where an attestation stands.
pub fn attestation(inputs: &Inputs<'_>, id: &AttestationId) -> String {
    let status = inputs.assessment.attestations.get(id).copied();
    let lang = inputs.lang;
    let by = |record: usize| {
        let made = inputs.history.attestations.get(record);
        made.map(|made| made.attested.by.as_str())
    };
    match status.unwrap_or(AttestationStatus::Missing) {
        AttestationStatus::Live { record, until } => match by(record) {
            Some(by) => say!(lang, "Attestation {0} by {1} counts until {2}.", id, by, until),
            None => say!(lang, "Attestation {0} counts until {1}.", id, until),
        },
        AttestationStatus::Expired { record, until } => match by(record) {
            Some(by) => say!(lang, "Attestation {0} by {1} ended on {2}.", id, by, until),
            None => say!(lang, "Attestation {0} ended on {1}.", id, until),
        },
        AttestationStatus::Missing => missing(inputs, id),
    }
}

/// Why there is no statement: nobody made one, or the last one was taken back.
fn missing(inputs: &Inputs<'_>, id: &AttestationId) -> String {
    let known = inputs.assessment.as_of.known;
    let made = inputs.history.attestations.iter().filter(|made| made.attested.attestation == *id);
    let taken = made.filter_map(|made| inputs.history.taken_back(made.entry, known)).next_back();
    match taken {
        Some(later) => say!(
            inputs.lang,
            "The attestation {0} of entry {1} was {2}.",
            id,
            later.target,
            super::register::taken_back(inputs.lang, later)
        ),
        None => say!(inputs.lang, "Nobody has made the attestation {0}.", id),
    }
}

/// Why a criterion is proven or not.
pub fn criterion(inputs: &Inputs<'_>, judged: &CriterionAssessment) -> Vec<String> {
    let lang = inputs.lang;
    if judged.checks.is_empty() && judged.attestation.is_none() {
        return vec![say!(lang, "Nothing is named that could prove it.")];
    }
    let of_interest = |status: &CheckStatus| judged.proven == status.is_proof();
    let mut lacking: Vec<_> = judged.checks.iter().filter(|(_, s)| of_interest(s)).collect();
    lacking.sort_by_key(|(_, status)| *status);
    let checks = lacking.into_iter().map(|(id, status)| {
        if judged.proven {
            say!(lang, "Check {0}: {1}", id, check_in_short(inputs, id))
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
        return vec![say!(
            inputs.lang,
            "It has no acceptance criteria: nothing evaluated is nothing proven."
        )];
    }
    let open = judged.criteria.iter().filter(|criterion| !criterion.proven).count();
    if open == 0 {
        return vec![verified_since(inputs.lang, judged)];
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

fn verified_since(lang: Lang, judged: &StoryAssessment) -> String {
    let all = lang.criteria(judged.criteria.len());
    match (judged.proof, judged.since) {
        (Proof::Verified, Some(day)) => say!(lang, "{0} proven since {1}.", all, day),
        _ => say!(lang, "{0} proven.", all),
    }
}
