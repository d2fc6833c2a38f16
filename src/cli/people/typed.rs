//! Texts, parties and documents as they were typed, checked before anything is recorded.

use std::{
    io::{self, Read as _, Write},
    path::Path,
};

use storyproof::{
    diag::{Nearest, safe_text},
    files::open_regular,
    ids::PartyId,
    ledger::{ArtifactHasher, ArtifactId, Ledger},
    program::Program,
};

use super::super::{env::Env, failure::Failure, workspace::ledger_failure};

/// The longest text that one option takes, in bytes: an entry must stay small enough for any log.
const LONGEST: usize = 4096;
/// The largest document that is kept.
const LARGEST: u64 = 256 << 20;

/// A text that people typed: not empty, not endless, and without characters that act.
pub(in crate::cli) fn text(option: &str, text: &str) -> Result<String, Failure> {
    let text = text.trim();
    let why = if text.is_empty() {
        "is empty"
    } else if text.len() > LONGEST {
        "is longer than 4096 bytes"
    } else if safe_text(text) != text {
        "has control characters"
    } else {
        return Ok(text.to_owned());
    };
    Err(Failure::usage(format!("{option} {why}")).help("write a short plain text"))
}

pub(super) fn optional(option: &str, typed: Option<&str>) -> Result<Option<String>, Failure> {
    typed.map(|typed| text(option, typed)).transpose()
}

/// A web address, which is only kept.
pub(super) fn url(typed: &str) -> Result<String, Failure> {
    let url = text("--url", typed)?;
    let is_web = ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme));
    if !is_web || url.contains(char::is_whitespace) {
        return Err(Failure::usage(format!("--url is `{url}`, no web address"))
            .help("write https://…, or give the document itself with --document"));
    }
    Ok(url)
}

/// A party of the program. A program that names none takes any role.
pub(in crate::cli) fn party(
    program: &Program,
    option: &str,
    typed: &str,
) -> Result<String, Failure> {
    let typed = text(option, typed)?;
    let parties = &program.parties;
    if parties.is_empty() {
        return Ok(typed);
    }
    if PartyId::parse(&typed).is_ok_and(|id| parties.contains_key(&id)) {
        return Ok(typed);
    }
    let nearest = Nearest::default().find(&typed, parties.keys().map(PartyId::as_str));
    let names: Vec<&str> = parties.keys().map(PartyId::as_str).collect();
    let help = nearest.map_or_else(
        || format!("there are: {}", names.join(", ")),
        |name| format!("did you mean `{name}`?"),
    );
    Err(Failure::usage(format!("{option} `{typed}` is no [[party]] of the program")).help(help))
}

/// Reads a document, into the ledger's store or only to hash it.
pub(super) fn document(
    path: &Path,
    ledger: Option<&Ledger>,
    env: &Env,
) -> Result<(String, ArtifactId), Failure> {
    let shown = path.display().to_string();
    let fail = |error: io::Error| Failure::because(format!("cannot read {shown}"), &error);
    let file = open_regular(&env.directory.join(path))
        .map_err(|error| fail(error).help("give the document itself, such as a PDF"))?;
    let mut bytes = file.take(LARGEST + 1);
    let mut copy = |to: &mut dyn Write| match io::copy(&mut bytes, to).map_err(fail)? {
        0 => Err(Failure::usage(format!("{shown} is empty")).help("nothing stands in it")),
        n if n > LARGEST => Err(Failure::usage(format!("{shown} is larger than 256 MiB"))
            .help("keep it elsewhere and give --url")),
        _ => Ok(()),
    };
    let id = if let Some(ledger) = ledger {
        let mut writer = ledger.artifacts().writer().map_err(|e| ledger_failure(&e))?;
        copy(&mut writer)?;
        writer.finish().map_err(|e| ledger_failure(&e))?.id()
    } else {
        let mut hasher = ArtifactHasher::default();
        copy(&mut hasher)?;
        hasher.finish()
    };
    let name = path.file_name().map_or(shown, |name| name.to_string_lossy().into_owned());
    Ok((safe_text(&name).into_owned(), id))
}
