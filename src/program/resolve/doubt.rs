//! What was left out makes doubtful what it may have spoken of.

use std::collections::{BTreeMap, HashSet};

use crate::{
    ids::ControlRef,
    model::{
        Account, Attestation, Cadence, Check, Component, Control, Criterion, Inventory, Records,
        Repository, Story,
    },
};

/// Records that stand twice are broken: nobody knows which of the two is meant.
pub(super) fn controls(twice: &[Control], records: &mut Records) {
    let ids: HashSet<_> = twice.iter().map(|control| &control.id).collect();
    records.controls.iter_mut().filter(|c| ids.contains(&c.id)).for_each(Control::set_broken);
}

pub(super) fn checks(twice: &[Check], records: &mut Records) {
    let ids: HashSet<_> = twice.iter().map(|check| &check.id.value).collect();
    for check in &mut records.checks {
        check.broken |= ids.contains(&check.id.value);
    }
    let links = twice.iter().flat_map(|check| &check.controls);
    records.lost.controls.extend(links.map(|link| Some(link.value.clone())));
}

pub(super) fn attestations(twice: &[Attestation], records: &mut Records) {
    let ids: HashSet<_> = twice.iter().map(|attestation| &attestation.id.value).collect();
    for attestation in &mut records.attestations {
        attestation.broken |= ids.contains(&attestation.id.value);
    }
    let links = twice.iter().flat_map(|attestation| &attestation.controls);
    records.lost.controls.extend(links.map(|link| Some(link.value.clone())));
}

pub(super) fn stories(twice: &[Story], records: &mut Records) {
    let ids: HashSet<_> = twice.iter().map(|story| &story.id.value).collect();
    for story in records.stories.iter_mut().filter(|story| ids.contains(&story.id.value)) {
        story.acceptance.push(Criterion::broken(story.span));
    }
}

pub(super) fn components(twice: &[Component], records: &mut Records) {
    let ids: HashSet<_> = twice.iter().map(|component| &component.id.value).collect();
    for component in &mut records.components {
        component.broken |= ids.contains(&component.id.value);
    }
}

pub(super) fn accounts(twice: &[Account], records: &mut Records) {
    let ids: HashSet<_> = twice.iter().map(|account| &account.id.value).collect();
    for account in &mut records.accounts {
        account.broken |= ids.contains(&account.id.value);
    }
}

pub(super) fn repositories(twice: &[Repository], records: &mut Records) {
    let ids: HashSet<_> = twice.iter().map(|repository| &repository.id.value).collect();
    for repository in &mut records.repositories {
        repository.broken |= ids.contains(&repository.id.value);
    }
}

pub(super) fn inventories(twice: &[Inventory], records: &mut Records) {
    let ids: HashSet<_> = twice.iter().map(|inventory| &inventory.id.value).collect();
    for inventory in &mut records.inventories {
        inventory.broken |= ids.contains(&inventory.id.value);
    }
}

/// Marks what depends on something that is lost.
pub(super) fn spread(records: &mut Records, aliases: &BTreeMap<ControlRef, ControlRef>) {
    for check in &mut records.checks {
        let by_default = check.max_age.is_none() && check.cadence.is_none();
        let by_sprint = check.cadence.as_ref().is_some_and(|c| c.value == Cadence::EverySprint);
        check.broken |= records.lost.settings && by_default || records.lost.sprint && by_sprint;
    }
    if records.lost.settings {
        // Our classes of entity may be misread: a control for some of them is asked of us.
        records.controls.iter_mut().for_each(|control| control.applies_to = None);
        // Our regions may be misread.
        let by_default = |account: &&mut Account| account.regions.is_none();
        records.accounts.iter_mut().filter(by_default).for_each(|account| account.broken = true);
    }
    doubt_controls(records, aliases);
}

/// A link that leads to a control makes that one doubtful; one that leads nowhere may have meant
/// any control of its framework, or of any framework if there is none of this name.
fn doubt_controls(records: &mut Records, aliases: &BTreeMap<ControlRef, ControlRef>) {
    let known: HashSet<&ControlRef> = records.controls.iter().map(|c| &c.id).collect();
    let frameworks: HashSet<_> = records.frameworks.iter().map(|f| &f.id.value).collect();
    let (mut one, mut all) = (HashSet::new(), HashSet::new());
    let mut any = false;
    for link in &records.lost.controls {
        match link.as_ref().map(|link| aliases.get(link).unwrap_or(link)) {
            Some(link) if known.contains(link) => drop(one.insert(link.clone())),
            Some(link) if frameworks.contains(&link.framework) => {
                all.insert(link.framework.clone());
            }
            _ => any = true,
        }
    }
    for control in &mut records.controls {
        control.doubtful |= any || one.contains(&control.id) || all.contains(&control.id.framework);
    }
}
