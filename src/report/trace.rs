//! From a requirement to the code that meets it, to where that is deployed, to the check that looks
//! at it and its last answer; and what is missing on the way, seen from both ends.
//!
//! Requirements are the controls that machines verify, fully or in part, and that a component with
//! templates answers for, together with those that its blocks name.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs,
    trace_stacks::{DriftAt, StackAt, Stacks, stacks},
    words::{Word, Worded as _},
};
use crate::{
    assess::CheckStatus,
    ids::{CheckId, ComponentId, ControlRef},
    model::{Check, Component, Marks, Mode, ResponsibilityKind, Template, names_control},
    time::Instant,
};

/// What a trace is asked about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A control.
    Control(ControlRef),
    /// A component, with its templates.
    Component(ComponentId),
    /// A check.
    Check(CheckId),
    /// A template, by its path.
    Template(String),
}

/// Every thread from requirement to last result.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Trace {
    /// The templates, with where each is deployed.
    pub templates: Vec<TemplateAt>,
    /// Their blocks, in the order of the files.
    pub blocks: Vec<BlockAt>,
    /// The requirements, by their ids.
    pub requirements: Vec<Requirement>,
    /// Stacks that were seen and belong to no template.
    pub other_stacks: Vec<StackAt>,
    /// What is linked from end to end, in numbers.
    pub counts: Counts,
}

/// How much is linked from end to end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    /// Requirements.
    pub requirements: usize,
    /// Of them those with a block, a check and a result.
    pub requirements_linked: usize,
    /// Blocks.
    pub blocks: usize,
    /// Of them those with a requirement, a check and a result.
    pub blocks_linked: usize,
}

/// A template and where it is deployed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TemplateAt {
    /// The path from the program's root.
    pub template: String,
    /// The component.
    pub component: ComponentId,
    /// The component's name.
    pub name: String,
    /// The SHA-256 of the file as it is now.
    pub sha256: Option<String>,
    /// The stacks that were made from it, as far as their descriptions were recorded.
    pub stacks: Vec<StackAt>,
}

/// How far a thread reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// From a block to a last result.
    Linked,
    /// The block names no requirement.
    NoRequirement,
    /// No block meets the requirement.
    NoBlock,
    /// No check looks at it.
    NoCheck,
    /// None of its checks has ever had a result.
    NoResult,
}

impl Reach {
    /// The same in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::NoRequirement => "names no requirement",
            Self::NoBlock => "no block meets it",
            Self::NoCheck => "no check looks at it",
            Self::NoResult => "its checks have no result",
        }
    }
}

/// A block of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BlockAt {
    /// The template, `#`, and the logical id.
    pub id: String,
    /// The template.
    pub template: String,
    /// The component.
    pub component: ComponentId,
    /// The logical id.
    pub block: String,
    /// The line in the template.
    pub line: usize,
    /// The kind of resource.
    pub kind: String,
    /// The requirements that it names, and those of its whole template.
    pub controls: Vec<ControlAt>,
    /// The checks that look at it: its own, or else those of the requirements that it names.
    pub checks: Vec<CheckAt>,
    /// How it was found in each stack of its template.
    pub deployed: Vec<DriftAt>,
    /// How far its thread reaches.
    pub reach: Reach,
}

/// A control at the end of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ControlAt {
    /// Its id.
    pub control: ControlRef,
    /// Its title.
    pub title: String,
    /// Its status.
    pub status: Option<Word>,
}

/// A check with its last result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckAt {
    /// Its id.
    pub check: CheckId,
    /// Its title.
    pub title: String,
    /// Its status.
    pub status: Option<Word>,
    /// Its last result; nothing when there is none.
    pub last: Option<LastAt>,
}

/// The run behind a check's last result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LastAt {
    /// The tool.
    pub tool: String,
    /// When it looked.
    pub observed: Instant,
    /// The ledger entry.
    pub entry: u64,
}

/// A requirement and what meets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Requirement {
    /// The control.
    #[serde(flatten)]
    pub control: ControlAt,
    /// The components with templates that answer for it.
    pub components: BTreeSet<ComponentId>,
    /// The blocks that name it, as `template:line block`.
    pub blocks: Vec<String>,
    /// The checks that prove it.
    pub checks: Vec<CheckAt>,
    /// How far its thread reaches.
    pub reach: Reach,
}

