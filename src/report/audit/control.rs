//! One control: its status with the reasons, who is responsible, what works on it, what proves
//! it, and what it rests on.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    check::{self, CheckPart},
    evidence::{EvidenceRow, Registry, evidence_anchor},
    history::{self, Strip},
    summary::{self, Link},
};
use crate::{
    assess::{AttestationStatus, ControlAssessment, Lack},
    ids::{AttestationId, CheckId, ControlRef, PartyId, StoryId},
    model::{
        Applicability, Component, Control, Implementation, Mode, Reference, Responsibility,
        ResponsibilityKind, StoryStatus, estate::names_control,
    },
    program::Program,
    report::{
        Inputs, anchors,
        lang::{Lang, say},
        reasons,
        words::{Word, Worded},
    },
    time::{Day, Period},
};

/// A control with everything that an auditor asks about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ControlPart {
    /// Its id inside the framework.
    pub id: String,
    /// Its anchor: the id itself.
    pub anchor: String,
    /// Its title, in our words.
    pub title: String,
    /// Its summary, in our words.
    pub summary: Option<String>,
    /// Notes on it, as Markdown that people wrote.
    pub notes: Option<String>,
    /// Where to read on: the control's own links, then those of the decision on it.
    pub references: Vec<Reference>,
    /// How it can be proven.
    pub mode: String,
    /// How often the framework asks for it.
    pub frequency: Option<String>,
    /// Its status.
    pub status: Word,
    /// Since when.
    pub since: Option<Day>,
    /// Why it has its status.
    pub reasons: Vec<String>,
    /// Whether it is applicable and due.
    pub is_counted: bool,
    /// The decision in the Statement of Applicability.
    pub decision: Option<Decision>,
    /// Who does what, by component.
    pub duties: Vec<Duty>,
    /// The stories that work on it.
    pub stories: Vec<StoryPart>,
    /// The checks that name it.
    pub checks: Vec<CheckPart>,
    /// The attestations that name it, or that it is inherited through.
    pub attestations: Vec<AttestationPart>,
    /// The exceptions that name one of its checks, by reference number.
    pub exceptions: Vec<Link>,
    /// The runs that its present status rests on.
    pub evidence: Vec<EvidenceRow>,
    /// How many earlier runs fed its checks.
    pub earlier_runs: u64,
    /// How its status changed.
    pub history: Option<Strip>,
}

/// A decision on applicability.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decision {
    /// Whether it applies.
    pub applicable: bool,
    /// Why it is in or out.
    pub reason: Option<String>,
    /// What asks for it.
    pub because: Vec<String>,
    /// How it is met, in words.
    pub implementation: String,
    /// Who answers for it.
    pub owner: Option<String>,
}

/// Who does what for a control in one component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Duty {
    /// The component's id.
    pub component: String,
    /// The component's name.
    pub name: String,
    /// How the duty is split: `provider`, `customer` or `shared`.
    pub kind: &'static str,
    /// The one party that answers for it.
    pub accountable: String,
    /// What the provider does.
    pub provider_does: Option<String>,
    /// What we do.
    pub customer_does: Option<String>,
    /// The components that it serves.
    pub serves: Vec<String>,
}

/// A story that works on a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StoryPart {
    /// Its id.
    pub id: StoryId,
    /// Its title.
    pub title: String,
    /// What people claim.
    pub claim: Word,
    /// What evidence says.
    pub proof: Word,
    /// Since when.
    pub since: Option<Day>,
    /// When it is planned.
    pub sprint: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
}

/// An attestation under a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttestationPart {
    /// Its id.
    pub id: AttestationId,
    /// What is to be stated.
    pub title: String,
    /// Whether it counts.
    pub status: Word,
    /// Who can say it.
    pub asked_of: Option<String>,
    /// The document that should stand behind it.
    pub document_asked: Option<String>,
    /// The statement that decides its status.
    pub statement: Option<MadeStatement>,
}

/// The statement that decides the status of an attestation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MadeStatement {
    /// Its reference number.
    pub reference: String,
    /// Where it stands in the index.
    pub href: String,
    /// Its words.
    pub text: String,
    /// The role that made it.
    pub by: String,
    /// How it was found out.
    pub method: String,
    /// The day on which it was made.
    pub on: Day,
    /// The last day on which it counts.
    pub until: Day,
    /// Where the document behind it is kept.
    pub document: Option<String>,
}

/// The anchor of a control: its id, which holds no `:` and so meets no other anchor.
pub(super) fn anchor(id: &ControlRef) -> String {
    id.control.to_string()
}

/// Builds the parts of controls in order, and remembers where each check was shown first.
pub(super) struct Builder<'a, 'r> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) registry: &'r mut Registry<'a>,
    pub(super) shown: BTreeMap<CheckId, Link>,
    /// The days of the report, when it is about some.
    pub(super) period: Option<Period>,
}

