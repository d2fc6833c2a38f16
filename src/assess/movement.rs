//! What happened to a check's findings between two instants.
//!
//! | then | now | word |
//! |---|---|---|
//! | failing | passes, does not apply, or is below the level asked about | fixed |
//! | failing | a run that covered it no longer saw it | gone |
//! | failing | stands, and nobody has looked since, or the look ended in an error | not evaluated |
//! | failing | seen failing again | still failing |
//! | a good verdict, or gone | failing | regressed |
//! | nothing | failing | new |

use std::collections::BTreeMap;

use super::{
    replay::Replay,
    standing::{Standing, Verdict},
};
use crate::{
    evidence::{CellId, History},
    ids::CheckId,
    program::Program,
    time::Instant,
};

/// Findings of one check, counted by what happened to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Movement {
    /// Failing at the first instant.
    pub before: u64,
    /// Looked at again, and no longer failing.
    pub fixed: u64,
    /// No longer there when a run that covered it looked.
    pub gone: u64,
    /// Failing, and nobody could look since.
    pub not_evaluated: u64,
    /// Seen failing again.
    pub still_failing: u64,
    /// Failing again after it had been good or gone.
    pub regressed: u64,
    /// Failing, and never judged before.
    pub new: u64,
    /// Failing at the second instant.
    pub after: u64,
}

impl Movement {
    /// Whether there was nothing failing, then and now.
    pub fn is_quiet(&self) -> bool {
        *self == Self::default()
    }

    fn count(&mut self, then: Option<&Standing>, now: &Standing, since: Instant) {
        let failing = |standing: &Standing| {
            standing.verdict.filter(|stand| stand.what == Verdict::Fail).map(|stand| stand.fact)
        };
        let was = then.and_then(failing);
        let is = failing(now);
        self.before += u64::from(was.is_some());
        self.after += u64::from(is.is_some());
        let place = match (was, is) {
            (None, None) => return,
            (Some(_), None) if now.gone && now.verdict.is_none() => &mut self.gone,
            (Some(_), None) => &mut self.fixed,
            (Some(_), Some(fact)) if fact.seen <= since || now.trouble.is_some() => {
                &mut self.not_evaluated
            }
            (Some(_), Some(_)) => &mut self.still_failing,
            (None, Some(_)) if then.is_some_and(|t| t.verdict.is_some() || t.was_failing) => {
                &mut self.regressed
            }
            (None, Some(_)) => &mut self.new,
        };
        *place += 1;
    }
}

/// What happened to the findings of every check after one instant, up to another, as far as it was
/// recorded when the ledger knew up to `known`.
pub fn movements(
    program: &Program,
    history: &History,
    since: Instant,
    until: Instant,
    known: Instant,
) -> BTreeMap<CheckId, Movement> {
    let mut replay = Replay::new(program, history, known);
    replay.advance_to(since);
    let then: Vec<BTreeMap<(usize, CellId), Standing>> =
        replay.ground.iter().map(|ground| ground.cells.clone()).collect();
    replay.advance_to(until);
    let checks = replay.matcher.checks.iter().enumerate();
    checks
        .map(|(index, (id, _))| {
            let mut movement = Movement::default();
            for (cell, now) in &replay.ground[index].cells {
                movement.count(then[index].get(cell), now, since);
            }
            ((*id).clone(), movement)
        })
        .collect()
}
