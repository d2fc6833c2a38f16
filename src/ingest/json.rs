//! What the JSON readers share: strings that borrow, maps that refuse duplicate keys, and
//! `serde_json`'s errors in our words.
//!
//! Derived structs refuse a *known* key that stands twice, also for optional fields. Keys that no
//! reader looks at are skipped, twice or not: they cannot change a result.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::error::Problem;

/// How deep `serde_json` follows a document.
const DEPTH_LIMIT: u32 = 128;

/// A string that borrows from the file unless it holds escapes. (`Option<Cow<str>>` would never
/// borrow.)
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub(super) struct Str<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

impl Str<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The fields of an object, as serde derives them.
pub(super) trait Fields<'de>: Sized {
    fn fields<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Reads an object, and only an object: a derived struct would also take an array of its fields
/// in order, which no other program would.
pub(super) fn object<'de, T: Fields<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    struct ObjectVisitor<T>(PhantomData<T>);

    impl<'de, T: Fields<'de>> Visitor<'de> for ObjectVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::fields(MapAccessDeserializer::new(map))
        }
    }

    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Makes structs that derive their fields with `#[serde(remote = "Self")]` readable from objects.
macro_rules! objects {
    ($($name:ident $(<$life:lifetime>)?),* $(,)?) => {$(
        impl<'de $(: $life, $life)?> $crate::ingest::json::Fields<'de> for $name $(<$life>)? {
            fn fields<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::deserialize(deserializer)
            }
        }

        impl<'de $(: $life, $life)?> serde::Deserialize<'de> for $name $(<$life>)? {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::ingest::json::object(deserializer)
            }
        }
    )*};
}
pub(super) use objects;

/// The text of an optional string; nothing when it is absent, null or empty.
#[expect(clippy::ref_option, reason = "fields are optional, and this is how they are read")]
pub(super) fn said<'s>(text: &'s Option<Str<'_>>) -> Option<&'s str> {
    text.as_ref().map(Str::as_str).filter(|text| !text.is_empty())
}

/// The same of a string that does not borrow.
#[expect(clippy::ref_option, reason = "fields are optional, and this is how they are read")]
pub(super) fn told(text: &Option<String>) -> Option<&str> {
    text.as_deref().filter(|text| !text.is_empty())
}

/// A map in file order whose keys are data. A key that stands twice is an error.
#[derive(Debug)]
pub(super) struct Entries<'a, V>(pub(super) Vec<(Cow<'a, str>, V)>);

impl<V> Default for Entries<'_, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V> Entries<'_, V> {
    pub(super) fn get(&self, key: &str) -> Option<&V> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }
}

impl<'de: 'a, 'a, V: Deserialize<'de>> Deserialize<'de> for Entries<'a, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor<'a, V>(PhantomData<(&'a str, V)>);

        impl<'de: 'a, 'a, V: Deserialize<'de>> Visitor<'de> for EntriesVisitor<'a, V> {
            type Value = Entries<'a, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut seen = std::collections::BTreeSet::new();
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<Str<'a>, V>()? {
                    if !seen.insert(key.0.clone()) {
                        return Err(A::Error::custom(format_args!("duplicate field `{}`", key.0)));
                    }
                    entries.push((key.0, value));
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

/// Says in our words what `serde_json` says in its own.
pub(super) fn problem(what: &'static str, error: &serde_json::Error) -> Problem {
    let full = error.to_string();
    let words = full.split(" at line ").next().unwrap_or(&full);
    if let Some(key) = words.strip_prefix("duplicate field ") {
        return Problem::DuplicateKey { what, key: shortened(key) };
    }
    if words.contains("surrogate") || words.contains("hex escape") || words.contains("escape code")
    {
        return Problem::Surrogate { what };
    }
    if words.contains("recursion limit") {
        return Problem::TooDeep { what, limit: DEPTH_LIMIT };
    }
    if error.is_eof() {
        return Problem::Truncated { expected: what };
    }
    let message = shortened(words);
    if error.is_data() { Problem::Shape { what, message } } else { Problem::Json { what, message } }
}

/// A message may quote the file: control characters are escaped, and it stays short.
fn shortened(words: &str) -> String {
    let escape = |c: char| if c.is_control() { ' ' } else { c };
    let mut chars = words.chars().map(escape);
    let start: String = chars.by_ref().take(200).collect();
    if chars.next().is_none() { start } else { start + "…" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default, Deserialize)]
    #[serde(default, remote = "Self")]
    struct Sample<'a> {
        #[serde(borrow)]
        name: Option<Str<'a>>,
        #[serde(borrow)]
        map: Entries<'a, u32>,
    }

    objects!(Sample<'a>);

    #[test]
    fn strings_borrow() {
        let sample: Sample<'_> = serde_json::from_str(r#"{"name": "x", "map": {"a": 1}}"#).unwrap();
        assert!(matches!(sample.name, Some(Str(Cow::Borrowed("x")))));
        assert_eq!(sample.map.get("a"), Some(&1));
    }

    #[test]
    fn an_array_is_no_object() {
        let error = serde_json::from_str::<Sample<'_>>(r#"["x", {}]"#).unwrap_err();
        assert!(error.to_string().contains("expected an object"), "{error}");
    }

    #[test]
    fn duplicate_keys_are_refused_everywhere() {
        for text in [r#"{"name": "x", "name": null}"#, r#"{"map": {"a": 1, "\u0061": 2}}"#] {
            let error = serde_json::from_str::<Sample<'_>>(text).unwrap_err();
            assert!(matches!(problem("a sample", &error), Problem::DuplicateKey { .. }), "{error}");
        }
    }

    #[test]
    fn errors_are_sorted() {
        let of = |text: &str| problem("it", &serde_json::from_str::<Sample<'_>>(text).unwrap_err());
        assert!(matches!(of(r#"{"name": "\ud800"}"#), Problem::Surrogate { .. }));
        assert!(matches!(of(r#"{"name": "#), Problem::Truncated { .. }));
        assert!(matches!(of(r#"{"name": 1}"#), Problem::Shape { .. }));
        assert!(matches!(of(r#"{"name": nope}"#), Problem::Json { .. }));
    }
}
