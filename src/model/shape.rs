//! What a file may hold, as data: every kind of record with its keys, and what each may be.
//!
//! Nobody writes this down a second time: the decoder says it of itself (see
//! [`describe`](super::describe)), so that what editors are told cannot drift from what is read.

/// What a value may be.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// Any text.
    Text,
    /// A text that is not empty.
    Name,
    /// A text, or a list of texts.
    Texts,
    /// A link from `https://` or `http://` on.
    Link,
    /// `true` or `false`.
    Bool,
    /// A whole number, from the first to the second.
    Whole(u32, u32),
    /// A number, from the first to the second.
    Number(f64, f64),
    /// A day, such as `2026-03-06`, without quotes.
    Day,
    /// An age, such as `"7d"`.
    Age,
    /// One of a few words.
    Word(Vec<&'static str>),
    /// One of a few words, or the name of a list in `controls/inventory`.
    Population(Vec<&'static str>),
    /// The id of a record of this kind.
    Id(&'static str),
    /// A list of such values.
    List(Box<Self>),
    /// A table with these keys.
    Table(Vec<Key>),
    /// A list of tables with these keys.
    Tables(Vec<Key>),
    /// A table whose keys are free, with such values.
    Free(Box<Self>),
}

/// A key of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// Whether the table is incomplete without it.
    pub needed: bool,
    /// What it may be.
    pub shape: Shape,
}

/// A kind of record, or the settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Kind {
    /// The name of its tables.
    pub name: &'static str,
    /// Its keys, in the order in which they are read.
    pub keys: Vec<Key>,
}

impl Kind {
    /// The key of a name.
    pub fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    /// The keys that name a record of this kind: its id, or what stands in place of one.
    pub fn named_by(&self) -> &'static [&'static str] {
        match self.name {
            "control" => &["framework", "id"],
            "applicability" => &["control"],
            "crosswalk" => &["from"],
            _ => &["id"],
        }
    }
}
