//! A JSON document that is small by nature, read as a whole.

use serde::Deserialize;

use crate::ingest::{
    error::{Failure, Problem, quote},
    json::problem,
    window::{Window, position_of},
};

/// The largest document, in bytes.
const MAX_DOCUMENT: usize = 128 << 20;

/// All text of a document.
pub(super) fn text(window: Window<'_>, what: &'static str) -> Result<String, Failure> {
    window.whole(MAX_DOCUMENT, Problem::TooLarge { what, limit: "128 MiB" })
}

/// Parses the text, to its end.
pub(super) fn parse<'t, T: Deserialize<'t>>(
    text: &'t str,
    what: &'static str,
) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| {
        let position = position_of(text, &error);
        let problem = if error.to_string().starts_with("trailing characters") {
            let at = usize::try_from(position.byte).unwrap_or(text.len());
            let rest = text.get(at..).unwrap_or_default();
            if rest.starts_with('{') {
                Problem::Concatenated("{...}{...}")
            } else {
                Problem::Trailing { found: quote(rest.lines().next().unwrap_or_default()) }
            }
        } else {
            problem(what, &error)
        };
        Failure::at(position, problem)
    })
}
