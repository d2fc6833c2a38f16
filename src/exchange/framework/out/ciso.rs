//! A library of CISO Assistant: the framework, and its crosswalks as sets of mappings.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use crate::{
    ids::{ControlRef, FrameworkId},
    model::{Control, Relation},
    program::Program,
};

/// A framework as a library.
pub fn ciso(program: &Program, framework: &FrameworkId) -> String {
    let known = program.frameworks.get(framework);
    let title = known.map_or(framework.as_str(), |framework| &framework.title);
    let notes = known.and_then(|framework| framework.notes.as_deref()).unwrap_or(title);
    let publisher = known.map(|framework| framework.publisher.as_str()).filter(|p| !p.is_empty());
    let mut out = Lines::default();
    out.field(0, "urn", &format!("urn:storyproof:risk:library:{}", lower(framework.as_str())));
    out.field(0, "locale", "en");
    out.field(0, "ref_id", framework.as_str());
    out.field(0, "name", title);
    out.field(0, "description", notes);
    out.field(
        0,
        "copyright",
        &format!("The framework itself is its publisher's: {}", publisher.unwrap_or("unknown")),
    );
    out.raw(0, "version: 1");
    if let Some(publisher) = publisher {
        out.field(0, "provider", publisher);
    }
    out.field(0, "packager", "storyproof");
    out.raw(0, "objects:");
    out.raw(1, "framework:");
    out.field(2, "urn", &framework_urn(framework));
    out.field(2, "ref_id", framework.as_str());
    out.field(2, "name", title);
    out.field(2, "description", notes);
    out.raw(2, "requirement_nodes:");
    for (control, depth) in tree(program, framework) {
        node(&mut out, program, control, depth);
    }
    mappings(&mut out, program, framework);
    out.text
}

fn node(out: &mut Lines, program: &Program, control: &Control, depth: usize) {
    out.item(2, "urn", &control_urn(&control.id));
    out.raw(3, &format!("assessable: {}", !control.heading));
    out.raw(3, &format!("depth: {depth}"));
    if let Some(parent) = program.parent_of(control) {
        out.field(3, "parent_urn", &control_urn(&parent.id));
    }
    out.field(3, "ref_id", control.id.control.as_str());
    out.field(3, "name", &control.title);
    if let Some(summary) = &control.summary {
        out.field(3, "description", summary);
    }
}

/// Every control with its depth, each behind the one that it stands below.
pub(super) fn tree<'p>(program: &'p Program, framework: &FrameworkId) -> Vec<(&'p Control, usize)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let top = program.controls_of(framework).filter(|c| program.parent_of(c).is_none());
    let mut open: Vec<(&Control, usize)> = top.map(|control| (control, 1)).collect();
    open.reverse();
    while let Some((control, depth)) = open.pop() {
        // What stands in a ring has been reported, and is met once.
        if !seen.insert(&control.id) {
            continue;
        }
        found.push((control, depth));
        let mut below: Vec<_> = program.children_of(&control.id).map(|c| (c, depth + 1)).collect();
        below.reverse();
        open.extend(below);
    }
    found
}

/// A link from one control to another.
type Link<'p> = (&'p ControlRef, &'p ControlRef, Relation);

fn mappings(out: &mut Lines, program: &Program, framework: &FrameworkId) {
    let mut sets: BTreeMap<(&FrameworkId, &str), Vec<Link<'_>>> = BTreeMap::new();
    for walk in program.crosswalks.iter().filter(|walk| walk.from.framework == *framework) {
        for to in &walk.to {
            let set = sets.entry((&to.framework, &walk.source)).or_default();
            set.push((&walk.from.value, &to.value, walk.relation));
        }
    }
    if sets.is_empty() {
        return;
    }
    out.raw(1, "requirement_mapping_sets:");
    let mut count: BTreeMap<&FrameworkId, usize> = BTreeMap::new();
    for ((target, source), links) in sets {
        let count = count.entry(target).or_default();
        *count += 1;
        let number = if *count > 1 { format!("-{count}") } else { String::new() };
        let name = format!("mapping-{framework}-to-{target}{number}");
        out.item(1, "urn", &format!("urn:storyproof:risk:req_mapping_set:{}", lower(&name)));
        out.field(2, "ref_id", &name);
        out.field(2, "name", source);
        out.field(2, "source_framework_urn", &framework_urn(framework));
        out.field(2, "target_framework_urn", &framework_urn(target));
        out.raw(2, "requirement_mappings:");
        for (from, to, relation) in links {
            out.item(2, "source_requirement_urn", &control_urn(from));
            out.field(3, "target_requirement_urn", &control_urn(to));
            out.field(3, "relationship", relation_word(relation));
        }
    }
}

/// The words of CISO Assistant.
fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "equal",
        Relation::Subset => "subset",
        Relation::Superset => "superset",
        Relation::Intersects => "intersect",
    }
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

fn framework_urn(framework: &FrameworkId) -> String {
    format!("urn:storyproof:risk:framework:{}", lower(framework.as_str()))
}

fn control_urn(control: &ControlRef) -> String {
    let (framework, control) = (control.framework.as_str(), control.control.as_str());
    format!("urn:storyproof:risk:req_node:{}:{}", lower(framework), lower(control))
}

/// YAML, line by line. Every text stands in double quotes, as in JSON, which YAML reads alike.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn raw(&mut self, depth: usize, line: &str) {
        // Writing to a string cannot fail.
        writeln!(self.text, "{:1$}{line}", "", depth * 2).ok();
    }

    fn field(&mut self, depth: usize, key: &str, text: &str) {
        self.raw(depth, &format!("{key}: {}", quoted(text)));
    }

    /// The first field of an entry of a list.
    fn item(&mut self, depth: usize, key: &str, text: &str) {
        self.raw(depth, &format!("- {key}: {}", quoted(text)));
    }
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        // Writing to a string cannot fail.
        match c {
            '"' | '\\' => write!(out, "\\{c}").ok(),
            '\n' => write!(out, "\\n").ok(),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                write!(out, "\\u{:04x}", u32::from(c)).ok()
            }
            c => write!(out, "{c}").ok(),
        };
    }
    out.push('"');
    out
}
