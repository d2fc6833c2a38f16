//! HTML, Markdown and JSON.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    render::{self, Error},
    report::{Soa, soa::labels::labels},
};

/// The view with its labels, as templates see it.
#[derive(Serialize)]
struct Page<'a> {
    soa: &'a Soa,
    l: BTreeMap<&'static str, &'static str>,
}

impl<'a> Page<'a> {
    fn new(soa: &'a Soa) -> Self {
        Self { soa, l: labels(soa.lang) }
    }
}

/// One self-contained page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn html(view: &Soa) -> Result<String, Error> {
    render::html::page("soa.html", &view.frame, &Page::new(view))
}

/// Markdown.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn markdown(view: &Soa) -> Result<String, Error> {
    render::markdown::page("soa.md", &view.frame, &Page::new(view))
}

/// The view itself, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn json(view: &Soa) -> Result<String, Error> {
    render::json::report(&render::kinds::SOA, &view.frame, view)
}
