//! Results as HTML, Markdown, JSON and CSV, all from the same view.

use serde::Serialize;

use super::{
    Error, csv,
    html::{self, rows::Rows},
    json, kinds, markdown,
};
use crate::report::{
    Lang, Results,
    results::{CheckResults, ResultRow, statuses},
    words::Word,
};

/// How many rows stand in a page for whoever runs no script.
const FIRST: usize = 100;

/// The columns of the data.
const COLUMNS: [&str; 13] = [
    "check",
    "status",
    "subject",
    "kind",
    "rule",
    "account",
    "region",
    "component",
    "severity",
    "since",
    "seen",
    "evidence",
    "message",
];

/// What a page shows without its script.
#[derive(Serialize)]
struct Still<'a> {
    within: &'a [String],
    checks: &'a [CheckResults],
    count: usize,
    first: &'a [ResultRow],
    command: String,
}

/// One page with all rows as data.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn html(view: &Results) -> Result<String, Error> {
    let lang = view.frame.lang;
    let mut rows = Rows::new(&COLUMNS);
    let statuses: Vec<String> = statuses().map(|word| status(word, lang)).collect();
    rows.order("status", statuses.iter().map(String::as_str));
    for row in &view.rows {
        let cells = cells(row, lang);
        rows.add(cells.iter().map(String::as_str));
    }
    let one = match view.checks.as_slice() {
        [check] => format!(" --check {}", check.id),
        _ => String::new(),
    };
    let still = Still {
        within: &view.within,
        checks: &view.checks,
        count: view.rows.len(),
        first: view.rows.get(..FIRST).unwrap_or(&view.rows),
        command: format!("storyproof report results{one} -o results.csv"),
    };
    html::page_with_rows("results.html", &view.frame, &still, &rows.island()?)
}

fn status(word: Word, lang: Lang) -> String {
    [word.status, word.told(lang).word, word.glyph, word.class].join("\n")
}

fn cells(row: &ResultRow, lang: Lang) -> [String; 13] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let seen = row.seen.to_string();
    let minute = seen.get(..16).map_or(seen.clone(), |start| start.replace('T', " "));
    [
        row.check.to_string(),
        status(row.status, lang),
        row.subject.clone(),
        row.kind.clone(),
        row.rule.clone(),
        text(&row.account),
        text(&row.region),
        row.components.join("\n"),
        row.severity.map(|word| lang.text(word)).unwrap_or_default().to_owned(),
        row.since.to_string(),
        minute,
        row.evidence.clone(),
        row.message.clone(),
    ]
}

/// Markdown: the checks, and what does not pass.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn markdown(view: &Results) -> Result<String, Error> {
    markdown::page("results.md", &view.frame, view)
}

/// The view itself, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn json(view: &Results) -> Result<String, Error> {
    json::report(&kinds::RESULTS, &view.frame, view)
}

/// The headings of the table, in English.
pub(super) const HEADER: [&str; 15] = [
    "check",
    "status",
    "subject",
    "kind",
    "tool",
    "rule",
    "account",
    "region",
    "components",
    "severity",
    "muted##result",
    "since",
    "observed",
    "evidence",
    "message",
];

/// Every row as a table.
///
/// # Errors
/// When the table cannot be written.
pub fn csv(view: &Results) -> Result<String, Error> {
    let lang = view.frame.lang;
    csv::table(&HEADER.map(|head| lang.text(head)), view.rows.iter().map(|one| row(one, lang)))
}

/// A row under [`HEADER`].
pub(super) fn row(row: &ResultRow, lang: Lang) -> [String; 15] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        row.check.to_string(),
        row.status.told(lang).word.to_owned(),
        row.subject.clone(),
        row.kind.clone(),
        row.tool.clone(),
        row.rule.clone(),
        text(&row.account),
        text(&row.region),
        row.components.join("; "),
        row.severity.map(|word| lang.text(word)).unwrap_or_default().to_owned(),
        if row.muted { lang.text("muted##result") } else { "" }.to_owned(),
        row.since.to_string(),
        row.seen.to_string(),
        row.evidence.clone(),
        row.message.clone(),
    ]
}
