//! What comes next: target dates, sprints, and proof that ends soon.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::coverage::CoverageRow;
use crate::{
    assess::{AttestationStatus, ExceptionState, exception_state},
    model::{Sprint, SprintState},
    report::{
        Inputs,
        lang::{Lang, say},
        points,
        rows::{self, Link},
        words::{Word, Worded},
    },
    time::{Day, Period},
};

/// How many days ahead people's statements and exceptions are shown.
const DAYS_AHEAD: i64 = 30;
/// How many days ahead machines' proof is shown: most of it is renewed every few days.
const CHECK_DAYS_AHEAD: i64 = 7;

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Upcoming {
    /// What must be proven, and by when.
    pub targets: Vec<TargetRow>,
    /// The open sprint and the next one.
    pub sprints: Vec<SprintRow>,
    /// Proof that ends soon, by day.
    pub ending: Vec<EndingRow>,
    /// Every attestation.
    pub attestations: Vec<AttestationRow>,
    /// Every exception that the ledger holds.
    pub exceptions: Vec<ExceptionRow>,
}

/// A framework that must be proven by a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TargetRow {
    /// The framework's title.
    pub title: String,
    /// Where its controls stand.
    pub href: String,
    /// The day.
    pub date: Day,
    /// `in 28 days`, `3 days ago`.
    pub distance: String,
    /// How many of its controls are proven.
    pub proven: u64,
    /// Of how many.
    pub counted: u64,
}

/// A sprint that is open or comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SprintRow {
    /// Its id.
    pub id: String,
    /// `open` or `next`.
    pub state: &'static str,
    /// Its days.
    pub period: Period,
    /// Its goal.
    pub goal: String,
    /// Stories in it.
    pub stories: u64,
    /// Their points.
    pub points: u64,
    /// Points that fit.
    pub capacity: Option<u32>,
}

/// Proof that ends on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EndingRow {
    /// The last day on which it counts.
    pub day: Day,
    /// `in 3 days`.
    pub distance: String,
    /// What ends: `12 results go stale`.
    pub what: String,
    /// What ends.
    pub items: Vec<Link>,
}

/// One attestation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttestationRow {
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub anchor: String,
    /// The statement that is asked for.
    pub title: String,
    /// The status.
    pub status: Word,
    /// Who stated it last.
    pub by: Option<String>,
    /// The last day on which it counts or counted.
    pub until: Option<Day>,
}

/// One exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExceptionRow {
    /// Where it stands.
    pub anchor: String,
    /// The check.
    pub check: Link,
    /// The subjects.
    pub subjects: String,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: String,
    /// Who approved.
    pub approved_by: String,
    /// The last day on which it counts.
    pub expires: Day,
    /// How many failing subjects it covers now.
    pub covers: u64,
    /// Whether it counts.
    pub live: bool,
}

/// What can end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    Results,
    Attestations,
    Exceptions,
}

impl Ending {
    fn of(self, lang: Lang, n: u64) -> String {
        let checks = || lang.count(n, "check");
        let attestations = || lang.count(n, "attestation");
        let exceptions = || lang.count(n, "exception");
        match (self, n) {
            (Self::Results, 1) => say!(lang, "{0} goes stale", checks()),
            (Self::Results, _) => say!(lang, "{0} go stale", checks()),
            (Self::Attestations, 1) => say!(lang, "{0} ends##attestation", attestations()),
            (Self::Attestations, _) => say!(lang, "{0} end##attestations", attestations()),
            (Self::Exceptions, 1) => say!(lang, "{0} ends##exception", exceptions()),
            (Self::Exceptions, _) => say!(lang, "{0} end##exceptions", exceptions()),
        }
    }
}

/// What comes next, and what ends soon.
pub(super) fn upcoming(inputs: &Inputs<'_>, coverage: &[CoverageRow]) -> Upcoming {
    Upcoming {
        targets: targets(inputs, coverage),
        sprints: sprints(inputs),
        ending: ending(inputs),
        attestations: attestations(inputs),
        exceptions: exceptions(inputs),
    }
}

fn today(inputs: &Inputs<'_>) -> Day {
    inputs.assessment.as_of.observed.day()
}

fn distance(lang: Lang, from: Day, to: Day) -> String {
    match from.days_until(to) {
        0 => say!(lang, "today"),
        days if days < 0 => say!(lang, "{0} ago", lang.count_days(-days)),
        days => say!(lang, "in {0}##days ahead", lang.count_days(days)),
    }
}

fn targets(inputs: &Inputs<'_>, coverage: &[CoverageRow]) -> Vec<TargetRow> {
    let mut targets: Vec<TargetRow> = inputs
        .program
        .settings
        .targets
        .iter()
        .filter_map(|target| {
            let parts: Vec<_> =
                coverage.iter().filter(|row| row.framework == target.framework.value).collect();
            let first = parts.first()?;
            Some(TargetRow {
                title: first.title.clone(),
                href: format!("#{}", first.anchor),
                date: target.date,
                distance: distance(inputs.lang, today(inputs), target.date),
                proven: parts.iter().map(|row| row.proven).sum(),
                counted: parts.iter().map(|row| row.counted).sum(),
            })
        })
        .collect();
    targets.sort_by_key(|target| target.date);
    targets
}

