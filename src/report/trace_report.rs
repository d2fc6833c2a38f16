//! The trace as a report: each template with its blocks, each requirement with what meets it, and
//! what leads nowhere, from both ends.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Frame, Inputs, Lang, anchors, frame,
    lang::say,
    trace::{
        About, BlockAt, CheckAt, ControlAt, Counts, Reach, Requirement, TemplateAt, Trace, trace,
    },
};

/// Requirement, block of a template, deployment, check and result, in one report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TraceReport {
    /// What pins the report.
    pub frame: Frame,
    /// What it is narrowed to, in words.
    pub within: Option<String>,
    /// How much is linked from end to end.
    pub counts: Counts,
    /// What leads nowhere.
    pub orphans: TraceOrphans,
    /// Each template with its blocks.
    pub templates: Vec<TemplatePart>,
    /// Each requirement.
    pub requirements: Vec<RequirementRow>,
}

/// What leads nowhere, seen from each end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TraceOrphans {
    /// How many there are.
    pub count: usize,
    /// Requirements that no block, no check or no result meets.
    pub requirements: Vec<Orphan>,
    /// Blocks that name no requirement, or whose checks have no result.
    pub blocks: Vec<Orphan>,
    /// Templates of which no stack was ever described.
    pub templates: Vec<Orphan>,
    /// Stacks that belong to no template.
    pub stacks: Vec<Orphan>,
}

/// Something that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Orphan {
    /// What it is called.
    pub name: String,
    /// Its title or its kind.
    pub title: String,
    /// Why it leads nowhere.
    pub why: String,
}

/// A template with its blocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TemplatePart {
    /// The component.
    pub component: String,
    /// The component's name.
    pub name: String,
    /// The path from the program's root.
    pub path: String,
    /// Where it is deployed.
    pub stacks: Vec<StackRow>,
    /// Its blocks, in the order of the file.
    pub blocks: Vec<BlockRow>,
}

/// A stack that was made from a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StackRow {
    /// Its name, account and region.
    pub place: String,
    /// How it stands, in words.
    pub standing: String,
    /// The entry that says so.
    pub entry: u64,
}

/// A block of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct BlockRow {
    /// The logical id.
    pub block: String,
    /// The kind of resource.
    pub kind: String,
    /// The line in the template.
    pub line: usize,
    /// The requirements that it names.
    pub controls: Vec<ControlAt>,
    /// The checks that look at it.
    pub checks: Vec<CheckAt>,
    /// How it was found in each stack, in words.
    pub deployed: Vec<StackRow>,
    /// How far its thread reaches, in words.
    pub reach: &'static str,
    /// Whether that is from end to end.
    pub linked: bool,
}

/// A requirement and what meets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RequirementRow {
    /// The control.
    pub control: ControlAt,
    /// Where it stands in the report.
    pub anchor: String,
    /// The components with templates that answer for it.
    pub components: Vec<String>,
    /// The blocks that name it.
    pub blocks: Vec<String>,
    /// The checks that prove it.
    pub checks: Vec<CheckAt>,
    /// How far its thread reaches, in words.
    pub reach: &'static str,
    /// Whether that is from end to end.
    pub linked: bool,
}

/// Every thread, or those that something is part of.
pub fn trace_report(inputs: &Inputs<'_>, about: Option<&About>) -> TraceReport {
    let all = trace(inputs, about);
    let lang = inputs.lang;
    let mut frame = Frame::new(inputs, "trace", lang.text("Trace from requirement to result"));
    let judged = all
        .requirements
        .iter()
        .filter_map(|row| inputs.assessment.controls.get(&row.control.control));
    frame.chips =
        frame::control_chips(judged.map(|judged| judged.status), |_| "#requirements".to_owned());
    TraceReport {
        frame,
        within: about.map(|about| within(about, lang)),
        counts: all.counts,
        orphans: orphans(&all, lang),
        templates: all.templates.iter().map(|template| part(template, &all.blocks, lang)).collect(),
        requirements: all.requirements.into_iter().map(|row| requirement(row, lang)).collect(),
    }
}

fn within(about: &About, lang: Lang) -> String {
    match about {
        About::Control(id) => say!(lang, "control {0}", id),
        About::Component(id) => say!(lang, "component {0}", id),
        About::Check(id) => say!(lang, "check {0}", id),
        About::Template(path) => say!(lang, "template {0}", path),
    }
}

fn orphans(trace: &Trace, lang: Lang) -> TraceOrphans {
    let lost = trace.requirements.iter().filter(|row| row.reach != Reach::Linked);
    let lost = lost.map(|row| Orphan {
        name: row.control.control.to_string(),
        title: row.control.title.clone(),
        why: lang.inside(row.reach.words()).to_owned(),
    });
    let loose = trace.blocks.iter().filter(|block| block.reach != Reach::Linked);
    let loose = loose.map(|block| Orphan {
        name: format!("{}:{} {}", block.template, block.line, block.block),
        title: block.kind.clone(),
        why: lang.inside(block.reach.words()).to_owned(),
    });
    let undeployed = trace.templates.iter().filter(|template| template.stacks.is_empty());
    let undeployed = undeployed.map(|template| Orphan {
        name: template.template.clone(),
        title: template.name.clone(),
        why: say!(lang, "no stack of it was ever described"),
    });
    let strange = trace.other_stacks.iter().map(|stack| Orphan {
        name: stack.name.clone(),
        title: format!("{} {}", stack.account, stack.region),
        why: say!(lang, "no template of a component names it"),
    });
    let mut orphans = TraceOrphans {
        count: 0,
        requirements: lost.collect(),
        blocks: loose.collect(),
        templates: undeployed.collect(),
        stacks: strange.collect(),
    };
    orphans.count = orphans.each().map(|(_, rows)| rows.len()).sum();
    orphans
}

impl TraceOrphans {
    /// Each kind with its rows.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &[Orphan])> {
        [
            ("requirement", self.requirements.as_slice()),
            ("block", &self.blocks),
            ("template", &self.templates),
            ("stack", &self.stacks),
        ]
        .into_iter()
    }
}

fn part(template: &TemplateAt, blocks: &[BlockAt], lang: Lang) -> TemplatePart {
    let own = blocks.iter().filter(|block| block.template == template.template);
    TemplatePart {
        component: template.component.to_string(),
        name: template.name.clone(),
        path: template.template.clone(),
        stacks: template
            .stacks
            .iter()
            .map(|stack| StackRow {
                place: say!(lang, "{0} in {1} {2}", stack.name, stack.account, stack.region),
                standing: stack.told(lang),
                entry: stack.entry,
            })
            .collect(),
        blocks: own.map(|row| block(row, lang)).collect(),
    }
}

fn block(block: &BlockAt, lang: Lang) -> BlockRow {
    let deployed = block.deployed.iter().map(|found| StackRow {
        place: found.stack.clone(),
        standing: found.drift.told(lang),
        entry: found.entry,
    });
    BlockRow {
        block: block.block.clone(),
        kind: block.kind.clone(),
        line: block.line,
        controls: block.controls.clone(),
        checks: block.checks.clone(),
        deployed: deployed.collect(),
        reach: lang.inside(block.reach.words()),
        linked: block.reach == Reach::Linked,
    }
}

fn requirement(row: Requirement, lang: Lang) -> RequirementRow {
    RequirementRow {
        anchor: anchors::control(&row.control.control),
        components: row.components.iter().map(ToString::to_string).collect(),
        blocks: row.blocks,
        checks: row.checks,
        reach: lang.inside(row.reach.words()),
        linked: row.reach == Reach::Linked,
        control: row.control,
    }
}
