//! How long work takes from its start to its proof, and what was proven once and is not any more.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::{Proof, story::is_claimed},
    ids::{SprintId, StoryId},
    model::{Sprint, SprintState, Story},
    report::{
        Inputs, reasons,
        rows::{self, Link},
    },
    time::{Day, Period},
};

/// How long the stories of a sprint took from the day work began to the first day on which each
/// criterion was proven.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeadTime {
    /// The stories that can be measured, the slowest first.
    pub rows: Vec<LeadRow>,
    /// The middle one, in days; of an even number, the lower of the two in the middle.
    pub median: Option<i64>,
    /// Stories that were verified and that say no start, or one after their proof.
    pub unmeasured: u64,
}

/// One story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LeadRow {
    /// The story.
    pub story: Link,
    /// Its title.
    pub title: String,
    /// The day work began.
    pub started: Day,
    /// The first day on which it was verified.
    pub verified: Day,
    /// The days between.
    pub days: i64,
}

/// What was verified and broke, sprint by sprint, and where that stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Regressions {
    /// Every sprint that has begun, up to this one.
    pub sprints: Vec<RegressedIn>,
    /// Stories that are broken on the report's day, the longest first.
    pub open: Vec<RegressedRow>,
    /// The last day on which a verified story broke.
    pub last: Option<Day>,
    /// The days since then on which nothing was broken; `None` when nothing was ever verified, or
    /// something is broken.
    pub days_clean: Option<i64>,
}

/// One sprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RegressedIn {
    /// The sprint.
    pub sprint: SprintId,
    /// Stories that were verified and broke inside its dates, whatever sprint they stood in.
    pub broke: Vec<String>,
    /// Stories that were verified again inside its dates.
    pub mended: Vec<String>,
}

/// A story that is broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RegressedRow {
    /// The story.
    pub story: Link,
    /// Its title.
    pub title: String,
    /// The sprint that it stands in.
    pub sprint: Option<String>,
    /// Since when it is broken.
    pub since: Option<Day>,
    /// For how many days.
    pub days: Option<i64>,
    /// Why.
    pub reason: String,
}

/// The lead times of these stories.
pub(super) fn lead_time(inputs: &Inputs<'_>, stories: &[(&StoryId, &Story)]) -> LeadTime {
    let mut lead = LeadTime::default();
    for (id, story) in stories {
        let judged = inputs.assessment.stories.get(*id);
        let Some(verified) = judged.and_then(|judged| judged.first_verified) else { continue };
        match story.started.as_ref().filter(|started| started.value <= verified) {
            Some(started) => lead.rows.push(LeadRow {
                story: rows::story_link(id),
                title: story.title.value.clone(),
                started: started.value,
                verified,
                days: started.value.days_until(verified),
            }),
            None => lead.unmeasured += 1,
        }
    }
    lead.rows.sort_by(|a, b| (b.days, &a.story.text).cmp(&(a.days, &b.story.text)));
    let mut days: Vec<i64> = lead.rows.iter().map(|row| row.days).collect();
    days.sort_unstable();
    lead.median = days.get(days.len().saturating_sub(1) / 2).copied();
    lead
}

/// What broke across the sprints up to this one.
pub(super) fn regressions(inputs: &Inputs<'_>, until: &Sprint) -> Regressions {
    let today = inputs.assessment.as_of.observed.day();
    let turns = turns(inputs);
    let mut sprints: Vec<&Sprint> = inputs
        .program
        .sprints
        .iter()
        .filter(|sprint| sprint.start.value <= until.start.value)
        .filter(|sprint| sprint.state(today) != SprintState::Planned)
        .collect();
    sprints.sort_by_key(|sprint| (sprint.start.value, sprint.end.value));
    let names = |period: Period, broke: bool| {
        let inside = turns.iter().filter(|turn| turn.broke == broke && period.contains(turn.day));
        let mut names: Vec<String> = inside.map(|turn| turn.story.to_string()).collect();
        names.dedup();
        names
    };
    let sprints = sprints.into_iter().map(|sprint| {
        let period = Period { start: sprint.start.value, end: sprint.end.value };
        RegressedIn {
            sprint: sprint.id.value.clone(),
            broke: names(period, true),
            mended: names(period, false),
        }
    });
    let open = open(inputs, today);
    let last = turns.iter().filter(|turn| turn.broke).map(|turn| turn.day).max();
    let first = inputs.assessment.stories.values().filter_map(|story| story.first_verified).min();
    let clean = last.or(first).filter(|_| open.is_empty());
    Regressions {
        sprints: sprints.collect(),
        last,
        days_clean: clean.map(|day| day.days_until(today)),
        open,
    }
}

/// A day on which the proof of a claimed story broke, or came back.
struct Turn<'a> {
    story: &'a StoryId,
    day: Day,
    broke: bool,
}

/// By story, and of each by day.
fn turns<'a>(inputs: &Inputs<'a>) -> Vec<Turn<'a>> {
    let mut turns = Vec::new();
    for (id, changes) in &inputs.assessment.timeline.stories {
        let Some(story) = inputs.program.stories.get(id) else { continue };
        let mut before: Option<bool> = None;
        let mut was_verified = false;
        for (day, verified) in changes.iter() {
            let broke = before == Some(true) && !verified;
            let mended = before == Some(false) && verified && was_verified;
            if (broke || mended) && is_claimed(story, day) {
                turns.push(Turn { story: id, day, broke });
            }
            was_verified |= verified;
            before = Some(verified);
        }
    }
    turns
}

fn open(inputs: &Inputs<'_>, today: Day) -> Vec<RegressedRow> {
    let broken = inputs.assessment.stories.iter().filter(|(_, s)| s.proof == Proof::Regressed);
    let mut rows: Vec<RegressedRow> = broken
        .filter_map(|(id, judged)| {
            let story = inputs.program.stories.get(id)?;
            Some(RegressedRow {
                story: Link { text: id.to_string(), href: String::new() },
                title: story.title.value.clone(),
                sprint: story.sprint.as_ref().map(|sprint| sprint.value.to_string()),
                since: judged.since,
                days: judged.since.map(|since| since.days_until(today)),
                reason: reasons::story(inputs, id).into_iter().next().unwrap_or_default(),
            })
        })
        .collect();
    rows.sort_by_key(|row| (row.since.is_none(), row.since));
    rows
}
