//! One risk: what it is, where it stands, the plan with what is claimed and verified of it, and the
//! exceptions that rest on it.

use schemars::JsonSchema;
use serde::Serialize;

use super::standing::{self, Acceptance, Review};
use crate::{
    assess::{RiskAssessment, risk},
    evidence::{Approvable, RecordRef},
    ids::RiskId,
    report::{
        Inputs, anchors,
        approvals::ApprovalRow,
        heat,
        register::{self, ExceptionRow},
        rows::{self, StoryRow},
        words::{self, Word},
    },
};

/// A risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RiskEntry {
    /// Its id.
    pub id: RiskId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// What it is about.
    pub description: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What is done about it.
    pub treatment: &'static str,
    /// Where it stands between its first exposure and its target.
    pub state: Word,
    /// Before treatment.
    pub inherent: Level,
    /// Now.
    pub current: Level,
    /// When every story is verified.
    pub target: Level,
    /// How much of the treatment is proven, in words.
    pub progress: String,
    /// The stories that treat it.
    pub plan: Vec<StoryRow>,
    /// How many of them people claim are done.
    pub claimed: u64,
    /// How many of them evidence verifies.
    pub verified: u64,
    /// Who accepted what is left.
    pub acceptance: Acceptance,
    /// When its owner last looked at it.
    pub review: Review,
    /// The exceptions that are accepted under it.
    pub exceptions: Vec<ExceptionRow>,
}

/// How high a risk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Level {
    /// The likelihood, 1 to 5.
    pub likelihood: u32,
    /// The impact, 1 to 5.
    pub impact: u32,
    /// The exposure, 1 to 25.
    pub score: u32,
    /// How that is called.
    pub band: &'static str,
}

impl From<risk::RiskLevel> for Level {
    fn from(level: risk::RiskLevel) -> Self {
        let risk::RiskLevel { likelihood, impact, score } = level;
        Self { likelihood, impact, score, band: heat::band(score) }
    }
}

/// The entry of a risk.
pub(super) fn entry(
    inputs: &Inputs<'_>,
    id: &RiskId,
    judged: &RiskAssessment,
    decided: &[ApprovalRow],
) -> Option<RiskEntry> {
    let risk = inputs.program.risks.get(id)?;
    let stories = judged.stories.iter();
    let plan: Vec<StoryRow> = stories
        .filter_map(|id| Some(rows::story(inputs, id, inputs.program.stories.get(id)?)))
        .collect();
    let is_claimed = |id: &&crate::ids::StoryId| {
        inputs.assessment.stories.get(*id).is_some_and(|story| story.claimed)
    };
    let exceptions = inputs.history.exceptions.iter();
    Some(RiskEntry {
        id: id.clone(),
        anchor: anchors::risk(id),
        title: risk.title.clone(),
        description: risk.description.clone(),
        owner: risk.owner.as_ref().map(|owner| rows::party(inputs, &owner.value)),
        treatment: words::treatment(inputs.lang, risk.treatment),
        state: words::risk_state(judged.inherent, judged.current, judged.target),
        inherent: risk::level(risk, 0, 0).into(),
        current: risk::level(risk, judged.verified.len(), judged.stories.len()).into(),
        target: risk::target(risk).into(),
        progress: inputs.lang.proven_stories(judged.verified.len(), judged.stories.len()),
        claimed: judged.stories.iter().filter(is_claimed).count() as u64,
        verified: judged.verified.len() as u64,
        plan,
        acceptance: standing::acceptance(
            inputs.lang,
            risk,
            judged,
            decided.iter().find(|row| row.record == RecordRef::new(Approvable::Risk, id)),
        ),
        review: standing::review(inputs.lang, risk, inputs.assessment.as_of.observed.day()),
        exceptions: exceptions
            .filter(|record| record.exception.risk.as_ref() == Some(id))
            .map(|record| register::exception(inputs, record))
            .collect(),
    })
}
