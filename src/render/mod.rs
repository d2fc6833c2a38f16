//! Renderers: a view becomes bytes in one format. Words and markup only; no verdict is made here.
//!
//! * [`audit`]: the audit report in every format;
//! * [`plan`]: the plan of a sprint in every format;
//! * [`html`]: one self-contained file, without scripts, under a strict content security policy;
//! * [`markdown`]: for pull requests and wikis;
//! * [`json`]: the view itself in one envelope.
//!
//! What people or scanners wrote is data in all of them: it is escaped where it is written, and
//! Markdown that people wrote goes through [`markdown_safe`].

pub mod audit;
pub mod html;
pub mod json;
pub mod markdown;
pub mod markdown_safe;
pub mod plan;
#[cfg(test)]
mod tests;

/// Why a view could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A built-in template asks for what its view does not have.
    #[error("cannot render a template")]
    Template(#[from] minijinja::Error),
    /// A view cannot be written as JSON.
    #[error("cannot write JSON")]
    Json(#[from] serde_json::Error),
}
