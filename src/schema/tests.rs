//! The schemas against the decoder, which they describe, and against an independent validator.

use std::{collections::BTreeSet, path::Path};

use toml::{Table, Value};

use super::{Known, of_kind, of_records, of_settings, words};
use crate::{
    diag::Diagnostic,
    model::{self, Key, Kind, Shape, describe, describe_settings},
    program,
    source::Sources,
};

/// A value that may stand there.
fn sample(shape: &Shape) -> Value {
    let text = |text: &str| Value::String(text.to_owned());
    match shape {
        Shape::Text | Shape::Name | Shape::Texts => text("x"),
        Shape::Link => text("https://a.example/"),
        Shape::Bool => Value::Boolean(true),
        Shape::Whole(least, _) => Value::Integer((*least).max(1).into()),
        Shape::Number(..) => Value::Float(1.5),
        Shape::Day => Value::Datetime("2026-03-06".parse().unwrap()),
        Shape::Age => text("7d"),
        Shape::Word(words) | Shape::Population(words) => text(words[0]),
        Shape::Id("control") => text("a/1"),
        Shape::Id("external id") => text("jira:A-1"),
        Shape::Id(_) => text("a"),
        Shape::List(entry) => Value::Array(vec![sample(entry)]),
        Shape::Table(keys) => Value::Table(full(keys)),
        Shape::Tables(keys) => Value::Array(vec![Value::Table(full(keys))]),
        Shape::Free(value) => Value::Table(Table::from_iter([("a".to_owned(), sample(value))])),
    }
}

/// A table with every key there is.
fn full(keys: &[Key]) -> Table {
    keys.iter().map(|key| (key.name.to_owned(), sample(&key.shape))).collect()
}

fn file_of(kind: &Kind, table: Table) -> String {
    let list = Value::Array(vec![Value::Table(table)]);
    toml::to_string(&Table::from_iter([(kind.name.to_owned(), list)])).unwrap()
}

/// What decoding finds in one file.
fn found(path: &str, text: &str) -> Vec<Diagnostic> {
    let sources = Sources::from_texts([(path, text)]);
    model::decode(&sources).1
}

/// Every file with every key, by the name of its kind.
fn samples() -> Vec<(Kind, &'static str, String)> {
    let records = describe().into_iter().map(|kind| {
        let text = file_of(&kind, full(&kind.keys));
        (kind, "controls/x.toml", text)
    });
    let settings = describe_settings();
    let text = toml::to_string(&full(&settings.keys)).unwrap();
    records.chain([(settings, "storyproof.toml", text)]).collect()
}

/// As JSON, as tools for TOML see it.
fn json(value: &Value) -> serde_json::Value {
    match value {
        Value::String(text) => text.as_str().into(),
        Value::Integer(number) => (*number).into(),
        Value::Float(number) => (*number).into(),
        Value::Boolean(is) => (*is).into(),
        Value::Datetime(moment) => moment.to_string().into(),
        Value::Array(entries) => entries.iter().map(json).collect(),
        Value::Table(table) => table.iter().map(|(k, v)| (k.clone(), json(v))).collect(),
    }
}

struct Schemas {
    records: jsonschema::Validator,
    settings: jsonschema::Validator,
}

impl Schemas {
    fn new(known: &Known) -> Self {
        let validator =
            |schema| jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        Self { records: validator(of_records(known)), settings: validator(of_settings(known)) }
    }

    /// What is wrong with a file, in the words of the validator.
    fn errors(&self, path: &str, text: &str) -> Vec<String> {
        let table: Table = text.parse().unwrap_or_else(|error| panic!("{path}: {error}\n{text}"));
        let validator = if path == "storyproof.toml" { &self.settings } else { &self.records };
        let instance = json(&Value::Table(table));
        validator.iter_errors(&instance).map(|error| format!("{path}: {error}")).collect()
    }
}

#[test]
fn a_file_with_every_key_is_read_and_valid() {
    let schemas = Schemas::new(&Known::default());
    for (kind, path, text) in samples() {
        let found = found(path, &text);
        let odd = found.iter().filter(|found| found.rule.code.starts_with("form/"));
        let odd: Vec<_> = odd.map(|found| &found.title).collect();
        assert!(odd.is_empty(), "{}: {odd:?}\n{text}", kind.name);
        assert_eq!(schemas.errors(path, &text), [""; 0], "{}", kind.name);
    }
}

