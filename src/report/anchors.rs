//! Names of places inside a report. Ids hold no `:` and no `/`, so no two records share an anchor.

use std::fmt::Display;

use crate::{
    assess::ControlStatus,
    ids::{
        AttestationId, CheckId, ComponentId, ControlRef, FrameworkId, PartyId, RiskId, ServiceId,
        SprintId, StoryId,
    },
    report::words::Worded,
};

/// The anchor of a story.
pub fn story(id: &StoryId) -> String {
    anchor("story", id)
}

/// The anchor of a check.
pub fn check(id: &CheckId) -> String {
    anchor("check", id)
}

/// The anchor of an attestation.
pub fn attestation(id: &AttestationId) -> String {
    anchor("attestation", id)
}

/// The anchor of a service.
pub fn service(id: &ServiceId) -> String {
    anchor("service", id)
}

/// The anchor of a component.
pub fn component(id: &ComponentId) -> String {
    anchor("component", id)
}

/// The anchor of a party.
pub fn party(id: &PartyId) -> String {
    anchor("party", id)
}

/// The anchor of evidence, by its reference number.
pub fn evidence(reference: &str) -> String {
    anchor("evidence", reference)
}

/// The anchor of a control.
pub fn control(id: &ControlRef) -> String {
    anchor("control", id)
}

/// The anchor of a risk.
pub fn risk(id: &RiskId) -> String {
    anchor("risk", id)
}

/// The anchor of a sprint.
pub fn sprint(id: &SprintId) -> String {
    anchor("sprint", id)
}

/// The anchor of a framework.
pub fn framework(id: &FrameworkId) -> String {
    anchor("framework", id)
}

/// The anchor of the controls of all frameworks that have a status.
pub fn controls(status: ControlStatus) -> String {
    anchor("controls", status.word().status)
}

/// A link to an anchor of the same page.
pub fn href(anchor: &str) -> String {
    format!("#{anchor}")
}

fn anchor(kind: &str, id: impl Display) -> String {
    format!("{kind}:{id}")
}
