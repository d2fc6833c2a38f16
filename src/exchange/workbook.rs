//! Reading a workbook without trusting it.
//!
//! Every part is unpacked once only to be counted, because an archive may lie about its sizes; then
//! one sheet is read cell by cell, so that a cell at the far end of a sheet costs nothing. Values are
//! taken as they are stored; formulas, macros, links and document types are never looked at.

use std::io::{Cursor, Read as _, Seek};

use calamine::{DataRef, Reader as _, Xlsx};

use super::table::{MAX_COLUMNS, MAX_ROWS, Table, TableError, of_lines};

/// The most parts of an archive.
const MAX_PARTS: usize = 500;
/// The most bytes of all parts together.
const MAX_UNPACKED: u64 = 64 << 20;
/// How many times larger than packed a part may be, once it is larger than [`SMALL`].
const MAX_RATIO: u64 = 200;
/// Parts below this may be as repetitive as they like.
const SMALL: u64 = 1 << 20;

/// Reads the first sheet of one of these names; when there are none, the first sheet.
pub(super) fn read(bytes: &[u8], sheets: &[&str]) -> Result<Table, TableError> {
    measure(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let names = book.sheet_names();
    let wanted = names.iter().find(|name| sheets.is_empty() || sheets.contains(&name.as_str()));
    let wanted = wanted.cloned().ok_or_else(|| TableError::NoSheet {
        wanted: sheets.first().copied().unwrap_or_default().to_owned(),
        found: names.iter().take(20).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
    })?;
    of_lines(lines(&mut book, &wanted)?)
}

/// Unpacks every part and forgets it, until there is too much.
fn measure(bytes: &[u8]) -> Result<(), TableError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))?;
    if archive.len() > MAX_PARTS {
        return Err(TableError::Bomb);
    }
    let mut all: u64 = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index)?;
        let packed = part.compressed_size();
        let left = MAX_UNPACKED.saturating_sub(all).saturating_add(1);
        let unpacked = std::io::copy(&mut part.take(left), &mut std::io::sink())?;
        all = all.saturating_add(unpacked);
        let is_dense = unpacked > SMALL && unpacked / MAX_RATIO > packed;
        if all > MAX_UNPACKED || is_dense {
            return Err(TableError::Bomb);
        }
    }
    Ok(())
}

fn lines<R: std::io::Read + Seek>(
    book: &mut Xlsx<R>,
    sheet: &str,
) -> Result<Vec<Vec<String>>, TableError> {
    let mut lines: Vec<Vec<String>> = Vec::new();
    let mut cells = book.worksheet_cells_reader(sheet)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        if row > MAX_ROWS || column >= MAX_COLUMNS {
            return Err(TableError::TooMany);
        }
        if lines.len() <= row {
            lines.resize(row + 1, Vec::new());
        }
        if let Some(line) = lines.get_mut(row) {
            if line.len() <= column {
                line.resize(column + 1, String::new());
            }
            if let Some(place) = line.get_mut(column) {
                *place = text;
            }
        }
    }
    Ok(lines)
}

fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::Error(error) => error.to_string(),
        DataRef::DateTime(date) => date.to_string(),
        DataRef::Empty => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn an_archive_that_unpacks_to_too_much_is_refused() {
        let dense = vec![0; 8 << 20];
        assert!(matches!(measure(&archive(&[("a", &dense)])), Err(TableError::Bomb)));
        let many: Vec<(String, &[u8])> =
            (0..=MAX_PARTS).map(|n| (n.to_string(), &b"x"[..])).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(name, b)| (name.as_str(), *b)).collect();
        assert!(matches!(measure(&archive(&many)), Err(TableError::Bomb)));
        assert!(measure(&archive(&[("a", b"small")])).is_ok());
    }

    #[test]
    fn an_archive_that_lies_about_its_sizes_is_measured_all_the_same() {
        let mut bytes = archive(&[("a", &vec![0; 8 << 20])]);
        // The central directory names the size; a reader that trusts it would think it small.
        let at = bytes.windows(4).rposition(|window| window == b"PK\x01\x02").unwrap();
        bytes[at + 24..at + 28].copy_from_slice(&10_u32.to_le_bytes());
        assert!(measure(&bytes).is_err());
    }

    #[test]
    fn a_cell_at_the_end_of_the_world_costs_nothing() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "a").unwrap();
        sheet.write_string(1_048_575, 16_383, "b").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        assert!(matches!(read(&bytes, &[]), Err(TableError::TooMany)));
    }

    #[test]
    fn the_sheet_is_found_by_its_name_and_values_are_text() {
        let mut book = rust_xlsxwriter::Workbook::new();
        book.add_worksheet().set_name("Other").unwrap();
        let sheet = book.add_worksheet();
        sheet.set_name("SoA").unwrap();
        sheet.write_string(0, 0, "id").unwrap();
        sheet.write_string(0, 1, "n").unwrap();
        sheet.write_string(2, 0, "_x0041_ =1").unwrap();
        sheet.write_number(2, 1, 5).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let table = read(&bytes, &["SoA"]).unwrap();
        assert_eq!(table.rows, [(3, vec!["_x0041_ =1".to_owned(), "5".to_owned()])]);
        let error = read(&bytes, &["Nowhere"]).unwrap_err().to_string();
        assert!(error.contains("`Other`, `SoA`"), "{error}");
    }
}
