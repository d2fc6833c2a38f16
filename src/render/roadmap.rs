//! The roadmap as HTML, Markdown and JSON, all from the same view.

use super::{Error, html, json, kinds, markdown};
use crate::report::Roadmap;

/// One self-contained page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn html(view: &Roadmap) -> Result<String, Error> {
    html::page("roadmap.html", &view.frame, view)
}

/// Markdown.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn markdown(view: &Roadmap) -> Result<String, Error> {
    markdown::page("roadmap.md", &view.frame, view)
}

/// The view itself, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn json(view: &Roadmap) -> Result<String, Error> {
    json::report(&kinds::ROADMAP, &view.frame, view)
}
