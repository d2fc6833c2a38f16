//! `storyproof schema`, and the line with which a file names its schema.

use std::path::Path;

use storyproof::{
    diag::Nearest,
    model::describe,
    render::{NamedKind, contract},
    schema::{Known, RECORDS, SETTINGS, of_kind, of_records, of_settings},
};

use super::args::Schema;
use crate::cli::{
    answers,
    env::Env,
    failure::{Ended, Failure},
    output,
    workspace::Workspace,
};

/// The folder of a program in which its schemas lie.
const FOLDER: &str = "schemas";

pub(super) fn run(args: &Schema, env: &mut Env) -> Result<Ended, Failure> {
    let schemas = if args.answers { of_answers(args)? } else { of_files(args, env)? };
    for (kind, text) in schemas {
        match &args.output {
            None => env.answer(&text)?,
            Some(folder) => {
                let path = folder.join(format!("{kind}.json"));
                output::write_file(&env.directory.join(&path), text.as_bytes())?;
                env.say(&format!("wrote {}", path.display()));
            }
        }
    }
    Ok(Ended::Fine)
}

/// The schemas of files that are wanted, by name.
fn of_files<'a>(args: &'a Schema, env: &mut Env) -> Result<Vec<(&'a str, String)>, Failure> {
    let known =
        if args.ids { Known::new(&Workspace::open(env)?.program) } else { Known::default() };
    let kinds: Vec<&str> = match &args.kind {
        Some(kind) => vec![kind],
        None if args.output.is_some() => vec![RECORDS, SETTINGS],
        None => vec![RECORDS],
    };
    kinds.into_iter().map(|kind| Ok((kind, text(kind, &known)?))).collect()
}

/// The schemas of answers that are wanted, by name.
fn of_answers(args: &Schema) -> Result<Vec<(&'static str, String)>, Failure> {
    let one = |kind: NamedKind| Ok((kind.name, written(&contract::schema(kind))?));
    match &args.kind {
        Some(typed) => {
            let found = answers::all().find(|kind| kind.name == typed);
            let kind = found.ok_or_else(|| {
                unknown(typed, &answers::all().map(|kind| kind.name).collect::<Vec<_>>())
            })?;
            Ok(vec![one(kind)?])
        }
        None if args.output.is_some() => answers::all().map(one).collect(),
        None => Ok(vec![("answers", written(&contract::schema_of_all(answers::all()))?)]),
    }
}

/// The failure for a schema that there is not.
fn unknown(typed: &str, names: &[&str]) -> Failure {
    let near = Nearest::default().find(typed, names.iter().copied());
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    Failure::usage(format!("there is no schema `{typed}`"))
        .help(format!("{near}there are: {}", names.join(", ")))
}

fn text(kind: &str, known: &Known) -> Result<String, Failure> {
    let schema = match kind {
        RECORDS => Some(of_records(known)),
        SETTINGS => Some(of_settings(known)),
        kind => of_kind(kind, known),
    };
    let schema = schema.ok_or_else(|| {
        let kinds = describe();
        let names = [RECORDS, SETTINGS].into_iter().chain(kinds.iter().map(|kind| kind.name));
        unknown(kind, &names.collect::<Vec<_>>())
    })?;
    written(&schema)
}

fn written(schema: &serde_json::Value) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(schema)
        .map_err(|error| Failure::because("cannot write a schema", &error))?;
    Ok(text + "\n")
}

/// The schemas that a new program gets, by path. They hold no ids: what changes with every story
/// would be in the way of every merge.
pub(in crate::cli) fn laid_down() -> Result<Vec<(String, String)>, Failure> {
    let known = Known::default();
    [RECORDS, SETTINGS]
        .into_iter()
        .map(|kind| Ok((format!("{FOLDER}/{kind}.json"), text(kind, &known)?)))
        .collect()
}

/// The line with which a file of a program names its schema.
pub(in crate::cli) fn line(path: &str) -> String {
    let kind = if path.contains('/') { RECORDS } else { SETTINGS };
    let up = "../".repeat(path.matches('/').count());
    format!("#:schema {up}{FOLDER}/{kind}.json\n")
}

/// The text of a new file of a program, with the line that names its schema if the program has one.
pub(in crate::cli) fn headed(root: &Path, path: &str, text: String) -> String {
    match line_in(root, path) {
        line if line.is_empty() => text,
        line => format!("{line}\n{text}"),
    }
}

/// The line with which a file names its schema, if the program has schemas.
pub(in crate::cli) fn line_in(root: &Path, path: &str) -> String {
    let schema = root.join(FOLDER).join(format!("{RECORDS}.json"));
    if schema.is_file() { line(path) } else { String::new() }
}
