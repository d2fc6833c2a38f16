//! `storyproof split`.

use storyproof::{
    edit::{self, Change},
    ids::{SprintId, StoryId},
    model::{Criterion, Story, StoryStatus},
    source::Spanned,
};
use toml_edit::{Array, InlineTable, Value};

use super::{
    args::Split,
    change::carry_out,
    new::{behind, minted, story_file},
    shift, target,
};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    workspace::Workspace,
};

pub(super) fn run(args: &Split, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let named =
        find::find(&workspace.program, &args.story, |named| matches!(named, Named::Story(_)))?;
    let Named::Story(id) = &named else {
        return Err(Failure::usage(format!("`{}` is not a story", args.story)));
    };
    let Some(story) = workspace.program.stories.get(id) else {
        return Err(Failure::usage(format!("`{id}` cannot be read")));
    };
    let taken = criteria(args, story)?;
    let sprint = args.to.as_deref().map(|typed| shift::sprint(&workspace, typed)).transpose()?;
    let new = minted(&workspace, story.epic.as_str(), args.seed.unwrap_or(env.seed))?;
    let fields = fields(args, story, &new, &taken, sprint.as_ref().map(SprintId::as_str));
    let record = edit::table("story", &fields);
    let path = story_file(&workspace, story.epic.as_str(), &new);
    let mut changed = vec![behind(&workspace, &path, &record)?];
    let target = target::find(&workspace, &format!("story:{id}"))?;
    changed.push(target.changed(&workspace, &left(args, story, &taken)?)?);
    let what = format!("split {id}: {new} takes {} of its criteria", taken.len());
    carry_out(&workspace, &what, changed, &args.consent, global, env)
}

/// The criteria that go, counted from 0. One has to stay: without any the story would prove nothing.
fn criteria(args: &Split, story: &Story) -> Result<Vec<usize>, Failure> {
    let mut taken = Vec::new();
    for number in &args.criteria {
        let at = number.checked_sub(1).filter(|at| *at < story.acceptance.len());
        let at = at.ok_or_else(|| {
            let texts = story.acceptance.iter().enumerate();
            let texts: Vec<String> =
                texts.map(|(n, one)| format!("{}: {}", n + 1, one.text.value)).collect();
            Failure::usage(format!("`{}` has no criterion {number}", story.id.value))
                .help(texts.join("; "))
        })?;
        if !taken.contains(&at) {
            taken.push(at);
        }
    }
    taken.sort_unstable();
    if !taken.is_empty() && taken.len() == story.acceptance.len() {
        return Err(Failure::usage(format!("`{}` would keep no criterion", story.id.value))
            .help("leave it one, or change its title instead"));
    }
    Ok(taken)
}

/// What is left of the old story.
fn left(args: &Split, story: &Story, taken: &[usize]) -> Result<Vec<Change>, Failure> {
    // From the last on, so that no number moves before its turn.
    let mut changes: Vec<Change> =
        taken.iter().rev().map(|at| Change::Drop("acceptance", *at)).collect();
    if let (Some(gone), Some(all)) = (args.points, &story.points) {
        let left = all.value.checked_sub(gone).filter(|left| *left > 0).ok_or_else(|| {
            Failure::usage(format!(
                "`{}` has {} points: {gone} cannot go",
                story.id.value, all.value
            ))
        })?;
        changes.push(Change::Set("points", i64::from(left).into()));
    }
    Ok(changes)
}

fn fields(
    args: &Split,
    story: &Story,
    new: &str,
    taken: &[usize],
    sprint: Option<&str>,
) -> Vec<(&'static str, Value)> {
    let mut fields: Vec<(&str, Value)> = vec![
        ("id", new.into()),
        ("epic", story.epic.as_str().into()),
        ("title", args.title.as_str().into()),
    ];
    let mut some = |key: &'static str, value: Option<Value>| {
        fields.extend(value.map(|value| (key, value)));
    };
    some("persona", story.persona.as_ref().map(|id| id.as_str().into()));
    some("want", (!story.want.is_empty()).then(|| story.want.as_str().into()));
    some("so_that", (!story.so_that.is_empty()).then(|| story.so_that.as_str().into()));
    some("sprint", sprint.map(Into::into));
    some("points", args.points.map(|points| i64::from(points).into()));
    some("layer", story.layer.as_ref().map(|layer| i64::from(layer.value).into()));
    some("owner", story.owner.as_ref().map(|id| id.as_str().into()));
    some("status", Some(StoryStatus::Draft.word().into()));
    some("controls", list(&story.controls));
    some("components", list(&story.components));
    some("risks", list(&story.risks));
    let after: Vec<Spanned<StoryId>> = vec![story.id.clone()];
    some("depends_on", list(&after));
    let criteria = taken.iter().filter_map(|at| story.acceptance.get(*at)).map(criterion);
    let criteria: Array = criteria.collect();
    some("acceptance", (!criteria.is_empty()).then_some(criteria.into()));
    fields
}

fn list<T: ToString>(ids: &[Spanned<T>]) -> Option<Value> {
    let list: Array = ids.iter().map(|id| id.value.to_string()).collect();
    (!list.is_empty()).then_some(list.into())
}

fn criterion(criterion: &Criterion) -> InlineTable {
    let mut table = InlineTable::new();
    table.insert("text", criterion.text.as_str().into());
    if let Some(checks) = list(&criterion.checks) {
        table.insert("checks", checks);
    }
    if let Some(attestation) = &criterion.attestation {
        table.insert("attestation", attestation.as_str().into());
    }
    table
}
