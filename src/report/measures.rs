//! The measures of effectiveness that the program sets itself: where each stands, its target, and
//! where it stood when each sprint ended.
//!
//! They are read from the statuses that the assessment gives, day by day; nothing is decided here.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs,
    lang::{Lang, say},
    points,
    words::{self, Word},
};
use crate::{
    assess::{CheckStatus, ControlAssessment, ControlStatus, story::is_claimed},
    ids::{ControlRef, MeasureId},
    model::{Measure, Mode},
    time::Day,
};

/// One measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MeasureRow {
    /// Its id.
    pub id: MeasureId,
    /// Its title.
    pub title: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// At each sprint's end that has passed, the oldest first.
    pub history: Vec<MeasureAt>,
    /// On the report's day; `–` when there is nothing to measure.
    pub now: String,
    /// What it is counted from: `138 of 233`.
    pub of: String,
    /// The target, in words.
    pub target: String,
    /// Whether it is reached.
    pub state: Word,
}

/// A measure at the end of a sprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MeasureAt {
    /// The sprint.
    pub sprint: String,
    /// The value.
    pub value: String,
}

/// What a measure comes to on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Value {
    Share { part: u64, whole: u64 },
    Days { sum: u64, of: u64 },
    Count(u64),
}

/// How many controls machines prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ByMachines {
    /// Met, and answered by checks; where people must state something as well, they did.
    pub proven: u64,
    /// Applicable and due.
    pub counted: u64,
}

/// How many of the controls that are applicable and due on a day are proven by machines.
pub fn by_machines(inputs: &Inputs<'_>, day: Day) -> ByMachines {
    let (proven, counted) = share_of_controls(inputs, day, |id, judged, status| {
        let mode = inputs.program.controls.get(id).map(|control| control.mode);
        let machines_look = !judged.checks.is_empty() && mode.is_some_and(|m| m != Mode::Manual);
        status == ControlStatus::Met && machines_look
    });
    ByMachines { proven, counted }
}

/// Each measure, by id.
pub fn measures(inputs: &Inputs<'_>) -> Vec<MeasureRow> {
    let (today, lang) = (inputs.assessment.as_of.observed.day(), inputs.lang);
    let rows = inputs.program.measures.values().map(|measure| {
        let ended = inputs.program.sprints.iter().filter(|sprint| sprint.end.value <= today);
        let mut history: Vec<(Day, MeasureAt)> = ended
            .map(|sprint| {
                let value = value(inputs, measure, sprint.end.value).shown(lang);
                (sprint.end.value, MeasureAt { sprint: sprint.id.value.to_string(), value })
            })
            .collect();
        history.sort_by_key(|(day, _)| *day);
        let now = value(inputs, measure, today);
        MeasureRow {
            id: measure.id.value.clone(),
            title: measure.title.clone(),
            owner: measure.owner.as_ref().map(|owner| owner.value.to_string()),
            history: history.into_iter().map(|(_, at)| at).collect(),
            now: now.shown(lang),
            of: now.counted(lang),
            target: target(lang, measure, now),
            state: words::reached(now.reaches(measure)),
        }
    });
    rows.collect()
}

fn value(inputs: &Inputs<'_>, measure: &Measure, day: Day) -> Value {
    match measure.kind.value.as_str() {
        "coverage" => {
            let (part, whole) = share_of_controls(inputs, day, |_, _, status| status.is_proof());
            Value::Share { part, whole }
        }
        "machine-share" => {
            let ByMachines { proven, counted } = by_machines(inputs, day);
            Value::Share { part: proven, whole: counted }
        }
        "freshness" => {
            let (part, whole) = answered(inputs, day);
            Value::Share { part, whole }
        }
        "verified-share" => {
            let stories = inputs.program.stories.iter();
            let claimed: Vec<_> = stories
                .filter(|(_, story)| points::is_in_scope(story) && is_claimed(story, day))
                .collect();
            let verified = claimed.iter().filter(|(id, _)| points::was_verified(inputs, id, day));
            Value::Share { part: verified.count() as u64, whole: claimed.len() as u64 }
        }
        "failing-age" => failing_age(inputs, day),
        "lead-time" => lead_time(inputs, day),
        _ => Value::Count(repeats(inputs, day)),
    }
}

/// Of the controls that are applicable and due on a day, how many are of a kind.
fn share_of_controls(
    inputs: &Inputs<'_>,
    day: Day,
    is_one: impl Fn(&ControlRef, &ControlAssessment, ControlStatus) -> bool,
) -> (u64, u64) {
    let on = inputs.assessment.controls.iter().filter_map(|(id, judged)| {
        let changes = inputs.assessment.timeline.controls.get(id)?;
        let status = changes.on(day)?;
        status.is_counted().then_some((id, judged, status))
    });
    on.fold((0, 0), |(part, whole), (id, judged, status)| {
        (part + u64::from(is_one(id, judged, status)), whole + 1)
    })
}

