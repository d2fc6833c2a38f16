//! The catalog holds what is asked for and nothing else, and its two sides fit.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use super::{
    Lang, ja,
    language::english,
    say::{fill, sentence},
};

/// Every file below a folder of the project, with its text.
pub(super) fn texts(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let ending = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if endings.contains(&&*ending) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// The literals that stand first behind `opening`; what begins with something else is `None`.
fn literals(text: &str, opening: &str) -> Vec<Option<String>> {
    let calls = text.match_indices(opening).filter(|(at, _)| {
        let before = text.get(..*at).and_then(|text| text.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || "_`.".contains(c))
    });
    calls.map(|(at, _)| literal(&text[at + opening.len()..])).collect()
}

pub(super) fn literal(rest: &str) -> Option<String> {
    let mut quoted = rest.trim_start().strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match quoted.next()? {
            '"' => return Some(text),
            '\\' => match quoted.next()? {
                // A line that goes on in the next.
                '\n' => {
                    let rest = quoted.as_str().trim_start();
                    quoted = rest.chars();
                }
                c => text.push(c),
            },
            c => text.push(c),
        }
    }
}

/// The rest behind the language, the first argument of `say!`.
fn behind_language(text: &str) -> String {
    let mut out = String::new();
    for (at, _) in text.match_indices("say!(") {
        let rest = &text[at + 5..];
        if let Some((_, key)) = rest.split_once(',') {
            out.push_str("key!(");
            out.push_str(key);
            out.push('\n');
        }
    }
    out
}

/// How Rust asks for a text that is no sentence.
const OPENINGS: [&str; 8] = [
    "lang.text(",
    "inputs.lang.text(",
    "self.inputs.lang.text(",
    "self.lang.text(",
    "lang.one().text(",
    "lang.inside(",
    "inputs.lang.inside(",
    "self.inside(",
];

struct Used {
    keys: BTreeSet<String>,
    loose: Vec<String>,
}

static USED: LazyLock<Used> = LazyLock::new(|| {
    let mut used = Used { keys: BTreeSet::new(), loose: Vec::new() };
    let mut add = |path: &Path, found: Vec<Option<String>>| {
        for key in found {
            match key {
                Some(key) => _ = used.keys.insert(key),
                None => used.loose.push(path.display().to_string()),
            }
        }
    };
    for (path, text) in texts("reports/templates", &["html", "md"]) {
        add(&path, literals(&text, "t("));
    }
    let rooms = ["src/report", "src/render", "src/cli"].map(|room| texts(room, &["rs"]));
    for (path, text) in rooms.into_iter().flatten() {
        if !path.components().any(|part| part.as_os_str() == "lang")
            && !path.ends_with("translated.rs")
        {
            let first = |key: Option<String>| key.map(Some);
            let keys = literals(&behind_language(&text), "key!(");
            add(&path, keys);
            for opening in OPENINGS {
                add(&path, literals(&text, opening).into_iter().filter_map(first).collect());
            }
        }
    }
    used
});

fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    ja::ALL.iter().flat_map(|(file, texts)| texts.iter().map(move |(key, ja)| (*file, *key, *ja)))
}

fn assert_none(found: &[String], what: &str) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

#[test]
fn every_text_that_is_asked_for_has_its_japanese() {
    let known: BTreeSet<&str> = all().map(|(_, key, _)| key).collect();
    let missing = USED.keys.iter().filter(|key| !known.contains(&***key)).cloned();
    assert_none(&missing.collect::<Vec<_>>(), "no Japanese for");
}

#[test]
fn a_key_stands_as_a_literal() {
    assert_none(&USED.loose, "a text is looked up by something else than a literal in");
}

