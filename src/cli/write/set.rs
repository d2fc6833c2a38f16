//! `storyproof set`.

use storyproof::{edit::Change, ids::StoryId, model::StoryStatus};

use super::{
    args::Set,
    assign::Assignment,
    change::carry_out,
    target::{self, Target},
};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    workspace::Workspace,
};

pub(super) fn run(args: &Set, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let target = target::find(&workspace, &args.id)?;
    let today = env.clock.now.day().to_string();
    let mut typed = Vec::new();
    for text in &args.fields {
        let assignment = Assignment::parse(text)?;
        if target.kind.named_by().contains(&assignment.key.as_str()) {
            return Err(Failure::usage(format!("`{}` names the record and is kept", assignment.key))
                .help("other records and reports of the past refer to it; `retire` it, and write a `new` one"));
        }
        typed.push(assignment);
    }
    let mut changes = Vec::new();
    for assignment in &typed {
        changes.push(assignment.change(&target.kind.keys, &today)?);
    }
    changes.extend(dates(&target, &typed, &workspace, &today)?);
    let what = format!("{} {}: {}", target.kind.name, target.id(), args.fields.join(", "));
    let file = target.changed(&workspace, &changes)?;
    carry_out(&workspace, &what, vec![file], &args.consent, global, env)
}

/// The days that go with a claim: when work began, and when it was said to be done. A story that is
/// no longer done has no such day.
fn dates(
    target: &Target,
    typed: &[Assignment],
    workspace: &Workspace,
    today: &str,
) -> Result<Vec<Change>, Failure> {
    let claim = typed.iter().rev().find(|one| one.key == "status");
    let story = StoryId::parse(&target.id()).ok().and_then(|id| workspace.program.stories.get(&id));
    let (Some(claim), Some(story), "story") = (claim, story, target.kind.name) else {
        return Ok(Vec::new());
    };
    let said = |key: &str| typed.iter().any(|one| one.key == key);
    let day = |key: &str| Assignment::parse(&format!("{key}={today}"));
    let mut changes = Vec::new();
    let claim = claim.value.as_str();
    if [StoryStatus::Doing.word(), StoryStatus::Done.word()].contains(&claim)
        && story.started.is_none()
        && !said("started")
    {
        changes.push(day("started")?.change(&target.kind.keys, today)?);
    }
    if claim == StoryStatus::Done.word() {
        if story.done.is_none() && !said("done") {
            changes.push(day("done")?.change(&target.kind.keys, today)?);
        }
    } else if story.done.is_some() && !said("done") {
        changes.push(Change::Remove("done"));
    }
    Ok(changes)
}
