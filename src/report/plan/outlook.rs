//! What would be proven, before and after, and when the goals will be reached.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::Serialize;

use super::reasons;
use crate::{
    ids::{ControlRef, FrameworkId, RiskId, StoryId},
    plan::{
        Plan,
        forecast::{Forecast, Goal, HORIZON, Outlook, SEED, TRIALS},
    },
    report::{
        Inputs,
        lang::say,
        words::{self, Word, Worded},
    },
    time::Day,
};

/// How far a framework is proven, and would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CoverageRow {
    /// The framework.
    pub framework: FrameworkId,
    /// Its title.
    pub title: String,
    /// How many of its controls are applicable and due.
    pub counted: u64,
    /// How many are proven.
    pub before: u64,
    /// How many would be.
    pub after: u64,
    /// The shares of them.
    pub percent_before: String,
    /// The shares of them, then.
    pub percent_after: String,
    /// The controls that would come.
    pub gained: Vec<ControlRef>,
    /// The first of them, and how many more.
    pub gained_text: String,
}

/// Where a risk stands, and would stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RiskRow {
    /// The risk.
    pub id: RiskId,
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub before: u32,
    /// Where it would stand.
    pub after: u32,
    /// Where it is to come to.
    pub target: u32,
}

/// When the goals will be reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ForecastView {
    /// How it was made.
    pub method: String,
    /// What it takes for granted.
    pub granted: String,
    /// The seed of the simulation.
    pub seed: u64,
    /// How many futures were played through.
    pub trials: usize,
    /// Each goal.
    pub rows: Vec<ForecastRow>,
}

/// What can be told of a goal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ForecastRow {
    /// `framework` or `risk`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The day by which it is to be reached.
    pub target: Option<Day>,
    /// What is left, in words.
    pub left: String,
    /// The open stories that lead there.
    pub stories: Vec<StoryId>,
    /// Their points.
    pub points: u64,
    /// What it comes to.
    pub outlook: Word,
    /// Why nothing can be told yet.
    pub doubts: Vec<String>,
    /// When the stories that there are will be proven in half of the futures. With doubts this is
    /// not yet the goal.
    pub p50: Option<Day>,
    /// The same in 85 of 100.
    pub p85: Option<Day>,
    /// The two dates for people, with what they are worth.
    pub when: String,
    /// In how many of 100 futures by the target date; `null` while nothing can be told.
    pub chance: Option<u64>,
    /// The command that helps.
    pub command: Option<String>,
}

/// Each framework, before and after.
pub(super) fn coverage(inputs: &Inputs<'_>, plan: &Plan) -> Vec<CoverageRow> {
    let row = |change: &crate::plan::after::CoverageChange| CoverageRow {
        framework: change.framework.clone(),
        title: title(inputs, &change.framework),
        counted: change.counted,
        before: change.before,
        after: change.after,
        percent_before: words::percent(change.before, change.counted),
        percent_after: words::percent(change.after, change.counted),
        gained: change.gained.clone(),
        gained_text: {
            let short: Vec<_> = change.gained.iter().map(|id| &id.control).collect();
            inputs.lang.some_of(&short, 6)
        },
    };
    plan.coverage.iter().map(row).collect()
}

fn title(inputs: &Inputs<'_>, id: &FrameworkId) -> String {
    inputs.program.frameworks.get(id).map_or_else(|| id.to_string(), |f| f.title.clone())
}

/// Each risk, before and after, the highest first.
pub(super) fn risks(inputs: &Inputs<'_>, plan: &Plan) -> Vec<RiskRow> {
    let mut rows: Vec<RiskRow> = plan
        .risks
        .iter()
        .map(|change| RiskRow {
            id: change.risk.clone(),
            title: risk_title(inputs, &change.risk),
            before: change.before,
            after: change.after,
            target: change.target,
        })
        .collect();
    rows.sort_by_key(|row| (Reverse(row.before - row.after.min(row.before)), Reverse(row.before)));
    rows
}

fn risk_title(inputs: &Inputs<'_>, id: &RiskId) -> String {
    inputs.program.risks.get(id).map(|risk| risk.title.clone()).unwrap_or_default()
}

/// When the goals will be reached.
pub(super) fn forecast(inputs: &Inputs<'_>, plan: &Plan) -> ForecastView {
    let proven: Vec<u64> = plan.capacity.velocity.proven().collect();
    let lang = inputs.lang;
    let history =
        if proven.is_empty() { say!(lang, "none yet") } else { lang.some_of(&proven, 10) };
    ForecastView {
        method: say!(
            lang,
            "{0} futures, sprint by sprint: each sprint proves as many points as one of the last {1} did ({2}), drawn by chance. The seed is {3}: the same history gives the same dates.",
            words::number(TRIALS as u64),
            proven.len(),
            history,
            SEED
        ),
        granted: say!(
            lang,
            "These stories come first, no more are added, and what is proven stays proven."
        ),
        seed: SEED,
        trials: TRIALS,
        rows: plan.forecasts.iter().map(|forecast| row(inputs, forecast)).collect(),
    }
}

fn row(inputs: &Inputs<'_>, forecast: &Forecast) -> ForecastRow {
    let lang = inputs.lang;
    let (kind, id, title, left) = match &forecast.goal {
        Goal::Framework(id) => {
            let left = say!(lang, "{0} to prove", lang.count(forecast.left, "control"));
            ("framework", id.to_string(), title(inputs, id), left)
        }
        Goal::Risk(id) => {
            let left = say!(lang, "{0} above its target", forecast.left);
            ("risk", id.to_string(), risk_title(inputs, id), left)
        }
    };
    let outlook = forecast.outlook();
    let dates = forecast.dates;
    let is_told = outlook != Outlook::Unknown;
    ForecastRow {
        kind,
        id,
        title,
        target: forecast.target,
        left,
        stories: forecast.stories.clone(),
        points: forecast.points,
        outlook: outlook.word(),
        doubts: forecast.doubts.iter().map(|doubt| reasons::doubt(lang, *doubt)).collect(),
        p50: dates.and_then(|dates| dates.p50),
        p85: dates.and_then(|dates| dates.p85),
        when: dates.map_or_else(String::new, |dates| {
            let day = |day: Option<Day>| {
                let never = || say!(lang, "not in {0} sprints", HORIZON);
                day.map_or_else(never, |day| day.to_string())
            };
            let (p50, p85) = (day(dates.p50), day(dates.p85));
            if is_told {
                say!(lang, "P50 {0}, P85 {1}", p50, p85)
            } else {
                say!(lang, "P50 {0}, P85 {1}; only the stories there are", p50, p85)
            }
        }),
        chance: dates.and_then(|dates| dates.chance).filter(|_| is_told),
        command: reasons::command(forecast),
    }
}
