//! The indexes against the files, links that lead somewhere, and pages that run nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{entries::Bound, verdict::Verdict};
use crate::{
    binder::{
        layout::{EVIDENCE_CSV, LEAF, MANIFEST, entry_of, is_path},
        pack::Files,
    },
    ledger::Hash,
};

/// What can make a page act, or ask a network for something.
const ACTIVE: [&str; 9] =
    ["<script", "<iframe", "<object", "<embed", "<link", "<base", "<form", "<img", "<video"];

/// What is read of the index for programs.
#[derive(Debug, Deserialize)]
struct Manifest {
    data: Data,
}

#[derive(Debug, Deserialize)]
struct Data {
    evidence: Vec<Evidence>,
    statements: Vec<Statement>,
}

#[derive(Debug, Deserialize)]
struct Evidence {
    reference: String,
    file: String,
    redacted: bool,
    sha256: String,
    entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Statement {
    document: Option<String>,
    entry: Entry,
}

#[derive(Debug, Deserialize)]
struct Entry {
    #[serde(rename = "entry")]
    number: u64,
    file: String,
    proof: String,
    leaf_hash: String,
}

pub(super) fn check(binder: &Files, entries: &BTreeMap<u64, Bound>, verdict: &mut Verdict) {
    let before = verdict.findings.len();
    if let Some(bytes) = binder.get(MANIFEST) {
        match serde_json::from_slice::<Manifest>(bytes) {
            Ok(manifest) => {
                manifest_says(binder, &manifest.data, entries, verdict);
                table_says(binder, &manifest.data, verdict);
            }
            Err(error) => verdict.find("index", MANIFEST, "an index of a binder", error),
        }
    }
    verdict.looked(before, "the indexes name what is here, and nothing else");
    let before = verdict.findings.len();
    let mut pages = 0_u64;
    for (path, bytes) in binder.iter().filter(|(path, _)| is_page(path)) {
        pages += 1;
        page_says(binder, path, &String::from_utf8_lossy(bytes), verdict);
    }
    verdict.looked(before, format!("{pages} pages: every link leads to a file that is here, and none runs or fetches anything"));
}

fn is_page(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("html"))
}

fn manifest_says(
    binder: &Files,
    data: &Data,
    entries: &BTreeMap<u64, Bound>,
    verdict: &mut Verdict,
) {
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut numbers: BTreeSet<u64> = BTreeSet::new();
    let of_evidence = data.evidence.iter().flat_map(|line| &line.entries);
    for entry in of_evidence.chain(data.statements.iter().map(|line| &line.entry)) {
        named.extend([entry.file.as_str(), entry.proof.as_str()]);
        numbers.insert(entry.number);
        let leaf = entries.get(&entry.number).and_then(|bound| bound.leaf);
        let found = leaf.map_or_else(|| "no such entry".to_owned(), |leaf| leaf.to_string());
        if found != entry.leaf_hash {
            let at = format!("{MANIFEST}: entry {}", entry.number);
            verdict.find("index", at, &entry.leaf_hash, found);
        }
    }
    for line in &data.evidence {
        named.insert(&line.file);
        let found = binder.get(&line.file).map(|bytes| Hash::of(bytes).to_string());
        let found = found.unwrap_or_else(|| "no such file".to_owned());
        let is_there = binder.get(&line.file).is_some();
        if (!line.redacted && found != line.sha256) || !is_there {
            let at = format!("{MANIFEST}: {}", line.reference);
            verdict.find("index", at, &line.sha256, found);
        }
    }
    named.extend(data.statements.iter().filter_map(|line| line.document.as_deref()));
    for path in &named {
        if binder.get(path).is_none() {
            verdict.find("index", MANIFEST, format!("the file {path}"), "no such file");
        }
    }
    for (path, _) in binder.iter().filter(|(path, _)| entry_of(path).is_some()) {
        // The leaf hash of a redacted entry belongs to the entry.
        if !named.contains(path) && !path.ends_with(LEAF) {
            verdict.find("index", path, format!("a file that {MANIFEST} names"), "another one");
        }
    }
    for number in entries.keys().filter(|number| !numbers.contains(number)) {
        verdict.find("index", MANIFEST, format!("a line for entry {number}"), "none");
    }
}

/// The table for spreadsheets has the same numbers, files and hashes.
fn table_says(binder: &Files, data: &Data, verdict: &mut Verdict) {
    let Some(bytes) = binder.get(EVIDENCE_CSV) else {
        return verdict.find("index", EVIDENCE_CSV, "a table", "no such file");
    };
    let mut expected: Vec<[&str; 3]> = Vec::new();
    for line in &data.evidence {
        expected.push([&line.reference, &line.file, &line.sha256]);
    }
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let mut found = 0;
    for (at, record) in reader.records().enumerate() {
        let place = format!("{EVIDENCE_CSV}, row {}", at + 2);
        let record = match record {
            Ok(record) => record,
            Err(error) => return verdict.find("index", place, "a row", error),
        };
        let cells: Vec<&str> = record.iter().take(3).collect();
        let expected = expected.get(at).map(<[&str; 3]>::as_slice);
        if expected != Some(cells.as_slice()) {
            let expected = expected.map_or_else(|| "no row".to_owned(), |row| row.join(", "));
            return verdict.find("index", place, expected, cells.join(", "));
        }
        found += 1;
    }
    if found != expected.len() {
        verdict.find("index", EVIDENCE_CSV, format!("{} rows", expected.len()), found);
    }
}

fn page_says(binder: &Files, path: &str, text: &str, verdict: &mut Verdict) {
    // In our pages whatever people and scanners wrote has no `<` left.
    let small = text.to_ascii_lowercase();
    if let Some(active) = ACTIVE.iter().find(|active| small.contains(**active)) {
        verdict.find("page", path, "nothing that runs or fetches", active);
    }
    for href in text.split("href=\"").skip(1) {
        // Our templates write `/` so that nothing can end an attribute early.
        let href = href.split('"').next().unwrap_or_default().replace("&#x2f;", "/");
        let target = href.split('#').next().unwrap_or_default();
        if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
            continue;
        }
        let there = resolve(path, target).is_some_and(|file| binder.get(&file).is_some());
        if !there {
            verdict.find("link", path, "a link to a file that is here", &href);
        }
    }
}

/// Where a link of a page leads; `None` when it leads outside.
fn resolve(page: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    is_path(&path).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn links_lead_inside_or_nowhere() {
        assert_eq!(resolve("a/b.html", "../c/d.json").as_deref(), Some("c/d.json"));
        assert_eq!(resolve("b.html", "a.html").as_deref(), Some("a.html"));
        for bad in ["../../x", "/etc/passwd", "a//b", "data:text/html,x", "a%2fb"] {
            assert_eq!(resolve("a/b.html", bad), None, "{bad}");
        }
    }
}
