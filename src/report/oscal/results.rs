//! Assessment results: what the evidence says of one framework at the two clocks.
//!
//! Each control that is asked of us is a finding, satisfied when it counts as proven. Each check
//! that has run and each statement that was made is an observation. A control without either is not
//! satisfied, and points at none: no evidence is not a pass.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    names::{line, prop, set, token, uuid, with_party},
    pieces::{Pieces, first, or_title, related, statement, with_definitions},
};
use crate::{
    assess::{ControlAssessment, ControlStatus},
    ids::{FrameworkId, RiskId},
    model::Control,
    report::{
        Inputs,
        oscal::{Stamp, metadata},
        reasons,
        words::Worded,
    },
};

/// The assessment of a framework.
pub fn assessment_results(inputs: &Inputs<'_>, framework: &FrameworkId) -> Value {
    let program = inputs.program;
    let as_of = inputs.assessment.as_of;
    let title = program.frameworks.get(framework).map_or(framework.as_str(), |f| &f.title);
    let judged: Vec<(&Control, &ControlAssessment)> = program
        .controls_of(framework)
        .filter_map(|control| Some((control, inputs.assessment.controls.get(&control.id)?)))
        .collect();
    let is_asked = |(_, judged): &&(&Control, &ControlAssessment)| judged.status.is_counted();
    let asked: Vec<_> = judged.iter().filter(is_asked).copied().collect();
    let mut results = Results::new(inputs, framework);
    let findings: Vec<Value> =
        asked.iter().map(|(control, judged)| results.finding(control, judged)).collect();
    let Results { pieces, observations, risks } = results;
    let observations: Vec<Value> = observations.into_values().collect();
    let pinned = format!("{framework}|{}|{}|{}", as_of.observed, as_of.known, root(inputs));
    let select = |controls: &mut dyn Iterator<Item = &Control>| -> Vec<Value> {
        let ids = controls.map(|control| token(control.id.control.as_str()));
        ids.map(|id| json!({ "control-id": id })).collect()
    };
    let mut selection = json!({});
    set(&mut selection, "include-controls", select(&mut asked.iter().map(|(control, _)| *control)));
    let left = judged.iter().filter(|(_, judged)| !judged.status.is_counted());
    set(&mut selection, "exclude-controls", select(&mut left.map(|(control, _)| *control)));
    let mut result = json!({
        "uuid": uuid("result", &pinned),
        "title": line(&format!("{title} at {}", as_of.observed)),
        "description": format!(
            "What evidence proves of {title}: observed up to {}, and known at {}.",
            as_of.observed, as_of.known
        ),
        "start": first(&observations, as_of.observed),
        "end": as_of.observed,
        "reviewed-controls": { "control-selections": [selection] },
    });
    let risks: Vec<Value> = risks.iter().filter_map(|id| pieces.risk(id)).collect();
    let (local, files) = pieces.ends();
    with_definitions(&mut result, local);
    set(&mut result, "props", pins(inputs));
    set(&mut result, "observations", observations);
    set(&mut result, "risks", risks);
    set(&mut result, "findings", findings);
    let name = (framework, title);
    document(inputs, name, &pinned, result, files)
}

/// The document around a result.
fn document(
    inputs: &Inputs<'_>,
    (framework, title): (&FrameworkId, &str),
    pinned: &str,
    result: Value,
    files: Vec<Value>,
) -> Value {
    let at = inputs.assessment.as_of.observed;
    let head = metadata(&format!("Assessment results: {title}"), &at.to_string(), Stamp { at });
    let plan = uuid("assessment-plan", framework.as_str());
    let mut resources = vec![json!({
        "uuid": plan,
        "title": line(&format!("How {title} is assessed")),
        "description": "The checks, attestations and limits of the program's files stand in place of an assessment plan.",
    })];
    resources.extend(files);
    json!({
        "assessment-results": {
            "uuid": uuid("assessment-results", pinned),
            "metadata": with_party(head, &inputs.program.settings),
            "import-ap": { "href": format!("#{plan}") },
            "results": [result],
            "back-matter": { "resources": resources },
        }
    })
}

