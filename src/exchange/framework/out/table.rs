//! CSV, with every field of a control and every link.

use crate::{
    exchange::framework::{
        catalog::{Catalog, Entry, RELATIONS, Target, relation_word},
        field::Field,
    },
    ids::FrameworkId,
    model::Relation,
    program::Program,
    render::{Error, csv},
};

/// The controls of a framework as a table that comes back as it went.
///
/// # Errors
/// When the table cannot be written.
pub fn csv(program: &Program, framework: &FrameworkId) -> Result<String, Error> {
    let catalog = Catalog::of(program, framework);
    let mut header = vec!["id"];
    header.extend(Field::ALL.map(Field::key));
    header.push("checks");
    header.extend(RELATIONS.map(relation_word));
    csv::table(&header, catalog.entries.iter().map(|entry| row(&catalog, entry)))
}

fn row(catalog: &Catalog, entry: &Entry) -> Vec<String> {
    let links = || catalog.links.iter().filter(|link| link.from == entry.id);
    let ends = |wanted: Relation| {
        let ends = links().filter_map(|link| match &link.to {
            Target::Control { relation, framework, control, .. } if *relation == wanted => {
                Some(format!("{framework}/{control}"))
            }
            _ => None,
        });
        ends.collect::<Vec<String>>().join(" ")
    };
    let checks = links().filter_map(|link| match &link.to {
        Target::Check(check) => Some(check.as_str()),
        _ => None,
    });
    let mut cells = vec![entry.id.clone()];
    cells.extend(Field::ALL.map(|field| entry.fields.get(&field).cloned().unwrap_or_default()));
    cells.push(checks.collect::<Vec<_>>().join(" "));
    cells.extend(RELATIONS.map(ends));
    cells
}
