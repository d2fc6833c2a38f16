//! Shapes as JSON Schema, draft 7: what editors for TOML agree on.
//!
//! Source of the vocabulary: JSON Schema draft 7, core and validation. Two tools for TOML read it
//! (taplo and tombi); both take a TOML day as a string in the format `date`.

use serde_json::{Map, Value, json};

use super::{known::Known, words};
use crate::{
    ids::MAX_ID_LEN,
    model::{Key, Kind, Shape, describe, describe_settings},
};

/// The name of the schema of files below `stories/` and `controls/`.
pub const RECORDS: &str = "records";

/// The name of the schema of `storyproof.toml`.
pub const SETTINGS: &str = "settings";

const DRAFT: &str = "http://json-schema.org/draft-07/schema#";

/// Any file below `stories/` and `controls/`: lists of records of any kind.
pub fn of_records(known: &Known) -> Value {
    let kinds = describe();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
    lists("A file of records of a storyproof program", &kinds, &names, known)
}

/// A file with records of one kind only; `None` when there is no such kind.
pub fn of_kind(name: &str, known: &Known) -> Option<Value> {
    let kinds: Vec<Kind> = describe().into_iter().filter(|kind| kind.name == name).collect();
    let title = format!("Records of the kind `{name}` of a storyproof program");
    (!kinds.is_empty()).then(|| lists(&title, &kinds, &[name], known))
}

/// `storyproof.toml`.
pub fn of_settings(known: &Known) -> Value {
    let settings = describe_settings();
    let writer = Writer { known, path: SETTINGS.to_owned() };
    let mut schema = writer.table(&settings.keys);
    put(&mut schema, "title", "The settings of a storyproof program".into());
    finish(schema, known)
}

fn lists(title: &str, kinds: &[Kind], names: &[&str], known: &Known) -> Value {
    let mut properties = Map::new();
    for kind in kinds.iter().filter(|kind| names.contains(&kind.name)) {
        let writer = Writer { known, path: kind.name.to_owned() };
        let list = json!({
            "description": words::of(kind.name),
            "type": "array",
            "items": writer.table(&kind.keys),
        });
        properties.insert(kind.name.to_owned(), list);
    }
    let schema = json!({
        "title": title,
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
    });
    finish(schema, known)
}

/// Adds the draft and the ids that are referred to.
fn finish(mut schema: Value, known: &Known) -> Value {
    let mut definitions = Map::new();
    let text = schema.to_string();
    for kind in KINDS.iter().chain(&["control", "control id", "external id"]) {
        let name = definition(kind);
        if text.contains(&format!("\"#/definitions/{name}\"")) {
            definitions.insert(name, id(kind, known));
        }
    }
    put(&mut schema, "$schema", DRAFT.into());
    if !definitions.is_empty() {
        put(&mut schema, "definitions", definitions.into());
    }
    schema
}

/// Kinds whose ids are one word.
const KINDS: [&str; 15] = [
    "framework",
    "epic",
    "story",
    "sprint",
    "persona",
    "party",
    "risk",
    "component",
    "check",
    "attestation",
    "measure",
    "account",
    "repository",
    "service",
    "approval_rule",
];

fn definition(kind: &str) -> String {
    format!("id-of-{}", kind.replace(' ', "-"))
}

/// An id of a kind: those there are, to be offered, or any other that could be one. A schema may be
/// older than the files; what an id names is for `check` to say.
fn id(kind: &str, known: &Known) -> Value {
    let any = any_id(kind);
    match known.of(kind) {
        [] => any,
        ids => json!({ "anyOf": [{ "enum": ids }, any] }),
    }
}

fn any_id(kind: &str) -> Value {
    let word = format!("[A-Za-z0-9._-]{{1,{MAX_ID_LEN}}}");
    let pattern = match kind {
        "control" => format!("^{word}/{word}$"),
        "external id" => "^[a-z][a-z0-9-]*:\\S".to_owned(),
        _ => format!("^{word}$"),
    };
    json!({ "type": "string", "pattern": pattern })
}

fn put(schema: &mut Value, key: &str, value: Value) {
    if let Value::Object(map) = schema {
        map.insert(key.to_owned(), value);
    }
}

/// Writes the tables below one place, such as `story.acceptance`.
struct Writer<'a> {
    known: &'a Known,
    path: String,
}

impl Writer<'_> {
    fn table(&self, keys: &[Key]) -> Value {
        let properties: Map<String, Value> =
            keys.iter().map(|key| (key.name.to_owned(), self.key(key))).collect();
        let needed: Vec<&str> = keys.iter().filter(|key| key.needed).map(|key| key.name).collect();
        let mut schema = json!({
            "type": "object",
            "additionalProperties": false,
            "properties": properties,
        });
        if !needed.is_empty() {
            put(&mut schema, "required", needed.into());
        }
        schema
    }

    fn key(&self, key: &Key) -> Value {
        let path = format!("{}.{}", self.path, key.name);
        let below = Writer { known: self.known, path: path.clone() };
        // Its own id is a new name, not one of those there are.
        let is_own = key.name == "id" && !self.path.contains('.');
        let mut schema = match &key.shape {
            Shape::Id(kind) if is_own => any_id(kind),
            shape => below.value(shape),
        };
        // Beside a reference nothing is read.
        if schema.get("$ref").is_some() {
            schema = json!({ "allOf": [schema] });
        }
        put(&mut schema, "description", words::of(&path).into());
        schema
    }

    fn value(&self, shape: &Shape) -> Value {
        match shape {
            Shape::Text => json!({ "type": "string" }),
            Shape::Texts => json!({ "anyOf": [
                { "type": "string" },
                { "type": "array", "items": { "type": "string" } },
            ]}),
            Shape::Name => json!({ "type": "string", "pattern": "\\S" }),
            Shape::Link => json!({ "type": "string", "pattern": "^https?://[A-Za-z0-9\\[]" }),
            Shape::Bool => json!({ "type": "boolean" }),
            Shape::Whole(least, most) => {
                json!({ "type": "integer", "minimum": least, "maximum": most })
            }
            Shape::Number(least, most) if *least > f64::MIN => {
                json!({ "type": "number", "minimum": least, "maximum": most })
            }
            Shape::Number(..) => json!({ "type": "number" }),
            Shape::Day => json!({ "type": "string", "format": "date" }),
            Shape::Age => json!({ "type": "string", "pattern": "^0*[1-9][0-9]*[hdw]$" }),
            Shape::Word(words) => json!({ "type": "string", "enum": words }),
            Shape::Population(words) => json!({ "anyOf": [
                { "enum": words },
                { "type": "string", "pattern": format!("^inventory:[A-Za-z0-9._-]{{1,{MAX_ID_LEN}}}$") },
            ]}),
            Shape::Id(kind) => json!({ "$ref": format!("#/definitions/{}", definition(kind)) }),
            Shape::List(entry) => json!({ "type": "array", "items": self.value(entry) }),
            Shape::Table(keys) => self.table(keys),
            // One table is read as a list of one.
            Shape::Tables(keys) => json!({ "type": "array", "items": self.table(keys) }),
            Shape::Free(value) => {
                json!({ "type": "object", "additionalProperties": self.value(value) })
            }
        }
    }
}
