//! How far a control is implemented, as the Statement of Applicability words it: one control's
//! status, told apart by what is lacking.
//!
//! It never says more than the control's status does: what is proven there is proven here, under
//! the name of who proves it, and nothing else is. A control of which a part is proven and nothing
//! fails is *partial*; one of which nothing is proven has the worst word of what it lacks.

use super::status::{Assessment, CheckStatus, ControlAssessment, ControlStatus, Lack};

/// How far a control is implemented, worst first; the last two are not judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImplementationStatus {
    /// A check fails.
    Failing,
    /// Something could not be evaluated or read.
    Error,
    /// A check has never run.
    NeverRun,
    /// Nobody has made the statement that is asked for.
    NotAttested,
    /// A part of what must answer has no result.
    Incomplete,
    /// The results are too old.
    Stale,
    /// The statement, or the provider's attestation, has ended.
    Expired,
    /// Only excepted fails.
    Excepted,
    /// Nothing is defined that could prove it.
    NoCheck,
    /// A story will.
    Planned,
    /// A part is proven, and nothing fails.
    Partial,
    /// People state all of it, and the statements count.
    Attested,
    /// A provider's live attestation covers it.
    Inherited,
    /// All that its mode asks for is proven.
    Met,
    /// It is not due yet.
    NotDue,
    /// It does not apply, with a reason.
    Excluded,
}

impl ImplementationStatus {
    /// Every status, worst first.
    pub const ALL: [Self; 16] = [
        Self::Failing,
        Self::Error,
        Self::NeverRun,
        Self::NotAttested,
        Self::Incomplete,
        Self::Stale,
        Self::Expired,
        Self::Excepted,
        Self::NoCheck,
        Self::Planned,
        Self::Partial,
        Self::Attested,
        Self::Inherited,
        Self::Met,
        Self::NotDue,
        Self::Excluded,
    ];

    /// Whether it counts as proven.
    pub fn is_proof(self) -> bool {
        matches!(self, Self::Attested | Self::Inherited | Self::Met)
    }

    /// Whether something is left to do: it is asked for and not proven.
    pub fn is_open(self) -> bool {
        !self.is_proof() && !matches!(self, Self::NotDue | Self::Excluded)
    }
}

/// How far a control is implemented.
pub fn implementation(
    control: &ControlAssessment,
    assessment: &Assessment,
) -> ImplementationStatus {
    use ImplementationStatus as I;
    match control.status {
        ControlStatus::Failing => I::Failing,
        ControlStatus::Inherited => I::Inherited,
        ControlStatus::Planned => I::Planned,
        ControlStatus::Gap => I::NoCheck,
        ControlStatus::NotDue => I::NotDue,
        ControlStatus::Excluded => I::Excluded,
        ControlStatus::Met if control.checks.is_empty() => I::Attested,
        ControlStatus::Met => I::Met,
        ControlStatus::Unproven if is_partly_proven(control, assessment) => I::Partial,
        ControlStatus::Unproven => control.lacks.iter().map(word_of).min().unwrap_or(I::Error),
    }
}

/// Whether one of its checks or attestations is proof, as far as the control takes it.
fn is_partly_proven(control: &ControlAssessment, assessment: &Assessment) -> bool {
    // What could not be read might have said anything.
    if control.lacks.contains(&Lack::Unreadable) {
        return false;
    }
    let is_too_old =
        |id| control.lacks.iter().any(|lack| matches!(lack, Lack::TooOld(old, _) if old == id));
    let mut checks = control.checks.iter();
    let mut attestations = control.attestations.iter();
    checks.any(|id| {
        let judged = assessment.checks.get(id);
        judged.is_some_and(|judged| judged.status.is_proof()) && !is_too_old(id)
    }) || attestations
        .any(|id| assessment.attestations.get(id).is_some_and(|status| status.is_live()))
}

