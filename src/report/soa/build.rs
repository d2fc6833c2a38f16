//! Inputs to view, in one pass over the controls.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Lang, document,
    evidence::Index,
    labels::{self, Label},
    plan::plan,
    row::Rows,
    view::{ListedControl, Soa, SoaRisk, SoaRow, StatedFramework, StatusTotal, ThemeTotal, Totals},
};
use crate::{
    assess::{self, ImplementationStatus, Proof, feeds_of},
    ids::{ControlRef, FrameworkId},
    model::{Check, Control},
    report::{
        Frame, Inputs, anchors,
        frame::{Chip, LegendGroup, LegendRow},
        words::{Word, Worded as _},
    },
};

/// The Statement of Applicability of a framework.
pub fn soa(inputs: &Inputs<'_>, framework: &FrameworkId, lang: Lang) -> Soa {
    let inputs = &Inputs { lang, ..*inputs };
    let (stated, beyond) = (stated(inputs, framework), beyond(inputs, framework));
    let asked: BTreeSet<&ControlRef> = stated.iter().chain(&beyond).map(|c| &c.id).collect();
    let names = |check: &Check| check.controls.iter().any(|c| asked.contains(&c.value));
    let fed = feeds_of(inputs.program, inputs.history, inputs.assessment.as_of, names);
    let mut make = Rows {
        inputs,
        lang,
        index: Index::new(inputs, lang, fed),
        approvals: assess::approvals(inputs.program, inputs.history, inputs.assessment.as_of),
    };
    let rows: Vec<SoaRow> = stated
        .iter()
        .filter_map(|control| make.row(control, control.id.control.to_string()))
        .collect();
    let beyond: Vec<SoaRow> =
        beyond.iter().filter_map(|control| make.row(control, control.id.to_string())).collect();
    let defined = inputs.program.frameworks.get(framework);
    let title = defined.map_or_else(|| framework.to_string(), |defined| defined.title.clone());
    let totals = totals(&rows, lang);
    let heading = format!("{}: {title}", Label::Title.text(lang));
    Soa {
        frame: framed(inputs, &heading, &totals, lang),
        lang,
        document: document::facts(inputs, defined, &heading, &rows, lang),
        framework: StatedFramework { id: framework.to_string(), title },
        totals,
        plan: plan(&rows),
        risks: risks(&rows, &beyond),
        rows,
        beyond,
        evidence: make.index.into_entries(),
        changes: None,
        statuses: legend(lang),
    }
}

/// The controls that the statement decides: those that the framework names for it, or else all of
/// its controls.
fn stated<'a>(inputs: &Inputs<'a>, framework: &FrameworkId) -> Vec<&'a Control> {
    let program = inputs.program;
    let defined = program.frameworks.get(framework);
    let names_some = defined.is_some_and(|f| !f.statement_of_applicability.is_empty());
    let controls = program.controls_of(framework).filter(|control| !control.heading);
    controls.filter(|control| !names_some || program.needs_decision(control)).collect()
}

/// Controls of other frameworks that stories of risks name.
fn beyond<'a>(inputs: &Inputs<'a>, framework: &FrameworkId) -> Vec<&'a Control> {
    let program = inputs.program;
    let stories = program.risks.keys().flat_map(|risk| program.stories_of_risk(risk));
    let named = stories
        .filter(|story| story.status.value != crate::model::StoryStatus::Dropped)
        .flat_map(|story| &story.controls)
        .filter(|control| control.value.framework != *framework)
        .filter_map(|control| program.control(&control.value))
        .filter(|control| !control.heading);
    let by_id: BTreeMap<&ControlRef, &Control> = named.map(|c| (&c.id, c)).collect();
    by_id.into_values().collect()
}

fn totals(rows: &[SoaRow], lang: Lang) -> Totals {
    let count = |fits: &dyn Fn(&SoaRow) -> bool| rows.iter().filter(|row| fits(row)).count() as u64;
    let decided = |applies: bool| {
        count(&|row| row.decision.as_ref().is_some_and(|made| made.applicable == applies))
    };
    let present: Vec<ImplementationStatus> = best_first()
        .filter(|status| rows.iter().any(|row| row.implementation == *status))
        .collect();
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        if !names.contains(&row.theme.as_str()) {
            names.push(&row.theme);
        }
    }
    Totals {
        all: rows.len() as u64,
        applicable: decided(true),
        excluded: decided(false),
        undecided: count(&|row| row.decision.is_none()),
        proven: count(&|row| row.implementation.is_proof()),
        counted: count(&|row| row.implementation.is_proof() || row.implementation.is_open()),
        statuses: present.iter().map(|status| total(rows, *status, lang)).collect(),
        themes: names.into_iter().map(|name| theme(rows, name, &present)).collect(),
    }
}

fn total(rows: &[SoaRow], status: ImplementationStatus, lang: Lang) -> StatusTotal {
    let of = rows.iter().filter(|row| row.implementation == status);
    let controls: Vec<ListedControl> = of
        .map(|row| ListedControl { id: row.id.clone(), href: anchors::href(&row.anchor) })
        .collect();
    StatusTotal {
        status: labels::status(status, lang),
        anchor: format!("list:{}", status.word().status),
        count: controls.len() as u64,
        controls,
    }
}

fn theme(rows: &[SoaRow], name: &str, present: &[ImplementationStatus]) -> ThemeTotal {
    let of = || rows.iter().filter(|row| row.theme == name);
    let count = |status: &ImplementationStatus| {
        of().filter(|row| row.implementation == *status).count() as u64
    };
    ThemeTotal {
        name: name.to_owned(),
        counts: present.iter().map(count).collect(),
        all: of().count() as u64,
    }
}

fn framed(inputs: &Inputs<'_>, heading: &str, totals: &Totals, lang: Lang) -> Frame {
    let mut frame = Frame::new(inputs, "soa", heading);
    frame.lang = lang;
    let chip = |total: &StatusTotal| Chip {
        status: total.status,
        count: total.count,
        href: anchors::href(&total.anchor),
    };
    frame.chips = totals.statuses.iter().map(chip).collect();
    let stories = [Proof::Verified, Proof::Regressed, Proof::Contradicted, Proof::Unverified];
    let row = |status: Word, meaning| LegendRow { status, meaning };
    frame.legend = vec![
        LegendGroup { kind: Label::Implementation.text(lang), rows: legend(lang) },
        LegendGroup {
            kind: Label::Stories.text(lang),
            rows: stories.map(|proof| row(proof.word(), proof.meaning())).to_vec(),
        },
    ];
    frame
}

/// Every risk that a row names, once.
fn risks(rows: &[SoaRow], beyond: &[SoaRow]) -> Vec<SoaRisk> {
    let all = rows.iter().chain(beyond).flat_map(|row| &row.risks);
    let mut risks: Vec<SoaRisk> = all.cloned().collect();
    risks.sort_by(|a, b| crate::ids::natural_order(&a.id, &b.id));
    risks.dedup();
    risks
}

/// Every status, the best first, and what is not judged at the end.
fn best_first() -> impl Iterator<Item = ImplementationStatus> {
    let is_judged = |status: &ImplementationStatus| status.is_proof() || status.is_open();
    let (judged, others): (Vec<_>, Vec<_>) =
        ImplementationStatus::ALL.into_iter().rev().partition(is_judged);
    judged.into_iter().chain(others)
}

fn legend(lang: Lang) -> Vec<LegendRow> {
    best_first()
        .map(|status| LegendRow {
            status: labels::status(status, lang),
            meaning: labels::meaning(status, lang),
        })
        .collect()
}
