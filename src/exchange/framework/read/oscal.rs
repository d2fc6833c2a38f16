//! OSCAL catalogs and profiles, as JSON or YAML: 1.0, 1.1 and 1.2 have them alike.
//!
//! Source of the layout: NIST, OSCAL 1.2 reference, "Catalog model" and "Profile model". Of a
//! profile, `include-controls`, `exclude-controls` and `include-all` are read; what it modifies
//! is not. Titles are the catalog's; the prose of a control's statement becomes its summary.

use std::collections::BTreeSet;

use super::{Document, list, text};
use crate::{
    exchange::framework::{
        catalog::{Catalog, Entry, Link, Target, one_line, relation_of},
        field::Field,
        out::oscal::{CHECK, CONTROL, NAMESPACE, token},
    },
    ids::FrameworkId,
    model::Relation,
    program::Program,
    yaml::Node,
};

/// The most characters of a statement that are taken.
const MAX_SUMMARY: usize = 4_000;

pub(super) fn catalog(document: &Document, root: &Node) -> Catalog {
    let mut catalog = Catalog::default();
    if let Some(metadata) = root.get("metadata") {
        catalog.title = text(metadata, "title").map(one_line);
        catalog.notes = text(metadata, "remarks").map(str::to_owned);
        for prop in ours(metadata) {
            match prop {
                ("publisher", value) => catalog.publisher = Some(value.to_owned()),
                ("noun", value) => catalog.noun = Some(value.to_owned()),
                ("url", value) => catalog.url = Some(value.to_owned()),
                ("statement-of-applicability", value) => {
                    catalog.statement_of_applicability.push(value.to_owned());
                }
                _ => {}
            }
        }
    }
    let mut reader = Reader { document, catalog };
    reader.children(root, None);
    reader.catalog
}

struct Reader<'d> {
    document: &'d Document,
    catalog: Catalog,
}

impl Reader<'_> {
    /// The groups and controls below something.
    fn children(&mut self, node: &Node, parent: Option<&str>) {
        for group in list(node, "groups") {
            self.group(group, parent);
        }
        for control in list(node, "controls") {
            self.control(control, parent);
        }
    }

    fn group(&mut self, node: &Node, parent: Option<&str>) {
        // A group without an id only holds others together.
        let Some(id) = id(node) else { return self.children(node, parent) };
        let mut entry = Entry::new(self.document.line(node), id);
        entry.describe(text(node, "title"), None);
        entry.set(Field::Heading, "true");
        self.take(node, entry, parent);
    }

    fn control(&mut self, node: &Node, parent: Option<&str>) {
        let line = self.document.line(node);
        let mut entry = Entry::new(line, id(node).unwrap_or_default());
        let status = list(node, "props").iter().find(|p| text(p, "name") == Some("status"));
        if status.and_then(|prop| text(prop, "value")).is_some_and(|v| v == "withdrawn") {
            self.catalog.left_out.push((line, format!("{} is withdrawn", entry.written)));
            // What stands below may be in force all the same.
            return self.children(node, parent);
        }
        let statement = statement(node, is_ours(node));
        entry.describe(text(node, "title"), (!statement.is_empty()).then_some(&*statement));
        self.take(node, entry, parent);
    }

    fn take(&mut self, node: &Node, mut entry: Entry, parent: Option<&str>) {
        if let Some(parent) = parent {
            entry.set(Field::Parent, parent);
        }
        for (name, value) in ours(node) {
            // Whole texts stand in parts; every other field is one of our properties.
            let key = name.replace('-', "_");
            if let Some(field) = Field::of_key(&key).filter(|field| *field != Field::Parent) {
                entry.set(field, value);
            }
        }
        if is_ours(node) {
            let guidance = list(node, "parts").iter().find(|p| text(p, "name") == Some("guidance"));
            let notes = guidance.and_then(|part| text(part, "prose"));
            entry.set(Field::Notes, notes.unwrap_or_default());
            if entry.fields.contains_key(&Field::Heading) {
                entry.describe(text(node, "title"), Some(&statement(node, true)));
            }
        }
        for link in list(node, "links") {
            let (Some(href), Some(rel)) = (text(link, "href"), text(link, "rel")) else { continue };
            if let Some(to) = target(href, rel) {
                let line = self.document.line(link);
                self.catalog.links.push(Link { line, from: entry.id.clone(), to });
            }
        }
        let id = entry.id.clone();
        self.catalog.entries.push(entry);
        self.children(node, Some(&id));
    }
}

/// The id: what our own property says, or else OSCAL's.
fn id(node: &Node) -> Option<&str> {
    let own = ours(node).find(|(name, _)| *name == "id").map(|(_, value)| value);
    own.or_else(|| text(node, "id"))
}

/// Whether a node was written by us: its texts are then as they were.
fn is_ours(node: &Node) -> bool {
    ours(node).any(|(name, _)| name == "id")
}

/// Our properties.
fn ours(node: &Node) -> impl Iterator<Item = (&str, &str)> {
    let own = list(node, "props").iter().filter(|prop| text(prop, "ns") == Some(NAMESPACE));
    own.filter_map(|prop| Some((text(prop, "name")?, text(prop, "value")?)))
}

