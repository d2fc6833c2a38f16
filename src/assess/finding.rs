//! A control's status as an assessor of PCI DSS words it: one of four findings.
//!
//! | status | finding |
//! |---|---|
//! | met, inherited | in place |
//! | failing; unproven although something was looked at | not in place |
//! | unproven because nothing was ever looked at; planned; gap | not tested |
//! | excluded, not due yet, superseded, of another class of entity | not applicable |
//!
//! What was never looked at is not tested, and never in place. What was looked at and is stale,
//! incomplete, broken or only excepted is not in place: nothing shows now that it is.

use super::status::{CheckStatus, ControlAssessment, ControlStatus, Lack};

/// What an assessor finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Finding {
    /// Proven.
    InPlace,
    /// Looked at, and not proven.
    NotInPlace,
    /// Never looked at.
    NotTested,
    /// Not asked for.
    NotApplicable,
}

impl Finding {
    /// Every finding, in the order of reports.
    pub const ALL: [Self; 4] =
        [Self::InPlace, Self::NotApplicable, Self::NotTested, Self::NotInPlace];
}

/// The finding of a control.
pub fn finding(control: &ControlAssessment) -> Finding {
    match control.status {
        ControlStatus::Met | ControlStatus::Inherited => Finding::InPlace,
        ControlStatus::Planned | ControlStatus::Gap => Finding::NotTested,
        ControlStatus::NotDue | ControlStatus::Excluded => Finding::NotApplicable,
        ControlStatus::Unproven if is_untested(control) => Finding::NotTested,
        ControlStatus::Failing | ControlStatus::Unproven => Finding::NotInPlace,
    }
}

/// Whether nothing that could prove the control has ever said anything.
fn is_untested(control: &ControlAssessment) -> bool {
    let unsaid = |lack: &&Lack| {
        matches!(lack, Lack::Check(_, CheckStatus::NeverRun) | Lack::AttestationMissing(_))
    };
    let asked = control.checks.len() + control.attestations.len();
    let is_known = |lack: &Lack| {
        matches!(
            lack,
            Lack::Check(_, CheckStatus::NeverRun)
                | Lack::AttestationMissing(_)
                | Lack::NoCheckDefined
                | Lack::NoAttestationDefined
        )
    };
    control.lacks.iter().all(is_known) && control.lacks.iter().filter(unsaid).count() >= asked
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(status: ControlStatus, lacks: Vec<Lack>, checks: &[&str]) -> ControlAssessment {
        ControlAssessment {
            status,
            since: None,
            lacks,
            not_judged: None,
            checks: checks.iter().map(|id| id.parse().unwrap()).collect(),
            attestations: Vec::new(),
            stories: Vec::new(),
        }
    }

    fn lack(id: &str, status: CheckStatus) -> Lack {
        Lack::Check(id.parse().unwrap(), status)
    }

    #[test]
    fn only_proof_is_in_place_and_only_silence_is_not_tested() {
        use CheckStatus::{Excepted, NeverRun, Stale};
        let cases = [
            (ControlStatus::Met, vec![], Finding::InPlace),
            (ControlStatus::Inherited, vec![], Finding::InPlace),
            (ControlStatus::Failing, vec![], Finding::NotInPlace),
            (ControlStatus::NotDue, vec![], Finding::NotApplicable),
            (ControlStatus::Excluded, vec![], Finding::NotApplicable),
            (ControlStatus::Gap, vec![], Finding::NotTested),
            (ControlStatus::Planned, vec![], Finding::NotTested),
            (
                ControlStatus::Unproven,
                vec![lack("a", NeverRun), lack("b", NeverRun)],
                Finding::NotTested,
            ),
            (ControlStatus::Unproven, vec![lack("a", NeverRun)], Finding::NotInPlace),
            (
                ControlStatus::Unproven,
                vec![lack("a", NeverRun), lack("b", Stale)],
                Finding::NotInPlace,
            ),
            (
                ControlStatus::Unproven,
                vec![lack("a", Excepted), lack("b", NeverRun)],
                Finding::NotInPlace,
            ),
        ];
        for (status, lacks, expected) in cases {
            let judged = control(status, lacks.clone(), &["a", "b"]);
            assert_eq!(finding(&judged), expected, "{status:?} {lacks:?}");
        }
        let nobody = control(ControlStatus::Unproven, vec![Lack::NoAttestationDefined], &[]);
        assert_eq!(finding(&nobody), Finding::NotTested);
        assert_eq!(
            finding(&control(ControlStatus::Unproven, vec![Lack::Unreadable], &[])),
            Finding::NotInPlace
        );
    }
}
