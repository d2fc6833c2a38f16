//! The board for programs.

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    ids::SprintId,
    report::{
        SprintReport,
        points::BurnUp,
        sprint::{
            board::Column,
            changes::{CommitsRow, ScanRow},
            flow::{LeadTime, Regressions},
            scope::Scope,
            view::{Numbers, VelocityRow},
        },
    },
    time::Period,
};

/// A sprint with its stories in columns.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Board")]
pub(in crate::cli) struct Answer<'a> {
    /// The sprint.
    id: &'a SprintId,
    /// Its goal.
    goal: &'a str,
    /// Its days.
    period: Period,
    /// `planned`, `open` or `ended`.
    state: &'static str,
    /// The points that fit; `null` when nobody said.
    capacity: Option<u32>,
    /// The five numbers, in points.
    numbers: Numbers,
    /// Its stories by where they stand.
    columns: &'a [Column],
    /// What came and went.
    scope: &'a Scope,
    /// Claimed and proven points, day by day.
    burn_up: &'a BurnUp,
    /// This sprint and those before it.
    velocity: &'a [VelocityRow],
    /// From the start of work to its proof.
    lead_time: &'a LeadTime,
    /// What was proven and broke, sprint by sprint.
    regressions: &'a Regressions,
    /// Checks that must run in every sprint.
    every_sprint: &'a [ScanRow],
    /// Checks that every commit must have.
    every_commit: &'a [CommitsRow],
}

impl<'a> Answer<'a> {
    /// What the board shows of a sprint's report.
    pub(super) fn of(view: &'a SprintReport) -> Self {
        Self {
            id: &view.id,
            goal: &view.goal,
            period: view.period,
            state: view.state,
            capacity: view.capacity,
            numbers: view.numbers,
            columns: &view.board,
            scope: &view.scope,
            burn_up: &view.burn_up,
            velocity: &view.velocity,
            lead_time: &view.lead_time,
            regressions: &view.regressions,
            every_sprint: &view.scans,
            every_commit: &view.commits,
        }
    }
}
