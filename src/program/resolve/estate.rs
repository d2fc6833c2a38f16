//! The links of services, components, accounts, repositories and risks.

use super::known::Links;
use crate::model::{
    Account, ApprovalRule, Component, Inventory, Party, Repository, Risk, Service, Template,
};

pub(super) fn link_services(services: &mut [Service], links: &mut Links<'_>) {
    let known = links.known;
    for service in services {
        links.optional(&known.parties, &mut service.run_by);
        links.list(&known.checks, &mut service.checks);
        links.controls(&mut service.controls);
        links.once(&mut service.also);
    }
}

pub(super) fn link_parties(parties: &mut [Party], links: &mut Links<'_>) {
    let known = links.known;
    for party in parties {
        links.list(&known.personas, &mut party.members);
    }
}

pub(super) fn link_components(components: &mut [Component], links: &mut Links<'_>) {
    let known = links.known;
    for component in components {
        links.optional(&known.parties, &mut component.party);
        links.optional(&known.parties, &mut component.owner);
        links.optional(&known.parties, &mut component.declared.key_owner);
        links.list(&known.personas, &mut component.declared.log_readers);
        links.list(&known.components, &mut component.serves);
        links.list(&known.repositories, &mut component.repositories);
        links.once(&mut component.stacks);
        // Services and accounts narrow each other: with one of them gone a claim could reach
        // further than it was meant to.
        component.broken |= !links.list(&known.services, &mut component.services);
        component.broken |= !links.list(&known.accounts, &mut component.accounts);
        let before = component.responsibilities.len();
        component.responsibilities.retain(|duty| links.leads(&known.parties, &duty.accountable));
        component.broken |= component.responsibilities.len() != before;
        for duty in &mut component.responsibilities {
            links.optional(&known.parties, &mut duty.provider);
        }
    }
}

pub(super) fn link_templates(templates: &mut [Template], links: &mut Links<'_>) {
    let known = links.known;
    for template in templates {
        let blocks = template.blocks.iter_mut().map(|block| &mut block.marks);
        for marks in blocks.chain([&mut template.marks]) {
            let before = marks.controls.len() + marks.checks.len();
            links.controls(&mut marks.controls);
            links.list(&known.checks, &mut marks.checks);
            template.broken |= marks.controls.len() + marks.checks.len() != before;
        }
    }
}

pub(super) fn link_inventories(inventories: &mut [Inventory], links: &mut Links<'_>) {
    for inventory in inventories {
        links.once(&mut inventory.entries);
    }
}

pub(super) fn link_accounts(accounts: &mut [Account], links: &mut Links<'_>) {
    let known = links.known;
    for account in accounts {
        links.optional(&known.parties, &mut account.owner);
        links.optional(&known.parties, &mut account.deputy);
    }
}

pub(super) fn link_repositories(repositories: &mut [Repository], links: &mut Links<'_>) {
    let known = links.known;
    for r in repositories {
        links.optional(&known.parties, &mut r.owner);
    }
}

pub(super) fn link_risks(risks: &mut [Risk], links: &mut Links<'_>) {
    let known = links.known;
    for risk in risks {
        links.optional(&known.parties, &mut risk.owner);
    }
}

/// A rule of which a role is unknown allows nothing: what was meant to be a second condition must
/// not fall away.
pub(super) fn link_approval_rules(rules: &mut [ApprovalRule], links: &mut Links<'_>) {
    let known = links.known;
    for rule in rules {
        rule.broken |= !links.list(&known.parties, &mut rule.roles);
    }
}
