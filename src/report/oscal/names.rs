//! Ids, UUIDs and the head that every OSCAL document has.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{model::Settings, time::Instant};

/// The version of OSCAL that is written.
pub const VERSION: &str = "1.2.1";

/// The namespace of our properties.
pub const NAMESPACE: &str = "urn:storyproof:oscal";

/// What a link to one of our checks begins with.
pub const CHECK: &str = "urn:storyproof:check:";

/// What a link to a control begins with; the framework, a colon and the control follow.
pub const CONTROL: &str = "urn:storyproof:control:";

/// When a document says it was last modified: the moment that it speaks of, not that of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The moment.
    pub at: Instant,
}

/// A UUID made from a name: the same for the same kind and name, wherever it is made.
pub fn uuid(kind: &str, name: &str) -> String {
    let ours = Uuid::new_v5(&Uuid::NAMESPACE_URL, NAMESPACE.as_bytes());
    Uuid::new_v5(&ours, format!("{kind}:{name}").as_bytes()).to_string()
}

/// An id as OSCAL has ids, which begin with a letter: `8.4.2` is `c-8.4.2`.
pub fn token(id: &str) -> String {
    if id.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        id.to_owned()
    } else {
        format!("c-{id}")
    }
}

/// The head of a document.
pub fn metadata(title: &str, version: &str, stamp: Stamp) -> Value {
    json!({
        "title": title,
        "last-modified": stamp.at,
        "version": version,
        "oscal-version": VERSION,
    })
}

/// A text on one line, which titles and properties have to be.
pub(super) fn line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() { "-".to_owned() } else { line }
}

/// A property of our namespace.
pub fn prop(name: &str, value: &str) -> Value {
    json!({ "name": name, "ns": NAMESPACE, "value": line(value) })
}

/// A key with a list, which OSCAL does not have empty.
pub fn set(node: &mut Value, key: &str, list: Vec<Value>) {
    if let (false, Value::Object(map)) = (list.is_empty(), node) {
        map.insert(key.to_owned(), list.into());
    }
}

/// A key with a text, when there is one.
pub(super) fn say(node: &mut Value, key: &str, text: Option<String>) {
    if let (Some(text), Value::Object(map)) = (text, node) {
        map.insert(key.to_owned(), text.into());
    }
}

/// Whom the program belongs to.
pub(super) fn organization(settings: &Settings) -> &str {
    settings.organization.as_ref().map_or(&settings.name, |name| &name.value)
}

/// The head with whom the program belongs to, as the one party that a document has.
pub(super) fn with_party(mut head: Value, settings: &Settings) -> Value {
    let organization = organization(settings);
    let party = json!({
        "uuid": uuid("party", organization),
        "type": "organization",
        "name": line(organization),
    });
    set(&mut head, "parties", vec![party]);
    head
}
