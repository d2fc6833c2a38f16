//! What would be proven if every criterion of some stories were: before and after, side by side.
//!
//! A control would be proven when each thing that it lacks is one of those criteria's checks or
//! attestations. A risk falls as it does today, by the stories that would be verified.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::is_verified;
use crate::{
    assess::{Assessment, ControlAssessment, Lack, StoryAssessment, risk::fall},
    ids::{AttestationId, CheckId, ControlRef, FrameworkId, RiskId, StoryId},
    model::Story,
    program::Program,
};

/// Checks and attestations that are taken as proven.
#[derive(Debug, Default)]
pub struct Assumed<'a> {
    checks: BTreeSet<&'a CheckId>,
    attestations: BTreeSet<&'a AttestationId>,
}

impl<'a> Assumed<'a> {
    /// Everything that the criteria of some stories ask for.
    pub fn of(stories: impl IntoIterator<Item = &'a Story>) -> Self {
        let mut assumed = Self::default();
        for criterion in stories.into_iter().flat_map(|story| &story.acceptance) {
            assumed.checks.extend(criterion.checks.iter().map(|check| &check.value));
            assumed.attestations.extend(criterion.attestation.iter().map(|asked| &asked.value));
        }
        assumed
    }

    /// Whether it is taken as proven.
    pub fn gives(&self, lack: &Lack) -> bool {
        match lack {
            Lack::Check(id, _) | Lack::TooOld(id, _) => self.checks.contains(id),
            Lack::AttestationMissing(id) | Lack::AttestationExpired(id, _) => {
                self.attestations.contains(id)
            }
            Lack::NoCheckDefined | Lack::NoAttestationDefined | Lack::Unreadable => false,
        }
    }

    /// Whether a control that is asked for would be proven.
    pub fn proves(&self, judged: &ControlAssessment) -> bool {
        let has_all = !judged.lacks.is_empty() && judged.lacks.iter().all(|lack| self.gives(lack));
        judged.status.is_counted() && (judged.status.is_proof() || has_all)
    }

    /// Whether a story would be verified.
    fn verifies(&self, story: &Story, judged: Option<&StoryAssessment>) -> bool {
        let Some(judged) = judged else { return false };
        let criteria = story.acceptance.iter().zip(&judged.criteria);
        let is_proven = |(criterion, judged): (
            &crate::model::Criterion,
            &crate::assess::CriterionAssessment,
        )| {
            let by_checks = judged
                .checks
                .iter()
                .all(|(id, status)| status.is_proof() || self.checks.contains(id));
            let by_person = judged
                .attestation
                .as_ref()
                .is_none_or(|(id, status)| status.is_live() || self.attestations.contains(id));
            let is_asked = !judged.checks.is_empty() || judged.attestation.is_some();
            judged.proven || (!criterion.broken && is_asked && by_checks && by_person)
        };
        is_verified(Some(judged))
            || (!story.acceptance.is_empty() && criteria.into_iter().all(is_proven))
    }
}

/// How far a framework is proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageChange {
    /// The framework.
    pub framework: FrameworkId,
    /// How many of its controls are applicable and due.
    pub counted: u64,
    /// How many of them are proven.
    pub before: u64,
    /// How many would be.
    pub after: u64,
    /// Which would come.
    pub gained: Vec<ControlRef>,
}

/// Each framework, before and after.
pub fn coverage(assessment: &Assessment, assumed: &Assumed<'_>) -> Vec<CoverageChange> {
    let mut changes: BTreeMap<&FrameworkId, CoverageChange> = BTreeMap::new();
    for (id, judged) in &assessment.controls {
        let change = changes.entry(&id.framework).or_insert_with(|| CoverageChange {
            framework: id.framework.clone(),
            counted: 0,
            before: 0,
            after: 0,
            gained: Vec::new(),
        });
        change.counted += u64::from(judged.status.is_counted());
        change.before += u64::from(judged.status.is_proof());
        if assumed.proves(judged) {
            change.after += 1;
            if !judged.status.is_proof() {
                change.gained.push(id.clone());
            }
        }
    }
    changes.into_values().collect()
}

/// Where a risk stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskChange {
    /// The risk.
    pub risk: RiskId,
    /// Where it stands.
    pub before: u32,
    /// Where it would stand.
    pub after: u32,
    /// Where it is to come to.
    pub target: u32,
}

/// Each risk, before and after.
pub fn risks(program: &Program, assessment: &Assessment, assumed: &Assumed<'_>) -> Vec<RiskChange> {
    let verified = |id: &&StoryId| {
        let story = program.stories.get(*id);
        story.is_some_and(|story| assumed.verifies(story, assessment.stories.get(*id)))
    };
    let change = |(id, judged): (&RiskId, &crate::assess::RiskAssessment)| {
        let then = judged.stories.iter().filter(verified).count();
        RiskChange {
            risk: id.clone(),
            before: judged.current,
            after: fall(judged.inherent, judged.target, then, judged.stories.len()),
            target: judged.target,
        }
    };
    assessment.risks.iter().map(change).collect()
}