/// Every thread, or those that something is part of.
pub fn trace(inputs: &Inputs<'_>, about: Option<&About>) -> Trace {
    let seen = stacks(inputs);
    let mut trace = Trace::default();
    let mut deployed: BTreeSet<String> = BTreeSet::new();
    for template in inputs.program.templates.values() {
        let Some(component) = inputs.program.components.get(&template.component) else { continue };
        let stacks = seen.of(template, component);
        deployed.extend(stacks.iter().map(|stack| stack.arn.clone()));
        trace.blocks.extend(blocks(inputs, template, &stacks, &seen));
        trace.templates.push(TemplateAt {
            template: template.path.value.clone(),
            component: component.id.value.clone(),
            name: component.name.clone(),
            sha256: template.sha256.clone(),
            stacks,
        });
    }
    trace.requirements = requirements(inputs, &trace.blocks);
    trace.other_stacks = seen.except(&deployed);
    if let Some(about) = about {
        trace.keep(about);
    }
    let linked = |reach: Reach| reach == Reach::Linked;
    trace.counts = Counts {
        requirements: trace.requirements.len(),
        requirements_linked: trace.requirements.iter().filter(|r| linked(r.reach)).count(),
        blocks: trace.blocks.len(),
        blocks_linked: trace.blocks.iter().filter(|b| linked(b.reach)).count(),
    };
    trace
}

/// The blocks that name a control, as `template:line block`, each with the stacks that it stands in.
pub fn blocks_of(inputs: &Inputs<'_>, control: &ControlRef) -> Vec<(String, Vec<StackAt>)> {
    let named = |marks: &Marks| marks.controls.iter().any(|c| c.value == *control);
    let templates = inputs.program.templates.values();
    let with: Vec<&Template> = templates
        .filter(|t| named(&t.marks) || t.blocks.iter().any(|block| named(&block.marks)))
        .collect();
    if with.is_empty() {
        return Vec::new();
    }
    let seen = stacks(inputs);
    let mut found = Vec::new();
    for template in with {
        let Some(component) = inputs.program.components.get(&template.component) else { continue };
        let stacks = seen.of(template, component);
        if named(&template.marks) {
            found.push((template.path.value.clone(), stacks.clone()));
        }
        for block in template.blocks.iter().filter(|block| named(&block.marks)) {
            let place = place(&template.path.value, block.line, &block.name.value);
            found.push((place, stacks.clone()));
        }
    }
    found
}

fn place(template: &str, line: usize, block: &str) -> String {
    format!("{template}:{line} {block}")
}

impl Trace {
    /// Keeps what something is part of.
    fn keep(&mut self, about: &About) {
        let has = |checks: &[CheckAt], id: &CheckId| checks.iter().any(|check| check.check == *id);
        self.blocks.retain(|block| match about {
            About::Control(id) => block.controls.iter().any(|c| c.control == *id),
            About::Component(id) => block.component == *id,
            About::Check(id) => has(&block.checks, id),
            About::Template(path) => block.template == *path,
        });
        let named: BTreeSet<&str> = self.blocks.iter().map(|b| b.template.as_str()).collect();
        self.templates.retain(|template| match about {
            About::Component(id) => template.component == *id,
            About::Template(path) => template.template == *path,
            _ => named.contains(template.template.as_str()),
        });
        let controls: BTreeSet<&ControlRef> =
            self.blocks.iter().flat_map(|b| &b.controls).map(|c| &c.control).collect();
        self.requirements.retain(|requirement| match about {
            About::Control(id) => requirement.control.control == *id,
            About::Component(id) => requirement.components.contains(id),
            About::Check(id) => has(&requirement.checks, id),
            About::Template(_) => controls.contains(&requirement.control.control),
        });
        self.other_stacks.clear();
    }
}

fn blocks<'a>(
    inputs: &'a Inputs<'_>,
    template: &'a Template,
    stacks: &'a [StackAt],
    seen: &'a Stacks,
) -> impl Iterator<Item = BlockAt> + 'a {
    template.blocks.iter().map(move |block| {
        let own = &block.marks;
        let ids: BTreeSet<&ControlRef> = own.controls.iter().map(|c| &c.value).collect();
        let checks = checks_of(inputs, own);
        let reach = if ids.is_empty() { Reach::NoRequirement } else { reach(&checks) };
        let deployed =
            stacks.iter().filter_map(|stack| seen.resource(stack, &block.name.value)).collect();
        BlockAt {
            id: format!("{}#{}", template.path.value, block.name.value),
            template: template.path.value.clone(),
            component: template.component.clone(),
            block: block.name.value.clone(),
            line: block.line,
            kind: block.kind.clone(),
            controls: ids.into_iter().map(|id| control_at(inputs, id)).collect(),
            checks,
            deployed,
            reach,
        }
    })
}

