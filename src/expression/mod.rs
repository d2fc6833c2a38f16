//! The language of `pass_when`: expressions over JSON documents.
//!
//! Expressions are minijinja's, with a small vocabulary and no way to reach anything but the
//! document: no files, no clock, no environment, and an end to every evaluation (fuel). What an
//! expression cannot answer is an error in words, never an answer:
//!
//! * `language`: the vocabulary, and how an expression is compiled and evaluated;
//! * `fields`: a document's objects, which notice what was read and what was not there;
//! * `words`: the filters, tests and functions that an expression names, with their places;
//! * `listing`: whether a document is only the first page of a listing.

mod fields;
mod language;
mod listing;
mod words;

pub use fields::Tracker;
pub use language::{Expression, Language, RESERVED, Trouble, variable_of};
pub use listing::is_incomplete;
pub use words::{UnknownWord, unknown_words};
