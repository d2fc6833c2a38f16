//! Inputs to view, in one pass over the controls.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    assessor, basis, check,
    control::{self, Builder},
    evidence::Registry,
    limits, open,
    period::build::Reading,
    review,
    sample::{self, SampleAsked},
    summary::{self, Catalog, Section},
    view::{Audit, AuditedFramework, CheckDefinition},
};
use crate::{
    assess::{ControlStatus, Feed, NotJudged, feeds},
    ids::{AttestationId, CheckId, FrameworkId},
    model::{Check, Control},
    report::{Frame, Inputs, Register, approvals_of, frame, lang::say, register, words},
    time::Period,
};

/// What an audit report is asked to say besides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The days that it is about.
    pub period: Option<Period>,
    /// A sample of the evidence.
    pub sample: Option<SampleAsked>,
}

impl Asked {
    /// The same as options of the command line, each after a blank.
    pub(super) fn typed(&self) -> String {
        let period = self.period.map(|p| format!(" --period {}..{}", p.start, p.end));
        let sample = self.sample.as_ref().map(SampleAsked::typed);
        period.into_iter().chain(sample).collect()
    }
}

/// The audit report of a framework.
pub fn audit(inputs: &Inputs<'_>, framework: &FrameworkId) -> Audit {
    audit_over(inputs, framework, &Asked::default())
}

/// The audit report of a framework, with what is asked for besides.
pub fn audit_over(inputs: &Inputs<'_>, framework: &FrameworkId, asked: &Asked) -> Audit {
    let catalog = Catalog::new(inputs, framework);
    let checks: Vec<&Check> = inputs
        .program
        .checks
        .values()
        .filter(|check| check.controls.iter().any(|c| c.value.framework == *framework))
        .collect();
    let mut registry = Registry::new(inputs, fed(inputs, &checks));
    let reading = asked.period.and_then(|days| Reading::new(inputs, days, &registry.fed));
    let days = reading.as_ref().map(|reading| reading.period);
    let sections = sections(inputs, &mut registry, &catalog, days);
    let period = reading.map(|reading| reading.part(&catalog));
    let review = review::review(inputs, &catalog, period.as_ref());
    let exceptions = registry.exceptions();
    let definitions = definitions(inputs, &registry, &catalog, &checks);
    let controls: Vec<&Control> = catalog.judged.iter().map(|(control, ..)| *control).collect();
    let basis = basis::basis(inputs, &registry, &controls, &checks);
    let (artifacts, artifacts_left_out) = registry.artifacts();
    let total = catalog.total();
    let runs = registry.runs();
    let facts = limits::Facts {
        inputs,
        runs: runs.keys().filter_map(|r| inputs.history.runs.get(r.0 as usize)).collect(),
        checks: &checks,
        definitions: &definitions,
        artifacts: &artifacts,
        total: &total,
        period: period.as_ref(),
    };
    Audit {
        limitations: limits::limitations(&facts),
        frame: framed(inputs, framework, &catalog, days),
        assessor: assessor::assessor(inputs, &catalog, &sections),
        sample: asked.sample.as_ref().map(|asked| sample::sample(&registry, asked, days)),
        framework: audited(inputs, framework),
        basis,
        groups: catalog.groups(),
        lists: catalog.lists(),
        sections,
        open: open::open(inputs, &catalog),
        not_judged: open::not_judged(inputs, &catalog, |control| is_listed(inputs, control)),
        deviations: open::deviations(inputs, &catalog, exceptions),
        register: concerning(inputs, &catalog, &checks),
        approvals: approvals_of(inputs, framework),
        checks: definitions,
        statements: registry.statements(),
        steps: limits::steps(inputs, framework, asked),
        period,
        review,
        total,
        artifacts,
        artifacts_left_out,
    }
}

/// The runs of these checks; a check that nothing fed has none.
fn fed(inputs: &Inputs<'_>, checks: &[&Check]) -> BTreeMap<CheckId, Vec<Feed>> {
    let mut all = feeds(inputs.program, inputs.history, inputs.assessment.as_of);
    checks
        .iter()
        .map(|check| (check.id.value.clone(), all.remove(&check.id.value).unwrap_or_default()))
        .collect()
}

/// The register of what this framework asks of people, and of its checks.
fn concerning(inputs: &Inputs<'_>, catalog: &Catalog<'_>, checks: &[&Check]) -> Register {
    let mut asked: BTreeSet<AttestationId> = BTreeSet::new();
    for (control, ..) in &catalog.judged {
        let judged = inputs.assessment.controls.get(&control.id);
        asked.extend(judged.iter().flat_map(|judged| judged.attestations.iter().cloned()));
        let decision = inputs.program.applicability.get(&control.id);
        asked.extend(decision.and_then(|d| d.attestation.as_ref()).map(|id| id.value.clone()));
    }
    let checks = checks.iter().map(|check| check.id.value.clone()).collect();
    register(inputs).about(&asked, &checks)
}

