//! The files with a catalog in them, and everything else as it was: comments, order, blanks.
//!
//! New controls go behind the others of their framework, or into a file of its own; links to our
//! checks go into the files of these. What comes out is read again before it counts: no file may
//! say anything wrong that it did not say before.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::{
    field::Field,
    links::{LinkRow, Write},
    plan::{FieldChange, FrameworkPlan, FrameworkRow, RowVerdict},
};
use crate::{
    edit::{Change, Which, edit as edit_record},
    ids::{CheckId, FrameworkId},
    model::{Control, decode},
    program::{self, Program},
    source::{FileId, Sources},
};

/// Why the files cannot be made to say it.
#[derive(Debug, thiserror::Error)]
pub enum FrameworkEditError {
    /// A file cannot be edited.
    #[error("{path} cannot be edited: {why}")]
    File {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// The id would be a hidden file's name.
    #[error("a framework's id does not begin with a dot")]
    Hidden,
    /// The files would say something wrong.
    #[error("{path} would not be right: {why}")]
    Wrong {
        /// The file.
        path: String,
        /// What would be wrong.
        why: String,
    },
}

/// The files that change or are new, each by its path with its new text.
///
/// # Errors
/// When the files cannot be made to say it.
pub fn edit(
    program: &Program,
    sources: &Sources,
    plan: &FrameworkPlan,
) -> Result<Vec<(String, String)>, FrameworkEditError> {
    if plan.framework.as_str().starts_with('.') {
        return Err(FrameworkEditError::Hidden);
    }
    let mut files = Files { sources, texts: BTreeMap::new() };
    controls(program, plan, &mut files)?;
    checks(program, plan, &mut files)?;
    crosswalks(plan, &mut files)?;
    let changed = files.changed();
    verify(sources, &changed)?;
    Ok(changed)
}

/// The texts of files as they become.
struct Files<'a> {
    sources: &'a Sources,
    texts: BTreeMap<String, String>,
}

impl Files<'_> {
    /// The text of a file as it is by now; empty when there is none.
    fn text(&mut self, path: &str) -> Result<&mut String, FrameworkEditError> {
        if !self.texts.contains_key(path) {
            let file = self.sources.find(path).and_then(|id| self.sources.file(id));
            if file.is_some_and(|file| file.trouble.is_some()) {
                let why = "it cannot be read".to_owned();
                return Err(FrameworkEditError::File { path: path.to_owned(), why });
            }
            let text = file.map(|file| file.text.clone()).unwrap_or_default();
            self.texts.insert(path.to_owned(), text);
        }
        Ok(self.texts.entry(path.to_owned()).or_default())
    }

    fn change(
        &mut self,
        path: &str,
        which: Which<'_>,
        changes: &[Change],
    ) -> Result<(), FrameworkEditError> {
        let text = self.text(path)?;
        *text = edit_record(text, which, changes).map_err(|error| FrameworkEditError::File {
            path: path.to_owned(),
            why: error.to_string(),
        })?;
        Ok(())
    }

    /// Adds records behind what a file holds.
    fn append(&mut self, path: &str, records: &str) -> Result<(), FrameworkEditError> {
        let text = self.text(path)?;
        let windows = text.contains("\r\n");
        if !text.is_empty() {
            text.truncate(text.trim_end().len());
            text.push_str("\n\n");
        }
        text.push_str(records.trim_start());
        if windows {
            *text = text.replace("\r\n", "\n").replace('\n', "\r\n");
        }
        Ok(())
    }

    /// What is not as it was.
    fn changed(self) -> Vec<(String, String)> {
        let same = |path: &str, text: &str| {
            let file = self.sources.find(path).and_then(|id| self.sources.file(id));
            file.is_some_and(|file| file.text == text)
        };
        self.texts.into_iter().filter(|(path, text)| !same(path, text)).collect()
    }
}

