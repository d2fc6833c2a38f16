//! JSON Schemas of answers: the envelope with the data of a kind in it, closed, so that a key that
//! is not described is an error.

use std::sync::LazyLock;

use regex::Regex;
use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
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
    let data = told((kind.data)(generator), "The answer.");
    let clocks = told(generator.subschema_for::<AsOf>(), "The two clocks of the answer.");
    let head = generator.subschema_for::<Option<LedgerHead>>();
    let head = told(head, "Where the ledger stood; `null` where there is none, or none was asked.");
    json!({
        "description": kind.about.trim(),
        "type": "object",
        "properties": {
            "schema_version": {
                "const": SCHEMA_VERSION,
                "description": "The version of the envelope and of what it holds.",
            },
            "kind": { "const": kind.name, "description": "What `data` is." },
            "as_of": clocks,
            "ledger_head": head,
            "data": data,
        },
        "required": ["schema_version", "kind", "as_of", "ledger_head", "data"],
    })
}

/// The same schema, with what it is in this place.
fn told(mut schema: Schema, about: &str) -> Schema {
    schema.insert("description".into(), about.into());
    schema
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

/// A description without the links and the paths of the code's own documentation, each paragraph on
/// one line.
fn plain(text: &str) -> String {
    static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let (linked, code) = (r"\[(`[^`\]]+`|[^\]]+)\]\([^)]*\)", r"\[(`[^`\]]+`)\]");
        Regex::new(&format!("{linked}|{code}")).ok()
    });
    static PATH: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"`(?:\w+::)+(\w+)(?:\(\))?`").ok());
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let mut text = paragraphs.join("\n\n").replace("`None`", "`null`");
    for (pattern, kept) in [(&*LINK, "$1$2"), (&*PATH, "`$1`")] {
        if let Some(pattern) = pattern {
            text = pattern.replace_all(&text, kept).into_owned();
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::render::kinds;

    #[test]
    fn a_description_is_for_readers_of_the_answer() {
        let said = [
            ("What [`Run::tool_name`] gives.", "What `tool_name` gives."),
            ("See [the other](Other::thing);\n`None` is none.", "See the other; `null` is none."),
            ("One.\n\nTwo\nlines.", "One.\n\nTwo lines."),
            ("`[lints]` and [a] stay", "`[lints]` and [a] stay"),
        ];
        for (written, read) in said {
            assert_eq!(plain(written), read);
        }
    }

    #[test]
    fn what_names_its_keys_is_closed_once() {
        let part = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        let mut split = json!({ "properties": { "b": part }, "oneOf": [part] });
        close(&mut split, false);
        let closed = json!({
            "properties": { "b": {
                "type": "object",
                "properties": { "a": { "type": "string" } },
                "additionalProperties": false,
            } },
            "oneOf": [part],
            "unevaluatedProperties": false,
        });
        assert_eq!(split, closed);
        let mut map = json!({ "properties": {}, "additionalProperties": part });
        close(&mut map, false);
        assert_eq!(map["additionalProperties"]["additionalProperties"], false);
    }

    #[test]
    fn each_report_has_one_kind_with_a_schema_that_holds_by_itself() {
        let names: BTreeSet<&str> = kinds::ALL.iter().map(|kind| kind.name).collect();
        assert_eq!(names.len(), kinds::ALL.len());
        for kind in kinds::ALL {
            let schema = schema(*kind);
            assert!(jsonschema::meta::is_valid(&schema), "{}", kind.name);
            assert_eq!(schema["properties"]["kind"]["const"], kind.name);
        }
    }
}
