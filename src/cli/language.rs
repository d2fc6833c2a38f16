//! The languages that a report may be asked for in.

use clap::ValueEnum;
use storyproof::report::Lang;

/// The language of a report's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Language {
    /// English
    #[default]
    En,
    /// Japanese
    Ja,
    /// Headings, labels and statuses in both
    #[value(name = "en,ja")]
    Both,
}

impl Language {
    pub(in crate::cli) fn lang(self) -> Lang {
        match self {
            Self::En => Lang::En,
            Self::Ja => Lang::Ja,
            Self::Both => Lang::Both,
        }
    }
}
