//! What a run covered, so that "gone" can be told from "not looked at" (invariant 2).
//!
//! A fail that a run does not mention is closed only if the run ended well, was not dated in the
//! future, and
//!
//! * in an account: it gave a definite result for the same rule in the same region (a scanner that
//!   says nothing at all about a rule there may have failed to ask), or
//! * in a document: an expression was evaluated over the whole newer document of the same place, or
//! * in a repository: the source reads absence as a pass, and this run of the same repository
//!   would count as one, were nothing found: see `is_known`, or
//! * in a part ([`Scope::partial`](crate::evidence::Scope::partial)): it gave a definite result for
//!   the subject as a whole.
//!
//! A test that is no longer there closes nothing: a run of some of the tests looks the same as one
//! after a test was deleted.
//!
//! An alternative for accounts is to ask that a run be about as wide as the one that saw the fail.
//! But how wide that one was is known from its passes, and then losing a pass could close a fail.

use std::{cell::OnceCell, collections::HashSet};

use super::sources::Source;
use crate::evidence::{CellId, ClockFlags, History, Outcome, RunId, RunRecord};

/// A rule in an account and a region.
type Place<'a> = (u32, Option<&'a str>, Option<&'a str>);

/// The coverage of one run.
pub(super) struct Coverage<'a> {
    run: RunId,
    record: &'a RunRecord,
    history: &'a History,
    /// Where it gave a definite result; found when it is first asked for.
    places: OnceCell<HashSet<Place<'a>>>,
}

impl<'a> Coverage<'a> {
    pub(super) fn of(run: RunId, record: &'a RunRecord, history: &'a History) -> Self {
        Self { run, record, history, places: OnceCell::new() }
    }

    fn places(&self) -> &HashSet<Place<'a>> {
        self.places.get_or_init(|| {
            let observed = self.record.observations.iter();
            observed
                .filter(|o| is_definite(o.state.outcome))
                .filter_map(|o| {
                    let cell = self.history.cells.get(o.cell.0 as usize)?;
                    let subject = self.history.subjects.get(cell.subject.0 as usize)?;
                    subject.account.as_ref()?;
                    Some((cell.rule, subject.account.as_deref(), subject.region.as_deref()))
                })
                .collect()
        })
    }

    /// Whether the run gave a definite result for a subject, by any rule.
    fn names(&self, uid: &str, account: Option<&str>) -> bool {
        self.record.observations.iter().any(|observation| {
            is_definite(observation.state.outcome)
                && self
                    .history
                    .subject(observation.cell)
                    .is_some_and(|s| s.uid == uid && s.account.as_deref() == account)
        })
    }

    /// Whether the absence of findings in this run means something to a source: it ended well, it
    /// examined something, it names its repository (and its commit, where that is asked), and what
    /// is asked about is among what it ran.
    pub(super) fn is_known(&self, source: &Source<'_>) -> bool {
        let scope = &self.record.run.scope;
        let examined = scope.examined.unwrap_or(0) > 0
            || !scope.rules.is_empty()
            || !self.record.observations.is_empty();
        ended_well(self.record)
            && examined
            && scope.repository.value().is_some()
            && (!source.needs_commit || scope.commit.value().is_some())
            && source.ran_all(&scope.rules)
    }

    /// Whether the run answers a source at all: it ended well, and it gave a definite result for a
    /// rule that is asked about, or would count as clean.
    pub(super) fn answers(&self, source: &Source<'_>) -> bool {
        let definite =
            |outcome| matches!(outcome, Outcome::Pass | Outcome::Fail | Outcome::NotApplicable);
        let asked = self.record.observations.iter().any(|o| {
            definite(o.state.outcome)
                && self.history.rule(o.cell).is_some_and(|key| source.asks(&key.rule))
        });
        ended_well(self.record) && (asked || source.def.absence_passes && self.is_known(source))
    }

    /// Whether the run would have mentioned this cell if it were still there; `origin` is the run
    /// that mentioned it last.
    pub(super) fn covers(&self, cell: CellId, origin: &RunRecord, source: &Source<'_>) -> bool {
        if !ended_well(self.record) {
            return false;
        }
        let history = self.history;
        let Some((rule, subject)) = history
            .cells
            .get(cell.0 as usize)
            .and_then(|c| Some((c.rule, history.subjects.get(c.subject.0 as usize)?)))
        else {
            return false;
        };
        if let Some(document) = history.derived.document_of.get(&cell) {
            let whole = &history.derived.whole;
            return document.is_some_and(|document| whole.contains(&(self.run, rule, document)));
        }
        if self.record.run.scope.partial {
            let whole = subject.uid.rsplit_once('#').map(|(whole, _)| whole);
            return whole.is_some_and(|whole| self.names(whole, subject.account.as_deref()));
        }
        if subject.account.is_some() {
            let place = (rule, subject.account.as_deref(), subject.region.as_deref());
            return self.places().contains(&place);
        }
        source.def.absence_passes
            && self.record.run.scope.repository.value() == origin.run.scope.repository.value()
            && self.is_known(source)
    }
}

/// Whether a result says how things are.
fn is_definite(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Pass | Outcome::Fail | Outcome::NotApplicable)
}

/// Whether a run may speak for something: the tool says that it ended well, and it was not dated
/// later than it was recorded, in whichever ledger that was first. What such a run saw failing has been
/// seen all the same.
pub(super) fn ended_well(record: &RunRecord) -> bool {
    let first = record
        .origin
        .elsewhere
        .as_ref()
        .map_or(record.recorded_at, |there| there.recorded_at.min(record.recorded_at));
    record.run.succeeded && record.run.observed_at <= first.plus_seconds(ClockFlags::SLACK_SECONDS)
}
