//! Bytes become a table or a tree with lines, and whoever knows its form reads it.

use super::{ciso, oscal, prowler, table};
use crate::{
    exchange::{
        framework::catalog::Catalog,
        table::{self as tables, TableError},
    },
    ids::FrameworkId,
    program::Program,
    source::FileId,
    yaml::{self, Node, Value},
};

/// The most controls of a catalog.
pub const MAX_CONTROLS: usize = 10_000;

/// Why a catalog cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    /// The table cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// A line is not what it has to be.
    #[error("line {line}: {why}")]
    Line {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
    /// The file is text in none of the forms.
    #[error(
        "the file is none of: CSV or XLSX with a column `id`, an OSCAL catalog or profile, a library of CISO Assistant, a compliance file of Prowler"
    )]
    Unknown,
    /// It is no text.
    #[error("the file is no text in UTF-8")]
    NotText,
    /// It has too many controls.
    #[error("the catalog has more than {MAX_CONTROLS} controls")]
    TooMany,
    /// It selects from another catalog, and which is not known.
    #[error("the profile selects controls of another catalog: name that framework of the program")]
    NoBase,
}

/// What was asked for beside the file.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The program, for the controls that a profile selects.
    pub program: &'a Program,
    /// The framework that a profile selects from.
    pub base: Option<&'a FrameworkId>,
}

/// Reads a catalog, in whichever form it is.
///
/// # Errors
/// When the bytes are no catalog, or more than one holds.
pub fn read(bytes: &[u8], asked: Asked<'_>) -> Result<Catalog, CatalogError> {
    if bytes.len() > tables::MAX_BYTES {
        return Err(TableError::TooLarge.into());
    }
    if bytes.starts_with(b"PK") {
        return table::read(&tables::read(bytes, &[table::SHEET])?);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| CatalogError::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        return Err(CatalogError::NotText);
    }
    if !is_tree(text) {
        return table::read(&tables::read(bytes, &[table::SHEET])?);
    }
    let document = Document::parse(text)?;
    let root = &document.root;
    let catalog = if let Some(catalog) = root.get("catalog") {
        oscal::catalog(&document, catalog)
    } else if let Some(profile) = root.get("profile") {
        let base = asked.base.ok_or(CatalogError::NoBase)?;
        oscal::profile(&document, profile, asked.program, base)
    } else if root.get("Requirements").is_some() {
        prowler::read(&document)
    } else if root.get("objects").is_some() {
        ciso::read(&document)
    } else {
        return Err(CatalogError::Unknown);
    };
    if catalog.entries.len() > MAX_CONTROLS || catalog.links.len() > MAX_CONTROLS * 10 {
        return Err(CatalogError::TooMany);
    }
    Ok(catalog)
}

/// Whether a text is JSON or YAML: its first line of content is a brace, or a key alone with its
/// colon, which a heading of a table is not.
fn is_tree(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let Some(line) = lines.next() else { return false };
    let is_key = |line: &str| {
        line.split_once(':').is_some_and(|(key, rest)| {
            !key.contains([',', ';', '\t']) && (rest.is_empty() || rest.starts_with(' '))
        })
    };
    line.starts_with('{') || line == "---" || is_key(line)
}

/// A tree with the lines of its values.
pub(super) struct Document {
    pub(super) root: Node,
    /// The byte behind the end of each line.
    ends: Vec<usize>,
}

impl Document {
    fn parse(text: &str) -> Result<Self, CatalogError> {
        let text = if text.trim_start().starts_with('{') { joined(text) } else { text.to_owned() };
        let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
        match yaml::parse(FileId(0), &text) {
            Ok(root) => Ok(Self { root, ends }),
            Err((why, span)) => {
                Err(CatalogError::Line { line: line_of(&ends, span.start as usize), why })
            }
        }
    }

    /// The line of a value.
    pub(super) fn line(&self, node: &Node) -> usize {
        line_of(&self.ends, node.span.start as usize)
    }
}

fn line_of(ends: &[usize], at: usize) -> usize {
    ends.partition_point(|end| *end <= at) + 1
}

/// JSON with the two halves of each character that is written as two made one, which YAML does not
/// know.
fn joined(text: &str) -> String {
    let is_high = |unit: u32| (0xd800..0xdc00).contains(&unit);
    let is_low = |unit: u32| (0xdc00..0xe000).contains(&unit);
    let unit = |text: &str| {
        let digits = text.strip_prefix("\\u")?.get(..4)?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let pair = unit(here).filter(|high| is_high(*high)).and_then(|high| {
            let low = unit(here.get(6..)?).filter(|low| is_low(*low))?;
            char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))
        });
        let taken = if let Some(c) = pair {
            out.push(c);
            12
        } else {
            // The backslash and what it escapes, which may be another one.
            let length = here.chars().take(2).map(char::len_utf8).sum();
            out.push_str(&here[..length]);
            length
        };
        rest = &here[taken..];
    }
    out.push_str(rest);
    out
}

/// The text of a key; nothing where it is empty or `null`.
pub(super) fn text<'n>(node: &'n Node, key: &str) -> Option<&'n str> {
    let text = node.get(key)?.text()?.trim();
    (!text.is_empty() && text != "null" && text != "~").then_some(text)
}

/// The entries of a key that is a list.
pub(super) fn list<'n>(node: &'n Node, key: &str) -> &'n [Node] {
    node.get(key).map_or(&[], Node::list)
}

/// Whether a value is a map.
pub(super) fn is_map(node: &Node) -> bool {
    matches!(node.value, Value::Map(_))
}
