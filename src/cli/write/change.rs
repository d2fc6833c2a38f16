//! A planned change of files: shown, tried on the program in memory, and then written.

use std::{collections::BTreeMap, fmt::Write as _};

use schemars::JsonSchema;
use serde::Serialize;
use similar::TextDiff;
use storyproof::diag::{Finding, LintLevel, Report};

use super::args::Consent;
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    workspace::Workspace,
};

/// A file as it would be.
#[derive(Debug)]
pub(in crate::cli) struct Changed {
    /// The path from the program's root.
    pub(in crate::cli) path: String,
    /// Its text now; `None` when it is not there.
    pub(in crate::cli) before: Option<String>,
    /// Its text then.
    pub(in crate::cli) after: String,
}

/// What a change of files comes to, for programs.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ChangeAnswer")]
pub(in crate::cli) struct Answer<'a> {
    /// What is done, in a line.
    what: &'a str,
    /// The files that change.
    files: Vec<File<'a>>,
    /// What could not be read or resolved any more; then nothing is written.
    errors: Vec<String>,
    /// What `check` would warn of then, and does not now.
    warnings: Vec<String>,
    /// What `check` finds now, and would not then.
    mended: Vec<String>,
    /// Whether the files were written.
    written: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ChangedFile")]
struct File<'a> {
    /// The file, from the program's root.
    #[serde(rename = "file")]
    path: &'a str,
    /// Whether it does not exist yet.
    new: bool,
    /// What changes in it, as a unified diff.
    diff: String,
}

/// What a change makes of the program.
pub(in crate::cli) struct Trial {
    /// What could not be read or resolved any more.
    pub(in crate::cli) errors: Vec<String>,
    pub(in crate::cli) warnings: Vec<String>,
    mended: Vec<String>,
}

/// Shows a change, and writes it when that is wanted and the program can still be read.
///
/// # Errors
/// When the program could not be read then, or a file cannot be written.
pub(super) fn carry_out(
    workspace: &Workspace,
    what: &str,
    changed: Vec<Changed>,
    consent: &Consent,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let changed: Vec<Changed> = changed
        .into_iter()
        .filter(|file| file.before.as_deref() != Some(file.after.as_str()))
        .collect();
    if changed.is_empty() && consent.format == Format::Human {
        env.answer(&format!("{what}: nothing to change, it is so already\n"))?;
        return Ok(Ended::Fine);
    }
    let trial = attempt(workspace, &changed, env);
    if consent.format == Format::Human {
        env.answer(&shown(what, &changed, &trial))?;
    }
    if !trial.errors.is_empty() {
        return Err(refused(&trial));
    }
    let may_ask = !consent.dry_run && consent.format == Format::Human;
    let written = consent.write || (may_ask && env.confirm("Write this?"));
    if written {
        write(workspace, &changed, env)?;
    }
    if consent.format == Format::Json {
        let ledger = workspace.open_ledger(env)?;
        let as_of = workspace.as_of(global, ledger.as_ref(), env)?;
        let files = changed.iter().map(|file| File {
            path: &file.path,
            new: file.before.is_none(),
            diff: diff(file),
        });
        let files = files.collect();
        let Trial { errors, warnings, mended } = trial;
        let answer = Answer { what, files, errors, warnings, mended, written };
        output::json(env, &answers::CHANGE, as_of, None, &answer)?;
    } else if !written && !consent.dry_run {
        env.say("nothing is written yet: the same with --write writes it");
    }
    Ok(Ended::Fine)
}

/// Reads the program as it would be, and compares what is found.
pub(in crate::cli) fn attempt(workspace: &Workspace, changed: &[Changed], env: &Env) -> Trial {
    let texts = changed.iter().map(|file| (file.path.as_str(), file.after.as_str())).collect();
    let before = counts(&workspace.check(env, None));
    let then = workspace.with(&texts);
    let after = counts(&then.check(env, None));
    let more = |a: &Found, b: &Found, level: LintLevel| -> Vec<String> {
        let of_level = a.iter().filter(|((found, _, _), _)| *found == level);
        of_level
            .filter(|(key, n)| **n > b.get(*key).copied().unwrap_or(0))
            .map(|((_, code, title), _)| format!("{title} ({code})"))
            .collect()
    };
    let mut mended = more(&before, &after, LintLevel::Deny);
    mended.extend(more(&before, &after, LintLevel::Warn));
    Trial {
        errors: more(&after, &before, LintLevel::Deny),
        warnings: more(&after, &before, LintLevel::Warn),
        mended,
    }
}

/// What was found, and how often. Places are left out: lines move.
type Found = BTreeMap<(LintLevel, &'static str, String), usize>;

fn counts(report: &Report) -> Found {
    let mut found = Found::new();
    for Finding { diagnostic, level, .. } in &report.findings {
        let key = (*level, diagnostic.rule.code, diagnostic.title.clone());
        *found.entry(key).or_default() += 1;
    }
    found
}

pub(in crate::cli) fn refused(trial: &Trial) -> Failure {
    let n = trial.errors.len();
    let first = trial.errors.first().map_or("", String::as_str);
    let more = if n > 1 { format!(", and {} more", n - 1) } else { String::new() };
    Failure::usage(format!("after this `check` would fail, so nothing was written: {first}{more}"))
        .help("`storyproof explain CODE` says what a code means")
}

fn diff(file: &Changed) -> String {
    let before = file.before.as_deref().unwrap_or_default();
    let from = if file.before.is_some() { file.path.as_str() } else { "(new)" };
    TextDiff::from_lines(before, &file.after)
        .unified_diff()
        .context_radius(2)
        .header(from, &file.path)
        .to_string()
}

/// The change for people.
pub(super) fn shown(what: &str, changed: &[Changed], trial: &Trial) -> String {
    let mut out = format!("{what}\n");
    // Writing to a string cannot fail.
    for file in changed {
        writeln!(out, "\n{}", diff(file).trim_end()).ok();
    }
    for (word, list) in
        [("error", &trial.errors), ("warning", &trial.warnings), ("mended", &trial.mended)]
    {
        if !list.is_empty() {
            out.push('\n');
        }
        for one in list {
            writeln!(out, "{word}: {one}").ok();
        }
    }
    out
}

/// Writes the files, and says each.
pub(super) fn write(
    workspace: &Workspace,
    changed: &[Changed],
    env: &mut Env,
) -> Result<(), Failure> {
    put(workspace, changed, &mut |file| {
        let verb = if file.before.is_none() { "wrote" } else { "changed" };
        env.say(&format!("{verb} {}", file.path));
    })
}

/// Writes the files: new ones first, so that nothing that is moved is ever nowhere. Each that is
/// written is told.
pub(in crate::cli) fn put(
    workspace: &Workspace,
    changed: &[Changed],
    told: &mut dyn FnMut(&Changed),
) -> Result<(), Failure> {
    let mut places = Vec::new();
    for file in changed {
        let path = match workspace.sources.find(&file.path) {
            Some(id) => workspace
                .to_write(id)
                .map_err(|why| Failure::usage(format!("cannot write {}: {why}", file.path)))?,
            None => workspace.inside(&file.path)?,
        };
        places.push((file, path));
    }
    let (new, old): (Vec<_>, Vec<_>) =
        places.into_iter().partition(|(file, _)| file.before.is_none());
    for (file, path) in new {
        output::write_new_file(&path, file.after.as_bytes())?;
        told(file);
    }
    for (file, path) in old {
        output::write_file(&path, file.after.as_bytes())?;
        told(file);
    }
    Ok(())
}