fn word_of(lack: &Lack) -> ImplementationStatus {
    use ImplementationStatus as I;
    match lack {
        Lack::Check(_, status) => match status {
            CheckStatus::Failed => I::Failing,
            CheckStatus::Error => I::Error,
            CheckStatus::NeverRun => I::NeverRun,
            CheckStatus::Incomplete => I::Incomplete,
            CheckStatus::Excepted => I::Excepted,
            CheckStatus::Stale | CheckStatus::NotApplicable | CheckStatus::Passed => I::Stale,
        },
        Lack::TooOld(..) => I::Stale,
        Lack::AttestationMissing(_) => I::NotAttested,
        Lack::AttestationExpired(..) => I::Expired,
        Lack::NoCheckDefined | Lack::NoAttestationDefined => I::NoCheck,
        Lack::Unreadable => I::Error,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{
        assess::{AttestationStatus, CheckAssessment, Timeline},
        ids::{AttestationId, CheckId},
        time::{AsOf, Instant},
    };

    fn check(status: CheckStatus) -> CheckAssessment {
        CheckAssessment {
            status,
            since: None,
            passing: 0,
            not_applicable: 0,
            failing: Vec::new(),
            excepted: Vec::new(),
            errors: Vec::new(),
            unanswered: Vec::new(),
            expected: None,
            missing: Vec::new(),
            unexpected: Vec::new(),
            stale: Vec::new(),
            silent_rules: Vec::new(),
            last_run: None,
            proven_at: None,
            fresh_until: None,
        }
    }

    /// The word for a control that is not proven and has these checks and this attestation.
    fn word(
        checks: &[(&str, CheckStatus)],
        said: Option<AttestationStatus>,
        more: &[Lack],
    ) -> ImplementationStatus {
        let id = |name: &str| CheckId::parse(name).unwrap();
        let attestation = AttestationId::parse("said").unwrap();
        let mut lacks: Vec<Lack> = checks
            .iter()
            .filter(|(_, status)| !status.is_proof())
            .map(|(name, status)| Lack::Check(id(name), *status))
            .collect();
        lacks.extend(said.and_then(|status| match status {
            AttestationStatus::Live { .. } => None,
            AttestationStatus::Expired { until, .. } => {
                Some(Lack::AttestationExpired(attestation.clone(), until))
            }
            AttestationStatus::Missing => Some(Lack::AttestationMissing(attestation.clone())),
        }));
        lacks.extend_from_slice(more);
        let control = ControlAssessment {
            status: ControlStatus::Unproven,
            since: None,
            lacks,
            not_judged: None,
            checks: checks.iter().map(|(name, _)| id(name)).collect(),
            attestations: said.iter().map(|_| attestation.clone()).collect(),
            stories: Vec::new(),
        };
        let at = Instant::MIN;
        let assessment = Assessment {
            as_of: AsOf { observed: at, known: at },
            head: None,
            checks: checks.iter().map(|(name, status)| (id(name), check(*status))).collect(),
            attestations: said.map(|status| (attestation, status)).into_iter().collect(),
            controls: BTreeMap::new(),
            stories: BTreeMap::new(),
            risks: BTreeMap::new(),
            timeline: Timeline::default(),
        };
        implementation(&control, &assessment)
    }

    #[test]
    fn what_is_not_proven_has_the_word_of_what_it_lacks() {
        use {CheckStatus as C, ImplementationStatus as I};
        let until = Instant::MIN.day();
        let expired = AttestationStatus::Expired { record: 0, until };
        let live = AttestationStatus::Live { record: 0, until };
        let too_old = Lack::TooOld(CheckId::parse("a").unwrap(), Instant::MIN);
        let cases = [
            (word(&[("a", C::NeverRun)], None, &[]), I::NeverRun),
            (word(&[("a", C::Stale), ("b", C::NeverRun)], None, &[]), I::NeverRun),
            (word(&[("a", C::Stale)], Some(expired), &[]), I::Stale),
            (word(&[], Some(expired), &[]), I::Expired),
            (word(&[], Some(AttestationStatus::Missing), &[]), I::NotAttested),
            (word(&[("a", C::Excepted)], None, &[]), I::Excepted),
            (word(&[("a", C::Passed), ("b", C::Stale)], None, &[]), I::Partial),
            (word(&[("a", C::NeverRun)], Some(live), &[]), I::Partial),
            (word(&[("a", C::Passed)], None, &[Lack::NoAttestationDefined]), I::Partial),
            (word(&[("a", C::Passed)], None, &[too_old]), I::Stale),
            (word(&[("a", C::Passed)], None, &[Lack::Unreadable]), I::Error),
            (word(&[], None, &[Lack::NoCheckDefined]), I::NoCheck),
        ];
        for (n, (was, expected)) in cases.into_iter().enumerate() {
            assert_eq!(was, expected, "case {n}");
            assert!(!was.is_proof() && was.is_open());
        }
    }

    #[test]
    fn the_list_says_worst_first() {
        assert!(ImplementationStatus::ALL.is_sorted());
    }
}
