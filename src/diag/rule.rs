//! What kind of trouble a diagnostic is about.

use std::fmt;

/// How loud a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LintLevel {
    /// Not shown.
    Allow,
    /// Shown; `check` still exits 0.
    Warn,
    /// Shown; `check` exits 1.
    Deny,
}

impl LintLevel {
    /// Every level with the word that people write.
    pub const WORDS: [(&'static str, Self); 3] =
        [("allow", Self::Allow), ("warn", Self::Warn), ("deny", Self::Deny)];

    /// The word that people write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }

    /// What a finding at this level is called.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Allow => "allowed",
            Self::Warn => "warning",
            Self::Deny => "error",
        }
    }
}

/// A kind of trouble, with everything that can be said of it in general.
#[derive(Debug)]
pub struct Rule {
    /// `area/kebab-name`, never changed and never reused.
    pub code: &'static str,
    /// How loud it is unless the program says otherwise.
    pub level: LintLevel,
    /// Whether the program may not change the level: something could not be read, so it would be
    /// missing from every report without a word.
    pub fixed: bool,
    /// One line, lower case, without a full stop.
    pub summary: &'static str,
    /// Markdown under four headings: [`Rule::HEADINGS`].
    pub docs: &'static str,
}

impl Rule {
    /// The headings of [`Rule::docs`], in order.
    pub const HEADINGS: [&'static str; 4] =
        ["What it finds", "Why it matters", "Example", "What to do"];

    /// The part of the code before the slash.
    pub fn area(&self) -> &'static str {
        self.code.split('/').next().unwrap_or(self.code)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Rule {}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code)
    }
}
