//! How loud each rule is, and who said so.

use std::collections::{BTreeMap, BTreeSet};

use super::{LintLevel, Rule};
use crate::source::{Span, Spanned};

/// Who set a level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBy {
    /// The rule itself.
    Default,
    /// `[lints]` in the program's settings, at this place.
    Settings(Span),
    /// `--fail-on` of the command.
    FailOn,
}

/// The levels of one program.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    set: BTreeMap<String, Spanned<LintLevel>>,
    fail_on: BTreeSet<&'static str>,
}

impl Levels {
    /// The levels as `[lints]` sets them.
    pub fn new(lints: &BTreeMap<String, Spanned<LintLevel>>) -> Self {
        Self { set: lints.clone(), fail_on: BTreeSet::new() }
    }

    /// Lets findings of these rules fail, whatever else is set.
    #[must_use]
    pub fn failing_on(mut self, rules: impl IntoIterator<Item = &'static Rule>) -> Self {
        self.fail_on.extend(rules.into_iter().map(|rule| rule.code));
        self
    }

    /// The level of a rule. A fixed rule keeps its own.
    pub fn of(&self, rule: &Rule) -> (LintLevel, SetBy) {
        if self.fail_on.contains(rule.code) {
            return (LintLevel::Deny, SetBy::FailOn);
        }
        match self.set.get(rule.code) {
            Some(level) if !rule.fixed => (level.value, SetBy::Settings(level.span)),
            _ => (rule.level, SetBy::Default),
        }
    }
}
