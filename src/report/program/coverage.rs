//! How far each framework is proven: met or inherited, of what is applicable and due.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::ControlStatus,
    ids::{ControlRef, FrameworkId},
    report::{
        Inputs, anchors,
        frame::{self, Chip},
        rows::{self, ControlRow},
        words::{Word, Worded},
    },
};

/// One framework, or a part of one that has its own rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CoverageRow {
    /// The framework.
    pub framework: FrameworkId,
    /// Its title.
    pub title: String,
    /// The part, when the framework is shown in parts.
    pub part: Option<&'static str>,
    /// What it calls one of its controls.
    pub noun: String,
    /// Where its controls stand.
    pub anchor: String,
    /// How many there are, headings left out.
    pub total: u64,
    /// How many are applicable and due.
    pub counted: u64,
    /// How many of those are met or inherited.
    pub proven: u64,
    /// How many of each status, zeros left out.
    pub segments: Vec<Chip>,
}

/// The controls of a [`CoverageRow`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FrameworkControls {
    /// The framework's title.
    pub title: String,
    /// The part, when the framework is shown in parts.
    pub part: Option<&'static str>,
    /// Where they stand.
    pub anchor: String,
    /// The controls, by status.
    pub groups: Vec<ControlGroup>,
}

/// Controls with one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ControlGroup {
    /// The status.
    pub status: Word,
    /// Where they stand.
    pub anchor: String,
    /// The controls.
    pub rows: Vec<ControlRow>,
}

type Part<'a> = Vec<(&'a ControlRef, ControlStatus)>;

/// Each framework with its controls.
pub(super) fn coverage(inputs: &Inputs<'_>) -> (Vec<CoverageRow>, Vec<FrameworkControls>) {
    let mut parts: BTreeMap<(&FrameworkId, Option<&'static str>), Part<'_>> = BTreeMap::new();
    for (id, judged) in &inputs.assessment.controls {
        let part = part_of(inputs, id);
        parts.entry((&id.framework, part)).or_default().push((id, judged.status));
    }
    parts
        .iter()
        .map(|((framework, part), controls)| one(inputs, framework, *part, controls))
        .unzip()
}

/// ISO/IEC 27001 has two parts with rules of their own: its clauses, which nobody can exclude,
/// and Annex A, where each control needs a decision. A framework without such decisions has one.
fn part_of(inputs: &Inputs<'_>, id: &ControlRef) -> Option<&'static str> {
    let framework = inputs.program.frameworks.get(&id.framework)?;
    if framework.statement_of_applicability.is_empty() {
        return None;
    }
    let control = id.control.as_str();
    if control.starts_with("cl.") {
        Some("Clauses")
    } else if control.starts_with("A.") {
        Some("Annex A")
    } else {
        None
    }
}

fn one(
    inputs: &Inputs<'_>,
    framework: &FrameworkId,
    part: Option<&'static str>,
    controls: &Part<'_>,
) -> (CoverageRow, FrameworkControls) {
    let defined = inputs.program.frameworks.get(framework);
    let title = defined.map_or_else(|| framework.to_string(), |f| f.title.clone());
    let mut anchor = anchors::framework(framework);
    if let Some(part) = part {
        anchor = format!("{anchor}:{}", part.to_lowercase().replace(' ', "-"));
    }
    let of_status = |status: ControlStatus| format!("{anchor}:{}", status.word().status);
    let statuses = || controls.iter().map(|(_, status)| *status);
    let groups = ControlStatus::ALL
        .into_iter()
        .map(|status| ControlGroup {
            status: status.word(),
            anchor: of_status(status),
            rows: controls
                .iter()
                .filter(|(_, s)| *s == status)
                .filter_map(|(id, _)| rows::control(inputs, id))
                .collect(),
        })
        .filter(|group| !group.rows.is_empty())
        .collect();
    let row = CoverageRow {
        framework: framework.clone(),
        title: title.clone(),
        part: part.map(|part| inputs.lang.text(part)),
        noun: defined.map_or_else(|| "control".to_owned(), |f| f.noun.clone()),
        total: controls.len() as u64,
        counted: statuses().filter(|s| s.is_counted()).count() as u64,
        proven: statuses().filter(|s| s.is_proof()).count() as u64,
        segments: frame::control_chips(statuses(), |s| anchors::href(&of_status(s))),
        anchor: anchor.clone(),
    };
    (
        row,
        FrameworkControls { title, part: part.map(|part| inputs.lang.text(part)), anchor, groups },
    )
}
