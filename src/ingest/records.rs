//! Records of delimited text (CSV), by the names of their columns, in constant memory.
//!
//! The first record names the columns; every other must have as many fields. A field may hold line
//! ends inside quotes. A file whose last record has no line end was cut off: tools end every
//! record with one.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    io::{self, Read},
};

use csv::{ByteRecord, ReaderBuilder};

use super::{
    decode::Text,
    error::{Failure, Position, Problem},
    window::Window,
};

/// The largest record, in bytes.
const MAX_RECORD: u64 = 16 << 20;

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
    let source = Source::new(window);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(false)
        .from_reader(Bytes(&source));
    let mut fields = ByteRecord::new();
    let mut names = BTreeMap::new();
    let mut count = 0;
    let mut began = (0, 1);
    loop {
        let more =
            reader.read_byte_record(&mut fields).map_err(|error| source.explain(what, &error))?;
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
        source.begin_record();
    }
    if source.last.get() != b'\n' {
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

/// Decoded text as bytes.
struct Source<'r> {
    text: RefCell<Text<'r>>,
    buf: RefCell<String>,
    pos: Cell<usize>,
    /// Bytes handed out since a record ended.
    since: Cell<u64>,
    last: Cell<u8>,
    failure: Cell<Option<Failure>>,
}

impl<'r> Source<'r> {
    fn new(window: Window<'r>) -> Self {
        let (buf, text) = window.into_parts();
        Self {
            text: RefCell::new(text),
            buf: RefCell::new(buf),
            pos: Cell::new(0),
            since: Cell::new(0),
            last: Cell::new(0),
            failure: Cell::new(None),
        }
    }

    fn begin_record(&self) {
        self.since.set(0);
    }

    fn fail(&self, failure: Failure) -> io::Error {
        self.failure.set(Some(failure));
        io::Error::other("see the failure")
    }

    fn explain(&self, what: &'static str, error: &csv::Error) -> Failure {
        if let Some(failure) = self.failure.take() {
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
}

struct Bytes<'s, 'r>(&'s Source<'r>);

impl Read for Bytes<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let source = self.0;
        if source.since.get() > MAX_RECORD {
            let problem = Problem::TooLarge { what: "one record", limit: "16 MiB" };
            return Err(source.fail(problem.into()));
        }
        let mut buf = source.buf.borrow_mut();
        if source.pos.get() >= buf.len() {
            buf.clear();
            source.pos.set(0);
            let filled = source.text.borrow_mut().fill(&mut buf);
            if !filled.map_err(|failure| source.fail(failure))? {
                return Ok(0);
            }
        }
        let rest = &buf.as_bytes()[source.pos.get()..];
        let n = rest.len().min(into.len());
        into[..n].copy_from_slice(&rest[..n]);
        if let Some(last) = into[..n].last() {
            source.last.set(*last);
        }
        source.pos.set(source.pos.get() + n);
        source.since.set(source.since.get() + n as u64);
        Ok(n)
    }
}
