//! What each row of a catalog asks for, held against the program.
//!
//! A field that the file does not have is left as it is, and so is a control that the file does
//! not name. A row that cannot be taken stops the whole: nothing is written until it is settled.
//! A link that leads nowhere stops nothing; it is said, and left out.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    catalog::{Catalog, Entry, id_of},
    edit,
    field::Field,
    links::{self, LinkRow, LinkVerdict},
};
use crate::{
    ids::{ControlId, ControlRef, FrameworkId},
    model::Control,
    program::Program,
};

/// What a row asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RowVerdict {
    /// The program does not have the control yet.
    New,
    /// Some of its fields change.
    Changed,
    /// The files say what it says.
    Unchanged,
    /// It cannot be taken.
    Invalid,
}

impl RowVerdict {
    /// Every verdict.
    pub const ALL: [Self; 4] = [Self::New, Self::Changed, Self::Unchanged, Self::Invalid];

    /// The verdict for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Invalid => "invalid",
        }
    }
}

/// A field that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldChange {
    /// Its key in files.
    pub key: &'static str,
    /// What the files say now.
    pub before: Option<String>,
    /// What they will say.
    pub after: String,
}

/// A row with what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FrameworkRow {
    /// The line in the file.
    pub line: usize,
    /// The control, as it is written here.
    pub control: String,
    /// The control's id as the file has it, when that is another.
    pub written: Option<String>,
    /// What it asks for.
    pub verdict: RowVerdict,
    /// What changes; of a new control everything.
    pub changes: Vec<FieldChange>,
    /// Why it cannot be taken.
    pub note: Option<String>,
}

/// Every row and link with what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FrameworkPlan {
    /// The framework.
    pub framework: FrameworkId,
    /// Whether the program has it already.
    pub is_known: bool,
    /// What changes of the framework itself; of a new one everything.
    pub head: Vec<FieldChange>,
    /// Each row.
    pub rows: Vec<FrameworkRow>,
    /// Each link.
    pub links: Vec<LinkRow>,
    /// What the file has and cannot be taken, with the line.
    pub left_out: Vec<(usize, String)>,
    /// Columns that mean nothing here.
    pub unknown_columns: Vec<String>,
    /// How many controls the program has that the file does not name; they stay.
    pub only_in_files: usize,
    /// What was asked for beside the file.
    #[serde(skip)]
    pub statement_of_applicability: Vec<String>,
}

impl FrameworkPlan {
    /// How many rows have a verdict.
    pub fn count(&self, verdict: RowVerdict) -> usize {
        self.rows.iter().filter(|row| row.verdict == verdict).count()
    }

    /// How many links have a verdict.
    pub fn count_links(&self, verdict: LinkVerdict) -> usize {
        self.links.iter().filter(|link| link.verdict == verdict).count()
    }

    /// Whether people must settle something first.
    pub fn has_trouble(&self) -> bool {
        self.count(RowVerdict::Invalid) > 0
    }

    /// The rows that change files, in order.
    pub(super) fn changed(&self, verdict: RowVerdict) -> impl Iterator<Item = &FrameworkRow> {
        self.rows.iter().filter(move |row| row.verdict == verdict)
    }
}

/// Says what each row asks for. `names` says which framework of ours a framework of theirs is.
pub fn plan(
    program: &Program,
    framework: &FrameworkId,
    catalog: &Catalog,
    names: &BTreeMap<String, FrameworkId>,
) -> FrameworkPlan {
    let mut judge = Judge { program, framework, catalog, seen: BTreeSet::new() };
    let rows: Vec<FrameworkRow> = catalog.entries.iter().map(|entry| judge.row(entry)).collect();
    let in_file: BTreeSet<&str> = rows.iter().map(|row| row.control.as_str()).collect();
    let all = program.controls_of(framework);
    let only_in_files = all.filter(|c| !in_file.contains(c.id.control.as_str())).count();
    let taken = |row: &&FrameworkRow| row.verdict != RowVerdict::Invalid;
    let taken: BTreeSet<&str> = rows.iter().filter(taken).map(|row| row.control.as_str()).collect();
    let links = links::rows(program, framework, catalog, &taken, names);
    FrameworkPlan {
        framework: framework.clone(),
        is_known: program.frameworks.contains_key(framework),
        head: head(program, framework, catalog),
        links,
        left_out: catalog.left_out.clone(),
        unknown_columns: catalog.unknown_columns.clone(),
        only_in_files,
        statement_of_applicability: catalog.statement_of_applicability.clone(),
        rows,
    }
}

