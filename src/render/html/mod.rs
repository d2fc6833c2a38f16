//! HTML: one file a report, with its style inside, no script and nothing fetched.
//!
//! * [`page`]: templates, escaping, the content security policy;
//! * [`style`]: the style sheet with the page's own print footer, and its hash.

pub mod page;
pub mod style;

pub use page::page;
