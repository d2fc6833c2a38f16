//! Where in the backlog a piece of work belongs: with the stories that share the most with it.

use std::collections::{BTreeMap, BTreeSet};

use super::cause::{Cause, What};
use crate::{
    ids::{ComponentId, ControlRef, EpicId, PersonaId, RiskId},
    model::{Story, StoryStatus},
    program::Program,
};

/// How much sharing counts: the same proof outweighs any number of shared controls that a backlog
/// has, and these any number of neighbours in the framework.
const SAME_PROOF: u64 = 1_000_000;
const SAME_CONTROL: u64 = 1_000;
const NEIGHBOUR: u64 = 1;

/// Where a piece of work belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fit {
    /// The epic whose stories share the most; `None` when the program has no epic.
    pub epic: Option<EpicId>,
    /// Whether that epic shares anything, or is only the largest.
    pub is_shared: bool,
    /// Who wants such things.
    pub persona: Option<PersonaId>,
    /// The risks that related stories treat.
    pub risks: BTreeSet<RiskId>,
    /// The components that stories with the same proof touch.
    pub components: BTreeSet<ComponentId>,
    /// Stories that ask for the same proof, claimed done.
    pub claimed: Vec<String>,
}

/// Whether people still work on a story, or mean to.
pub(super) fn is_open(story: &Story) -> bool {
    matches!(story.status.value, StoryStatus::Draft | StoryStatus::Ready | StoryStatus::Doing)
}

/// Whether a criterion of the story asks for this.
pub(super) fn asks_for(story: &Story, what: &What) -> bool {
    story.acceptance.iter().any(|criterion| match what {
        What::Check(id) => criterion.checks.iter().any(|check| check.value == *id),
        What::Attestation(id) => criterion.attestation.as_ref().is_some_and(|a| a.value == *id),
        What::Control(_) => false,
    })
}

/// Finds where a cause belongs.
pub(super) fn fit(program: &Program, cause: &Cause) -> Fit {
    let controls: BTreeSet<&ControlRef> = cause.controls.iter().collect();
    let neighbours = neighbours(program, &controls);
    let mut epics: BTreeMap<&EpicId, u64> = BTreeMap::new();
    let mut fit = Fit::default();
    let mut related = Vec::new();
    for story in program.stories.values().filter(|s| s.status.value != StoryStatus::Dropped) {
        let of = |set: &BTreeSet<&ControlRef>| {
            story.controls.iter().filter(|control| set.contains(&control.value)).count() as u64
        };
        let asks = asks_for(story, &cause.what);
        let shared = of(&controls);
        let score = u64::from(asks) * SAME_PROOF
            + shared * SAME_CONTROL
            + of(&neighbours).min(SAME_CONTROL - 1) * NEIGHBOUR;
        *epics.entry(&story.epic.value).or_default() += score;
        related.push((score, asks, shared, story));
    }
    fit.is_shared = epics.values().any(|score| *score > 0);
    let best = if fit.is_shared { best(&epics) } else { largest(program) };
    fit.epic = best.or_else(|| program.epics.keys().next()).cloned();
    fit.persona = persona(program, &related, fit.epic.as_ref());
    let same: Vec<&Story> = related.iter().filter(|r| r.1).map(|r| r.3).collect();
    fit.components = same.iter().flat_map(|s| &s.components).map(|c| c.value.clone()).collect();
    let claimed = same.iter().filter(|story| story.status.value == StoryStatus::Done);
    fit.claimed = claimed.map(|story| story.id.to_string()).collect();
    // Stories with the same proof know the risks best; without any, those with the most controls
    // in common do.
    let most = related.iter().map(|r| r.2).max().unwrap_or(0);
    let knows = |r: &&(u64, bool, u64, &Story)| {
        if same.is_empty() { most > 0 && r.2 == most } else { r.1 }
    };
    let risks = related.iter().filter(knows).flat_map(|r| &r.3.risks);
    fit.risks = risks.map(|risk| risk.value.clone()).collect();
    fit
}

/// The highest score; the first id of several.
fn best<'a, K: Ord + ?Sized>(scores: &BTreeMap<&'a K, u64>) -> Option<&'a K> {
    let most = scores.values().max()?;
    scores.iter().find(|(_, score)| *score == most).map(|(id, _)| *id)
}

fn largest(program: &Program) -> Option<&EpicId> {
    let sizes = program.epics.keys().map(|id| (id, program.stories_of_epic(id).count() as u64));
    best(&sizes.collect())
}

/// Who wants such things: of related stories in the epic, then of the epic, then anybody who means
/// no harm.
fn persona(
    program: &Program,
    related: &[(u64, bool, u64, &Story)],
    epic: Option<&EpicId>,
) -> Option<PersonaId> {
    let mut scores: BTreeMap<&PersonaId, u64> = BTreeMap::new();
    for (score, _, _, story) in related.iter().filter(|r| Some(&r.3.epic.value) == epic) {
        if let Some(persona) = &story.persona
            && program.personas.get(&persona.value).is_some_and(|p| !p.adversary)
        {
            *scores.entry(&persona.value).or_default() += score + 1;
        }
    }
    let anybody = || program.personas.iter().find(|(_, p)| !p.adversary).map(|(id, _)| id);
    best(&scores).or_else(anybody).cloned()
}

/// Controls near to these: beside them in their framework, or linked by a crosswalk.
fn neighbours<'a>(
    program: &'a Program,
    controls: &BTreeSet<&ControlRef>,
) -> BTreeSet<&'a ControlRef> {
    let mut near = BTreeSet::new();
    for control in controls.iter().filter_map(|id| program.controls.get(id)) {
        if let Some(parent) = program.parent_of(control) {
            near.extend(program.children_of(&parent.id).map(|sibling| &sibling.id));
        }
    }
    for link in &program.crosswalks {
        if controls.contains(&link.from.value) {
            near.extend(link.to.iter().map(|to| &to.value));
        } else if link.to.iter().any(|to| controls.contains(&to.value)) {
            near.insert(&link.from.value);
        }
    }
    near
}
