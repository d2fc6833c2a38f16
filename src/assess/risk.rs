//! Where a risk stands: it falls from inherent towards its target only by verified stories.

use std::collections::BTreeMap;

use super::{
    status::{Proof, RiskAssessment, StoryAssessment},
    timeline::Timeline,
};
use crate::{
    ids::{RiskId, StoryId},
    model::{Risk, Story, StoryStatus},
    program::Program,
    time::Day,
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
    let stories: Vec<StoryId> = treating(program, id).map(|(id, _)| id.clone()).collect();
    let is_verified =
        |story: &&StoryId| judged.get(*story).is_some_and(|s| s.proof == Proof::Verified);
    let verified: Vec<StoryId> = stories.iter().filter(is_verified).cloned().collect();
    let RiskLevel { likelihood, impact, score: current } =
        level(risk, verified.len(), stories.len());
    let inherent = level(risk, 0, 0).score;
    let target = target(risk).score;
    RiskAssessment { inherent, target, current, likelihood, impact, stories, verified }
}

/// How high a risk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RiskLevel {
    /// The likelihood, 1 to 5.
    pub likelihood: u32,
    /// The impact, 1 to 5.
    pub impact: u32,
    /// The exposure, 1 to 25. While a part of the stories is verified it falls by its own share,
    /// and may be less than likelihood times impact, which are rounded up each.
    pub score: u32,
}

/// How high a risk stands once every story that treats it is verified.
pub fn target(risk: &Risk) -> RiskLevel {
    level(risk, 1, 1)
}

/// How high a risk stands when so many of the stories that treat it are verified.
pub fn level(risk: &Risk, verified: usize, all: usize) -> RiskLevel {
    let (likelihood, impact) = (risk.likelihood.value, risk.impact.value);
    let (to_likelihood, to_impact) = (risk.target_likelihood.value, risk.target_impact.value);
    let (from, to) = (likelihood * impact, to_likelihood * to_impact);
    let share = |from: u32, to: u32| fall(from, to.min(from), verified, all);
    RiskLevel {
        likelihood: share(likelihood, to_likelihood),
        impact: share(impact, to_impact),
        score: share(from, to),
    }
}

/// How high a risk stood at the end of a day, by the stories that were verified then.
pub fn level_on(program: &Program, timeline: &Timeline, risk: &Risk, day: Day) -> RiskLevel {
    let was_verified = |story: &&Story| {
        let changes = timeline.stories.get(&story.id.value);
        changes.and_then(|changes| changes.on(day)).unwrap_or(false)
    };
    let stories: Vec<&Story> = treating(program, &risk.id.value).map(|(_, s)| s).collect();
    level(risk, stories.iter().filter(|story| was_verified(story)).count(), stories.len())
}

/// The stories that treat a risk and have not been dropped.
fn treating<'p>(
    program: &'p Program,
    id: &'p RiskId,
) -> impl Iterator<Item = (&'p StoryId, &'p Story)> {
    program.stories.iter().filter(move |(_, story)| {
        story.status.value != StoryStatus::Dropped && story.risks.iter().any(|r| r.value == *id)
    })
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
