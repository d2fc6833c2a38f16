//! A matrix as a whole.
//!
//! Its rows are the services that components are made of, and those that a check or an
//! attestation shows; every row has every column, and a cell that nothing shows says so.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::components::{self, ComponentRow};
use crate::{
    assess::{AspectStatus, Aspects, Shown, Witness, aspects},
    ids::{AttestationId, CheckId, ServiceId},
    model::Aspect,
    report::{
        Frame, Inputs, anchors, frame,
        lang::{Lang, say},
        reasons,
        rows::{self, CheckRow, Link},
        words::{self, Word, Worded},
    },
};

/// A matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Matrix {
    /// What pins the report.
    pub frame: Frame,
    /// What the matrix is for, in a sentence.
    pub lead: String,
    /// Its columns with their totals.
    pub aspects: Vec<AspectTotal>,
    /// What each status of a cell means.
    pub cells: Vec<frame::LegendRow>,
    /// Each service in use.
    pub services: Vec<ServiceRow>,
    /// Each component.
    pub components: Vec<ComponentRow>,
    /// The checks behind the cells.
    pub checks: Vec<CheckRow>,
    /// The attestations behind the cells.
    pub attestations: Vec<AttestationRow>,
}

/// A column with its total over all services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AspectTotal {
    /// What it is called.
    pub name: &'static str,
    /// How many services machines prove it of.
    pub proven: u64,
    /// How many services only a person states it of.
    pub attested: u64,
    /// How many services nothing looks at.
    pub no_check: u64,
    /// How many services there are.
    pub of: u64,
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServiceRow {
    /// Its id.
    pub id: ServiceId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// The components that are made of it.
    pub components: Vec<Link>,
    /// Its cells, in the order of the columns.
    pub cells: Vec<MatrixCell>,
}

/// A cell of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MatrixCell {
    /// The column.
    pub aspect: &'static str,
    /// The worst of what stands behind it.
    pub status: Word,
    /// What stands behind it, the worst first.
    pub answers: Vec<Answer>,
}

/// One check or attestation behind a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// `check` or `attestation`.
    pub kind: &'static str,
    /// Its id.
    pub link: Link,
    /// What it says of this service.
    pub status: Word,
    /// The day on which it last answered for this service.
    pub answered: Option<String>,
}

/// An attestation behind a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AttestationRow {
    /// Its id.
    pub id: AttestationId,
    /// Where it stands in the report.
    pub anchor: String,
    /// The statement that is asked for.
    pub title: String,
    /// Its status.
    pub status: Word,
    /// Where it stands, in a sentence.
    pub reason: String,
}

/// What is encrypted, by whose keys, and whether they change.
pub fn encryption(inputs: &Inputs<'_>) -> Matrix {
    let lang = inputs.lang;
    matrix(
        inputs,
        ("encryption", lang.text("Encryption matrix").to_owned()),
        say!(
            lang,
            "For each service and each component: whether encryption at rest and in transit, the owner of the keys and their rotation are proven."
        ),
        Aspect::ENCRYPTION,
    )
}

/// What is logged, where to, for how long and for whom.
pub fn logging(inputs: &Inputs<'_>) -> Matrix {
    let lang = inputs.lang;
    matrix(
        inputs,
        ("logging", lang.text("Logging matrix").to_owned()),
        say!(
            lang,
            "For each service and each component: whether it is proven that logs are on, where they go, how long they are kept and who reads them."
        ),
        Aspect::LOGGING,
    )
}

/// The statuses of all cells, by service, in the order of the columns.
pub(super) type Statuses = BTreeMap<ServiceId, [AspectStatus; 4]>;

