//! The links of epics, stories and sprints.

use std::collections::BTreeMap;

use super::{ids::once, known::Links};
use crate::{
    ids::EpicId,
    model::{Criterion, Epic, Sprint, Story},
};

pub(super) fn link_epics(epics: &mut [Epic], links: &mut Links<'_>) {
    let known = links.known;
    for epic in epics {
        links.optional(&known.parties, &mut epic.owner);
    }
}

/// Resolves the links of stories; gives the epics that stand in for unknown ones.
pub(super) fn link_stories(stories: &mut [Story], links: &mut Links<'_>) -> BTreeMap<EpicId, Epic> {
    let known = links.known;
    let mut stand_ins = BTreeMap::new();
    for story in stories {
        if !links.leads(&known.epics, &story.epic) {
            stand_ins.entry(story.epic.value.clone()).or_insert_with(|| stand_in(story));
        }
        links.optional(&known.personas, &mut story.persona);
        links.optional(&known.sprints, &mut story.sprint);
        links.optional(&known.parties, &mut story.owner);
        story.moved.retain(|moved| links.leads(&known.sprints, &moved.from));
        links.controls(&mut story.controls);
        links.list(&known.components, &mut story.components);
        links.list(&known.risks, &mut story.risks);
        links.stories(&mut story.depends_on);
        story.acceptance.iter_mut().for_each(|criterion| link_criterion(criterion, links));
        once(&mut story.formerly, &mut links.found);
        once(&mut story.external, &mut links.found);
    }
    stand_ins
}

fn stand_in(story: &Story) -> Epic {
    Epic {
        id: story.epic.clone(),
        title: story.epic.to_string(),
        outcome: String::new(),
        owner: None,
        external: Vec::new(),
        notes: None,
    }
}

fn link_criterion(criterion: &mut Criterion, links: &mut Links<'_>) {
    let known = links.known;
    let checks = links.list(&known.checks, &mut criterion.checks);
    let attestation = links.optional(&known.attestations, &mut criterion.attestation);
    criterion.broken |= !(checks && attestation);
}

pub(super) fn link_sprints(sprints: &mut [Sprint], links: &mut Links<'_>) {
    sprints.iter_mut().filter_map(|s| s.committed.as_mut()).for_each(|list| links.stories(list));
}
