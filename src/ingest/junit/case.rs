//! One test case: what stands in its element, and what that means.

use crate::{
    evidence::Outcome,
    ingest::error::{Problem, quote},
};

/// How much of a message is kept while reading.
const MAX_TEXT: usize = 8192;

/// What an element inside a test case says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// Failed on a first try, passed later: nextest's and surefire's `flakyFailure`.
    Flaky,
    /// Skipped, for whatever reason.
    Skipped,
    /// Broke, before or after the test itself.
    Error,
    /// Failed.
    Failure,
}

impl Mark {
    /// The mark of an element. A `rerunFailure` stands beside a `failure` and adds nothing, but
    /// alone it would still be a failure.
    pub(super) fn of(element: &str) -> Option<Self> {
        Some(match element {
            "failure" | "rerunFailure" => Self::Failure,
            "error" | "rerunError" => Self::Error,
            "skipped" => Self::Skipped,
            "flakyFailure" | "flakyError" => Self::Flaky,
            _ => return None,
        })
    }
}

/// A test case while it is read.
#[derive(Debug, Default)]
pub(super) struct Case {
    pub(super) class_name: String,
    pub(super) name: String,
    /// The worst mark so far, with its message.
    mark: Option<(Mark, String)>,
    /// Whether the text of the element being read belongs to the message.
    pub(super) collecting: bool,
}

impl Case {
    /// Starts a test case. GoogleTest and others say only in an attribute that it did not run.
    pub(super) fn new(class_name: String, name: String, status: &str, result: &str) -> Self {
        let not_run = matches!(status, "notrun" | "disabled" | "skipped" | "ignored" | "pending")
            || matches!(result, "suppressed" | "skipped");
        let mark = not_run.then(|| (Mark::Skipped, "not run".to_owned()));
        Self { class_name, name, mark, collecting: false }
    }

    /// An element with a mark begins.
    pub(super) fn mark(&mut self, mark: Mark, kind: &str, message: &str) {
        let worse = self.mark.as_ref().is_none_or(|(before, _)| mark > *before);
        self.collecting = worse && message.is_empty();
        if worse {
            let text = match (mark, kind) {
                // The type of a skip says why: an expected failure, a to-do.
                (Mark::Skipped, kind) if !kind.is_empty() => format!("{kind}: {message}"),
                _ => message.to_owned(),
            };
            self.mark = Some((mark, text));
        }
    }

    /// Text inside an element with a mark.
    pub(super) fn text(&mut self, text: &str) {
        if let Some((_, message)) = self.mark.as_mut().filter(|_| self.collecting) {
            let room = MAX_TEXT.saturating_sub(message.len());
            message.push_str(&text[..text.floor_char_boundary(room)]);
        }
    }

    /// The test's rule id: its class and name, or whichever of them there is.
    pub(super) fn rule(&self) -> Result<String, Problem> {
        match (self.class_name.as_str(), self.name.as_str()) {
            ("", "") => Err(Problem::Missing { what: "a test case", missing: "name" }),
            ("", name) => Ok(name.to_owned()),
            (class, "") => Ok(class.to_owned()),
            (class, name) => Ok(format!("{class}::{name}")),
        }
    }

    /// What became of it, and why.
    pub(super) fn outcome(self) -> (Outcome, String) {
        let Some((mark, message)) = self.mark else { return (Outcome::Pass, String::new()) };
        let message = message.trim();
        match mark {
            Mark::Failure => (Outcome::Fail, message.to_owned()),
            Mark::Error => (Outcome::Error, message.to_owned()),
            Mark::Skipped => (Outcome::Manual, format!("skipped: {message}")),
            Mark::Flaky => {
                (Outcome::Pass, format!("flaky, passed on a retry after: {}", quote(message)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_mark_counts_in_any_order() {
        let marks = [Mark::Flaky, Mark::Skipped, Mark::Error, Mark::Failure];
        for first in marks {
            for second in marks {
                let mut case = Case::new("c".into(), "n".into(), "", "");
                case.mark(first, "", "m");
                case.mark(second, "", "m");
                assert_eq!(case.mark.as_ref().unwrap().0, first.max(second));
            }
        }
    }

    #[test]
    fn a_test_that_did_not_run_is_no_pass() {
        let case = Case::new(String::new(), "n".into(), "notrun", "suppressed");
        assert_eq!(case.outcome().0, Outcome::Manual);
        let case = Case::new(String::new(), "n".into(), "run", "completed");
        assert_eq!(case.outcome().0, Outcome::Pass);
    }
}
