//! Records of delimited text (CSV), by the names of their columns, in constant memory.
//!
//! The first record names the columns; every other must have as many fields. A field may hold line
//! ends inside quotes. A file whose last record has no line end was cut off: tools end every
//! record with one.

use std::collections::BTreeMap;

use csv::{ByteRecord, ReaderBuilder};

use super::{
    error::{Failure, Position, Problem},
    pipe::{Limit, Pipe},
    window::Window,
};

/// The largest record.
const MAX_RECORD: Limit = Limit { what: "one record", bytes: 16 << 20, words: "16 MiB" };

/// One record.
pub(super) struct Row<'r> {
    columns: &'r BTreeMap<String, usize>,
    fields: &'r ByteRecord,
}

impl Row<'_> {
    /// The field of a column without white space around it; empty when there is no such column.
    pub(super) fn get(&self, column: &str) -> &str {
        let field = self.columns.get(column).and_then(|index| self.fields.get(*index));
        // The text was valid before it was split at ASCII characters.
        field.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default().trim()
    }
}

/// Hands over every record behind the header, and says how many there were.
pub(super) fn each(
    window: Window<'_>,
    what: &'static str,
    delimiter: u8,
    columns: &[&'static str],
    mut take: impl FnMut(&Row<'_>) -> Result<(), Problem>,
) -> Result<u64, Failure> {
    let source = Pipe::new(window, MAX_RECORD);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(false)
        .from_reader(&source);
    let mut fields = ByteRecord::new();
    let mut names = BTreeMap::new();
    let mut count = 0;
    let mut began = (0, 1);
    loop {
        let more =
            reader.read_byte_record(&mut fields).map_err(|error| explain(&source, what, &error))?;
        if !more {
            break;
        }
        let fail = |problem| {
            let position = Position { byte: began.0, line_column: Some((began.1, 1)) };
            Failure::at(position, problem)
        };
        if names.is_empty() {
            names = named(&fields).map_err(fail)?;
            if let Some(missing) = columns.iter().find(|name| !names.contains_key(**name)) {
                return Err(fail(Problem::Missing { what: "the header", missing }));
            }
        } else {
            take(&Row { columns: &names, fields: &fields }).map_err(fail)?;
            count += 1;
        }
        let position = reader.position();
        began = (position.byte(), position.line());
        source.begin_piece();
    }
    if source.last() != b'\n' {
        return Err(Problem::Truncated { expected: "the end of the last line" }.into());
    }
    Ok(count)
}

fn named(fields: &ByteRecord) -> Result<BTreeMap<String, usize>, Problem> {
    let mut names = BTreeMap::new();
    for (index, field) in fields.iter().enumerate() {
        let name = String::from_utf8_lossy(field).trim().to_owned();
        if names.insert(name.clone(), index).is_some() && !name.is_empty() {
            return Err(Problem::DuplicateKey {
                what: "the header",
                key: super::error::quote(&name),
            });
        }
    }
    Ok(names)
}

fn explain(source: &Pipe<'_>, what: &'static str, error: &csv::Error) -> Failure {
    if let Some(failure) = source.take_failure() {
        return failure;
    }
    let at = error.position().map(|position| Position {
        byte: position.byte(),
        line_column: Some((position.line(), 1)),
    });
    let message = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("a record has {len} fields where the header has {expected_len}")
        }
        _ => "a record cannot be read".to_owned(),
    };
    Failure { position: at, problem: Problem::Shape { what, message } }
}
