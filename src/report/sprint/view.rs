//! The sprint report as a whole.
//!
//! Points are counted at the sprint's end (or on the report's day, while the sprint is open), so
//! that proof which came later does not make a sprint look better than it was; what has become of
//! the same stories stands beside it.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    board::{self, Column},
    cards::{self, StoryCard},
    changes::{self, ChangeRow, CommitsRow, FindingRow, ScanRow},
    flow::{self, LeadTime, Regressions},
    scope::{self, Scope},
};
use crate::{
    ids::{SprintId, StoryId},
    model::{Sprint, SprintState, Story},
    plan::velocity::{SprintVelocity, stood_in},
    report::{
        Frame, Inputs,
        frame::{self, Chip},
        lang::say,
        measures::{self, MeasureRow},
        points::{self, BurnUp, Points},
    },
    time::{Day, Period},
};

/// One sprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SprintReport {
    /// What pins the report.
    pub frame: Frame,
    /// The sprint.
    pub id: SprintId,
    /// Its goal.
    pub goal: String,
    /// Its days.
    pub period: Period,
    /// Whether it is `planned`, `open` or `ended`.
    pub state: &'static str,
    /// The points that fit.
    pub capacity: Option<u32>,
    /// The five numbers.
    pub numbers: Numbers,
    /// Its stories in columns.
    pub board: Vec<Column>,
    /// What came and went.
    pub scope: Scope,
    /// Claimed and proven points, day by day.
    pub burn_up: BurnUp,
    /// The measures of effectiveness, up to the report's day.
    pub measures: Vec<MeasureRow>,
    /// What happened to findings, by check.
    pub findings: Vec<FindingRow>,
    /// The sprint's scans: checks that must run in every sprint.
    pub scans: Vec<ScanRow>,
    /// Checks that every commit must have, against the commits inside the sprint's dates.
    pub commits: Vec<CommitsRow>,
    /// Checks that stopped being proof during the sprint.
    pub changes: Vec<ChangeRow>,
    /// This sprint and those before it.
    pub velocity: Vec<VelocityRow>,
    /// From the start of work to its proof.
    pub lead_time: LeadTime,
    /// What was proven and broke, sprint by sprint.
    pub regressions: Regressions,
    /// Each story in the sprint.
    pub cards: Vec<StoryCard>,
}

/// The five numbers of a sprint, in points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Numbers {
    /// In it when it started.
    pub committed: u64,
    /// Came later.
    pub added: u64,
    /// Left before its end.
    pub removed: u64,
    /// Claimed by its end, or by the report's day.
    pub claimed: u64,
    /// Those of them that were proven then.
    pub proven: u64,
    /// Those of its stories that are claimed and proven on the report's day.
    pub proven_now: u64,
}

/// The points of one sprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VelocityRow {
    /// The sprint.
    pub sprint: String,
    /// Its days.
    pub period: Period,
    /// Whether it has ended.
    pub has_ended: bool,
    /// Points in its commitment.
    pub committed: u64,
    /// Points claimed and proven by its end.
    pub at_end: Points,
    /// Points of the same stories that are proven on the report's day.
    pub proven_now: u64,
}

/// Makes the report of a sprint; `None` when the program has no such sprint.
pub fn sprint(inputs: &Inputs<'_>, id: &SprintId) -> Option<SprintReport> {
    let sprint = inputs.program.sprints.iter().find(|sprint| sprint.id.value == *id)?;
    let stories = stories_in(inputs, sprint);
    let mut frame = Frame::new(inputs, "sprint", say!(inputs.lang, "Sprint {0}", id));
    frame.chips = chips(inputs, &stories);
    Some(SprintReport {
        frame,
        id: id.clone(),
        goal: sprint.goal.clone(),
        period: period(sprint),
        state: sprint.state(today(inputs)).word(),
        capacity: sprint.capacity.as_ref().map(|capacity| capacity.value),
        numbers: numbers(inputs, sprint, &stories),
        board: board::board(inputs, sprint, &stories),
        scope: scope::scope(inputs, sprint, &stories),
        burn_up: burn_up(inputs, sprint, &stories),
        measures: measures::measures(inputs),
        findings: changes::findings(inputs, period(sprint)),
        scans: changes::scans(inputs, period(sprint)),
        commits: changes::commits(inputs, period(sprint)),
        changes: changes::changes(inputs, period(sprint)),
        velocity: velocity(inputs, sprint),
        lead_time: flow::lead_time(inputs, &stories),
        regressions: flow::regressions(inputs, sprint),
        cards: stories.iter().map(|(id, story)| cards::card(inputs, id, story)).collect(),
    })
}

type Stories<'a> = Vec<(&'a StoryId, &'a Story)>;

fn today(inputs: &Inputs<'_>) -> Day {
    inputs.assessment.as_of.observed.day()
}

fn period(sprint: &Sprint) -> Period {
    Period { start: sprint.start.value, end: sprint.end.value }
}

