//! What each term of the rule says of a story.
//!
//! | term | what it is |
//! |---|---|
//! | risk | over the story's risks: what is still to fall to the target, shared among the risk's stories that are not verified, of 25 |
//! | regression | 1 when the story was verified once and is not now |
//! | failing, stale, missing | its controls that fail; whose proof is too old, has ended or ended in an error; that nothing has answered for: each of 5 |
//! | audit date | 1 from the nearest target date of its unproven controls on, 0 until 180 days before it, and evenly between |
//!
//! Each stops at 1. A control counts once, for the worst of it: failing before stale before
//! missing. A fail that an exception accepts is still a fail to work on.

use std::collections::BTreeMap;

use super::weights::{Term, Weights};
use crate::{
    assess::{Assessment, CheckStatus, ControlAssessment, ControlStatus, Lack, Proof},
    ids::{ControlRef, FrameworkId, RiskId, StoryId},
    model::Story,
    program::Program,
    time::Day,
};

/// How many parts a term of one has.
pub const WHOLE: u64 = 10_000;
/// The largest risk, likelihood times impact.
const LARGEST_RISK: u64 = 25;
/// So many controls of a kind make its term one.
const MANY_CONTROLS: u64 = 5;
/// So many days before an audit its term begins to rise.
pub const AUDIT_DAYS: i64 = 180;

/// How a control stands that is asked for and not proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// A check fails, whether an exception accepts that or not.
    Failing,
    /// Its proof is too old, has ended, or ended in an error.
    Stale,
    /// Nothing has answered for it, or not for all of it.
    Missing,
}

/// How a control is open; `None` when it is proven or not asked for.
pub fn open(judged: &ControlAssessment) -> Option<Open> {
    if !judged.status.is_counted() || judged.status.is_proof() {
        return None;
    }
    let excepted = |lack: &Lack| matches!(lack, Lack::Check(_, CheckStatus::Excepted));
    let stale = |lack: &Lack| {
        matches!(
            lack,
            Lack::Check(_, CheckStatus::Stale | CheckStatus::Error)
                | Lack::TooOld(..)
                | Lack::AttestationExpired(..)
        )
    };
    Some(if judged.status == ControlStatus::Failing || judged.lacks.iter().any(excepted) {
        Open::Failing
    } else if judged.lacks.iter().any(stale) {
        Open::Stale
    } else {
        Open::Missing
    })
}

/// What the terms of a story are made from, and the terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Each term in ten-thousandths, in the order of [`Term::ALL`].
    each: [u64; 6],
    /// How many of its controls fail.
    pub failing: u64,
    /// How many are stale.
    pub stale: u64,
    /// How many are missing.
    pub missing: u64,
    /// The nearest target date of its unproven controls, with the framework.
    pub audit: Option<(Day, FrameworkId)>,
}

impl Terms {
    /// A term, in ten-thousandths.
    pub fn term(&self, term: Term) -> u64 {
        self.each[term as usize]
    }

    /// The value: each term times its weight, in ten-millionths.
    pub fn value(&self, weights: &Weights) -> u64 {
        Term::ALL.iter().map(|term| self.term(*term) * weights.weight(*term)).sum()
    }
}

/// Looked up once for all stories.
#[derive(Debug)]
pub struct Scales<'a> {
    assessment: &'a Assessment,
    day: Day,
    open: BTreeMap<&'a ControlRef, Open>,
    risks: BTreeMap<&'a RiskId, u64>,
    targets: BTreeMap<&'a FrameworkId, Day>,
}

impl<'a> Scales<'a> {
    /// Everything that stories are measured by.
    pub fn new(program: &'a Program, assessment: &'a Assessment, day: Day) -> Self {
        let mut targets: BTreeMap<&FrameworkId, Day> = BTreeMap::new();
        for target in &program.settings.targets {
            let nearest = targets.entry(&target.framework.value).or_insert(target.date);
            *nearest = target.date.min(*nearest);
        }
        let risk = |risk: &crate::assess::RiskAssessment| {
            let to_fall = u64::from(risk.current.saturating_sub(risk.target));
            let stories = (risk.stories.len().saturating_sub(risk.verified.len())) as u64;
            to_fall * WHOLE / (stories.max(1) * LARGEST_RISK)
        };
        Self {
            assessment,
            day,
            open: assessment
                .controls
                .iter()
                .filter_map(|(id, judged)| Some((id, open(judged)?)))
                .collect(),
            risks: assessment.risks.iter().map(|(id, judged)| (id, risk(judged))).collect(),
            targets,
        }
    }

    /// How a control is open; `None` when it is proven or not asked for.
    pub fn open(&self, control: &ControlRef) -> Option<Open> {
        self.open.get(control).copied()
    }

    /// What the terms say of a story.
    pub fn terms(&self, id: &StoryId, story: &Story) -> Terms {
        let mut open: Vec<(&ControlRef, Open)> = story
            .controls
            .iter()
            .filter_map(|control| Some((&control.value, self.open(&control.value)?)))
            .collect();
        open.sort_unstable();
        open.dedup();
        let count = |kind| open.iter().filter(|(_, open)| *open == kind).count() as u64;
        let frameworks = open.iter().map(|(control, _)| &control.framework);
        let dates = frameworks.filter_map(|id| Some((*self.targets.get(id)?, id.clone())));
        let audit = dates.min();
        let (failing, stale, missing) =
            (count(Open::Failing), count(Open::Stale), count(Open::Missing));
        let controls = |n: u64| (n * WHOLE / MANY_CONTROLS).min(WHOLE);
        let risks = story.risks.iter().filter_map(|risk| self.risks.get(&risk.value));
        let judged = self.assessment.stories.get(id);
        let is_lost =
            judged.is_some_and(|s| s.first_verified.is_some() && s.proof != Proof::Verified);
        Terms {
            each: [
                risks.sum::<u64>().min(WHOLE),
                if is_lost { WHOLE } else { 0 },
                controls(failing),
                audit.as_ref().map_or(0, |(date, _)| nearness(self.day, *date)),
                controls(stale),
                controls(missing),
            ],
            failing,
            stale,
            missing,
            audit,
        }
    }
}

/// How near a date is.
fn nearness(day: Day, date: Day) -> u64 {
    let left = day.days_until(date).clamp(0, AUDIT_DAYS);
    u64::try_from(AUDIT_DAYS - left).unwrap_or(0) * WHOLE / AUDIT_DAYS.unsigned_abs()
}
