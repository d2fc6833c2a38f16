//! One function a report: which template, and which chart beside the view.

use super::{
    chart,
    page::{page, page_with_chart},
};
use crate::{
    render::Error,
    report::{Matrix, SprintReport},
};

/// One sprint.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn sprint(view: &SprintReport) -> Result<String, Error> {
    page_with_chart("sprint.html", &view.frame, view, chart::burn_up(&view.burn_up))
}

/// The encryption or the logging matrix.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn matrix(view: &Matrix) -> Result<String, Error> {
    page("matrix.html", &view.frame, view)
}
