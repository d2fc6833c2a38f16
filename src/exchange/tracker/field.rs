//! What a column can say.

use schemars::JsonSchema;
use serde::Serialize;

/// What a column says of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The tracker's own id.
    Key,
    /// A second id of the tracker's, by which rows of the same file name each other.
    Number,
    /// The id of a record here.
    Id,
    /// The value that an export wrote over the fields.
    State,
    /// What kind of issue it is.
    Type,
    /// What it stands below.
    Epic,
    /// Its title.
    Title,
    /// Its text.
    Notes,
    /// What people claim.
    Status,
    /// When it is planned.
    Sprint,
    /// Its size.
    Points,
    /// Who answers for it.
    Owner,
    /// The day on which work began.
    Started,
    /// The day on which people said that it was done.
    Done,
    /// Nothing: the column is left out.
    Skip,
}

/// The fields of a story that both sides know, in the order in which they are shown.
pub const SHARED: [Field; 9] = [
    Field::Epic,
    Field::Title,
    Field::Notes,
    Field::Sprint,
    Field::Points,
    Field::Owner,
    Field::Status,
    Field::Started,
    Field::Done,
];

impl Field {
    /// Every field.
    pub const ALL: [Self; 15] = [
        Self::Key,
        Self::Number,
        Self::Id,
        Self::State,
        Self::Type,
        Self::Epic,
        Self::Title,
        Self::Notes,
        Self::Status,
        Self::Sprint,
        Self::Points,
        Self::Owner,
        Self::Started,
        Self::Done,
        Self::Skip,
    ];

    /// The word that people type; of a field of a story its key.
    pub fn word(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Number => "number",
            Self::Id => "id",
            Self::State => "state",
            Self::Type => "type",
            Self::Epic => "epic",
            Self::Title => "title",
            Self::Notes => "notes",
            Self::Status => "status",
            Self::Sprint => "sprint",
            Self::Points => "points",
            Self::Owner => "owner",
            Self::Started => "started",
            Self::Done => "done",
            Self::Skip => "-",
        }
    }

    /// The field of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.word() == word)
    }
}