impl Builder<'_, '_> {
    /// The part of one control.
    pub(super) fn part(&mut self, control: &Control, judged: &ControlAssessment) -> ControlPart {
        let program = self.inputs.program;
        let decision = program.applicability.get(&control.id);
        let attestations = self.attestations(judged, decision);
        let checks = self.checks(control, judged);
        let exceptions = self.exceptions(judged);
        let (evidence, earlier_runs) = self.registry.rows(&judged.checks);
        let timeline = &self.inputs.assessment.timeline;
        let history = timeline.period.and_then(|period| {
            timeline
                .controls
                .get(&control.id)
                .map(|changes| history::strip(changes, period, self.period.unwrap_or(period)))
        });
        ControlPart {
            id: control.id.control.to_string(),
            anchor: anchor(&control.id),
            title: control.title.clone(),
            summary: control.summary.clone(),
            notes: control.notes.clone(),
            references: links_of(control, decision),
            mode: mode(self.inputs.lang, control.mode),
            frequency: control.frequency.clone(),
            status: judged.status.word(),
            since: judged.since,
            reasons: why(self.inputs, control, judged),
            is_counted: judged.status.is_counted(),
            decision: decision.map(|decision| decided(self.inputs.lang, program, decision)),
            duties: duties(self.inputs.lang, program, &control.id),
            stories: judged.stories.iter().filter_map(|id| story(self.inputs, id)).collect(),
            checks,
            attestations,
            exceptions,
            evidence,
            earlier_runs,
            history,
        }
    }

    fn checks(&mut self, control: &Control, judged: &ControlAssessment) -> Vec<CheckPart> {
        let here = summary::link(control);
        let mut parts = Vec::new();
        let status = |id: &CheckId| self.inputs.assessment.checks.get(id).map(|c| c.status);
        let mut worst_first = judged.checks.clone();
        worst_first.sort_by_key(status);
        for id in &worst_first {
            let again = self.shown.get(id);
            parts.extend(check::part(self.inputs, self.registry, id, again));
            self.shown.entry(id.clone()).or_insert_with(|| here.clone());
        }
        parts
    }

    fn exceptions(&mut self, judged: &ControlAssessment) -> Vec<Link> {
        let history = self.inputs.history;
        let mut links = Vec::new();
        for (index, record) in history.exceptions.iter().enumerate() {
            let exception = &record.exception;
            if judged.checks.contains(&exception.check) && self.registry.is_known(record) {
                let reference = self.registry.exception(index);
                links.push(Link {
                    href: anchors::href(&evidence_anchor(&reference)),
                    id: reference,
                    title: say!(
                        self.inputs.lang,
                        "{0}: {1} Asked by {2}, approved by {3}, expires {4}.",
                        exception.check,
                        sentence(&exception.reason),
                        exception.requested_by,
                        exception.approved_by,
                        exception.expires
                    ),
                });
            }
        }
        links
    }

    fn attestations(
        &mut self,
        judged: &ControlAssessment,
        decision: Option<&Applicability>,
    ) -> Vec<AttestationPart> {
        let inherited = decision.and_then(|d| d.attestation.as_ref()).map(|id| &id.value);
        let others = inherited.filter(|id| !judged.attestations.contains(id));
        let ids: Vec<AttestationId> = judged.attestations.iter().chain(others).cloned().collect();
        ids.into_iter().map(|id| self.attestation(id)).collect()
    }

    fn attestation(&mut self, id: AttestationId) -> AttestationPart {
        let asked = self.inputs.program.attestations.get(&id);
        let status = self.inputs.assessment.attestations.get(&id).copied();
        let status = status.unwrap_or(AttestationStatus::Missing);
        let statement = match status {
            AttestationStatus::Live { record, until }
            | AttestationStatus::Expired { record, until } => self.statement(record, until),
            AttestationStatus::Missing => None,
        };
        AttestationPart {
            title: asked.map(|a| a.title.clone()).unwrap_or_default(),
            status: status.word(),
            asked_of: asked
                .and_then(|a| a.by.as_ref())
                .map(|by| party(self.inputs.program, &by.value)),
            document_asked: asked.and_then(|a| a.document.clone()),
            statement,
            id,
        }
    }

    fn statement(&mut self, record: usize, until: Day) -> Option<MadeStatement> {
        let attested = &self.inputs.history.attestations.get(record)?.attested;
        let reference = self.registry.statement(record);
        Some(MadeStatement {
            href: anchors::href(&evidence_anchor(&reference)),
            reference,
            text: attested.statement.clone(),
            by: attested.by.clone(),
            method: attested.method.clone(),
            on: attested.observed_at.day(),
            until,
            document: attested.document.clone(),
        })
    }
}

