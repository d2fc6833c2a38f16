//! Every string field of every record that people write, and which of them take any text.
//!
//! `tests/fixtures/hostile/program.txt` is a small program that has every field which the example
//! program has, and more. Which fields take any text is found by trying; the others must refuse a
//! payload with a message that is safe to print.

use std::{collections::BTreeSet, fs, path::Path, sync::OnceLock};

use storyproof::{
    diag::{
        HumanStyle, Levels, Report, ReportView, human,
        safe::{is_unsafe, pretty_json},
        short,
    },
    model,
    program::{self, RuleContext},
    source::Sources,
};
use tempfile::TempDir;
use toml_edit::{DocumentMut, Item, Value};

use super::payloads;

const PROGRAM: &str = include_str!("../../fixtures/hostile/program.txt");

/// Fields in a language of their own: a payload may be lawful there, and means nothing.
const LANGUAGES: [&str; 8] = [
    // Which controls a statement is about: a payload there is about none.
    "framework.statement_of_applicability",
    "ledger.origin",
    "redaction.pattern",
    "check.source.pass_when",
    "check.source.for_each",
    "check.source.where",
    "check.source.subject",
    "check.source.message",
];

/// Files by their path.
pub(super) type Files = Vec<(String, String)>;

/// The program as it is without payloads.
pub(super) fn plain() -> Files {
    let file = |part: &str| {
        let (path, text) = part.split_once('\n').unwrap();
        (path.trim().to_owned(), text.to_owned())
    };
    PROGRAM.split("//- ").skip(1).map(file).collect()
}

/// Calls `f` with the path of keys to every string of a document, such as `story.title`.
fn each_text(document: &mut DocumentMut, f: &mut dyn FnMut(&str, &mut Value)) {
    for (key, item) in document.iter_mut() {
        in_item(item, &key, f);
    }
}

fn in_item(item: &mut Item, path: &str, f: &mut dyn FnMut(&str, &mut Value)) {
    match item {
        Item::Value(value) => in_value(value, path, f),
        Item::Table(table) => {
            for (key, item) in table.iter_mut() {
                in_item(item, &format!("{path}.{key}"), f);
            }
        }
        Item::ArrayOfTables(tables) => {
            for (key, item) in tables.iter_mut().flat_map(toml_edit::Table::iter_mut) {
                in_item(item, &format!("{path}.{key}"), f);
            }
        }
        Item::None => {}
    }
}

fn in_value(value: &mut Value, path: &str, f: &mut dyn FnMut(&str, &mut Value)) {
    match value {
        Value::String(_) => f(path, value),
        Value::Array(array) => array.iter_mut().for_each(|value| in_value(value, path, f)),
        Value::InlineTable(table) => {
            for (key, value) in table.iter_mut() {
                in_value(value, &format!("{path}.{key}"), f);
            }
        }
        _ => {}
    }
}

fn document(path: &str, text: &str) -> Option<DocumentMut> {
    Path::new(path)
        .extension()
        .is_some_and(|ending| ending == "toml")
        .then(|| text.parse().unwrap())
}

/// The string fields of some files.
fn fields(files: &Files) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (path, text) in files {
        if let Some(mut document) = document(path, text) {
            each_text(&mut document, &mut |path, _| _ = found.insert(path.to_owned()));
        }
    }
    found
}

/// The program with a text in each of these fields.
pub(super) fn with(fields: &BTreeSet<String>, text: &mut dyn FnMut() -> String) -> Files {
    let mut files = plain();
    for (path, content) in &mut files {
        if let Some(mut document) = document(path, content) {
            each_text(&mut document, &mut |path, value| {
                if fields.contains(path) {
                    *value = text().into();
                }
            });
            *content = document.to_string();
        }
    }
    files
}

/// Reads a program as the commands do.
pub(super) fn check(files: &Files) -> (Report, Sources) {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut sources = Sources::read(folder.path()).unwrap();
    let (mut records, mut found) = model::decode(&sources);
    sources.read_also(folder.path(), records.template_paths());
    found.extend(model::decode_templates(&sources, &mut records));
    let (program, more) = program::resolve(records);
    found.extend(more);
    let today = "2026-12-01".parse().unwrap();
    found.extend(program::check(&program, &RuleContext { sources: &sources, today }));
    (Report::new(found, &Levels::new(&program.settings.lints)), sources)
}

/// The program with a group of payloads in every field that takes them; no two fields are equal.
pub(super) fn filled(group: &[String]) -> Files {
    let mut n = 0;
    with(free(), &mut || {
        n += 1;
        payloads::text(group, n)
    })
}

/// The fields that take any text.
pub(super) fn free() -> &'static BTreeSet<String> {
    static FREE: OnceLock<BTreeSet<String>> = OnceLock::new();
    FREE.get_or_init(|| {
        let group = &payloads::groups()[0];
        let takes = |field: &String| {
            let (one, mut n) = (BTreeSet::from([field.clone()]), 0);
            let mut next = || {
                n += 1;
                payloads::text(group, n)
            };
            check(&with(&one, &mut next)).0.errors() == 0
        };
        let fields = fields(&plain()).into_iter();
        fields.filter(|field| !LANGUAGES.contains(&&**field) && takes(field)).collect()
    })
}

#[test]
fn the_program_of_these_tests_has_every_field_of_the_example() {
    let (report, sources) = check(&plain());
    assert_eq!(report.errors(), 0, "{}", human(&report, &sources, HumanStyle::default()));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let sources = Sources::read(root).unwrap();
    let files = sources.iter().map(|(_, file)| (file.path.to_string(), file.text.clone()));
    let (here, there) = (fields(&plain()), fields(&files.collect()));
    // Every lint is a key of its own, and takes one of three words.
    let missing: Vec<_> =
        there.difference(&here).filter(|field| !field.starts_with("lints.")).collect();
    assert!(missing.is_empty(), "add to tests/fixtures/hostile/program.txt: {missing:?}");
}

#[test]
fn a_field_takes_any_text_or_refuses_it_safely() {
    let (all, free) = (fields(&plain()), free());
    assert!(free.len() >= 45, "{} of {}: {free:?}", free.len(), all.len());
    for group in payloads::groups() {
        let (report, sources) = check(&filled(&group));
        assert_eq!(report.errors(), 0, "{}", human(&report, &sources, HumanStyle::default()));
    }
    for field in all.difference(free) {
        let one = BTreeSet::from([field.clone()]);
        for group in payloads::groups() {
            let (report, sources) = check(&with(&one, &mut || payloads::text(&group, 0)));
            let is_language = LANGUAGES.contains(&&**field);
            assert!(report.errors() > 0 || is_language, "{field} takes {group:?}");
            for out in [
                human(&report, &sources, HumanStyle::default()),
                short(&report, &sources),
                pretty_json(&ReportView::new(&report, &sources)).unwrap(),
            ] {
                assert!(!out.contains(is_unsafe), "{field}: {out:?}");
            }
        }
    }
}
