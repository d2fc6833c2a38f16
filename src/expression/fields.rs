//! A document's objects, which notice what an expression reads of them.
//!
//! In minijinja a field that is not there equals nothing, so `Policy.MinLength != 0` would be true
//! of a document without a policy. Here reading such a field is noticed, and the evaluation ends in
//! an error that names it, unless the expression asked whether it is there (`is defined`).

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use minijinja::value::{Enumerator, Object, ObjectRepr, Value};
use serde_json::Value as Json;

/// The most values that are noted of one evaluation, and the longest text of one.
const MAX_READS: usize = 6;
const MAX_TEXT: usize = 60;

/// Notes what an evaluation reads; one for all documents of a [`super::Language`].
#[derive(Debug, Clone, Default)]
pub struct Tracker(Arc<Mutex<Notes>>);

#[derive(Debug, Default)]
struct Notes {
    /// The first field that was read and is not there.
    missing: Option<String>,
    /// One that was read just now: the next step may ask whether it is there.
    pending: Option<String>,
    read: Vec<(String, String)>,
    /// Fields that were read and have no fields themselves.
    plain: BTreeSet<String>,
    /// Documents that were taken out of a map of several, by name and subject.
    used: Vec<(String, String)>,
}

impl Tracker {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn clear(&self) {
        let mut notes = self.notes();
        (notes.missing, notes.pending) = (None, None);
        notes.read.clear();
        notes.plain.clear();
    }

    /// The first field that was read and is not there.
    pub(super) fn missing(&self) -> Option<String> {
        let notes = self.notes();
        notes.missing.clone().or_else(|| notes.pending.clone())
    }

    fn miss(&self, path: String) {
        self.step();
        self.notes().pending = Some(path);
    }

    /// Another step is taken: nobody has asked whether the field before it is there.
    fn step(&self) {
        let mut notes = self.notes();
        if let Some(pending) = notes.pending.take() {
            notes.missing.get_or_insert(pending);
        }
    }

    /// The expression asked whether the field that it read just now is there.
    pub(super) fn forgive(&self) {
        self.notes().pending = None;
    }

    /// The code of the error that a document is; empty for any other.
    pub fn error_code(value: &Value) -> String {
        let field = |value: &Value, name: &str| -> Option<Value> {
            let fields = value.downcast_object::<Fields>()?;
            fields.values.get(name).map(|(value, _)| value.clone())
        };
        let code = field(value, "Error").and_then(|error| field(&error, "Code"));
        code.and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// What a document's value is, for words that look at all of it; nothing of it counts as read.
    pub(super) fn plain(value: &Value) -> Option<Json> {
        if let Some(fields) = value.downcast_object::<Fields>() {
            let plain = |(name, (value, _)): (&String, &(Value, Option<Json>))| {
                Some((name.clone(), Self::plain(value)?))
            };
            return fields.values.iter().map(plain).collect::<Option<_>>().map(Json::Object);
        }
        if let Some(items) = value.downcast_object::<Items>() {
            return items.values.iter().map(Self::plain).collect::<Option<_>>().map(Json::Array);
        }
        match value.as_object() {
            None if !value.is_undefined() => serde_json::to_value(value).ok(),
            _ => None,
        }
    }

    /// The values that the last evaluation read, as words.
    pub fn says(&self) -> String {
        let notes = self.notes();
        let words: Vec<String> =
            notes.read.iter().map(|(path, value)| format!("{path} is {value}")).collect();
        words.join(", ")
    }

    /// Which documents were taken out of maps of several since this was last asked.
    pub fn take_used(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.notes().used)
    }