/// Adds a key that nobody knows to a table and all tables in it, and counts them.
fn spoil(table: &mut Table) -> usize {
    let tables = |value: &mut Value| match value {
        Value::Table(table) => spoil(table),
        Value::Array(entries) => entries
            .iter_mut()
            .map(|entry| if let Value::Table(table) = entry { spoil(table) } else { 0 })
            .sum(),
        _ => 0,
    };
    // What trackers said has free keys.
    let mut known = table.iter_mut().filter(|(key, _)| *key != "x");
    let below: usize = known.by_ref().map(|(_, value)| tables(value)).sum();
    table.insert("zzzzzzzzzz".to_owned(), Value::Boolean(true));
    below + 1
}

/// The keys of every table, as the description has them.
fn keys_of(keys: &[Key], all: &mut BTreeSet<BTreeSet<String>>) {
    all.insert(keys.iter().map(|key| key.name.to_owned()).collect());
    for key in keys {
        if let Shape::Table(keys) | Shape::Tables(keys) = &key.shape {
            keys_of(keys, all);
        }
    }
}

/// The decoder itself says which keys it knows. It says so of whole tables, and the description
/// comes from empty ones: a key that is asked for only when others are there would show here.
#[test]
fn the_description_has_every_key_that_the_decoder_asks_for() {
    for (kind, path, text) in samples() {
        let mut table: Table = text.parse().unwrap();
        // The names of lints are free.
        table.remove("lints");
        let added = spoil(&mut table);
        let found = found(path, &toml::to_string(&table).unwrap());
        let known = found.iter().filter(|found| found.rule.code == "form/unknown-key");
        let known: Vec<&str> = known
            .map(|found| found.help.as_deref().unwrap().strip_prefix("known keys: ").unwrap())
            .collect();
        let added = if path == "storyproof.toml" { added } else { added - 1 };
        assert_eq!(known.len(), added, "{}: {known:?}", kind.name);
        let asked: BTreeSet<BTreeSet<String>> =
            known.iter().map(|keys| keys.split(", ").map(str::to_owned).collect()).collect();
        let mut described = BTreeSet::new();
        keys_of(&kind.keys, &mut described);
        assert_eq!(described, asked, "{}", kind.name);
    }
}

/// Every value of a table in turn, by another of the wrong type.
fn wrong(keys: &[Key]) -> Vec<(String, Table)> {
    let mut all = Vec::new();
    for key in keys {
        let mut put = |name: &str, value| {
            let mut table = full(keys);
            table.insert(key.name.to_owned(), value);
            all.push((format!("{}{name}", key.name), table));
        };
        let odd = match &key.shape {
            Shape::Bool => Value::String("x".to_owned()),
            _ => Value::Boolean(true),
        };
        put("", odd);
        match &key.shape {
            Shape::Word(_) | Shape::Population(_) => put("", Value::String("zzzzzzzz".into())),
            Shape::Whole(_, most) if *most < u32::MAX => put("", Value::Integer(999)),
            Shape::Id(_) => put("", Value::String("not an id".into())),
            Shape::Age => put("", Value::String("7 days".into())),
            Shape::List(_) => put("[]", Value::Array(vec![Value::Integer(1)])),
            Shape::Table(below) => {
                for (name, table) in wrong(below) {
                    put(&name, Value::Table(table));
                }
            }
            Shape::Tables(below) => {
                for (name, table) in wrong(below) {
                    put(&name, Value::Array(vec![Value::Table(table)]));
                }
            }
            _ => {}
        }
        if key.needed {
            let mut table = full(keys);
            table.remove(key.name);
            all.push((format!("no {}", key.name), table));
        }
    }
    all
}

#[test]
fn what_the_decoder_refuses_the_schema_refuses() {
    let schemas = Schemas::new(&Known::default());
    let mut tried = 0;
    for (kind, path, _) in samples() {
        for (name, table) in wrong(&kind.keys) {
            let text = match path {
                "storyproof.toml" => toml::to_string(&table).unwrap(),
                _ => file_of(&kind, table),
            };
            let form = |found: &Diagnostic| found.rule.code.starts_with("form/");
            assert!(found(path, &text).iter().any(form), "{}: {name}\n{text}", kind.name);
            assert!(!schemas.errors(path, &text).is_empty(), "{}: {name}\n{text}", kind.name);
            tried += 1;
        }
    }
    assert!(tried > 400, "{tried}");
}

/// The example program, with and without its own ids in the schema.
#[test]
fn every_file_of_the_example_is_valid() {
    let sources = Sources::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (program, _) = program::resolve(model::decode(&sources).0);
    let known = Known::new(&program);
    for schemas in [Schemas::new(&Known::default()), Schemas::new(&known)] {
        let toml = sources.iter().filter(|(_, file)| file.path.ends_with(".toml"));
        let errors: Vec<String> =
            toml.flat_map(|(_, file)| schemas.errors(&file.path, &file.text)).collect();
        assert_eq!(errors, [""; 0]);
    }
    let schema = of_kind("story", &known).unwrap();
    let offered = &schema["definitions"]["id-of-check"]["anyOf"][0]["enum"];
    assert!(offered.as_array().unwrap().contains(&"root-mfa".into()), "{offered}");
    assert!(of_kind("storys", &known).is_none());
}

