//! What came to a sprint and left it, against what it committed to when it started.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    board::came,
    view::{committed, is_committed, is_in},
};
use crate::{
    ids::StoryId,
    model::{Sprint, Story},
    report::{
        Inputs,
        lang::{Lang, say},
        points,
        rows::Link,
    },
};

/// What came and went.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Scope {
    /// Whether the commitment was written down when the sprint started.
    pub is_recorded: bool,
    /// In it now, not in the commitment.
    pub added: Vec<ScopeRow>,
    /// In the commitment, not in it now.
    pub removed: Vec<ScopeRow>,
    /// In it now, carried over from an earlier sprint.
    pub carried_over: Vec<ScopeRow>,
}

/// A story that came or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ScopeRow {
    /// The story.
    pub story: Link,
    /// Its title.
    pub title: String,
    /// Its size.
    pub points: u64,
    /// Where it came from or went to: `from 2026-S1 on 2026-01-23`.
    pub how: String,
}

/// What came to a sprint and left it.
pub(super) fn scope(inputs: &Inputs<'_>, sprint: &Sprint, stories: &[(&StoryId, &Story)]) -> Scope {
    let row = |id: &StoryId, story: &Story, how: String| ScopeRow {
        story: Link { text: id.to_string(), href: format!("#story:{id}") },
        title: story.title.value.clone(),
        points: points::of(story),
        how,
    };
    let is_recorded = sprint.committed.is_some();
    let added = stories.iter().filter(|(id, _)| is_recorded && !is_committed(sprint, id));
    let carried = stories.iter().filter(|(_, story)| !story.moved.is_empty());
    let gone = committed(sprint).filter_map(|id| Some((id, inputs.program.stories.get(id)?)));
    Scope {
        is_recorded,
        added: added.map(|(id, story)| row(id, story, came(inputs.lang, story))).collect(),
        removed: gone
            .filter(|(_, story)| !is_in(story, sprint))
            .map(|(id, story)| row(id, story, went(inputs.lang, sprint, story)))
            .collect(),
        carried_over: carried.map(|(id, story)| row(id, story, came(inputs.lang, story))).collect(),
    }
}

/// Where a committed story went.
fn went(lang: Lang, sprint: &Sprint, story: &Story) -> String {
    let moved = story.moved.iter().find(|moved| moved.from.value == sprint.id.value);
    match (&story.sprint, moved.map(|moved| moved.on)) {
        (_, Some(on)) if !points::is_in_scope(story) => say!(lang, "dropped on {0}", on),
        (_, None) if !points::is_in_scope(story) => say!(lang, "dropped##from a sprint"),
        (Some(next), Some(on)) => say!(lang, "to {0} on {1}", next.value, on),
        (Some(next), None) => say!(lang, "to {0}##a sprint", next.value),
        (None, Some(on)) => say!(lang, "back to the backlog on {0}", on),
        (None, None) => say!(lang, "back to the backlog"),
    }
}