fn controls(
    program: &Program,
    plan: &FrameworkPlan,
    files: &mut Files<'_>,
) -> Result<(), FrameworkEditError> {
    let id = plan.framework.as_str();
    let own = program.frameworks.get(&plan.framework);
    let usual = format!("controls/frameworks/{id}.toml");
    let last = program.controls_of(&plan.framework).last().map(|control| control.id_span);
    let place = last.or_else(|| own.map(|framework| framework.id.span));
    let home = place.map_or(usual, |span| program.path(span).to_owned());
    match own {
        Some(framework) if !plan.head.is_empty() => {
            let path = program.path(framework.id.span);
            let which = Which { table: "framework", named: &[("id", id)] };
            files.change(path, which, &head_changes(&plan.head))?;
        }
        Some(_) => {}
        None => files.append(&home, &new_framework(plan))?,
    }
    for row in plan.changed(RowVerdict::Changed) {
        let Some(control) = known(program, &plan.framework, &row.control) else { continue };
        let named = [("framework", id), ("id", control.id.control.as_str())];
        let which = Which { table: "control", named: &named };
        files.change(program.path(control.id_span), which, &row_changes(row))?;
    }
    let new: String =
        plan.changed(RowVerdict::New).map(|row| record(&plan.framework, row)).collect();
    if !new.is_empty() {
        files.append(&home, &new)?;
    }
    Ok(())
}

fn known<'p>(program: &'p Program, framework: &FrameworkId, control: &str) -> Option<&'p Control> {
    program.control(&format!("{framework}/{control}").parse().ok()?)
}

fn head_changes(head: &[FieldChange]) -> Vec<Change> {
    head.iter().map(|change| Change::Set(change.key, change.after.as_str().into())).collect()
}

fn row_changes(row: &FrameworkRow) -> Vec<Change> {
    let set = |change: &FieldChange| {
        let field = Field::of_key(change.key)?;
        Some(Change::Set(change.key, field.value(&change.after)))
    };
    row.changes.iter().filter_map(set).collect()
}

fn new_framework(plan: &FrameworkPlan) -> String {
    let mut table = Table::new();
    table.insert("id", value(plan.framework.as_str()));
    for change in &plan.head {
        table.insert(change.key, value(&change.after));
    }
    if !plan.statement_of_applicability.is_empty() {
        let patterns: Array = plan.statement_of_applicability.iter().collect();
        table.insert("statement_of_applicability", value(patterns));
    }
    document("framework", [table])
}

/// A new control as a record of a file.
fn record(framework: &FrameworkId, row: &FrameworkRow) -> String {
    let mut table = Table::new();
    table.insert("framework", value(framework.as_str()));
    table.insert("id", value(&row.control));
    for change in &row.changes {
        if let Some(field) = Field::of_key(change.key) {
            table.insert(change.key, Item::Value(field.value(&change.after)));
        }
    }
    document("control", [table])
}

/// Records with a blank line before each.
fn document(kind: &str, records: impl IntoIterator<Item = Table>) -> String {
    let mut tables = ArrayOfTables::new();
    for mut table in records {
        table.decor_mut().set_prefix("\n");
        tables.push(table);
    }
    let mut document = DocumentMut::new();
    document.insert(kind, Item::ArrayOfTables(tables));
    document.to_string()
}

/// Why a record with these fields would not be right.
pub(super) fn fault(
    framework: &FrameworkId,
    row: &FrameworkRow,
    known: Option<&Control>,
) -> Option<String> {
    let mut fields: BTreeMap<Field, String> = BTreeMap::new();
    if let Some(control) = known {
        fields.extend(Field::ALL.into_iter().filter_map(|f| Some((f, f.of(control)?))));
    }
    fields
        .extend(row.changes.iter().filter_map(|c| Some((Field::of_key(c.key)?, c.after.clone()))));
    let changes = fields.into_iter().map(|(field, after)| FieldChange {
        key: field.key(),
        before: None,
        after,
    });
    let text = record(framework, &FrameworkRow { changes: changes.collect(), ..row.clone() });
    let (_, found) = decode(&Sources::from_texts([("controls/x.toml", text)]));
    found.first().map(|found| {
        let label = &found.primary.text;
        if label.is_empty() { found.title.clone() } else { format!("{}: {label}", found.title) }
    })
}

