//! The trace as HTML, Markdown, JSON and CSV, all from the same view.

use super::{Error, csv, html, json, kinds, markdown};
use crate::report::{
    Lang, TraceReport,
    lang::say,
    trace::{CheckAt, ControlAt},
    trace_report::{BlockRow, RequirementRow, TemplatePart},
};

/// One self-contained page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn html(view: &TraceReport) -> Result<String, Error> {
    html::page("trace.html", &view.frame, view)
}

/// Markdown.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn markdown(view: &TraceReport) -> Result<String, Error> {
    markdown::page("trace.md", &view.frame, view)
}

/// The view itself, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn json(view: &TraceReport) -> Result<String, Error> {
    json::report(&kinds::TRACE, &view.frame, view)
}

/// The headings of the table, in English.
pub(super) const HEADER: [&str; 15] = [
    "from##an end",
    "id",
    "title",
    "status",
    "component",
    "template",
    "line",
    "kind",
    "controls",
    "blocks",
    "deployed",
    "check",
    "check status",
    "last result",
    "reach",
];

/// A table: from each requirement, then from each block, one row for each check; then what leads
/// nowhere.
///
/// # Errors
/// When the table cannot be written.
pub fn csv(view: &TraceReport) -> Result<String, Error> {
    let lang = view.frame.lang;
    csv::table(&HEADER.map(|head| lang.text(head)), rows(view))
}

/// The rows under the headings.
pub(super) fn rows(view: &TraceReport) -> Vec<[String; 15]> {
    let lang = view.frame.lang;
    let requirements = view.requirements.iter();
    let mut rows: Vec<_> = requirements.flat_map(|row| requirement(row, lang)).collect();
    for template in &view.templates {
        rows.extend(template.blocks.iter().flat_map(|row| block(template, row, lang)));
    }
    for (kind, orphans) in view.orphans.each() {
        rows.extend(orphans.iter().map(|orphan| {
            let mut row = head(lang.text("orphan"), &orphan.name, &orphan.title);
            lang.text(kind).clone_into(&mut row[7]);
            row[14].clone_from(&orphan.why);
            row
        }));
    }
    rows
}

fn head(from: &str, id: &str, title: &str) -> [String; 15] {
    let mut row: [String; 15] = Default::default();
    [row[0], row[1], row[2]] = [from, id, title].map(str::to_owned);
    row
}

fn requirement(row: &RequirementRow, lang: Lang) -> Vec<[String; 15]> {
    let ControlAt { control, title, status } = &row.control;
    let mut cells = head(lang.text("requirement"), &control.to_string(), title);
    cells[3] = status.map(|status| status.told(lang).word.to_owned()).unwrap_or_default();
    cells[4] = row.components.join("; ");
    cells[9] = row.blocks.join("; ");
    row.reach.clone_into(&mut cells[14]);
    for_each_check(cells, &row.checks, lang)
}

fn block(template: &TemplatePart, row: &BlockRow, lang: Lang) -> Vec<[String; 15]> {
    let controls: Vec<String> = row.controls.iter().map(|c| c.control.to_string()).collect();
    let deployed = row.deployed.iter().map(|found| format!("{}: {}", found.place, found.standing));
    let mut cells = head(lang.text("block"), &row.block, "");
    cells[4].clone_from(&template.component);
    cells[5].clone_from(&template.path);
    cells[6] = row.line.to_string();
    cells[7].clone_from(&row.kind);
    cells[8] = controls.join("; ");
    cells[10] = deployed.collect::<Vec<_>>().join("; ");
    row.reach.clone_into(&mut cells[14]);
    for_each_check(cells, &row.checks, lang)
}

/// A row for each check, or one without any.
fn for_each_check(cells: [String; 15], checks: &[CheckAt], lang: Lang) -> Vec<[String; 15]> {
    if checks.is_empty() {
        return vec![cells];
    }
    let with = |check: &CheckAt| {
        let mut cells = cells.clone();
        cells[11] = check.check.to_string();
        let status = check.status.map(|status| status.told(lang).word.to_owned());
        cells[12] = status.unwrap_or_default();
        cells[13] = check.last.as_ref().map_or_else(String::new, |last| {
            say!(lang, "{0} {1}, entry {2}", last.tool, last.observed, last.entry)
        });
        cells
    };
    checks.iter().map(with).collect()
}
