//! A framework as an OSCAL catalog, or as the profile that selects what is asked of us.
//!
//! Headings become groups and everything else controls. OSCAL's ids begin with a letter, which
//! ours need not, so each carries its own as a property of our namespace; what OSCAL has no place
//! for are properties as well, and links to other frameworks and to checks are links with URNs.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

pub use crate::report::oscal::{CHECK, CONTROL, NAMESPACE, token};
use crate::{
    exchange::framework::{
        catalog::{Catalog, Entry, Link, Target, one_line, relation_word},
        field::Field,
    },
    ids::FrameworkId,
    program::Program,
    report::oscal::{Stamp, metadata, prop, set, uuid},
};

/// The catalog of a framework.
pub fn catalog(program: &Program, framework: &FrameworkId, stamp: Stamp) -> Value {
    let catalog = Catalog::of(program, framework);
    let title = catalog.title.clone().unwrap_or_else(|| framework.to_string());
    let mut head = metadata(&title, framework.as_str(), stamp);
    let mut props = Vec::new();
    for (name, value) in
        [("publisher", &catalog.publisher), ("noun", &catalog.noun), ("url", &catalog.url)]
    {
        props.extend(value.as_ref().map(|value| prop(name, value)));
    }
    let decided = &catalog.statement_of_applicability;
    props.extend(decided.iter().map(|pattern| prop("statement-of-applicability", pattern)));
    set(&mut head, "props", props);
    if let (Some(notes), Value::Object(head)) = (&catalog.notes, &mut head) {
        head.insert("remarks".into(), notes.as_str().into());
    }
    let tree = Tree { catalog: &catalog };
    let mut root = json!({ "uuid": uuid("catalog", framework.as_str()), "metadata": head });
    let (groups, controls) = tree.below(None, &mut BTreeSet::new());
    set(&mut root, "groups", groups);
    set(&mut root, "controls", controls);
    json!({ "catalog": root })
}

struct Tree<'a> {
    catalog: &'a Catalog,
}

impl Tree<'_> {
    /// The groups and the controls directly below something; what has been met is not met again.
    fn below<'t>(
        &'t self,
        parent: Option<&str>,
        met: &mut BTreeSet<&'t str>,
    ) -> (Vec<Value>, Vec<Value>) {
        let (mut groups, mut controls) = (Vec::new(), Vec::new());
        for entry in &self.catalog.entries {
            let above = entry.fields.get(&Field::Parent).map(String::as_str);
            if above != parent || !met.insert(&entry.id) {
                continue;
            }
            // A group stands below groups only.
            let is_group = entry.fields.contains_key(&Field::Heading)
                && above.and_then(|id| self.catalog.entry(id)).is_none_or(is_heading);
            if is_group {
                groups.push(self.group(entry, met));
            } else {
                controls.push(self.control(entry, met));
            }
        }
        (groups, controls)
    }

    fn group<'t>(&'t self, entry: &'t Entry, met: &mut BTreeSet<&'t str>) -> Value {
        let (mut groups, controls) = self.below(Some(&entry.id), met);
        let mut group = self.named(entry);
        if groups.is_empty() {
            set(&mut group, "controls", controls);
        } else {
            // A group holds groups or controls, not both: the controls get one without an id.
            if !controls.is_empty() {
                groups.push(json!({ "title": title(entry), "controls": controls }));
            }
            set(&mut group, "groups", groups);
        }
        group
    }

    fn control<'t>(&'t self, entry: &'t Entry, met: &mut BTreeSet<&'t str>) -> Value {
        let (groups, mut controls) = self.below(Some(&entry.id), met);
        controls.splice(0..0, groups);
        let mut control = self.named(entry);
        set(&mut control, "controls", controls);
        control
    }

    /// What groups and controls have alike.
    fn named(&self, entry: &Entry) -> Value {
        let mut props = vec![json!({ "name": "label", "value": entry.id }), prop("id", &entry.id)];
        for (field, value) in &entry.fields {
            if !matches!(field, Field::Title | Field::Summary | Field::Parent | Field::Notes) {
                props.push(prop(&field.key().replace('_', "-"), value));
            }
        }
        let mut node = json!({ "id": token(&entry.id), "title": title(entry), "props": props });
        let links = self.catalog.links.iter().filter(|link| link.from == entry.id);
        set(&mut node, "links", links.filter_map(link).collect());
        let mut parts = Vec::new();
        let id = token(&entry.id);
        // Findings point at the statement, so it is there without a text as well.
        let statement = json!({ "id": format!("{id}_smt"), "name": "statement" });
        match entry.fields.get(&Field::Summary) {
            Some(text) => parts.push(with_prose(statement, text)),
            None if !is_heading(entry) => parts.push(statement),
            None => {}
        }
        if let Some(notes) = entry.fields.get(&Field::Notes) {
            let guidance = json!({ "id": format!("{id}_gdn"), "name": "guidance" });
            parts.push(with_prose(guidance, notes));
        }
        set(&mut node, "parts", parts);
        node
    }
}

fn with_prose(mut part: Value, prose: &str) -> Value {
    if let Value::Object(part) = &mut part {
        part.insert("prose".to_owned(), prose.into());
    }
    part
}

fn is_heading(entry: &Entry) -> bool {
    entry.fields.contains_key(&Field::Heading)
}

fn title(entry: &Entry) -> String {
    one_line(entry.fields.get(&Field::Title).unwrap_or(&entry.id))
}

fn link(link: &Link) -> Option<Value> {
    match &link.to {
        Target::Check(check) => Some(json!({ "href": format!("{CHECK}{check}"), "rel": "check" })),
        Target::Control { relation, framework, control, .. } => Some(json!({
            "href": format!("{CONTROL}{framework}:{control}"),
            "rel": relation_word(*relation),
        })),
        Target::Rule { .. } => None,
    }
}

/// The profile of a framework: its catalog, and of this what applies to us at the day of the
/// stamp. What the Statement of Applicability excludes is not selected.
pub fn profile(program: &Program, framework: &FrameworkId, stamp: Stamp) -> Value {
    let title = program.frameworks.get(framework).map_or(framework.as_str(), |f| &f.title);
    let day = stamp.at.day();
    let asked = program.controls_of(framework).filter(|control| {
        let decided = program.applicability_of(&control.id);
        program.is_asked_for(control, day) && decided.is_none_or(|made| made.applicable)
    });
    let ids: Vec<String> = asked.map(|control| token(control.id.control.as_str())).collect();
    let mut import = Map::new();
    import.insert("href".into(), format!("{framework}-catalog.json").into());
    import.insert("include-controls".into(), json!([{ "with-ids": ids }]));
    json!({
        "profile": {
            "uuid": uuid("profile", framework.as_str()),
            "metadata": metadata(&format!("What applies of {title}"), framework.as_str(), stamp),
            "imports": [import],
            "merge": { "as-is": true },
        }
    })
}
