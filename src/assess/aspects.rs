//! What is proven of a service, aspect by aspect: the cells of the encryption and the logging
//! matrix.
//!
//! A cell holds every check and attestation that says it shows the aspect of the service (`shows`),
//! and is the worst of them. It never says more than the check does: it is the check's status, or
//! worse where the check looks at several services and nothing has answered for this one, or
//! nothing that is fresh. A cell that nothing shows is not fine: it is [`AspectStatus::NoCheck`].
//!
//! An alternative is to judge each service by its own resources alone, but an answer of a tool is
//! often about an account, and a service without resources would seem to be in order.

use std::collections::{BTreeMap, BTreeSet};

use wildmatch::WildMatch;

use super::{
    freshness::age_limit,
    sources::Matcher,
    status::{Assessment, AttestationStatus, CheckStatus},
};
use crate::{
    evidence::{History, Outcome},
    ids::{AttestationId, CheckId, ServiceId},
    model::{Aspect, Shows},
    program::Program,
    time::Instant,
};

/// The status of a cell, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AspectStatus {
    /// A check fails.
    Failed,
    /// A check could not be evaluated.
    Error,
    /// Nothing has answered for the service.
    NeverRun,
    /// Nobody has made the statement that is asked for.
    NotAttested,
    /// A part has no result.
    Incomplete,
    /// The results are older than their limit.
    Stale,
    /// The statement has ended.
    Expired,
    /// Only excepted fails.
    Excepted,
    /// No check and no attestation shows it.
    NoCheck,
    /// A person has stated it, and the statement still counts.
    Attested,
    /// Every result says that it does not apply, with a reason.
    NotApplicable,
    /// A machine has seen it.
    Passed,
}

impl AspectStatus {
    /// Every status, worst first.
    pub const ALL: [Self; 12] = [
        Self::Failed,
        Self::Error,
        Self::NeverRun,
        Self::NotAttested,
        Self::Incomplete,
        Self::Stale,
        Self::Expired,
        Self::Excepted,
        Self::NoCheck,
        Self::Attested,
        Self::NotApplicable,
        Self::Passed,
    ];

    /// Whether machines prove it, as [`CheckStatus::is_proof`] has it. A statement is told apart.
    pub fn is_proof(self) -> bool {
        matches!(self, Self::Passed | Self::NotApplicable)
    }

    /// The worst of several; of none, that there is no check.
    pub fn worst(all: impl IntoIterator<Item = Self>) -> Self {
        all.into_iter().min().unwrap_or(Self::NoCheck)
    }
}

impl From<CheckStatus> for AspectStatus {
    fn from(status: CheckStatus) -> Self {
        match status {
            CheckStatus::Failed => Self::Failed,
            CheckStatus::Error => Self::Error,
            CheckStatus::NeverRun => Self::NeverRun,
            CheckStatus::Incomplete => Self::Incomplete,
            CheckStatus::Stale => Self::Stale,
            CheckStatus::Excepted => Self::Excepted,
            CheckStatus::NotApplicable => Self::NotApplicable,
            CheckStatus::Passed => Self::Passed,
        }
    }
}

impl From<AttestationStatus> for AspectStatus {
    fn from(status: AttestationStatus) -> Self {
        match status {
            AttestationStatus::Live { .. } => Self::Attested,
            AttestationStatus::Expired { .. } => Self::Expired,
            AttestationStatus::Missing => Self::NotAttested,
        }
    }
}

/// What says so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Witness {
    /// A check.
    Check(CheckId),
    /// An attestation.
    Attestation(AttestationId),
}

/// One answer in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What says so.
    pub by: Witness,
    /// What it says of this service.
    pub status: AspectStatus,
    /// When it last answered for this service.
    pub answered: Option<Instant>,
}

/// The answers by service and aspect; a cell without any is not among them.
pub type Aspects = BTreeMap<(ServiceId, Aspect), Vec<Shown>>;

