//! The payloads: texts that set a mark, fetch, or act on a terminal when they become more than text.
//!
//! `tests/fixtures/hostile/payloads.jsonl` has one a line, as a JSON string: those that act in a
//! browser where nothing stops them, which the control of the matrix shows. Those that run set the
//! page's title to `PWNED`; those that fetch name the host `evil.example`. `texts.jsonl` has texts
//! that act on something else: a terminal, a spreadsheet, a template, an older browser, a forge.

use std::collections::BTreeSet;

use storyproof::diag::{safe::is_unsafe, safe_text};

const ACTING: &str = include_str!("../../fixtures/hostile/payloads.jsonl");
const OTHERS: &str = include_str!("../../fixtures/hostile/texts.jsonl");

/// Fields take at least this many bytes.
const LONGEST: usize = 2_400;

/// Those that act in a browser where nothing stops them.
pub(super) fn acting() -> Vec<String> {
    parsed(ACTING).collect()
}

/// Every payload; those that would act on a terminal stand together.
pub(super) fn all() -> Vec<String> {
    let mut all: Vec<String> = parsed(ACTING).chain(parsed(OTHERS)).collect();
    all.sort_by_key(|text| text.contains(is_unsafe));
    all
}

fn parsed(text: &'static str) -> impl Iterator<Item = String> {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

/// The payloads in groups that fit into any field; each is in one group.
pub(super) fn groups() -> Vec<Vec<String>> {
    chunks(&all(), LONGEST)
}

/// Parts of a list that are no longer than so many bytes when they are joined.
fn chunks(payloads: &[String], longest: usize) -> Vec<Vec<String>> {
    let mut chunks: Vec<Vec<String>> = Vec::new();
    for payload in payloads {
        let fits = |chunk: &&mut Vec<String>| joined(chunk).len() + payload.len() < longest;
        match chunks.last_mut().filter(fits) {
            Some(chunk) => chunk.push(payload.clone()),
            None => chunks.push(vec![payload.clone()]),
        }
    }
    chunks
}

fn joined(payloads: &[String]) -> String {
    payloads.join(" ")
}

/// What stands in a field: the whole group, beginning with another payload in each field, and a mark
/// that is this field's alone.
pub(super) fn text(group: &[String], field: usize) -> String {
    let (before, after) = group.split_at(field % group.len());
    let (first, rest) = after.split_first().unwrap();
    joined(&[std::slice::from_ref(first), &[format!("zz{field}zz")], rest, before].concat())
}

/// The fields whose marks stand in a text.
pub(super) fn marks(text: &str) -> BTreeSet<u64> {
    text.split("zz").filter_map(|part| part.parse().ok()).collect()
}

/// What can be typed: texts that fit an option, without characters that it refuses.
pub(super) fn typed(group: &[String], longest: usize) -> Vec<String> {
    let fine = |text: &&String| {
        safe_text(text) == text.as_str() && !text.contains(['\n', '\t']) && text.len() < longest
    };
    let fine: Vec<String> = group.iter().filter(fine).cloned().collect();
    chunks(&fine, longest).iter().map(|chunk| joined(chunk)).collect()
}

#[test]
fn there_are_many_payloads_and_each_does_something() {
    let all = all();
    assert!(all.len() >= 150, "{}", all.len());
    let grouped: Vec<String> = groups().concat();
    assert_eq!(grouped, all);
    for group in groups() {
        assert!(joined(&group).len() <= LONGEST + 100);
    }
}
