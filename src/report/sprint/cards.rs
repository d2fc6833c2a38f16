//! Each story of a sprint: criteria, the checks and attestations behind them, and the evidence
//! behind those.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::AttestationStatus,
    ids::{AttestationId, StoryId},
    model::{Reference, Story},
    report::{
        Inputs,
        lang::say,
        reasons,
        rows::{self, CheckRow, StoryRow},
        words::{self, Word, Worded},
    },
};

/// One story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StoryCard {
    /// The story itself.
    pub story: StoryRow,
    /// `As an account owner I want …`.
    pub sentence: String,
    /// Its acceptance criteria.
    pub criteria: Vec<CriterionCard>,
    /// Notes, as Markdown that people wrote.
    pub notes: Option<String>,
    /// Where to read on.
    pub references: Vec<Reference>,
}

/// One acceptance criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CriterionCard {
    /// Its text.
    pub text: String,
    /// Whether all of it is proven.
    pub status: Word,
    /// What machines say.
    pub checks: Vec<CheckRow>,
    /// What a person states.
    pub attestation: Option<AttestationCard>,
}

/// An attestation behind a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttestationCard {
    /// Its id.
    pub id: AttestationId,
    /// The statement that is asked for.
    pub title: String,
    /// The status.
    pub status: Word,
    /// Where it stands, in a sentence.
    pub reason: String,
}

/// The card of a story.
pub(super) fn card(inputs: &Inputs<'_>, id: &StoryId, story: &Story) -> StoryCard {
    let judged = inputs.assessment.stories.get(id);
    let judged = judged.map(|judged| judged.criteria.as_slice()).unwrap_or_default();
    let criteria = story.acceptance.iter().zip(judged).map(|(criterion, judged)| CriterionCard {
        text: criterion.text.value.clone(),
        status: words::proven(judged.proven),
        checks: judged.checks.iter().filter_map(|(id, _)| rows::check(inputs, id)).collect(),
        attestation: judged
            .attestation
            .as_ref()
            .map(|(id, status)| attestation(inputs, id, *status)),
    });
    StoryCard {
        story: rows::story(inputs, id, story),
        sentence: sentence(inputs, story),
        criteria: criteria.collect(),
        notes: story.notes.clone(),
        references: story.references.clone(),
    }
}

fn attestation(
    inputs: &Inputs<'_>,
    id: &AttestationId,
    status: AttestationStatus,
) -> AttestationCard {
    let defined = inputs.program.attestations.get(id);
    AttestationCard {
        id: id.clone(),
        title: defined.map(|attestation| attestation.title.clone()).unwrap_or_default(),
        status: status.word(),
        reason: reasons::attestation(inputs, id),
    }
}

fn sentence(inputs: &Inputs<'_>, story: &Story) -> String {
    let persona = story.persona.as_ref().and_then(|id| inputs.program.personas.get(&id.value));
    let lang = inputs.lang;
    let who = persona.map_or_else(|| say!(lang, "Somebody"), |persona| persona.name.clone());
    let so_that = story.so_that.trim_end_matches(['.', '。']);
    say!(lang, "{0} wants {1}, so that {2}.", who, story.want, so_that)
}
