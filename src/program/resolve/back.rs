//! Links the other way round.

use std::{collections::HashMap, hash::Hash};

use crate::{
    program::{
        Program,
        graph::{Links, sibling},
    },
    source::Spanned,
};

/// Derives every link that is not written. Records are visited in the order of their ids, so
/// that every list is in that order too.
pub(super) fn links(program: &Program) -> Links {
    let mut links = Links::default();
    catalog(program, &mut links);
    backlog(program, &mut links);
    for component in program.components.values() {
        push(&mut links.serving_components, &component.serves, &component.id);
    }
    let positions = program.sprints.iter().enumerate();
    links.sprint_index = positions.map(|(at, sprint)| (sprint.id.value.clone(), at)).collect();
    links
}

fn catalog(program: &Program, links: &mut Links) {
    for control in program.controls.values() {
        let id = &control.id;
        links.framework_controls.entry(id.framework.clone()).or_default().push(id.clone());
        if let Some(parent) = &control.parent {
            let parent = sibling(control, parent);
            links.control_children.entry(parent).or_default().push(id.clone());
        }
    }
    for check in program.checks.values() {
        push(&mut links.control_checks, &check.controls, &check.id);
    }
    for attestation in program.attestations.values() {
        push(&mut links.control_attestations, &attestation.controls, &attestation.id);
    }
}

fn backlog(program: &Program, links: &mut Links) {
    for story in program.stories.values() {
        let id = &story.id;
        push(&mut links.control_stories, &story.controls, id);
        push(&mut links.risk_stories, &story.risks, id);
        push(&mut links.epic_stories, std::slice::from_ref(&story.epic), id);
        push(&mut links.sprint_stories, story.sprint.as_slice(), id);
        push(&mut links.component_stories, &story.components, id);
        push(&mut links.dependent_stories, &story.depends_on, id);
        for criterion in &story.acceptance {
            push(&mut links.check_stories, &criterion.checks, id);
            push(&mut links.attestation_stories, criterion.attestation.as_slice(), id);
        }
    }
}

/// Adds `from` to each of the targets, once.
fn push<K: Eq + Hash + Clone, V: PartialEq + Clone>(
    map: &mut HashMap<K, Vec<V>>,
    targets: &[Spanned<K>],
    from: &Spanned<V>,
) {
    for target in targets {
        match map.get_mut(&target.value) {
            Some(list) if list.last() == Some(&from.value) => {}
            Some(list) => list.push(from.value.clone()),
            None => {
                map.insert(target.value.clone(), vec![from.value.clone()]);
            }
        }
    }
}
