//! The definition of ready: what a story lacks before it can be chosen.
//!
//! Ready is a story with a persona, a want, a reason, an owner, points within the limit, acceptance
//! criteria each of which something proves, and controls; that people no longer call a draft; and
//! whose dependencies are verified, chosen with it, or planned in a sprint that ends before this
//! one begins.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    candidates::{Standing, is_verified},
    sprint::Aim,
};
use crate::{
    assess::Assessment,
    ids::{SprintId, StoryId},
    model::{Story, StoryStatus},
    program::Program,
};

/// Something that a story lacks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lacking {
    /// People call it a draft.
    Draft,
    /// A field, as [`Story::missing`] names it.
    Field(&'static str),
    /// It has more points than a story may have.
    TooLarge {
        /// Its points.
        points: u32,
        /// As many as a story may have.
        limit: u32,
    },
    /// So many criteria have neither a check nor an attestation.
    Unprovable(usize),
    /// It names no control.
    Controls,
}

/// What a story itself lacks.
pub fn lacking(program: &Program, story: &Story) -> Vec<Lacking> {
    let limit = program.settings.story_points;
    let points = story.points.as_ref().map(|points| points.value);
    let mut lacking = Vec::new();
    if story.status.value == StoryStatus::Draft {
        lacking.push(Lacking::Draft);
    }
    lacking.extend(story.missing().into_iter().map(Lacking::Field));
    match points {
        Some(0) => lacking.push(Lacking::Field("points")),
        Some(points) if points > limit => lacking.push(Lacking::TooLarge { points, limit }),
        _ => {}
    }
    let unprovable =
        |c: &&crate::model::Criterion| c.broken || (c.checks.is_empty() && c.attestation.is_none());
    match story.acceptance.iter().filter(unprovable).count() {
        0 => {}
        n => lacking.push(Lacking::Unprovable(n)),
    }
    if story.controls.is_empty() {
        lacking.push(Lacking::Controls);
    }
    lacking
}

/// Why a dependency keeps a story out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blocked {
    /// It was dropped.
    Dropped,
    /// It is not ready.
    NotReady,
    /// It is planned in a sprint that does not end before this one begins.
    Later,
    /// It waits for something itself.
    Waits,
    /// It waits for this story, directly or by others.
    Circle,
}

/// What the dependencies of the candidates come to.
#[derive(Debug, Default)]
pub struct Dependencies {
    /// The candidates that must be chosen with each candidate, for those that can be chosen.
    pub inside: BTreeMap<StoryId, Vec<StoryId>>,
    /// Those that cannot be, with a dependency and what is wrong with it.
    pub blocked: BTreeMap<StoryId, (StoryId, Blocked)>,
    /// What is expected from sprints before this one.
    pub expected: BTreeMap<StoryId, Vec<(StoryId, SprintId)>>,
}

/// Follows the dependencies of every candidate that is ready by itself (`ready`).
pub fn dependencies(
    program: &Program,
    assessment: &Assessment,
    aim: &Aim,
    standings: &BTreeMap<&StoryId, Standing>,
    ready: &BTreeSet<&StoryId>,
) -> Dependencies {
    let mut found = Dependencies::default();
    for id in ready {
        let Some(story) = program.stories.get(*id) else { continue };
        let mut inside = Vec::new();
        for on in story.depends_on.iter().map(|on| &on.value) {
            if is_verified(assessment.stories.get(on)) {
                continue;
            }
            let trouble = match standings.get(on) {
                Some(Standing::Stays | Standing::Finished | Standing::Proven) => None,
                Some(Standing::Candidate { .. }) if ready.contains(on) => {
                    inside.push(on.clone());
                    None
                }
                Some(Standing::Candidate { .. }) => Some(Blocked::NotReady),
                Some(Standing::Elsewhere(sprint)) if is_before(program, sprint, aim) => {
                    let expected = found.expected.entry((*id).clone()).or_default();
                    expected.push((on.clone(), sprint.clone()));
                    None
                }
                Some(Standing::Elsewhere(_)) => Some(Blocked::Later),
                Some(Standing::Dropped) | None => Some(Blocked::Dropped),
            };
            if let Some(trouble) = trouble {
                found.blocked.entry((*id).clone()).or_insert((on.clone(), trouble));
            }
        }
        inside.sort();
        inside.dedup();
        found.inside.insert((*id).clone(), inside);
    }
    spread(&mut found);
    found
}

fn is_before(program: &Program, sprint: &SprintId, aim: &Aim) -> bool {
    program.sprint(sprint).is_some_and(|sprint| sprint.end.value < aim.period.start)
}

/// What waits for something that cannot be chosen cannot be chosen either; what is left then and
/// cannot be put in an order goes in a circle.
fn spread(found: &mut Dependencies) {
    let mut after: BTreeMap<StoryId, Vec<StoryId>> = BTreeMap::new();
    for (id, inside) in &found.inside {
        for on in inside {
            after.entry(on.clone()).or_default().push(id.clone());
        }
    }
    let mut open: Vec<StoryId> = found.blocked.keys().cloned().collect();
    while let Some(on) = open.pop() {
        for id in after.get(&on).into_iter().flatten() {
            if !found.blocked.contains_key(id) {
                found.blocked.insert(id.clone(), (on.clone(), Blocked::Waits));
                open.push(id.clone());
            }
        }
    }
    found.inside.retain(|id, _| !found.blocked.contains_key(id));
    let mut waits: BTreeMap<&StoryId, usize> =
        found.inside.iter().map(|(id, inside)| (id, inside.len())).collect();
    let mut open: Vec<&StoryId> =
        waits.iter().filter(|(_, n)| **n == 0).map(|(id, _)| *id).collect();
    while let Some(on) = open.pop() {
        for id in after.get(on).into_iter().flatten() {
            if let Some((id, left)) = waits.get_key_value(id).map(|(id, n)| (*id, n - 1)) {
                waits.insert(id, left);
                if left == 0 {
                    open.push(id);
                }
            }
        }
    }
    let circle: Vec<StoryId> =
        waits.iter().filter(|(_, n)| **n > 0).map(|(id, _)| (*id).clone()).collect();
    for id in circle {
        let on = found.inside.remove(&id).and_then(|inside| inside.into_iter().next());
        if let Some(on) = on {
            found.blocked.insert(id, (on, Blocked::Circle));
        }
    }
}
