//! `storyproof export jira` and its like: stories as the issues of a tracker.

use storyproof::{
    exchange::tracker::{Tracker, out},
    model::Story,
    render,
    report::words,
};

use super::{args::ExportIssues, run::write};
use crate::cli::{
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    workspace::Workspace,
};

/// How many rows Jira recommends a file to have, and how many who is no administrator may import.
const JIRA_ROWS: [usize; 2] = [1_500, 250];

pub(super) fn run(tracker: Tracker, args: &ExportIssues, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    workspace.warn_of_errors(env);
    let stories = chosen(&workspace, args)?;
    let program = &workspace.program;
    let cannot = |error: render::Error| Failure::because("cannot write CSV", &error);
    let text = match tracker {
        Tracker::Jira => out::jira(program, &stories).map_err(cannot)?,
        Tracker::GitHub => out::github(program, &stories),
        Tracker::Linear => out::linear(program, &stories).map_err(cannot)?,
        Tracker::Csv => out::csv(program, &stories).map_err(cannot)?,
    };
    write(&text, args.to.output.as_deref(), env)?;
    if tracker == Tracker::Jira {
        jira_limits(stories.len(), env);
    }
    Ok(workspace.ended())
}

fn chosen<'w>(workspace: &'w Workspace, args: &ExportIssues) -> Result<Vec<&'w Story>, Failure> {
    let program = &workspace.program;
    let find = |typed: &Option<String>, wanted: fn(&Named) -> bool| {
        typed.as_deref().map(|typed| find::find(program, typed, wanted)).transpose()
    };
    let sprint = find(&args.sprint, |named| matches!(named, Named::Sprint(_)))?;
    let epic = find(&args.epic, |named| matches!(named, Named::Epic(_)))?;
    let is_in = |story: &&Story| {
        let planned = story.sprint.as_ref().map(|sprint| Named::Sprint(sprint.value.clone()));
        let above = Some(Named::Epic(story.epic.value.clone()));
        (sprint.is_none() || planned == sprint) && (epic.is_none() || above == epic)
    };
    Ok(program.stories.values().filter(is_in).collect())
}

/// What Jira does with so many rows.
fn jira_limits(rows: usize, env: &mut Env) {
    let [most, others] = JIRA_ROWS;
    let rows_said = words::count(rows as u64, "story");
    env.say(&format!(
        "{rows_said}: import with External System Import, date format yyyy-MM-dd; only it keeps what stands below what"
    ));
    if rows > most {
        env.say(&format!(
            "note: more than the {most} rows that Jira recommends a file to have; --epic or --sprint makes it smaller"
        ));
    } else if rows > others {
        env.say(&format!(
            "note: more than the {others} rows that somebody who is no administrator may import at once; --epic or --sprint makes it smaller"
        ));
    }
}
