//! The capacity of the sprint and what takes it, as a bar and as a table, and the proof that must
//! be renewed.

use schemars::JsonSchema;
use serde::Serialize;

use super::reasons;
use crate::{
    plan::{
        Plan,
        build::Place,
        renewal::{Renewal, Renewed},
    },
    report::{
        Inputs,
        frame::Chip,
        lang::Lang,
        rows,
        words::{self},
    },
    time::Day,
};

/// How much fits, and what takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Room {
    /// The points that fit; `null` when nothing tells.
    pub capacity: Option<u64>,
    /// Where that comes from.
    pub basis: String,
    /// What was left for stories to choose.
    pub free_before: Option<u64>,
    /// How much more is taken than fits.
    pub over: u64,
    /// What takes it, and what is left: the parts of a bar.
    pub parts: Vec<Chip>,
    /// The length of the bar.
    pub total: u64,
    /// The velocity behind it, oldest first.
    pub velocity: Vec<VelocityRow>,
}

/// The points of a sprint that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct VelocityRow {
    /// The sprint.
    pub sprint: String,
    /// Points that were claimed at its end.
    pub claimed: u64,
    /// Those of them that were proven.
    pub proven: u64,
}

/// Proof that one party must renew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RenewalGroup {
    /// Who; `null` when nobody answers for it.
    pub by: Option<String>,
    /// What, by its last day.
    pub items: Vec<RenewalRow>,
    /// The points that are kept for it.
    pub points: u64,
}

/// A proof that ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RenewalRow {
    /// `attestation` or `check`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The last day on which it counts.
    pub until: Day,
}

/// How much fits, and what takes it.
pub(super) fn room(lang: Lang, plan: &Plan) -> Room {
    let capacity = &plan.capacity;
    let chosen = plan.backlog.iter().filter(|entry| entry.place == Place::Chosen);
    let chosen: u64 = chosen.map(|entry| u64::from(entry.ranked.points)).sum();
    let free = capacity.room().map_or(0, |room| room.saturating_sub(chosen));
    let parts = [
        ("finished", capacity.finished, "#capacity"),
        ("stays", capacity.stays, "#chosen"),
        ("renewals", capacity.renewals, "#renewals"),
        ("chosen", chosen, "#chosen"),
        ("free", free, "#capacity"),
    ];
    let some = parts.into_iter().filter(|(_, points, _)| *points > 0);
    let velocity = capacity.velocity.sprints.iter().map(|sprint| VelocityRow {
        sprint: sprint.sprint.to_string(),
        claimed: sprint.points.claimed,
        proven: sprint.points.proven,
    });
    Room {
        capacity: capacity.points,
        basis: reasons::basis(lang, capacity),
        free_before: capacity.room(),
        over: capacity.over(),
        total: parts.iter().map(|(_, points, _)| points).sum(),
        parts: some
            .map(|(name, count, href)| Chip {
                status: words::share(name),
                count,
                href: href.into(),
            })
            .collect(),
        velocity: velocity.collect(),
    }
}

/// What must be renewed, by who must do it.
pub(super) fn renewals(inputs: &Inputs<'_>, plan: &Plan) -> Vec<RenewalGroup> {
    let each = u64::from(plan.capacity.renewal_points);
    let mut groups: Vec<RenewalGroup> = Vec::new();
    for renewal in &plan.renewals {
        let by = renewal.by.as_ref().map(|by| rows::party(inputs, by));
        let row = row(inputs, renewal);
        match groups.last_mut().filter(|group| group.by == by) {
            Some(group) => {
                group.items.push(row);
                group.points += each;
            }
            None => groups.push(RenewalGroup { by, items: vec![row], points: each }),
        }
    }
    groups
}

fn row(inputs: &Inputs<'_>, renewal: &Renewal) -> RenewalRow {
    let (program, lang) = (inputs.program, inputs.lang);
    let (kind, id, title) = match &renewal.what {
        Renewed::Attestation(id) => (
            lang.text("attestation"),
            id.to_string(),
            program.attestations.get(id).map(|a| &a.title),
        ),
        Renewed::Check(id) => {
            (lang.text("check"), id.to_string(), program.checks.get(id).map(|c| &c.title))
        }
    };
    RenewalRow { kind, id, title: title.cloned().unwrap_or_default(), until: renewal.until }
}