/// The checks that look at a block: its own, or else those of its requirements.
fn checks_of(inputs: &Inputs<'_>, marks: &Marks) -> Vec<CheckAt> {
    let program = inputs.program;
    let mut checks: BTreeMap<&CheckId, &Check> =
        marks.checks.iter().filter_map(|id| program.checks.get_key_value(&id.value)).collect();
    if marks.checks.is_empty() {
        let of = marks.controls.iter().flat_map(|control| program.checks_of(&control.value));
        checks.extend(of.map(|check| (&check.id.value, check)));
    }
    checks.into_values().map(|check| check_at(inputs, check)).collect()
}

fn check_at(inputs: &Inputs<'_>, check: &Check) -> CheckAt {
    let judged = inputs.assessment.checks.get(&check.id.value);
    // A run that was about other things is no result.
    let answered = judged.filter(|judged| judged.status != CheckStatus::NeverRun);
    let run = answered.and_then(|judged| judged.last_run);
    let record = run.and_then(|run| inputs.history.runs.get(run.0 as usize));
    CheckAt {
        check: check.id.value.clone(),
        title: check.title.clone(),
        status: judged.map(|judged| judged.status.word()),
        last: record.map(|record| LastAt {
            tool: record.run.tool_name().to_owned(),
            observed: record.run.observed_at,
            entry: record.entry,
        }),
    }
}

fn control_at(inputs: &Inputs<'_>, id: &ControlRef) -> ControlAt {
    let judged = inputs.assessment.controls.get(id);
    ControlAt {
        control: id.clone(),
        title: inputs.program.controls.get(id).map(|c| c.title.clone()).unwrap_or_default(),
        status: judged.map(|judged| judged.status.word()),
    }
}

fn reach(checks: &[CheckAt]) -> Reach {
    match checks {
        [] => Reach::NoCheck,
        checks if checks.iter().all(|check| check.last.is_none()) => Reach::NoResult,
        _ => Reach::Linked,
    }
}

/// What components with templates answer for, and what their blocks name.
fn requirements(inputs: &Inputs<'_>, blocks: &[BlockAt]) -> Vec<Requirement> {
    let program = inputs.program;
    let mut named: BTreeMap<&ControlRef, (BTreeSet<ComponentId>, Vec<String>)> = BTreeMap::new();
    for block in blocks {
        for control in &block.controls {
            let (components, places) = named.entry(&control.control).or_default();
            components.insert(block.component.clone());
            places.push(place(&block.template, block.line, &block.block));
        }
    }
    for template in program.templates.values() {
        let Some(component) = program.components.get(&template.component) else { continue };
        let whole = template.marks.controls.iter().map(|control| &control.value);
        for control in whole {
            let (components, places) = named.entry(control).or_default();
            components.insert(component.id.value.clone());
            places.push(template.path.value.clone());
        }
        for control in duties(inputs, component) {
            named.entry(control).or_default().0.insert(component.id.value.clone());
        }
    }
    let all = named.into_iter().map(|(id, (components, blocks))| {
        let checks: Vec<CheckAt> =
            program.checks_of(id).map(|check| check_at(inputs, check)).collect();
        let reach = if blocks.is_empty() { Reach::NoBlock } else { reach(&checks) };
        Requirement { control: control_at(inputs, id), components, blocks, checks, reach }
    });
    all.collect()
}

/// The controls that machines verify, that are asked of us now, and that a component of ours answers
/// for.
fn duties<'a>(
    inputs: &'a Inputs<'_>,
    component: &'a Component,
) -> impl Iterator<Item = &'a ControlRef> + 'a {
    let judged = inputs.assessment.controls.iter().filter(|(_, judged)| judged.status.is_counted());
    judged.map(|(id, _)| id).filter(move |id| {
        let by_machine = inputs.program.controls.get(id).is_some_and(|c| c.mode != Mode::Manual);
        let mut ours =
            component.responsibilities.iter().filter(|d| d.kind != ResponsibilityKind::Provider);
        by_machine && ours.any(|d| d.controls.iter().any(|p| names_control(&p.value, id)))
    })
}
