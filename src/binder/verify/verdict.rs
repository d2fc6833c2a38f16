//! What was looked at, and what was found.

use std::fmt::Display;

use crate::{checkpoint::Checkpoint, ledger::Finding};

/// What came of verifying a binder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is not as it was made.
    pub findings: Vec<Finding>,
    /// What was looked at, in words.
    pub looked_at: Vec<String>,
    /// What people should know, which is no finding.
    pub notes: Vec<String>,
    /// The checkpoint under which the entries are proven.
    pub checkpoint: Option<Checkpoint>,
}

impl Verdict {
    pub(super) fn find(
        &mut self,
        code: &'static str,
        at: impl Display,
        expected: impl Display,
        found: impl Display,
    ) {
        let (at, expected, found) = (at.to_string(), expected.to_string(), found.to_string());
        self.findings.push(Finding { code, at, expected, found });
    }

    /// Says what was looked at, unless findings were added since there were `before`.
    pub(super) fn looked(&mut self, before: usize, words: impl Display) {
        if self.findings.len() == before {
            self.looked_at.push(words.to_string());
        }
    }
}
