//! Which records were meant.

use storyproof::{
    evidence::{Approvable, History, RecordRef},
    ids::{ControlRef, FrameworkId},
    program::Program,
};

use crate::cli::{
    explain_entry,
    failure::Failure,
    find::{self, Named},
};

/// The records that were typed, each once, in the order of typing.
pub(in crate::cli) fn targets(
    program: &Program,
    history: &History,
    typed: &[String],
) -> Result<Vec<RecordRef>, Failure> {
    let mut targets: Vec<RecordRef> = Vec::new();
    for typed in typed {
        for record in one(program, history, typed)? {
            if !targets.contains(&record) {
                targets.push(record);
            }
        }
    }
    Ok(targets)
}

fn one(program: &Program, history: &History, typed: &str) -> Result<Vec<RecordRef>, Failure> {
    if let Some(typed) = typed.strip_prefix("soa:") {
        return applicability(program, typed);
    }
    if let Some(number) = explain_entry::number(typed).filter(|_| typed.starts_with("entry:")) {
        if history.exceptions.iter().any(|record| record.entry == number) {
            return Ok(vec![RecordRef::new(Approvable::Exception, number)]);
        }
        return Err(Failure::usage(format!(
            "entry {number} is no exception, as far as is known here"
        ))
        .help(
            "`storyproof exception list` shows all; of the ledger only exceptions are approved",
        ));
    }
    let named = find::find(program, typed, |named| of(named).is_some())?;
    Ok(of(&named).into_iter().collect())
}

/// The record of what was named, when it is of a kind that can be approved.
pub(super) fn of(named: &Named) -> Option<RecordRef> {
    Some(match named {
        Named::Story(id) => RecordRef::new(Approvable::Story, id),
        Named::Sprint(id) => RecordRef::new(Approvable::Sprint, id),
        Named::Risk(id) => RecordRef::new(Approvable::Risk, id),
        Named::Check(id) => RecordRef::new(Approvable::Check, id),
        Named::Control(id) => RecordRef::new(Approvable::Control, id),
        Named::Attestation(id) => RecordRef::new(Approvable::Attestation, id),
        _ => return None,
    })
}

/// One decision of the Statement of Applicability, or all of a framework.
fn applicability(program: &Program, typed: &str) -> Result<Vec<RecordRef>, Failure> {
    if let Ok(framework) = FrameworkId::parse(typed)
        && program.frameworks.contains_key(&framework)
    {
        let decided = program.applicability.keys().filter(|id| id.framework == framework);
        let all: Vec<RecordRef> =
            decided.map(|id| RecordRef::new(Approvable::Applicability, id)).collect();
        return if all.is_empty() {
            Err(Failure::usage(format!("no control of `{framework}` is decided on"))
                .help("write [[applicability]] tables first"))
        } else {
            Ok(all)
        };
    }
    let named = find::find(program, typed, |named| matches!(named, Named::Control(_)))?;
    match named {
        Named::Control(id) if program.applicability.contains_key(&id) => Ok(vec![record(&id)]),
        Named::Control(id) => Err(Failure::usage(format!("there is no decision on `{id}` yet"))
            .help("write an [[applicability]] for it first")),
        _ => Err(Failure::usage(format!("`{typed}` is no control"))),
    }
}

fn record(id: &ControlRef) -> RecordRef {
    RecordRef::new(Approvable::Applicability, id)
}
