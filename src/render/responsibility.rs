//! The responsibility matrix as HTML, Markdown, JSON and CSV, all from the same view.

use super::{Error, csv, html, json, kinds, markdown};
use crate::report::{
    Lang, ResponsibilityMatrix,
    responsibility::row::{Part, RequirementRow},
};

/// One self-contained page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn html(view: &ResponsibilityMatrix) -> Result<String, Error> {
    html::page("responsibility.html", &view.frame, view)
}

/// Markdown.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn markdown(view: &ResponsibilityMatrix) -> Result<String, Error> {
    markdown::page("responsibility.md", &view.frame, view)
}

/// The view itself, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn json(view: &ResponsibilityMatrix) -> Result<String, Error> {
    json::report(&kinds::RESPONSIBILITY, &view.frame, view)
}

/// The heads in English.
pub(super) const HEADER: [&str; 18] = [
    "framework",
    "requirement",
    "title",
    "status",
    "class",
    "csa class",
    "accountable",
    "side",
    "party",
    "answers",
    "does",
    "component",
    "serves",
    "attestation",
    "attestation status",
    "evidence",
    "valid until",
    "note",
];

/// A table: one row for each part of a party in a requirement, and one for a requirement in which
/// nobody has a part.
///
/// # Errors
/// When the table cannot be written.
pub fn csv(view: &ResponsibilityMatrix) -> Result<String, Error> {
    let lang = view.frame.lang;
    csv::table(&HEADER.map(|head| lang.text(head)), table(view))
}

/// The rows of the table.
pub(super) fn table(view: &ResponsibilityMatrix) -> Vec<Vec<String>> {
    let requirements = view.frameworks.iter().flat_map(|part| &part.rows);
    requirements.flat_map(|row| rows(row, view.frame.lang)).collect()
}

fn rows(row: &RequirementRow, lang: Lang) -> Vec<Vec<String>> {
    let parts = row.cells.iter().flat_map(|cell| cell.parts.iter().map(|part| (cell.side, part)));
    let mut rows: Vec<Vec<String>> = parts
        .map(|(side, part)| {
            [requirement(row, lang), of_part(side, part, lang), papers(row, part, lang)].concat()
        })
        .collect();
    if rows.is_empty() {
        let empty = vec![String::new(); HEADER.len() - requirement(row, lang).len()];
        rows.push([requirement(row, lang), empty].concat());
    }
    rows
}

fn requirement(row: &RequirementRow, lang: Lang) -> Vec<String> {
    let answering: Vec<&str> = row.accountable.iter().map(|party| party.name.as_str()).collect();
    vec![
        row.id.framework.to_string(),
        row.short.clone(),
        row.title.clone(),
        row.status.told(lang).word.to_owned(),
        row.class.told(lang).word.to_owned(),
        row.csa.unwrap_or_default().to_owned(),
        answering.join("; "),
    ]
}

fn of_part(side: &str, part: &Part, lang: Lang) -> Vec<String> {
    vec![
        lang.text(side).to_owned(),
        part.party.clone(),
        lang.text(if part.accountable { "yes" } else { "no" }).to_owned(),
        part.does.clone(),
        part.component.clone(),
        part.serves.join("; "),
    ]
}

/// The attestations that a part rests on, in five cells.
fn papers(row: &RequirementRow, part: &Part, lang: Lang) -> Vec<String> {
    let of_it = |party: &str| part.id.as_ref().is_some_and(|id| id.as_str() == party);
    let papers: Vec<_> = row.papers.iter().filter(|paper| of_it(&paper.party)).collect();
    let joined = |text: &dyn Fn(&crate::report::responsibility::parties::Paper) -> String| {
        papers.iter().map(|paper| text(paper)).collect::<Vec<_>>().join("; ")
    };
    vec![
        joined(&|paper| paper.attestation.clone()),
        joined(&|paper| paper.status.told(lang).word.to_owned()),
        joined(&|paper| paper.reference.clone().unwrap_or_default()),
        joined(&|paper| paper.until.map_or_else(String::new, |day| day.to_string())),
        joined(&|paper| paper.note.clone().unwrap_or_default()),
    ]
}
