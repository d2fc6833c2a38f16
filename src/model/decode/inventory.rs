//! `controls/inventory/NAME.csv` and `.txt`: one list of things in scope.
//!
//! A text file names one subject a line; a CSV file names it in the first column, and a first row
//! that begins with `id` or `subject` is a heading. Empty lines and lines that begin with `#` are
//! left out. An entry that cannot be read makes the list broken: somebody is meant, and nobody
//! knows who.

use super::{file::unreadable, records::Batch, rules};
use crate::{
    diag::Diagnostic,
    ids::InventoryId,
    model::Inventory,
    source::{FileId, SourceFile, Span, Spanned},
};

/// The longest name of a subject, in bytes.
const LONGEST: usize = 2048;

/// The most entries of one list.
const MOST: usize = 100_000;

/// Words with which a heading begins.
const HEADINGS: [&str; 2] = ["id", "subject"];

/// Decodes one list into the batch.
pub(super) fn decode(file: FileId, source: &SourceFile, batch: &mut Batch) {
    let whole = Span { file, start: 0, end: 0 };
    let name = source.path.rsplit_once('/').map_or(&*source.path, |(_, name)| name);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let id = match InventoryId::parse(stem) {
        Ok(id) => Spanned::new(id, whole),
        Err(why) => {
            let title = format!("{} cannot be named by a check: {why}", source.path);
            let help = "name it by letters, digits, `.`, `_` and `-`";
            batch.found.push(Diagnostic::new(&rules::BAD_ID, title, whole).help(help));
            return;
        }
    };
    let mut inventory = Inventory { id, entries: Vec::new(), broken: false };
    if let Some(trouble) = &source.trouble {
        batch.found.push(unreadable(file, source, trouble));
        inventory.broken = true;
    } else {
        let rows = if ending == "csv" { first_column(source) } else { lines(source) };
        take(rows, file, &mut inventory, &mut batch.found);
    }
    batch.records.inventories.push(inventory);
}

/// A name with the byte at which it begins, or why there is none.
type Row = (usize, Result<String, String>);

fn lines(source: &SourceFile) -> Vec<Row> {
    let mut at = 0;
    let lines = source.text.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        (start, Ok(line.to_owned()))
    });
    lines.collect()
}

fn first_column(source: &SourceFile) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(source.text.as_bytes());
    let mut rows: Vec<Row> = Vec::new();
    for (n, record) in reader.records().enumerate() {
        match record {
            Ok(record) => {
                let start = record.position().map_or(0, csv::Position::byte);
                let first = record.get(0).unwrap_or_default().to_owned();
                let word = first.trim_start_matches('\u{feff}').trim().to_ascii_lowercase();
                if n > 0 || !HEADINGS.contains(&word.as_str()) {
                    rows.push((usize::try_from(start).unwrap_or(0), Ok(first)));
                }
            }
            Err(why) => {
                let start = why.position().map_or(0, csv::Position::byte);
                rows.push((usize::try_from(start).unwrap_or(0), Err(why.to_string())));
            }
        }
    }
    rows
}

fn take(rows: Vec<Row>, file: FileId, inventory: &mut Inventory, found: &mut Vec<Diagnostic>) {
    let offset = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
    for (at, row) in rows {
        let bare = row.as_ref().map(|name| name.trim_start_matches('\u{feff}').trim());
        let length = bare.as_ref().map_or(0, |name| name.len());
        let span = Span { file, start: offset(at), end: offset(at + length) };
        let name = match bare {
            Ok(name) if name.is_empty() || name.starts_with('#') => continue,
            Ok(name) => name,
            Err(why) => {
                let title = format!("this row cannot be read: {why}");
                found.push(Diagnostic::new(&rules::BAD_VALUE, title, span).help("mend its quotes"));
                inventory.broken = true;
                continue;
            }
        };
        if name.len() > LONGEST
            || name.contains(char::is_control)
            || inventory.entries.len() >= MOST
        {
            let title = if inventory.entries.len() >= MOST {
                format!("the list has more than {MOST} entries")
            } else {
                "this is no name of a subject".to_owned()
            };
            let help = format!(
                "write one name of at most {LONGEST} bytes a line, and no more than {MOST} of them"
            );
            found.push(Diagnostic::new(&rules::BAD_VALUE, title, span).help(help));
            inventory.broken = true;
            if inventory.entries.len() >= MOST {
                break;
            }
            continue;
        }
        inventory.entries.push(Spanned::new(name.to_owned(), span));
    }
}
