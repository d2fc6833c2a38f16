//! The language of `pass_when`: expressions over JSON documents.
//!
//! Expressions are minijinja's, with a small vocabulary and no way to reach anything but the
//! document: no files, no clock, no environment, and an end to every evaluation (fuel). What an
//! expression cannot answer is an error in words, never an answer:
//!
//! * `language`: how an expression is compiled and evaluated;
//! * `vocabulary`: the filters, tests and functions that it may use;
//! * `aws`: those that read what AWS documents hold: errors, policies, network rules;
//! * `networks`: whether network rules let the internet reach a port;
//! * `fields`: a document's objects, which notice what was read and what was not there;
//! * `words`: the filters, tests and functions that an expression names, with their places;
//! * `listing`: whether a document is only the first page of a listing.

mod aws;
mod escalation;
mod fields;
mod language;
mod listing;
mod networks;
mod vocabulary;
mod words;

pub use fields::Tracker;
pub use language::{Expression, Language, RESERVED, Trouble, variable_of};
pub use listing::is_incomplete;
pub use words::{UnknownWord, unknown_words};
