//! Which languages there are, and a text in one of them.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};

use super::catalog;

/// The language of a report's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Japanese.
    Ja,
    /// Headings, labels and statuses in both; sentences in English.
    Both,
}

impl Lang {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::En, Self::Ja, Self::Both];

    /// The tag for `lang` attributes: `en`. A report in both languages has more English.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En | Self::Both => "en",
            Self::Ja => "ja",
        }
    }

    /// The language where there is room for one only.
    #[must_use]
    pub fn one(self) -> Self {
        if self == Self::Both { Self::En } else { self }
    }

    /// A text of the catalog, by its English.
    pub fn text(self, key: &str) -> &str {
        let english = english(key);
        let found = match self {
            Self::En => None,
            Self::Ja => catalog::find(key).map(|entry| entry.japanese),
            Self::Both => catalog::find(key).and_then(|entry| entry.both.as_deref()),
        };
        found.unwrap_or(english)
    }
}

impl JsonSchema for Lang {
    fn schema_name() -> Cow<'static, str> {
        "Lang".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // Both are shown under the tag of the first.
        let tags = [Self::En, Self::Ja].map(Self::tag);
        json_schema!({ "type": "string", "description": "A language of reports.", "enum": tags })
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.tag())
    }
}

/// The English of a key: all before its remark.
pub fn english(key: &str) -> &str {
    key.split_once("##").map_or(key, |(english, _)| english)
}
