//! Tables for a terminal: columns aligned by what people see, the last one cut to the width.

use storyproof::diag::safe_text;
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Rows in aligned columns. The last column is cut where the width ends.
pub(super) fn table(header: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| one_line(cell)).collect()).collect();
    let mut widths: Vec<usize> = header.iter().map(|text| text.width()).collect();
    for row in &rows {
        for (column, cell) in widths.iter_mut().zip(row) {
            *column = (*column).max(cell.width());
        }
    }
    let mut out = String::new();
    let heads: Vec<String> = header.iter().map(ToString::to_string).collect();
    for row in std::iter::once(&heads).chain(&rows) {
        let mut line = String::new();
        for (n, (cell, column)) in row.iter().zip(&widths).enumerate() {
            if n + 1 == row.len() {
                line.push_str(&cut(cell, width.saturating_sub(line.width()).max(20)));
            } else {
                line.push_str(cell);
                line.push_str(&" ".repeat(column.saturating_sub(cell.width()) + 2));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn one_line(text: &str) -> String {
    safe_text(text).replace('\n', " ")
}

/// The text, cut with an ellipsis to this many columns.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut used = 1;
    let kept = text.chars().take_while(|c| {
        used += c.width().unwrap_or(0);
        used <= columns
    });
    let mut kept: String = kept.collect();
    kept.push('…');
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_what_people_see() {
        let rows = vec![vec!["監査".into(), "x".into()], vec!["a".into(), "y\u{1b}[31m".into()]];
        assert_eq!(table(&["id", "t"], &rows, 80), "id    t\n監査  x\na     y\\u{1b}[31m\n");
    }

    #[test]
    fn the_last_column_ends_where_the_width_ends() {
        assert_eq!(cut("abcdefgh", 5), "abcd…");
        assert_eq!(cut("監査報告", 5), "監査…");
    }
}
