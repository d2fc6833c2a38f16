//! A draft as the text of its file. Comments say why each thing stands there; whoever takes the
//! story up replaces them with better ones.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::{
    draft::{Criterion, Draft, NewAttestation, NewCheck, Proof},
    plan::{Plan, Suggestion},
};
use crate::{diag::safe_line, ids::EpicId};

/// The files of a plan: each story's id with the text of its file.
pub fn files(plan: &Plan) -> Vec<(String, String)> {
    let epic = plan.new_epic.iter().map(|id| (format!("{id}-epic"), epic(id)));
    let stories = plan.suggestions.iter().map(|s| (s.draft.id.to_string(), story(s)));
    epic.chain(stories).collect()
}

/// The text of the file of an epic for suggestions.
pub fn epic(id: &EpicId) -> String {
    let mut table = Table::new();
    table.insert("id", value(id.as_str()));
    table.insert("title", value("Suggested work"));
    table.insert("outcome", value("What evidence shows to be missing is proven."));
    table.decor_mut().set_prefix(
        "# The program had no epic. Give this one a better name, or move its stories to others.\n\n",
    );
    document("epic", table)
}

/// The text of a story's file.
pub fn story(suggestion: &Suggestion) -> String {
    let draft = &suggestion.draft;
    let mut table = Table::new();
    table.insert("id", value(draft.id.as_str()));
    table.insert("epic", value(draft.epic.as_str()));
    if !draft.epic_fits {
        comment(&mut table, "epic", "No story has anything in common with this: choose the epic.");
    }
    table.insert("title", value(&draft.title));
    insert(&mut table, "persona", draft.persona.as_ref());
    table.insert("want", value(&draft.want));
    table.insert("so_that", value(&draft.so_that));
    insert(&mut table, "owner", draft.owner.as_ref());
    table.insert("status", value("draft"));
    comment(&mut table, "status", "Add `points` and a `sprint`, then set this to \"ready\".");
    table.insert("controls", value(controls(draft)));
    if !draft.components.is_empty() {
        table.insert("components", value(list(draft.components.iter())));
    }
    if !draft.risks.is_empty() {
        table.insert("risks", value(list(draft.risks.iter())));
        comment(&mut table, "risks", "The risks of stories with the same proof or controls.");
    }
    if !draft.notes.is_empty() {
        table.insert("notes", value(&draft.notes));
    }
    table.insert("acceptance", Item::ArrayOfTables(acceptance(&draft.acceptance)));
    table.decor_mut().set_prefix(head(suggestion));
    let mut text = document("story", table);
    for further in
        [draft.new_check.as_ref().map(check), draft.new_attestation.as_ref().map(attestation)]
    {
        text.extend(further);
    }
    text
}

pub(super) fn acceptance(criteria: &[Criterion]) -> ArrayOfTables {
    let mut acceptance = ArrayOfTables::new();
    for criterion in criteria {
        let mut table = Table::new();
        table.insert("text", value(&criterion.text));
        match &criterion.proof {
            Proof::Check(id) => table.insert("checks", value(Array::from_iter([id.as_str()]))),
            Proof::Attestation(id) => table.insert("attestation", value(id.as_str())),
        };
        acceptance.push(table);
    }
    acceptance
}

/// Why the story is suggested.
fn head(suggestion: &Suggestion) -> String {
    let draft = &suggestion.draft;
    let mut lines = vec![format!(
        "Suggested, because {}. Nobody has read this yet.",
        draft.reason(suggestion.since)
    )];
    let (all, freed) = (draft.controls.len(), draft.freed);
    lines.push(format!("Controls named: {all}; proven by this alone: {freed}."));
    if !draft.claimed.is_empty() {
        lines.push(format!("Claimed done with the same proof: {}.", draft.claimed.join(", ")));
    }
    if !suggestion.near.is_empty() {
        let near: Vec<String> = suggestion.near.iter().map(ToString::to_string).collect();
        lines.push(format!("Open stories that name some of these controls: {}.", near.join(", ")));
    }
    let lines =
        lines.iter().flat_map(|line| ["# ".to_owned(), safe_line(line).into(), "\n".into()]);
    lines.chain(["\n".to_owned()]).collect()
}

/// The controls, and as a comment those that a crosswalk calls equal: it suggests, and never claims.
fn controls(draft: &Draft) -> Array {
    let mut array = list(draft.controls.iter());
    if !draft.equal.is_empty() {
        let lines = draft.equal.iter().map(|(other, mine)| {
            format!("\n    # \"{other}\", # a crosswalk calls it equal to {mine}: judge and add it")
        });
        array.set_trailing(format!("{}\n", lines.collect::<String>()));
    }
    array
}

pub(super) fn check(new: &NewCheck) -> String {
    let mut table = Table::new();
    table.insert("id", value(new.id.as_str()));
    table.insert("title", value(&new.title));
    let mut none = Array::new();
    let lines = new.might_prove.iter().map(|control| format!("\n    # \"{control}\","));
    none.set_trailing(format!("{}\n", lines.collect::<String>()));
    table.insert("controls", value(none));
    comment(
        &mut table,
        "controls",
        "Add the control once somebody has judged that the rules below prove it.",
    );
    insert(&mut table, "owner", new.owner.as_ref());
    let mut sources = ArrayOfTables::new();
    for (tool, candidates) in &new.sources {
        let mut source = Table::new();
        source.insert("tool", value(tool));
        let mut rules = Array::new();
        for candidate in candidates {
            let mut rule = Value::from(&candidate.rule);
            let why = safe_line(&candidate.origin.words()).into_owned();
            rule.decor_mut().set_prefix(format!("\n    # {why}\n    "));
            rules.push_formatted(rule);
        }
        rules.set_trailing("\n");
        rules.set_trailing_comma(true);
        source.insert("rules", value(rules));
        sources.push(source);
    }
    table.insert("source", Item::ArrayOfTables(sources));
    table
        .decor_mut()
        .set_prefix("\n# A check for this story. It proves no control until it names one.\n");
    document("check", table)
}

fn attestation(new: &NewAttestation) -> String {
    let mut table = Table::new();
    table.insert("id", value(new.id.as_str()));
    table.insert("title", value(&new.title));
    insert(&mut table, "by", new.by.as_ref());
    table.insert("every", value("365d"));
    table.insert("controls", value(list([&new.control].into_iter())));
    table.decor_mut().set_prefix(
        "\n# What a person has to state, and how often. Write it as the sentence to be signed.\n",
    );
    document("attestation", table)
}

pub(super) fn document(kind: &str, table: Table) -> String {
    let mut tables = ArrayOfTables::new();
    tables.push(table);
    let mut document = DocumentMut::new();
    document.insert(kind, Item::ArrayOfTables(tables));
    document.to_string()
}

pub(super) fn insert<T: ToString>(table: &mut Table, key: &str, text: Option<&T>) {
    if let Some(text) = text {
        table.insert(key, value(text.to_string()));
    }
}

/// A comment on the line above a key.
pub(super) fn comment(table: &mut Table, key: &str, text: &str) {
    if let Some(mut key) = table.key_mut(key) {
        key.leaf_decor_mut().set_prefix(format!("# {text}\n"));
    }
}

/// One entry a line, which is what merges well.
pub(super) fn list<T: ToString>(items: impl Iterator<Item = T>) -> Array {
    let mut array = Array::new();
    for item in items {
        let mut entry = Value::from(item.to_string());
        entry.decor_mut().set_prefix("\n    ");
        array.push_formatted(entry);
    }
    array.set_trailing("\n");
    array.set_trailing_comma(!array.is_empty());
    array
}
