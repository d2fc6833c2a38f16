//! What several rules ask.

use std::collections::HashMap;

use crate::{
    ids::ControlRef,
    model::{Story, StoryStatus},
    program::Program,
};

/// How many names a message lists.
const NAMES: usize = 20;

/// Whether a story is more than an idea and has not been dropped.
pub(super) fn is_planned(story: &Story) -> bool {
    matches!(story.status.value, StoryStatus::Ready | StoryStatus::Doing | StoryStatus::Done)
}

/// Whether a story has not been dropped.
pub(super) fn is_live(story: &Story) -> bool {
    story.status.value != StoryStatus::Dropped
}

/// Names for a message; says how many it leaves out.
pub(super) fn some_of(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    let shown = names.iter().take(NAMES).cloned().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMES) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// The names of controls, written out once, by framework.
pub(super) struct ControlNames<'p> {
    by_framework: HashMap<&'p str, Vec<(String, &'p ControlRef)>>,
}

impl<'p> ControlNames<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        let mut by_framework: HashMap<&str, Vec<_>> = HashMap::new();
        for control in program.controls.values().filter(|control| !control.heading) {
            let names = by_framework.entry(control.id.framework.as_str()).or_default();
            names.push((control.id.control.to_string(), &control.id));
        }
        Self { by_framework }
    }

    /// The controls that a pattern such as `pci-dss-4.0.1/9.*` names, headings left out.
    pub(super) fn matching<'a>(
        &'a self,
        pattern: &'a str,
    ) -> impl Iterator<Item = &'p ControlRef> + 'a {
        let (framework, id) = pattern.split_once('/').unwrap_or((pattern, ""));
        let names = self.by_framework.get(framework).map(Vec::as_slice).unwrap_or_default();
        let matching = names.iter().filter(|(name, _)| crate::model::matches_pattern(id, name));
        matching.map(|(_, control)| *control)
    }
}
