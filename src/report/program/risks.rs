//! Where each risk stands, and what would lower it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::RiskAssessment,
    ids::RiskId,
    report::{
        Inputs, anchors,
        heat::{HeatRow, heat},
        rows::{self, Link},
        words,
    },
};

/// All risks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Risks {
    /// The heat map, from the highest likelihood down.
    pub heat: Vec<HeatRow>,
    /// Each risk, the highest first.
    pub rows: Vec<RiskRow>,
    /// All inherent exposure.
    pub inherent: u64,
    /// All present exposure.
    pub current: u64,
    /// The exposure when every story is verified.
    pub target: u64,
}

/// One risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RiskRow {
    /// Its id.
    pub id: RiskId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What is done about it.
    pub treatment: &'static str,
    /// Before treatment.
    pub inherent: u32,
    /// Now.
    pub current: u32,
    /// When every story is verified.
    pub target: u32,
    /// How much of the treatment is proven.
    pub progress: String,
    /// The stories whose proof would lower it.
    pub lowered_by: Vec<Link>,
    /// How many more there are than `lowered_by` names.
    pub lowered_by_more: u64,
}

/// Every risk.
pub(super) fn risks(inputs: &Inputs<'_>) -> Risks {
    let judged = &inputs.assessment.risks;
    let sum = |part: fn(&RiskAssessment) -> u32| judged.values().map(|r| u64::from(part(r))).sum();
    let mut rows: Vec<RiskRow> =
        judged.iter().filter_map(|(id, risk)| row(inputs, id, risk)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.current, row.inherent)));
    Risks {
        heat: heat(inputs, |_, risk| Some((risk.likelihood, risk.impact))),
        rows,
        inherent: sum(|risk| risk.inherent),
        current: sum(|risk| risk.current),
        target: sum(|risk| risk.target),
    }
}

fn row(inputs: &Inputs<'_>, id: &RiskId, judged: &RiskAssessment) -> Option<RiskRow> {
    const SHOWN: usize = 4;
    let risk = inputs.program.risks.get(id)?;
    let open: Vec<_> = judged.stories.iter().filter(|s| !judged.verified.contains(s)).collect();
    Some(RiskRow {
        id: id.clone(),
        anchor: anchors::risk(id),
        title: risk.title.clone(),
        owner: risk.owner.as_ref().map(|owner| rows::party(inputs, &owner.value)),
        treatment: words::treatment(inputs.lang, risk.treatment),
        inherent: judged.inherent,
        current: judged.current,
        target: judged.target,
        progress: inputs.lang.proven_stories(judged.verified.len(), judged.stories.len()),
        lowered_by: open.iter().take(SHOWN).map(|id| rows::story_link(id)).collect(),
        lowered_by_more: open.len().saturating_sub(SHOWN) as u64,
    })
}
