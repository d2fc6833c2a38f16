//! The fields of a control: one table for every format and for the files.

use toml_edit::{Array, Value};

use crate::model::{Control, Mode};

/// A field of a control, in the order in which files have them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `title`.
    Title,
    /// `summary`.
    Summary,
    /// `parent`.
    Parent,
    /// `heading`: `true`, or not there.
    Heading,
    /// `theme`.
    Theme,
    /// `mode`.
    Mode,
    /// `max_age`.
    MaxAge,
    /// `frequency`.
    Frequency,
    /// `effective_from`.
    EffectiveFrom,
    /// `effective_part`.
    EffectivePart,
    /// `superseded_by`.
    SupersededBy,
    /// `applies_to`.
    AppliesTo,
    /// `applies_until`.
    AppliesUntil,
    /// `aliases`, with commas between them.
    Aliases,
    /// `responsibility`.
    Responsibility,
    /// `notes`.
    Notes,
}

impl Field {
    /// Every field.
    pub const ALL: [Self; 16] = [
        Self::Title,
        Self::Summary,
        Self::Parent,
        Self::Heading,
        Self::Theme,
        Self::Mode,
        Self::MaxAge,
        Self::Frequency,
        Self::EffectiveFrom,
        Self::EffectivePart,
        Self::SupersededBy,
        Self::AppliesTo,
        Self::AppliesUntil,
        Self::Aliases,
        Self::Responsibility,
        Self::Notes,
    ];

    /// Its key in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Parent => "parent",
            Self::Heading => "heading",
            Self::Theme => "theme",
            Self::Mode => "mode",
            Self::MaxAge => "max_age",
            Self::Frequency => "frequency",
            Self::EffectiveFrom => "effective_from",
            Self::EffectivePart => "effective_part",
            Self::SupersededBy => "superseded_by",
            Self::AppliesTo => "applies_to",
            Self::AppliesUntil => "applies_until",
            Self::Aliases => "aliases",
            Self::Responsibility => "responsibility",
            Self::Notes => "notes",
        }
    }

    /// The field of a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.key() == key)
    }

    /// What a control says in it.
    pub fn of(self, control: &Control) -> Option<String> {
        match self {
            Self::Title => Some(control.title.clone()),
            Self::Summary => control.summary.clone(),
            Self::Parent => control.parent.as_ref().map(|id| id.value.to_string()),
            Self::Heading => control.heading.then(|| "true".to_owned()),
            Self::Theme => control.theme.clone(),
            // A heading is never judged, so how is nothing to say.
            Self::Mode => (!control.heading).then(|| mode(control.mode).to_owned()),
            Self::MaxAge => control.max_age.as_ref().map(|age| age.value.to_string()),
            Self::Frequency => control.frequency.clone(),
            Self::EffectiveFrom => control.effective_from.as_ref().map(|day| day.value.to_string()),
            Self::EffectivePart => control.effective_part.clone(),
            Self::SupersededBy => control.superseded_by.as_ref().map(|id| id.value.to_string()),
            Self::AppliesTo => control.applies_to.as_ref().map(|class| class.value.clone()),
            Self::AppliesUntil => control.applies_until.map(|day| day.to_string()),
            Self::Aliases => {
                let ids: Vec<&str> = control.aliases.iter().map(|id| id.value.as_str()).collect();
                (!ids.is_empty()).then(|| ids.join(", "))
            }
            Self::Responsibility => control.responsibility.clone(),
            Self::Notes => control.notes.clone(),
        }
    }

    /// The value that stands in a file.
    pub fn value(self, text: &str) -> Value {
        match self {
            Self::Heading => Value::from(text == "true"),
            // What is no day stays a text, and reading the file says so.
            Self::EffectiveFrom | Self::AppliesUntil => {
                text.parse::<toml_edit::Datetime>().map_or_else(|_| Value::from(text), Value::from)
            }
            Self::Aliases => Value::Array(text.split(", ").collect::<Array>()),
            _ => Value::from(text),
        }
    }
}

/// The word for a mode.
fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Auto => "auto",
        Mode::Mixed => "mixed",
        Mode::Manual => "manual",
    }
}
