//! CSV with the headings of Linear's own export, which its importer reads; what it does not know, it
//! leaves out.

use super::cells::rows;
use crate::{
    exchange::tracker::{Field, Tracker},
    model::Story,
    program::Program,
    render::{Error, csv},
};

const HEADING: [&str; 14] = [
    "ID",
    "External ID",
    "Title",
    "Description",
    "Status",
    "Estimate",
    "Priority",
    "Project",
    "Assignee",
    "Labels",
    "Cycle Name",
    "Started",
    "Completed",
    "Storyproof state",
];

/// The stories.
///
/// # Errors
/// When the table cannot be written.
pub fn linear(program: &Program, stories: &[&Story]) -> Result<String, Error> {
    let rows = rows(program, Tracker::Linear, stories);
    let rows = rows.iter().map(|row| {
        let text = |field: Field| row.text(field).to_owned();
        vec![
            row.key.clone(),
            row.id.clone(),
            text(Field::Title),
            text(Field::Notes),
            text(Field::Status),
            text(Field::Points),
            row.kept_text("Priority").to_owned(),
            text(Field::Epic),
            text(Field::Owner),
            row.kept_text("Labels").to_owned(),
            text(Field::Sprint),
            text(Field::Started),
            text(Field::Done),
            row.state.clone(),
        ]
    });
    csv::table(&HEADING, rows)
}
