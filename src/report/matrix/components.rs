//! The rows of components: a component's cell is the worst of its services' cells, and what its
//! record declares stands beside it.

use schemars::JsonSchema;
use serde::Serialize;

use super::view::Statuses;
use crate::{
    assess::AspectStatus,
    ids::ComponentId,
    model::{Aspect, Component},
    report::{
        Inputs, anchors,
        rows::{self, Link},
        words::{self, Word, Worded},
    },
};

/// A component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComponentRow {
    /// Its id.
    pub id: ComponentId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// What it is made of.
    pub services: Vec<Link>,
    /// The components that it serves: it is shared.
    pub serves: Vec<Link>,
    /// Whether there is anything to say of it: it names a service, or declares something here.
    /// Every cell of another reads `no check`.
    pub is_listed: bool,
    /// Its cells, in the order of the columns.
    pub cells: Vec<ComponentCell>,
}

/// A cell of a component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ComponentCell {
    /// The column.
    pub aspect: &'static str,
    /// The worst of its services.
    pub status: Word,
    /// How many of its services machines prove it of.
    pub proven: u64,
    /// How many services it has.
    pub of: u64,
    /// The services that are as bad as the cell, when it is not proven and others are better.
    pub because: Vec<Link>,
    /// What people declare and nothing here proves.
    pub declared: Option<String>,
}

/// The rows of all components.
pub(super) fn rows(
    inputs: &Inputs<'_>,
    columns: [Aspect; 4],
    statuses: &Statuses,
) -> Vec<ComponentRow> {
    let link = |id: &ComponentId| Link {
        text: id.to_string(),
        href: anchors::href(&anchors::component(id)),
    };
    let row = |(id, component): (&ComponentId, &Component)| {
        let cell = |(at, aspect)| cell(inputs, component, aspect, at, statuses);
        let cells: Vec<ComponentCell> = (0..).zip(columns).map(cell).collect();
        ComponentRow {
            id: id.clone(),
            anchor: anchors::component(id),
            name: component.name.clone(),
            services: component.services.iter().map(|id| service_link(&id.value)).collect(),
            serves: component.serves.iter().map(|id| link(&id.value)).collect(),
            is_listed: cells.iter().any(|cell| cell.of > 0 || cell.declared.is_some()),
            cells,
        }
    };
    inputs.program.components.iter().map(row).collect()
}

fn service_link(id: &crate::ids::ServiceId) -> Link {
    Link { text: id.to_string(), href: anchors::href(&anchors::service(id)) }
}

fn cell(
    inputs: &Inputs<'_>,
    component: &Component,
    aspect: Aspect,
    at: usize,
    statuses: &Statuses,
) -> ComponentCell {
    let status = |id| statuses.get(id).and_then(|row| row.get(at)).copied();
    let all: Vec<_> =
        component.services.iter().filter_map(|id| Some((&id.value, status(&id.value)?))).collect();
    let worst = AspectStatus::worst(all.iter().map(|(_, status)| *status));
    let differ = all.iter().any(|(_, status)| *status != worst);
    let because = all.iter().filter(|(_, status)| differ && !worst.is_proof() && *status == worst);
    ComponentCell {
        aspect: words::aspect(inputs.lang, aspect),
        status: worst.word(),
        proven: all.iter().filter(|(_, status)| status.is_proof()).count() as u64,
        of: all.len() as u64,
        because: because.map(|(id, _)| service_link(id)).collect(),
        declared: declared(inputs, component, aspect),
    }
}

fn declared(inputs: &Inputs<'_>, component: &Component, aspect: Aspect) -> Option<String> {
    let said = &component.declared;
    match aspect {
        Aspect::KeyOwner => said.key_owner.as_ref().map(|id| rows::party(inputs, &id.value)),
        Aspect::Where => said.log_place.clone(),
        Aspect::Retention => said.log_retention.clone(),
        Aspect::Readers => {
            let name = |id| inputs.program.personas.get(id).map(|persona| persona.name.clone());
            let names: Vec<String> =
                said.log_readers.iter().filter_map(|id| name(&id.value)).collect();
            (!names.is_empty()).then(|| inputs.lang.list(&names))
        }
        Aspect::AtRest | Aspect::InTransit | Aspect::Rotation | Aspect::On => None,
    }
}