/// Where the ledger stood.
fn root(inputs: &Inputs<'_>) -> String {
    inputs.assessment.head.as_ref().map_or_else(String::new, |head| head.root.clone())
}

/// What pins the result.
fn pins(inputs: &Inputs<'_>) -> Vec<Value> {
    let mut props = Vec::new();
    if let Some(head) = &inputs.assessment.head {
        props.push(prop("ledger-size", &head.size.to_string()));
        props.push(prop("ledger-root", &head.root));
    }
    if let Some(revision) = inputs.revision {
        let modified = if revision.modified { " (modified)" } else { "" };
        props.push(prop("program-revision", &format!("{}{modified}", revision.commit)));
    }
    if inputs.clock_overridden {
        props.push(prop("clock", "set by hand when some entries were recorded"));
    }
    props
}

struct Results<'a> {
    pieces: Pieces<'a>,
    /// By the name of what was observed.
    observations: BTreeMap<String, Value>,
    risks: BTreeSet<RiskId>,
}

impl<'a> Results<'a> {
    fn new(inputs: &'a Inputs<'a>, framework: &FrameworkId) -> Self {
        let pieces = Pieces::new(inputs, |check| {
            check.controls.iter().any(|control| control.value.framework == *framework)
        });
        Self { pieces, observations: BTreeMap::new(), risks: BTreeSet::new() }
    }

    fn finding(&mut self, control: &Control, judged: &ControlAssessment) -> Value {
        let inputs = self.pieces.inputs;
        let name = control.id.to_string();
        let is_proven = judged.status.is_proof();
        let reason = match judged.status {
            status if status.is_proof() => "pass",
            ControlStatus::Failing => "fail",
            _ => "other",
        };
        let why = reasons::control(inputs, &control.id).join("\n");
        let mut finding = json!({
            "uuid": uuid("finding", &name),
            "title": line(&format!("{}: {}", control.id.control, control.title)),
            "description": or_title(&why, judged.status.word().word),
            "target": {
                "type": "statement-id",
                "target-id": statement(control.id.control.as_str()),
                "status": {
                    "state": if is_proven { "satisfied" } else { "not-satisfied" },
                    "reason": reason,
                },
            },
        });
        let mut props = vec![prop("control", &name), prop("status", judged.status.word().word)];
        props.extend(judged.stories.iter().map(|story| prop("story", story.as_str())));
        set(&mut finding, "props", props);
        let observations = self.observed(judged);
        set(&mut finding, "related-observations", observations);
        if !is_proven {
            let risks = self.risks_of(judged);
            set(&mut finding, "related-risks", risks);
        }
        finding
    }

    /// The links to what was observed about a control.
    fn observed(&mut self, judged: &ControlAssessment) -> Vec<Value> {
        let mut links = Vec::new();
        for id in &judged.checks {
            let key = format!("check:{id}");
            if !self.observations.contains_key(&key)
                && let Some(observation) = self.pieces.check(id)
            {
                self.observations.insert(key.clone(), observation);
            }
            links.extend(self.observations.get(&key).map(related));
        }
        for id in &judged.attestations {
            let key = format!("attestation:{id}");
            if !self.observations.contains_key(&key)
                && let Some(observation) = self.pieces.attestation(id)
            {
                self.observations.insert(key.clone(), observation);
            }
            links.extend(self.observations.get(&key).map(related));
        }
        links
    }

    /// The links to the risks that the stories of a control treat.
    fn risks_of(&mut self, judged: &ControlAssessment) -> Vec<Value> {
        let stories = judged.stories.iter();
        let stories = stories.filter_map(|id| self.pieces.inputs.program.stories.get(id));
        let risks: BTreeSet<RiskId> =
            stories.flat_map(|story| &story.risks).map(|risk| risk.value.clone()).collect();
        let known = |id: &&RiskId| self.pieces.inputs.assessment.risks.contains_key(*id);
        let links = risks.iter().filter(known);
        let links = links.map(|id| json!({ "risk-uuid": uuid("risk", id.as_str()) })).collect();
        self.risks.extend(risks);
        links
    }
}
