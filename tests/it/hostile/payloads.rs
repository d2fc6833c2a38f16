//! The payloads: texts that set a mark, fetch, or act on a terminal when they become more than text.
//!
//! `tests/fixtures/hostile/payloads.jsonl` has one a line, as a JSON string. Those that run set the
//! page's title to `PWNED` or make an element with the id `pwned`; those that fetch name the host
//! `evil.example`.

const TEXT: &str = include_str!("../../fixtures/hostile/payloads.jsonl");

/// Fields take at least this many bytes.
const LONGEST: usize = 900;

/// Every payload.
pub(super) fn all() -> Vec<String> {
    TEXT.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
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

/// What stands in a field: the whole group, beginning with another payload in each field.
pub(super) fn text(group: &[String], field: usize) -> String {
    let (before, after) = group.split_at(field % group.len());
    joined(&[after, before].concat())
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
