//! The order of the work: ids first, then links, then links the other way round.

use std::collections::BTreeMap;

use super::{
    audit, back,
    backlog::{link_epics, link_sprints, link_stories},
    catalog, doubt, estate,
    ids::{self, unique},
    known::{Known, Links},
    loops,
};
use crate::{
    diag::{Diagnostic, Levels, LintLevel},
    ids::EpicId,
    model::Epic,
    model::Records,
    program::Program,
};

/// Resolves every link. What cannot be resolved is reported and left out.
pub fn resolve(mut records: Records) -> (Program, Vec<Diagnostic>) {
    let mut found = Vec::new();
    catalog::drop_homeless_controls(&mut records, &mut found);
    drop_duplicates(&mut records, &mut found);
    let aliases = ids::control_aliases(&records.controls, &mut found);
    let former_stories = ids::former_stories(&records.stories, &mut found);
    ids::story_aliases(&records.stories, &mut found);
    ids::taken_again(&records, &mut found);
    let known = Known::new(&records, &aliases, &former_stories);
    let mut links = Links::new(&known);

    catalog::link_settings(&mut records.settings, &mut links);
    catalog::link_frameworks(&mut records.frameworks, &mut links);
    catalog::link_controls(&mut records.controls, &mut links);
    loops::break_parent_loops(&mut records.controls, &mut links);
    catalog::link_crosswalks(&mut records.crosswalks, &mut links);
    catalog::link_checks(&mut records.checks, &mut links);
    catalog::link_attestations(&mut records.attestations, &mut links);
    catalog::link_applicability(&mut records.applicability, &mut links);
    catalog::link_measures(&mut records.measures, &mut links);
    audit::link_responses(&mut records.responses, &mut links);
    audit::link_worksheets(&mut records.worksheets, &mut links);
    link_epics(&mut records.epics, &mut links);
    let stand_ins = link_stories(&mut records.stories, &mut links);
    link_sprints(&mut records.sprints, &mut links);
    estate::link_services(&mut records.services, &mut links);
    estate::link_parties(&mut records.parties, &mut links);
    estate::link_components(&mut records.components, &mut links);
    estate::link_templates(&mut records.templates, &mut links);
    estate::link_accounts(&mut records.accounts, &mut links);
    estate::link_repositories(&mut records.repositories, &mut links);
    estate::link_risks(&mut records.risks, &mut links);
    estate::link_approval_rules(&mut records.approval_rules, &mut links);
    estate::link_inventories(&mut records.inventories, &mut links);
    found.append(&mut links.found);
    records.lost.controls.append(&mut links.lost);
    drop(links);

    doubt::spread(&mut records, &aliases);
    records.lost.approvals |= records.approval_rules.iter().any(|rule| rule.broken);
    records.settings.approval.broken |= records.lost.approvals || records.lost.settings;
    let members = std::mem::take(&mut records.lost.members);
    let levels = Levels::new(&records.settings.lints);
    let is_error = |found: &&Diagnostic| levels.of(found.rule).0 == LintLevel::Deny;
    let file_errors = records.lost.errors + found.iter().filter(is_error).count();
    let mut program = assemble(records, stand_ins);
    program.file_errors = file_errors;
    for (population, name) in members {
        program.incomplete_members.entry(population).or_default().push(name);
    }
    program.aliases = aliases;
    program.former_stories = former_stories;
    program.links = back::links(&program);
    (program, found)
}

