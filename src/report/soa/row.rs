//! The row of one control: the decision as people wrote it, the rest as the assessment says.

use std::collections::BTreeSet;

use super::{
    Lang,
    evidence::Index,
    labels::{self, Label},
    state::state,
    view::{SoaDecision, SoaRisk, SoaRow, SoaStory},
};
use crate::{
    assess::{ApprovalState, Approvals, AttestationStatus, ControlAssessment, implementation},
    evidence::{Approvable, RecordRef},
    ids::{AttestationId, ControlRef},
    model::{Applicability, Control, Implementation, ResponsibilityKind, Template, names_control},
    program::Program,
    report::{
        Inputs, anchors,
        approvals::in_name_of,
        audit::control::{self as audited, Duty},
        lang::say,
        rows,
        words::{self, Worded as _},
    },
    time::{Day, Instant},
};

/// Makes rows, and numbers the evidence on the way.
pub(super) struct Rows<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) lang: Lang,
    pub(super) index: Index<'a>,
    pub(super) approvals: Approvals,
}

impl Rows<'_> {
    /// The row of a control that is judged; `id` is what the table calls it.
    pub(super) fn row(&mut self, control: &Control, id: String) -> Option<SoaRow> {
        let inputs = self.inputs;
        let program = inputs.program;
        let judged = inputs.assessment.controls.get(&control.id)?;
        let decision = program.applicability_of(&control.id);
        let status = implementation(judged, inputs.assessment);
        let attestations = attestations(judged, decision);
        let duties = audited::duties(self.lang, program, &control.id);
        Some(SoaRow {
            anchor: anchors::control(&control.id),
            title: control.title.clone(),
            theme: theme(program, control),
            decision: decision.map(|decision| decided(&control.id, decision)),
            status: labels::status(status, self.lang),
            implementation: status,
            since: judged.since.map(|day| day.to_string()),
            why: audited::why(inputs, control, judged),
            how: decision.map(|decision| self.how(decision)).unwrap_or_default(),
            stories: stories(inputs, judged),
            components: components(program, judged, &duties),
            templates: templates(program, &control.id),
            risks: risks(self.lang, program, judged),
            owner: self.owner(control, decision),
            responsibility: responsibility(inputs, &control.id),
            evidence: self.index.of(&id, &judged.checks, &attestations),
            last_verified: last_verified(inputs, &control.id, judged, &attestations)
                .map(|day| day.to_string()),
            next_review: next_review(inputs, judged, &attestations).map(|day| day.to_string()),
            approved: self.approved(&control.id),
            approval: self.approval(&control.id),
            control: control.id.clone(),
            id,
        })
    }

    fn approved(&self, control: &ControlRef) -> bool {
        let record = RecordRef::new(Approvable::Applicability, control);
        let judged = self.approvals.records.get(&record);
        judged.is_some_and(|judged| judged.state == ApprovalState::Approved)
    }

    /// Who approved the decision, and when; and that it is not what was approved, where it is not.
    fn approval(&self, control: &ControlRef) -> Option<String> {
        let lang = self.lang;
        let record = RecordRef::new(Approvable::Applicability, control);
        let judged = self.approvals.records.get(&record)?;
        let made = self.inputs.history.approvals.get(judged.decided?)?;
        let by = in_name_of(lang, &made.approval.by, &made.approval.role);
        let day = made.approval.observed_at.day();
        let mut said = lang.list(&[by, day.to_string(), format!("entry:{}", made.entry)]);
        if judged.state != ApprovalState::Approved {
            let word = judged.state.word();
            said = say!(lang, "{0} {1}: {2}", word.glyph, lang.inside(word.word), said);
        } else if made.approval.signed.is_none() {
            said = say!(lang, "{0}, unsigned", said);
        }
        Some(said)
    }

    fn how(&self, decision: &Applicability) -> String {
        let label = |label: Label| label.text(self.lang).to_owned();
        let program = self.inputs.program;
        match decision.implementation {
            Implementation::Story => label(Label::ByStory),
            Implementation::Process => match &decision.process {
                Some(process) => format!("{}: {process}", label(Label::ByProcess)),
                None => label(Label::ByProcess),
            },
            Implementation::Inherited => match &decision.inherited_from {
                Some(from) => format!(
                    "{}: {}",
                    label(Label::FromProvider),
                    audited::party(program, &from.value)
                ),
                None => label(Label::FromProvider),
            },
            Implementation::Excluded => label(Label::NotImplemented),
        }
    }

    /// Who answers for a control: as the decision says, or else for its framework.
    fn owner(&self, control: &Control, decision: Option<&Applicability>) -> Option<String> {
        let program = self.inputs.program;
        let framework = program.frameworks.get(&control.id.framework);
        let own = decision.and_then(|decision| decision.owner.as_ref());
        let owner = own.or_else(|| framework.and_then(|framework| framework.owner.as_ref()));
        owner.map(|owner| rows::party(self.inputs, &owner.value))
    }
}

fn decided(control: &ControlRef, decision: &Applicability) -> SoaDecision {
    let because: Vec<String> = decision.because.iter().map(|word| word.value.clone()).collect();
    let reason = decision.reason.as_ref().map(|reason| reason.value.clone()).unwrap_or_default();
    SoaDecision {
        state: state(&control.to_string(), decision.applicable, &because, &reason),
        applicable: decision.applicable,
        because,
        reason,
    }
}

