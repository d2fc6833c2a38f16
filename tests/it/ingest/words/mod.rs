//! Every reader against every word with which its format states a verdict, as one table.
//!
//! The words and what they mean stand here, written by hand from each tool's documentation. The
//! table, `tests/fixtures/evidence/words.md`, adds what becomes of words that are none: renew it
//! with `STORYPROOF_BLESS=1` and read what changed. Whatever it says, only a word that the tool
//! gives for a pass may pass.

mod fields;
mod files;

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use storyproof::{
    evidence::Outcome,
    ingest::{Format, Summary},
};

use self::{
    fields::{FIELDS, Field, Json, Name, Number, Text},
    files::FILES,
};
use super::{Asked, GOOD, read_as, samples::samples, seeds};

/// Where the word stands in a file.
const HOLE: &str = "¤";

/// Formats that list what is wrong and nothing else, or, as `json`, nothing that is a verdict.
const NO_VERDICT: &[&str] =
    &["json", "grype", "gitleaks", "bandit", "semgrep", "npm-audit", "pip-audit", "cargo-audit"];

fn file_of(format: &str) -> &'static str {
    let files = FILES.iter().chain(&seeds::JSON).chain(&seeds::CSV).copied();
    let ours = GOOD
        .iter()
        .copied()
        .map(|(name, text)| (if name == "prowler" { "prowler-ocsf" } else { name }, text));
    let mut found = files.chain(ours).filter(|(name, _)| *name == format);
    found.next().unwrap_or_else(|| panic!("{format} has a good file")).1
}

/// What becomes of a file, in a few words.
fn cell(format: &str, text: &str, rule: &str) -> String {
    let asked =
        Asked { format: Format::all().find(|known| known.name() == format), ..Asked::default() };
    let Ok((summary, collected)) = read_as(text.as_bytes(), &asked) else {
        return "refused".into();
    };
    let results = collected.runs.iter().flat_map(|(_, results)| results);
    let results = results.filter(|result| rule.is_empty() || result.rule == rule);
    let words: BTreeSet<String> = results
        .map(|result| {
            let muted = if result.muted { "muted " } else { "" };
            format!("{muted}{}", word(result.outcome))
        })
        .collect();
    let mut words: Vec<String> = words.into_iter().collect();
    if words.is_empty() {
        words.push("nothing".into());
    }
    if doubted(&summary) && (words[0] == "nothing" || words[0].ends_with("pass")) {
        words.push("doubted".into());
    }
    words.join(", ")
}

fn doubted(summary: &Summary) -> bool {
    summary.runs.iter().any(|run| !run.succeeded)
}

fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "pass",
        Outcome::Fail => "fail",
        Outcome::Error => "error",
        Outcome::NotApplicable => "not applicable",
        Outcome::Manual => "manual",
        Outcome::Informational => "informational",
    }
}

