//! Changes to the files that people write, which keep everything else as it is: comments, order,
//! layout, line ends.
//!
//! * [`record`]: fields of one record, found by what names it;
//! * [`whole`]: records as a whole: which file holds one, adding one, taking one out;
//! * [`typed`]: a value as people type it on a command line.
//!
//! A text goes in and a text comes out: this room opens no file, and what it makes is read again
//! like anything that people write.

pub mod record;
pub mod typed;
pub mod whole;

pub use record::{Change, EditError, Which, edit};
pub use typed::{entry, value};
pub use whole::{add, holds, remove, table};
