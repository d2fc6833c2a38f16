//! Each owner with what is open, and the records that nobody owns.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::mine::{is_open, mine};
use crate::{
    ids::PartyId,
    model::{SprintState, StoryStatus},
    report::Inputs,
};

/// Who carries what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Load {
    /// The sprint that is open; the next one when none is.
    pub sprint: Option<String>,
    /// Every owner of anything, who has the most in the sprint first.
    pub owners: Vec<LoadRow>,
    /// The records without an owner, by kind.
    pub gaps: Vec<Gap>,
}

/// One owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LoadRow {
    /// The party.
    pub party: PartyId,
    /// What it is called.
    pub name: String,
    /// Open stories.
    pub stories: usize,
    /// Their points.
    pub points: u64,
    /// Points of those that stand in the sprint.
    pub in_sprint: u64,
    /// Checks that do not pass.
    pub checks: usize,
    /// Statements that are missing or have ended.
    pub attestations: usize,
    /// Risks above target.
    pub risks: usize,
}

/// Records of a kind without an owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    /// The kind of record.
    pub kind: &'static str,
    /// The key that is missing.
    pub key: &'static str,
    /// Their ids.
    pub ids: Vec<String>,
}

/// Who carries what.
pub fn load(inputs: &Inputs<'_>) -> Load {
    let program = inputs.program;
    let today = inputs.assessment.as_of.observed.day();
    let state = |wanted| program.sprints.iter().find(|sprint| sprint.state(today) == wanted);
    let sprint = state(SprintState::Open).or_else(|| state(SprintState::Planned));
    let sprint = sprint.map(|sprint| &sprint.id.value);
    let mut owners = Vec::new();
    for (party, record) in &program.parties {
        let mine = mine(inputs, vec![party.clone()], Vec::new());
        let open = program.stories.values().filter(|story| {
            story.owner.as_ref().is_some_and(|owner| owner.value == *party)
                && is_open(inputs, story)
        });
        let (mut points, mut in_sprint) = (0, 0);
        for story in open {
            let size = story.points.as_ref().map_or(0, |points| u64::from(points.value));
            points += size;
            if story.sprint.as_ref().map(|at| &at.value) == sprint {
                in_sprint += size;
            }
        }
        if mine.owned.is_empty() && mine.stories.is_empty() {
            continue;
        }
        owners.push(LoadRow {
            party: party.clone(),
            name: record.name.clone(),
            stories: mine.stories.len(),
            points,
            in_sprint: if sprint.is_some() { in_sprint } else { 0 },
            checks: mine.checks.len(),
            attestations: mine.attestations.len(),
            risks: mine.risks.len(),
        });
    }
    owners.sort_by_key(|row| (std::cmp::Reverse((row.in_sprint, row.points)), row.party.clone()));
    Load { sprint: sprint.map(ToString::to_string), owners, gaps: gaps(inputs) }
}

fn gaps(inputs: &Inputs<'_>) -> Vec<Gap> {
    let program = inputs.program;
    let mut found: BTreeMap<(&'static str, &'static str), Vec<String>> = BTreeMap::new();
    let mut ask = |kind: &'static str, key: &'static str, id: &dyn ToString, is_owned: bool| {
        if !is_owned {
            found.entry((kind, key)).or_default().push(id.to_string());
        }
    };
    for (id, story) in &program.stories {
        // A draft is an idea, and may still look for somebody.
        let asks = ![StoryStatus::Draft, StoryStatus::Dropped].contains(&story.status.value);
        ask("story", "owner", id, story.owner.is_some() || !asks);
    }
    program.epics.iter().for_each(|(id, r)| ask("epic", "owner", id, r.owner.is_some()));
    program.checks.iter().for_each(|(id, r)| ask("check", "owner", id, r.owner.is_some()));
    program.risks.iter().for_each(|(id, r)| ask("risk", "owner", id, r.owner.is_some()));
    program.accounts.iter().for_each(|(id, r)| ask("account", "owner", id, r.owner.is_some()));
    program.components.iter().for_each(|(id, r)| ask("component", "owner", id, r.owner.is_some()));
    program
        .repositories
        .iter()
        .for_each(|(id, r)| ask("repository", "owner", id, r.owner.is_some()));
    program.attestations.iter().for_each(|(id, r)| {
        ask("attestation", "by", id, r.by.is_some() || r.provider.is_some());
    });
    found.into_iter().map(|((kind, key), ids)| Gap { kind, key, ids }).collect()
}
