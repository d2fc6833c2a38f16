//! The reports that people work with as tables: responsibility, risks, traceability. Besides the
//! forms of every report they come as CSV.

use storyproof::{
    ids::{CheckId, EpicId, FrameworkId},
    program::Flaw,
    render::{Error, book, evidence, responsibility, results, risks, trace, traceability},
    report::{
        self, EvidenceIndex, Inputs, ResponsibilityMatrix, Results, RiskRegister, TraceReport,
        Traceability,
    },
};

use super::{
    args::ReportFormat,
    failure::Failure,
    find::{self, Named},
    workspace::Workspace,
};

/// A report that comes as a table as well.
#[derive(Debug, Clone)]
pub(super) enum Register {
    Responsibility(ResponsibilityMatrix),
    Risks(RiskRegister),
    Traceability(Traceability),
    Results(Results),
    Trace(TraceReport),
    Evidence(EvidenceIndex),
}

impl Register {
    /// The responsibility matrix of one framework or of all, with the places of its flaws in the
    /// program's files.
    pub(super) fn responsibility(
        workspace: &Workspace,
        inputs: &Inputs<'_>,
        framework: Option<&FrameworkId>,
    ) -> Self {
        let places = |flaw: &Flaw<'_>| flaw.places(&workspace.sources);
        Self::Responsibility(report::responsibility(inputs, framework, &places))
    }
}

/// Writes one in one form.
pub(super) fn write(what: &Register, format: ReportFormat) -> Result<String, Error> {
    match (what, format) {
        (Register::Responsibility(view), ReportFormat::Html) => responsibility::html(view),
        (Register::Responsibility(view), ReportFormat::Md) => responsibility::markdown(view),
        (Register::Responsibility(view), ReportFormat::Csv) => responsibility::csv(view),
        (Register::Responsibility(view), _) => responsibility::json(view),
        (Register::Risks(view), ReportFormat::Html) => risks::html(view),
        (Register::Risks(view), ReportFormat::Md) => risks::markdown(view),
        (Register::Risks(view), ReportFormat::Csv) => risks::csv(view),
        (Register::Risks(view), _) => risks::json(view),
        (Register::Traceability(view), ReportFormat::Html) => traceability::html(view),
        (Register::Traceability(view), ReportFormat::Md) => traceability::markdown(view),
        (Register::Traceability(view), ReportFormat::Csv) => traceability::csv(view),
        (Register::Traceability(view), _) => traceability::json(view),
        (Register::Results(view), ReportFormat::Html) => results::html(view),
        (Register::Results(view), ReportFormat::Md) => results::markdown(view),
        (Register::Results(view), ReportFormat::Csv) => results::csv(view),
        (Register::Results(view), _) => results::json(view),
        (Register::Trace(view), ReportFormat::Html) => trace::html(view),
        (Register::Trace(view), ReportFormat::Md) => trace::markdown(view),
        (Register::Trace(view), ReportFormat::Csv) => trace::csv(view),
        (Register::Trace(view), _) => trace::json(view),
        (Register::Evidence(view), ReportFormat::Html) => evidence::html(view),
        (Register::Evidence(view), ReportFormat::Md) => evidence::markdown(view),
        (Register::Evidence(view), ReportFormat::Csv) => book::csv(view),
        (Register::Evidence(view), _) => evidence::json(view),
    }
}

/// Writes one as a workbook.
pub(super) fn workbook(what: &Register) -> Result<Vec<u8>, Error> {
    match what {
        Register::Responsibility(view) => book::xlsx(view),
        Register::Risks(view) => book::xlsx(view),
        Register::Traceability(view) => book::xlsx(view),
        Register::Results(view) => book::xlsx(view),
        Register::Trace(view) => book::xlsx(view),
        Register::Evidence(view) => book::xlsx(view),
    }
}

/// The framework that was typed, if one was.
pub(super) fn framework(
    workspace: &Workspace,
    typed: Option<&str>,
) -> Result<Option<FrameworkId>, Failure> {
    let Some(typed) = typed else { return Ok(None) };
    match find::find(&workspace.program, typed, |named| matches!(named, Named::Framework(_)))? {
        Named::Framework(id) => Ok(Some(id)),
        _ => Err(Failure::usage(format!("`{typed}` is not a framework"))),
    }
}

/// The check that was typed, if one was.
pub(super) fn check(
    workspace: &Workspace,
    typed: Option<&str>,
) -> Result<Option<CheckId>, Failure> {
    let Some(typed) = typed else { return Ok(None) };
    match find::find(&workspace.program, typed, |named| matches!(named, Named::Check(_)))? {
        Named::Check(id) => Ok(Some(id)),
        _ => Err(Failure::usage(format!("`{typed}` is not a check"))),
    }
}

/// The epic that was typed, if one was.
pub(super) fn epic(workspace: &Workspace, typed: Option<&str>) -> Result<Option<EpicId>, Failure> {
    let Some(typed) = typed else { return Ok(None) };
    match find::find(&workspace.program, typed, |named| matches!(named, Named::Epic(_)))? {
        Named::Epic(id) => Ok(Some(id)),
        _ => Err(Failure::usage(format!("`{typed}` is not an epic"))),
    }
}
