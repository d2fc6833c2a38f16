//! The files with decisions changed, and everything else as it was: comments, order, blanks.

use std::collections::BTreeMap;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use super::plan::{Decided, ImportPlan};
use crate::{
    ids::ControlRef,
    model::{Applicability, decode},
    program::Program,
    source::{FileId, Sources},
};

/// Why files cannot be edited.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// A file is not what it was when it was read.
    #[error("{path} cannot be edited: {why}")]
    File {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// There is no file that a new decision belongs in.
    #[error("there is no decision of this framework yet to put {0} beside")]
    NoPlace(String),
}

/// The files that change, each by its path with its new text.
///
/// # Errors
/// When a file cannot be edited so that it says what was asked for and nothing else.
pub fn edit(
    program: &Program,
    sources: &Sources,
    plan: &ImportPlan,
) -> Result<Vec<(String, String)>, EditError> {
    let mut by_file: BTreeMap<FileId, Vec<(ControlRef, &Decided)>> = BTreeMap::new();
    for (control, asked) in plan.changes() {
        let no_place = || EditError::NoPlace(control.to_owned());
        let id: ControlRef = control.parse().map_err(|_| no_place())?;
        let file = file_of(program, &id).ok_or_else(no_place)?;
        by_file.entry(file).or_default().push((id, asked));
    }
    let mut files = Vec::new();
    for (file, asked) in by_file {
        let path = sources.path(file).to_owned();
        let wrong = |why: String| EditError::File { path: path.clone(), why };
        let read = sources.file(file).filter(|file| file.trouble.is_none());
        let read = read.ok_or_else(|| wrong("it cannot be read".to_owned()))?;
        let edited = edited(&read.text, &asked).map_err(wrong)?;
        files.push((path, edited));
    }
    Ok(files)
}

/// The file that holds the decision on a control, or else the last decision of its framework.
fn file_of(program: &Program, control: &ControlRef) -> Option<FileId> {
    let own = program.applicability_of(control);
    let beside = || {
        let mut all = program.applicability.values().rev();
        all.find(|decision| decision.control.framework == control.framework)
    };
    own.or_else(beside).map(|decision| decision.control.span.file)
}

/// The text of a file with these decisions in it; checked by reading it again.
fn edited(text: &str, asked: &[(ControlRef, &Decided)]) -> Result<String, String> {
    let before = decisions(text);
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{error}"))?;
    for (control, asked) in asked {
        change(&mut document, control, asked)?;
    }
    let mut edited = document.to_string();
    if text.contains("\r\n") {
        edited = edited.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    let after = decisions(&edited);
    for (control, asked) in asked {
        let made = after.get(control);
        let fits = made.is_some_and(|made| {
            let because: Vec<&str> = made.because.iter().map(|word| word.value.as_str()).collect();
            made.applicable == asked.applicable
                && because == asked.because
                && made.reason.as_ref().is_some_and(|reason| reason.value == asked.reason)
        });
        if !fits {
            return Err(format!("the decision on {control} would not read as asked"));
        }
    }
    let is_asked = |id: &ControlRef| asked.iter().any(|(control, _)| control == id);
    let kept = |all: &BTreeMap<ControlRef, Applicability>| -> Vec<(ControlRef, bool, String)> {
        all.iter()
            .filter(|(id, _)| !is_asked(id))
            .map(|(id, made)| {
                let reason = made.reason.as_ref().map(|r| r.value.clone()).unwrap_or_default();
                (id.clone(), made.applicable, reason)
            })
            .collect()
    };
    if kept(&before) != kept(&after) {
        return Err("other decisions would change".to_owned());
    }
    Ok(edited)
}

fn decisions(text: &str) -> BTreeMap<ControlRef, Applicability> {
    let (records, _) = decode(&Sources::from_texts([("controls/x.toml", text)]));
    records.applicability.into_iter().map(|made| (made.control.value.clone(), made)).collect()
}

fn change(document: &mut DocumentMut, control: &ControlRef, asked: &Decided) -> Result<(), String> {
    let name = control.to_string();
    let found = document.get_mut("applicability").and_then(|item| table_of(item, &name));
    if let Some(table) = found {
        set(table, asked);
        return Ok(());
    }
    let mut table = Table::new();
    table.insert("control", Item::Value(name.into()));
    table.decor_mut().set_prefix("\n");
    set(&mut table, asked);
    let all = document
        .entry("applicability")
        .or_insert(Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .ok_or("its decisions stand in an inline list: add the new one by hand")?;
    all.push(table);
    Ok(())
}

/// The table of a control's decision, whichever way the list is written.
fn table_of<'d>(item: &'d mut Item, control: &str) -> Option<&'d mut dyn TableLike> {
    let is_it = |table: &dyn TableLike| {
        table.get("control").and_then(Item::as_str).is_some_and(|id| id == control)
    };
    match item {
        Item::ArrayOfTables(all) => {
            let table = all.iter_mut().find(|table| is_it(*table));
            table.map(|table| table as &mut dyn TableLike)
        }
        Item::Value(Value::Array(all)) => {
            let mut tables = all.iter_mut().filter_map(Value::as_inline_table_mut);
            let table = tables.find(|table| is_it(*table));
            table.map(|table| table as &mut dyn TableLike)
        }
        _ => None,
    }
}

fn set(table: &mut dyn TableLike, asked: &Decided) {
    replace(table, "applicable", asked.applicable.into());
    let is_same = |item: &Item, wanted: &str| item.as_str() == Some(wanted);
    if !table.get("reason").is_some_and(|item| is_same(item, &asked.reason)) {
        replace(table, "reason", asked.reason.as_str().into());
    }
    let written = table.get("because").and_then(Item::as_array);
    let written: Option<Vec<&str>> =
        written.map(|all| all.iter().filter_map(Value::as_str).collect());
    if asked.because.is_empty() {
        table.remove("because");
    } else if written.is_none_or(|written| written != asked.because) {
        replace(table, "because", Value::Array(asked.because.iter().collect::<Array>()));
    }
    let excluded = table.get("implementation").is_some_and(|item| is_same(item, "excluded"));
    match (asked.applicable, excluded) {
        (false, false) => replace(table, "implementation", "excluded".into()),
        // What meets it is for people to say; stories do, until they have.
        (true, true) => _ = table.remove("implementation"),
        _ => {}
    }
}

/// Sets a value; one that stands there keeps the blanks and the comment around it.
fn replace(table: &mut dyn TableLike, key: &str, new: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(value) => {
            let decor = value.decor().clone();
            *value = new;
            *value.decor_mut() = decor;
        }
        None => _ = table.insert(key, Item::Value(new)),
    }
}
