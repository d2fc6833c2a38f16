//! Changes to the files that people write, which keep everything else as it is: comments, order,
//! layout, line ends.
//!
//! * [`record`]: fields of one record, found by what names it.
//!
//! A text goes in and a text comes out: this room opens no file, and what it makes is read again
//! like anything that people write.

pub mod record;

pub use record::{Change, EditError, Which, edit};
