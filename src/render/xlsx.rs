//! Workbooks: sheets of text and numbers, made to be read, filtered and printed.
//!
//! Text goes through [`cell`] and is written as text; no cell ever holds a formula. A workbook has a
//! fixed creation date, so that the same view gives the same bytes.

use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder,
    Workbook, Worksheet, XlsxError,
};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::csv::cell;
use crate::{report::words::Word, time::Instant};

/// The size of a letter, in points.
const SIZE: f64 = 10.0;
/// The height of a line, in points.
const LINE: f64 = 12.6;
/// The height of a line of Japanese, in points.
const WIDE_LINE: f64 = 15.5;
/// How wide a letter is on average, against the one that columns are measured by.
const LETTER: f64 = 0.9;
/// How much wider bold letters are.
const BOLD: f64 = 1.08;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text.
    Text(String),
    /// Text that stands out.
    Strong(String),
    /// Text that people are meant to edit.
    Edit(String),
    /// A number.
    Number(u64),
    /// A status, in its colour.
    Status(Word),
}

/// A column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading.
    pub heading: String,
    /// Its width, in letters.
    pub width: u16,
    /// What may be chosen in it; anything, when there is nothing.
    pub choices: Vec<&'static str>,
    /// Whether its heading stands upright, because the column is narrow.
    pub is_upright: bool,
    /// Whether it is left out on paper; such columns stand last.
    pub is_hidden_on_paper: bool,
}

impl Column {
    /// A column in which anything may stand, also on paper.
    pub fn plain(heading: &str, width: u16) -> Self {
        Self {
            heading: heading.to_owned(),
            width,
            choices: Vec::new(),
            is_upright: false,
            is_hidden_on_paper: false,
        }
    }
}

/// A sheet: one table under one heading row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name, of at most 31 characters.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows.
    pub rows: Vec<Vec<Cell>>,
    /// How many columns stay in sight on the left.
    pub frozen: u16,
    /// Whether it needs the larger sheet of paper (A3).
    pub is_wide: bool,
}

/// What every sheet says around its table.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The title of the document.
    pub title: &'a str,
    /// Who it is of.
    pub organization: &'a str,
    /// What pins it, in short, for the foot of each page.
    pub pin: &'a str,
    /// What a page is called.
    pub page: &'a str,
    /// The instant that stands as its creation date.
    pub created: Instant,
    /// The heading and the words of the message about a wrong choice.
    pub choose: (&'a str, &'a str),
}

/// A workbook of these sheets.
///
/// # Errors
/// When a sheet does not fit into a workbook.
pub fn workbook(sheets: &[Sheet], around: &Around<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(
        &DocProperties::new()
            .set_title(short(around.title))
            .set_company(short(around.organization))
            .set_creation_datetime(&date(around.created)?),
    );
    let formats = Formats::new();
    for sheet in sheets {
        let mut made = Worksheet::new();
        made.set_name(sheet.name)?;
        fill(&mut made, sheet, around, &formats)?;
        workbook.push_worksheet(made);
    }
    workbook.save_to_buffer()
}

