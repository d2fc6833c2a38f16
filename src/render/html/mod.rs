//! HTML: one file a report, with its style inside, no script and nothing fetched. A page that is
//! served live has the one script besides.
//!
//! * [`page`](mod@page): templates, escaping, the content security policy;
//! * [`chart`]: where the lines of a chart go;
//! * [`reports`]: one function a report;
//! * `script`: the one script of pages that are served live, and its hash;
//! * [`style`]: the style sheet with the page's own print footer, and its hash.

pub mod chart;
pub mod page;
pub mod reports;
mod script;
pub mod style;

pub use page::page;
pub(super) use page::page_with_chart;
pub use reports::{matrix, program, sprint};
