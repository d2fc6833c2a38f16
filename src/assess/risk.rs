//! Where a risk stands: it falls from inherent towards its target only by verified stories.

use std::collections::BTreeMap;

use super::status::{Proof, RiskAssessment, StoryAssessment};
use crate::{
    ids::{RiskId, StoryId},
    model::{Risk, StoryStatus},
    program::Program,
};

/// Judges every risk.
pub(super) fn risks(
    program: &Program,
    stories: &BTreeMap<StoryId, StoryAssessment>,
) -> BTreeMap<RiskId, RiskAssessment> {
    program
        .risks
        .iter()
        .map(|(id, risk)| (id.clone(), assess(program, id, risk, stories)))
        .collect()
}

fn assess(
    program: &Program,
    id: &RiskId,
    risk: &Risk,
    judged: &BTreeMap<StoryId, StoryAssessment>,
) -> RiskAssessment {
    let treats = |story: &crate::model::Story| {
        story.status.value != StoryStatus::Dropped && story.risks.iter().any(|r| r.value == *id)
    };
    let stories: Vec<StoryId> =
        program.stories.iter().filter(|(_, s)| treats(s)).map(|(id, _)| id.clone()).collect();
    let is_verified =
        |story: &&StoryId| judged.get(*story).is_some_and(|s| s.proof == Proof::Verified);
    let verified: Vec<StoryId> = stories.iter().filter(is_verified).cloned().collect();
    let (likelihood, impact) = (risk.likelihood.value, risk.impact.value);
    let (to_likelihood, to_impact) = (risk.target_likelihood.value, risk.target_impact.value);
    let inherent = likelihood * impact;
    let target = (to_likelihood * to_impact).min(inherent);
    let share = |from: u32, to: u32| fall(from, to.min(from), verified.len(), stories.len());
    RiskAssessment {
        inherent,
        target,
        current: share(inherent, target),
        likelihood: share(likelihood, to_likelihood),
        impact: share(impact, to_impact),
        stories,
        verified,
    }
}

/// `from`, less the verified share of the way to `to`, rounded up: a part of the work never takes
/// away the whole of the risk.
pub(crate) fn fall(from: u32, to: u32, verified: usize, all: usize) -> u32 {
    if all == 0 {
        return from;
    }
    let way = u64::from(from - to);
    let fallen = way * verified as u64 / all as u64;
    from - u32::try_from(fallen).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::fall;

    #[test]
    fn residual_risk_falls_only_with_verified_stories() {
        assert_eq!(fall(20, 5, 0, 8), 20);
        assert_eq!(fall(20, 5, 7, 8), 7, "the last story still counts");
        assert_eq!(fall(20, 5, 8, 8), 5);
        assert_eq!(fall(20, 5, 0, 0), 20, "no story, no fall");
    }
}
