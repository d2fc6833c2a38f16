//! The plan as a whole.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    backlog::{self, BacklogRow, RuleView},
    outlook::{self, CoverageRow, ForecastView, RiskRow},
    room::{self, RenewalGroup, Room},
};
use crate::{
    assess::Proof,
    ids::{SprintId, StoryId},
    plan::{self, Asked, Refused, build::Place},
    report::{
        Frame, Inputs, frame,
        lang::{Lang, say},
        points,
    },
    time::Period,
};

/// The plan of a sprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlanReport {
    /// What pins the report.
    pub frame: Frame,
    /// The sprint.
    pub sprint: SprintHead,
    /// What the choice comes to.
    pub headline: Headline,
    /// How much fits, and what takes it.
    pub room: Room,
    /// Proof that ends inside the sprint, by who renews it.
    pub renewals: Vec<RenewalGroup>,
    /// The written rule.
    pub rule: RuleView,
    /// Every story that could stand in the sprint, in the order of the rule; `is_in` says which do.
    pub backlog: Vec<BacklogRow>,
    /// Stories that are planned in another sprint.
    pub elsewhere: Vec<OtherStory>,
    /// Stories whose criteria are all proven and which nobody has called done.
    pub proven: Vec<OtherStory>,
    /// How far each framework is proven, and would be.
    pub coverage: Vec<CoverageRow>,
    /// Where each risk stands, and would stand, the highest first.
    pub risks: Vec<RiskRow>,
    /// When the goals will be reached.
    pub forecast: ForecastView,
}

/// The sprint of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SprintHead {
    /// Its id.
    pub id: SprintId,
    /// Its days.
    pub period: Period,
    /// Its goal.
    pub goal: String,
    /// Whether it is `planned` or `open`.
    pub state: &'static str,
    /// The table to add to a file when it is only proposed.
    pub to_write: Option<String>,
}

/// What the choice comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Headline {
    /// Points that were chosen.
    pub chosen: u64,
    /// In so many stories.
    pub stories: u64,
    /// Their value by the rule.
    pub value: String,
    /// Whether no other choice that fits is worth more.
    pub is_exact: bool,
    /// How sure that is, in words.
    pub certainty: String,
    /// How many candidates were left out.
    pub left_out: u64,
    /// Controls that would come to be proven.
    pub gained: u64,
}

/// A story that is no candidate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OtherStory {
    /// Its id.
    pub id: StoryId,
    /// Its title.
    pub title: String,
    /// Its size.
    pub points: u64,
    /// The sprint that it stands in.
    pub sprint: Option<SprintId>,
}

/// Plans a sprint, and says it for people.
///
/// # Errors
/// When the sprint that was asked for cannot be planned.
pub fn plan(inputs: &Inputs<'_>, asked: &Asked) -> Result<PlanReport, Refused> {
    let plan = plan::plan(inputs.program, inputs.assessment, asked)?;
    let mut frame =
        Frame::new(inputs, "plan", say!(inputs.lang, "Plan of sprint {0}", plan.aim.id));
    let backlog = backlog::rows(inputs, &plan);
    let is_in = || plan.backlog.iter().filter(|entry| entry.place.is_in());
    let proofs = is_in().filter_map(|entry| inputs.assessment.stories.get(&entry.ranked.story));
    frame.chips =
        frame::chips(&Proof::ALL, proofs.map(|judged| judged.proof), |_| "#chosen".to_owned());
    let elsewhere = plan.elsewhere.iter();
    Ok(PlanReport {
        frame,
        sprint: sprint(inputs.lang, &plan),
        headline: headline(inputs.lang, &plan),
        room: room::room(inputs.lang, &plan),
        renewals: room::renewals(inputs, &plan),
        rule: backlog::rule(inputs.lang, &plan),
        backlog,
        elsewhere: elsewhere.map(|(id, sprint)| other(inputs, id, Some(sprint))).collect(),
        proven: plan.proven.iter().map(|id| other(inputs, id, None)).collect(),
        coverage: outlook::coverage(inputs, &plan),
        risks: outlook::risks(inputs, &plan),
        forecast: outlook::forecast(inputs, &plan),
    })
}

fn sprint(lang: Lang, plan: &plan::Plan) -> SprintHead {
    let aim = &plan.aim;
    let (id, start, end) = (&aim.id, aim.period.start, aim.period.end);
    let table = format!(
        "[[sprint]]\nid = \"{id}\"\nstart = {start}\nend = {end}\ngoal = \"{}\"\n",
        lang.inside("What it is for")
    );
    SprintHead {
        id: id.clone(),
        period: aim.period,
        goal: aim.goal.clone(),
        state: aim.state.word(),
        to_write: (!aim.is_written).then_some(table),
    }
}

fn headline(lang: Lang, plan: &plan::Plan) -> Headline {
    let chosen = || plan.backlog.iter().filter(|entry| entry.place == Place::Chosen);
    let value = chosen().map(|entry| entry.ranked.value).sum();
    Headline {
        chosen: chosen().map(|entry| u64::from(entry.ranked.points)).sum(),
        stories: chosen().count() as u64,
        value: backlog::value(value),
        is_exact: plan.is_exact,
        certainty: if plan.capacity.points.is_none() {
            say!(lang, "nothing is chosen, as nothing tells how many points fit")
        } else if plan.is_exact {
            say!(lang, "no other choice that fits is worth more by the rule")
        } else {
            say!(
                lang,
                "a good choice, and perhaps not the best: the dependencies are too tangled to be sure"
            )
        },
        left_out: plan.backlog.iter().filter(|entry| !entry.place.is_in()).count() as u64,
        gained: plan.coverage.iter().map(|change| change.after - change.before).sum(),
    }
}

fn other(inputs: &Inputs<'_>, id: &StoryId, sprint: Option<&SprintId>) -> OtherStory {
    let story = inputs.program.stories.get(id);
    OtherStory {
        id: id.clone(),
        title: story.map(|story| story.title.value.clone()).unwrap_or_default(),
        points: story.map_or(0, points::of),
        sprint: sprint.cloned(),
    }
}