/// What changes of the framework itself.
fn head(program: &Program, id: &FrameworkId, catalog: &Catalog) -> Vec<FieldChange> {
    let known = program.frameworks.get(id);
    // A description that only repeats the name is none.
    let notes = catalog.notes.clone().filter(|notes| Some(notes) != catalog.title.as_ref());
    let mut title = catalog.title.clone();
    if known.is_none() {
        title.get_or_insert_with(|| id.to_string());
    }
    let text = |text: &String| (!text.is_empty()).then(|| text.clone());
    let fields = [
        ("title", title, known.and_then(|f| text(&f.title))),
        ("publisher", catalog.publisher.clone(), known.and_then(|f| text(&f.publisher))),
        ("noun", catalog.noun.clone(), known.and_then(|f| text(&f.noun))),
        ("url", catalog.url.clone(), known.and_then(|f| f.url.clone())),
        ("notes", notes, known.and_then(|f| f.notes.clone())),
    ];
    let changed = fields.into_iter().filter_map(|(key, after, before)| {
        let after = after.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())?;
        let is_same = before.as_deref().map(str::trim) == Some(&after);
        (!is_same).then_some(FieldChange { key, before, after })
    });
    changed.collect()
}

struct Judge<'a> {
    program: &'a Program,
    framework: &'a FrameworkId,
    catalog: &'a Catalog,
    seen: BTreeSet<&'a str>,
}

impl<'a> Judge<'a> {
    fn row(&mut self, entry: &'a Entry) -> FrameworkRow {
        let mut row = FrameworkRow {
            line: entry.line,
            control: entry.id.clone(),
            written: (entry.written != entry.id).then(|| entry.written.clone()),
            verdict: RowVerdict::Unchanged,
            changes: Vec::new(),
            note: entry.fault.clone(),
        };
        let known = self.known(&entry.id);
        if row.note.is_none() {
            row.note = self.fault(entry, known);
        }
        if row.note.is_none() {
            row.changes = match known {
                Some(control) => self.changes(entry, control),
                None => new(entry),
            };
            let is_new = known.is_none();
            if is_new || !row.changes.is_empty() {
                row.verdict = if is_new { RowVerdict::New } else { RowVerdict::Changed };
                row.note = edit::fault(self.framework, &row, known);
            }
        }
        if row.note.is_some() {
            row.verdict = RowVerdict::Invalid;
            row.changes.clear();
        }
        row
    }

    fn known(&self, id: &str) -> Option<&'a Control> {
        let control = ControlId::parse(id).ok()?;
        self.program.control(&ControlRef { framework: self.framework.clone(), control })
    }

    fn fault(&mut self, entry: &'a Entry, known: Option<&Control>) -> Option<String> {
        if !self.seen.insert(&entry.id) {
            return Some("the id stands in an earlier row too".to_owned());
        }
        if known.is_some_and(|control| control.broken) {
            return Some("its record in the files has errors: mend that first".to_owned());
        }
        let parent = entry.fields.get(&Field::Parent)?;
        if *parent == entry.id {
            return Some("it stands below itself".to_owned());
        }
        let is_there = self.catalog.entry(parent).is_some() || self.known(parent).is_some();
        (!is_there).then(|| format!("there is no `{parent}` for it to stand below"))
    }

    fn changes(&self, entry: &Entry, control: &Control) -> Vec<FieldChange> {
        let changed = entry.fields.iter().filter_map(|(field, after)| {
            let before = field.of(control);
            let is_same = before.as_deref().map(str::trim) == Some(after.trim());
            if is_same || (*field == Field::Theme && self.is_above(control, after)) {
                return None;
            }
            Some(FieldChange { key: field.key(), before, after: after.clone() })
        });
        changed.collect()
    }

    /// Whether a theme only repeats what a control stands below: formats without a tree say it so.
    fn is_above(&self, control: &Control, theme: &str) -> bool {
        control.theme.is_none()
            && self.program.parent_of(control).is_some_and(|above| above.title.trim() == theme)
    }
}

/// Everything that a new control says.
fn new(entry: &Entry) -> Vec<FieldChange> {
    let mut fields = entry.usual.clone();
    fields.extend(entry.fields.clone());
    if fields.contains_key(&Field::Heading) {
        fields.remove(&Field::Mode);
    } else {
        fields.entry(Field::Mode).or_insert_with(|| "mixed".to_owned());
    }
    let change = |(field, after): (Field, String)| {
        let after = match field {
            Field::Parent => id_of(&after).unwrap_or(after),
            _ => after,
        };
        FieldChange { key: field.key(), before: None, after }
    };
    fields.into_iter().map(change).collect()
}
