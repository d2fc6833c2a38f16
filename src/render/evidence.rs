//! The evidence index as HTML, Markdown and JSON; its tables are those of [`book`](super::book).

use super::{Error, html, json, kinds, markdown};
use crate::report::EvidenceIndex;

/// One self-contained page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn html(view: &EvidenceIndex) -> Result<String, Error> {
    html::page("evidence.html", &view.frame, view)
}

/// Markdown.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn markdown(view: &EvidenceIndex) -> Result<String, Error> {
    markdown::page("evidence.md", &view.frame, view)
}

/// The view itself, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn json(view: &EvidenceIndex) -> Result<String, Error> {
    json::report(&kinds::EVIDENCE, &view.frame, view)
}
