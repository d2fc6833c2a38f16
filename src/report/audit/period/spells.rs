//! Deviations: the days in a row on which a control was due and not met.
//!
//! A deviation that began before the period keeps its first day, so that it has the same reference
//! in every report; only its days inside the period are counted.

use super::{
    build::Reading,
    view::{Behind, Deviation, ResponsePart},
};
use crate::{
    assess::{Changes, CheckStatus, ControlStatus},
    ids::{CheckId, StoryId},
    model::{Control, Response},
    report::{
        anchors,
        audit::{
            control::{self, StoryPart},
            history, summary,
        },
        lang::say,
        words::Worded,
    },
    time::{Day, Period},
};

/// How bad statuses are, the worst first.
const WORST: [ControlStatus; 4] =
    [ControlStatus::Failing, ControlStatus::Gap, ControlStatus::Planned, ControlStatus::Unproven];

/// A spell before it is told.
struct Spell {
    days: Period,
    statuses: Vec<(ControlStatus, Day, Day)>,
    was_met: bool,
    then: Option<ControlStatus>,
}

/// The deviations of a control that touch the period, oldest first.
pub(super) fn deviations(
    reading: &Reading<'_>,
    control: &Control,
    changes: &Changes<ControlStatus>,
) -> Vec<Deviation> {
    let period = reading.period;
    let touches = |s: &Spell| s.days.start <= period.end && period.start <= s.days.end;
    let found = spells(changes, reading.whole).into_iter().filter(touches);
    found.map(|spell| deviation(reading, control, spell)).collect()
}

fn spells(changes: &Changes<ControlStatus>, whole: Period) -> Vec<Spell> {
    let mut spells: Vec<Spell> = Vec::new();
    let mut before = None;
    for span @ (status, from, to) in history::spans(changes, whole) {
        if status.is_counted() && !status.is_proof() {
            match spells.last_mut().filter(|spell| spell.then.is_none()) {
                Some(spell) => {
                    spell.days.end = to;
                    spell.statuses.push(span);
                }
                None => spells.push(Spell {
                    days: Period { start: from, end: to },
                    statuses: vec![span],
                    was_met: before.is_some_and(ControlStatus::is_proof),
                    then: None,
                }),
            }
        } else if let Some(spell) = spells.last_mut().filter(|spell| spell.then.is_none()) {
            spell.then = Some(status);
        }
        before = Some(status);
    }
    spells
}

fn deviation(reading: &Reading<'_>, control: &Control, spell: Spell) -> Deviation {
    let period = reading.period;
    let inside =
        Period { start: spell.days.start.max(period.start), end: spell.days.end.min(period.end) };
    let overlaps = |from: Day, to: Day| from <= inside.end && inside.start <= to;
    let seen = || spell.statuses.iter().filter(|(_, from, to)| overlaps(*from, *to));
    let rank = |status: ControlStatus| WORST.iter().position(|worst| *worst == status);
    let worst = seen().map(|(status, ..)| *status).min_by_key(|s| rank(*s));
    let worst = worst.unwrap_or(ControlStatus::Unproven);
    // What ended after the period had not ended in it.
    let until = spell.then.map(|_| spell.days.end).filter(|end| *end < period.end);
    let checks = behind(reading, control, inside);
    let judged = reading.inputs.assessment.controls.get(&control.id);
    let statements = judged.filter(|_| checks.is_empty()).into_iter().flat_map(|judged| {
        judged.attestations.iter().map(ToString::to_string).collect::<Vec<String>>()
    });
    Deviation {
        reference: format!("{}:{}", control.id.control, spell.days.start),
        anchor: format!("deviation:{}:{}", control.id.control, spell.days.start),
        control: summary::link(control),
        worst: worst.word(),
        failed: worst == ControlStatus::Failing,
        from: spell.days.start,
        began_before: spell.days.start < period.start,
        then: until.and(spell.then).map(Worded::word),
        until,
        days: history::length(inside.start, inside.end),
        was_met: spell.was_met,
        statements: statements.collect(),
        stories: stories(reading, control, &checks),
        responses: responses(reading, control, spell.days),
        checks,
    }
}

/// The control's checks that were no proof on some of these days.
fn behind(reading: &Reading<'_>, control: &Control, days: Period) -> Vec<Behind> {
    let assessment = reading.inputs.assessment;
    let judged = assessment.controls.get(&control.id);
    let checks = judged.into_iter().flat_map(|judged| &judged.checks);
    let mut found: Vec<(CheckStatus, Behind)> = checks
        .filter_map(|id| without_proof(id, assessment.timeline.checks.get(id)?, reading, days))
        .collect();
    found.sort_by_key(|(worst, behind)| (*worst, std::cmp::Reverse(behind.days)));
    found.into_iter().map(|(_, behind)| behind).collect()
}

fn without_proof(
    id: &CheckId,
    changes: &Changes<CheckStatus>,
    reading: &Reading<'_>,
    days: Period,
) -> Option<(CheckStatus, Behind)> {
    let spans = history::spans(changes, reading.whole).into_iter();
    let bad = spans
        .filter(|(status, ..)| !status.is_proof())
        .map(|(status, from, to)| (status, from.max(days.start), to.min(days.end)))
        .filter(|(_, from, to)| from <= to);
    let (mut worst, mut count) = (None, 0);
    for (status, from, to) in bad {
        worst = Some(worst.map_or(status, |worst: CheckStatus| worst.min(status)));
        count += history::length(from, to);
    }
    let worst = worst?;
    let href = anchors::href(&anchors::check(id));
    Some((worst, Behind { id: id.clone(), href, worst: worst.word(), days: count }))
}

/// The stories that answer a deviation: those whose criteria name one of the checks behind it, or
/// else all that work on the control.
fn stories(reading: &Reading<'_>, control: &Control, behind: &[Behind]) -> Vec<StoryPart> {
    let inputs = reading.inputs;
    let judged = inputs.assessment.controls.get(&control.id);
    let all: Vec<&StoryId> = judged.into_iter().flat_map(|judged| &judged.stories).collect();
    let answers = |id: &&&StoryId| {
        let story = inputs.program.stories.get(**id);
        let checks = story.into_iter().flat_map(|s| &s.acceptance).flat_map(|c| &c.checks);
        checks.into_iter().any(|check| behind.iter().any(|b| b.id == check.value))
    };
    let some: Vec<&StoryId> = all.iter().filter(answers).copied().collect();
    let told = if some.is_empty() { all } else { some };
    told.into_iter().filter_map(|id| control::story(inputs, id)).collect()
}

/// What management has said to it by the as-of.
fn responses(reading: &Reading<'_>, control: &Control, days: Period) -> Vec<ResponsePart> {
    let today = reading.inputs.assessment.as_of.observed.day();
    let about = |response: &&Response| {
        response.on <= today
            && days.contains(response.during)
            && response.controls.iter().any(|named| named.value == control.id)
    };
    let mut found: Vec<&Response> =
        reading.inputs.program.responses.values().filter(about).collect();
    found.sort_by_key(|response| response.on);
    let part = |response: &Response| ResponsePart {
        id: response.id.value.to_string(),
        on: response.on,
        by: match &response.by {
            Some(by) => control::party(reading.inputs.program, &by.value),
            None => say!(reading.inputs.lang, "nobody named"),
        },
        cause: response.cause.clone(),
        text: response.text.clone(),
        stories: response
            .stories
            .iter()
            .filter_map(|id| control::story(reading.inputs, &id.value))
            .collect(),
    };
    found.into_iter().map(part).collect()
}
