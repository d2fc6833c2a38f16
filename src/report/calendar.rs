//! Days to come, for a calendar: audit dates, ends of sprints, proof that ends, controls that become
//! due.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Inputs, Lang,
    lang::say,
    oscal::uuid,
    program::upcoming::{attestations, exceptions},
};
use crate::{
    assess::AttestationStatus,
    ids::{AttestationId, CheckId, ControlRef, FrameworkId},
    time::{Day, Instant},
};

/// Days to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Calendar {
    /// The language of its own words.
    #[serde(skip)]
    pub lang: Lang,
    /// The program's name.
    pub name: String,
    /// The moment that it speaks of.
    pub at: Instant,
    /// What comes, day by day.
    pub events: Vec<CalendarDay>,
}

/// Something on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct CalendarDay {
    /// The day.
    pub day: Day,
    /// What kind of day, in English: `audit date`, `sprint`, `results`, `attestation`, `exception`, `control`.
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
    Calendar { lang: inputs.lang, name: inputs.program.settings.name.clone(), at, events }
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

/// A title, which stands alone on a day and so is in both languages where the report is.
fn titled(lang: Lang, say: impl Fn(Lang) -> String) -> String {
    match lang {
        Lang::Both => format!("{} / {}", say(Lang::En), say(Lang::Ja)),
        one => say(one),
    }
}

fn targets(inputs: &Inputs<'_>) -> Vec<CalendarDay> {
    let maker = Maker::new(inputs, "audit date");
    let event = |target: &crate::model::Target| {
        let id = &target.framework.value;
        let known = inputs.program.frameworks.get(id);
        let title = known.map_or_else(|| id.to_string(), |framework| framework.title.clone());
        let text = format!("storyproof report audit {id}");
        let title = titled(inputs.lang, |lang| say!(lang, "Audit date: {0}", title));
        maker.event(target.date, id.as_str(), title, text)
    };
    inputs.program.settings.targets.iter().map(event).collect()
}

fn sprints(inputs: &Inputs<'_>) -> Vec<CalendarDay> {
    let maker = Maker::new(inputs, "sprint");
    let event = |sprint: &crate::model::Sprint| {
        let id = &sprint.id.value;
        let text = [sprint.goal.clone(), format!("storyproof sprint review {id}")].join("\n");
        let title = titled(inputs.lang, |lang| say!(lang, "Sprint {0} ends", id));
        maker.event(sprint.end.value, id.as_str(), title, text)
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
        let title = titled(inputs.lang, |lang| match lang.count(checks.len(), "check") {
            one if checks.len() == 1 => say!(lang, "{0} goes stale", one),
            several => say!(lang, "{0} go stale", several),
        });
        let text = format!(
            "{}\n{}",
            inputs.lang.some_of(&checks, NAMED),
            say!(inputs.lang, "Run the scanners again before this day ends.")
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
        let title = titled(inputs.lang, |lang| say!(lang, "Attestation {0} ends", row.id));
        let text = format!("{}\nstoryproof attest {}", row.title, row.id);
        events.push(maker.event(*until, &row.id, title, text));
    }
    events
}

fn accepted(inputs: &Inputs<'_>) -> Vec<CalendarDay> {
    let maker = Maker::new(inputs, "exception");
    let live = exceptions(inputs).into_iter().filter(|row| row.live);
    let event = |row: crate::report::program::upcoming::ExceptionRow| {
        let title =
            titled(inputs.lang, |lang| say!(lang, "Exception for {0} ends", row.check.text));
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
        let ids: Vec<String> = controls.iter().map(|id| id.control.to_string()).collect();
        let title = titled(inputs.lang, |lang| match lang.count(controls.len(), "control") {
            one if controls.len() == 1 => say!(lang, "{0} of {1} becomes due", one, framework),
            several => say!(lang, "{0} of {1} become due", several, framework),
        });
        let text = inputs.lang.some_of(&ids, NAMED);
        maker.event(day, &format!("{framework}|{day}"), title, text)
    };
    days.into_iter().map(event).collect()
}

#[cfg(test)]
mod tests {
    use crate::report::{Inputs, Lang, calendar, testing::Sample};

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

    #[test]
    fn a_day_keeps_its_name_in_each_language() {
        let sample = Sample::with_text("x");
        let made = |lang| calendar(&Inputs { lang, ..sample.inputs() });
        let (english, japanese, both) = (made(Lang::En), made(Lang::Ja), made(Lang::Both));
        for event in &english.events {
            let same = |other: &&super::CalendarDay| other.uid == event.uid;
            let inside = japanese.events.iter().find(same).unwrap();
            assert_ne!(inside.title, event.title);
            let beside = both.events.iter().find(same).unwrap();
            assert_eq!(beside.title, format!("{} / {}", event.title, inside.title));
        }
        assert!(!english.events.is_empty());
    }
}