    /// A field that an expression reads into, though it has no fields: `path` is as the expression
    /// writes it, `item.a.b`.
    pub(super) fn reads_into(&self, path: &str) -> Option<String> {
        let notes = self.notes();
        let (_, inner) = path.split_once('.')?;
        let starts = |start: &str| path.match_indices('.').any(|(at, _)| &path[..at] == start);
        let ends = |plain: &str| {
            inner.match_indices('.').any(|(at, _)| {
                let rest = plain.strip_suffix(&inner[..at]);
                rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
        };
        notes.plain.iter().find(|plain| starts(plain) || ends(plain)).cloned()
    }

    fn read(&self, path: &str, value: &Json) {
        let mut notes = self.notes();
        notes.plain.insert(path.to_owned());
        if value.is_array() {
            return;
        }
        if notes.read.len() < MAX_READS && !notes.read.iter().any(|(known, _)| known == path) {
            let mut text = value.to_string();
            if text.len() > MAX_TEXT {
                text.truncate(text.floor_char_boundary(MAX_TEXT));
                text.push('…');
            }
            notes.read.push((path.to_owned(), text));
        }
    }

    /// A document as an expression sees it; `path` is what its fields are called in messages.
    pub fn value(&self, document: &Json, path: &str) -> Value {
        match document {
            Json::Object(fields) => Value::from_object(Fields {
                path: path.to_owned(),
                values: fields
                    .iter()
                    .map(|(key, json)| {
                        let value = self.value(json, &join(path, key));
                        let plain = match json {
                            Json::Object(_) => None,
                            Json::Array(_) => Some(Json::Array(Vec::new())),
                            scalar => Some(scalar.clone()),
                        };
                        (key.clone(), (value, plain))
                    })
                    .collect(),
                tracker: self.clone(),
            }),
            Json::Array(items) => {
                let item = |(n, json)| self.value(json, &format!("{path}[{n}]"));
                Value::from_object(Items {
                    path: path.to_owned(),
                    values: items.iter().enumerate().map(item).collect(),
                    tracker: self.clone(),
                })
            }
            Json::Null => Value::from(()),
            Json::Bool(truth) => Value::from(*truth),
            Json::String(text) => Value::from(text.as_str()),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Value::from(number),
                (None, Some(number)) => Value::from(number),
                // JSON has no other numbers.
                (None, None) => Value::from(number.as_f64().unwrap_or(f64::NAN)),
            },
        }
    }

    /// Documents of one name by the subject that each is about.
    pub fn by_subject(&self, name: &str, documents: BTreeMap<String, Value>) -> Value {
        Value::from_object(BySubject { name: name.to_owned(), documents, tracker: self.clone() })
    }
}

fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// An object of a document.
#[derive(Debug)]
struct Fields {
    path: String,
    values: BTreeMap<String, (Value, Option<Json>)>,
    tracker: Tracker,
}

impl Object for Fields {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        self.tracker.step();
        let Some((value, scalar)) = self.values.get(key) else {
            self.tracker.miss(join(&self.path, key));
            return None;
        };
        if let Some(scalar) = scalar {
            self.tracker.read(&join(&self.path, key), scalar);
        }
        Some(value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.values.keys().map(|key| Value::from(key.as_str())).collect())
    }
}

/// A list of a document.
#[derive(Debug)]
struct Items {
    path: String,
    values: Vec<Value>,
    tracker: Tracker,
}

impl Object for Items {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let item = key.as_usize().and_then(|n| self.values.get(n));
        if item.is_none() {
            self.tracker.miss(format!("{}[{key}]", self.path));
        }
        item.cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.values.len())
    }
}

#[derive(Debug)]
struct BySubject {
    name: String,
    documents: BTreeMap<String, Value>,
    tracker: Tracker,
}

impl Object for BySubject {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        self.tracker.step();
        let Some(document) = self.documents.get(key) else {
            self.tracker.miss(format!("{} of {key}", self.name));
            return None;
        };
        self.tracker.notes().used.push((self.name.clone(), key.to_owned()));
        Some(document.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.documents.keys().map(|key| Value::from(key.as_str())).collect())
    }
}

/// What an expression starts from: the document's own fields, and the variables beside them.
#[derive(Debug)]
pub(super) struct Root {
    pub(super) variables: BTreeMap<String, Value>,
    pub(super) document: Value,
    pub(super) functions: &'static [&'static str],
    /// Names that are never a field of the document.
    pub(super) reserved: &'static [&'static str],
    pub(super) tracker: Tracker,
}

impl Object for Root {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        self.tracker.step();
        if let Some(value) = self.variables.get(name) {
            return Some(value.clone());
        }
        if self.functions.contains(&name) {
            return None;
        }
        if self.reserved.contains(&name) {
            self.tracker.miss(name.to_owned());
            return None;
        }
        if self.document.as_object().is_some_and(|object| object.repr() == ObjectRepr::Map) {
            return self.document.get_attr(name).ok().filter(|value| !value.is_undefined());
        }
        self.tracker.miss(name.to_owned());
        None
    }
}
