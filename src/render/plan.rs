//! The plan of a sprint as HTML, Markdown and JSON, all from the same view.

use super::{Error, html, json, kinds, markdown};
use crate::report::PlanReport;

/// One self-contained page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn html(view: &PlanReport) -> Result<String, Error> {
    html::page("plan.html", &view.frame, view)
}

/// Markdown.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn markdown(view: &PlanReport) -> Result<String, Error> {
    markdown::page("plan.md", &view.frame, view)
}

/// The view itself, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn json(view: &PlanReport) -> Result<String, Error> {
    json::report(&kinds::PLAN, &view.frame, view)
}
