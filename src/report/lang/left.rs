//! No English is left in a Japanese report, and no English stands in Rust outside the catalog.
//!
//! The reports are those of a sample whose every text of people is the same text in marks, so that
//! what is left without the marks is ours.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;

use super::{
    Lang, catalog,
    tests::{literal, texts},
};
use crate::{
    plan,
    report::{
        self, Inputs,
        audit::{Asked, Population, SampleAsked},
        results::Narrowed,
        site::SiteMap,
        testing::Sample,
        traceability::Within,
    },
    time::Period,
};

/// Words of the command line that a sentence may name.
const MACHINE: [&str; 4] = ["storyproof", "approve", "trace", "capacity"];

/// The first two English words beside each other, if there are any: no Japanese sentence of ours
/// needs them. What stands in marks, in `code` or in [[brackets]] is not counted.
pub(crate) fn english(text: &str) -> Option<String> {
    let mut rest = text.to_owned();
    for (open, close) in [("⟦", "⟧"), ("`", "`"), ("[[", "]]"), ("<", ">")] {
        while let Some((before, inside)) = rest.split_once(open) {
            let behind = inside.split_once(close).map_or("", |(_, behind)| behind);
            rest = format!("{before}|{behind}");
        }
    }
    let is_word = |word: &str| {
        let bare = word.trim_matches([',', '.', ':', ';', '(', ')', '?', '!', '\'']);
        bare.len() > 1
            && bare.chars().all(|c| c.is_ascii_alphabetic() || c == '\'')
            && !MACHINE.contains(&bare)
    };
    let words: Vec<&str> = rest.split(' ').collect();
    let pair = words.windows(2).find(|pair| pair.iter().all(|word| is_word(word)));
    pair.map(|pair| pair.join(" "))
}

/// Every text of a view that is English and that templates do not look up.
fn left(name: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields.iter().filter(|(key, _)| !is_machine(key)) {
                left(&format!("{name}.{key}"), value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| left(name, item, found)),
        Value::String(text) if !catalog::is_named(text) => {
            let ours = text.lines().filter(|line| !line.starts_with("storyproof "));
            found.extend(ours.filter_map(english).map(|words| format!("{name}: {words}: {text}")));
        }
        _ => {}
    }
}

/// Commands, and a table to write into a file.
fn is_machine(key: &str) -> bool {
    ["command", "to_write"].contains(&key)
}

fn view(name: &str, view: &impl Serialize, found: &mut BTreeSet<String>) {
    left(name, &serde_json::to_value(view).unwrap(), found);
}

/// Every report of a sample.
fn reports(inputs: &Inputs<'_>, found: &mut BTreeSet<String>) {
    let framework = "f".parse().unwrap();
    view("program", &report::program(inputs), found);
    for sprint in ["S1", "S2"] {
        view("sprint", &report::sprint(inputs, &sprint.parse().unwrap()).unwrap(), found);
    }
    for capacity in [None, Some(1), Some(30)] {
        let asked = plan::Asked { capacity, ..plan::Asked::default() };
        if let Ok(plan) = report::plan(inputs, &asked) {
            view("plan", &plan, found);
        }
    }
    view("roadmap", &report::roadmap(inputs), found);
    view("encryption", &report::encryption(inputs), found);
    view("logging", &report::logging(inputs), found);
    view("soa", &report::soa(inputs, &framework, inputs.lang), found);
    view("responsibility", &report::responsibility(inputs, None, &|_| Vec::new()), found);
    view("risks", &report::risks(inputs), found);
    view("traceability", &report::traceability(inputs, &Within::default()), found);
    view("results", &report::results(inputs, &Narrowed::default()), found);
    view("trace", &report::trace_report(inputs, None), found);
    view("evidence", &report::evidence_index(inputs), found);
    view("calendar", &report::calendar(inputs), found);
    let map = SiteMap { lang: inputs.lang, pages: Vec::new() };
    view(
        "site",
        &report::site::site_index(inputs, &map, &[(framework.clone(), String::new())]),
        found,
    );
    view("audit", &report::audit(inputs, &framework), found);
    let days = Period { start: "2026-01-05".parse().unwrap(), end: "2026-01-16".parse().unwrap() };
    let check = || "turned".parse().unwrap();
    for of in [Population::Runs, Population::RunsOf(check()), Population::SubjectsOf(check())] {
        let sample = Some(SampleAsked { of, size: 2, seed: None });
        let asked = Asked { period: Some(days), sample };
        view("audit over", &report::audit_over(inputs, &framework, &asked), found);
    }
}

