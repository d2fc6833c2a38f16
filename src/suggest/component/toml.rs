//! A new component and its stories as the text of their files.

use std::{collections::BTreeSet, fmt::Write as _};

use toml_edit::{ArrayOfTables, Item, Table, value};

use super::{
    brought::{Brought, Standing},
    stories::{Intake, IntakeStory, includes},
};
use crate::{
    diag::safe_line,
    ids::{AttestationId, ControlRef, PartyId},
    model::Service,
    program::Program,
    suggest::toml::{acceptance, check, comment, document, insert, list},
};

/// What stands for a part that a service does not describe.
const PROVIDER: &str = "Runs the service.";
const CUSTOMER: &str = "Configures it, and watches what it does.";

/// The text of the component's file: the component, its duties, and the statement that the scans
/// see it.
pub fn component(program: &Program, intake: &Intake) -> String {
    let new = &intake.component;
    let mut table = Table::new();
    table.insert("id", value(new.id.as_str()));
    table.insert("name", value(&new.name));
    table.insert("party", value(new.party.as_ref().unwrap_or(&new.owner).as_str()));
    table.insert("owner", value(new.owner.as_str()));
    if !new.description.is_empty() {
        table.insert("description", value(&new.description));
    }
    if new.critical {
        table.insert("critical", value(true));
    }
    for (key, names) in [
        ("serves", texts(&new.serves)),
        ("services", texts(&new.services)),
        ("accounts", texts(&new.accounts)),
        ("repositories", texts(&new.repositories)),
        ("subjects", new.subjects.clone()),
    ] {
        if !names.is_empty() {
            table.insert(key, value(list(names.iter())));
        }
    }
    comment(&mut table, "services", "Every resource of these services belongs to it.");
    let duties = duties(program, intake);
    if !duties.is_empty() {
        table.insert("responsibility", Item::ArrayOfTables(duties));
    }
    table.decor_mut().set_prefix(head(intake));
    let mut text = document("component", table);
    text.push_str(&included(intake));
    text
}

fn texts<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

/// What stands above the component: what other components could do for it.
fn head(intake: &Intake) -> String {
    let id = &intake.component.id;
    let mut text = format!("# {}.\n", safe_line(&intake.component.name));
    for (by, rows) in shared(&intake.controls) {
        // Writing to a string cannot fail.
        writeln!(text, "# `{by}` meets {rows} of these controls for what it serves:").ok();
        writeln!(text, "# if that is so here, add \"{id}\" to its `serves`.").ok();
    }
    text.push('\n');
    text
}

/// How many controls each shared component could meet.
fn shared(rows: &[Brought]) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    for row in rows {
        let Standing::Shared { by } = &row.standing else { continue };
        match found.iter_mut().find(|(name, _)| name == by.as_str()) {
            Some((_, n)) => *n += 1,
            None => found.push((by.to_string(), 1)),
        }
    }
    found
}

/// Who does what: one duty for each service, each control once. What a provider answers for alone
/// stands with the component that says so.
fn duties(program: &Program, intake: &Intake) -> ArrayOfTables {
    let new = &intake.component;
    let mut duties = ArrayOfTables::new();
    for id in &new.services {
        let Some(service) = program.services.get(id) else { continue };
        let rows = intake.controls.iter().filter(|row| row.services.first() == Some(id));
        let is_ours = |row: &&Brought| !matches!(row.standing, Standing::Inherited { .. });
        let controls: BTreeSet<&ControlRef> = rows.filter(is_ours).map(|r| &r.control).collect();
        let controls: Vec<String> = controls.into_iter().map(ToString::to_string).collect();
        if !controls.is_empty() {
            duties.push(duty(service, &controls, &new.owner, new.party.as_ref()));
        }
    }
    duties
}

fn duty(service: &Service, controls: &[String], owner: &PartyId, party: Option<&PartyId>) -> Table {
    let mut table = Table::new();
    table.insert("controls", value(list(controls.iter())));
    let part = |text: &Option<String>, usual: &str| value(text.as_deref().unwrap_or(usual));
    table.insert("kind", value(if party.is_some() { "shared" } else { "customer" }));
    table.insert("accountable", value(owner.as_str()));
    if party.is_some() {
        table.insert("provider_does", part(&service.provider_does, PROVIDER));
    }
    table.insert("customer_does", part(&service.customer_does, CUSTOMER));
    table.decor_mut().set_prefix(format!("\n# {}.\n", safe_line(&service.name)));
    table
}

fn included(intake: &Intake) -> String {
    let new = &intake.component;
    let why = "Checks look at whole accounts: they can pass before anybody has looked at this one.";
    statement(&intake.included, &includes(&new.name), &new.owner, why)
}

fn statement(id: &AttestationId, title: &str, by: &PartyId, why: &str) -> String {
    let mut table = Table::new();
    table.insert("id", value(id.as_str()));
    table.insert("title", value(title));
    table.insert("by", value(by.as_str()));
    table.insert("every", value("180d"));
    table.decor_mut().set_prefix(format!("\n# {why}\n"));
    document("attestation", table)
}

/// The text of a story's file.
pub fn story(intake: &Intake, story: &IntakeStory) -> String {
    let mut table = Table::new();
    table.insert("id", value(story.id.as_str()));
    table.insert("epic", value(story.epic.as_str()));
    if !story.epic_fits {
        comment(&mut table, "epic", "No story has anything in common with this: choose the epic.");
    }
    table.insert("title", value(&story.title));
    insert(&mut table, "persona", story.persona.as_ref());
    table.insert("want", value(&story.want));
    table.insert("so_that", value(&story.so_that));
    table.insert("owner", value(story.owner.as_str()));
    table.insert("status", value("draft"));
    comment(&mut table, "status", "Add `points` and a `sprint`, then set this to \"ready\".");
    table.insert("controls", value(list(story.controls.iter())));
    table.insert("components", value(list([&intake.component.id].into_iter())));
    if !story.risks.is_empty() {
        table.insert("risks", value(list(story.risks.iter())));
        comment(&mut table, "risks", "The risks of stories with the same proof or controls.");
    }
    table.insert("acceptance", Item::ArrayOfTables(acceptance(&story.acceptance)));
    let name = safe_line(&intake.component.name);
    table
        .decor_mut()
        .set_prefix(format!("# Suggested, because {name} is new. Nobody has read this yet.\n\n"));
    let mut text = document("story", table);
    text.extend(story.new_check.as_ref().map(check));
    if let Some((id, title)) = &story.new_statement {
        text.push_str(&statement(id, title, &story.owner, "What a person has to state."));
    }
    text
}
