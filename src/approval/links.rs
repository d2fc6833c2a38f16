//! What a record rests on: the checks, attestations and controls of a story, the stories of a plan.
//! Whoever approves the one has seen the other, so a change there makes the approval suspect too.

use super::{fingerprint, text::text};
use crate::{
    evidence::{Approvable, History, RecordRef, RestsOn},
    ids::{CheckId, ControlRef, RiskId, SprintId, StoryId},
    program::Program,
};

/// What a record rests on, as it is now, in the order of kinds and ids.
pub fn rests_on(program: &Program, history: &History, record: &RecordRef) -> Vec<RestsOn> {
    let mut named = names(program, history, record);
    named.sort();
    named.dedup();
    let bound = |record: RecordRef| {
        let text = text(program, history, &record)?;
        Some(RestsOn { fingerprint: fingerprint(&text), record })
    };
    named.into_iter().filter_map(bound).collect()
}

fn names(program: &Program, history: &History, record: &RecordRef) -> Vec<RecordRef> {
    let id = record.id.as_str();
    match record.kind {
        Approvable::Story => {
            let Some(story) = StoryId::parse(id).ok().and_then(|id| program.stories.get(&id))
            else {
                return Vec::new();
            };
            let controls = story.controls.iter().map(|c| control(&c.value));
            let criteria = story.acceptance.iter();
            let proofs = criteria.flat_map(|criterion| {
                let checks = criterion.checks.iter().map(|id| check(&id.value));
                let attestation = criterion.attestation.iter();
                checks
                    .chain(attestation.map(|id| RecordRef::new(Approvable::Attestation, &id.value)))
            });
            controls.chain(proofs).collect()
        }
        Approvable::Sprint => {
            let sprint = SprintId::parse(id).ok().and_then(|id| program.sprint(&id));
            let stories = sprint.map(|s| super::text::planned(program, s)).unwrap_or_default();
            stories.into_iter().map(|s| RecordRef::new(Approvable::Story, &s.id.value)).collect()
        }
        Approvable::Check => {
            let check = CheckId::parse(id).ok().and_then(|id| program.checks.get(&id));
            check.iter().flat_map(|c| &c.controls).map(|c| control(&c.value)).collect()
        }
        Approvable::Attestation => {
            let found = crate::ids::AttestationId::parse(id).ok();
            let found = found.and_then(|id| program.attestations.get(&id));
            found.iter().flat_map(|a| &a.controls).map(|c| control(&c.value)).collect()
        }
        Approvable::Applicability => ControlRef::parse(id).ok().iter().map(control).collect(),
        Approvable::Exception => {
            let granted = history.exceptions.iter().find(|e| e.entry.to_string() == id);
            let Some(granted) = granted.map(|record| &record.exception) else { return Vec::new() };
            let risk = granted.risk.iter().map(|id: &RiskId| RecordRef::new(Approvable::Risk, id));
            std::iter::once(check(&granted.check)).chain(risk).collect()
        }
        Approvable::Risk | Approvable::Control => Vec::new(),
    }
}

fn control(id: &ControlRef) -> RecordRef {
    RecordRef::new(Approvable::Control, id)
}

fn check(id: &CheckId) -> RecordRef {
    RecordRef::new(Approvable::Check, id)
}
