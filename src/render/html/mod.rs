//! HTML: one file a report, with its style inside and nothing fetched. No page runs a script, but
//! those with many rows and those that are served live: one of fixed bytes each.
//!
//! * [`page`](mod@page): templates, escaping, the content security policy;
//! * [`chart`]: where the lines of a chart go;
//! * [`reports`]: one function a report; [`program`](mod@program): the largest of them;
//! * `script`: the one script of pages that are served live, and its hash;
//! * [`rows`]: many rows as data, with the one script that shows them;
//! * [`style`]: the style sheet with the page's own print footer, and its hash.

pub mod chart;
pub mod page;
pub mod program;
pub mod reports;
pub mod rows;
mod script;
pub mod style;

pub use page::page;
pub(super) use page::{page_with_chart, page_with_rows};
pub use program::program;
pub use reports::{matrix, sprint};
