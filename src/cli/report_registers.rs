//! The reports that people work with as tables: responsibility, risks, traceability. Besides the
//! forms of every report they come as CSV.

use storyproof::{
    ids::{EpicId, FrameworkId},
    render::{Error, responsibility, risks, traceability},
    report::{self, Inputs, traceability::Within},
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
    Responsibility(Option<FrameworkId>),
    Risks,
    Traceability(Within),
}

/// Writes one in one form.
pub(super) fn write(
    what: &Register,
    workspace: &Workspace,
    inputs: &Inputs<'_>,
    format: ReportFormat,
) -> Result<String, Error> {
    match what {
        Register::Responsibility(framework) => {
            let places = |flaw: &storyproof::program::Flaw<'_>| flaw.places(&workspace.sources);
            let view = report::responsibility(inputs, framework.as_ref(), &places);
            match format {
                ReportFormat::Html => responsibility::html(&view),
                ReportFormat::Md => responsibility::markdown(&view),
                ReportFormat::Json => responsibility::json(&view),
                ReportFormat::Csv => responsibility::csv(&view),
            }
        }
        Register::Risks => {
            let view = report::risks(inputs);
            match format {
                ReportFormat::Html => risks::html(&view),
                ReportFormat::Md => risks::markdown(&view),
                ReportFormat::Json => risks::json(&view),
                ReportFormat::Csv => risks::csv(&view),
            }
        }
        Register::Traceability(within) => {
            let view = report::traceability(inputs, within);
            match format {
                ReportFormat::Html => traceability::html(&view),
                ReportFormat::Md => traceability::markdown(&view),
                ReportFormat::Json => traceability::json(&view),
                ReportFormat::Csv => traceability::csv(&view),
            }
        }
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

/// The epic that was typed, if one was.
pub(super) fn epic(workspace: &Workspace, typed: Option<&str>) -> Result<Option<EpicId>, Failure> {
    let Some(typed) = typed else { return Ok(None) };
    match find::find(&workspace.program, typed, |named| matches!(named, Named::Epic(_)))? {
        Named::Epic(id) => Ok(Some(id)),
        _ => Err(Failure::usage(format!("`{typed}` is not an epic"))),
    }
}
