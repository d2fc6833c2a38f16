//! `storyproof retire`.

use storyproof::{
    diag::safe_text,
    edit::{self, Change},
    ids::StoryId,
    model::StoryStatus,
};
use toml_edit::Value;

use super::{
    args::Retire,
    change::{Changed, carry_out},
    new::behind,
    target,
};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    workspace::Workspace,
};

/// The file that keeps the ids of what is gone.
const FILE: &str = "controls/retired.toml";

pub(super) fn run(args: &Retire, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let target = target::find(&workspace, &args.id)?;
    let id = target.id();
    let what = format!("retire {} {id}", target.kind.name);
    if target.kind.name == "story" {
        let story = StoryId::parse(&id).ok().and_then(|id| workspace.program.stories.get(&id));
        if story.is_some_and(|story| story.status.value == StoryStatus::Done) {
            return Err(Failure::usage(format!("`{id}` is done: it is history, and stays"))
                .help(format!("what is no longer so is said by evidence; `storyproof set {id} status=…` changes the claim")));
        }
        let word = StoryStatus::Dropped.word();
        let changed = target.changed(&workspace, &[Change::Set("status", word.into())])?;
        return carry_out(&workspace, &what, vec![changed], &args.consent, global, env);
    }
    let because = args.because.as_deref().unwrap_or_default();
    if safe_text(because) != because {
        return Err(Failure::usage("the reason has control characters"));
    }
    let today = env.clock.now.day().to_string();
    let day: Value = today.parse().map_err(|error: toml_edit::TomlError| {
        Failure::because("a day cannot be written", &error)
    })?;
    let mut fields: Vec<(&str, Value)> =
        vec![("kind", target.kind.name.into()), ("id", id.into()), ("on", day)];
    if !because.is_empty() {
        fields.push(("why", because.into()));
    }
    let mut changed = vec![target.rewritten(&workspace, edit::remove)?];
    let record = edit::table("retired", &fields);
    // The record may have stood in that very file.
    match changed.iter_mut().find(|file| file.path == FILE) {
        Some(file) => file.after = edit::add(&file.after, &record),
        None => changed.push(behind(&workspace, FILE, &record)?),
    }
    let changed: Vec<Changed> = changed;
    carry_out(&workspace, &what, changed, &args.consent, global, env)
}
