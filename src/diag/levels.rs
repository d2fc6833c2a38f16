//! How loud each rule is, and who said so.

use std::collections::BTreeMap;

use super::{LintLevel, Rule};
use crate::source::{Span, Spanned};

/// Who set a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBy {
    /// The rule itself.
    Default,
    /// `[lints]` in the program's settings, at this place.
    Settings(Span),
}

/// The levels of one program.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    set: BTreeMap<String, Spanned<LintLevel>>,
}

impl Levels {
    /// The levels as `[lints]` sets them.
    pub fn new(lints: &BTreeMap<String, Spanned<LintLevel>>) -> Self {
        Self { set: lints.clone() }
    }

    /// The level of a rule. A fixed rule keeps its own.
    pub fn of(&self, rule: &Rule) -> (LintLevel, SetBy) {
        match self.set.get(rule.code) {
            Some(level) if !rule.fixed => (level.value, SetBy::Settings(level.span)),
            _ => (rule.level, SetBy::Default),
        }
    }
}
