//! Bytes become issues: each a row with the cells that say something, by the headings of the file.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Field, Tracker, github};
use crate::{
    exchange::table::{self, TableError},
    render::csv::text_of,
};

/// The most columns of a tracker's table: Jira has one for each comment and each label.
const MAX_COLUMNS: usize = 2_000;

/// How many rows `gh` lists when it is not told.
const GH_LIMIT: usize = 30;

/// How many rows Jira exports at once.
const JIRA_LIMIT: usize = 1_000;

/// The cells of one issue, by heading. A heading that stands again adds a text.
pub type Cells = BTreeMap<String, Vec<String>>;

/// One issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Issue {
    /// Where it stands: the line of a table, or the place in a list, counted from 1.
    pub line: usize,
    /// Its cells; a column of the file that says nothing here is there without a text.
    pub cells: Cells,
    /// Why it cannot be taken.
    pub trouble: Option<String>,
}

/// A column, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// What it says; `None` when it is only kept.
    pub field: Option<Field>,
    #[serde(skip)]
    pub(super) rank: usize,
}

/// A file of issues.
#[derive(Debug, Clone)]
pub struct Issues {
    /// Where they come from.
    pub tracker: Tracker,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its issues.
    pub issues: Vec<Issue>,
    /// What may be missing from the file.
    pub warnings: Vec<String>,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is no table.
    #[error(transparent)]
    Table(#[from] TableError),
    /// It is no JSON.
    #[error("the file is no JSON that `gh` writes: {0}")]
    Json(String),
    /// A column that was named is not there.
    #[error("the file has no column `{0}`")]
    NoColumn(String),
    /// No column says what is needed.
    #[error("no column of the file is {0}")]
    Missing(&'static str),
}

/// Reads a file of issues. `map` says what columns are, in place of what is known of the tracker.
///
/// # Errors
/// When the file cannot be read, or has no titles.
pub fn read(tracker: Tracker, bytes: &[u8], map: &[(String, Field)]) -> Result<Issues, ReadError> {
    let (headings, issues) = match tracker {
        Tracker::GitHub => github::issues(bytes)?,
        _ => of_table(bytes)?,
    };
    let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
    if let Some((name, _)) = map.iter().find(|(name, _)| !headings.iter().any(|h| same(h, name))) {
        return Err(ReadError::NoColumn(name.clone()));
    }
    let column = |heading: &String| {
        let told = map.iter().position(|(name, _)| same(name, heading));
        let (rank, field) = match told.and_then(|at| map.get(at).map(|(_, field)| (at, *field))) {
            Some((at, field)) => (at, Some(field)),
            None => match tracker.column(heading) {
                Some((rank, field)) => (map.len() + rank, Some(field)),
                None => (usize::MAX, None),
            },
        };
        Column { heading: heading.clone(), field, rank }
    };
    let columns: Vec<Column> = headings.iter().map(column).collect();
    if !issues.is_empty() && !columns.iter().any(|column| column.field == Some(Field::Title)) {
        return Err(ReadError::Missing("the title"));
    }
    let warnings = warnings(tracker, issues.len());
    Ok(Issues { tracker, columns, issues, warnings })
}

fn warnings(tracker: Tracker, rows: usize) -> Vec<String> {
    let warning = match (tracker, rows) {
        (Tracker::GitHub, GH_LIMIT) => {
            "exactly 30 rows: `gh` lists 30 unless it is told more (`--limit 1000`), so there may be others"
        }
        (Tracker::Jira, JIRA_LIMIT) => {
            "exactly 1,000 rows: Jira exports no more at once, so there may be others; export them by a narrower filter"
        }
        _ => return Vec::new(),
    };
    vec![warning.to_owned()]
}

fn of_table(bytes: &[u8]) -> Result<(Vec<String>, Vec<Issue>), ReadError> {
    let table = table::lines(bytes, MAX_COLUMNS)?;
    let headings: Vec<String> = table.heading.iter().map(|cell| cell.trim().to_owned()).collect();
    let mut names: Vec<String> = Vec::new();
    for name in headings.iter().filter(|name| !name.is_empty()) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    let issue = |(line, cells): (usize, Vec<String>)| {
        let trouble = (cells.len() > headings.len()).then(|| {
            format!(
                "it has {} cells and the heading {}: put a text with commas or line breaks in quotes",
                cells.len(),
                headings.len()
            )
        });
        let mut read = Cells::new();
        for (heading, cell) in headings.iter().zip(&cells).filter(|(name, _)| !name.is_empty()) {
            let texts = read.entry(heading.clone()).or_default();
            let text = plain(text_of(cell));
            if !text.is_empty() {
                texts.push(text);
            }
        }
        Issue { line, cells: read, trouble }
    };
    Ok((names, table.rows.into_iter().map(issue).collect()))
}

/// A text with line ends of one kind and no blanks around it.
pub(super) fn plain(text: &str) -> String {
    let text = text.trim();
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
    }
}

impl Issues {
    /// The texts of a field: those of its most telling column that says something; `None` when no
    /// column of the issue is about it.
    pub(super) fn texts<'c>(&self, cells: &'c Cells, field: Field) -> Option<&'c [String]> {
        let columns = self.columns.iter().filter(|column| column.field == Some(field));
        let mut there: Vec<(usize, &[String])> = columns
            .filter_map(|column| Some((column.rank, cells.get(&column.heading)?.as_slice())))
            .collect();
        there.sort_by_key(|(rank, texts)| (texts.is_empty(), *rank));
        there.first().map(|(_, texts)| *texts)
    }

    /// The last text of a field.
    pub(super) fn text<'c>(&self, cells: &'c Cells, field: Field) -> Option<&'c str> {
        self.texts(cells, field)?.last().map(String::as_str)
    }

    /// The columns of a field.
    pub(super) fn headings(&self, field: Field) -> impl Iterator<Item = &str> {
        let columns = self.columns.iter().filter(move |column| column.field == Some(field));
        columns.map(|column| column.heading.as_str())
    }
}