fn drop_duplicates(records: &mut Records, found: &mut Vec<Diagnostic>) {
    unique(&mut records.frameworks, "framework", |r| (&r.id.value, r.id.span), found);
    let twice = unique(&mut records.controls, "control", |r| (&r.id, r.id_span), found);
    doubt::controls(&twice, records);
    let twice = unique(&mut records.checks, "check", |r| (&r.id.value, r.id.span), found);
    doubt::checks(&twice, records);
    let twice =
        unique(&mut records.attestations, "attestation", |r| (&r.id.value, r.id.span), found);
    doubt::attestations(&twice, records);
    unique(&mut records.measures, "measure", |r| (&r.id.value, r.id.span), found);
    unique(&mut records.responses, "response", |r| (&r.id.value, r.id.span), found);
    unique(&mut records.worksheets, "worksheet", |r| (&r.id.value, r.id.span), found);
    unique(&mut records.epics, "epic", |r| (&r.id.value, r.id.span), found);
    let twice = unique(&mut records.stories, "story", |r| (&r.id.value, r.id.span), found);
    doubt::stories(&twice, records);
    let twice = unique(&mut records.sprints, "sprint", |r| (&r.id.value, r.id.span), found);
    records.lost.sprint |= !twice.is_empty();
    unique(&mut records.personas, "persona", |r| (&r.id.value, r.id.span), found);
    unique(&mut records.parties, "party", |r| (&r.id.value, r.id.span), found);
    let twice = unique(&mut records.components, "component", |r| (&r.id.value, r.id.span), found);
    doubt::components(&twice, records);
    let twice = unique(&mut records.accounts, "account", |r| (&r.id.value, r.id.span), found);
    doubt::accounts(&twice, records);
    let twice =
        unique(&mut records.repositories, "repository", |r| (&r.id.value, r.id.span), found);
    doubt::repositories(&twice, records);
    unique(&mut records.risks, "risk", |r| (&r.id.value, r.id.span), found);
    let twice =
        unique(&mut records.approval_rules, "approval_rule", |r| (&r.id.value, r.id.span), found);
    records.lost.approvals |= !twice.is_empty();
    unique(&mut records.services, "service", |r| (&r.id.value, r.id.span), found);
    let twice = unique(&mut records.inventories, "inventory", |r| (&r.id.value, r.id.span), found);
    doubt::inventories(&twice, records);
}

fn assemble(records: Records, stand_ins: BTreeMap<EpicId, Epic>) -> Program {
    let mut sprints = records.sprints;
    sprints.sort_by(|a, b| (a.start.value, &a.id.value).cmp(&(b.start.value, &b.id.value)));
    let mut epics = stand_ins;
    epics.extend(records.epics.into_iter().map(|r| (r.id.value.clone(), r)));
    let decisions = records.applicability.into_iter();
    Program {
        settings: records.settings,
        frameworks: by_id(records.frameworks, |r| r.id.value.clone()),
        controls: by_id(records.controls, |r| r.id.clone()),
        crosswalks: records.crosswalks,
        checks: by_id(records.checks, |r| r.id.value.clone()),
        attestations: by_id(records.attestations, |r| r.id.value.clone()),
        applicability: decisions.map(|r| (r.control.value.clone(), r)).collect(),
        measures: by_id(records.measures, |r| r.id.value.clone()),
        responses: by_id(records.responses, |r| r.id.value.clone()),
        worksheets: by_id(records.worksheets, |r| r.id.value.clone()),
        epics,
        stories: by_id(records.stories, |r| r.id.value.clone()),
        sprints,
        personas: by_id(records.personas, |r| r.id.value.clone()),
        parties: by_id(records.parties, |r| r.id.value.clone()),
        components: by_id(records.components, |r| r.id.value.clone()),
        accounts: by_id(records.accounts, |r| r.id.value.clone()),
        repositories: by_id(records.repositories, |r| r.id.value.clone()),
        risks: by_id(records.risks, |r| r.id.value.clone()),
        approval_rules: records.approval_rules,
        retired: records.retired,
        signers: records.signers,
        paths: records.paths,
        services: by_id(records.services, |r| r.id.value.clone()),
        inventories: by_id(records.inventories, |r| r.id.value.clone()),
        templates: by_id(records.templates, |r| r.path.value.clone()),
        ..Program::default()
    }
}

fn by_id<K: Ord, V>(records: Vec<V>, id: impl Fn(&V) -> K) -> BTreeMap<K, V> {
    records.into_iter().map(|record| (id(&record), record)).collect()
}