fn matrix(
    inputs: &Inputs<'_>,
    (kind, title): (&'static str, String),
    lead: String,
    columns: [Aspect; 4],
) -> Matrix {
    let shown: Aspects = aspects(inputs.program, inputs.history, inputs.assessment)
        .into_iter()
        .filter(|((_, aspect), _)| columns.contains(aspect))
        .collect();
    let of_components = inputs.program.components.values().flat_map(|c| &c.services);
    let ids: BTreeSet<&ServiceId> =
        of_components.map(|id| &id.value).chain(shown.keys().map(|(id, _)| id)).collect();
    let status = |id: &ServiceId, aspect| {
        let cell = shown.get(&(id.clone(), aspect)).into_iter().flatten();
        AspectStatus::worst(cell.map(|shown| shown.status))
    };
    let statuses: Statuses =
        ids.iter().map(|id| ((*id).clone(), columns.map(|aspect| status(id, aspect)))).collect();
    let mut frame = Frame::new(inputs, kind, title);
    frame.chips = frame::chips(&AspectStatus::ALL, statuses.values().flatten().copied(), |_| {
        "#services".to_owned()
    });
    let legend =
        AspectStatus::ALL.map(|s| frame::LegendRow { status: s.word(), meaning: s.meaning() });
    Matrix {
        frame,
        lead,
        aspects: (0..)
            .zip(columns)
            .map(|(at, aspect)| total(inputs.lang, aspect, at, &statuses))
            .collect(),
        cells: legend.to_vec(),
        services: statuses
            .iter()
            .map(|(id, row)| service(inputs, id, *row, columns, &shown))
            .collect(),
        components: components::rows(inputs, columns, &statuses),
        checks: checks(inputs, &shown),
        attestations: attestations(inputs, &shown),
    }
}

fn total(lang: Lang, aspect: Aspect, at: usize, statuses: &Statuses) -> AspectTotal {
    let count = |fits: fn(AspectStatus) -> bool| {
        let cells = statuses.values().filter_map(|row| row.get(at));
        cells.filter(|status| fits(**status)).count() as u64
    };
    AspectTotal {
        name: words::aspect(lang, aspect),
        proven: count(AspectStatus::is_proof),
        attested: count(|status| status == AspectStatus::Attested),
        no_check: count(|status| status == AspectStatus::NoCheck),
        of: statuses.len() as u64,
    }
}

fn service(
    inputs: &Inputs<'_>,
    id: &ServiceId,
    row: [AspectStatus; 4],
    columns: [Aspect; 4],
    shown: &Aspects,
) -> ServiceRow {
    let lang = inputs.lang;
    let made_of = inputs
        .program
        .components
        .iter()
        .filter(|(_, component)| component.services.iter().any(|service| service.value == *id));
    let link = |id| Link { text: format!("{id}"), href: anchors::href(&anchors::component(id)) };
    let cells = columns.into_iter().zip(row).map(|(aspect, status)| {
        let mut behind: Vec<&Shown> =
            shown.get(&(id.clone(), aspect)).into_iter().flatten().collect();
        behind.sort_by_key(|shown| shown.status);
        MatrixCell {
            aspect: words::aspect(lang, aspect),
            status: status.word(),
            answers: behind.into_iter().map(answer).collect(),
        }
    });
    ServiceRow {
        id: id.clone(),
        anchor: anchors::service(id),
        name: inputs.program.services.get(id).map(|s| s.name.clone()).unwrap_or_default(),
        components: made_of.map(|(id, _)| link(id)).collect(),
        cells: cells.collect(),
    }
}

fn answer(shown: &Shown) -> Answer {
    let (kind, text, anchor) = match &shown.by {
        Witness::Check(id) => ("check", id.to_string(), anchors::check(id)),
        Witness::Attestation(id) => ("attestation", id.to_string(), anchors::attestation(id)),
    };
    Answer {
        kind,
        link: Link { text, href: anchors::href(&anchor) },
        status: shown.status.word(),
        answered: shown.answered.map(|at| at.day().to_string()),
    }
}

fn checks(inputs: &Inputs<'_>, shown: &Aspects) -> Vec<CheckRow> {
    let ids: BTreeSet<&CheckId> = shown
        .values()
        .flatten()
        .filter_map(|shown| match &shown.by {
            Witness::Check(id) => Some(id),
            Witness::Attestation(_) => None,
        })
        .collect();
    ids.into_iter().filter_map(|id| rows::check(inputs, id)).collect()
}

fn attestations(inputs: &Inputs<'_>, shown: &Aspects) -> Vec<AttestationRow> {
    let ids: BTreeSet<&AttestationId> = shown
        .values()
        .flatten()
        .filter_map(|shown| match &shown.by {
            Witness::Check(_) => None,
            Witness::Attestation(id) => Some(id),
        })
        .collect();
    let row = |id: &AttestationId| {
        let defined = inputs.program.attestations.get(id)?;
        Some(AttestationRow {
            id: id.clone(),
            anchor: anchors::attestation(id),
            title: defined.title.clone(),
            status: AspectStatus::from(*inputs.assessment.attestations.get(id)?).word(),
            reason: reasons::attestation(inputs, id),
        })
    };
    ids.into_iter().filter_map(row).collect()
}
