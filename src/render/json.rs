//! JSON: a view in the one envelope that every command uses.

use serde::Serialize;

use super::{Error, Kind, kinds};
use crate::{
    diag::safe::pretty_json,
    evidence::LedgerHead,
    report::{Frame, Matrix, ProgramReport, SprintReport},
    time::AsOf,
};

/// The version of the envelope and of the views in it.
pub const SCHEMA_VERSION: u32 = 1;

/// What stands around JSON output.
#[derive(Debug, Serialize)]
pub struct Envelope<'a, T> {
    /// [`SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What `data` is.
    pub kind: &'a str,
    /// The two clocks.
    pub as_of: AsOf,
    /// Where the ledger stood; `null` without a ledger.
    pub ledger_head: Option<&'a LedgerHead>,
    /// The answer.
    pub data: &'a T,
}

/// A report: its view in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn report<V: Serialize>(kind: &Kind<V>, frame: &Frame, view: &V) -> Result<String, Error> {
    envelope(kind, frame.as_of, frame.head.as_ref(), view)
}

/// The program on one page.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn program(view: &ProgramReport) -> Result<String, Error> {
    report(&kinds::PROGRAM, &view.frame, view)
}

/// One sprint.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn sprint(view: &SprintReport) -> Result<String, Error> {
    report(&kinds::SPRINT, &view.frame, view)
}

/// The encryption or the logging matrix.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn matrix(view: &Matrix) -> Result<String, Error> {
    let is_logging = view.frame.kind == kinds::LOGGING.name();
    let kind = if is_logging { &kinds::LOGGING } else { &kinds::ENCRYPTION };
    report(kind, &view.frame, view)
}

/// Writes a value in its envelope, with a line end. Characters that a terminal would act on are
/// escaped, which means the same to every reader of JSON.
///
/// # Errors
/// When the value cannot be written as JSON.
pub fn envelope<T: Serialize>(
    kind: &Kind<T>,
    as_of: AsOf,
    ledger_head: Option<&LedgerHead>,
    data: &T,
) -> Result<String, Error> {
    let kind = kind.name();
    let envelope = Envelope { schema_version: SCHEMA_VERSION, kind, as_of, ledger_head, data };
    Ok(pretty_json(&envelope)?)
}
