//! `storyproof link` and `storyproof unlink`.

use storyproof::{
    edit::Change,
    ids::StoryId,
    model::{Key, Kind, Shape},
};

use super::{
    args::Link,
    change::{Changed, carry_out},
    target::{self, Target},
};
use crate::cli::{
    args::Global,
    env::Env,
    failure::{Ended, Failure},
    find,
    workspace::Workspace,
};

/// Whether links are made or taken away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Link,
    Unlink,
}

/// Lists that are history, or other names: nothing is linked there.
const NOT_LINKS: [&str; 3] = ["formerly", "aliases", "committed"];

pub(super) fn run(args: &Link, way: Way, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let one = target::find(&workspace, &args.id)?;
    let mut files: Vec<(Target, Vec<Change>)> = Vec::new();
    let mut said = Vec::new();
    for typed in &args.others {
        let (other, named) = target::names(&find::find(&workspace.program, typed, |_| true)?);
        let texts: Vec<&str> = named.iter().map(|(_, text)| text.as_str()).collect();
        let id = texts.join("/");
        // Links are written in one direction only: in the record that has the list.
        let here = planned(&one, other, &id, way, args, &workspace)?;
        let (holder, change) = if let Some(change) = here {
            (target::find(&workspace, &args.id)?, change)
        } else {
            let back = target::find(&workspace, typed)?;
            let change = planned(&back, one.kind.name, &one.id(), way, args, &workspace)?;
            let change = change.ok_or_else(|| nowhere(&one, other))?;
            (back, change)
        };
        said.push(id);
        let same = |(known, _): &&mut (Target, Vec<Change>)| {
            known.kind.name == holder.kind.name && known.named == holder.named
        };
        match files.iter_mut().find(same) {
            Some((_, changes)) => changes.push(change),
            None => files.push((holder, vec![change])),
        }
    }
    let changed = changed(&workspace, &files)?;
    let word = if way == Way::Link { "link" } else { "unlink" };
    let between = if way == Way::Link { "to" } else { "from" };
    let what = format!("{word} {} {between} {}", one.id(), said.join(", "));
    carry_out(&workspace, &what, changed, &args.consent, global, env)
}

/// Every file once, though several records of it change.
fn changed(
    workspace: &Workspace,
    files: &[(Target, Vec<Change>)],
) -> Result<Vec<Changed>, Failure> {
    let mut all: Vec<Changed> = Vec::new();
    for (holder, changes) in files {
        let one = holder.changed(workspace, changes)?;
        if all.iter().any(|file| file.path == one.path) {
            return Err(Failure::usage(format!("{} holds two of these records", one.path))
                .help("link them one after the other"));
        }
        all.push(one);
    }
    Ok(all)
}

fn nowhere(one: &Target, other: &str) -> Failure {
    let single = one.kind.keys.iter().find(|key| key.shape == Shape::Id(kind_of(other)));
    let failure = Failure::usage(format!("a {} has no list of links to a {other}", one.kind.name));
    match single {
        Some(key) => {
            failure.help(format!("it has one `{0}`: storyproof set {1} {0}=ID", key.name, one.id()))
        }
        None => failure.help(format!("`storyproof schema {}` tells what it has", one.kind.name)),
    }
}

fn kind_of(name: &str) -> &'static str {
    storyproof::model::describe()
        .into_iter()
        .map(|kind| kind.name)
        .find(|known| *known == name)
        .unwrap_or_default()
}

/// The change that links a record to another of a kind; `None` when it has no place for that.
fn planned(
    one: &Target,
    other: &str,
    id: &str,
    way: Way,
    args: &Link,
    workspace: &Workspace,
) -> Result<Option<Change>, Failure> {
    if let Some(key) = list_of(&one.kind, other) {
        return Ok(Some(in_list(key, id, way)));
    }
    if one.kind.name != "story" || !["check", "attestation"].contains(&other) {
        return Ok(None);
    }
    let at = criterion(one, id, way, args, workspace)?;
    let change = match (other, way) {
        ("check", _) => in_list("checks", id, way),
        (_, Way::Link) => Change::Set("attestation", id.into()),
        (_, Way::Unlink) => Change::Remove("attestation"),
    };
    Ok(Some(Change::At("acceptance", at, Box::new(change))))
}

fn in_list(key: &'static str, id: &str, way: Way) -> Change {
    match way {
        Way::Link => Change::Push(key, id.into()),
        Way::Unlink => Change::Pull(key, id.to_owned()),
    }
}

/// The list of a kind of record that holds ids of another kind.
fn list_of(kind: &Kind, other: &str) -> Option<&'static str> {
    let is_list = |key: &&Key| match &key.shape {
        Shape::List(entry) => matches!(**entry, Shape::Id(of) if of == other),
        _ => false,
    };
    let mut lists = kind.keys.iter().filter(is_list).map(|key| key.name);
    lists.find(|name| !NOT_LINKS.contains(name))
}

/// The criterion that is meant, counted from 0: the one that was said, the only one there is, or the
/// only one that has the link to be taken away.
fn criterion(
    one: &Target,
    id: &str,
    way: Way,
    args: &Link,
    workspace: &Workspace,
) -> Result<usize, Failure> {
    let story = StoryId::parse(&one.id()).ok().and_then(|id| workspace.program.stories.get(&id));
    let criteria = story.map(|story| story.acceptance.as_slice()).unwrap_or_default();
    let list = || {
        let texts = criteria.iter().enumerate();
        let texts: Vec<String> =
            texts.map(|(n, criterion)| format!("{}: {}", n + 1, criterion.text.value)).collect();
        texts.join("; ")
    };
    if let Some(number) = args.criterion {
        let at = number.checked_sub(1).filter(|at| *at < criteria.len());
        return at.ok_or_else(|| {
            Failure::usage(format!("`{}` has no criterion {number}", one.id())).help(list())
        });
    }
    let has = |at: &usize| {
        let found = criteria.get(*at).map(|criterion| {
            let mut checks = criterion.checks.iter().map(|check| check.as_str());
            let attestation = criterion.attestation.as_ref().map(|one| one.as_str());
            checks.any(|check| check == id) || attestation == Some(id)
        });
        way == Way::Link || found == Some(true)
    };
    let fitting: Vec<usize> = (0..criteria.len()).filter(has).collect();
    match fitting.as_slice() {
        [only] => Ok(*only),
        [] => Err(Failure::usage(format!("`{}` has no criterion for it", one.id()))
            .help(format!("write one: storyproof set {} 'acceptance+=What must be so'", one.id()))),
        _ => Err(Failure::usage(format!("`{}` has several criteria: say which", one.id()))
            .help(format!("add --criterion N; {}", list()))),
    }
}
