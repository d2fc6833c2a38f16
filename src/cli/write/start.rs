//! `storyproof sprint start`.

use storyproof::{
    edit::Change,
    ids::SprintId,
    model::{Sprint, SprintState, StoryStatus},
    report::words::count,
    time::Day,
};
use toml_edit::Array;

use super::{args::Start, change::carry_out, shift, target};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    workspace::Workspace,
};

/// Writes down which stories a sprint begins with.
pub(in crate::cli) fn start(
    args: &Start,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let today = env.clock.now.day();
    let id = match &args.sprint {
        Some(typed) => shift::sprint(&workspace, typed)?,
        None => next(&workspace, today)?,
    };
    let Some(sprint) = workspace.program.sprint(&id) else {
        return Err(Failure::usage(format!("there is no sprint `{id}`")));
    };
    let stories = stories(&workspace, &id);
    may_start(sprint, &stories, today)?;
    let target = target::find(&workspace, &format!("sprint:{id}"))?;
    let change = Change::Set("committed", one_a_line(&stories).into());
    let file = target.changed(&workspace, &[change])?;
    if sprint.start.value < today {
        env.complain(&format!(
            "warning: {id} began on {}: what came since then counts as if it had been there",
            sprint.start.value
        ));
    }
    let what = format!("sprint {id} begins with {}", stories.join(", "));
    carry_out(&workspace, &what, vec![file], &args.consent, global, env)
}

/// The sprint that is open without a commitment, else the next one.
fn next(workspace: &Workspace, today: Day) -> Result<SprintId, Failure> {
    let open =
        |sprint: &&Sprint| sprint.committed.is_none() && sprint.state(today) != SprintState::Ended;
    let found =
        workspace.program.sprints.iter().filter(open).min_by_key(|sprint| sprint.start.value);
    found.map(|sprint| sprint.id.value.clone()).ok_or_else(|| {
        Failure::usage("no sprint waits for its start")
            .help("`storyproof plan` proposes the next one")
    })
}

fn stories(workspace: &Workspace, sprint: &SprintId) -> Vec<String> {
    let stories = workspace.program.stories.values();
    let inside = stories.filter(|story| {
        story.status.value != StoryStatus::Dropped
            && story.sprint.as_ref().is_some_and(|at| at.value == *sprint)
    });
    inside.map(|story| story.id.value.to_string()).collect()
}

/// One entry a line, so that two people's changes do not meet in one.
fn one_a_line(stories: &[String]) -> Array {
    let mut array = Array::from_iter(stories);
    array.iter_mut().for_each(|entry| entry.decor_mut().set_prefix("\n    "));
    array.set_trailing("\n");
    array.set_trailing_comma(true);
    array
}

fn may_start(sprint: &Sprint, stories: &[String], today: Day) -> Result<(), Failure> {
    let id = &sprint.id.value;
    if sprint.state(today) == SprintState::Ended {
        return Err(Failure::usage(format!("{id} ended on {}", sprint.end.value))
            .help("what it began with is history; `storyproof sprint review` tells how it went"));
    }
    if let Some(committed) = &sprint.committed {
        return Err(Failure::usage(format!(
            "{id} has begun with {}",
            count(committed.len(), "story")
        ))
        .help("what came and went since then is its scope: `storyproof sprint board` shows it"));
    }
    if stories.is_empty() {
        return Err(Failure::usage(format!("no story stands in {id}"))
            .help(format!("fill it first: storyproof plan {id} --write")));
    }
    Ok(())
}
