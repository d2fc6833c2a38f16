//! Bytes and places: the files of a program, read once, and spans into them.

pub mod span;

pub use span::{FileId, Span, Spanned};
