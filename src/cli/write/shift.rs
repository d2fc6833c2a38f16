//! `storyproof move`.

use storyproof::{
    edit::Change,
    ids::SprintId,
    model::{SprintState, Story},
};

use super::{args::Move, change::carry_out, target};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    workspace::Workspace,
};

pub(super) fn run(args: &Move, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let to = args.to.as_deref().map(|typed| sprint(&workspace, typed)).transpose()?;
    let mut files = Vec::new();
    let mut ids = Vec::new();
    for typed in &args.stories {
        let found =
            find::find(&workspace.program, typed, |named| matches!(named, Named::Story(_)))?;
        let Named::Story(id) = &found else { continue };
        let Some(story) = workspace.program.stories.get(id) else { continue };
        if ids.contains(&id.to_string()) {
            continue;
        }
        ids.push(id.to_string());
        let target = target::find(&workspace, &format!("story:{id}"))?;
        let changes = changes(&workspace, story, to.as_ref(), env)?;
        files.push(target.changed(&workspace, &changes)?);
    }
    let to = to.map_or_else(|| "the backlog".to_owned(), |to| to.to_string());
    let what = format!("{} to {to}", ids.join(", "));
    carry_out(&workspace, &what, files, &args.consent, global, env)
}

/// The sprint that was meant.
pub(super) fn sprint(workspace: &Workspace, typed: &str) -> Result<SprintId, Failure> {
    match find::find(&workspace.program, typed, |named| matches!(named, Named::Sprint(_)))? {
        Named::Sprint(id) => Ok(id),
        _ => Err(Failure::usage(format!("`{typed}` is not a sprint"))),
    }
}

fn changes(
    workspace: &Workspace,
    story: &Story,
    to: Option<&SprintId>,
    env: &Env,
) -> Result<Vec<Change>, Failure> {
    let from = story.sprint.as_ref().map(|sprint| &sprint.value);
    if from == to {
        return Ok(Vec::new());
    }
    let mut changes = match to {
        Some(to) => vec![Change::Set("sprint", to.as_str().into())],
        None => vec![Change::Remove("sprint")],
    };
    let today = env.clock.now.day();
    let left = from.and_then(|id| workspace.program.sprint(id));
    // Plans may change; what a sprint began with is history.
    if let Some(left) = left.filter(|sprint| sprint.state(today) != SprintState::Planned) {
        let moved = format!("{{ on = {today}, from = \"{}\" }}", left.id.value);
        let value = moved.parse().map_err(|error: toml_edit::TomlError| {
            Failure::because("a move cannot be written", &error)
        })?;
        changes.push(Change::Push("moved", value));
    }
    Ok(changes)
}