fn fill(
    made: &mut Worksheet,
    sheet: &Sheet,
    around: &Around<'_>,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    for (at, column) in (0_u16..).zip(&sheet.columns) {
        made.set_column_width(at, f64::from(column.width))?;
        let of_numbers =
            |row: &Vec<Cell>| matches!(row.get(usize::from(at)), Some(Cell::Number(_)));
        let format = match sheet.rows.first() {
            _ if column.is_upright => &formats.upright,
            Some(row) if of_numbers(row) => &formats.heading_right,
            _ => &formats.heading,
        };
        made.write_string_with_format(0, at, cell(&column.heading), format)?;
        if !column.choices.is_empty() && last_row > 0 {
            let choices = DataValidation::new()
                .allow_list_strings(&column.choices)?
                .set_error_title(around.choose.0)?
                .set_error_message(around.choose.1)?;
            made.add_data_validation(1, at, last_row, at, &choices)?;
        }
    }
    made.set_row_height(0, heading_height(&sheet.columns))?;
    for (y, row) in (1_u32..).zip(&sheet.rows) {
        made.set_row_height(y, height(row, &sheet.columns))?;
        for (x, value) in (0_u16..).zip(row) {
            write(made, y, x, value, formats)?;
        }
    }
    let last = u16::try_from(sheet.columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
    let hidden = sheet.columns.iter().rev().take_while(|c| c.is_hidden_on_paper).count();
    let printed = last.saturating_sub(u16::try_from(hidden).unwrap_or(0));
    made.autofilter(0, 0, last_row, last)?;
    made.set_freeze_panes(1, sheet.frozen)?;
    made.set_repeat_rows(0, 0)?;
    if sheet.frozen > 0 && sheet.is_wide {
        made.set_repeat_columns(0, sheet.frozen - 1)?;
    }
    made.set_print_area(0, 0, last_row, printed)?;
    // 8 is A3, 9 is A4.
    made.set_paper_size(if sheet.is_wide { 8 } else { 9 });
    made.set_landscape().set_print_fit_to_pages(1, 0);
    made.set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3);
    made.set_header(format!("&L&9 {} · {}&R&9&A", plain(around.organization), plain(around.title)));
    made.set_footer(footer(around.pin, around.page));
    Ok(())
}

/// The height of a row, in points, so that every line of its text is seen. Not every program works it
/// out by itself.
fn height(row: &[Cell], columns: &[Column]) -> f64 {
    let heights = row.iter().zip(columns).map(|(cell, column)| match cell {
        Cell::Text(text) | Cell::Edit(text) => tall(text, column.width, 1.0),
        Cell::Strong(text) => tall(text, column.width, BOLD),
        Cell::Status(word) => tall(word.word, column.width, BOLD),
        Cell::Number(_) => LINE,
    });
    points(heights.fold(LINE, f64::max))
}

fn heading_height(columns: &[Column]) -> f64 {
    let upright = |column: &&Column| column.is_upright;
    let longest = columns.iter().filter(upright).map(|column| column.heading.width()).max();
    let longest = u16::try_from(longest.unwrap_or(0).div_ceil(2)).unwrap_or(u16::MAX);
    let level = columns.iter().filter(|column| !column.is_upright);
    let heights = level.map(|column| tall(&column.heading, column.width, BOLD));
    points(heights.fold(f64::from(longest) * LINE, f64::max))
}

/// How high a text is in a column, in points: a line ends before the word that does not fit, and
/// Japanese may break anywhere.
fn tall(text: &str, width: u16, boldness: f64) -> f64 {
    let room = f64::from(width.max(2));
    let is_wide = |letter: char| letter.width() == Some(2);
    let long = |word: &str| {
        let letters = word.chars().map(|letter| match letter.width() {
            Some(2) => 2.0,
            _ => LETTER,
        });
        letters.sum::<f64>() * boldness
    };
    let height = |line: &str| {
        let (mut lines, mut used) = (1.0, 0.0);
        for word in line.split_inclusive([' ', '-']) {
            let needed = long(word.trim_end());
            if used > 0.0 && used + needed > room && !word.contains(is_wide) {
                lines += 1.0;
                used = 0.0;
            }
            used += long(word);
            while used > room + 1.0 {
                lines += 1.0;
                used -= room;
            }
        }
        lines * if line.contains(is_wide) { WIDE_LINE } else { LINE }
    };
    text.lines().map(height).sum::<f64>().max(LINE)
}

/// The height of a row around its text. Excel has no higher row than 409 points.
fn points(height: f64) -> f64 {
    (height + 3.0).min(409.0)
}

