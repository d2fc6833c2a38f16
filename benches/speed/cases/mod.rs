//! What is measured.

mod backlog;
mod ingest;
mod ledger;
mod reports;
mod start;
mod year;

use crate::{Result, table::Table, world::World};

type Case = fn(&World) -> Result<Table>;

const CASES: [(&str, Case); 6] = [
    ("start", start::run),
    ("backlog", backlog::run),
    ("ingest", ingest::run),
    ("ledger", ledger::run),
    ("year", year::run),
    ("reports", reports::run),
];

/// Runs the cases that were asked for, and prints a table for each.
pub(crate) fn run(world: &World) -> Result<()> {
    let known = |name: &String| CASES.iter().any(|(case, _)| case == name);
    if let Some(unknown) = world.cases.iter().find(|name| !known(name)) {
        return Err(format!("there is no case `{unknown}`").into());
    }
    for (name, case) in CASES {
        if world.cases.is_empty() || world.cases.iter().any(|wanted| wanted == name) {
            case(world)?.print();
        }
    }
    Ok(())
}
