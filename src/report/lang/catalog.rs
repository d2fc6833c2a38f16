//! From the English of a text to the others.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{ja, language::english};

/// Makes a table of texts: the English, then the Japanese, one text a line.
macro_rules! texts {
    ($($english:literal => $japanese:literal;)*) => {
        /// The texts of this file.
        pub const TEXTS: &[(&str, &str)] = &[$(($english, $japanese),)*];
    };
}
pub(super) use texts;

/// What the catalog has for a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The Japanese.
    pub japanese: &'static str,
    /// Both languages beside each other, when it is short enough to stand so: a label.
    pub both: Option<String>,
}

/// The longest English text that is a label.
const LONGEST_LABEL: usize = 48;

static CATALOG: LazyLock<BTreeMap<&'static str, Entry>> = LazyLock::new(|| {
    let all = ja::ALL.iter().flat_map(|(_, texts)| texts.iter());
    all.map(|(key, japanese)| (*key, Entry { japanese, both: both(english(key), japanese) }))
        .collect()
});

/// The entry of a key.
pub fn find(key: &str) -> Option<&'static Entry> {
    CATALOG.get(key)
}

/// Whether a view may name this word.
pub fn is_named(word: &str) -> bool {
    ja::NAMED.iter().any(|texts| texts.iter().any(|(key, _)| *key == word))
}

fn both(english: &str, japanese: &str) -> Option<String> {
    let is_label = english.len() <= LONGEST_LABEL
        && !english.ends_with('.')
        && !english.contains(['{', '<'])
        && english != japanese;
    is_label.then(|| format!("{english} / {japanese}"))
}
