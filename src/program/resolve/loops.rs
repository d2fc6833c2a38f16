//! Parents of controls that go round in a circle. Who walks the tree must come to an end, so the
//! circle is reported and opened.

use std::collections::{HashMap, HashSet};

use super::{known::Links, rules};
use crate::{diag::Diagnostic, ids::ControlRef, model::Control, program::graph::sibling};

pub(super) fn break_parent_loops(controls: &mut [Control], links: &mut Links<'_>) {
    let mut parents: HashMap<ControlRef, ControlRef> = HashMap::with_capacity(controls.len());
    for control in controls.iter() {
        if let Some(parent) = &control.parent {
            parents.insert(control.id.clone(), sibling(control, parent));
        }
    }
    // Controls from which the way up is known to end.
    let mut ends: HashSet<ControlRef> = HashSet::with_capacity(controls.len());
    for control in controls {
        let mut way = Vec::new();
        let mut on_way = HashSet::new();
        let mut at = Some(&control.id);
        while let Some(id) = at.filter(|id| !ends.contains(*id)) {
            if !on_way.insert(id.clone()) {
                break;
            }
            way.push(id.clone());
            at = parents.get(id);
        }
        let is_loop = at.is_some_and(|id| *id == control.id && on_way.contains(id));
        // `take` must stand behind the test: it takes the parent away.
        if is_loop && let Some(parent) = control.parent.take() {
            let round: Vec<String> = way.iter().map(ToString::to_string).collect();
            let title = format!("`{}` is above itself", control.id);
            let diagnostic = Diagnostic::new(&rules::PARENT_LOOP, title, parent.span)
                .label(format!("{} → {}", round.join(" → "), control.id))
                .help("give one of them another parent, or none");
            links.found.push(diagnostic);
            parents.remove(&control.id);
            ends.extend(way);
        } else if at.is_none_or(|id| ends.contains(id)) {
            ends.extend(way);
        }
    }
}
