//! The verdict that stands for one cell, or for one scope, and how observations replace it.
//!
//! | observed | a standing fail | a standing pass |
//! |---|---|---|
//! | pass, reasoned not-applicable | replaced | confirmed |
//! | fail, muted or not | confirmed | replaced |
//! | error, manual, anything of a failed run | stands; trouble noted | stands; trouble noted |
//! | absent, and the run covered it | closed as gone | stands and ages, marked as gone |
//! | reported below the level that is asked about | closed | stands and ages |
//! | absent, not covered; informational | stands and ages | stands and ages |
//! | a fail in a run that was taken back | stands; trouble noted | forgotten; trouble noted |
//! | anything else in such a run | as if it had not been observed | as if it had not been observed |
//!
//! A run that was taken back (withdrawn, or corrected by a later entry) speaks for nothing: its
//! passes do not count, and what it closed is open again. What it said *against* a subject is not
//! unsaid by taking it back: a fail becomes trouble, which only a later result clears, so that
//! nobody can make a check pass by withdrawing the scan that failed it; its errors and open
//! questions stay what they were.
//!
//! A pass is never closed, only outlived: freshness is decided by the newest good result of a
//! member, so an old pass of something that is gone changes nothing, and knowing less about what
//! a run covered can never bring a pass back.

use super::status::CellFact;
use crate::{
    evidence::{CellId, Outcome, RunId, State},
    time::Instant,
};

/// A verdict that can stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Pass,
    Fail,
    NotApplicable,
}

/// What keeps a cell from being evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    Error,
    Unanswered,
}

/// A verdict or a trouble with where it comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stand<T> {
    pub(super) what: T,
    pub(super) fact: CellFact,
}

/// What stands for a cell.
#[derive(Debug, Clone, Copy)]
pub(super) struct Standing {
    pub(super) verdict: Option<Stand<Verdict>>,
    /// Trouble observed after the verdict.
    pub(super) trouble: Option<Stand<Trouble>>,
    /// The run that last said anything.
    pub(super) last_run: RunId,
    /// A run that covered it no longer saw it.
    pub(super) gone: bool,
    /// It failed once, and that was closed.
    pub(super) was_failing: bool,
}

/// What an observation means for a source: read once, with the source's level and the run's end
/// already taken into account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Verdict(Verdict),
    Trouble(Trouble),
    /// Below the level that the source asks about: it does not fail there, and proves nothing.
    Below,
    /// Neither good nor bad.
    Nothing,
    /// A fail of a run that was taken back: an open question.
    Doubtful,
}

impl Meaning {
    /// The same, said by a run that was taken back.
    pub(super) fn taken_back(self) -> Self {
        match self {
            Self::Verdict(Verdict::Fail) => Self::Doubtful,
            Self::Trouble(trouble) => Self::Trouble(trouble),
            Self::Verdict(_) | Self::Below | Self::Nothing | Self::Doubtful => Self::Nothing,
        }
    }
}

/// What an outcome means when the run ended well or badly.
pub(super) fn meaning(state: State, run_succeeded: bool) -> Meaning {
    match state.outcome {
        // A fail was seen; that the run broke later does not unsee it.
        Outcome::Fail => Meaning::Verdict(Verdict::Fail),
        Outcome::Pass if run_succeeded => Meaning::Verdict(Verdict::Pass),
        Outcome::NotApplicable if run_succeeded && state.reasoned => {
            Meaning::Verdict(Verdict::NotApplicable)
        }
        Outcome::Manual if run_succeeded => Meaning::Trouble(Trouble::Unanswered),
        Outcome::Pass | Outcome::NotApplicable | Outcome::Error | Outcome::Manual => {
            Meaning::Trouble(Trouble::Error)
        }
        Outcome::Informational => Meaning::Nothing,
    }
}

impl Standing {
    pub(super) fn new(run: RunId) -> Self {
        Self { verdict: None, trouble: None, last_run: run, gone: false, was_failing: false }
    }

    /// Takes an observation.
    pub(super) fn observe(
        &mut self,
        cell: CellId,
        run: RunId,
        at: Instant,
        state: State,
        meaning: Meaning,
    ) {
        self.last_run = run;
        self.gone = false;
        let fact = |since| CellFact {
            cell,
            run,
            since,
            seen: at,
            muted: state.muted,
            severity: state.severity,
        };
        match meaning {
            Meaning::Verdict(verdict) => {
                let since = match self.verdict {
                    Some(old) if old.what == verdict => old.fact.since,
                    _ => at,
                };
                self.verdict = Some(Stand { what: verdict, fact: fact(since) });
                self.trouble = None;
            }
            Meaning::Trouble(trouble) => {
                let since = match self.trouble {
                    Some(old) if old.what == trouble => old.fact.since,
                    _ => at,
                };
                self.trouble = Some(Stand { what: trouble, fact: fact(since) });
            }
            Meaning::Below => self.close(),
            Meaning::Doubtful => {
                // A pass from before the fail must not come back once the trouble is closed.
                self.verdict = self.verdict.filter(|stand| stand.what == Verdict::Fail);
                self.trouble = Some(Stand { what: Trouble::Error, fact: fact(at) });
            }
            Meaning::Nothing => {}
        }
    }

    /// The subject was not there when a run that covered it looked.
    pub(super) fn leave(&mut self) {
        self.gone = true;
        self.close();
    }

    /// What stood against the subject stands no longer.
    fn close(&mut self) {
        self.trouble = None;
        if self.verdict.is_some_and(|stand| stand.what == Verdict::Fail) {
            self.verdict = None;
            self.was_failing = true;
        }
    }
}
