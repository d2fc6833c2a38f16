//! Days to come, for a calendar: audit dates, ends of sprints, proof that ends, controls that become
//! due.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs,
    oscal::uuid,
    program::upcoming::{attestations, exceptions},
    words,
};
use crate::{
    assess::AttestationStatus,
    ids::{AttestationId, CheckId, ControlRef, FrameworkId},
    time::{Day, Instant},
};

/// Days to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Calendar {
    /// The program's name.
    pub name: String,
    /// The moment that it speaks of.
    pub at: Instant,
    /// What comes, day by day.
    pub events: Vec<CalendarDay>,
}

/// Something on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct CalendarDay {
    /// The day.
    pub day: Day,
    /// What kind of day: `audit date`, `sprint`, `results`, `attestation`, `exception`, `control`.
    pub kind: &'static str,
    /// The same for the same thing, also when its day changes.
    pub uid: String,
    /// What it is, in one line.
    pub title: String,
    /// More about it; what to do.
    pub text: String,
}

/// How many names a text lists.
const NAMED: usize = 20;

/// The days of a program from its as-of day on.
pub fn calendar(inputs: &Inputs<'_>) -> Calendar {
    let at = inputs.assessment.as_of.observed;
    let mut events: Vec<CalendarDay> = [
        targets(inputs),
        sprints(inputs),
        results(inputs),
        statements(inputs),
        accepted(inputs),
        controls(inputs),
    ]
    .concat();
    events.retain(|event| event.day >= at.day());
    events.sort();
    Calendar { name: inputs.program.settings.name.clone(), at, events }
}

/// Makes events of one kind.
struct Maker<'a> {
    program: &'a str,
    kind: &'static str,
}

impl<'a> Maker<'a> {
    fn new(inputs: &'a Inputs<'_>, kind: &'static str) -> Self {
        Self { program: &inputs.program.settings.name, kind }
    }

    fn event(&self, day: Day, name: &str, title: String, text: String) -> CalendarDay {
        let uid = uuid("calendar", &format!("{}|{}|{name}", self.program, self.kind));
        CalendarDay { day, kind: self.kind, uid, title, text }
    }
}

fn targets(inputs: &Inputs<'_>) -> Vec<CalendarDay> {
    let maker = Maker::new(inputs, "audit date");
    let event = |target: &crate::model::Target| {
        let id = &target.framework.value;
        let known = inputs.program.frameworks.get(id);
        let title = known.map_or_else(|| id.to_string(), |framework| framework.title.clone());
        let text = format!("storyproof report audit {id}");
        maker.event(target.date, id.as_str(), format!("Audit date: {title}"), text)
    };
    inputs.program.settings.targets.iter().map(event).collect()
}

fn sprints(inputs: &Inputs<'_>) -> Vec<CalendarDay> {
    let maker = Maker::new(inputs, "sprint");
    let event = |sprint: &crate::model::Sprint| {
        let id = &sprint.id.value;
        let text = format!("{}\nstoryproof sprint review {id}", sprint.goal);
        maker.event(sprint.end.value, id.as_str(), format!("Sprint {id} ends"), text)
    };
    inputs.program.sprints.iter().map(event).collect()
}

fn results(inputs: &Inputs<'_>) -> Vec<CalendarDay> {
    let maker = Maker::new(inputs, "results");
    let mut days: BTreeMap<Day, Vec<&CheckId>> = BTreeMap::new();
    for (id, check) in &inputs.assessment.checks {
        if let Some(until) = check.fresh_until.filter(|_| check.status.is_proof()) {
            days.entry(until.day()).or_default().push(id);
        }
    }
    let event = |(day, checks): (Day, Vec<&CheckId>)| {
        let count = words::count(checks.len() as u64, "check");
        let ids: Vec<String> = checks.iter().map(ToString::to_string).collect();
        let verb = if checks.len() == 1 { "goes" } else { "go" };
        let title = format!("{count} {verb} stale");
        let text = format!(
            "{}\nRun the scanners again before this day ends.",
            words::some_of(&ids, NAMED)
        );
        maker.event(day, &day.to_string(), title, text)
    };
    days.into_iter().map(event).collect()
}

fn statements(inputs: &Inputs<'_>) -> Vec<CalendarDay> {
    let maker = Maker::new(inputs, "attestation");
    let mut events = Vec::new();
    for row in attestations(inputs) {
        let id = AttestationId::parse(&row.id).ok();
        let status = id.and_then(|id| inputs.assessment.attestations.get(&id));
        let Some(AttestationStatus::Live { until, .. }) = status else { continue };
        let title = format!("Attestation {} ends", row.id);
        let text = format!("{}\nstoryproof attest {}", row.title, row.id);
        events.push(maker.event(*until, &row.id, title, text));
    }
    events
}

fn accepted(inputs: &Inputs<'_>) -> Vec<CalendarDay> {
    let maker = Maker::new(inputs, "exception");
    let live = exceptions(inputs).into_iter().filter(|row| row.live);
    let event = |row: crate::report::program::upcoming::ExceptionRow| {
        let title = format!("Exception for {} ends", row.check.text);
        let text = format!("{}: {}", row.subjects, row.reason);
        maker.event(row.expires, &row.anchor, title, text)
    };
    live.map(event).collect()
}

fn controls(inputs: &Inputs<'_>) -> Vec<CalendarDay> {
    let maker = Maker::new(inputs, "control");
    let mut days: BTreeMap<(Day, &FrameworkId), Vec<&ControlRef>> = BTreeMap::new();
    for (id, control) in &inputs.program.controls {
        if let Some(from) = &control.effective_from {
            days.entry((from.value, &id.framework)).or_default().push(id);
        }
    }
    let event = |((day, framework), controls): ((Day, &FrameworkId), Vec<&ControlRef>)| {
        let count = words::count(controls.len() as u64, "control");
        let ids: Vec<String> = controls.iter().map(|id| id.control.to_string()).collect();
        let verb = if controls.len() == 1 { "becomes" } else { "become" };
        let title = format!("{count} of {framework} {verb} due");
        maker.event(day, &format!("{framework}|{day}"), title, words::some_of(&ids, NAMED))
    };
    days.into_iter().map(event).collect()
}

#[cfg(test)]
mod tests {
    use crate::report::{calendar, testing::Sample};

    #[test]
    fn what_comes_stands_on_its_day_and_keeps_its_name() {
        let sample = Sample::with_text("x");
        let made = calendar(&sample.inputs());
        let kinds: Vec<&str> = made.events.iter().map(|event| event.kind).collect();
        for kind in ["audit date", "results", "attestation"] {
            assert!(kinds.contains(&kind), "{kind}: {:?}", made.events);
        }
        assert!(made.events.iter().all(|event| event.day >= made.at.day()));
        assert!(made.events.is_sorted_by_key(|event| event.day));
        let mut uids: Vec<&str> = made.events.iter().map(|event| event.uid.as_str()).collect();
        uids.sort_unstable();
        uids.dedup();
        assert_eq!(uids.len(), made.events.len());
        assert_eq!(calendar(&sample.inputs()), made);
    }
}
