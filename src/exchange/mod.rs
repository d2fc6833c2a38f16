//! What comes back from the tables that people edit: read with limits, compared with the files, and
//! written into them only as text.
//!
//! * [`table`]: bytes become a table of text, whether CSV or a workbook;
//! * [`workbook`]: reading a workbook without trusting it;
//! * [`soa`]: decisions of the Statement of Applicability;
//! * [`tracker`]: stories as the issues of a tracker, in and out;
//! * [`framework`]: whole catalogs with their links, in and out.
//!
//! A table may come from anybody. Nothing in it is ever run or followed, no cell is a name of a
//! file, and what it says becomes strings in TOML and nothing else.

pub mod framework;
pub mod soa;
pub mod table;
pub mod tracker;
pub mod workbook;

pub use table::{Table, TableError};
