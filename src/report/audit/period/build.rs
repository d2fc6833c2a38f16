//! The table of a period: how each control was kept, and what its checks owed and had.

use std::collections::BTreeMap;

use super::{
    spells,
    view::{Deviation, KeptRow, PeriodPart, Reference, Runs, Total},
};
use crate::{
    assess::Feed,
    ids::CheckId,
    model::Control,
    report::{
        Inputs, anchors,
        audit::{
            history,
            summary::{self, Catalog},
        },
        expected::{self, ExpectedRuns},
        words::{self, Worded},
    },
    time::{Day, Period},
};

/// What is read over a period.
pub(in crate::report::audit) struct Reading<'a> {
    pub(in crate::report::audit) inputs: &'a Inputs<'a>,
    /// The days that the timeline knows.
    pub(in crate::report::audit) whole: Period,
    /// The days that are asked about, inside of those.
    pub(in crate::report::audit) period: Period,
    owed: BTreeMap<CheckId, ExpectedRuns>,
}

impl<'a> Reading<'a> {
    /// A reading of these days, as far as the as-of; `None` when none of them has come.
    pub(in crate::report::audit) fn new(
        inputs: &'a Inputs<'a>,
        asked: Period,
        fed: &BTreeMap<CheckId, Vec<Feed>>,
    ) -> Option<Self> {
        let whole = expected::whole_period(inputs);
        let period = Period { start: asked.start, end: asked.end.min(whole.end) };
        if period.start > period.end {
            return None;
        }
        let owed = fed.iter().filter_map(|(id, feeds)| {
            let check = inputs.program.checks.get(id)?;
            Some((id.clone(), expected::over(inputs, check, feeds, period)))
        });
        Some(Self { inputs, whole, period, owed: owed.collect() })
    }

    /// The part of the report.
    pub(in crate::report::audit) fn part(&self, catalog: &Catalog<'_>) -> PeriodPart {
        let mut controls = Vec::new();
        let mut deviations = Vec::new();
        for (control, _, status) in &catalog.judged {
            let Some(changes) = self.inputs.assessment.timeline.controls.get(&control.id) else {
                continue;
            };
            let strip = history::strip(changes, self.whole, self.period);
            let found = spells::deviations(self, control, changes);
            let last = changes.on(self.period.end).unwrap_or(*status);
            controls.push(self.row(control, Worded::word(last), strip, &found));
            deviations.extend(found);
        }
        deviations.sort_by_key(|deviation| {
            let state = (!deviation.failed, deviation.until.is_some(), !deviation.was_met);
            (state, std::cmp::Reverse(deviation.days))
        });
        PeriodPart {
            days: self.period,
            count: history::length(self.period.start, self.period.end),
            first_known: self.first_known(),
            total: total(&controls, &deviations),
            late_runs: self.late_runs(),
            controls,
            deviations,
        }
    }

    fn row(
        &self,
        control: &Control,
        status: words::Word,
        strip: history::Strip,
        found: &[Deviation],
    ) -> KeptRow {
        let restored = found.iter().filter(|spell| {
            spell.was_met
                && !spell.began_before
                && spell.until.is_some()
                && spell.then.is_some_and(|then| is_proof(&then))
        });
        let took: Vec<u64> = restored.map(|spell| spell.days).collect();
        let judged = self.inputs.assessment.controls.get(&control.id);
        let checks = judged.into_iter().flat_map(|judged| &judged.checks);
        let reference = |spell: &Deviation| Reference {
            id: spell.reference.clone(),
            href: anchors::href(&spell.anchor),
        };
        KeptRow {
            control: summary::link(control),
            status,
            share: words::percent(strip.proven_days, strip.counted_days),
            restored: took.len() as u64,
            mean_days_to_restore: (!took.is_empty())
                .then(|| took.iter().sum::<u64>().div_ceil(took.len() as u64)),
            longest_to_restore: took.iter().max().copied(),
            runs: runs(checks.filter_map(|id| self.owed.get(id))),
            deviations: found.iter().map(reference).collect(),
            strip,
        }
    }

    /// The first day of evidence, when the period begins before it.
    fn first_known(&self) -> Option<Day> {
        let history = self.inputs.history;
        let runs = history.runs.iter().map(|record| record.run.observed_at.day());
        let said = history.attestations.iter().map(|record| record.attested.observed_at.day());
        runs.chain(said).min().filter(|first| *first > self.period.start)
    }

    fn late_runs(&self) -> u64 {
        let as_of = self.inputs.assessment.as_of;
        let late = self.inputs.history.runs.iter().filter(|record| {
            let observed = record.run.observed_at;
            observed <= as_of.observed
                && record.recorded_at <= as_of.known
                && self.period.contains(observed.day())
                && record.recorded_at.day() > observed.day().next()
        });
        late.count() as u64
    }
}

fn is_proof(word: &words::Word) -> bool {
    use crate::assess::ControlStatus::{Inherited, Met};
    [Met.word().status, Inherited.word().status].contains(&word.status)
}

fn runs<'a>(owed: impl Iterator<Item = &'a ExpectedRuns>) -> Runs {
    owed.fold(Runs::default(), |sum, owed| Runs {
        expected: sum.expected + owed.expected,
        kept: sum.kept + owed.kept,
        missed: sum.missed + owed.missed,
        actual: sum.actual + owed.runs,
        longest_gap: sum.longest_gap.max(owed.longest_gap),
    })
}

fn total(controls: &[KeptRow], deviations: &[Deviation]) -> Total {
    let sum = |of: fn(&KeptRow) -> u64| controls.iter().map(of).sum::<u64>();
    let count = |of: fn(&Deviation) -> bool| deviations.iter().filter(|d| of(d)).count() as u64;
    let due = || controls.iter().filter(|row| row.strip.counted_days > 0);
    let (met_days, counted_days) =
        (sum(|row| row.strip.proven_days), sum(|row| row.strip.counted_days));
    Total {
        counted_days,
        met_days,
        share: words::percent(met_days, counted_days),
        always_met: due().filter(|r| r.strip.proven_days == r.strip.counted_days).count() as u64,
        never_met: due().filter(|r| r.strip.proven_days == 0).count() as u64,
        nonconformities: count(|d| d.failed),
        ended: count(|d| d.then.is_some_and(|then| is_proof(&then))),
        open: count(|d| d.until.is_none()),
        unanswered: count(|d| d.responses.is_empty()),
    }
}
