//! Heat maps: likelihood upwards, impact to the right, and the risks that stand in each cell.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Inputs, anchors, rows::Link};
use crate::{assess::RiskAssessment, ids::RiskId};

/// The largest likelihood and impact.
const LARGEST: u32 = 5;

/// One likelihood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeatRow {
    /// The likelihood.
    pub likelihood: u32,
    /// Each impact, from 1.
    pub cells: Vec<HeatCell>,
}

/// One likelihood and impact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeatCell {
    /// Their product.
    pub score: u32,
    /// How high that is: `low`, `mid`, `high`, `top`.
    pub band: &'static str,
    /// The risks that stand there.
    pub risks: Vec<Link>,
}

/// A heat map, from the highest likelihood down; `place` says at which likelihood and impact a risk
/// stands, if it stands anywhere.
pub fn heat(
    inputs: &Inputs<'_>,
    place: impl Fn(&RiskId, &RiskAssessment) -> Option<(u32, u32)>,
) -> Vec<HeatRow> {
    let placed: Vec<(&RiskId, (u32, u32))> = inputs
        .assessment
        .risks
        .iter()
        .filter_map(|(id, risk)| place(id, risk).map(|at| (id, at)))
        .collect();
    let cell = |likelihood: u32, impact: u32| {
        let here = placed.iter().filter(|(_, at)| *at == (likelihood, impact));
        let score = likelihood * impact;
        HeatCell { score, band: band(score), risks: here.map(|(id, _)| link(id)).collect() }
    };
    let row = |likelihood| HeatRow {
        likelihood,
        cells: (1..=LARGEST).map(|impact| cell(likelihood, impact)).collect(),
    };
    (1..=LARGEST).rev().map(row).collect()
}

/// How high a score is.
pub fn band(score: u32) -> &'static str {
    match score {
        0..=4 => "low",
        5..=9 => "mid",
        10..=14 => "high",
        _ => "top",
    }
}

/// Links to a risk.
pub fn link(id: &RiskId) -> Link {
    Link { text: id.to_string(), href: anchors::href(&anchors::risk(id)) }
}
