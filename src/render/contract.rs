//! JSON Schemas of answers: the envelope with the data of a kind in it, closed, so that a key that
//! is not described is an error.

use std::sync::LazyLock;

use regex::Regex;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{json::SCHEMA_VERSION, kind::NamedKind};
use crate::{evidence::LedgerHead, time::AsOf};

/// The schema of one kind of answer.
pub fn schema(kind: NamedKind) -> Value {
    let mut generator = generator();
    let answer = answer(kind, &mut generator);
    let title = format!("storyproof {}", kind.name);
    finished(&title, answer, generator)
}

/// One schema for every answer; `kind` says which part of it holds.
pub fn schema_of_all(kinds: impl IntoIterator<Item = NamedKind>) -> Value {
    let mut generator = generator();
    let kinds = kinds.into_iter().map(|kind| answer(kind, &mut generator));
    let any = json!({ "oneOf": kinds.collect::<Vec<_>>() });
    finished("storyproof answers", any, generator)
}

fn generator() -> SchemaGenerator {
    // What is written, not what would be read: a key that is always written is required.
    SchemaSettings::draft2020_12().for_serialize().into_generator()
}

/// The envelope of a kind.
fn answer(kind: NamedKind, generator: &mut SchemaGenerator) -> Value {
    let data = (kind.data)(generator);
    let clocks = generator.subschema_for::<AsOf>();
    let head = generator.subschema_for::<Option<LedgerHead>>();
    json!({
        "description": kind.about.trim(),
        "type": "object",
        "properties": {
            "schema_version": {
                "const": SCHEMA_VERSION,
                "description": "The version of the envelope and of what it holds.",
            },
            "kind": { "const": kind.name, "description": "What `data` is." },
            "as_of": { "allOf": [clocks], "description": "The two clocks of the answer." },
            "ledger_head": {
                "allOf": [head],
                "description": "Where the ledger stood; `null` where there is none, or none was asked.",
            },
            "data": { "allOf": [data], "description": "The answer." },
        },
        "required": ["schema_version", "kind", "as_of", "ledger_head", "data"],
    })
}

fn finished(title: &str, mut schema: Value, mut generator: SchemaGenerator) -> Value {
    let mut definitions = Value::Object(generator.take_definitions(true));
    for part in definitions.as_object_mut().into_iter().flat_map(Map::values_mut) {
        close(part, false);
    }
    close(&mut schema, false);
    if let Value::Object(map) = &mut schema {
        map.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        map.insert("title".into(), title.into());
        map.insert("$defs".into(), definitions);
    }
    schema
}

/// Closes each object that names its keys, and makes plain text of what was written for readers of
/// the code. A `part` belongs to an object that is closed as a whole.
fn close(schema: &mut Value, part: bool) {
    let Value::Object(map) = schema else { return };
    if let Some(Value::String(text)) = map.get_mut("description") {
        *text = plain(text);
    }
    let choices = ["oneOf", "anyOf", "allOf"];
    let names_keys = map.contains_key("properties");
    let is_split = names_keys && choices.iter().any(|word| map.contains_key(*word));
    for word in choices {
        for choice in map.get_mut(word).and_then(Value::as_array_mut).into_iter().flatten() {
            close(choice, part || is_split);
        }
    }
    for word in ["properties", "patternProperties"] {
        for inner in map.get_mut(word).and_then(Value::as_object_mut).into_iter().flatten() {
            close(inner.1, false);
        }
    }
    for word in ["items", "additionalProperties"] {
        map.get_mut(word).into_iter().for_each(|inner| close(inner, false));
    }
    for inner in map.get_mut("prefixItems").and_then(Value::as_array_mut).into_iter().flatten() {
        close(inner, false);
    }
    if names_keys && !part && !map.contains_key("additionalProperties") {
        let word = if is_split { "unevaluatedProperties" } else { "additionalProperties" };
        map.insert(word.into(), false.into());
    }
}

/// A description without the links of the code's own documentation, each paragraph on one line.
fn plain(text: &str) -> String {
    static LINK: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"\[(`[^`\]]+`|[^\]]+)\]\([^)]*\)|\[(`[^`\]]+`)\]").ok());
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let text = paragraphs.join("\n\n");
    match &*LINK {
        Some(link) => link.replace_all(&text, "$1$2").into_owned(),
        None => text,
    }
}
