//! HTML, Markdown and JSON.

use crate::render::{Error, html, json, kinds, markdown};
use crate::report::Audit;

/// One self-contained page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn html(view: &Audit) -> Result<String, Error> {
    html::page("audit.html", &view.frame, view)
}

/// Markdown.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn markdown(view: &Audit) -> Result<String, Error> {
    markdown::page("audit.md", &view.frame, view)
}

/// The view itself, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn json(view: &Audit) -> Result<String, Error> {
    json::report(&kinds::AUDIT, &view.frame, view)
}
