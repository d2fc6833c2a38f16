//! The one place for words: the name, the glyph and the colour class of every status
//! ([`status`]), and how counts, days and ages read ([`phrases`]). Terminal, HTML, Markdown and JSON
//! all take them from here; [`audit`] has those of assessors.
//!
//! Within one kind of status no two share a word or a glyph, so that a report in grey, or read
//! aloud, says the same as one in colour.

pub mod audit;
pub mod phrases;
pub mod status;

pub use audit::*;
pub use phrases::*;
pub use status::*;