/// Links to our checks, and the checks that are made for rules that none asks about.
fn checks(
    program: &Program,
    plan: &FrameworkPlan,
    files: &mut Files<'_>,
) -> Result<(), FrameworkEditError> {
    let mut linked: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut made: BTreeMap<&str, (&str, &str, Vec<String>)> = BTreeMap::new();
    for LinkRow { control, write, .. } in &plan.links {
        let full = format!("{}/{control}", plan.framework);
        match write {
            Some(Write::Check { check }) => linked.entry(check).or_default().push(full),
            Some(Write::NewCheck { check, tool, rule }) => {
                made.entry(check).or_insert((tool, rule, Vec::new())).2.push(full);
            }
            _ => {}
        }
    }
    for (id, controls) in linked {
        let check = CheckId::parse(id).ok().and_then(|id| program.checks.get(&id));
        let Some(check) = check else { continue };
        let changes: Vec<Change> =
            controls.into_iter().map(|control| Change::Push("controls", control.into())).collect();
        let which = Which { table: "check", named: &[("id", id)] };
        files.change(program.path(check.id.span), which, &changes)?;
    }
    if made.is_empty() {
        return Ok(());
    }
    let records: String = made.iter().map(|(id, parts)| new_check(id, parts)).collect();
    files.append(&format!("controls/checks/{}.toml", plan.framework), &records)
}

fn new_check(id: &str, (tool, rule, controls): &(&str, &str, Vec<String>)) -> String {
    let mut source = Table::new();
    source.insert("tool", value(*tool));
    source.insert("rules", value(Array::from_iter([*rule])));
    let mut sources = ArrayOfTables::new();
    sources.push(source);
    let mut table = Table::new();
    table.insert("id", value(id));
    table.insert("title", value(format!("The rule {rule} of {tool} passes")));
    table.insert("controls", value(lines(controls)));
    table.insert("source", Item::ArrayOfTables(sources));
    document("check", [table])
}

/// A list; one entry a line when it is long, which is what merges well.
fn lines(entries: &[String]) -> Array {
    let mut array = Array::new();
    let is_long = entries.iter().map(|entry| entry.len() + 4).sum::<usize>() > 80;
    for entry in entries {
        let mut entry = Value::from(entry);
        if is_long {
            entry.decor_mut().set_prefix("\n    ");
            array.push_formatted(entry);
        } else {
            array.push(entry);
        }
    }
    if is_long {
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}

fn crosswalks(plan: &FrameworkPlan, files: &mut Files<'_>) -> Result<(), FrameworkEditError> {
    // One record for each control, relation and source, in the order of the file.
    let mut order: Vec<(&str, &str, &str)> = Vec::new();
    let mut ends: BTreeMap<(&str, &str, &str), Vec<String>> = BTreeMap::new();
    for LinkRow { control: from, write, .. } in &plan.links {
        if let Some(Write::Crosswalk { relation, control, source }) = write {
            let key = (from.as_str(), *relation, source.as_str());
            let all = ends.entry(key).or_default();
            if all.is_empty() {
                order.push(key);
            }
            all.push(control.clone());
        }
    }
    if order.is_empty() {
        return Ok(());
    }
    let mut records = String::new();
    for key in order {
        let (from, relation, source) = key;
        let mut table = Table::new();
        table.insert("from", value(format!("{}/{from}", plan.framework)));
        table.insert("to", value(lines(ends.get(&key).map(Vec::as_slice).unwrap_or_default())));
        table.insert("relation", value(relation));
        table.insert("source", value(source));
        records.push_str(&document("crosswalk", [table]));
    }
    files.append(&format!("controls/crosswalks/{}.toml", plan.framework), &records)
}

/// The whole program with the new texts says nothing wrong that it did not say before.
fn verify(sources: &Sources, changed: &[(String, String)]) -> Result<(), FrameworkEditError> {
    let new: BTreeMap<&str, &str> =
        changed.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let kept = sources.iter().filter(|(_, file)| !new.contains_key(&*file.path));
    let kept = kept.map(|(_, file)| (file.path.to_string(), file.text.clone()));
    let added = new.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    let said = |sources: &Sources| {
        let (records, mut found) = decode(sources);
        found.extend(program::resolve(records).1);
        let said = found.into_iter().map(|found| {
            let file: FileId = found.primary.span.file;
            (sources.path(file).to_owned(), found.title)
        });
        said.collect::<BTreeSet<(String, String)>>()
    };
    let all = sources.iter().map(|(_, file)| (file.path.to_string(), file.text.clone()));
    let before = said(&Sources::from_texts(all));
    let after = said(&Sources::from_texts(kept.chain(added).collect::<Vec<_>>()));
    match after.difference(&before).next() {
        Some((path, why)) => {
            Err(FrameworkEditError::Wrong { path: path.clone(), why: why.clone() })
        }
        None => Ok(()),
    }
}
