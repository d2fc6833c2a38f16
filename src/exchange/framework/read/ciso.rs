//! Libraries of CISO Assistant, as YAML: a framework, mappings from it to others, or both.
//!
//! Source of the layout: the project's description of its library format. Names are URNs whose
//! last part is the name of the framework, or of the control inside it in lower case.

use std::collections::BTreeMap;

use super::{Document, list, text};
use crate::{
    exchange::framework::{
        catalog::{Catalog, Entry, Link, Target, one_line, relation_of},
        field::Field,
    },
    yaml::Node,
};

pub(super) fn read(document: &Document) -> Catalog {
    let root = &document.root;
    let objects = root.get("objects");
    let framework = objects.and_then(|objects| first(objects, "framework"));
    let name = framework.and_then(|node| text(node, "name")).or_else(|| text(root, "name"));
    let description = framework.and_then(|node| text(node, "description"));
    let mut catalog = Catalog {
        title: name.map(one_line),
        publisher: text(root, "provider").map(one_line),
        notes: description.map(str::to_owned),
        ..Catalog::default()
    };
    let mut ids = BTreeMap::new();
    let nodes = framework.map_or(&[][..], |node| list(node, "requirement_nodes"));
    for node in nodes {
        let entry = entry(document, node, &ids);
        if let Some(urn) = text(node, "urn") {
            ids.insert(urn.to_ascii_lowercase(), entry.id.clone());
        }
        catalog.entries.push(entry);
    }
    if let Some(objects) = objects {
        for key in ["requirement_mapping_set", "requirement_mapping_sets"] {
            for set in each(objects, key) {
                mappings(document, set, &ids, &mut catalog);
            }
        }
    }
    catalog
}

/// A map, or the first of a list of them.
fn first<'n>(node: &'n Node, key: &str) -> Option<&'n Node> {
    let found = node.get(key)?;
    found.list().first().or(super::is_map(found).then_some(found))
}

/// A map alone, or a list of them.
fn each<'n>(node: &'n Node, key: &str) -> impl Iterator<Item = &'n Node> {
    let found = node.get(key);
    let alone = found.filter(|node| super::is_map(node));
    alone.into_iter().chain(found.map_or(&[][..], Node::list))
}

fn entry(document: &Document, node: &Node, ids: &BTreeMap<String, String>) -> Entry {
    let urn = text(node, "urn").unwrap_or_default();
    let written = text(node, "ref_id").unwrap_or_else(|| last(urn));
    let mut entry = Entry::new(document.line(node), written);
    entry.describe(text(node, "name"), text(node, "description"));
    if let Some(parent) = text(node, "parent_urn") {
        let known = ids.get(&parent.to_ascii_lowercase());
        if known.is_none() {
            let why = format!("`{}` above it stands nowhere before it", one_line(parent));
            entry.fault.get_or_insert(why);
        }
        entry.set(Field::Parent, known.map_or("", String::as_str));
    }
    if text(node, "assessable") == Some("false") {
        entry.set(Field::Heading, "true");
    }
    entry
}

fn last(urn: &str) -> &str {
    urn.rsplit(':').next().unwrap_or_default()
}

/// The links of a set of mappings. Those that lead back are told by another set.
fn mappings(
    document: &Document,
    set: &Node,
    ids: &BTreeMap<String, String>,
    catalog: &mut Catalog,
) {
    let other = text(set, "target_framework_urn").map(last).unwrap_or_default();
    let source = text(set, "name").unwrap_or("CISO Assistant library");
    for mapping in list(set, "requirement_mappings") {
        let line = document.line(mapping);
        let ends =
            [text(mapping, "source_requirement_urn"), text(mapping, "target_requirement_urn")];
        let [Some(from), Some(to)] = ends else {
            catalog.left_out.push((line, "a mapping that lacks an end".to_owned()));
            continue;
        };
        let word = text(mapping, "relationship").unwrap_or_default();
        let Some(relation) = relation_of(word) else {
            let why = format!("a mapping whose relationship is `{}`", one_line(word));
            catalog.left_out.push((line, why));
            continue;
        };
        let known = ids.get(&from.to_ascii_lowercase()).cloned();
        catalog.links.push(Link {
            line,
            from: known.unwrap_or_else(|| last(from).to_owned()),
            to: Target::Control {
                relation,
                framework: other.to_owned(),
                control: last(to).to_owned(),
                source: one_line(source),
            },
        });
    }
}
