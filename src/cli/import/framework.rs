//! `storyproof import framework`: a catalog, row by row, and with `--write` the files.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    exchange::framework::{self, Catalog, FrameworkPlan, plan},
    ids::FrameworkId,
    render::Kind,
};

use super::{
    args::{How, ImportFramework},
    framework_text,
    run::bytes,
};
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    find, output,
    workspace::Workspace,
};

/// The answer for programs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FrameworkAnswer")]
pub(in crate::cli) struct Answer<'a> {
    #[serde(flatten)]
    plan: &'a FrameworkPlan,
    /// The files that change, from the program's root.
    files: &'a [&'a str],
    /// Whether they were written.
    written: bool,
}

/// What is to be taken in, and how.
pub(in crate::cli) struct Asked<'a> {
    /// The kind of the answer for programs.
    pub(in crate::cli) kind: Kind<Answer<'static>>,
    /// The framework's id here.
    pub(in crate::cli) id: &'a FrameworkId,
    /// Which framework of ours a framework of theirs is.
    pub(in crate::cli) names: &'a BTreeMap<String, FrameworkId>,
    /// What to type to write it.
    pub(in crate::cli) again: String,
    /// Whether to write, and how to answer.
    pub(in crate::cli) how: &'a How,
}

pub(super) fn run(
    args: &ImportFramework,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let id = FrameworkId::parse(&args.id)
        .map_err(|error| Failure::because("`--id` is no id of a framework", &error))?;
    let program = &workspace.program;
    let known = |typed: &str| find::framework(program, typed);
    let base = args.from.as_deref().map(known).transpose()?;
    let mut names = BTreeMap::new();
    for (theirs, ours) in &args.names {
        names.insert(theirs.clone(), known(ours)?);
    }
    let bytes = bytes(&args.file, env)?;
    let asked = framework::Asked { program, base: base.as_ref() };
    let mut catalog = framework::read(&bytes, asked).map_err(|error| {
        let failure = Failure::because(format!("cannot read {}", args.file.display()), &error);
        match error {
            framework::CatalogError::NoBase => failure.help("name it with --from FRAMEWORK"),
            _ => failure,
        }
    })?;
    catalog.title = args.title.clone().or(catalog.title);
    catalog.statement_of_applicability.extend(args.decided.iter().cloned());
    let again = format!("import framework {} --id {id}", args.file.display());
    let asked =
        Asked { kind: answers::IMPORT_FRAMEWORK, id: &id, names: &names, again, how: &args.how };
    take(&catalog, &asked, &workspace, global, env)
}

/// Takes a catalog into the program's files, or shows what would change.
pub(in crate::cli) fn take(
    catalog: &Catalog,
    asked: &Asked<'_>,
    workspace: &Workspace,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    workspace.warn_of_errors(env);
    let plan = plan(&workspace.program, asked.id, catalog, asked.names);
    let files = if plan.has_trouble() {
        Vec::new()
    } else {
        framework::edit(&workspace.program, &workspace.sources, &plan)
            .map_err(|error| Failure::because("cannot change the files", &error))?
    };
    let mut targets = Vec::new();
    for (path, text) in &files {
        targets.push((target(workspace, path)?, text));
    }
    if asked.how.write {
        for (target, text) in targets {
            output::write_file(&target, text.as_bytes())?;
        }
    }
    let names: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    match asked.how.answer.format {
        Format::Json => {
            let ledger = workspace.open_ledger(env)?;
            let as_of = workspace.as_of(global, ledger.as_ref(), env)?;
            let answer = Answer { plan: &plan, files: &names, written: asked.how.write };
            output::json(env, &asked.kind, as_of, None, &answer)?;
        }
        Format::Human => env.answer(&framework_text::human(&plan, &names, asked))?,
    }
    Ok(if plan.has_trouble() { Ended::Findings } else { workspace.ended() })
}

/// Where a file goes: one of the program's as it was read, or a new one that is not there.
fn target(workspace: &Workspace, path: &str) -> Result<std::path::PathBuf, Failure> {
    let cannot = |why: &str| {
        Failure::usage(format!("{path} cannot be written: {why}"))
            .help("put that right, or move the file away, and run the command again")
    };
    if let Some(file) = workspace.sources.find(path) {
        return workspace.to_change(file).map_err(|why| cannot(&why));
    }
    let target = workspace.inside(path)?;
    if target.symlink_metadata().is_ok() {
        return Err(cannot("something is there that is no file of the program"));
    }
    Ok(target)
}
