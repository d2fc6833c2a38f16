//! From what was typed after `storyproof framework` to what is done.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{ids::FrameworkId, program::Program, report::words};

use super::{
    args::{Add, Frameworks},
    shipped,
};
use crate::cli::{
    answers,
    args::{Answer, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    find,
    import::{Asked, take},
    output,
    table::table,
    workspace::Workspace,
};

/// A framework in the list.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FrameworkListed")]
pub(in crate::cli) struct Listed {
    /// Its id.
    id: FrameworkId,
    /// Its title.
    title: String,
    /// Controls that are no headings.
    controls: usize,
    /// Checks that are about one of them.
    checks: usize,
    /// Frameworks that its crosswalks lead to.
    crosswalks: Vec<FrameworkId>,
    /// Whether the program has it.
    in_program: bool,
    /// Whether it comes with storyproof.
    ships: bool,
}

pub(in crate::cli) fn run(
    command: &Frameworks,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    match command {
        Frameworks::List(answer) => list(answer, global, env),
        Frameworks::Add(args) => add(args, global, env),
    }
}

fn add(args: &Add, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let shipped = shipped::program();
    let id = find::framework(&shipped, &args.id).map_err(|failure| {
        failure
            .help("`storyproof framework list` shows what ships; `import framework` takes a file")
    })?;
    let catalog = shipped::catalog(&shipped, &id);
    let again = format!("framework add {id}");
    let names = BTreeMap::new();
    let asked =
        Asked { kind: answers::FRAMEWORK_ADD, id: &id, names: &names, again, how: &args.how };
    take(&catalog, &asked, &workspace, global, env)
}

fn list(answer: &Answer, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    workspace.warn_of_errors(env);
    let shipped = shipped::program();
    let own = &workspace.program;
    let ids: BTreeSet<&FrameworkId> =
        own.frameworks.keys().chain(shipped.frameworks.keys()).collect();
    let rows: Vec<Listed> = ids.into_iter().map(|id| listed(id, own, &shipped)).collect();
    match answer.format {
        Format::Json => {
            let ledger = workspace.open_ledger(env)?;
            let as_of = workspace.as_of(global, ledger.as_ref(), env)?;
            output::json(env, &answers::FRAMEWORK_LIST, as_of, None, &rows)?;
        }
        Format::Human => env.answer(&human(&rows, env.width))?,
    }
    Ok(workspace.ended())
}

fn listed(id: &FrameworkId, own: &Program, shipped: &Program) -> Listed {
    let in_program = own.frameworks.contains_key(id);
    let program = if in_program { own } else { shipped };
    let controls = || program.controls_of(id).filter(|control| !control.heading);
    let checks: BTreeSet<_> =
        controls().flat_map(|c| own.checks_of(&c.id)).map(|check| &check.id.value).collect();
    let walks = program.crosswalks.iter().filter(|walk| walk.from.framework == *id);
    let ends: BTreeSet<FrameworkId> =
        walks.flat_map(|walk| &walk.to).map(|to| to.framework.clone()).collect();
    Listed {
        id: id.clone(),
        title: program.frameworks.get(id).map(|f| f.title.clone()).unwrap_or_default(),
        controls: controls().count(),
        checks: checks.len(),
        crosswalks: ends.into_iter().collect(),
        in_program,
        ships: shipped.frameworks.contains_key(id),
    }
}

fn human(rows: &[Listed], width: usize) -> String {
    let header = ["framework", "controls", "checks", "where", "title"];
    let cells = rows.iter().map(|row| {
        let place = if row.in_program { "in the program" } else { "ships" };
        vec![
            row.id.to_string(),
            words::number(row.controls as u64),
            words::number(row.checks as u64),
            place.to_owned(),
            row.title.clone(),
        ]
    });
    let mut out = table(&header, &cells.collect::<Vec<_>>(), width);
    if let Some(row) = rows.iter().find(|row| !row.in_program) {
        // Writing to a string cannot fail.
        writeln!(out, "\nTo add one that ships:\n  storyproof framework add {}", row.id).ok();
    }
    out
}