/// Every cell that a check or an attestation shows.
pub fn aspects(program: &Program, history: &History, assessment: &Assessment) -> Aspects {
    let mut found = Aspects::new();
    let mut put = |shows: &Shows, shown: Shown| {
        let cell: &mut Vec<Shown> =
            found.entry((shows.service.value.clone(), shows.aspect)).or_default();
        // One check may show a cell by several entries: the worst of them counts.
        match cell.iter_mut().find(|other| other.by == shown.by) {
            Some(other) if other.status <= shown.status => {}
            Some(other) => *other = shown,
            None => cell.push(shown),
        }
    };
    let answers = Answers::new(program, history, assessment);
    for (id, check) in &program.checks {
        let Some(judged) = assessment.checks.get(id) else { continue };
        let status = AspectStatus::from(judged.status);
        let last = judged.last_run.and_then(|run| history.runs.get(run.0 as usize));
        let last = last.map(|record| record.run.observed_at);
        for shows in &check.shows {
            let (status, answered) = if shows.rules.is_empty() {
                (status, last)
            } else {
                let own = answers.last(id, shows);
                let fails_here = judged
                    .failing
                    .iter()
                    .any(|fact| history.rule(fact.cell).is_some_and(|key| asks(shows, &key.rule)));
                let fresh_from = age_limit(program, check).from(assessment.as_of.observed);
                (for_service(status, own, fails_here, fresh_from), own)
            };
            let answered = answered.filter(|_| status != AspectStatus::NeverRun);
            put(shows, Shown { by: Witness::Check(id.clone()), status, answered });
        }
    }
    for (id, attestation) in &program.attestations {
        let Some(status) = assessment.attestations.get(id) else { continue };
        let record = match status {
            AttestationStatus::Live { record, .. } | AttestationStatus::Expired { record, .. } => {
                history.attestations.get(*record)
            }
            AttestationStatus::Missing => None,
        };
        let answered = record.map(|record| record.attested.observed_at);
        for shows in &attestation.shows {
            let by = Witness::Attestation(id.clone());
            put(shows, Shown { by, status: AspectStatus::from(*status), answered });
        }
    }
    found
}

/// What a check that looks at several services says of one of them. What fails elsewhere is no
/// fail here before anything has answered here; it is no proof either.
fn for_service(
    check: AspectStatus,
    own: Option<Instant>,
    fails_here: bool,
    fresh_from: Option<Instant>,
) -> AspectStatus {
    match (own, fresh_from) {
        _ if fails_here => AspectStatus::Failed,
        (None, _) if check == AspectStatus::Failed => AspectStatus::NeverRun,
        (None, _) => check.min(AspectStatus::NeverRun),
        (Some(own), Some(from)) if own < from => check.min(AspectStatus::Stale),
        _ => check,
    }
}

/// Whether a rule is one of those that look at the service.
fn asks(shows: &Shows, rule: &str) -> bool {
    shows.rules.iter().any(|pattern| WildMatch::new(&pattern.value).matches(rule))
}

/// When each rule of the checks that look at several services last answered.
struct Answers<'a> {
    rules: BTreeMap<(&'a CheckId, &'a str), Instant>,
}

impl<'a> Answers<'a> {
    fn new(program: &'a Program, history: &'a History, assessment: &Assessment) -> Self {
        let mut matcher = Matcher::new(program);
        let mut rules = BTreeMap::new();
        let as_of = assessment.as_of;
        for (index, record) in (0_u32..).zip(&history.runs) {
            let (run, known) = (&record.run, as_of.known);
            let is_later = run.observed_at > as_of.observed || record.recorded_at > known;
            if is_later || !run.succeeded || history.taken_back(record.entry, known).is_some() {
                continue;
            }
            let asked = matcher.asked(run, history);
            let splits = |source: &usize| {
                let (_, check) = matcher.checks[matcher.sources[*source].check];
                check.shows.iter().any(|shows| !shows.rules.is_empty())
            };
            let mine: BTreeSet<usize> = asked.sources.iter().copied().filter(splits).collect();
            if mine.is_empty() {
                continue;
            }
            for observation in &record.observations {
                let Some(cell) = history.cells.get(observation.cell.0 as usize) else { continue };
                let Some(key) = history.rules.get(cell.rule as usize) else { continue };
                let is_answer = matches!(observation.state.outcome, Outcome::Pass | Outcome::Fail)
                    || observation.state.outcome == Outcome::NotApplicable
                        && observation.state.reasoned;
                if !is_answer || observation.state.muted {
                    continue;
                }
                let derived = (crate::evidence::RunId(index), observation.cell);
                let seen = history.derived.seen.get(&derived).copied().unwrap_or(run.observed_at);
                for source in asked.of_rule(cell.rule).iter().filter(|s| mine.contains(s)) {
                    let (id, _) = matcher.checks[matcher.sources[*source].check];
                    let last = rules.entry((id, key.rule.as_str())).or_insert(seen);
                    *last = seen.max(*last);
                }
            }
        }
        Self { rules }
    }

    /// When one of the rules that a check names for a service last answered.
    fn last(&self, check: &CheckId, shows: &Shows) -> Option<Instant> {
        let mine = self.rules.iter().filter(|((id, rule), _)| *id == check && asks(shows, rule));
        mine.map(|(_, seen)| *seen).max()
    }
}