/// Why a control has its status, the worst reason first.
pub(in crate::report) fn why(
    inputs: &Inputs<'_>,
    control: &Control,
    judged: &ControlAssessment,
) -> Vec<String> {
    let mut lacks: Vec<&Lack> = judged.lacks.iter().collect();
    lacks.sort_by_key(|lack| match lack {
        Lack::Check(_, status) => (0, Some(*status)),
        _ => (1, None),
    });
    if lacks.is_empty() || judged.not_judged.is_some() {
        return reasons::control(inputs, &control.id);
    }
    lacks.into_iter().map(|lack| reasons::lack_reason(inputs, lack)).collect()
}

/// A text that ends like a sentence.
fn sentence(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', '。']) { text.to_owned() } else { format!("{text}.") }
}

fn mode(lang: Lang, mode: Mode) -> String {
    match mode {
        Mode::Auto => say!(lang, "machines see all of it"),
        Mode::Mixed => say!(lang, "machines see a part, a person states the rest"),
        Mode::Manual => say!(lang, "only people can see it"),
    }
}

/// The name of a party with its id.
pub(in crate::report) fn party(program: &Program, id: &PartyId) -> String {
    match program.parties.get(id) {
        Some(party) if party.name != id.as_str() => format!("{} ({id})", party.name),
        _ => id.to_string(),
    }
}

/// How a decision says that a control is met.
pub(in crate::report) fn implementation(
    lang: Lang,
    program: &Program,
    decision: &Applicability,
) -> String {
    match (decision.implementation, &decision.process, &decision.inherited_from) {
        (Implementation::Story, ..) => say!(lang, "by stories of this program"),
        (Implementation::Process, Some(process), _) => {
            say!(lang, "by an existing process: {0}", process)
        }
        (Implementation::Process, None, _) => say!(lang, "by an existing process"),
        (Implementation::Inherited, _, Some(from)) => {
            say!(lang, "inherited from {0}", party(program, &from.value))
        }
        (Implementation::Inherited, _, None) => say!(lang, "inherited from a provider"),
        (Implementation::Excluded, ..) => say!(lang, "not implemented"),
    }
}

fn decided(lang: Lang, program: &Program, decision: &Applicability) -> Decision {
    let implementation = implementation(lang, program, decision);
    Decision {
        applicable: decision.applicable,
        reason: decision.reason.as_ref().map(|reason| reason.value.clone()),
        because: decision.because.iter().map(|word| word.value.clone()).collect(),
        implementation,
        owner: decision.owner.as_ref().map(|owner| party(program, &owner.value)),
    }
}

fn links_of(control: &Control, decision: Option<&Applicability>) -> Vec<Reference> {
    let decided = decision.into_iter().flat_map(|decision| &decision.references);
    control.references.iter().chain(decided).cloned().collect()
}

/// Who does what for a control, component by component.
pub(in crate::report) fn duties(lang: Lang, program: &Program, control: &ControlRef) -> Vec<Duty> {
    let components = program.components.values();
    components
        .flat_map(|component| component.responsibilities.iter().map(move |duty| (component, duty)))
        .filter(|(_, duty)| duty.controls.iter().any(|p| names_control(&p.value, control)))
        .map(|(component, responsibility)| duty(lang, program, component, responsibility))
        .collect()
}

fn duty(
    lang: Lang,
    program: &Program,
    component: &Component,
    responsibility: &Responsibility,
) -> Duty {
    Duty {
        component: component.id.value.to_string(),
        name: component.name.clone(),
        kind: match responsibility.kind {
            ResponsibilityKind::Provider => lang.text("provider"),
            ResponsibilityKind::Customer => lang.text("customer"),
            ResponsibilityKind::Shared => lang.text("shared"),
        },
        accountable: party(program, &responsibility.accountable.value),
        provider_does: responsibility.provider_does.clone(),
        customer_does: responsibility.customer_does.clone(),
        serves: component.serves.iter().map(|served| served.value.to_string()).collect(),
    }
}

/// A story as the report shows it.
pub(in crate::report) fn story(inputs: &Inputs<'_>, id: &StoryId) -> Option<StoryPart> {
    let story = inputs.program.stories.get(id)?;
    let judged = inputs.assessment.stories.get(id)?;
    // A story that is claimed done after the as-of was still being worked on then.
    let claim = match story.status.value {
        StoryStatus::Done if !judged.claimed => StoryStatus::Doing,
        claim => claim,
    };
    Some(StoryPart {
        id: id.clone(),
        title: story.title.value.clone(),
        claim: Worded::word(claim),
        proof: judged.proof.word(),
        since: judged.since,
        sprint: story.sprint.as_ref().map(|sprint| sprint.value.to_string()),
        owner: story.owner.as_ref().map(|owner| owner.value.to_string()),
    })
}
