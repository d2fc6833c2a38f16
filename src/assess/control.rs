//! The status of one control, from checks, attestations, the Statement of Applicability and time.

use std::collections::BTreeMap;

use super::status::{
    AttestationStatus, CheckAssessment, CheckStatus, ControlAssessment, ControlStatus, Lack,
    NotJudged,
};
use crate::{
    ids::{AttestationId, CheckId, ControlRef, StoryId},
    model::{Applicability, Control, Implementation, Mode, StoryStatus},
    program::Program,
    time::Instant,
};

/// What names each control, in the other direction of the files' links.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) checks: BTreeMap<ControlRef, Vec<CheckId>>,
    pub(super) attestations: BTreeMap<ControlRef, Vec<AttestationId>>,
    pub(super) stories: BTreeMap<ControlRef, Vec<StoryId>>,
}

impl Links {
    pub(super) fn of(program: &Program) -> Self {
        let mut links = Self::default();
        for (id, check) in &program.checks {
            for control in &check.controls {
                links.checks.entry(control.value.clone()).or_default().push(id.clone());
            }
        }
        for (id, attestation) in &program.attestations {
            for control in &attestation.controls {
                links.attestations.entry(control.value.clone()).or_default().push(id.clone());
            }
        }
        for (id, story) in &program.stories {
            if story.status.value != StoryStatus::Dropped {
                for control in &story.controls {
                    links.stories.entry(control.value.clone()).or_default().push(id.clone());
                }
            }
        }
        links
    }
}

/// What a control's status is decided from.
pub(super) struct Facts<'a> {
    pub(super) program: &'a Program,
    pub(super) links: &'a Links,
    pub(super) checks: &'a BTreeMap<CheckId, CheckAssessment>,
    pub(super) attestations: &'a BTreeMap<AttestationId, AttestationStatus>,
    pub(super) at: Instant,
}

