//! The formats that storyproof reads, and what each can and cannot prove.
//!
//! A format is one file (or folder) under `readers`: its [`Reader`] says how it is called, how it
//! is recognised and what it proves, and reads it. [`READERS`] lists them all; nothing else in the
//! program knows a format by name.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{
    error::{Failure, Problem},
    outline::Outline,
    readers::READERS,
    record::Recorder,
    window::Window,
};

/// A format that has a reader.
#[derive(Clone, Copy)]
pub struct Format(&'static Reader);

/// What a format is, and how it is read.
pub(super) struct Reader {
    /// The name that people write and runs carry.
    pub(super) name: &'static str,
    /// Which versions are read, and how to have them written.
    pub(super) versions: &'static str,
    /// What a file of this format can prove.
    pub(super) proves: &'static str,
    /// What it does not prove, however good it looks.
    pub(super) does_not_prove: &'static str,
    /// Whether files name the account of each result. If they do, a claimed account is filled in
    /// only where no result of the run names one.
    pub(super) names_accounts: bool,
    /// Whether a file begins as this format does; exact enough that no two formats both say so.
    /// A problem when the file is this format's, but in a form that is not read.
    pub(super) recognise: fn(&Shape<'_>) -> Result<bool, Problem>,
    /// Reads the file to its end and hands over what it finds.
    pub(super) read: fn(Window<'_>, &mut Recorder<'_>) -> Result<(), Failure>,
}

/// What can be seen of a file at its beginning.
pub(super) enum Shape<'s> {
    /// JSON: the keys of its first object.
    Json(&'s Outline),
    /// XML: the local name of its root element, and the text that was looked at.
    Xml { root: &'s str, text: &'s str },
    /// Anything else: the first line, and the text that was looked at.
    Lines { first: &'s str, text: &'s str },
}

/// A name that is no format's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a format: `storyproof ingest --list-formats` lists them")]
pub struct FormatError(String);

impl Format {
    /// Every format, in the order in which they are listed.
    pub fn all() -> impl Iterator<Item = Self> {
        READERS.iter().map(|reader| Self(reader))
    }

    /// The name that people write and runs carry.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Which versions are read, and how to have them written.
    pub fn versions(self) -> &'static str {
        self.0.versions
    }

    /// What a file of this format can prove.
    pub fn proves(self) -> &'static str {
        self.0.proves
    }

    /// What it does not prove, however good it looks.
    pub fn does_not_prove(self) -> &'static str {
        self.0.does_not_prove
    }

    pub(super) fn of(reader: &'static Reader) -> Self {
        Self(reader)
    }

    pub(super) fn reader(self) -> &'static Reader {
        self.0
    }
}

/// The names of all formats, for a message.
pub(super) fn names() -> String {
    Format::all().map(Format::name).collect::<Vec<_>>().join(", ")
}

impl PartialEq for Format {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Format {}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = FormatError;
    fn from_str(text: &str) -> Result<Self, FormatError> {
        Self::all().find(|format| format.name() == text).ok_or_else(|| FormatError(text.into()))
    }
}

impl JsonSchema for Format {
    fn schema_name() -> Cow<'static, str> {
        "Format".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<&str> = Self::all().map(Self::name).collect();
        json_schema!({ "type": "string", "description": "A format of scanner output.", "enum": names })
    }
}

impl Serialize for Format {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Format {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_are_told_apart() {
        let names: std::collections::BTreeSet<_> = Format::all().map(Format::name).collect();
        assert_eq!(names.len(), READERS.len(), "no two formats share a name");
        for format in Format::all() {
            assert_eq!(format.name().parse(), Ok(format));
        }
        assert!("ocsf".parse::<Format>().is_err());
    }
}
