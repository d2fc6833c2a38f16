//! `storyproof component services`: what components can be made of.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    diag::Nearest,
    ids::{ControlRef, ServiceId},
    model::Service,
    program::Program,
    time::AsOf,
};

use crate::cli::{
    answers,
    args::{Answer, Format},
    env::Env,
    failure::{Ended, Failure},
    output,
    table::table,
    workspace::Workspace,
};

/// How many near names an error gives.
const NEAR: usize = 5;

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ServiceListed")]
pub(in crate::cli) struct Row<'a> {
    /// The service.
    id: &'a ServiceId,
    /// Its name.
    name: &'a str,
    /// Other names for it.
    also: Vec<&'a str>,
    /// Who runs it.
    run_by: Option<&'a str>,
    /// How many checks it brings.
    checks: usize,
    /// How many controls it touches.
    controls: usize,
    /// The components of the program that are made of it.
    components: Vec<&'a str>,
}

pub(super) fn run(answer: &Answer, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    workspace.warn_of_errors(env);
    let program = &workspace.program;
    let rows: Vec<Row<'_>> = program.services.values().map(|s| row(program, s)).collect();
    if answer.format == Format::Json {
        let now = AsOf { observed: env.clock.now, known: env.clock.now };
        output::json(env, &answers::COMPONENT_SERVICES, now, None, &rows)?;
    } else if rows.is_empty() {
        return Err(none());
    } else {
        let cells = rows.iter().map(|row| {
            vec![
                row.id.to_string(),
                row.name.to_owned(),
                row.checks.to_string(),
                row.controls.to_string(),
                row.components.join(", "),
            ]
        });
        let header = ["service", "name", "checks", "controls", "components"];
        let text = table(&header, &cells.collect::<Vec<_>>(), env.width);
        env.answer(&format!(
            "{text}\nTo take one in:  storyproof component add ID --title NAME --services SERVICE,… --owner PARTY\n"
        ))?;
    }
    Ok(workspace.ended())
}

fn row<'a>(program: &'a Program, service: &'a Service) -> Row<'a> {
    let checks = service.checks.iter().filter_map(|check| program.checks.get(&check.value));
    let of_checks = checks.flat_map(|check| &check.controls);
    let controls: BTreeSet<&ControlRef> =
        of_checks.chain(&service.controls).map(|control| &control.value).collect();
    let made_of_it = program
        .components
        .values()
        .filter(|component| component.services.iter().any(|id| id.value == service.id.value));
    Row {
        id: &service.id.value,
        name: &service.name,
        also: service.also.iter().map(|name| name.value.as_str()).collect(),
        run_by: service.run_by.as_ref().map(|party| party.value.as_str()),
        checks: service.checks.len(),
        controls: controls.len(),
        components: made_of_it.map(|component| component.id.value.as_str()).collect(),
    }
}

fn none() -> Failure {
    Failure::usage("the program describes no services").help(
        "write [[service]] tables below controls/; `storyproof init` in an empty folder lays down controls/services.toml to copy",
    )
}

/// The service that was meant: its id, or another name of it.
///
/// # Errors
/// When there is none, with the nearest names and all there are.
pub(super) fn find<'p>(program: &'p Program, typed: &str) -> Result<&'p Service, Failure> {
    if program.services.is_empty() {
        return Err(none());
    }
    let by_id = ServiceId::parse(typed).ok().and_then(|id| program.services.get(&id));
    if let Some(found) = by_id.or_else(|| program.services.values().find(|s| s.is_called(typed))) {
        return Ok(found);
    }
    let known: Vec<&str> = program.services.keys().map(ServiceId::as_str).collect();
    let near = near(program, typed);
    let near = match near.as_slice() {
        [] => String::new(),
        near => format!("did you mean {}? ", near.join(" or ")),
    };
    Err(Failure::usage(format!("no service is called `{typed}`")).help(format!(
        "{near}there are: {}; a [[service]] in a file below controls/ adds one",
        known.join(", ")
    )))
}

/// Services whose name is near to what was typed, holds it or is held by it.
fn near(program: &Program, typed: &str) -> Vec<String> {
    let wrong = typed.to_ascii_lowercase();
    let names = |service: &'_ Service| -> Vec<String> {
        let also = service.also.iter().map(|name| name.value.to_ascii_lowercase());
        [service.id.value.to_string(), service.name.to_ascii_lowercase()]
            .into_iter()
            .chain(also)
            .collect()
    };
    let all: Vec<(&Service, Vec<String>)> =
        program.services.values().map(|service| (service, names(service))).collect();
    let nearest = Nearest::default();
    let closest = nearest.find(&wrong, all.iter().flat_map(|(_, names)| names).map(String::as_str));
    let holds = |name: &String| {
        wrong.len() > 2
            && (name.contains(&wrong) || (name.len() > 2 && wrong.contains(name.as_str())))
    };
    let is_near = |names: &Vec<String>| {
        names.iter().any(|name| Some(name.as_str()) == closest || holds(name))
    };
    let found = all.iter().filter(|(_, names)| is_near(names));
    found.map(|(service, _)| format!("`{}`", service.id.value)).take(NEAR).collect()
}
