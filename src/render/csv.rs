//! Tables as CSV (RFC 4180), and the one way to keep text from becoming a formula.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break for a
//! formula or a command, and some do so for full-width signs as well. [`cell`] puts an
//! apostrophe before such text, which every spreadsheet reads as “this is text”; [`text_of`] takes
//! it away again, so that what people edit comes back as it was. Whatever writes a cell, to CSV or to
//! XLSX, takes it from [`cell`].

use std::borrow::Cow;

use super::Error;
use crate::diag::safe::{is_unsafe, safe_text};

/// Signs with which a spreadsheet lets a formula or a command begin.
pub const TRIGGERS: [char; 12] =
    ['=', '+', '-', '@', '\t', '\n', '\r', '\0', '＝', '＋', '－', '＠'];

/// The most characters of a cell. Excel allows 32,767 units of UTF-16.
pub const MAX_CHARACTERS: usize = 16_000;

/// Text as a cell of a table: never a formula, without characters that hide or reorder text, and
/// not longer than a cell may be. What was cut off is said.
pub fn cell(text: &str) -> Cow<'_, str> {
    if !text.contains(|c: char| c == '\r' || TRIGGERS.contains(&c) || is_unsafe(c))
        && text.len() <= MAX_CHARACTERS
    {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(neutral(&safe_text(&capped(&text))).into_owned())
}

/// Text that no spreadsheet takes for a formula, even after blanks.
pub fn neutral(text: &str) -> Cow<'_, str> {
    // An apostrophe that stands before a trigger by itself gets a second one: it is not ours.
    if is_formula(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell that [`neutral`] may have written.
pub fn text_of(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest.trim_start_matches('\''))).unwrap_or(cell)
}

fn is_formula(text: &str) -> bool {
    // Blanks before it do not make it harmless everywhere; a tab is a trigger itself.
    text.trim_start_matches(|c: char| c.is_whitespace() && !TRIGGERS.contains(&c))
        .starts_with(TRIGGERS)
}

/// The text without its end, when it is too long; how much is left out is said.
fn capped(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_CHARACTERS) {
        None => Cow::Borrowed(text),
        Some((end, _)) => {
            let (kept, rest) = text.split_at(end);
            Cow::Owned(format!("{kept} … ({} more characters)", rest.chars().count()))
        }
    }
}

/// A table with a header, in RFC 4180: commas, quotes where they are needed, CRLF. Every cell goes
/// through [`cell`].
///
/// # Errors
/// When the rows do not have as many cells as the header.
pub fn table<R, C>(header: &[&str], rows: R) -> Result<String, Error>
where
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item: AsRef<str>>,
{
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(header)?;
    for row in rows {
        for text in row {
            writer.write_field(cell(text.as_ref()).as_bytes())?;
        }
        writer.write_record(None::<&[u8]>)?;
    }
    let bytes = writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))?;
    // What went in was text.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What people and scanners may have written to get a formula run.
    const VECTORS: [&str; 21] = [
        "=1+1",
        "=HYPERLINK(\"https://evil.example\",\"x\")",
        "=cmd|' /C calc'!A0",
        "+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        " =1+1",
        "\u{3000}=1",
        "'=1",
        "''=1",
        " \tcmd|' /C calc'!A0",
        "\u{2003}=1",
        " \n+1",
    ];

    #[test]
    fn no_text_becomes_a_formula_and_each_comes_back() {
        for vector in VECTORS {
            let written = neutral(vector);
            assert!(written.starts_with('\''), "{written:?}");
            assert_eq!(text_of(&written), vector);
            assert!(!cell(vector).starts_with(TRIGGERS), "{vector:?}");
        }
        for plain in ["", "1-2", "it's", "'quoted'", "a=b", "管理策", "'"] {
            assert_eq!(neutral(plain), plain);
            assert_eq!(text_of(plain), plain);
        }
    }

    #[test]
    fn a_cell_shows_what_would_hide_and_says_what_it_leaves_out() {
        assert_eq!(cell("a\u{202e}b"), "a\\u{202e}b");
        let long = "x".repeat(MAX_CHARACTERS + 7);
        assert!(cell(&long).ends_with("x … (7 more characters)"));
        assert_eq!(cell(&long[..MAX_CHARACTERS]), long[..MAX_CHARACTERS]);
    }

    #[test]
    fn a_table_is_quoted_as_the_standard_says() {
        let written = table(&["a", "b"], [["1,2", "say \"x\""], ["two\nlines", "=1"]]).unwrap();
        assert_eq!(written, "a,b\r\n\"1,2\",\"say \"\"x\"\"\"\r\n\"two\nlines\",'=1\r\n");
        assert!(table(&["a", "b"], [["1"]]).is_err());
    }
}
