//! `storyproof explain` for what only the ledger knows: a file by its SHA-256 or its number, and for
//! what nobody knows.

use super::{
    args::{Format, Global},
    env::Env,
    evidence, explain_entry,
    failure::{Ended, Failure},
    workspace::{Workspace, ledger_failure},
};

/// Every kind of thing that can be explained.
const KINDS: &str = "explain knows the ids of stories, epics, sprints, controls, checks, attestations, risks, components, services, frameworks, parties, personas, accounts and repositories; entries (entry:57, E-0057); the SHA-256 of an artifact or of a document behind a statement; status words; and codes of `check`";

/// The fewest digits of a hash that are taken for one.
const DIGITS: usize = 6;

/// Something that the ledger holds.
pub(super) enum Known {
    /// A file that was submitted, as it was typed.
    File(String),
    /// An entry.
    Entry(u64),
}

impl Known {
    /// Explains it.
    pub(super) fn explain(
        &self,
        global: &Global,
        format: Format,
        env: &mut Env,
    ) -> Result<Ended, Failure> {
        match self {
            Self::File(typed) => evidence::show(typed, format, global, env),
            Self::Entry(number) => explain_entry::run(*number, global, format, env),
        }
    }
}

/// What a number such as `E-0012` or the beginning of a SHA-256 names in the ledger.
pub(super) fn known(
    typed: &str,
    workspace: &Workspace,
    global: &Global,
    env: &Env,
) -> Result<Option<Known>, Failure> {
    let number = typed.strip_prefix("E-").or(typed.strip_prefix("e-"));
    if let Some(number) = number.and_then(explain_entry::number) {
        return Ok(Some(Known::Entry(number)));
    }
    let hash = typed.strip_prefix("sha256:").unwrap_or(typed).to_ascii_lowercase();
    if hash.len() < DIGITS || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(None);
    }
    let Some(ledger) = workspace.open_ledger(env)? else { return Ok(None) };
    let as_of = workspace.as_of(global, Some(&ledger), env)?;
    let history = ledger.history(as_of).map_err(|error| ledger_failure(&error))?;
    if history.runs.iter().any(|record| record.artifact.starts_with(&hash)) {
        return Ok(Some(Known::File(hash)));
    }
    let behind = history.attestations.iter().rev().find(|record| {
        record.attested.document_sha256.as_ref().is_some_and(|sha256| sha256.starts_with(&hash))
    });
    Ok(behind.map(|record| Known::Entry(record.entry)))
}

/// Whether this is the number of an AWS account rather than of an entry.
pub(super) fn is_account(typed: &str) -> bool {
    typed.len() == 12 && typed.bytes().all(|b| b.is_ascii_digit())
}

/// The failure for what nobody knows, with every kind of thing that is known.
pub(super) fn unknown(typed: &str, failure: Failure) -> Failure {
    let advice = failure.advice().map(str::to_owned).unwrap_or_default();
    if is_account(typed) {
        return Failure::usage(format!("account `{typed}` is not in the program")).help(format!(
            "add an [[account]] with this id to a file below controls/, if it is yours; {KINDS}"
        ));
    }
    let is_new = !failure.message().contains("several things");
    if is_new { failure.help(format!("{advice}\n      {KINDS}")) } else { failure }
}