impl Facts<'_> {
    /// Judges a control that is not a heading.
    pub(super) fn control(&self, control: &Control) -> ControlAssessment {
        let id = &control.id;
        let named = |map: &BTreeMap<ControlRef, Vec<CheckId>>| map.get(id).cloned();
        let mut judged = ControlAssessment {
            status: ControlStatus::Gap,
            since: None,
            lacks: Vec::new(),
            not_judged: self.not_judged(control),
            checks: named(&self.links.checks).unwrap_or_default(),
            attestations: self.links.attestations.get(id).cloned().unwrap_or_default(),
            stories: self.links.stories.get(id).cloned().unwrap_or_default(),
        };
        judged.status = match &judged.not_judged {
            Some(NotJudged::DueFrom(_)) => ControlStatus::NotDue,
            Some(_) => ControlStatus::Excluded,
            None => self.judge(control, &mut judged),
        };
        judged
    }

    fn judge(&self, control: &Control, judged: &mut ControlAssessment) -> ControlStatus {
        if judged.checks.iter().any(|c| self.check_status(c) == CheckStatus::Failed) {
            judged.lacks = self.check_lacks(control, &judged.checks);
            return ControlStatus::Failing;
        }
        let decision = self.program.applicability.get(&control.id);
        if let Some(decision) = decision
            && !decision.broken
            && decision.implementation == Implementation::Inherited
        {
            judged.lacks = self.inheritance_lacks(control, decision, judged);
            let proven = judged.lacks.is_empty();
            return if proven { ControlStatus::Inherited } else { ControlStatus::Unproven };
        }
        if judged.checks.is_empty() && judged.attestations.is_empty() {
            let planned = !judged.stories.is_empty();
            return if planned { ControlStatus::Planned } else { ControlStatus::Gap };
        }
        judged.lacks = self.lacks(control, judged);
        if judged.lacks.is_empty() { ControlStatus::Met } else { ControlStatus::Unproven }
    }

    /// What the control's mode asks for and does not get. Checks and attestations that name the
    /// control count whatever its mode: none of them may be lacking.
    fn lacks(&self, control: &Control, judged: &ControlAssessment) -> Vec<Lack> {
        let mut lacks = self.check_lacks(control, &judged.checks);
        lacks.extend(self.attestation_lacks(&judged.attestations));
        if judged.checks.is_empty() && matches!(control.mode, Mode::Auto | Mode::Mixed) {
            lacks.push(Lack::NoCheckDefined);
        }
        if judged.attestations.is_empty() && matches!(control.mode, Mode::Manual | Mode::Mixed) {
            lacks.push(Lack::NoAttestationDefined);
        }
        lacks.extend(unreadable(control));
        lacks
    }

    /// What an inherited control lacks: the provider's attestation, and a good answer from each
    /// check of ours that names it: where we do look, the provider's word does not outweigh it.
    fn inheritance_lacks(
        &self,
        control: &Control,
        decision: &Applicability,
        judged: &ControlAssessment,
    ) -> Vec<Lack> {
        let mut lacks = self.check_lacks(control, &judged.checks);
        lacks.extend(self.attestation_lacks(&judged.attestations));
        // Only a provider's own attestation carries inheritance, and only from that provider.
        let theirs = decision.attestation.as_ref().map(|id| &id.value).filter(|id| {
            let provider = self.program.attestations.get(id).and_then(|a| a.provider.as_ref());
            let from = decision.inherited_from.as_ref();
            provider.is_some_and(|provider| from.is_none_or(|from| from.value == provider.value))
        });
        match theirs.map(|id| (id, self.attested(id))) {
            Some((_, status)) if status.is_live() => {}
            Some((id, status)) => lacks.push(attestation_lack(id, status)),
            None => lacks.push(Lack::NoAttestationDefined),
        }
        lacks.extend(unreadable(control));
        lacks.dedup();
        lacks
    }

    fn attestation_lacks(&self, attestations: &[AttestationId]) -> Vec<Lack> {
        let statuses = attestations.iter().map(|id| (id, self.attested(id)));
        let lacking = statuses.filter(|(_, status)| !status.is_live());
        lacking.map(|(id, status)| attestation_lack(id, status)).collect()
    }

    fn check_lacks(&self, control: &Control, checks: &[CheckId]) -> Vec<Lack> {
        let oldest = control.max_age.as_ref().map(|age| self.at.plus_seconds(-age.seconds()));
        checks
            .iter()
            .filter_map(|id| {
                let check = self.checks.get(id)?;
                if !check.status.is_proof() {
                    return Some(Lack::Check(id.clone(), check.status));
                }
                let proven_at = check.proven_at?;
                oldest
                    .is_some_and(|oldest| proven_at < oldest)
                    .then(|| Lack::TooOld(id.clone(), proven_at))
            })
            .collect()
    }

    /// Why the control is not judged at this instant, if it is not.
    fn not_judged(&self, control: &Control) -> Option<NotJudged> {
        let today = self.at.day();
        // A future part (a bullet) of a control that is otherwise due does not make it not due.
        if let Some(from) = &control.effective_from
            && control.effective_part.is_none()
            && today < from.value
        {
            return Some(NotJudged::DueFrom(from.value));
        }
        if let Some(next) = &control.superseded_by {
            let next =
                ControlRef { framework: control.id.framework.clone(), control: next.value.clone() };
            let due = self.program.controls.get(&next).is_some_and(|successor| {
                successor.effective_from.as_ref().is_none_or(|from| from.value <= today)
            });
            if due {
                return Some(NotJudged::SupersededBy(next));
            }
        }
        if let Some(class) = &control.applies_to
            && control.applies_until.is_none_or(|until| today < until)
            && !self.program.settings.classes.iter().any(|c| c.value == class.value)
        {
            return Some(NotJudged::Class(class.value.clone()));
        }
        let decision = self.program.applicability.get(&control.id)?;
        (!decision.applicable && !decision.broken).then_some(NotJudged::Applicability)
    }

    fn check_status(&self, id: &CheckId) -> CheckStatus {
        self.checks.get(id).map_or(CheckStatus::NeverRun, |check| check.status)
    }

    fn attested(&self, id: &AttestationId) -> AttestationStatus {
        self.attestations.get(id).copied().unwrap_or(AttestationStatus::Missing)
    }
}

fn attestation_lack(id: &AttestationId, status: AttestationStatus) -> Lack {
    match status {
        AttestationStatus::Expired { until, .. } => Lack::AttestationExpired(id.clone(), until),
        _ => Lack::AttestationMissing(id.clone()),
    }
}

/// What could not be read might have said that the control is not met.
fn unreadable(control: &Control) -> Option<Lack> {
    (control.broken || control.doubtful).then_some(Lack::Unreadable)
}