fn all_reports(lang: Lang) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let text = "⟦Nobody's own words⟧";
    let days = ["2026-01-12", "2026-01-20", "2026-01-31", "2026-02-20"];
    let at = |day: &&str| Sample::with_duties(text, &format!("{day}T18:00:00Z"));
    let mut samples: Vec<Sample> = days.iter().map(at).collect();
    samples.push(Sample::with_answers(text));
    samples.push(Sample::with_duties(text, "2026-01-20T18:00:00Z").with_accepted("R-2", text));
    for sample in samples {
        reports(&Inputs { lang, ..sample.inputs() }, &mut found);
    }
    found
}

#[test]
fn no_english_is_left_in_a_japanese_report() {
    let found: Vec<String> = all_reports(Lang::Ja).into_iter().collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_same_look_finds_the_sentences_of_an_english_report() {
    let found = all_reports(Lang::En);
    assert!(found.len() > 250, "only {}", found.len());
    let rooms: BTreeSet<&str> = found.iter().filter_map(|f| f.split(['.', ' ']).next()).collect();
    assert_eq!(rooms.len(), 16, "{rooms:?}");
}

/// What the terminal and machines read, and what has tables of its own.
const ENGLISH_ROOMS: [&str; 7] = [
    "src/report/findings.rs",
    "src/report/gate.rs",
    "src/report/lang",
    "src/report/oscal",
    "src/report/ownership",
    "src/report/soa/labels.rs",
    "src/report/testing.rs",
];

/// The literals of a source, without its documentation and its tests.
fn literals(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let is_code = |line: &&str| {
        let line = line.trim_start();
        !line.starts_with("//") && !line.starts_with("#[") && !line.contains("reason = ")
    };
    let code: Vec<&str> = code.lines().filter(is_code).collect();
    let code = code.join("\n").replace("'\"'", "''");
    let mut found = Vec::new();
    let mut rest = code.as_str();
    while let Some((_, behind)) = rest.split_once('"') {
        let Some((text, length)) = literal(&format!("\"{behind}")).zip(end(behind)) else { break };
        found.push(text);
        rest = behind.get(length..).unwrap_or_default();
    }
    found
}

/// How long a literal is with its closing quote, from behind its opening one.
fn end(behind: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in behind.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[test]
fn no_english_of_a_report_stands_outside_the_catalog() {
    let mut found = Vec::new();
    for (path, source) in texts("src/report", &["rs"]) {
        let is_english = ENGLISH_ROOMS.iter().any(|room| path.starts_with(room));
        if is_english || path.ends_with("tests.rs") {
            continue;
        }
        let texts = literals(&source).into_iter();
        let ours = texts.filter(|text| !text.starts_with("storyproof "));
        let is_known = |text: &str| catalog::find(text).is_some() || is_counted(text);
        let loose = ours.filter(|text| english(text).is_some() && !is_known(text));
        found.extend(loose.map(|text| format!("{}: {text}", path.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Whether a noun has a Japanese counter.
fn is_counted(noun: &str) -> bool {
    Lang::Ja.count(2_u64, noun) != Lang::En.count(2_u64, noun)
}

#[test]
fn what_reports_count_has_a_counter() {
    let mut found = Vec::new();
    for (path, source) in texts("src/report", &["rs"]) {
        for (at, _) in source.match_indices("lang.count(") {
            let call: String = source[at..].chars().take(160).collect();
            let arguments = call.split(';').next().unwrap_or_default();
            let noun = arguments.split_once(", \"").and_then(|(_, noun)| noun.split_once('"'));
            let Some((noun, _)) = noun else { continue };
            if !is_counted(noun) {
                found.push(format!("{}: {noun}", path.display()));
            }
        }
    }
    assert!(found.is_empty(), "no counter for {found:?}");
}
