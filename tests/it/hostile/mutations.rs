//! Changed inputs for everything that reads or rewrites text and is no reader of evidence (those
//! have `ingest::mutations`): records, templates, expressions, notes and proofs, a foreign ledger,
//! and the two ways in which text becomes a report.
//!
//! In CI each target gets a few hundred inputs. The long form takes as many as it is told:
//!
//! ```text
//! STORYPROOF_FUZZ=1000000 cargo test --release --test it hostile::mutations -- --nocapture
//! ```
//!
//! `STORYPROOF_FUZZ_SECONDS`, `STORYPROOF_FUZZ_SEED` and `STORYPROOF_FUZZ_ONLY=notes,records` work as
//! they do there. A new parser of untrusted text is a line in [`targets`].

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    time::{Duration, Instant},
};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use storyproof::{
    checkpoint::{Checkpoint, NoteKey, NoteVerifier, SignedNote, TlogProof},
    diag::{Levels, Report, safe::is_unsafe, short},
    expression::Language,
    ledger::{Hash, Ledger},
    model,
    program::{self as programs, RuleContext},
    render::{markdown, markdown_safe},
    source::Sources,
    time::AsOf,
};
use tempfile::TempDir;

use super::{payloads, program};
use crate::{
    cli::harness::{Place, evidence},
    ingest::mutations::{Numbers, changed, number, text},
};

/// Inputs for each target in the short form.
const SHORT: u64 = 300;

/// Reads one input; it must neither panic nor give what it may not.
type Try = Box<dyn FnMut(&[u8])>;

fn targets() -> Vec<(&'static str, Vec<Vec<u8>>, Try)> {
    vec![
        ("records", records_seeds(), Box::new(|bytes| records("stories/E-1.toml", bytes))),
        ("settings", settings_seeds(), Box::new(|bytes| records("storyproof.toml", bytes))),
        (
            "inventories",
            inventory_seeds(),
            Box::new(|bytes| records("controls/inventory/x.csv", bytes)),
        ),
        ("templates", files("controls/templates", "yaml"), Box::new(template)),
        ("expressions", expression_seeds(), Box::new(expression)),
        ("notes", note_seeds(), Box::new(note)),
        ("ledger", vec![ledger_seed()], ledger()),
        ("markdown", markdown_seeds(), Box::new(notes_as_html)),
        ("escape", markdown_seeds(), Box::new(escaped)),
    ]
}

/// Files of the example program, smallest first.
fn files(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push(fs::read(path).unwrap());
            }
        }
    }
    found.sort_by_key(Vec::len);
    found
}

fn bytes(texts: impl IntoIterator<Item = String>) -> Vec<Vec<u8>> {
    texts.into_iter().map(String::into_bytes).collect()
}

fn records_seeds() -> Vec<Vec<u8>> {
    let mut seeds = bytes(program::plain().into_iter().skip(1).map(|(_, text)| text));
    seeds.extend(files("stories", "toml").into_iter().take(20));
    seeds
}

fn settings_seeds() -> Vec<Vec<u8>> {
    bytes(program::plain().into_iter().take(1).map(|(_, text)| text))
}

fn inventory_seeds() -> Vec<Vec<u8>> {
    [files("controls/inventory", "csv"), files("controls/inventory", "txt")].concat()
}

/// A file of the program, with the rest of the program beside it.
fn records(path: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let other = |(other, _): &(String, String)| other != path;
    let sources = program::plain().into_iter().filter(other).chain([(path.to_owned(), text)]);
    read(&Sources::from_texts(sources.filter(|(path, _)| !path.starts_with("infra"))));
}

fn template(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.yaml"), text).unwrap();
    let component = "[[component]]\nid = \"c\"\nname = \"C\"\ntemplates = [\"a.yaml\"]\n";
    let mut sources = Sources::from_texts([
        ("storyproof.toml", "[program]\nname = \"P\"\n"),
        ("controls/c.toml", component),
    ]);
    sources.read_also(folder.path(), ["a.yaml"]);
    read(&sources);
}