/// Mistakes that people make.
#[test]
fn bad_files_are_refused() {
    let story = "[[story]]\nid = \"A-1\"\nepic = \"A\"\ntitle = \"T\"\n";
    let settings = "[program]\nname = \"P\"\n";
    let table = [
        ("stories/x.toml", "[[storys]]\nid = \"A-1\"\n".to_owned()),
        ("stories/x.toml", "[story]\nid = \"A-1\"\n".to_owned()),
        ("stories/x.toml", format!("{story}onwer = \"team\"\n")),
        ("stories/x.toml", format!("{story}status = \"finished\"\n")),
        ("stories/x.toml", format!("{story}points = \"3\"\n")),
        ("stories/x.toml", format!("{story}points = -1\n")),
        ("stories/x.toml", format!("{story}layer = 4\n")),
        ("stories/x.toml", format!("{story}done = 2026\n")),
        ("stories/x.toml", format!("{story}done = 2026-01-02T10:00:00Z\n")),
        ("stories/x.toml", format!("{story}controls = \"base/B.1\"\n")),
        ("stories/x.toml", format!("{story}controls = [\"B.1\"]\n")),
        ("stories/x.toml", format!("{story}depends_on = [1.10]\n")),
        ("stories/x.toml", format!("{story}[[story.acceptance]]\nchecks = [\"c\"]\n")),
        ("stories/x.toml", format!("{story}[[story.acceptance]]\ntext = \"t\"\ncheck = [\"c\"]\n")),
        ("stories/x.toml", "[[story]]\nid = \"A-1\"\nepic = \"A\"\n".to_owned()),
        ("controls/x.toml", "[[check]]\nid = \"c\"\ntitle = \"C\"\nmax_age = 7\n".to_owned()),
        ("controls/x.toml", "[[party]]\nid = \"p\"\nname = \"P\"\nkind = \"friend\"\n".to_owned()),
        ("storyproof.toml", format!("{settings}[priority]\nrisk = 2000\n")),
        ("storyproof.toml", format!("{settings}[lints]\n\"a/b\" = \"loud\"\n")),
        ("storyproof.toml", format!("{settings}[[story]]\nid = \"A-1\"\n")),
        ("storyproof.toml", "[program]\norganization = \"X\"\n".to_owned()),
        ("storyproof.toml", "[evidence]\nmax_age = \"7d\"\n".to_owned()),
    ];
    let schemas = Schemas::new(&Known::default());
    assert_eq!(schemas.errors("stories/x.toml", story), [""; 0]);
    assert_eq!(schemas.errors("storyproof.toml", settings), [""; 0]);
    for (path, text) in table {
        assert!(!found(path, &text).is_empty(), "{path}: {text}");
        assert!(!schemas.errors(path, &text).is_empty(), "{path}: {text}");
    }
}

fn places(prefix: &str, keys: &[Key], all: &mut Vec<String>) {
    for key in keys {
        let place = format!("{prefix}.{}", key.name);
        if let Shape::Table(keys) | Shape::Tables(keys) = &key.shape {
            places(&place, keys, all);
        }
        all.push(place);
    }
}

#[test]
fn every_key_is_explained_in_one_sentence() {
    let mut all = Vec::new();
    for kind in describe() {
        places(kind.name, &kind.keys, &mut all);
        all.push(kind.name.to_owned());
    }
    places("settings", &describe_settings().keys, &mut all);
    let mute: Vec<&String> = all.iter().filter(|place| words::of(place).is_empty()).collect();
    assert!(mute.is_empty(), "nobody says what these are: {mute:?}");
    let is_used = |(place, text): &&(&str, &str)| {
        all.iter().any(|one| words::of(one) == *text && (one == place || place.starts_with('*')))
    };
    let idle: Vec<_> = words::WORDS.iter().filter(|word| !is_used(word)).collect();
    assert!(idle.is_empty(), "these explain nothing: {idle:?}");
}

#[test]
fn the_settings_have_the_tables_that_are_sent_there() {
    let keys: Vec<&str> = describe_settings().keys.iter().map(|key| key.name).collect();
    let mut known = model::decode::SETTINGS.to_vec();
    let mut keys = keys;
    keys.sort_unstable();
    known.sort_unstable();
    assert_eq!(keys, known);
}
