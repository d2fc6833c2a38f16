//! `storyproof schema`, and the line with which a file names its schema.

use std::path::Path;

use storyproof::{
    diag::Nearest,
    model::describe,
    schema::{Known, RECORDS, SETTINGS, of_kind, of_records, of_settings},
};

use super::args::Schema;
use crate::cli::{
    env::Env,
    failure::{Ended, Failure},
    output,
    workspace::Workspace,
};

/// The folder of a program in which its schemas lie.
const FOLDER: &str = "schemas";

pub(super) fn run(args: &Schema, env: &mut Env) -> Result<Ended, Failure> {
    let known =
        if args.ids { Known::new(&Workspace::open(env)?.program) } else { Known::default() };
    let kinds: Vec<&str> = match &args.kind {
        Some(kind) => vec![kind],
        None if args.output.is_some() => vec![RECORDS, SETTINGS],
        None => vec![RECORDS],
    };
    for kind in kinds {
        let text = text(kind, &known)?;
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

fn text(kind: &str, known: &Known) -> Result<String, Failure> {
    let schema = match kind {
        RECORDS => Some(of_records(known)),
        SETTINGS => Some(of_settings(known)),
        kind => of_kind(kind, known),
    };
    let schema = schema.ok_or_else(|| {
        let kinds = describe();
        let names = || [RECORDS, SETTINGS].into_iter().chain(kinds.iter().map(|kind| kind.name));
        let near = Nearest::default().find(kind, names());
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let all = names().collect::<Vec<_>>().join(", ");
        Failure::usage(format!("there is no schema `{kind}`"))
            .help(format!("{near}there are: {all}"))
    })?;
    let text = serde_json::to_string_pretty(&schema)
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