/// The control's theme, or the topmost heading above it.
fn theme(program: &Program, control: &Control) -> String {
    if let Some(theme) = &control.theme {
        return theme.clone();
    }
    let mut top = None;
    let mut seen = BTreeSet::from([&control.id]);
    let mut at = program.parent_of(control);
    while let Some(parent) = at.filter(|parent| seen.insert(&parent.id)) {
        top = Some(parent);
        at = program.parent_of(parent);
    }
    top.map(|top| format!("{} {}", top.id.control, top.title)).unwrap_or_default()
}

/// The attestations that name a control, and the one that it is inherited through.
fn attestations(
    judged: &ControlAssessment,
    decision: Option<&Applicability>,
) -> Vec<AttestationId> {
    let inherited = decision.and_then(|decision| decision.attestation.as_ref()).map(|id| &id.value);
    let other = inherited.filter(|id| !judged.attestations.contains(id));
    judged.attestations.iter().chain(other).cloned().collect()
}

fn stories(inputs: &Inputs<'_>, judged: &ControlAssessment) -> Vec<SoaStory> {
    let parts = judged.stories.iter().filter_map(|id| audited::story(inputs, id));
    let story = |part: audited::StoryPart| SoaStory {
        owner: inputs
            .program
            .stories
            .get(&part.id)
            .and_then(|story| story.owner.as_ref())
            .map(|owner| rows::party(inputs, &owner.value)),
        id: part.id,
        title: part.title,
        claim: part.claim,
        proof: part.proof,
        sprint: part.sprint,
    };
    parts.map(story).collect()
}

/// Components with a duty for the control, and those that its stories touch.
fn components(program: &Program, judged: &ControlAssessment, duties: &[Duty]) -> Vec<String> {
    let touched = judged.stories.iter().filter_map(|id| program.stories.get(id));
    let touched = touched.flat_map(|story| &story.components).map(|id| id.value.to_string());
    let named = duties.iter().map(|duty| duty.component.clone());
    named.chain(touched).collect::<BTreeSet<_>>().into_iter().collect()
}

fn templates(program: &Program, control: &ControlRef) -> Vec<String> {
    let names = |marks: &crate::model::Marks| marks.controls.iter().any(|c| c.value == *control);
    let of = |template: &Template| {
        let path = template.path.value.clone();
        let blocks: Vec<String> = template
            .blocks
            .iter()
            .filter(|block| names(&block.marks))
            .map(|block| format!("{path}: {}", block.name.value))
            .collect();
        if blocks.is_empty() && names(&template.marks) { vec![path] } else { blocks }
    };
    program.templates.values().flat_map(of).collect()
}

fn risks(lang: Lang, program: &Program, judged: &ControlAssessment) -> Vec<SoaRisk> {
    let stories = judged.stories.iter().filter_map(|id| program.stories.get(id));
    let ids: BTreeSet<_> = stories.flat_map(|story| &story.risks).map(|id| &id.value).collect();
    let risks = ids.into_iter().filter_map(|id| program.risks.get(id));
    risks
        .map(|risk| SoaRisk {
            id: risk.id.value.to_string(),
            href: anchors::href(&anchors::risk(&risk.id.value)),
            title: risk.title.clone(),
            treatment: words::treatment(lang, risk.treatment),
        })
        .collect()
}

/// How the duty is split, each way once, with who answers for it.
fn responsibility(inputs: &Inputs<'_>, control: &ControlRef) -> Vec<String> {
    let lang = inputs.lang;
    let all = inputs.program.components.values().flat_map(|c| &c.responsibilities);
    let ours = all.filter(|duty| duty.controls.iter().any(|p| names_control(&p.value, control)));
    let each = ours.map(|duty| {
        let kind = match duty.kind {
            ResponsibilityKind::Provider => lang.inside("provider"),
            ResponsibilityKind::Customer => lang.inside("customer"),
            ResponsibilityKind::Shared => lang.inside("shared"),
        };
        let party = rows::party(inputs, &duty.accountable.value);
        say!(lang, "{0}: {1}##whose part, what", kind, party)
    });
    each.collect::<BTreeSet<_>>().into_iter().collect()
}

/// The oldest day that the present proof rests on; of what is not proven, the last day on which it
/// was, if there was one.
fn last_verified(
    inputs: &Inputs<'_>,
    id: &ControlRef,
    judged: &ControlAssessment,
    attestations: &[AttestationId],
) -> Option<Day> {
    let assessment = inputs.assessment;
    if judged.status.is_proof() {
        let checks = judged.checks.iter().filter_map(|id| assessment.checks.get(id)?.proven_at);
        let said = attestations.iter().filter_map(|id| match assessment.attestations.get(id)? {
            AttestationStatus::Live { record, .. } => {
                Some(inputs.history.attestations.get(*record)?.attested.observed_at)
            }
            _ => None,
        });
        return checks.chain(said).min().map(Instant::day);
    }
    let mut newer: Option<Day> = None;
    for (first, status) in assessment.timeline.controls.get(id)?.iter().rev() {
        if status.is_proof() {
            return newer.map(|day| day.plus_days(-1));
        }
        newer = Some(first);
    }
    None
}

/// When the first part of what is proven must be proven again.
fn next_review(
    inputs: &Inputs<'_>,
    judged: &ControlAssessment,
    attestations: &[AttestationId],
) -> Option<Day> {
    let assessment = inputs.assessment;
    let checks = judged.checks.iter().filter_map(|id| {
        let check = assessment.checks.get(id)?;
        check.fresh_until.filter(|_| check.status.is_proof()).map(Instant::day)
    });
    let said = attestations.iter().filter_map(|id| match assessment.attestations.get(id)? {
        AttestationStatus::Live { until, .. } => Some(*until),
        _ => None,
    });
    checks.chain(said).min()
}
