//! Statements that run out: a run may say until when it is good.
//!
//! From then on its passes are older than anything that counts, so that what rests on them is
//! stale. The newest pass of a cell is not always the one that holds longest. Where it has run
//! out, an earlier one that still holds answers, with its own age: otherwise forgetting the newer
//! one would bring the earlier one back, and taking away evidence would make a status better.

use super::{
    check::Judging,
    coverage::ended_well,
    standing::{Meaning, Standing, Verdict, meaning},
};
use crate::{evidence::CellId, time::Instant};

impl Judging<'_> {
    /// When the good answer of a cell was given that still holds, or `too_old` when none does.
    /// `next` becomes the first instant at which one that counts here runs out.
    pub(super) fn holding(
        &self,
        cell: CellId,
        standing: &Standing,
        seen: Instant,
        too_old: Instant,
        next: &mut Option<Instant>,
    ) -> Instant {
        let Some(stand) = standing.verdict.filter(|stand| stand.what != Verdict::Fail) else {
            return seen;
        };
        let newest = stand.fact.run.0 as usize;
        let runs = self.history.runs.get(..=newest).unwrap_or_default();
        if runs.last().is_none_or(|record| record.run.valid_until.is_none()) {
            return seen;
        }
        for record in runs.iter().rev().filter(|record| record.recorded_at <= self.known) {
            let Ok(found) = record.observations.binary_search_by_key(&cell, |o| o.cell) else {
                continue;
            };
            match meaning(record.observations[found].state, ended_well(record)) {
                Meaning::Verdict(Verdict::Fail) => break,
                Meaning::Verdict(_) => match record.run.valid_until {
                    Some(until) if until <= self.at => {}
                    until => {
                        *next = [*next, until].into_iter().flatten().min();
                        return record.run.observed_at;
                    }
                },
                _ => {}
            }
        }
        too_old.min(seen)
    }
}