pub(super) fn is_in(story: &Story, sprint: &Sprint) -> bool {
    points::is_in_scope(story)
        && story.sprint.as_ref().is_some_and(|id| id.value == sprint.id.value)
}

fn stories_in<'a>(inputs: &Inputs<'a>, sprint: &Sprint) -> Stories<'a> {
    inputs.program.stories.iter().filter(|(_, story)| is_in(story, sprint)).collect()
}

fn chips(inputs: &Inputs<'_>, stories: &Stories<'_>) -> Vec<Chip> {
    let proofs = stories.iter().filter_map(|(id, _)| inputs.assessment.stories.get(*id));
    frame::chips(&crate::assess::Proof::ALL, proofs.map(|judged| judged.proof), |_| {
        "#cards".to_owned()
    })
}

pub(super) fn committed(sprint: &Sprint) -> impl Iterator<Item = &StoryId> {
    sprint.committed.iter().flatten().map(|id| &id.value)
}

pub(super) fn is_committed(sprint: &Sprint, id: &StoryId) -> bool {
    committed(sprint).any(|committed| committed == id)
}

fn sum<'a>(stories: impl IntoIterator<Item = &'a Story>) -> u64 {
    stories.into_iter().map(points::of).sum()
}

/// The points of a sprint, counted as its velocity is.
fn at_end(inputs: &Inputs<'_>, sprint: &Sprint) -> Points {
    SprintVelocity::of(inputs.program, inputs.assessment, sprint, today(inputs)).points
}

fn numbers(inputs: &Inputs<'_>, sprint: &Sprint, stories: &Stories<'_>) -> Numbers {
    let at_end = at_end(inputs, sprint);
    let stood = stood_in(inputs.program, sprint);
    let now = points::on(inputs, stood, today(inputs));
    let all = &inputs.program.stories;
    let is_recorded = sprint.committed.is_some();
    let added = stories.iter().filter(|(id, _)| is_recorded && !is_committed(sprint, id));
    let promised = || committed(sprint).filter_map(|id| all.get(id));
    Numbers {
        committed: sum(promised()),
        added: sum(added.map(|(_, story)| *story)),
        removed: sum(promised().filter(|story| !is_in(story, sprint))),
        claimed: at_end.claimed,
        proven: at_end.proven,
        proven_now: now.proven,
    }
}

/// The burn-up inside the sprint's days. The scope on a day is what stands in the sprint now,
/// less what came later, plus what left later.
fn burn_up(inputs: &Inputs<'_>, sprint: &Sprint, stories: &Stories<'_>) -> BurnUp {
    let left: Stories<'_> = inputs
        .program
        .stories
        .iter()
        .filter(|(_, story)| !is_in(story, sprint))
        .filter(|(_, story)| story.moved.iter().any(|m| m.from.value == sprint.id.value))
        .collect();
    let left_on = |story: &Story| {
        story.moved.iter().find(|m| m.from.value == sprint.id.value).map(|moved| moved.on)
    };
    let arrived = |story: &Story| story.moved.last().map(|moved| moved.on);
    let on = |day: Day| {
        let here = stories.iter().filter(|(_, s)| arrived(s).is_none_or(|on| on <= day));
        let not_gone = left.iter().filter(|(_, s)| left_on(s).is_some_and(|on| day < on));
        sum(here.chain(not_gone).map(|(_, story)| *story))
    };
    let everyone: Stories<'_> = stories.iter().chain(&left).copied().collect();
    let mut burn_up = points::burn_up(inputs, &everyone, period(sprint), on);
    // A story that left takes its points along from that day on.
    for step in &mut burn_up.steps {
        let not_gone = left.iter().filter(|(_, story)| {
            points::is_in_scope(story) && left_on(story).is_some_and(|on| step.day < on)
        });
        step.points = points::on(inputs, stories.iter().chain(not_gone).copied(), step.day);
    }
    burn_up.last = burn_up.steps.last().map(|step| step.points).unwrap_or_default();
    let label = inputs.lang.days(sprint.start.value, sprint.end.value);
    burn_up.marks = vec![points::BurnMark { label, period: period(sprint), at_end: None }];
    burn_up
}

fn velocity(inputs: &Inputs<'_>, until: &Sprint) -> Vec<VelocityRow> {
    let today = today(inputs);
    let mut sprints: Vec<&Sprint> = inputs
        .program
        .sprints
        .iter()
        .filter(|sprint| sprint.start.value <= until.start.value)
        .collect();
    sprints.sort_by_key(|sprint| (sprint.start.value, sprint.end.value));
    sprints
        .into_iter()
        .map(|sprint| {
            let numbers = numbers(inputs, sprint, &stories_in(inputs, sprint));
            VelocityRow {
                sprint: sprint.id.value.to_string(),
                period: period(sprint),
                has_ended: sprint.state(today) == SprintState::Ended,
                committed: numbers.committed,
                at_end: Points { claimed: numbers.claimed, proven: numbers.proven },
                proven_now: numbers.proven_now,
            }
        })
        .collect()
}
