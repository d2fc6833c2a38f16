//! Rows as data inside a page: text without markup, which one script of fixed bytes shows a hundred
//! rows at a time.
//!
//! Each column has a table of its different texts, and a row is a list of places in these tables, so
//! that a hundred thousand rows stay small and a filter looks at each text once. The data stand in a
//! `script` element of a type that no browser runs; `<`, `>` and `&` are written as escapes of JSON,
//! so nothing in them can end the element. The policy allows the one script by its hash.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{diag::safe::safe_text, render::Error};

/// The script that shows the rows.
const SCRIPT: &str = include_str!("../../../reports/assets/rows.js");

/// The texts of one column, each once.
#[derive(Debug, Clone, Default)]
struct Column {
    places: BTreeMap<String, u32>,
    texts: Vec<String>,
}

impl Column {
    fn place(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(safe_text(text).into_owned());
        self.places.insert(text.to_owned(), place);
        place
    }
}

/// Rows on their way into a page.
#[derive(Debug, Clone)]
pub struct Rows {
    names: &'static [&'static str],
    columns: Vec<Column>,
    cells: Vec<u32>,
}

/// The data and the script, as they stand in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Island {
    /// The element with the data.
    pub data: String,
    /// The element with the script.
    pub script: String,
    /// `sha256-…` of the script, for the policy.
    pub source: String,
}

#[derive(Serialize)]
struct Data<'a> {
    columns: &'a [&'static str],
    tables: Vec<&'a [String]>,
    rows: &'a [u32],
}

impl Rows {
    /// No rows yet, with the names of their columns.
    pub fn new(names: &'static [&'static str]) -> Self {
        Self { names, columns: vec![Column::default(); names.len()], cells: Vec::new() }
    }

    /// Gives a column its texts beforehand, in the order in which it is to be sorted.
    pub fn order<'t>(&mut self, name: &str, texts: impl IntoIterator<Item = &'t str>) {
        let named = self.names.iter().position(|known| *known == name);
        if let Some(column) = named.and_then(|at| self.columns.get_mut(at)) {
            for text in texts {
                column.place(text);
            }
        }
    }

    /// Adds a row; what is missing at its end is empty.
    pub fn add<'t>(&mut self, cells: impl IntoIterator<Item = &'t str>) {
        let mut cells = cells.into_iter();
        for column in &mut self.columns {
            self.cells.push(column.place(cells.next().unwrap_or_default()));
        }
    }

    /// The data and the script.
    ///
    /// # Errors
    /// When the rows cannot be written as JSON.
    pub fn island(&self) -> Result<Island, Error> {
        let data = Data {
            columns: self.names,
            tables: self.columns.iter().map(|column| column.texts.as_slice()).collect(),
            rows: &self.cells,
        };
        let json = inert(&serde_json::to_string(&data)?);
        let hash = BASE64_STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
        Ok(Island {
            data: format!("<script type=\"application/json\" id=\"data\">{json}</script>"),
            script: format!("<script>{SCRIPT}</script>"),
            source: format!("sha256-{hash}"),
        })
    }
}

/// JSON in which nothing can be markup. These signs stand only inside its strings.
fn inert(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_the_element_and_each_stands_once() {
        let hostile = "</script><!--<script>&\u{2028}\u{202e}";
        let mut rows = Rows::new(&["a", "b"]);
        rows.order("a", ["first"]);
        rows.add([hostile, "x"]);
        rows.add(["first", hostile]);
        rows.add([hostile]);
        let island = rows.island().unwrap();
        let json = island.data.strip_prefix("<script type=\"application/json\" id=\"data\">");
        let json = json.and_then(|rest| rest.strip_suffix("</script>")).unwrap();
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{202e}']), "{json}");
        let data: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(data["rows"], serde_json::json!([1, 0, 0, 1, 1, 2]));
        assert_eq!(data["tables"][0][0], "first");
        let text = data["tables"][0][1].as_str().unwrap();
        assert!(text.starts_with("</script><!--<script>&"), "the text is whole: {text}");
        assert_eq!(data["tables"][1].as_array().unwrap().len(), 3);
    }

    #[test]
    fn the_script_is_one_element_and_makes_no_markup() {
        for word in ["innerHTML", "outerHTML", "document.write", "eval", "Function(", "fetch", "</"]
        {
            assert!(!SCRIPT.contains(word), "{word}");
        }
    }
}
