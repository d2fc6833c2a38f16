//! The command.

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    ids::SprintId,
    model::Sprint,
    plan::{Asked, Refused},
    render,
    report::{self, PlanReport},
};

use super::{
    args::{Plan, PlanAim, PlanFormat},
    text,
    write::{self, Written},
};
use crate::cli::{
    answers,
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    output,
    workspace::Workspace,
};

/// The plan as programs get it.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PlanAnswer")]
pub(in crate::cli) struct Answer<'a> {
    #[serde(flatten)]
    plan: &'a PlanReport,
    /// What `--write` changed.
    written: &'a [Written],
}

pub(in crate::cli) fn run(args: &Plan, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let asked = asked(&args.aim, &workspace)?;
    let assessed = workspace.assess(global, env)?;
    let view =
        report::plan(&assessed.inputs(&workspace.program), &asked).map_err(|why| refused(&why))?;
    if args.write && view.sprint.to_write.is_some() {
        let id = &view.sprint.id;
        return Err(Failure::usage(format!("sprint `{id}` is not written down yet"))
            .help(format!("write it, and plan again: {}", text::new_sprint(&view))));
    }
    let written = if args.write { write::write(&workspace, &view)? } else { Vec::new() };
    let head = assessed.history.head.as_ref();
    let as_of = view.frame.as_of;
    let rendered = |text: Result<String, render::Error>| {
        text.map_err(|error| Failure::because("cannot write the plan", &error))
    };
    match args.format {
        PlanFormat::Json if args.forecast => {
            output::json(env, &answers::FORECAST, as_of, head, &view.forecast)?;
        }
        PlanFormat::Json => {
            output::json(
                env,
                &answers::PLAN,
                as_of,
                head,
                &Answer { plan: &view, written: &written },
            )?;
        }
        PlanFormat::Md => env.answer(&rendered(render::plan::markdown(&view))?)?,
        PlanFormat::Html => env.answer(&rendered(render::plan::html(&view))?)?,
        PlanFormat::Human if args.forecast => env.answer(&text::forecast(&view, env.width))?,
        PlanFormat::Human => env.answer(&text::plan(&view, args, env.width))?,
    }
    let mut all_written = true;
    for file in &written {
        match &file.trouble {
            None => env.say(&format!("wrote {}: {}", file.file, file.what)),
            Some(trouble) => {
                all_written = false;
                env.complain(&format!("left {} as it is: {trouble}", file.file));
            }
        }
    }
    if all_written && !written.is_empty() {
        env.say(&format!(
            "next, on the day it begins: storyproof sprint start {} --write",
            view.sprint.id
        ));
    }
    Ok(if all_written { workspace.ended() } else { Ended::Partly })
}

/// What is to be planned.
pub(in crate::cli) fn asked(aim: &PlanAim, workspace: &Workspace) -> Result<Asked, Failure> {
    let sprint = aim.sprint.as_deref().map(|typed| sprint(typed, workspace)).transpose()?;
    Ok(Asked { sprint, capacity: aim.capacity, carry_over: aim.carry_over })
}

/// A sprint that the files hold, or one that may be proposed.
fn sprint(typed: &str, workspace: &Workspace) -> Result<SprintId, Failure> {
    let found = find::find(&workspace.program, typed, |named| matches!(named, Named::Sprint(_)));
    let begins = |sprint: &Sprint| {
        let head = sprint.id.value.as_str().get(..typed.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(typed))
    };
    match (found, SprintId::parse(typed)) {
        (Ok(Named::Sprint(id)), _) => Ok(id),
        // It may be the one that would be proposed; otherwise the plan says that it is unknown.
        (Err(_), Ok(id)) if !workspace.program.sprints.iter().any(begins) => Ok(id),
        (Err(failure), _) => Err(failure),
        (Ok(_), _) => Err(Failure::usage(format!("`{typed}` is not a sprint"))),
    }
}

/// Why a sprint is not planned, and what to do.
pub(in crate::cli) fn refused(why: &Refused) -> Failure {
    let failure = Failure::usage(why.to_string());
    match why {
        Refused::Unknown(_) => failure
            .help("`storyproof sprint list` shows those there are; write `[[sprint]]` in stories/sprints.toml"),
        Refused::Ended(id, _) => failure.help(format!(
            "plan one that has not ended, or look from a day before: `storyproof plan {id} --as-of DAY`"
        )),
        Refused::None => failure.help("write `[[sprint]]` in stories/sprints.toml"),
    }
}
