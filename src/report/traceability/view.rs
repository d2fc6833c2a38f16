//! The report as a whole, and what it is narrowed to.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    ends::{Ends, EvidenceThread, ProofThread},
    orphans::{Orphans, orphans},
    threads::{ControlThread, StoryThread},
};
use crate::{
    ids::{AttestationId, CheckId, ControlRef, EpicId, FrameworkId, StoryId},
    model::Story,
    report::{
        Frame, Inputs, frame,
        lang::{Lang, say},
        points,
        references::References,
    },
};

/// What the report is narrowed to: both, where both are named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Within {
    /// Controls of this framework, and what leads to them.
    pub framework: Option<FrameworkId>,
    /// Stories of this epic, and what they lead to.
    pub epic: Option<EpicId>,
}

impl Within {
    /// Whether it narrows anything.
    pub fn is_all(&self) -> bool {
        self.framework.is_none() && self.epic.is_none()
    }
}

/// Stories, controls, checks and evidence, linked both ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Traceability {
    /// What pins the report.
    pub frame: Frame,
    /// What it is narrowed to, in words.
    pub within: Vec<String>,
    /// How much is linked from end to end.
    pub counts: Vec<LinkedCount>,
    /// What leads nowhere.
    pub orphans: Vec<Orphans>,
    /// How many they are together.
    pub orphan_count: u64,
    /// Each story with its criteria.
    pub stories: Vec<StoryThread>,
    /// Each control with its stories and proofs.
    pub controls: Vec<ControlThread>,
    /// Each check and each attestation with what rests on it.
    pub proofs: Vec<ProofThread>,
    /// The evidence that last answered them.
    pub evidence: Vec<EvidenceThread>,
}

/// How many of something are linked from end to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LinkedCount {
    /// What is counted.
    pub name: &'static str,
    /// How many are linked.
    pub linked: u64,
    /// Of how many.
    pub of: u64,
    /// What linked means for them.
    pub means: &'static str,
    /// Where their rows stand.
    pub href: &'static str,
}

/// The records that a report keeps.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    pub(super) stories: BTreeSet<StoryId>,
    pub(super) controls: BTreeSet<ControlRef>,
    pub(super) checks: BTreeSet<CheckId>,
    pub(super) attestations: BTreeSet<AttestationId>,
}

/// Everything that is linked, or what something is part of.
pub fn traceability(inputs: &Inputs<'_>, within: &Within) -> Traceability {
    let kept = Kept::of(inputs, within);
    let ends = Ends { inputs, references: References::new(inputs.history), kept };
    let (stories, controls, proofs) = (ends.stories(), ends.controls(), ends.proofs());
    let orphans = orphans(inputs, &stories, &controls, &proofs, within.is_all());
    let mut frame = Frame::new(inputs, "traceability", inputs.lang.text("Traceability"));
    let statuses = ends.kept.controls.iter().filter_map(|id| inputs.assessment.controls.get(id));
    frame.chips =
        frame::control_chips(statuses.map(|judged| judged.status), |_| "#controls".to_owned());
    Traceability {
        frame,
        within: words(inputs, within),
        counts: counts(inputs.lang, &stories, &controls, &proofs),
        orphan_count: orphans.iter().map(|kind| kind.rows.len() as u64).sum(),
        evidence: ends.evidence_threads(),
        orphans,
        stories,
        controls,
        proofs,
    }
}

fn words(inputs: &Inputs<'_>, within: &Within) -> Vec<String> {
    let framework = within.framework.as_ref().map(|id| {
        let title = inputs.program.frameworks.get(id).map_or("", |f| f.title.as_str());
        say!(inputs.lang, "framework {0}, {1}", id, title)
    });
    let epic = within.epic.as_ref().map(|id| {
        let title = inputs.program.epics.get(id).map_or("", |epic| epic.title.as_str());
        say!(inputs.lang, "epic {0}, {1}", id, title)
    });
    framework.into_iter().chain(epic).collect()
}

fn counts(
    lang: Lang,
    stories: &[StoryThread],
    controls: &[ControlThread],
    proofs: &[ProofThread],
) -> Vec<LinkedCount> {
    let counted = || controls.iter().filter(|control| control.is_counted);
    vec![
        LinkedCount {
            name: lang.text("stories"),
            linked: stories.iter().filter(|story| story.linked).count() as u64,
            of: stories.len() as u64,
            means: lang.text("name a control, and each criterion has evidence"),
            href: "#stories",
        },
        LinkedCount {
            name: lang.text("controls"),
            linked: counted().filter(|control| control.linked).count() as u64,
            of: counted().count() as u64,
            means: lang.text("have a story or another way, and evidence from all that names them"),
            href: "#controls",
        },
        LinkedCount {
            name: lang.text("checks and attestations"),
            linked: proofs.iter().filter(|proof| proof.linked).count() as u64,
            of: proofs.len() as u64,
            means: lang.text("name a control, and have evidence"),
            href: "#proofs",
        },
    ]
}

impl Kept {
    /// What a report keeps: the stories and controls that it is about, and what proves them.
    fn of(inputs: &Inputs<'_>, within: &Within) -> Self {
        let program = inputs.program;
        let of_framework = |control: &ControlRef| {
            within.framework.as_ref().is_none_or(|id| control.framework == *id)
        };
        let of_epic =
            |story: &&Story| within.epic.as_ref().is_none_or(|id| story.epic.value == *id);
        let live = program.stories.values().filter(|story| points::is_in_scope(story));
        let leads = |story: &&Story| {
            within.framework.is_none() || story.controls.iter().any(|c| of_framework(&c.value))
        };
        let stories: Vec<&Story> = live.filter(of_epic).filter(leads).collect();
        let controls: BTreeSet<ControlRef> = match &within.epic {
            Some(_) => stories.iter().flat_map(|s| &s.controls).map(|c| c.value.clone()).collect(),
            None => inputs.assessment.controls.keys().cloned().collect(),
        };
        let mut kept = Self {
            stories: stories.iter().map(|story| story.id.value.clone()).collect(),
            controls: controls
                .into_iter()
                .filter(|id| of_framework(id) && inputs.assessment.controls.contains_key(id))
                .collect(),
            ..Self::default()
        };
        kept.add_proofs(inputs, &stories, within);
        kept
    }

    fn add_proofs(&mut self, inputs: &Inputs<'_>, stories: &[&Story], within: &Within) {
        let program = inputs.program;
        if within.is_all() {
            self.checks.extend(program.checks.keys().cloned());
            self.attestations.extend(program.attestations.keys().cloned());
            return;
        }
        for criterion in stories.iter().flat_map(|story| &story.acceptance) {
            self.checks.extend(criterion.checks.iter().map(|id| id.value.clone()));
            self.attestations.extend(criterion.attestation.iter().map(|id| id.value.clone()));
        }
        for id in &self.controls {
            let Some(judged) = inputs.assessment.controls.get(id) else { continue };
            self.checks.extend(judged.checks.iter().cloned());
            self.attestations.extend(judged.attestations.iter().cloned());
            let decision = program.applicability.get(id);
            let inherited = decision.and_then(|decision| decision.attestation.as_ref());
            self.attestations.extend(inherited.map(|id| id.value.clone()));
        }
    }
}