#[test]
fn no_text_is_in_the_catalog_for_nothing_or_twice() {
    let named: BTreeSet<&str> = ja::NAMED.iter().flat_map(|t| t.iter().map(|(k, _)| *k)).collect();
    let rust: String = texts("src", &["rs"])
        .into_iter()
        .filter(|(path, _)| !path.components().any(|part| part.as_os_str() == "ja"))
        .map(|(_, text)| text)
        .collect();
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for (file, key, _) in all() {
        if let Some(other) = seen.insert(key, file) {
            found.push(format!("{file} and {other}: {key}"));
        }
        let stands = || rust.contains(&format!("\"{key}\""));
        let plural = || key.strip_suffix('s').is_some_and(|one| named.contains(one));
        let noun = ["recommendation", "subcategor", "criterion"].iter().any(|n| key.starts_with(n));
        let is_looked_up = named.contains(key) || file == "tables";
        if !USED.keys.contains(key) && !(is_looked_up && (stands() || plural() || noun)) {
            found.push(format!("{file}: nobody asks for {key}"));
        }
    }
    assert_none(&found, "the catalog");
}

/// The places, tags and code of a text, in order.
fn marks(text: &str) -> Vec<String> {
    let mut marks = Vec::new();
    for (open, close) in [('{', '}'), ('<', '>'), ('`', '`')] {
        let mut rest = text;
        while let Some((inside, behind)) =
            rest.split_once(open).and_then(|(_, rest)| rest.split_once(close))
        {
            marks.push(format!("{open}{inside}{close}"));
            rest = behind;
        }
    }
    marks.sort();
    marks
}

#[test]
fn both_sides_have_the_same_places_and_the_same_markup() {
    let found = all().filter(|(_, key, japanese)| marks(english(key)) != marks(japanese));
    let found: Vec<String> =
        found.map(|(file, key, japanese)| format!("{file}: {key} => {japanese}")).collect();
    assert_none(&found, "sides that differ");
    let empty = all().filter(|(_, _, japanese)| japanese.trim().is_empty());
    assert_none(&empty.map(|(_, key, _)| key.to_owned()).collect::<Vec<_>>(), "no words");
}

#[test]
fn markup_stands_only_in_texts_of_templates() {
    let found = all().filter(|(file, key, _)| file.starts_with("say") && key.contains('<'));
    assert_none(&found.map(|(_, key, _)| key.to_owned()).collect::<Vec<_>>(), "markup");
}

#[test]
fn values_go_where_their_places_are_and_bring_none() {
    let values = ["{1}".to_owned(), "b".to_owned()];
    assert_eq!(fill("{1} of {0}, {2} {x} {", &values), "b of {1}, {2} {x} {");
    assert_eq!(sentence(Lang::En, "{0} of {1}##odd", &[&1, &"x"]), "1 of x");
    assert_eq!(Lang::Ja.text("met"), "実施済み");
    assert_eq!(Lang::Both.text("met"), "met / 実施済み");
    assert_eq!(Lang::Both.text("Work has begun."), "Work has begun.");
    assert_eq!(Lang::Ja.text("nobody wrote this"), "nobody wrote this");
}

#[test]
fn things_are_counted_in_japanese() {
    assert_eq!(Lang::En.count(2_u64, "story"), "2 stories");
    assert_eq!(Lang::Ja.count(1_234_u64, "story"), "1,234件のストーリー");
    assert_eq!(Lang::Ja.count_days(-3), "0日");
    assert_eq!(Lang::Ja.day("2026-03-06".parse().unwrap()), "2026年3月6日");
}

#[test]
fn whatever_is_counted_has_a_japanese_counter() {
    let known: BTreeSet<&str> = ja::counters::COUNTERS.iter().map(|(noun, _)| *noun).collect();
    assert_eq!(known.len(), ja::counters::COUNTERS.len(), "a noun stands twice");
    let mut missing = BTreeSet::new();
    for (path, text) in texts("reports/templates", &["html", "md"]) {
        for noun in text.split("|count(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if !known.contains(noun) {
                missing.insert(format!("{}: {noun}", path.display()));
            }
        }
    }
    let ours = |path: &Path| path.starts_with("src/report/lang");
    for (path, text) in texts("src/report", &["rs"]).into_iter().filter(|(path, _)| !ours(path)) {
        for call in text.split(".count(").skip(1) {
            let noun = call.split(')').next().and_then(|args| args.split('"').nth(1));
            if let Some(noun) = noun.filter(|noun| !known.contains(noun)) {
                missing.insert(format!("{}: {noun}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
