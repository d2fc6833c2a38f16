//! Changed inputs for everything that reads or rewrites text and is no reader of evidence (those
//! have `ingest::mutations`): records, templates, expressions, notes and proofs, signatures and
//! those who may sign, policies of witnesses, binders, tables that come back, a foreign ledger, and
//! the two ways in which text becomes a report.
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

use base64::prelude::{BASE64_STANDARD, Engine as _};
use ed25519_dalek::SigningKey;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use sha2::{Digest as _, Sha256};
use storyproof::{
    binder::{self, Known},
    checkpoint::{Checkpoint, NoteKey, NoteVerifier, Policy, SignedNote, TlogProof},
    diag::{Levels, Report, safe::is_unsafe, short},
    exchange::{
        soa, table,
        tracker::{self, Asked, Tracker, Wanted},
    },
    expression::Language,
    ledger::{Hash, Ledger},
    model,
    program::{self as programs, RuleContext},
    render::{markdown, markdown_safe},
    report::soa::{Label, Lang},
    signature::{AllowedSigners, PublicKey, SshSignature},
    source::Sources,
    time::AsOf,
};
use tempfile::TempDir;

use super::{payloads, program};
use crate::{
    cli::harness::{Place, evidence},
    ingest::mutations::{LONGEST, Numbers, again, changed, number, text},
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
        ("signature", signature_seeds(), Box::new(signature)),
        ("policy", policy_seeds(), Box::new(policy)),
        ("binder", vec![binder_seed()], Box::new(binder)),
        ("tables", table_seeds(), tables()),
        ("jira", issue_seeds(Tracker::Jira), issues(Tracker::Jira)),
        ("github", issue_seeds(Tracker::GitHub), issues(Tracker::GitHub)),
        ("linear", issue_seeds(Tracker::Linear), issues(Tracker::Linear)),
        ("csv", issue_seeds(Tracker::Csv), issues(Tracker::Csv)),
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

const NOTE_KEY: &str =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

fn note_seeds() -> Vec<Vec<u8>> {
    let key = NoteKey::parse(NOTE_KEY).unwrap();
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

/// Keys for the seeds.
fn keys() -> [SigningKey; 3] {
    [1, 2, 3].map(|seed| SigningKey::from_bytes(&[seed; 32]))
}

fn signature_seeds() -> Vec<Vec<u8>> {
    let [ours, theirs, _] = keys();
    let public = PublicKey::of(&ours).to_string();
    let allowed = format!(
        "# who may sign\nlead,owner namespaces=\"approval@storyproof,x\",valid-after=\"20260101\",valid-before=\"20270101Z\" {public} a comment\n*@example.com {}\n",
        PublicKey::of(&theirs)
    );
    let signed = SshSignature::sign(&ours, "approval@storyproof", b"text").to_string();
    let others = ["ed25519", "p256", "other"].map(|name| {
        let path = format!("tests/fixtures/dsse/{name}.pub");
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
    });
    bytes([public, allowed, signed].into_iter().chain(others))
}

/// Armour, keys and the file of those who may sign; nothing becomes a signature over another text.
fn signature(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    PublicKey::parse(&text).ok();
    PublicKey::from_blob(bytes).ok();
    let (allowed, bad) = AllowedSigners::parse(&text);
    for line in &bad {
        assert!(line.why.len() < 1_000, "{line:?}");
    }
    assert!(allowed.lines().count() + bad.len() <= text.lines().count());
    if let Ok(signature) = SshSignature::parse(&text) {
        let at = "2026-06-01T00:00:00Z".parse().unwrap();
        for namespace in ["approval@storyproof", signature.namespace()] {
            assert!(allowed.check(&signature, namespace, b"another text", at).is_err());
        }
    }
}

fn policy_seeds() -> Vec<Vec<u8>> {
    let [log, one, two] = keys().map(|key| *key.verifying_key().as_bytes());
    let text = format!(
        "# a policy\nlog {} https://a.example\nwitness one {}\nwitness two {} https://two.example\n\
         group both all one two\nquorum both\n",
        verifier("a.example/log", 1, &log),
        verifier("one.example", 4, &one),
        verifier("two.example", 4, &two)
    );
    assert!(Policy::parse(&text).is_ok(), "{:?}", Policy::parse(&text));
    bytes([text, "quorum none\n".to_owned()])
}

/// A key of a kind, as it is published: `name+id+base64(kind ‖ key)`.
fn verifier(name: &str, kind: u8, key: &[u8]) -> String {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', kind]).chain_update(key);
    let id: [u8; 4] = hash.finalize()[..4].try_into().unwrap();
    let packed = BASE64_STANDARD.encode([&[kind][..], key].concat());
    format!("{name}+{:08x}+{packed}", u32::from_be_bytes(id))
}

/// A policy accepts no head that nobody of it signed, unless it asks for nobody.
fn policy(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(policy) = Policy::parse(&text) else { return };
    let key = NoteKey::parse(NOTE_KEY).unwrap();
    let head = Checkpoint { origin: "a.example/log".into(), size: 1, root: Hash::of(b"a") };
    let note = SignedNote::sign(&head.to_string(), &key);
    if let Ok(accepted) = policy.judge(&note, &head) {
        assert!(accepted.by.is_empty() && accepted.seen.is_empty(), "{text:?}: {accepted:?}");
    }
}

/// A binder of a small program with evidence.
fn binder_seed() -> Vec<u8> {
    let place = Place::small();
    place.write("a.xml", "<testsuite name='a'><testcase classname='b' name='c'/></testsuite>");
    place.run(["ingest", "a.xml"]).ok();
    let args = ["binder", "--framework", "base", "-o", "binder.zip"];
    assert!(matches!(place.run(args).code, Some(0 | 1)));
    fs::read(place.path("binder.zip")).unwrap()
}

/// A ZIP, and every file of it as somebody may have changed it.
fn binder(bytes: &[u8]) {
    let Ok(files) = binder::unpack(bytes) else { return };
    assert!(files.iter().all(|(path, _)| binder::layout::is_path(path)));
    binder::verify(&files, &Known { note_keys: &[], reread: None });
}

/// The statement of the program of these tests, as a table and as a workbook.
fn table_seeds() -> Vec<Vec<u8>> {
    let place = Place::empty();
    for (path, text) in program::plain() {
        place.write(&path, text);
    }
    ["soa.csv", "soa.xlsx"]
        .map(|file| {
            let form = file.split_once('.').unwrap().1;
            let said =
                place.run(["report", "soa", "f", "--allow-empty", "--format", form, "-o", file]);
            assert!(matches!(said.code, Some(0 | 1)), "{said:?}");
            fs::read(place.path(file)).unwrap()
        })
        .to_vec()
}

/// A table that comes back: what it asks for, and the files with that in them.
fn tables() -> Try {
    let (sources, program) = plain_program();
    let framework = "f".parse().unwrap();
    Box::new(move |bytes| {
        let sheets = Lang::ALL.map(|lang| Label::Statement.text(lang));
        let Ok(table) = table::read(bytes, &sheets) else { return };
        let Ok(mapping) = soa::mapping(&table.heading) else { return };
        let plan = soa::plan(&program, &framework, &table, mapping);
        let Ok(edited) = soa::edit(&program, &sources, &plan) else { return };
        for (path, text) in edited {
            assert!(sources.iter().any(|(_, file)| *file.path == *path), "{path} is a new file");
            text.parse::<toml_edit::DocumentMut>().expect("what is written can be read");
        }
    })
}

/// The program of these tests without what is no TOML.
fn plain_program() -> (Sources, programs::Program) {
    let sources = Sources::from_texts(
        program::plain().into_iter().filter(|(path, _)| !path.starts_with("infra")),
    );
    let (records, _) = model::decode(&sources);
    let (program, _) = programs::resolve(records);
    (sources, program)
}

/// What the program of these tests exports, and issues as each tracker has them.
fn issue_seeds(tracker: Tracker) -> Vec<Vec<u8>> {
    let (_, program) = plain_program();
    let stories: Vec<_> = program.stories.values().collect();
    let (exported, other) = match tracker {
        Tracker::Jira => (
            tracker::out::jira(&program, &stories).unwrap(),
            "Summary,Issue key,Issue id,Issue Type,Status,Labels,Labels,Sprint,Parent\nAn epic,S-1,1,Epic,To Do,,,,\n\"A, b\",S-2,2,Story,Done,x,y,S1,1\n",
        ),
        Tracker::GitHub => (
            tracker::out::github(&program, &stories),
            r#"[{"number":1,"title":"t","body":"b","labels":[{"name":"points:3"}],"milestone":{"title":"m"},"assignees":[{"login":"a"}],"state":"CLOSED","stateReason":"NOT_PLANNED","url":"https://github.com/o/r/issues/1"},{"id":"P_1","content":{"title":"u"},"status":"Done"}]"#,
        ),
        Tracker::Linear => (
            tracker::out::linear(&program, &stories).unwrap(),
            "ID,Title,Description,Status,Estimate,Project,Completed\nE-1,t,\"a\nb\",Done,3,P,2026-01-14T09:14:00.000Z\n",
        ),
        Tracker::Csv => (
            tracker::out::csv(&program, &stories).unwrap(),
            "key;title;epic;other\nK-1;t;E;=1+1\nK-2;;;\n",
        ),
    };
    bytes([exported, other.to_owned()])
}

/// Issues that come in: what is written can be read, and stands in files named by ids.
fn issues(tracker: Tracker) -> Try {
    let (sources, program) = plain_program();
    let wanted = Wanted { epic: program.epics.keys().next().cloned(), ..Wanted::default() };
    let today = "2026-12-01".parse().unwrap();
    Box::new(move |bytes| {
        let Ok(issues) = tracker::read(tracker, bytes, &[]) else { return };
        let anyway = bytes.len().is_multiple_of(2);
        let asked = Asked { wanted: &wanted, prefer: None, anyway, seed: 1, today, taken: &[] };
        let plan = tracker::plan(&program, &issues, asked);
        assert_eq!(plan.rows.len(), issues.issues.len());
        let Ok(edits) = tracker::edit(&program, &sources, &plan, &|_| String::new()) else {
            return;
        };
        for file in edits {
            let name = file.path.rsplit('/').next().unwrap().strip_suffix(".toml").unwrap();
            assert!(storyproof::ids::validate(name).is_ok(), "{}", file.path);
            assert!(
                file.path.starts_with("stories/") && !file.path.contains(".."),
                "{}",
                file.path
            );
            let found = model::decode(&Sources::from_texts([(&*file.path, &*file.after)])).1;
            assert!(found.is_empty(), "{found:?}\n{}", file.after);
        }
    })
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
    for page in [
        safe.clone(),
        format!("# x {safe}"),
        format!("- x {safe}"),
        format!("| a |\n|---|\n| x {safe} |\n"),
    ] {
        for event in Parser::new_ext(
            &page,
            Options::ENABLE_TABLES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_MATH
                | Options::ENABLE_HEADING_ATTRIBUTES,
        ) {
            let fine = match &event {
                Event::Text(_) | Event::SoftBreak => true,
                Event::Start(Tag::Heading { id, classes, attrs, .. }) => {
                    id.is_none() && classes.is_empty() && attrs.is_empty()
                }
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
            // Half of the binders and workbooks keep their length, and so are still unpacked.
            let keeps = name == "ledger" || (seed.starts_with(b"PK") && numbers.below(2) == 0);
            let bytes =
                if keeps { flipped(seed, &mut numbers) } else { changed(seed, &mut numbers) };
            let started = Instant::now();
            attempt(&bytes);
            let mut took = started.elapsed();
            if took > LONGEST {
                took = again(|| attempt(&bytes));
            }
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
            assert!(slowest.0 < LONGEST, "{:?}", String::from_utf8_lossy(&slowest.1));
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