fn framed(
    inputs: &Inputs<'_>,
    framework: &FrameworkId,
    catalog: &Catalog<'_>,
    period: Option<Period>,
) -> Frame {
    let title = audited(inputs, framework).title;
    let mut frame = Frame::new(inputs, "audit", say!(inputs.lang, "Audit report: {0}", title));
    if let Some(days) = period {
        let text = inputs.lang.days(days.start, days.end);
        frame.pins.insert(
            0,
            frame::Pin { label: inputs.lang.text("Period"), text, code: None, full: None },
        );
    }
    let statuses = catalog.judged.iter().map(|(_, _, status)| *status);
    frame.chips = frame::control_chips(statuses, |status: ControlStatus| {
        format!("#list:{}", words::Worded::word(status).status)
    });
    frame
}

fn audited(inputs: &Inputs<'_>, id: &FrameworkId) -> AuditedFramework {
    let framework = inputs.program.frameworks.get(id);
    let noun = framework
        .map(|framework| framework.noun.clone())
        .filter(|noun| !noun.is_empty())
        .unwrap_or_else(|| "control".to_owned());
    AuditedFramework {
        id: id.to_string(),
        title: framework.map_or_else(|| id.to_string(), |framework| framework.title.clone()),
        publisher: framework.map(|framework| framework.publisher.clone()).unwrap_or_default(),
        nouns: words::plural(2, &noun),
        noun,
        owner: framework
            .and_then(|framework| framework.owner.as_ref())
            .map(|owner| control::party(inputs.program, &owner.value)),
        url: framework.and_then(|framework| framework.url.clone()),
    }
}

/// Whether a control is only listed: it applies to a class of entity that we are not.
fn is_listed(inputs: &Inputs<'_>, control: &Control) -> bool {
    let judged = inputs.assessment.controls.get(&control.id);
    judged.is_some_and(|judged| matches!(judged.not_judged, Some(NotJudged::Class(_))))
}

fn sections<'a>(
    inputs: &'a Inputs<'a>,
    registry: &mut Registry<'a>,
    catalog: &Catalog<'a>,
    period: Option<Period>,
) -> Vec<Section> {
    let mut builder = Builder { inputs, registry, shown: BTreeMap::new(), period };
    let mut sections: Vec<Section> = Vec::new();
    let headings: BTreeSet<_> = catalog.all.iter().filter(|c| c.heading).map(|c| &c.id).collect();
    for control in &catalog.all {
        if headings.contains(&control.id) {
            let level = if catalog.ancestors(control).is_empty() { 1 } else { 2 };
            sections.push(Section {
                id: control.id.control.to_string(),
                anchor: control::anchor(&control.id),
                title: control.title.clone(),
                level,
                tally: (level == 1).then(|| catalog.below(control)),
                controls: Vec::new(),
            });
            continue;
        }
        let Some(judged) = inputs.assessment.controls.get(&control.id) else { continue };
        if is_listed(inputs, control) {
            continue;
        }
        let part = builder.part(control, judged);
        match sections.last_mut() {
            Some(section) => section.controls.push(part),
            None => sections.push(Section {
                id: String::new(),
                anchor: "part:others".to_owned(),
                title: inputs.lang.text("Without a heading").to_owned(),
                level: 1,
                tally: None,
                controls: vec![part],
            }),
        }
    }
    without_empty(sections)
}

/// Leaves out headings under which nothing stands.
fn without_empty(sections: Vec<Section>) -> Vec<Section> {
    sections
        .into_iter()
        .filter(|section| {
            !section.controls.is_empty() || section.tally.as_ref().is_some_and(|t| t.all > 0)
        })
        .collect()
}

fn definitions(
    inputs: &Inputs<'_>,
    registry: &Registry<'_>,
    catalog: &Catalog<'_>,
    checks: &[&Check],
) -> Vec<CheckDefinition> {
    checks
        .iter()
        .map(|check| {
            let named = |control: &Control| check.controls.iter().any(|c| c.value == control.id);
            let controls = catalog.judged.iter().map(|(control, ..)| *control);
            let links = controls.filter(|control| named(control)).map(summary::link).collect();
            check::definition(inputs, registry, check, links)
        })
        .collect()
}
