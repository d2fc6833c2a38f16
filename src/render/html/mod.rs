//! HTML: one file a report, with its style inside, no script and nothing fetched.
//!
//! * [`page`](mod@page): templates, escaping, the content security policy;
//! * [`chart`]: where the lines of a chart go;
//! * [`reports`]: one function a report;
//! * [`style`]: the style sheet with the page's own print footer, and its hash.

pub mod chart;
pub mod page;
pub mod reports;
pub mod style;

pub use page::page;
pub(super) use page::page_with_chart;
pub use reports::{matrix, program, sprint};
