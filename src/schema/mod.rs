//! JSON Schemas of the files that people write, for editors: completion, and mistakes underlined
//! while they are made.
//!
//! * [`document`]: the schema of any file below `stories/` and `controls/`, of `storyproof.toml`, or
//!   of one kind of record;
//! * [`known`]: the ids of a program, to be offered where one belongs;
//! * `words`: what each key means, in one sentence.
//!
//! The decoder says what there is ([`crate::model::describe()`]), so that a key cannot be read
//! without the schemas knowing it. What a schema cannot say (an id that names nothing, a sprint that
//! ends before it starts) is for `check`.

pub mod document;
pub mod known;
pub mod words;

#[cfg(test)]
mod tests;

pub use document::{RECORDS, SETTINGS, of_kind, of_records, of_settings};
pub use known::Known;
