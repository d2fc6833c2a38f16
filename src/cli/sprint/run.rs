//! From what was typed to what is shown.

use storyproof::{
    render::{kinds, markdown},
    report::{self, Inputs, Lang, SprintReport},
};

use super::{
    answer,
    args::{Board, Epics, Review, Sprints},
    board, roadmap,
};
use crate::cli::{
    answers,
    args::{Answer, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    records::{self, RecordKind},
    report::sprint_of,
    workspace::{Assessed, Workspace},
    write,
};

/// Runs `storyproof sprint`.
pub(in crate::cli) fn sprint(
    args: &Sprints,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    match args {
        Sprints::Records(args) => records::run(RecordKind::Sprint, args, global, env),
        Sprints::Board(args) => show_board(args, global, env),
        Sprints::Start(args) => write::start(args, global, env),
        Sprints::Review(args) => review(args, global, env),
    }
}

/// Runs `storyproof epic`.
pub(in crate::cli) fn epic(args: &Epics, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    match args {
        Epics::Records(args) => records::run(RecordKind::Epic, args, global, env),
        Epics::Roadmap(args) => show_roadmap(args, global, env),
    }
}

fn view(
    workspace: &Workspace,
    assessed: &Assessed,
    typed: Option<&str>,
    lang: Lang,
) -> Result<SprintReport, Failure> {
    let inputs = Inputs { lang, ..assessed.inputs(&workspace.program) };
    let id = sprint_of(workspace, &inputs, typed)?;
    report::sprint(&inputs, &id).ok_or_else(|| Failure::usage(format!("there is no sprint `{id}`")))
}

fn show_board(args: &Board, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let view = view(&workspace, &assessed, args.sprint.as_deref(), Lang::En)?;
    if args.answer.format == Format::Json {
        let data = answer::Answer::of(&view);
        output::json(
            env,
            &answers::BOARD,
            view.frame.as_of,
            assessed.history.head.as_ref(),
            &data,
        )?;
    } else {
        let text = board::text(&view, env.width);
        env.answer(&text)?;
    }
    Ok(workspace.ended())
}

fn review(args: &Review, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let (sprint, lang) = (args.sprint.as_deref(), args.lang.lang());
    let text = review_text(&workspace, sprint, lang, global, env)?;
    env.answer(&text)?;
    Ok(workspace.ended())
}

/// A sprint in a few lines of Markdown.
pub(in crate::cli) fn review_text(
    workspace: &Workspace,
    sprint: Option<&str>,
    lang: Lang,
    global: &Global,
    env: &mut Env,
) -> Result<String, Failure> {
    let assessed = workspace.assess(global, env)?;
    let view = view(workspace, &assessed, sprint, lang)?;
    markdown::review(&view).map_err(|error| Failure::because("cannot write the review", &error))
}

fn show_roadmap(args: &Answer, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let view = report::roadmap(&assessed.inputs(&workspace.program));
    if args.format == Format::Json {
        output::json(
            env,
            &kinds::ROADMAP,
            view.frame.as_of,
            assessed.history.head.as_ref(),
            &view,
        )?;
    } else {
        let text = roadmap::text(&view, env.width);
        env.answer(&text)?;
    }
    Ok(workspace.ended())
}
