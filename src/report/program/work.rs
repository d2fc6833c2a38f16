//! The stories summed up by sprint and by epic, for programs that have more of them than a page can
//! show.

use std::cmp::Reverse;

use serde::Serialize;

use crate::{
    assess::Proof,
    model::Story,
    report::{Inputs, points},
};

/// The stories in scope, summed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Work {
    /// By sprint, in their order; those without a sprint are not in it.
    pub sprints: Vec<WorkRow>,
    /// By epic: first those with the most points claimed without proof, then those with the most left.
    pub epics: Vec<WorkRow>,
}

/// The stories of a sprint or an epic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkRow {
    /// Of what.
    pub id: String,
    /// Its title, or its goal.
    pub title: String,
    /// How many stories.
    pub stories: u64,
    /// Their points.
    pub points: u64,
    /// The points of those that are claimed done and proven.
    pub proven: u64,
    /// The points of those that are claimed done.
    pub claimed: u64,
    /// The points of those that are claimed done without proof.
    pub difference: u64,
}

/// Sums up the stories.
pub(super) fn work(inputs: &Inputs<'_>) -> Work {
    let program = inputs.program;
    let sprints = program.sprints.iter().map(|sprint| {
        let id = &sprint.id.value;
        row(inputs, id.to_string(), &sprint.goal, program.stories_of_sprint(id))
    });
    let epics = program.epics.iter();
    let epics = epics
        .map(|(id, epic)| row(inputs, id.to_string(), &epic.title, program.stories_of_epic(id)));
    let has_stories = |row: &WorkRow| row.stories > 0;
    let mut epics: Vec<WorkRow> = epics.filter(has_stories).collect();
    epics.sort_by_key(|row| (Reverse(row.difference), Reverse(row.points - row.proven)));
    Work { sprints: sprints.filter(has_stories).collect(), epics }
}

fn row<'a>(
    inputs: &Inputs<'_>,
    id: String,
    title: &str,
    stories: impl Iterator<Item = &'a Story>,
) -> WorkRow {
    let title = title.to_owned();
    let mut row =
        WorkRow { id, title, stories: 0, points: 0, proven: 0, claimed: 0, difference: 0 };
    for story in stories.filter(|story| points::is_in_scope(story)) {
        let size = points::of(story);
        row.stories += 1;
        row.points += size;
        let judged = inputs.assessment.stories.get(&story.id.value);
        if judged.is_some_and(|judged| judged.claimed) {
            row.claimed += size;
            let is_proven = judged.is_some_and(|judged| judged.proof == Proof::Verified);
            *if is_proven { &mut row.proven } else { &mut row.difference } += size;
        }
    }
    row
}