fn read(sources: &Sources) {
    let (mut records, mut found) = model::decode(sources);
    found.extend(model::decode_templates(sources, &mut records));
    let (program, more) = programs::resolve(records);
    found.extend(more);
    let today = "2026-12-01".parse().unwrap();
    found.extend(programs::check(&program, &RuleContext { sources, today }));
    let report = Report::new(found, &Levels::new(&program.settings.lints));
    let shown = short(&report, sources);
    assert!(!shown.contains(is_unsafe), "{shown:?}");
}

fn expression_seeds() -> Vec<Vec<u8>> {
    let line = |line: &str| {
        let (key, value) = line.split_once(" = ")?;
        let known = ["pass_when", "where", "for_each", "subject", "message"];
        known.contains(&key).then(|| value.trim_matches(['"', '\'']).to_owned())
    };
    let texts = files("controls/checks", "toml");
    let texts = texts.iter().map(|bytes| String::from_utf8(bytes.clone()).unwrap());
    let mut seeds: Vec<String> =
        texts.flat_map(|text| text.lines().filter_map(line).collect::<Vec<_>>()).collect();
    seeds.sort();
    seeds.dedup();
    assert!(seeds.len() > 20);
    bytes(seeds)
}

fn expression(bytes: &[u8]) {
    let language = Language::default();
    let Ok(compiled) = language.compile(&String::from_utf8_lossy(bytes)) else { return };
    let document = serde_json::json!({
        "SummaryMap": {"AccountMFAEnabled": 1}, "Keys": [{"KeyId": "k", "n": 1.5}], "x": "y", "item": {"a": null},
    });
    let value = language.tracker().value(&document, "");
    language
        .decide(&compiled, &value, BTreeMap::from([("document".to_owned(), value.clone())]))
        .ok();
}

fn note_seeds() -> Vec<Vec<u8>> {
    let key = NoteKey::parse(
        "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz",
    )
    .unwrap();
    let root = Hash::of(b"a");
    let head = Checkpoint { origin: "example.com/ledger".into(), size: 7, root };
    let note = SignedNote::sign(&head.to_string(), &key).to_string();
    let proof = TlogProof { index: 3, path: vec![root, root, root], note: note.clone() };
    bytes([head.to_string(), note, proof.to_string(), key.verifier().to_string()])
}

fn note(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let known: Vec<NoteVerifier> = NoteVerifier::parse(&text).into_iter().collect();
    NoteKey::parse(&text).ok();
    Checkpoint::parse(&text).ok();
    if let Ok(note) = SignedNote::parse(&text) {
        note.verify(&known).ok();
    }
    if let Ok(proof) = TlogProof::parse(&text) {
        SignedNote::parse(&proof.note).ok();
        let head = Checkpoint { origin: "o".into(), size: 8, root: Hash::of(b"r") };
        assert!(!proof.proves(Hash::of(b"leaf"), &head), "an invented proof holds");
    }
}

/// A small ledger: what is changed is the database itself.
fn ledger_seed() -> Vec<u8> {
    let place = Place::small();
    place.run(["ingest", &evidence("sarif/semgrep.sarif")]).ok();
    fs::read(place.path(".storyproof/ledger.sqlite")).unwrap()
}

fn ledger() -> Try {
    let folder = TempDir::new().unwrap();
    let far = "9999-12-31T00:00:00Z".parse().unwrap();
    Box::new(move |bytes| {
        let path = folder.path().join("ledger.sqlite");
        fs::write(&path, bytes).unwrap();
        let Ok(ledger) = Ledger::open_read(&path) else { return };
        ledger.check().ok();
        ledger.history(AsOf { observed: far, known: far }).ok();
    })
}

