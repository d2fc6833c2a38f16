//! What a run covered, so that "gone" can be told from "not looked at" (invariant 2).
//!
//! A cell that a run does not mention is gone only if the run ended well and
//!
//! * it gave a definite result for the same rule in the same account and region (a scanner that
//!   says nothing at all about a rule there may have failed to ask: silence is not coverage), or
//! * it scanned the same named repository, and the rule is among those the tool says it ran, or
//!   the source asks about whatever the tool runs (`*`) and reads absence as a pass, or
//! * it is the same named document (a test suite) of the same tool.

use std::collections::BTreeSet;

use crate::evidence::{CellId, History, Outcome, RunRecord};

/// The coverage of one run.
pub(super) struct Coverage<'a> {
    record: &'a RunRecord,
    places: BTreeSet<(u32, Option<&'a str>, Option<&'a str>)>,
}

/// Where a cell's results came from, as far as coverage asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Origin {
    pub(super) repository: Option<String>,
    pub(super) document: Option<String>,
}

impl Origin {
    pub(super) fn of(record: &RunRecord) -> Self {
        let scope = &record.run.scope;
        Self {
            repository: scope.repository.value().cloned(),
            document: scope.document.value().cloned(),
        }
    }
}

impl<'a> Coverage<'a> {
    pub(super) fn of(record: &'a RunRecord, history: &'a History) -> Self {
        let definite =
            |outcome| matches!(outcome, Outcome::Pass | Outcome::Fail | Outcome::NotApplicable);
        let places = record
            .observations
            .iter()
            .filter(|o| definite(o.state.outcome))
            .filter_map(|o| {
                let cell = history.cells.get(o.cell.0 as usize)?;
                let subject = history.subjects.get(cell.subject.0 as usize)?;
                subject.account.as_ref()?;
                Some((cell.rule, subject.account.as_deref(), subject.region.as_deref()))
            })
            .collect();
        Self { record, places }
    }

    /// Whether the run would have mentioned this cell if it were still there.
    pub(super) fn covers(
        &self,
        cell: CellId,
        origin: &Origin,
        any_rule: bool,
        history: &History,
    ) -> bool {
        if !self.record.run.succeeded {
            return false;
        }
        let Some((rule, subject)) = history
            .cells
            .get(cell.0 as usize)
            .and_then(|c| Some((c.rule, history.subjects.get(c.subject.0 as usize)?)))
        else {
            return false;
        };
        if subject.account.is_some() {
            let place = (rule, subject.account.as_deref(), subject.region.as_deref());
            return self.places.contains(&place);
        }
        let mine = Origin::of(self.record);
        if mine.document.is_some() || origin.document.is_some() {
            return mine == *origin && !self.record.observations.is_empty();
        }
        mine.repository.is_some()
            && mine.repository == origin.repository
            && (any_rule || self.lists(rule, history))
    }

    fn lists(&self, rule: u32, history: &History) -> bool {
        history
            .rules
            .get(rule as usize)
            .is_some_and(|key| self.record.run.scope.rules.contains(&key.rule))
    }
}