/// How many checks have an answer that counts on a day, and how many there are: a pass that is
/// fresh, or a fail, which counts until something replaces it.
pub fn answered(inputs: &Inputs<'_>, day: Day) -> (u64, u64) {
    use CheckStatus::{Error, Incomplete, NeverRun, Stale};
    let timeline = &inputs.assessment.timeline.checks;
    let on = |id| timeline.get(id).and_then(|changes| changes.on(day)).unwrap_or(NeverRun);
    let checks = inputs.program.checks.keys();
    let counting = checks.filter(|id| !matches!(on(*id), NeverRun | Stale | Error | Incomplete));
    (counting.count() as u64, inputs.program.checks.len() as u64)
}

/// How long the checks that fail on a day have failed without a break, together.
fn failing_age(inputs: &Inputs<'_>, day: Day) -> Value {
    let failing = inputs.assessment.timeline.checks.values().filter_map(|changes| {
        let (since, status) = changes.iter().take_while(|(first, _)| *first <= day).last()?;
        (status == CheckStatus::Failed).then(|| since.days_until(day))
    });
    let (sum, of) = failing.fold((0, 0), |(sum, of), days| (sum + days.max(0), of + 1));
    Value::Days { sum: sum.unsigned_abs(), of }
}

/// The days from start to first proof, of the stories that were proven by a day.
fn lead_time(inputs: &Inputs<'_>, day: Day) -> Value {
    let proven = inputs.program.stories.iter().filter_map(|(id, story)| {
        let started = story.started.as_ref()?.value;
        let first = inputs.assessment.stories.get(id)?.first_verified?;
        (first <= day).then(|| started.days_until(first))
    });
    let (sum, of) = proven.fold((0, 0), |(sum, of), days| (sum + days.max(0), of + 1));
    Value::Days { sum: sum.unsigned_abs(), of }
}

/// How many checks failed again, by a day, after they had been proof.
fn repeats(inputs: &Inputs<'_>, day: Day) -> u64 {
    let repeated = inputs.assessment.timeline.checks.values().filter(|changes| {
        let mut was_proof = false;
        changes.iter().take_while(|(first, _)| *first <= day).any(|(_, status)| {
            was_proof |= status.is_proof();
            was_proof && status == CheckStatus::Failed
        })
    });
    repeated.count() as u64
}

impl Value {
    fn shown(self, lang: Lang) -> String {
        match self {
            Self::Share { part, whole } => words::percent(part, whole),
            Self::Days { of: 0, .. } => "–".to_owned(),
            Self::Days { sum, of } => lang.count(sum / of, "day"),
            Self::Count(n) => words::number(n),
        }
    }

    fn counted(self, lang: Lang) -> String {
        match self {
            Self::Share { part, whole } => {
                say!(lang, "{0} of {1}", words::number(part), words::number(whole))
            }
            Self::Days { of, .. } => say!(lang, "the mean of {0}", words::number(of)),
            Self::Count(_) => String::new(),
        }
    }

    /// Whether the target is reached; nothing to measure reaches none.
    #[expect(clippy::cast_precision_loss, reason = "counts of checks and days")]
    fn reaches(self, measure: &Measure) -> bool {
        let (value, target) = match self {
            Self::Share { whole: 0, .. } | Self::Days { of: 0, .. } => return false,
            // Compared as counts, so that a share is not rounded up to its target.
            Self::Share { part, whole } => (part as f64, measure.target * whole as f64),
            Self::Days { sum, of } => (sum as f64, measure.target * of as f64),
            Self::Count(n) => (n as f64, measure.target),
        };
        if measure.at_least { value >= target } else { value <= target }
    }
}

fn target(lang: Lang, measure: &Measure, now: Value) -> String {
    let target = measure.target;
    match (now, measure.at_least) {
        (Value::Share { .. }, true) => say!(lang, "at least {0} %", target * 100.0),
        (Value::Share { .. }, false) => say!(lang, "at most {0} %", target * 100.0),
        (Value::Days { .. }, true) => say!(lang, "at least {0} days", target),
        (Value::Days { .. }, false) => say!(lang, "at most {0} days", target),
        (Value::Count(_), true) => say!(lang, "at least {0}", target),
        (Value::Count(_), false) => say!(lang, "at most {0}", target),
    }
}
