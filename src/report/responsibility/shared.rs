//! Components that serve others: a control that such a component meets is met once for all of
//! them, and where it is not met, it is met for none.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::ControlStatus,
    ids::{ComponentId, ControlRef},
    model::Component,
    program::Duties,
    report::{
        Inputs, anchors,
        rows::{self, Link},
    },
};

/// A component that serves others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SharedRow {
    /// Its id.
    pub id: ComponentId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// Who runs it.
    pub party: Option<String>,
    /// The components that it serves.
    pub serves: Vec<String>,
    /// How many requirements of the report it has a part in that apply and are due.
    pub of: u64,
    /// How many of them are met or inherited.
    pub met: u64,
    /// Those that are not: those it serves lack them as well.
    pub open: Vec<Link>,
}

/// The components that serve others and have a part in one of these controls.
pub(super) fn rows(
    inputs: &Inputs<'_>,
    duties: &Duties<'_>,
    controls: &BTreeSet<&ControlRef>,
) -> Vec<SharedRow> {
    let serving = inputs.program.components.values().filter(|c| !c.serves.is_empty());
    let rows = serving.map(|component| row(inputs, duties, controls, component));
    rows.filter(|row| row.of > 0).collect()
}

fn row(
    inputs: &Inputs<'_>,
    duties: &Duties<'_>,
    controls: &BTreeSet<&ControlRef>,
    component: &Component,
) -> SharedRow {
    let id = &component.id.value;
    let is_its = |control: &&ControlRef| {
        duties.of(control).iter().any(|duty| duty.component.id.value == *id)
    };
    let status = |control: &ControlRef| inputs.assessment.controls.get(control).map(|c| c.status);
    let its: Vec<(&ControlRef, ControlStatus)> = controls
        .iter()
        .copied()
        .filter(is_its)
        .filter_map(|control| Some((control, status(control)?)))
        .filter(|(_, status)| status.is_counted())
        .collect();
    let open = its.iter().filter(|(_, status)| !status.is_proof());
    SharedRow {
        id: id.clone(),
        anchor: anchors::component(id),
        name: component.name.clone(),
        party: component.party.as_ref().map(|party| rows::party(inputs, &party.value)),
        serves: component.serves.iter().map(|served| served.value.to_string()).collect(),
        of: its.len() as u64,
        met: its.iter().filter(|(_, status)| status.is_proof()).count() as u64,
        open: open.map(|(control, _)| link(control)).collect(),
    }
}

/// Links to a requirement.
pub(super) fn link(control: &ControlRef) -> Link {
    Link { text: control.to_string(), href: anchors::href(&anchors::control(control)) }
}