fn write(
    made: &mut Worksheet,
    y: u32,
    x: u16,
    value: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match value {
        Cell::Text(text) => made.write_string_with_format(y, x, cell(text), &formats.text)?,
        Cell::Strong(text) => made.write_string_with_format(y, x, cell(text), &formats.strong)?,
        Cell::Edit(text) => made.write_string_with_format(y, x, cell(text), &formats.edit)?,
        Cell::Status(word) => {
            made.write_string_with_format(y, x, cell(word.word), &formats.status(word.class))?
        }
        Cell::Number(number) => {
            let number = u32::try_from(*number).unwrap_or(u32::MAX);
            made.write_number_with_format(y, x, number, &formats.number)?
        }
    };
    Ok(())
}

struct Formats {
    heading: Format,
    heading_right: Format,
    upright: Format,
    text: Format,
    strong: Format,
    edit: Format,
    number: Format,
}

impl Formats {
    fn new() -> Self {
        let line = Color::RGB(0x00D0_D6DC);
        let text = Format::new()
            .set_font_size(SIZE)
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(line);
        let heading = text
            .clone()
            .set_bold()
            .set_background_color(Color::RGB(0x00E8_EDF1))
            .set_align(FormatAlign::Bottom)
            .set_border_bottom_color(Color::RGB(0x0056_626D));
        Self {
            heading_right: heading.clone().set_align(FormatAlign::Right),
            upright: heading.clone().set_rotation(90).set_align(FormatAlign::Center),
            heading,
            strong: text.clone().set_bold(),
            edit: text.clone().set_background_color(Color::RGB(0x00FF_FBE8)),
            number: text.clone().set_align(FormatAlign::Right).set_num_format("#,##0"),
            text,
        }
    }

    /// A status in its colour: the ink and the surface of a class of the style sheet.
    fn status(&self, class: &str) -> Format {
        let (ink, surface) = match class {
            "met" => (0x0014_5C38, 0x00DF_F2E7),
            "inherited" => (0x004B_4184, 0x00EA_E7F6),
            "failing" => (0x008F_221D, 0x00FB_E3E1),
            "unproven" => (0x006E_4503, 0x00FC_EFD8),
            "planned" => (0x0023_5285, 0x00E2_EDF8),
            _ => (0x004B_555E, 0x00EC_EEF0),
        };
        self.strong
            .clone()
            .set_font_color(Color::RGB(ink))
            .set_background_color(Color::RGB(surface))
    }
}

fn date(at: Instant) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&at.day().to_string())
}

/// What stands at the foot of each page. A digit right behind a size would be one of the size.
fn footer(pin: &str, page: &str) -> String {
    format!("&L&8 {}&R&8 {} &P / &N", plain(pin), plain(page))
}

/// Text for a header or a footer, where `&` begins a code.
fn plain(text: &str) -> String {
    short(text).replace('&', "&&")
}

/// Text as a property or a page's edge can hold it.
fn short(text: &str) -> String {
    let line: String = text.chars().take(80).collect();
    crate::diag::safe::safe_line(&line).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_a_footer_is_text_and_no_size() {
        assert_eq!(footer("2026-04-03 & on", "page"), "&L&8 2026-04-03 && on&R&8 page &P / &N");
    }

    #[test]
    fn a_row_is_as_high_as_its_text() {
        let lines = |text: &str, line: f64| format!("{:.1}", tall(text, 10, 1.0) / line);
        for (text, count) in [
            ("", "1.0"),
            ("one", "1.0"),
            ("one\ntwo", "2.0"),
            // A word that does not fit begins a line; one that never fits is broken.
            ("seven77 seven77", "2.0"),
            ("0123456789012345678901234", "3.0"),
        ] {
            assert_eq!(lines(text, LINE), count, "{text}");
        }
        // Ten letters of twice the width, which may be broken anywhere, on higher lines.
        assert_eq!(lines("適用宣言書適用宣言書", WIDE_LINE), "2.0");
    }
}
