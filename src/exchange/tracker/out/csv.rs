//! A plain table: our own words as headings.

use super::cells::rows;
use crate::{
    exchange::tracker::{Field, Tracker, field::SHARED},
    model::Story,
    program::Program,
    render::{Error, csv as table},
};

/// The stories.
///
/// # Errors
/// When the table cannot be written.
pub fn csv(program: &Program, stories: &[&Story]) -> Result<String, Error> {
    let words = SHARED.map(Field::word);
    let heading: Vec<&str> = ["id", "key"].into_iter().chain(words).chain(["state"]).collect();
    let rows = rows(program, Tracker::Csv, stories);
    let rows = rows.iter().map(|row| {
        let fields: Vec<String> = SHARED.map(|field| row.text(field).to_owned()).into();
        [row.id.clone(), row.key.clone()].into_iter().chain(fields).chain([row.state.clone()])
    });
    table::table(&heading, rows.map(Iterator::collect::<Vec<String>>))
}
