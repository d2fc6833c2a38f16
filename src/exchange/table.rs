//! Bytes become a table of text.

use super::workbook;

/// The largest file.
pub const MAX_BYTES: usize = 16 << 20;
/// The most rows under the heading.
pub const MAX_ROWS: usize = 10_000;
/// The most columns.
pub const MAX_COLUMNS: usize = 128;

/// A table: a heading, and rows of as many cells or fewer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The heading row.
    pub heading: Vec<String>,
    /// Each row with its number in the file, counted from 1.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file is too large.
    #[error("the file is larger than {} MiB", MAX_BYTES >> 20)]
    TooLarge,
    /// It has too many rows or columns.
    #[error("the table has more than {MAX_ROWS} rows, or more columns than such a table has")]
    TooMany,
    /// It unpacks to far more than a table of people is.
    #[error("the workbook unpacks to more than a table of people holds")]
    Bomb,
    /// It is neither a workbook nor text.
    #[error("the file is neither an XLSX workbook nor CSV in UTF-8")]
    Unknown,
    /// The CSV is broken.
    #[error("the CSV cannot be read")]
    Csv(#[from] csv::Error),
    /// The workbook is broken, or protected by a password.
    #[error("the workbook cannot be read")]
    Workbook(#[from] calamine::XlsxError),
    /// It is no ZIP archive, or a broken one.
    #[error("the workbook cannot be unpacked")]
    Zip(#[from] zip::result::ZipError),
    /// A part of it cannot be unpacked.
    #[error("the workbook cannot be unpacked")]
    Unpack(#[from] std::io::Error),
    /// No sheet is the one that is looked for.
    #[error("the workbook has no sheet `{wanted}`, but {found}")]
    NoSheet {
        /// The sheet that is looked for.
        wanted: String,
        /// Those that are there.
        found: String,
    },
    /// There is no heading row.
    #[error("the table has no heading row")]
    NoHeading,
}

/// Reads a table: of a workbook the first sheet of one of these names.
///
/// # Errors
/// When the bytes are no table, or more than a table of people holds.
pub fn read(bytes: &[u8], sheets: &[&str]) -> Result<Table, TableError> {
    if bytes.len() > MAX_BYTES {
        return Err(TableError::TooLarge);
    }
    if bytes.starts_with(b"PK") {
        return workbook::read(bytes, sheets);
    }
    let lines = of_csv(text_of(bytes)?, MAX_COLUMNS)?;
    of_lines(lines.into_iter().map(|(_, cells)| cells).collect())
}

/// Reads CSV with more columns than people make: the heading, and the rows that hold any text, each
/// with the line on which it begins, counted from 1.
///
/// # Errors
/// When the bytes are no CSV, or more than `columns` or the limits of this room.
pub fn lines(bytes: &[u8], columns: usize) -> Result<Table, TableError> {
    if bytes.len() > MAX_BYTES {
        return Err(TableError::TooLarge);
    }
    let mut lines = of_csv(text_of(bytes)?, columns)?.into_iter();
    let heading = lines.next().map(|(_, cells)| cells).unwrap_or_default();
    if is_empty(&heading) {
        return Err(TableError::NoHeading);
    }
    Ok(Table { heading, rows: lines.filter(|(_, cells)| !is_empty(cells)).collect() })
}

/// Text in UTF-8, without the mark that some programs put before it.
fn text_of(bytes: &[u8]) -> Result<&str, TableError> {
    let text = std::str::from_utf8(bytes).map_err(|_| TableError::Unknown)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') { Err(TableError::Unknown) } else { Ok(text) }
}

fn is_empty(cells: &[String]) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

/// Signs that may separate cells; of equally many the last is meant.
const SEPARATORS: [u8; 3] = [b'\t', b';', b','];

/// The sign that separates most cells of the heading. A quote begins where a cell begins, and elsewhere is
/// a sign like any other; inside quotes one is written twice, so each ends or begins them.
fn separator(text: &str) -> u8 {
    let (mut quoted, mut in_cell) = (false, false);
    let mut counts = [0_usize; SEPARATORS.len()];
    for byte in text.bytes() {
        match byte {
            b'"' if quoted || !in_cell => quoted = !quoted,
            b'\r' | b'\n' if !quoted => break,
            sign if !quoted => {
                let at = SEPARATORS.iter().position(|separator| *separator == sign);
                in_cell = at.is_none();
                if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    let counted = counts.into_iter().zip(SEPARATORS);
    counted.max_by_key(|(count, _)| *count).map_or(b',', |(_, separator)| separator)
}

/// CSV with commas; with semicolons or tabs, as spreadsheets write it in some countries, where the heading has
/// more of these.
fn of_csv(text: &str, columns: usize) -> Result<Vec<(usize, Vec<String>)>, TableError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for record in reader.records() {
        let record = record?;
        if lines.len() > MAX_ROWS || record.len() > columns {
            return Err(TableError::TooMany);
        }
        // The reader stands before the line ends that it skips.
        let at =
            record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(counted);
        let skipped =
            text.bytes().skip(at).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let begins = at + skipped;
        line += text.bytes().take(begins).skip(counted).filter(|byte| *byte == b'\n').count();
        counted = begins;
        lines.push((line, record.iter().map(str::to_owned).collect()));
    }
    Ok(lines)
}

/// The first line is the heading; lines without any text are left out.
pub(super) fn of_lines(lines: Vec<Vec<String>>) -> Result<Table, TableError> {
    let mut lines = (1..).zip(lines);
    let heading = lines.next().map(|(_, cells)| cells).unwrap_or_default();
    if is_empty(&heading) {
        return Err(TableError::NoHeading);
    }
    Ok(Table { heading, rows: lines.filter(|(_, cells)| !is_empty(cells)).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_comes_in_several_dialects() {
        let expected = [(2, vec!["1".to_owned(), "x,y\nz".to_owned()])];
        for text in
            ["a,b\r\n1,\"x,y\nz\"\r\n", "\u{feff}a;b\n1;\"x,y\nz\"\n\n;\n", "a\tb\n1\t\"x,y\nz\"\n"]
        {
            let table = read(text.as_bytes(), &[]).unwrap();
            assert_eq!(table.heading, ["a", "b"]);
            assert_eq!(table.rows, expected);
        }
        let quoted = read(b"\"a\",\"b;c;\"\";d;\ne\"\n1,2\n", &[]).unwrap();
        assert_eq!(quoted.heading, ["a", "b;c;\";d;\ne"]);
        let inches = read(b"Disk 5\";price;qty\n1;2;3\n", &[]).unwrap();
        assert_eq!(inches.heading, ["Disk 5\"", "price", "qty"]);
    }

    #[test]
    fn rows_know_their_lines() {
        for end in ["\n", "\r\n"] {
            let text = "a,b\n1,\"x\ny\"\n\n\n2,z\n3,\n".replace('\n', end);
            let table = lines(text.as_bytes(), 2).unwrap();
            let lines: Vec<usize> = table.rows.iter().map(|(line, _)| *line).collect();
            assert_eq!(lines, [2, 6, 7], "{end:?}");
        }
        assert!(matches!(lines(b"a,b,c\n", 2), Err(TableError::TooMany)));
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let wide = "a,".repeat(MAX_COLUMNS + 1);
        let long = "a\n".repeat(MAX_ROWS + 2);
        let refused: [(&[u8], &str); 6] = [
            (b"", "no heading"),
            (b"\xff\xfe", "neither"),
            (b"a\0b", "neither"),
            (wide.as_bytes(), "more than"),
            (long.as_bytes(), "more than"),
            (b"PK\x03\x04 no archive", "unpacked"),
        ];
        for (bytes, why) in refused {
            let error = read(bytes, &[]).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        assert!(matches!(read(&vec![b'a'; MAX_BYTES + 1], &[]), Err(TableError::TooLarge)));
    }
}
