//! `storyproof completions`, and what is offered where an id belongs.

use std::{ffi::OsStr, path::Path};

use clap_complete::{
    engine::{ArgValueCompleter, CompletionCandidate},
    env::Shells,
};
use storyproof::{
    model::{decode, describe},
    program,
    schema::Known,
    source::{Sources, find_root},
};

use super::args::Completions;
use crate::cli::{
    env::Env,
    failure::{Ended, Failure},
};

/// The variable with which the scripts call back.
pub(crate) const VARIABLE: &str = "STORYPROOF_COMPLETE";

pub(super) fn run(args: &Completions, env: &mut Env) -> Result<Ended, Failure> {
    let shells = Shells::builtins();
    let shell = shells.completer(&args.shell).ok_or_else(|| {
        let names: Vec<&str> = shells.names().collect();
        Failure::usage(format!("there are no completions for `{}`", args.shell))
            .help(format!("there are: {}", names.join(", ")))
    })?;
    let mut script = Vec::new();
    shell
        .write_registration(VARIABLE, "storyproof", "storyproof", "storyproof", &mut script)
        .map_err(|error| Failure::because("cannot write the completions", &error))?;
    env.answer_bytes(&script)?;
    Ok(Ended::Fine)
}

/// Offers the ids of every kind.
pub(in crate::cli) fn any_id() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| offered(typed, None))
}

/// Offers the ids of stories.
pub(in crate::cli) fn stories() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| offered(typed, Some("story")))
}

/// Offers the ids of sprints.
pub(in crate::cli) fn sprints() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| offered(typed, Some("sprint")))
}

/// Offers who can own something.
pub(in crate::cli) fn people() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let mut all = offered(typed, Some("party"));
        all.extend(offered(typed, Some("persona")));
        all
    })
}

/// Offers the kinds of record.
pub(in crate::cli) fn kinds() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let kinds = describe().into_iter().map(|kind| kind.name);
        kinds.filter(|name| name.starts_with(&*typed)).map(CompletionCandidate::new).collect()
    })
}

/// The ids of the program around the current folder that begin as typed. Whatever is wrong with its
/// files, a shell is not told.
fn offered(typed: &OsStr, kind: Option<&str>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let here = Path::new(".").canonicalize();
    let Some(root) = here.ok().and_then(|here| find_root(&here)) else { return Vec::new() };
    let Ok(sources) = Sources::read(&root) else { return Vec::new() };
    let known = Known::new(&program::resolve(decode(&sources).0).0);
    let kinds: Vec<&str> = match kind {
        Some(kind) => vec![kind],
        None => describe().into_iter().map(|kind| kind.name).collect(),
    };
    let ids = kinds.iter().flat_map(|kind| known.of(kind));
    let begins =
        |id: &&String| id.get(..typed.len()).is_some_and(|head| head.eq_ignore_ascii_case(&typed));
    ids.filter(begins).map(CompletionCandidate::new).collect()
}
