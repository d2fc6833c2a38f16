//! Renderers: a view becomes bytes in one format. Words and markup only; no verdict is made here.
//!
//! * [`audit`]: the audit report in every format;
//! * [`binder`]: the pages, tables and the README of a binder;
//! * [`book`]: registers as workbooks, from the rows that their CSV has;
//! * [`contract`]: the JSON Schemas of answers, from the types behind their [`kinds`];
//! * [`csv`]: tables, and the one way to keep text from becoming a formula;
//! * [`gate`]: the findings of `check` in the formats of CI systems;
//! * [`plan`]: the plan of a sprint in every format;
//! * [`html`]: one self-contained file, without scripts, under a strict content security policy;
//! * [`ics`](mod@ics): days to come, for a calendar;
//! * [`markdown`]: for pull requests and wikis;
//! * [`json`]: the view itself in one envelope;
//! * [`responsibility`], [`evidence`], [`results`], [`risks`], [`trace`], [`traceability`]: these reports in every format, CSV among them.
//! * [`served`]: pages that are served live;
//! * [`site`]: the pages of a site that no report has by itself;
//! * `translated`: what templates say in the language of their report;
//! * [`soa`]: the Statement of Applicability in every format;
//! * [`xlsx`]: a view of tables as a workbook.
//!
//! What people or scanners wrote is data in all of them: it is escaped where it is written, and
//! Markdown that people wrote goes through [`markdown_safe`].

pub mod audit;
pub mod binder;
pub mod book;
pub mod contract;
pub mod csv;
pub mod evidence;
pub mod gate;
pub mod html;
pub mod ics;
pub mod json;
#[macro_use]
mod kind;
pub mod kinds;
#[cfg(test)]
mod left;
pub mod markdown;
pub mod markdown_safe;
pub mod plan;
pub mod responsibility;
pub mod results;
pub mod risks;
pub mod roadmap;
pub mod served;
pub mod site;
pub mod soa;
mod stories;
#[cfg(test)]
mod tests;
pub mod trace;
pub mod traceability;
mod translated;
pub mod xlsx;

pub use ics::ics;
pub use kind::{Kind, NamedKind};

/// Why a view could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A built-in template asks for what its view does not have.
    #[error("cannot render a template")]
    Template(#[from] minijinja::Error),
    /// A view cannot be written as JSON.
    #[error("cannot write JSON")]
    Json(#[from] serde_json::Error),
    /// A table cannot be written as CSV.
    #[error("cannot write CSV")]
    Csv(#[from] ::csv::Error),
    /// A sheet does not fit into a workbook.
    #[error("cannot write XLSX")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
}
