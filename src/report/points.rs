//! Points over time: what people claim beside what evidence proves, and the scope above both.
//!
//! A point is *claimed* when people say its story is done, and *proven* when, besides, each
//! acceptance criterion of it is proven. So proven never exceeds claimed, and the difference is
//! exactly what was claimed without proof. A story that is proven but that nobody calls done is
//! counted nowhere and shown apart.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::Inputs;
pub use crate::plan::velocity::{Points, size as of};
use crate::{
    ids::StoryId,
    model::{Story, StoryStatus},
    plan::velocity::{self, points_on},
    time::{Day, Period},
};

/// Whether a story is part of the work at all.
pub fn is_in_scope(story: &Story) -> bool {
    story.status.value != StoryStatus::Dropped
}

/// Claimed and proven points of some stories at the end of a day.
pub fn on<'a>(
    inputs: &Inputs<'_>,
    stories: impl IntoIterator<Item = (&'a StoryId, &'a Story)>,
    day: Day,
) -> Points {
    points_on(inputs.assessment, stories, day)
}

/// Whether evidence verified a story at the end of a day.
pub fn was_verified(inputs: &Inputs<'_>, id: &StoryId, day: Day) -> bool {
    velocity::was_verified(inputs.assessment, id, day)
}

/// Claimed and proven points over time, under the scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BurnUp {
    /// The days that the chart shows.
    pub period: Period,
    /// The day of the report, if the chart reaches it.
    pub today: Option<Day>,
    /// Each day on which anything changed, the first and the last day; nothing after the report's
    /// own day.
    pub steps: Vec<BurnStep>,
    /// Named stretches of time: the sprints.
    pub marks: Vec<BurnMark>,
    /// The scope on the last day.
    pub scope: u64,
    /// The points on the last day that is known.
    pub last: Points,
}

/// One day of a burn-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BurnStep {
    /// The day.
    pub day: Day,
    /// Points in scope.
    pub scope: u64,
    /// Claimed and proven.
    #[serde(flatten)]
    pub points: Points,
}

/// A stretch of time with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BurnMark {
    /// Its name.
    pub label: String,
    /// Its days.
    pub period: Period,
    /// The points at its end, when that has passed.
    pub at_end: Option<Points>,
}

/// The burn-up of some stories over a period; `scope` says how much was in scope on a day.
pub fn burn_up<'a>(
    inputs: &Inputs<'_>,
    stories: &[(&'a StoryId, &'a Story)],
    period: Period,
    scope: impl Fn(Day) -> u64,
) -> BurnUp {
    let today = inputs.assessment.as_of.observed.day();
    let last_day = period.end.min(today);
    let mut days: BTreeSet<Day> = change_days(inputs, stories);
    days.extend([period.start, last_day]);
    let known = days.into_iter().filter(|day| period.start <= *day && *day <= last_day);
    let mut steps: Vec<BurnStep> = Vec::new();
    for day in known {
        let step =
            BurnStep { day, scope: scope(day), points: on(inputs, stories.iter().copied(), day) };
        let is_news = steps.last().is_none_or(|s| (s.scope, s.points) != (step.scope, step.points));
        if is_news || day == last_day {
            steps.push(step);
        }
    }
    let last = steps.last().map(|step| step.points).unwrap_or_default();
    let today = period.contains(today).then_some(today);
    BurnUp { period, today, steps, marks: Vec::new(), scope: scope(period.end), last }
}

/// Days on which a claim or a proof of these stories can have changed.
fn change_days(inputs: &Inputs<'_>, stories: &[(&StoryId, &Story)]) -> BTreeSet<Day> {
    let mut days = BTreeSet::new();
    for (id, story) in stories {
        days.extend(story.done.as_ref().map(|done| done.value));
        days.extend(story.moved.iter().map(|moved| moved.on));
        let changes = inputs.assessment.timeline.stories.get(*id);
        days.extend(changes.into_iter().flat_map(|changes| changes.iter().map(|(day, _)| day)));
    }
    days
}
