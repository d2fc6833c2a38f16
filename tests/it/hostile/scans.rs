//! Every text in every format of evidence that may be anything, found by trying: one good file of
//! each format, with payloads in all of them at once.

use std::{collections::BTreeSet, ops::Range, sync::OnceLock};

use storyproof::{evidence::Counts, ingest::Format};

use super::payloads;
use crate::ingest::{Asked, oddities::good, read_as, seeds};

/// How a text is written into a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    Json,
    Xml,
    Csv,
    Line,
}

/// A text in a file: where it stands, and what kind of place that is.
struct Slot {
    place: String,
    range: Range<usize>,
    spelling: Spelling,
}

/// A good file, and the kinds of places in it that take any text.
pub(super) struct Scan {
    pub(super) format: Format,
    text: String,
    free: BTreeSet<String>,
}

impl Scan {
    /// The file with a text in each of these places.
    pub(super) fn with(&self, text: &mut dyn FnMut() -> String) -> Vec<u8> {
        changed(&self.text, &self.free, text)
    }

    /// The tool that the file is of.
    pub(super) fn tool(&self) -> String {
        let asked = Asked { format: Some(self.format), ..Asked::default() };
        let (summary, _) = read_as(self.text.as_bytes(), &asked).unwrap();
        summary.runs.first().map_or("none", |run| run.tool_name()).to_owned()
    }

    pub(super) fn places(&self) -> usize {
        self.free.len()
    }
}

fn changed(file: &str, places: &BTreeSet<String>, text: &mut dyn FnMut() -> String) -> Vec<u8> {
    let mut out = String::new();
    let mut done = 0;
    for slot in slots(file).iter().filter(|slot| places.contains(&slot.place)) {
        out.push_str(&file[done..slot.range.start]);
        out.push_str(&spelled(&text(), slot.spelling));
        done = slot.range.end;
    }
    out.push_str(&file[done..]);
    out.into_bytes()
}

fn spelled(text: &str, spelling: Spelling) -> String {
    match spelling {
        Spelling::Json => serde_json::to_string(text).unwrap(),
        Spelling::Csv => {
            format!("\"{}\"", text.replace('"', "\"\"").replace(['\n', '\r', '\0'], " "))
        }
        Spelling::Line => text.replace(['\n', '\r', '\0', '|'], " "),
        Spelling::Xml => text
            .chars()
            // What XML has no way to spell.
            .filter(|c| !c.is_control() || matches!(c, '\t' | '\n' | '\u{7f}'..='\u{9f}'))
            .map(|c| match c {
                '<' => "&lt;".into(),
                '>' => "&gt;".into(),
                '&' => "&amp;".into(),
                '"' => "&quot;".into(),
                '\'' => "&#39;".into(),
                c => String::from(c),
            })
            .collect(),
    }
}

fn slots(file: &str) -> Vec<Slot> {
    let begins = file.trim_start_matches('\u{feff}').trim_start();
    if begins.starts_with('<') {
        xml(file)
    } else if begins.starts_with(['{', '[']) {
        json(file)
    } else if file.lines().next().is_some_and(|line| line.contains([',', ';'])) {
        csv(file)
    } else {
        lines(file)
    }
}

/// The strings of JSON, keys and values, by the path of keys to them.
fn json(file: &str) -> Vec<Slot> {
    let bytes = file.as_bytes();
    let mut slots = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let (mut at, mut key) = (0, String::new());
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => path.push(std::mem::take(&mut key)),
            b'}' | b']' => drop(path.pop()),
            b'"' => {
                let start = at;
                at += 1;
                while bytes[at] != b'"' {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                let range = start..at + 1;
                let is_key = file[at + 1..].trim_start().starts_with(':');
                let text: String = serde_json::from_str(&file[range.clone()]).unwrap();
                if is_key {
                    key = text;
                }
                let place =
                    format!("{}/{key}{}", path.join("/"), if is_key { " (key)" } else { "" });
                slots.push(Slot { place, range, spelling: Spelling::Json });
            }
            _ => {}
        }
        at += 1;
    }
    slots
}