/// What a link of ours leads to.
fn target(href: &str, rel: &str) -> Option<Target> {
    if let Some(check) = href.strip_prefix(CHECK) {
        return Some(Target::Check(check.to_owned()));
    }
    let (framework, control) = href.strip_prefix(CONTROL)?.split_once(':')?;
    Some(Target::Control {
        relation: relation_of(rel)?,
        framework: framework.to_owned(),
        control: control.to_owned(),
        source: String::new(),
    })
}

/// The prose of a control's statement, item by item.
fn statement(node: &Node, is_ours: bool) -> String {
    let mut out = String::new();
    let parts = list(node, "parts").iter();
    for part in parts.filter(|part| matches!(text(part, "name"), Some("statement" | "item"))) {
        if let (true, Some(text)) = (is_ours, text(part, "prose")) {
            return text.to_owned();
        }
        prose(part, &mut out);
    }
    let mut cut: String = out.trim().chars().take(MAX_SUMMARY).collect();
    if cut.len() < out.trim().len() {
        cut.push('…');
    }
    cut
}

fn prose(part: &Node, out: &mut String) {
    let label = list(part, "props").iter().find(|prop| text(prop, "name") == Some("label"));
    let label = label.and_then(|prop| text(prop, "value"));
    if let Some(text) = text(part, "prose") {
        if !out.is_empty() {
            out.push('\n');
        }
        if let Some(label) = label {
            out.push_str(label);
            out.push(' ');
        }
        out.push_str(&without_parameters(text));
    }
    for below in list(part, "parts") {
        prose(below, out);
    }
}

/// The text with each parameter as a gap to fill in.
fn without_parameters(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((_, after)) = behind.split_once("}}") else { break };
        out.push_str(before);
        out.push_str("[…]");
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The controls of a framework of the program that a profile selects.
pub(super) fn profile(
    document: &Document,
    root: &Node,
    program: &Program,
    base: &FrameworkId,
) -> Catalog {
    let full = Catalog::of(program, base);
    let metadata = root.get("metadata");
    let mut catalog = Catalog {
        title: metadata.and_then(|node| text(node, "title")).map(one_line),
        publisher: full.publisher.clone(),
        noun: full.noun.clone(),
        ..Catalog::default()
    };
    let mut wanted: BTreeSet<&str> = BTreeSet::new();
    let find = |node: &Node| -> Vec<&str> {
        let Some(name) = node.text() else { return Vec::new() };
        let is_it =
            |id: &str| id.eq_ignore_ascii_case(name) || token(id).eq_ignore_ascii_case(name);
        full.entries.iter().map(|e| e.id.as_str()).filter(|id| is_it(id)).take(1).collect()
    };
    for import in list(root, "imports") {
        if import.get("include-all").is_some() {
            wanted.extend(full.entries.iter().map(|entry| entry.id.as_str()));
        }
        for (key, is_in) in [("include-controls", true), ("exclude-controls", false)] {
            for select in list(import, key) {
                for name in list(select, "with-ids") {
                    let mut found = find(name);
                    if found.is_empty() {
                        let written = name.text().unwrap_or_default();
                        let why = format!("`{base}` has no control `{}`", one_line(written));
                        catalog.left_out.push((document.line(name), why));
                    }
                    if text(select, "with-child-controls") == Some("yes") {
                        found.extend(below(&full, &found));
                    }
                    for id in found {
                        _ = if is_in { wanted.insert(id) } else { wanted.remove(id) };
                    }
                }
            }
        }
    }
    take(&full, &wanted, base, &mut catalog);
    catalog
}

/// Everything below some controls.
fn below<'c>(full: &'c Catalog, above: &[&str]) -> Vec<&'c str> {
    let mut found: Vec<&str> = Vec::new();
    for entry in &full.entries {
        let parent = entry.fields.get(&Field::Parent).map(String::as_str);
        if parent.is_some_and(|id| above.contains(&id) || found.contains(&id)) {
            found.push(&entry.id);
        }
    }
    found
}

/// The wanted controls with the headings above them, each equal to the one that it comes from.
fn take(full: &Catalog, wanted: &BTreeSet<&str>, base: &FrameworkId, catalog: &mut Catalog) {
    let mut kept: BTreeSet<&str> = wanted.clone();
    for id in wanted {
        let mut next = full.entry(id);
        while let Some(parent) = next.and_then(|entry| entry.fields.get(&Field::Parent)) {
            next = full.entry(parent).filter(|entry| kept.insert(&entry.id));
        }
    }
    for entry in full.entries.iter().filter(|entry| kept.contains(&*entry.id)) {
        let mut entry = entry.clone();
        if wanted.contains(&*entry.id) && !entry.fields.contains_key(&Field::Heading) {
            let to = Target::Control {
                relation: Relation::Equal,
                framework: base.to_string(),
                control: entry.id.clone(),
                source: "OSCAL profile".to_owned(),
            };
            catalog.links.push(Link { line: 0, from: entry.id.clone(), to });
        } else if !wanted.contains(&*entry.id) {
            // It stands above a wanted one, and is not asked for itself.
            entry.fields.remove(&Field::Mode);
            entry.set(Field::Heading, "true");
        }
        catalog.entries.push(entry);
    }
}