/// What is no word, and how it is written: a heading, and the text in place of the word.
fn others(field: &Field) -> [(&'static str, Option<String>); 9] {
    let mut words = field.words.iter().map(|(word, _)| *word);
    let first = words.find(|word| !word.is_empty()).unwrap();
    let swapped = |c: char| {
        if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
    };
    let other_case: String = first.chars().map(swapped).collect();
    let quoted = |word: &str| match field.written {
        Json | Number => Some(format!("\"{word}\"")),
        Text => Some(word.to_owned()),
        Name => None,
    };
    let raw = |value: &str| (field.written != Text && field.written != Name).then(|| value.into());
    [
        ("other case", if field.written == Number { None } else { quoted(&other_case) }),
        ("unknown word", quoted("maybe")),
        ("empty", quoted("")),
        ("a blank", quoted(" ")),
        ("null", raw("null")),
        ("a number", raw("7")),
        ("a list", raw(&format!("[\"{first}\"]"))),
        ("true", raw("true")),
        ("missing", None),
    ]
}

/// A good file with something else in place of the field's word, or `None` where that cannot be.
fn with_other(field: &Field, heading: &str, other: Option<&str>) -> Option<String> {
    let [good, hole] = field.at;
    let file = file_of(field.format);
    if heading == "missing" && matches!(field.written, Json | Number) {
        let (before, after) = hole.split_once(HOLE)?;
        let key = before.strip_suffix("\":")?.rfind('"')?;
        return Some(file.replace(good, &format!("{}\"absent\":0{after}", &before[..key])));
    }
    Some(file.replace(good, &hole.replace(HOLE, other?)))
}

/// A field's row of the table, and what in it must not be.
fn row(field: &Field) -> (String, Vec<String>) {
    let Field { format, name, at: [good, hole], rule, words, .. } = field;
    let file = file_of(format);
    assert_eq!(file.matches(good).count(), 1, "{format}: {good}");
    let (mut said, mut wrong) = (Vec::new(), Vec::new());
    for (word, expected) in *words {
        let written = if field.written == Json { format!("\"{word}\"") } else { (*word).into() };
        let got = cell(format, &file.replace(good, &hole.replace(HOLE, &written)), rule);
        if got != *expected {
            wrong.push(format!("{format}, {name}: {word} is {got}, not {expected}"));
        }
        let word = if word.is_empty() { "no word".into() } else { format!("`{word}`") };
        said.push(format!("{word} {got}"));
    }
    let mut row = format!("| {format} | {name} | {} |", said.join("; "));
    for (heading, other) in others(field) {
        // An attribute without a word says as little as none: it is among the words.
        if heading == "empty" && words.iter().any(|(word, _)| word.is_empty()) {
            row.push_str(" a word |");
            continue;
        }
        let Some(changed) = with_other(field, heading, other.as_deref()) else {
            row.push_str(" – |");
            continue;
        };
        let got = cell(format, &changed, rule);
        // The same word in another case is the same word, where a reader takes it at all.
        let passes = got.contains("pass") && !got.contains("doubted") && heading != "other case";
        if passes || got == "nothing" {
            wrong.push(format!("{format}, {name}, {heading}: {got}\n{changed}"));
        }
        write!(row, " {got} |").unwrap();
    }
    (row, wrong)
}

#[test]
fn only_the_word_for_a_pass_passes() {
    let mut table = String::from("| format | field | words |");
    let headings = others(&FIELDS[0]).map(|(heading, _)| heading);
    for heading in headings {
        write!(table, " {heading} |").unwrap();
    }
    writeln!(table, "\n|---|---|---|{}", "---|".repeat(headings.len())).unwrap();
    let mut wrong: Vec<String> = Vec::new();
    for field in FIELDS {
        let (row, not_so) = row(field);
        writeln!(table, "{row}").unwrap();
        wrong.extend(not_so);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/evidence/words.md");
    if std::env::var_os("STORYPROOF_BLESS").is_some() {
        fs::write(&path, &table).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, table, "read what changed, then renew it with STORYPROOF_BLESS=1");
}

#[test]
fn formats_without_a_word_for_a_pass_never_pass() {
    for format in Format::all() {
        let stated = FIELDS.iter().any(|field| field.format == format.name());
        let listed = NO_VERDICT.contains(&format.name());
        assert!(stated != listed, "{format} has a row of words, or is listed as having none");
    }
    let mut seen = BTreeSet::new();
    for sample in samples() {
        let Ok((summary, _)) = read_as(&sample.bytes, &Asked::default()) else { continue };
        let name = summary.format.name();
        if NO_VERDICT.contains(&name) {
            seen.insert(name);
            let counts = summary.counts();
            assert_eq!((counts.pass, counts.muted_pass), (0, 0), "{name}");
        }
    }
    // Every JSON is a document; the files here are all of some format.
    assert_eq!(seen.len(), NO_VERDICT.len() - 1, "{seen:?}");
}