fn markdown_seeds() -> Vec<Vec<u8>> {
    let mut seeds = bytes(payloads::all());
    seeds
        .push(fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ARCHITECTURE.md")).unwrap());
    seeds
}

const TAGS: [&str; 27] = [
    "p",
    "a",
    "img",
    "pre",
    "code",
    "blockquote",
    "ul",
    "ol",
    "li",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "em",
    "strong",
    "del",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "br",
    "div",
];
const ATTRIBUTES: [&str; 7] = ["href", "src", "alt", "title", "class", "start", "style"];

/// Notes become HTML with a few tags, a few attributes, and no scheme but harmless ones.
fn notes_as_html(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let html = markdown_safe::to_html(&source);
    let mut rest = &*html;
    while let Some(start) = rest.find('<') {
        let end = start + rest[start..].find('>').expect("a tag ends");
        let tag = rest[start + 1..end].trim_start_matches('/').trim_end_matches('/');
        let name = tag.split(' ').next().unwrap();
        assert!(TAGS.contains(&name), "{source:?} gives <{tag}>");
        let mut parts = tag[name.len()..].split('"');
        while let (Some(key), Some(value)) = (parts.next(), parts.next()) {
            let key = key.trim().trim_end_matches('=');
            assert!(ATTRIBUTES.contains(&key), "{source:?} gives {key} in <{tag}>");
            assert!(key != "style" || value.starts_with("text-align: "), "{source:?}: <{tag}>");
            let scheme = value.split(['/', '?', '#']).next().unwrap_or_default();
            let fine =
                ["https:", "mailto:"].iter().any(|s| scheme.to_ascii_lowercase().starts_with(s));
            let fine =
                fine || !scheme.contains(':') || (key == "src" && value.starts_with("data:image/"));
            assert!(fine || !["href", "src"].contains(&key), "{source:?} leads to {value}");
        }
        rest = &rest[end + 1..];
    }
    assert!(!html.contains(is_unsafe), "{source:?}");
}

/// What is escaped for Markdown stays text, in a line, in a list and in a cell of a table.
fn escaped(bytes: &[u8]) {
    let source = String::from_utf8_lossy(bytes);
    let safe = markdown::escape(&source);
    for page in [safe.clone(), format!("- x {safe}"), format!("| a |\n|---|\n| x {safe} |\n")] {
        for event in Parser::new_ext(
            &page,
            Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH,
        ) {
            let fine = match &event {
                Event::Text(_) | Event::SoftBreak => true,
                Event::Start(tag) => matches!(
                    tag,
                    Tag::Paragraph
                        | Tag::List(None)
                        | Tag::Item
                        | Tag::Table(_)
                        | Tag::TableHead
                        | Tag::TableRow
                        | Tag::TableCell
                ),
                Event::End(tag) => !matches!(tag, TagEnd::Link | TagEnd::Image | TagEnd::HtmlBlock),
                _ => false,
            };
            assert!(fine, "{source:?} gives {event:?} in {page:?}");
        }
    }
    assert!(!safe.contains(is_unsafe), "{source:?}");
}

#[test]
fn no_change_makes_anything_panic_or_act() {
    let long = number("STORYPROOF_FUZZ");
    let limit = Duration::from_secs(number("STORYPROOF_FUZZ_SECONDS").unwrap_or(u64::MAX));
    let mut numbers = Numbers(number("STORYPROOF_FUZZ_SEED").unwrap_or(20_261_128));
    let mut targets = targets();
    if let Some(only) = text("STORYPROOF_FUZZ_ONLY") {
        targets.retain(|(name, ..)| only.split(',').any(|wanted| wanted == *name));
    }
    let share = limit / u32::try_from(targets.len().max(1)).unwrap();
    for (name, seeds, mut attempt) in targets {
        let (mut inputs, mut slowest, began) = (0, (Duration::ZERO, Vec::new()), Instant::now());
        while inputs < long.unwrap_or(SHORT) && began.elapsed() < share {
            let seed = &seeds[numbers.below(seeds.len())];
            let bytes = if name == "ledger" {
                flipped(seed, &mut numbers)
            } else {
                changed(seed, &mut numbers)
            };
            let started = Instant::now();
            attempt(&bytes);
            let took = started.elapsed();
            if took > slowest.0 {
                slowest = (took, bytes);
            }
            inputs += 1;
        }
        if long.is_some() {
            println!(
                "{name}: {inputs} inputs, the slowest in {:?} ({} bytes)",
                slowest.0,
                slowest.1.len()
            );
            assert!(
                slowest.0 < Duration::from_secs(1),
                "{:?}",
                String::from_utf8_lossy(&slowest.1)
            );
        }
    }
}

/// Some bytes replaced where they stand, so that pages stay where they are.
fn flipped(seed: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(8) {
        let at = numbers.below(bytes.len());
        bytes[at] = u8::try_from(numbers.below(256)).unwrap();
    }
    bytes
}
