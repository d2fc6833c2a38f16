//! What a run covered, so that "gone" can be told from "not looked at" (invariant 2).
//!
//! A cell that a run does not mention is gone only if the run ended well and
//!
//! * it gave a definite result for the same rule in the same account and region (a scanner that
//!   says nothing at all about a rule there may have failed to ask: silence is not coverage), or
//! * it scanned the same named repository, and the rule is among those the tool says it ran, or
//!   the source asks about whatever the tool runs (`*`) and reads absence as a pass, or
//! * it is the same named document (a test suite) of the same tool.

use std::{cell::OnceCell, collections::HashSet};

use crate::evidence::{CellId, History, Outcome, RunRecord};

/// A rule in an account and a region.
type Place<'a> = (u32, Option<&'a str>, Option<&'a str>);

/// The coverage of one run.
pub(super) struct Coverage<'a> {
    record: &'a RunRecord,
    history: &'a History,
    /// Where it gave a definite result; found when it is first asked for.
    places: OnceCell<HashSet<Place<'a>>>,
}

impl<'a> Coverage<'a> {
    pub(super) fn of(record: &'a RunRecord, history: &'a History) -> Self {
        Self { record, history, places: OnceCell::new() }
    }

    fn places(&self) -> &HashSet<Place<'a>> {
        let definite =
            |outcome| matches!(outcome, Outcome::Pass | Outcome::Fail | Outcome::NotApplicable);
        self.places.get_or_init(|| {
            let observed = self.record.observations.iter();
            observed
                .filter(|o| definite(o.state.outcome))
                .filter_map(|o| {
                    let cell = self.history.cells.get(o.cell.0 as usize)?;
                    let subject = self.history.subjects.get(cell.subject.0 as usize)?;
                    subject.account.as_ref()?;
                    Some((cell.rule, subject.account.as_deref(), subject.region.as_deref()))
                })
                .collect()
        })
    }

    /// Whether the run would have mentioned this cell if it were still there; `origin` is the run
    /// that mentioned it last.
    pub(super) fn covers(&self, cell: CellId, origin: &RunRecord, any_rule: bool) -> bool {
        if !self.record.run.succeeded {
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
        if subject.account.is_some() {
            let place = (rule, subject.account.as_deref(), subject.region.as_deref());
            return self.places().contains(&place);
        }
        let (mine, origin) = (&self.record.run.scope, &origin.run.scope);
        let (repository, document) = (mine.repository.value(), mine.document.value());
        if document.is_some() || origin.document.value().is_some() {
            return repository == origin.repository.value()
                && document == origin.document.value()
                && !self.record.observations.is_empty();
        }
        repository.is_some()
            && repository == origin.repository.value()
            && (any_rule || self.lists(rule))
    }

    fn lists(&self, rule: u32) -> bool {
        self.history
            .rules
            .get(rule as usize)
            .is_some_and(|key| self.record.run.scope.rules.contains(&key.rule))
    }
}
