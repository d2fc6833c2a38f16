//! The elements of lists inside a JSON document, in constant memory.
//!
//! Many tools write one object with a long list in it (`{"Findings": […], "NextToken": …}`).
//! [`document`] hands each element of the named lists over as soon as it is read and keeps the
//! rest of the object, which is small. It also takes an array of such objects, and objects one
//! behind the other. A key that stands twice is an error, as everywhere.

use std::{
    cell::{Cell, RefCell},
    fmt,
    marker::PhantomData,
};

use serde::{
    Deserializer as _,
    de::{DeserializeOwned, DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

use super::{
    error::{Failure, Position, Problem},
    json,
    pipe::{Limit, Pipe},
    window::Window,
};

/// The most that an element, or all that is not an element, may take, in bytes.
const MAX_ELEMENT: Limit = Limit { what: "one part", bytes: 64 << 20, words: "64 MiB" };

/// What a reader is told, in file order.
pub(super) enum Part<T> {
    /// An element of a list: the list's key, and the element.
    Element(&'static str, T),
    /// An object has ended: all its other fields.
    Rest(Map<String, Value>),
}

/// Reads a JSON object, an array of objects or objects one behind the other; the elements of the
/// top-level `lists` are handed over one by one, in file order, and when an object ends its other
/// fields. A list may also be `null`; then it has no elements, and `null` stays in the rest.
/// `what` names the document in messages.
pub(super) fn document<T: DeserializeOwned>(
    window: Window<'_>,
    what: &'static str,
    lists: &'static [&'static str],
    mut take: impl FnMut(Part<T>) -> Result<(), Problem>,
) -> Result<(), Failure> {
    let source = Pipe::new(window, MAX_ELEMENT);
    let problem = Cell::new(None);
    let walk = Walk { lists, take: RefCell::new(&mut take), problem: &problem, source: &source };
    let mut deserializer = serde_json::Deserializer::from_reader(&source);
    let read = (&mut deserializer).deserialize_any(Top(&walk, PhantomData)).and_then(|list| {
        while !list && source.more() {
            (&mut deserializer).deserialize_any(Top(&walk, PhantomData))?;
        }
        deserializer.end()
    });
    let Err(error) = read else { return Ok(()) };
    if let Some(failure) = source.take_failure() {
        return Err(failure);
    }
    let problem = problem.take().unwrap_or_else(|| json::problem(what, &error));
    // `serde_json` takes one byte at a time, so what was taken is where it stands.
    let (line, column) = (error.line() as u64, error.column() as u64);
    let line_column = (line > 0).then_some((line, column.max(1)));
    Err(Failure::at(Position { byte: source.taken(), line_column }, problem))
}

/// Takes one part; its problem ends the reading.
type Take<'w, T> = dyn FnMut(Part<T>) -> Result<(), Problem> + 'w;

struct Walk<'w, 'r, T> {
    lists: &'static [&'static str],
    take: RefCell<&'w mut Take<'w, T>>,
    problem: &'w Cell<Option<Problem>>,
    source: &'w Pipe<'r>,
}

impl<T> Walk<'_, '_, T> {
    fn give<E: serde::de::Error>(&self, part: Part<T>) -> Result<(), E> {
        (self.take.borrow_mut())(part).map_err(|problem| {
            self.problem.set(Some(problem));
            E::custom("see the problem")
        })
    }
}

/// The document: an object, or an array of objects. Its value says whether it was an array.
struct Top<'t, 'w, 'r, T>(&'t Walk<'w, 'r, T>, PhantomData<T>);

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Top<'_, '_, '_, T> {
    type Value = bool;
    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Top<'_, '_, '_, T> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, or an array of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
        self.0.source.begin_piece();
        while seq.next_element_seed(Top(self.0, PhantomData))?.is_some() {
            self.0.source.begin_piece();
        }
        Ok(true)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
        let mut rest = Map::new();
        let mut read = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            let list = self.0.lists.iter().copied().find(|list| *list == key);
            if rest.contains_key(&key) || list.is_some_and(|list| read.contains(&list)) {
                return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
            }
            if let Some(list) = list {
                read.push(list);
                if !map.next_value_seed(List(list, self.0))? {
                    rest.insert(key, Value::Null);
                }
            } else {
                rest.insert(key, map.next_value()?);
            }
        }
        self.0.give(Part::Rest(rest))?;
        Ok(false)
    }
}

/// A list inside the document. Its value is false when it is null.
struct List<'t, 'w, 'r, T>(&'static str, &'t Walk<'w, 'r, T>);

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for List<'_, '_, '_, T> {
    type Value = bool;
    fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for List<'_, '_, '_, T> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list in `{}`", self.0)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
        self.1.source.begin_piece();
        while let Some(element) = seq.next_element::<T>()? {
            self.1.give(Part::Element(self.0, element))?;
            self.1.source.begin_piece();
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::decode::Text, *};

    fn parts(text: &str) -> Result<Vec<String>, Failure> {
        let mut seen = Vec::new();
        let window = Window::new(Text::new(text.as_bytes())?);
        document::<Value>(window, "a sample", &["a", "b"], |part| {
            seen.push(match part {
                Part::Element(list, Value::Bool(false)) => {
                    return Err(Problem::Missing { what: list, missing: "truth" });
                }
                Part::Element(list, element) => format!("{list}:{element}"),
                Part::Rest(rest) => Value::Object(rest).to_string(),
            });
            Ok(())
        })?;
        Ok(seen)
    }

    #[test]
    fn elements_come_in_file_order_and_the_rest_at_the_end() {
        for text in [
            r#"{"x": 1, "a": [1, 2], "b": [3], "y": {"a": [9]}}"#,
            r#"[{"x": 1, "a": [1, 2], "b": [3], "y": {"a": [9]}}]"#,
        ] {
            assert_eq!(
                parts(text).unwrap(),
                ["a:1", "a:2", "b:3", r#"{"x":1,"y":{"a":[9]}}"#],
                "{text}"
            );
        }
        assert_eq!(parts("{\"a\": [1]}\n{\"a\": null}\n").unwrap(), ["a:1", "{}", r#"{"a":null}"#]);
    }

    #[test]
    fn what_is_no_such_document_is_refused_with_its_place() {
        let failure = |text: &str| parts(text).unwrap_err();
        assert!(matches!(failure(r#"{"a": [1], "a": []}"#).problem, Problem::DuplicateKey { .. }));
        assert!(matches!(failure(r#"{"x": 1, "x": 2}"#).problem, Problem::DuplicateKey { .. }));
        assert!(matches!(failure(r#"{"a": [1"#).problem, Problem::Truncated { .. }));
        assert!(matches!(failure(r#"{"a": 7}"#).problem, Problem::Shape { .. }));
        assert!(matches!(failure("[7]").problem, Problem::Shape { .. }));
        assert!(matches!(failure("[{}] x").problem, Problem::Json { .. }));
        let failure = failure("{\n  \"a\": [true, false]}");
        assert!(matches!(failure.problem, Problem::Missing { .. }));
        assert_eq!(failure.position.unwrap().line_column.unwrap().0, 2);
    }

    #[test]
    fn an_endless_element_is_refused() {
        let text = format!(r#"{{"a": ["{}"]}}"#, "x".repeat(65 << 20));
        assert!(matches!(parts(&text).unwrap_err().problem, Problem::TooLarge { .. }));
        let text = format!(r#"{{"a": [{}1]}}"#, r#""0123456789","#.repeat(10_000));
        assert_eq!(parts(&text).unwrap().len(), 10_002);
    }
}
