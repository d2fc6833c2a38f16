//! Exposure at the end of each sprint that is over, by the stories that were verified then.

use schemars::JsonSchema;
use serde::Serialize;

use super::entry::RiskEntry;
use crate::{
    assess::risk,
    report::{Inputs, rows::Link},
    time::Day,
};

/// The most sprints that the trend shows.
const SPRINTS: usize = 12;

/// Exposure over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Trend {
    /// The ends of sprints, the oldest first; the present comes after them.
    pub sprints: Vec<SprintEnd>,
    /// How many earlier sprints are not shown.
    pub left_out: u64,
    /// Each risk, in the order of the register.
    pub rows: Vec<TrendRow>,
    /// All risks together, at the end of each sprint and now.
    pub total: Vec<u64>,
}

/// The end of a sprint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SprintEnd {
    /// The sprint.
    pub sprint: String,
    /// Its last day.
    pub day: Day,
}

/// A risk over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TrendRow {
    /// The risk.
    pub risk: Link,
    /// Its exposure at the end of each sprint, and now.
    pub scores: Vec<u32>,
}

/// The trend of these risks.
pub(super) fn trend(inputs: &Inputs<'_>, entries: &[RiskEntry]) -> Trend {
    let now = inputs.assessment.as_of.observed;
    let over = inputs.program.sprints.iter().filter(|sprint| sprint.end.value.end() <= now);
    let mut sprints: Vec<SprintEnd> = over
        .map(|sprint| SprintEnd { sprint: sprint.id.value.to_string(), day: sprint.end.value })
        .collect();
    sprints.sort_by_key(|sprint| sprint.day);
    let left_out = sprints.len().saturating_sub(SPRINTS);
    sprints.drain(..left_out);
    let rows: Vec<TrendRow> = entries.iter().map(|entry| row(inputs, entry, &sprints)).collect();
    let total = (0..=sprints.len()).map(|at| {
        rows.iter().filter_map(|row| row.scores.get(at)).map(|score| u64::from(*score)).sum()
    });
    Trend { total: total.collect(), left_out: left_out as u64, rows, sprints }
}

fn row(inputs: &Inputs<'_>, entry: &RiskEntry, sprints: &[SprintEnd]) -> TrendRow {
    let timeline = &inputs.assessment.timeline;
    let risk = inputs.program.risks.get(&entry.id);
    let then = sprints.iter().filter_map(|sprint| {
        let level = risk::level_on(inputs.program, timeline, risk?, sprint.day);
        Some(level.score)
    });
    TrendRow {
        risk: Link { text: entry.id.to_string(), href: format!("#{}", entry.anchor) },
        scores: then.chain([entry.current.score]).collect(),
    }
}