/// The texts and attributes of XML, by the names of elements and attributes.
fn xml(file: &str) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut add = |place: String, range: Range<usize>| {
        slots.push(Slot { place, range, spelling: Spelling::Xml });
    };
    let mut at = 0;
    while let Some(start) = file[at..].find('<').map(|n| at + n) {
        if file[start..].starts_with("<![CDATA[") {
            at = start + file[start..].find("]]>").unwrap() + 3;
            continue;
        }
        let end = start + file[start..].find('>').unwrap();
        let tag = &file[start + 1..end];
        let name = tag.split([' ', '\n', '\t', '/']).next().unwrap();
        if !tag.starts_with(['?', '!', '/']) {
            let mut from = start;
            while let Some(open) = file[from..end].find("=\"").map(|n| from + n) {
                let key = file[start..open].rsplit([' ', '\n', '\t']).next().unwrap();
                let close = open + 2 + file[open + 2..].find('"').unwrap();
                if !key.starts_with("xmlns") {
                    add(format!("{name}@{key}"), open + 2..close);
                }
                from = close + 1;
                if from >= end {
                    break;
                }
            }
        }
        at = end + 1;
        let next = file[at..].find('<').map_or(file.len(), |n| at + n);
        if !file[at..next].trim().is_empty() && !tag.starts_with('?') {
            add(format!("{name} text"), at..next);
            at = next;
        }
    }
    slots
}

/// The cells of a table below its heading, by their column.
fn csv(file: &str) -> Vec<Slot> {
    let heading = file.lines().next().unwrap();
    let by = if heading.contains(';') { ';' } else { ',' };
    let names: Vec<&str> = heading.split(by).collect();
    let mut slots = Vec::new();
    let (mut column, mut start, mut quoted) = (0, heading.len() + 1, false);
    for (at, c) in file.char_indices().filter(|(at, _)| *at > heading.len()) {
        match c {
            '"' => quoted = !quoted,
            '\n' | ';' | ',' if !quoted && (c == by || c == '\n') => {
                let place = names.get(column).copied().unwrap_or("beyond").to_owned();
                let end = if file[..at].ends_with('\r') { at - 1 } else { at };
                if start <= end {
                    slots.push(Slot { place, range: start..end, spelling: Spelling::Csv });
                }
                column = if c == '\n' { 0 } else { column + 1 };
                start = at + 1;
            }
            _ => {}
        }
    }
    slots
}

/// What stands behind `key=` on a line.
fn lines(file: &str) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut at = 0;
    for line in file.split_inclusive('\n') {
        if let Some((key, value)) = line.trim_end().split_once('=') {
            let start = at + key.len() + 1;
            let range = start..start + value.len();
            slots.push(Slot { place: key.to_owned(), range, spelling: Spelling::Line });
        }
        at += line.len();
    }
    slots
}

/// A good file of every format.
pub(super) fn all() -> &'static [Scan] {
    static ALL: OnceLock<Vec<Scan>> = OnceLock::new();
    ALL.get_or_init(|| {
        let good = good();
        let scans = Format::all().filter(|format| format.name() != "json").map(|format| {
            let text = small(format, String::from_utf8(good[format.name()].clone()).unwrap());
            Scan { format, free: free(format, &text), text }
        });
        scans.collect()
    })
}

/// A shorter file of the same format where there is one: the reader is asked many times.
fn small(format: Format, file: String) -> String {
    let mut written = seeds::JSON.iter().chain(&seeds::CSV);
    match written.find(|(name, _)| *name == format.name()) {
        Some((_, text)) if text.len() < file.len() => (*text).to_owned(),
        _ => file,
    }
}

fn counts(format: Format, bytes: &[u8]) -> Option<Counts> {
    let asked = Asked { format: Some(format), ..Asked::default() };
    read_as(bytes, &asked).ok().map(|(summary, _)| summary.counts())
}

/// The kinds of places that take any text: the file says the same of as much.
fn free(format: Format, file: &str) -> BTreeSet<String> {
    let before = counts(format, file.as_bytes());
    assert!(before.is_some(), "{format} has a good file");
    let group = payloads::groups().concat();
    let accepted = |places: &BTreeSet<String>| {
        let mut n = 0;
        let mut text = || {
            n += 1;
            // Any few of them, so that messages are not shortened to something else.
            payloads::text(&group[n % 80..n % 80 + 10], n)
        };
        counts(format, &changed(file, places, &mut text)) == before
    };
    let places: BTreeSet<String> = slots(file).into_iter().map(|slot| slot.place).collect();
    let mut free = BTreeSet::new();
    let mut open = vec![places.into_iter().collect::<Vec<_>>()];
    // As many at once as go together; what does not is halved.
    while let Some(mut places) = open.pop() {
        let more: BTreeSet<String> = free.iter().chain(&places).cloned().collect();
        if accepted(&more) {
            free = more;
        } else if places.len() > 1 {
            open.push(places.split_off(places.len() / 2));
            open.push(places);
        }
    }
    free
}

#[test]
fn every_format_has_texts_that_may_be_anything() {
    for scan in all() {
        assert!(scan.places() > 0, "{} has none", scan.format);
    }
    let all: usize = all().iter().map(Scan::places).sum();
    assert!(all > 300, "{all}");
}
