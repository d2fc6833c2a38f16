//! The proof of one story: what people claim beside what evidence says.

use std::collections::BTreeMap;

use super::{
    status::{
        AttestationStatus, CheckAssessment, CheckStatus, CriterionAssessment, Proof,
        StoryAssessment,
    },
    timeline::Changes,
};
use crate::{
    ids::{AttestationId, CheckId},
    model::{Criterion, Story, StoryStatus},
    time::Day,
};

/// What a story's proof is decided from.
pub(super) struct StoryFacts<'a> {
    pub(super) checks: &'a BTreeMap<CheckId, CheckAssessment>,
    pub(super) attestations: &'a BTreeMap<AttestationId, AttestationStatus>,
}

impl StoryFacts<'_> {
    /// Each criterion with what proves it.
    fn criteria(&self, story: &Story) -> Vec<CriterionAssessment> {
        story.acceptance.iter().map(|criterion| self.criterion(criterion)).collect()
    }

    /// Whether every criterion is proven. A story without criteria is never verified: nothing
    /// evaluated is nothing proven.
    pub(super) fn is_verified(&self, story: &Story) -> bool {
        !story.acceptance.is_empty()
            && story.acceptance.iter().all(|criterion| self.criterion(criterion).proven)
    }

    fn criterion(&self, criterion: &Criterion) -> CriterionAssessment {
        let checks: Vec<(CheckId, CheckStatus)> = criterion
            .checks
            .iter()
            .map(|id| {
                let status = self.checks.get(&id.value).map_or(CheckStatus::NeverRun, |c| c.status);
                (id.value.clone(), status)
            })
            .collect();
        let attestation = criterion.attestation.as_ref().map(|id| {
            let status = self.attestations.get(&id.value).copied();
            (id.value.clone(), status.unwrap_or(AttestationStatus::Missing))
        });
        let proven = !criterion.broken
            && (!checks.is_empty() || attestation.is_some())
            && checks.iter().all(|(_, status)| status.is_proof())
            && attestation.as_ref().is_none_or(|(_, status)| status.is_live());
        CriterionAssessment { proven, checks, attestation }
    }

    /// Judges a story on a day, given how its verification changed up to that day.
    pub(super) fn story(
        &self,
        story: &Story,
        verified: &Changes<bool>,
        day: Day,
    ) -> StoryAssessment {
        let criteria = self.criteria(story);
        let claimed = is_claimed(story, day);
        let is_verified = self.is_verified(story);
        let failed = criteria
            .iter()
            .flat_map(|criterion| &criterion.checks)
            .any(|(_, status)| *status == CheckStatus::Failed);
        let first_verified = verified.first_day_of(true);
        let proof = if is_verified {
            Proof::Verified
        } else if claimed && first_verified.is_some() {
            Proof::Regressed
        } else if claimed && failed {
            Proof::Contradicted
        } else {
            Proof::Unverified
        };
        let since = match proof {
            Proof::Verified | Proof::Regressed => verified.last().map(|(day, _)| day),
            Proof::Contradicted | Proof::Unverified => None,
        };
        StoryAssessment { proof, claimed, criteria, first_verified, since }
    }
}

/// Whether people claim on this day that the story is done. A story without a done date counts
/// as claimed from ever: `check` asks for the date.
pub fn is_claimed(story: &Story, day: Day) -> bool {
    story.status.value == StoryStatus::Done
        && story.done.as_ref().is_none_or(|done| done.value <= day)
}
