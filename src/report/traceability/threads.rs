//! Stories and controls, each with what hangs on it.

use schemars::JsonSchema;
use serde::Serialize;

use super::ends::{Ends, Named, ProofEnd};
use crate::{
    assess::{ControlAssessment, ControlStatus},
    ids::{ControlRef, StoryId},
    model::Implementation,
    report::{
        anchors, rows,
        words::{self, Word, Worded},
    },
};

/// A story, its criteria, and what proves each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StoryThread {
    /// Its id.
    pub id: StoryId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// Its epic.
    pub epic: String,
    /// What people claim.
    pub claim: Word,
    /// What evidence says.
    pub proof: Word,
    /// The controls that it helps to meet.
    pub controls: Vec<Named>,
    /// Its criteria, in order.
    pub criteria: Vec<CriterionThread>,
    /// Whether it leads to a control, and to evidence for each criterion.
    pub linked: bool,
}

/// A criterion and what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CriterionThread {
    /// Its text.
    pub text: String,
    /// Whether it is proven.
    pub proven: Word,
    /// The checks and the attestation that it names.
    pub proofs: Vec<ProofEnd>,
}

/// A control, the stories that work on it, and what proves it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ControlThread {
    /// Its full name.
    pub id: ControlRef,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// Its status.
    pub status: Word,
    /// Whether it is applicable and due.
    pub is_counted: bool,
    /// How it is met without a story of ours: by a provider or by an existing process.
    pub otherwise: Option<&'static str>,
    /// The stories that work on it.
    pub stories: Vec<StoryEnd>,
    /// The checks and attestations that name it, or that it is inherited through.
    pub proofs: Vec<ProofEnd>,
    /// Whether it leads to work, or to whoever does it, and to evidence from all that names it.
    pub linked: bool,
}

/// A story that works on a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StoryEnd {
    /// The story.
    pub name: Named,
    /// What people claim.
    pub claim: Word,
    /// What evidence says.
    pub proof: Word,
}

/// Whether each criterion, and there is one, is answered by all that it names.
fn all_answered(criteria: &[CriterionThread]) -> bool {
    let answered = |criterion: &CriterionThread| has_evidence(&criterion.proofs);
    !criteria.is_empty() && criteria.iter().all(answered)
}

/// Whether there are proofs, and all of them have evidence.
fn has_evidence(proofs: &[ProofEnd]) -> bool {
    !proofs.is_empty() && proofs.iter().all(|proof| proof.evidence.is_some())
}

impl Ends<'_> {
    pub(super) fn story_name(&self, id: &StoryId) -> Named {
        Named::new(id, &anchors::story(id), self.kept.stories.contains(id))
    }

    pub(super) fn control_name(&self, id: &ControlRef) -> Named {
        Named::new(id, &anchors::control(id), self.kept.controls.contains(id))
    }

    /// The stories that the report keeps.
    pub(super) fn stories(&self) -> Vec<StoryThread> {
        self.kept.stories.iter().filter_map(|id| self.story(id)).collect()
    }

    fn story(&self, id: &StoryId) -> Option<StoryThread> {
        let story = self.inputs.program.stories.get(id)?;
        let judged = self.inputs.assessment.stories.get(id)?;
        let row = rows::story(self.inputs, id, story);
        let criteria = story.acceptance.iter().zip(&judged.criteria);
        let criteria: Vec<CriterionThread> = criteria
            .map(|(criterion, judged)| CriterionThread {
                text: criterion.text.value.clone(),
                proven: words::proven(judged.proven),
                proofs: judged
                    .checks
                    .iter()
                    .map(|(id, _)| self.check(id))
                    .chain(judged.attestation.iter().map(|(id, _)| self.attestation(id)))
                    .collect(),
            })
            .collect();
        Some(StoryThread {
            linked: !story.controls.is_empty() && all_answered(&criteria),
            id: id.clone(),
            anchor: row.anchor,
            title: row.title,
            epic: story.epic.value.to_string(),
            claim: row.claim,
            proof: row.proof,
            controls: story.controls.iter().map(|id| self.control_name(&id.value)).collect(),
            criteria,
        })
    }

    /// The controls that the report keeps.
    pub(super) fn controls(&self) -> Vec<ControlThread> {
        self.kept.controls.iter().filter_map(|id| self.control(id)).collect()
    }

    fn control(&self, id: &ControlRef) -> Option<ControlThread> {
        let judged = self.inputs.assessment.controls.get(id)?;
        let defined = self.inputs.program.controls.get(id)?;
        let stories = judged.stories.iter().filter_map(|id| {
            let row = rows::story(self.inputs, id, self.inputs.program.stories.get(id)?);
            Some(StoryEnd { name: self.story_name(id), claim: row.claim, proof: row.proof })
        });
        let stories: Vec<StoryEnd> = stories.collect();
        let (otherwise, proofs) = (self.otherwise(id, judged), self.proofs_of(id, judged));
        Some(ControlThread {
            linked: (!stories.is_empty() || otherwise.is_some()) && has_evidence(&proofs),
            id: id.clone(),
            anchor: anchors::control(id),
            title: defined.title.clone(),
            status: judged.status.word(),
            is_counted: judged.status.is_counted(),
            otherwise,
            stories,
            proofs,
        })
    }

    fn proofs_of(&self, id: &ControlRef, judged: &ControlAssessment) -> Vec<ProofEnd> {
        let decision = self.inputs.program.applicability.get(id);
        let inherited = decision.and_then(|decision| decision.attestation.as_ref());
        let inherited = inherited.filter(|id| !judged.attestations.contains(&id.value));
        let checks = judged.checks.iter().map(|id| self.check(id));
        let attestations = judged.attestations.iter().chain(inherited.map(|id| &id.value));
        checks.chain(attestations.map(|id| self.attestation(id))).collect()
    }

    /// How a control is met without a story of ours.
    fn otherwise(&self, id: &ControlRef, judged: &ControlAssessment) -> Option<&'static str> {
        let lang = self.inputs.lang;
        let decision = self.inputs.program.applicability.get(id);
        match decision.map(|decision| decision.implementation) {
            _ if judged.status == ControlStatus::Excluded => Some(lang.text("does not apply")),
            Some(Implementation::Inherited) => Some(lang.text("inherited from a provider")),
            Some(Implementation::Process) => Some(lang.text("met by an existing process")),
            _ => None,
        }
    }
}
