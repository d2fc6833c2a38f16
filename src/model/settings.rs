//! `storyproof.toml`: the program's name, targets, defaults and limits.

use std::collections::BTreeMap;

use crate::{
    ids::FrameworkId,
    source::Spanned,
    time::{Day, MaxAge},
};

/// What `storyproof.toml` says.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// `[program] name`.
    pub name: String,
    /// `[program] organization`.
    pub organization: String,
    /// `[program] languages`: reports are written in these (`en`, `ja`).
    pub languages: Vec<String>,
    /// `[program] classes`: which classes of entity we are (`service-provider`,
    /// `multi-tenant-service-provider`, `issuer`, `designated-entity`); controls that apply only
    /// to other classes are excluded.
    pub classes: Vec<Spanned<String>>,
    /// `[program] as_of`: the as-of when a command names none, for examples and archives whose
    /// story has ended; otherwise it is now.
    pub as_of: Option<Spanned<Day>>,
    /// `[program] sprint_days`: the longest sprint, 14 by default.
    pub sprint_days: u32,
    /// `[program] story_points`: the largest story, 8 by default.
    pub story_points: u32,
    /// `[[target]]`: what must be proven, and by when.
    pub targets: Vec<Target>,
    /// `[evidence] max_age`: how long a result counts unless its check says otherwise, `7d` by
    /// default.
    pub max_age: MaxAge,
    /// `[priority]`: the weights of the ranking rule, by term.
    pub priority: BTreeMap<String, f64>,
    /// `[lints]`: the level of each diagnostic code that differs from its default.
    pub lints: BTreeMap<String, Spanned<LintLevel>>,
    /// `[ledger] path`: where the ledger is, relative to the program; `.storyproof/ledger.sqlite`
    /// by default.
    pub ledger: Option<Spanned<String>>,
}

/// A framework that must be proven by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The framework.
    pub framework: Spanned<FrameworkId>,
    /// The day of the audit or the due date.
    pub date: Day,
}

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
