//! The three things a security program stands on: a framework that is managed, people who answer
//! for things and approve them, and risk that falls.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    report::{
        Inputs,
        lang::say,
        measures::{self, ByMachines},
        points,
        rows::{self, Link},
        words,
    },
    time::Day,
};

/// The three pillars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Pillars {
    /// Is the machinery running?
    pub management: Vec<Fact>,
    /// Does somebody answer for everything?
    pub roles: Vec<Fact>,
    /// Does risk fall?
    pub risk: Vec<Fact>,
}

/// One number in a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fact {
    /// The number, or the word that stands in its place.
    pub value: String,
    /// What it is about.
    pub text: String,
    /// Where the rows behind it stand.
    pub href: Option<String>,
    /// Names of what it counts, when they are not rows elsewhere.
    pub names: Vec<String>,
}

fn fact(value: impl Into<String>, text: impl Into<String>, href: &str) -> Fact {
    Fact { value: value.into(), text: text.into(), href: Some(href.to_owned()), names: Vec::new() }
}

/// Makes the three pillars.
pub(super) fn pillars(inputs: &Inputs<'_>) -> Pillars {
    Pillars { management: management(inputs), roles: roles(inputs), risk: risk(inputs) }
}

fn management(inputs: &Inputs<'_>) -> Vec<Fact> {
    let today = inputs.assessment.as_of.observed.day();
    let (answered, all) = measures::answered(inputs, today);
    let ByMachines { proven, counted } = measures::by_machines(inputs, today);
    let lang = inputs.lang;
    let mut facts = vec![
        fact(
            words::percent(proven, counted),
            say!(lang, "of controls are verified by machines: {0} of {1}", proven, counted),
            if inputs.program.measures.is_empty() { "#coverage" } else { "#measures" },
        ),
        fact(
            words::percent(answered, all),
            say!(lang, "of checks have an answer that still counts: {0} of {1}", answered, all),
            "#checks",
        ),
    ];
    facts.push(match oldest_failure(inputs) {
        Some((Link { text, href }, since)) => {
            let age = lang.count_days(since.days_until(today));
            fact(age, say!(lang, "is the age of the oldest open failure, {0}", text), &href)
        }
        None => fact(say!(lang, "No##failure"), say!(lang, "failure is open"), "#checks"),
    });
    let mut days = days_to_proof(inputs);
    days.sort_unstable();
    facts.push(match days.get(days.len() / 2) {
        Some(median) => fact(
            lang.count_days(*median),
            say!(
                lang,
                "from start to first proof, the median of {0}",
                lang.count(days.len() as u64, "story")
            ),
            "#stories",
        ),
        None => fact(
            say!(lang, "No##story"),
            say!(lang, "story that was started has been verified yet"),
            "#stories",
        ),
    });
    facts
}

fn oldest_failure(inputs: &Inputs<'_>) -> Option<(Link, Day)> {
    let failing = inputs.assessment.checks.iter().filter_map(|(id, check)| {
        let since = check.failing.iter().map(|fact| fact.since.day()).min()?;
        Some((rows::check_link(id), since))
    });
    failing.min_by_key(|(_, since)| *since)
}

fn days_to_proof(inputs: &Inputs<'_>) -> Vec<i64> {
    let stories = inputs.program.stories.iter();
    stories
        .filter_map(|(id, story)| {
            let started = story.started.as_ref()?.value;
            let verified = inputs.assessment.stories.get(id)?.first_verified?;
            Some(started.days_until(verified).max(0))
        })
        .collect()
}

fn roles(inputs: &Inputs<'_>) -> Vec<Fact> {
    let (unowned, lang) = (unowned(inputs), inputs.lang);
    let owners = if unowned.is_empty() {
        fact(say!(lang, "Everything"), say!(lang, "has an owner"), "#stories")
    } else {
        let n = unowned.len() as u64;
        Fact {
            value: lang.count(n, "record"),
            text: match n {
                1 => say!(lang, "has no owner"),
                _ => say!(lang, "have no owner"),
            },
            href: None,
            names: unowned,
        }
    };
    let live = inputs.assessment.attestations.values().filter(|a| a.is_live()).count();
    let all = inputs.assessment.attestations.len();
    vec![
        owners,
        Fact {
            value: say!(lang, "No approvals"),
            text: say!(lang, "of stories or plans are recorded; exceptions name their approver"),
            href: None,
            names: Vec::new(),
        },
        fact(
            say!(lang, "{0} of {1}", live, all),
            say!(lang, "attestations are live"),
            "#attestations",
        ),
    ]
}

/// Everything that nobody answers for.
fn unowned(inputs: &Inputs<'_>) -> Vec<String> {
    let (program, lang) = (inputs.program, inputs.lang);
    let mut names = Vec::new();
    let mut ask = |kind: &str, id: &dyn std::fmt::Display, is_owned: bool| {
        if !is_owned {
            names.push(say!(lang, "{0} {1}##kind, id", lang.inside(kind), id));
        }
    };
    program.epics.iter().for_each(|(id, e)| ask("epic", id, e.owner.is_some()));
    for (id, story) in program.stories.iter().filter(|(_, story)| points::is_in_scope(story)) {
        ask("story", id, story.owner.is_some());
    }
    program.risks.iter().for_each(|(id, r)| ask("risk", id, r.owner.is_some()));
    program.frameworks.iter().for_each(|(id, f)| ask("framework", id, f.owner.is_some()));
    program.checks.iter().for_each(|(id, c)| ask("check", id, c.owner.is_some()));
    program.accounts.iter().for_each(|(id, a)| ask("account", id, a.owner.is_some()));
    program.repositories.iter().for_each(|(id, r)| ask("repository", id, r.owner.is_some()));
    program.components.iter().for_each(|(id, c)| ask("component", id, c.owner.is_some()));
    names
}

fn risk(inputs: &Inputs<'_>) -> Vec<Fact> {
    let lang = inputs.lang;
    let risks = inputs.assessment.risks.values();
    let (inherent, current, target) = risks.fold((0, 0, 0), |(inherent, current, target), risk| {
        (inherent + risk.inherent, current + risk.current, target + risk.target)
    });
    let excepted: u64 =
        inputs.assessment.checks.values().map(|check| check.excepted.len() as u64).sum();
    let today = inputs.assessment.as_of.observed.day();
    let ended = inputs.history.exceptions.iter().filter(|e| e.exception.expires < today).count();
    vec![
        fact(
            format!("{inherent} → {current}"),
            say!(lang, "exposure, target {0}", target),
            "#risks",
        ),
        fact(
            words::number(excepted),
            match excepted {
                1 => say!(lang, "failing subject is accepted by exception, never proof"),
                _ => say!(lang, "failing subjects are accepted by exception, never proof"),
            },
            "#checks",
        ),
        fact(
            ended.to_string(),
            match ended {
                1 => say!(lang, "exception has ended"),
                _ => say!(lang, "exceptions have ended"),
            },
            "#exceptions",
        ),
    ]
}