fn sprints(inputs: &Inputs<'_>) -> Vec<SprintRow> {
    let today = today(inputs);
    let mut sorted: Vec<&Sprint> = inputs.program.sprints.iter().collect();
    sorted.sort_by_key(|sprint| (sprint.start.value, sprint.end.value));
    let is_open = |s: &&&Sprint| s.state(today) == SprintState::Open;
    let open = sorted.iter().find(is_open).map(|sprint| ("open", *sprint));
    let next = sorted.iter().find(|s| s.start.value > today).map(|sprint| ("next", *sprint));
    open.into_iter().chain(next).map(|(state, sprint)| sprint_row(inputs, state, sprint)).collect()
}

fn sprint_row(inputs: &Inputs<'_>, state: &'static str, sprint: &Sprint) -> SprintRow {
    let is_in = |story: &&crate::model::Story| {
        points::is_in_scope(story)
            && story.sprint.as_ref().is_some_and(|id| id.value == sprint.id.value)
    };
    let stories: Vec<_> = inputs.program.stories.values().filter(is_in).collect();
    SprintRow {
        id: sprint.id.value.to_string(),
        state,
        period: Period { start: sprint.start.value, end: sprint.end.value },
        goal: sprint.goal.clone(),
        stories: stories.len() as u64,
        points: stories.iter().map(|story| points::of(story)).sum(),
        capacity: sprint.capacity.as_ref().map(|capacity| capacity.value),
    }
}

fn ending(inputs: &Inputs<'_>) -> Vec<EndingRow> {
    let today = today(inputs);
    let soon = |day: Day, ahead: i64| today <= day && today.days_until(day) <= ahead;
    let mut ending: BTreeMap<(Day, Ending), Vec<Link>> = BTreeMap::new();
    for (id, check) in &inputs.assessment.checks {
        if check.status.is_proof()
            && let Some(until) = check.fresh_until.map(crate::time::Instant::day)
            && soon(until, CHECK_DAYS_AHEAD)
        {
            ending.entry((until, Ending::Results)).or_default().push(rows::check_link(id));
        }
    }
    for (id, status) in &inputs.assessment.attestations {
        if let AttestationStatus::Live { until, .. } = status
            && soon(*until, DAYS_AHEAD)
        {
            let link = Link { text: id.to_string(), href: format!("#attestation:{id}") };
            ending.entry((*until, Ending::Attestations)).or_default().push(link);
        }
    }
    let live = exceptions(inputs).into_iter().filter(|row| row.live);
    for row in live.filter(|row| soon(row.expires, DAYS_AHEAD)) {
        let link = Link { text: row.check.text, href: format!("#{}", row.anchor) };
        ending.entry((row.expires, Ending::Exceptions)).or_default().push(link);
    }
    ending
        .into_iter()
        .map(|((day, kind), items)| EndingRow {
            day,
            distance: distance(inputs.lang, today, day),
            what: kind.of(inputs.lang, items.len() as u64),
            items,
        })
        .collect()
}

/// Every attestation.
pub(in crate::report) fn attestations(inputs: &Inputs<'_>) -> Vec<AttestationRow> {
    let row = |(id, status): (&crate::ids::AttestationId, &AttestationStatus)| {
        let (record, until) = match *status {
            AttestationStatus::Live { record, until }
            | AttestationStatus::Expired { record, until } => (Some(record), Some(until)),
            AttestationStatus::Missing => (None, None),
        };
        let made = record.and_then(|record| inputs.history.attestations.get(record));
        let defined = inputs.program.attestations.get(id);
        AttestationRow {
            id: id.to_string(),
            anchor: format!("attestation:{id}"),
            title: defined.map(|attestation| attestation.title.clone()).unwrap_or_default(),
            status: status.word(),
            by: made.map(|made| made.attested.by.clone()),
            until,
        }
    };
    inputs.assessment.attestations.iter().map(row).collect()
}

/// Every exception that the ledger holds.
pub(in crate::report) fn exceptions(inputs: &Inputs<'_>) -> Vec<ExceptionRow> {
    let as_of = inputs.assessment.as_of;
    let records = inputs.history.exceptions.iter().enumerate();
    let covers = |index: usize| {
        let cells = inputs.assessment.checks.values().flat_map(|check| &check.excepted);
        cells.filter(|cell| cell.exception == index).count() as u64
    };
    records
        .filter(|(_, record)| {
            record.exception.observed_at <= as_of.observed && record.recorded_at <= as_of.known
        })
        .map(|(index, record)| ExceptionRow {
            anchor: format!("exception:{}", record.entry),
            check: rows::check_link(&record.exception.check),
            subjects: inputs.lang.some_of(&record.exception.subjects, 4),
            reason: record.exception.reason.clone(),
            requested_by: record.exception.requested_by.clone(),
            approved_by: record.exception.approved_by.clone(),
            expires: record.exception.expires,
            covers: covers(index),
            live: exception_state(
                inputs.program,
                inputs.history,
                record,
                as_of.observed,
                as_of.known,
            ) == ExceptionState::Live,
        })
        .collect()
}
