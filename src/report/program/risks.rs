//! Where each risk stands, and what would lower it.

use serde::Serialize;

use crate::{
    assess::RiskAssessment,
    ids::RiskId,
    report::{
        Inputs, anchors,
        rows::{self, Link},
        words,
    },
};

/// The largest likelihood and impact.
const LARGEST: u32 = 5;

/// All risks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// One likelihood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeatRow {
    /// The likelihood.
    pub likelihood: u32,
    /// Each impact, from 1.
    pub cells: Vec<HeatCell>,
}

/// One likelihood and impact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HeatCell {
    /// Their product.
    pub score: u32,
    /// How high that is: `low`, `mid`, `high`, `top`.
    pub band: &'static str,
    /// The risks that stand there now.
    pub risks: Vec<Link>,
}

/// One risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
        heat: (1..=LARGEST).rev().map(|likelihood| heat_row(inputs, likelihood)).collect(),
        rows,
        inherent: sum(|risk| risk.inherent),
        current: sum(|risk| risk.current),
        target: sum(|risk| risk.target),
    }
}

fn heat_row(inputs: &Inputs<'_>, likelihood: u32) -> HeatRow {
    let cell = |impact: u32| {
        let here = |risk: &RiskAssessment| (risk.likelihood, risk.impact) == (likelihood, impact);
        let risks = inputs.assessment.risks.iter().filter(|(_, risk)| here(risk));
        let score = likelihood * impact;
        HeatCell { score, band: band(score), risks: risks.map(|(id, _)| link(id)).collect() }
    };
    HeatRow { likelihood, cells: (1..=LARGEST).map(cell).collect() }
}

fn band(score: u32) -> &'static str {
    match score {
        0..=4 => "low",
        5..=9 => "mid",
        10..=14 => "high",
        _ => "top",
    }
}

fn link(id: &RiskId) -> Link {
    Link { text: id.to_string(), href: anchors::href(&anchors::risk(id)) }
}

fn row(inputs: &Inputs<'_>, id: &RiskId, judged: &RiskAssessment) -> Option<RiskRow> {
    const SHOWN: usize = 4;
    let risk = inputs.program.risks.get(id)?;
    let open: Vec<_> = judged.stories.iter().filter(|s| !judged.verified.contains(s)).collect();
    let progress = match (judged.stories.len(), judged.verified.len()) {
        (0, _) => "no story treats it".to_owned(),
        (_, 0) => "no story proven yet".to_owned(),
        (all, proven) if all == proven => {
            format!("all {} proven", words::count(all as u64, "story"))
        }
        (all, proven) => format!("{proven} of {} proven", words::count(all as u64, "story")),
    };
    Some(RiskRow {
        id: id.clone(),
        anchor: anchors::risk(id),
        title: risk.title.clone(),
        owner: risk.owner.as_ref().map(|owner| rows::party(inputs, &owner.value)),
        treatment: words::treatment(risk.treatment),
        inherent: judged.inherent,
        current: judged.current,
        target: judged.target,
        progress,
        lowered_by: open.iter().take(SHOWN).map(|id| rows::story_link(id)).collect(),
        lowered_by_more: open.len().saturating_sub(SHOWN) as u64,
    })
}
