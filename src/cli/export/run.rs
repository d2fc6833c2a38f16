//! From what was typed after `storyproof export` to what is written.

use std::path::Path;

use serde_json::Value;
use storyproof::{
    diag::safe_text,
    exchange::{framework::out, tracker::Tracker},
    render::ics,
    report::{
        self as views, Inputs,
        oscal::{self, Stamp},
    },
};

use super::{
    args::{
        CatalogFormat, Export, ExportCalendar, ExportFramework, ExportOscal, ExportSummary,
        OscalKind,
    },
    issues,
};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    find, output, report, sprint,
    workspace::Workspace,
};

pub(in crate::cli) fn run(
    command: &Export,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    match command {
        Export::Framework(args) => framework(args, env),
        Export::Oscal(args) => oscal(args, global, env),
        Export::Jira(args) => issues::run(Tracker::Jira, args, env),
        Export::Github(args) => issues::run(Tracker::GitHub, args, env),
        Export::Linear(args) => issues::run(Tracker::Linear, args, env),
        Export::Csv(args) => issues::run(Tracker::Csv, args, env),
        Export::Ics(args) => calendar(args, global, env),
        Export::Summary(args) => summary(args, global, env),
    }
}

fn framework(args: &ExportFramework, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    workspace.warn_of_errors(env);
    let program = &workspace.program;
    let id = find::framework(program, &args.framework)?;
    let text = match args.format {
        CatalogFormat::Csv => {
            out::csv(program, &id).map_err(|error| Failure::because("cannot write CSV", &error))?
        }
        CatalogFormat::CisoAssistant => out::ciso(program, &id),
        CatalogFormat::Prowler => json(&out::prowler(program, &id))?,
    };
    write(&text, args.output.as_deref(), env)?;
    Ok(workspace.ended())
}

fn oscal(args: &ExportOscal, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let program = &workspace.program;
    let typed = args.framework.as_deref();
    let one = || report::framework_of(&workspace, typed);
    let any = || typed.map(|typed| find::framework(program, typed)).transpose();
    let stamp = Stamp { at: assessed.assessment.as_of.observed };
    let inputs = assessed.inputs(program);
    let document = match args.kind {
        OscalKind::Catalog => out::catalog(program, &one()?, stamp),
        OscalKind::Profile => out::profile(program, &one()?, stamp),
        OscalKind::AssessmentResults => oscal::assessment_results(&inputs, &one()?),
        OscalKind::Poam => oscal::poam(&inputs, any()?.as_ref()),
        OscalKind::ComponentDefinition => {
            oscal::component_definition(program, any()?.as_ref(), stamp)
        }
    };
    write(&json(&document)?, args.output.as_deref(), env)?;
    Ok(workspace.ended())
}

fn calendar(args: &ExportCalendar, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let lang = args.lang.lang();
    let view = views::calendar(&Inputs { lang, ..assessed.inputs(&workspace.program) });
    write(&ics(&view), args.to.output.as_deref(), env)?;
    Ok(workspace.ended())
}

fn summary(args: &ExportSummary, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let (sprint, lang) = (args.sprint.as_deref(), args.lang.lang());
    let text = sprint::review_text(&workspace, sprint, lang, global, env)?;
    write(&text, args.to.output.as_deref(), env)?;
    Ok(workspace.ended())
}

fn json(document: &Value) -> Result<String, Failure> {
    serde_json::to_string_pretty(document)
        .map(|text| text + "\n")
        .map_err(|error| Failure::because("cannot write JSON", &error))
}

/// Writes what was made to where it was asked for.
pub(super) fn write(text: &str, path: Option<&Path>, env: &mut Env) -> Result<(), Failure> {
    match path.filter(|path| *path != Path::new("-")) {
        Some(path) => output::write_file(&env.directory.join(path), text.as_bytes()),
        // Tables and calendars end their lines as their standards say.
        None if text.contains("\r\n") => {
            let safe = safe_text(&text.replace("\r\n", "\n")).replace('\n', "\r\n");
            env.answer_bytes(safe.as_bytes())
        }
        None => env.answer(text),
    }
}
