//! Tables: CSV, or a sheet of a workbook.
//!
//! The columns are the fields of a control by their keys in the files, and those that link it:
//! `checks`, and `equal`, `subset`, `superset`, `intersects` with controls of other frameworks.

use std::collections::BTreeMap;

use super::CatalogError;
use crate::{
    exchange::{
        framework::{
            catalog::{Catalog, Entry, Link, Target, id_of, relation_of},
            field::Field,
        },
        table::Table,
    },
    model::Relation,
    render::csv::text_of,
};

/// The sheet of a workbook that is read.
pub(super) const SHEET: &str = "Controls";

/// What a column is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Id,
    Field(Field),
    Checks,
    Controls(Relation),
}

pub(super) fn read(table: &Table) -> Result<Catalog, CatalogError> {
    let mut catalog = Catalog::default();
    let mut columns: BTreeMap<Column, usize> = BTreeMap::new();
    for (at, name) in table.heading.iter().enumerate() {
        match column(name) {
            Some(column) if !columns.contains_key(&column) => _ = columns.insert(column, at),
            Some(_) => {
                let why = format!("two columns mean the same, and `{}` is one", name.trim());
                return Err(CatalogError::Line { line: 1, why });
            }
            None if name.trim().is_empty() => {}
            None => catalog.unknown_columns.push(name.trim().to_owned()),
        }
    }
    let Some(id) = columns.get(&Column::Id).copied() else { return Err(CatalogError::Unknown) };
    for (line, cells) in &table.rows {
        let cell = |at: usize| text_of(cells.get(at).map_or("", String::as_str));
        let mut entry = Entry::new(*line, cell(id));
        for (column, at) in &columns {
            let text = cell(*at);
            match column {
                Column::Id => {}
                Column::Field(field) => set(&mut entry, *field, text),
                Column::Checks => {
                    let to = names(text).map(|name| Target::Check(name.to_owned()));
                    catalog.links.extend(to.map(|to| link(*line, &entry, to)));
                }
                Column::Controls(relation) => {
                    for name in names(text) {
                        let (framework, control) = name.split_once('/').unwrap_or((name, ""));
                        let to = Target::Control {
                            relation: *relation,
                            framework: framework.to_owned(),
                            control: control.to_owned(),
                            source: String::new(),
                        };
                        catalog.links.push(link(*line, &entry, to));
                    }
                }
            }
        }
        if !entry.fields.contains_key(&Field::Title) {
            let summary = entry.fields.get(&Field::Summary).cloned();
            entry.describe(None, summary.as_deref());
        }
        catalog.entries.push(entry);
    }
    Ok(catalog)
}

fn link(line: usize, entry: &Entry, to: Target) -> Link {
    Link { line, from: entry.id.clone(), to }
}

/// The names in a cell, with blanks, commas or semicolons between them.
fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', ' ', '\n', '\t', '\r']).filter(|name| !name.is_empty())
}

fn set(entry: &mut Entry, field: Field, text: &str) {
    match field {
        Field::Heading => {
            let yes = ["true", "yes", "y", "x", "1"];
            if yes.contains(&text.trim().to_ascii_lowercase().as_str()) {
                entry.set(field, "true");
            }
        }
        Field::Parent | Field::SupersededBy => {
            entry.set(field, id_of(text).as_deref().unwrap_or(""));
        }
        Field::Aliases => entry.set(field, &names(text).collect::<Vec<_>>().join(", ")),
        _ => entry.set(field, text),
    }
}

/// What a heading means, whichever of its usual names it has.
fn column(name: &str) -> Option<Column> {
    let key: String = name.trim().to_ascii_lowercase().replace([' ', '-'], "_");
    let column = match key.as_str() {
        "id" | "ref" | "ref_id" | "control" | "control_id" | "requirement" | "requirement_id" => {
            Column::Id
        }
        "name" => Column::Field(Field::Title),
        "description" => Column::Field(Field::Summary),
        "section" | "category" => Column::Field(Field::Theme),
        "checks" => Column::Checks,
        key => match (Field::of_key(key), relation_of(key)) {
            (Some(field), _) => Column::Field(field),
            (_, Some(relation)) => Column::Controls(relation),
            _ => return None,
        },
    };
    Some(column)
}
