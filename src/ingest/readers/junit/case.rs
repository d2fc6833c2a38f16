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
    /// What its attributes say, which counts like an element.
    told: Option<(Mark, String)>,
    /// How many failures and errors stand in it.
    pub(super) broken: u64,
    /// Whether the text of the element being read belongs to the message.
    pub(super) collecting: bool,
}

impl Case {
    /// Starts a test case. GoogleTest and others say only in an attribute that it did not run,
    /// and Node repeats a failure in one.
    pub(super) fn new(
        class_name: String,
        name: String,
        failure: Option<String>,
        words: [&str; 2],
    ) -> Self {
        let failure = failure.filter(|text| !matches!(text.as_str(), "0" | "false"));
        let failure = failure.map(|text| (Mark::Failure, text));
        let said = words.map(said_of);
        let told = said.into_iter().flatten().chain(failure).max_by_key(|(mark, _)| *mark);
        Self { class_name, name, told, ..Self::default() }
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
        // Of two that weigh the same, the last counts: the element, which says more.
        let worst = [self.told, self.mark].into_iter().flatten().max_by_key(|(mark, _)| *mark);
        let Some((mark, message)) = worst else { return (Outcome::Pass, String::new()) };
        let message = message.trim();
        match mark {
            Mark::Failure => (Outcome::Fail, message.to_owned()),
            Mark::Error => (Outcome::Error, message.to_owned()),
            Mark::Skipped if message.is_empty() => (Outcome::Manual, "skipped".to_owned()),
            Mark::Skipped => (Outcome::Manual, format!("skipped: {message}")),
            Mark::Flaky if message.is_empty() => {
                (Outcome::Pass, "flaky, passed on a retry".to_owned())
            }
            Mark::Flaky => {
                (Outcome::Pass, format!("flaky, passed on a retry after: {}", quote(message)))
            }
        }
    }
}

/// What a `status` or `result` attribute says, when it is not that the test ran.
fn said_of(word: &str) -> Option<(Mark, String)> {
    match word.to_ascii_lowercase().as_str() {
        "notrun" | "disabled" | "skipped" | "ignored" | "pending" | "suppressed" => {
            Some((Mark::Skipped, "not run".to_owned()))
        }
        "failed" | "fail" | "failure" => Some((Mark::Failure, String::new())),
        "error" | "errored" | "broken" | "crashed" | "aborted" | "timeout" | "timedout" => {
            Some((Mark::Error, String::new()))
        }
        // Googletest and CTest say that a test ran, others that it ran well.
        "" | "run" | "completed" | "complete" | "executed" | "finished" | "done" | "passed"
        | "pass" | "success" | "successful" | "succeeded" | "ok" | "true" => None,
        // "interrupted", "inconclusive" and words that nobody has heard of are no pass.
        _ => Some((Mark::Error, format!("its status is {}", quote(word)))),
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
                let mut case = Case::new("c".into(), "n".into(), None, ["", ""]);
                case.mark(first, "", "m");
                case.mark(second, "", "m");
                assert_eq!(case.mark.as_ref().unwrap().0, first.max(second));
            }
        }
    }

    #[test]
    fn a_test_that_did_not_run_is_no_pass() {
        let case = Case::new(String::new(), "n".into(), None, ["notrun", "suppressed"]);
        assert_eq!(case.outcome().0, Outcome::Manual);
        let case = Case::new(String::new(), "n".into(), None, ["run", "completed"]);
        assert_eq!(case.outcome().0, Outcome::Pass);
    }
}
