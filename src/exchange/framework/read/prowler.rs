//! Compliance files of Prowler.
//!
//! Source of the layout: Prowler's `compliance_models.py`. `Checks` are names of its rules; what
//! stands in `Attributes` differs from framework to framework, and only the section is read.

use super::{Document, list, text};
use crate::exchange::framework::{
    catalog::{Catalog, Entry, Link, Target, one_line},
    field::Field,
    out::prowler::TOOL,
};

pub(super) fn read(document: &Document) -> Catalog {
    let root = &document.root;
    let name = text(root, "Name").map(one_line);
    let version = text(root, "Version");
    let framework = text(root, "Framework").map(|framework| match version {
        Some(version) => format!("{} {version}", one_line(framework)),
        None => one_line(framework),
    });
    let mut catalog = Catalog {
        title: name.or(framework),
        notes: text(root, "Description").map(str::to_owned),
        ..Catalog::default()
    };
    for requirement in list(root, "Requirements") {
        let line = document.line(requirement);
        let mut entry = Entry::new(line, text(requirement, "Id").unwrap_or_default());
        entry.describe(text(requirement, "Name"), text(requirement, "Description"));
        if let Some(attributes) = list(requirement, "Attributes").first() {
            let section = [text(attributes, "Section"), text(attributes, "SubSection")];
            let section: Vec<String> = section.into_iter().flatten().map(one_line).collect();
            entry.set(Field::Theme, &section.join(" / "));
        }
        let rules: Vec<&str> =
            list(requirement, "Checks").iter().filter_map(|rule| rule.text()).collect();
        // What no rule looks at is for people to see.
        entry.usually(Field::Mode, if rules.is_empty() { "manual" } else { "mixed" });
        for rule in rules {
            let to = Target::Rule { tool: TOOL, rule: rule.to_owned() };
            catalog.links.push(Link { line, from: entry.id.clone(), to });
        }
        catalog.entries.push(entry);
    }
    catalog
}
