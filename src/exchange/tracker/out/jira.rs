//! CSV for Jira's importers: epics before the stories that stand below them, headings without
//! punctuation, and for each row the id that it has here (`External ID`).
//!
//! Source: Atlassian, "Importing data from CSV" and "Keep issue parent-child mapping during CSV
//! import": a row names the `Issue ID` of a row above it as its `Parent`; that number is only good
//! inside the file.

use std::collections::BTreeMap;

use super::cells::{Row, rows};
use crate::{
    exchange::tracker::{Field, Tracker},
    ids::EpicId,
    model::{Epic, Story},
    program::Program,
    render::{Error, csv},
};

const HEADING: [&str; 15] = [
    "Issue Type",
    "Issue key",
    "Issue ID",
    "External ID",
    "Parent",
    "Summary",
    "Description",
    "Status",
    "Sprint",
    "Story Points",
    "Assignee",
    "Start date",
    "Resolved",
    "Priority",
    "Storyproof state",
];

/// The stories, and the epics that they stand below.
///
/// # Errors
/// When the table cannot be written.
pub fn jira(program: &Program, stories: &[&Story]) -> Result<String, Error> {
    let epics: BTreeMap<&EpicId, &Epic> =
        stories.iter().filter_map(|story| program.epics.get_key_value(&story.epic.value)).collect();
    let numbers: BTreeMap<&EpicId, usize> = epics.keys().copied().zip(1..).collect();
    let rows = rows(program, Tracker::Jira, stories);
    // A label each in a column of its own: Jira takes a repeated heading for several values.
    let labels = rows.iter().map(|row| row.kept("Labels").len()).max().unwrap_or_default();
    let heading: Vec<&str> =
        HEADING.into_iter().chain(std::iter::repeat_n("Labels", labels)).collect();
    let above = epics.values().map(|epic| epic_row(epic, &numbers, labels));
    let below = stories.iter().zip(&rows).zip(epics.len() + 1..);
    let below = below.map(|((story, row), number)| story_row(story, row, number, &numbers, labels));
    csv::table(&heading, above.chain(below))
}

fn epic_row(epic: &Epic, numbers: &BTreeMap<&EpicId, usize>, labels: usize) -> Vec<String> {
    let id = &epic.id.value;
    let key = epic.external.iter().find(|id| id.tracker() == Tracker::Jira.word());
    let mut cells = vec![String::new(); HEADING.len() + labels];
    let said = [
        "Epic".to_owned(),
        key.map(|key| key.id().to_owned()).unwrap_or_default(),
        numbers.get(id).map(ToString::to_string).unwrap_or_default(),
        id.to_string(),
        String::new(),
        epic.title.clone(),
        epic.outcome.clone(),
    ];
    cells.splice(..said.len(), said);
    cells
}

fn story_row(
    story: &Story,
    row: &Row,
    number: usize,
    epics: &BTreeMap<&EpicId, usize>,
    labels: usize,
) -> Vec<String> {
    let kind = match row.kept_text("Issue Type") {
        // What Jira has already keeps the type that it has there.
        "" if row.key.is_empty() => "Story",
        kind => kind,
    };
    let mut cells = vec![
        kind.to_owned(),
        row.key.clone(),
        number.to_string(),
        row.id.clone(),
        epics.get(&story.epic.value).map(ToString::to_string).unwrap_or_default(),
    ];
    let shared = [
        Field::Title,
        Field::Notes,
        Field::Status,
        Field::Sprint,
        Field::Points,
        Field::Owner,
        Field::Started,
        Field::Done,
    ];
    cells.extend(shared.map(|field| row.text(field).to_owned()));
    cells.push(row.kept_text("Priority").to_owned());
    cells.push(row.state.clone());
    let kept = row.kept("Labels").iter().cloned();
    cells.extend(kept.chain(std::iter::repeat(String::new())).take(labels));
    cells
}
