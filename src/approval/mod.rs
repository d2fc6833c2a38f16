//! The exact text of a record that people approve, its fingerprint, and what they sign.
//!
//! * [`frame`](mod@frame): texts whose fields cannot run into each other, and that people can read;
//! * [`text`](mod@text): the text of each kind of record;
//! * [`links`]: what a record rests on;
//! * [`message`](mod@message): the text under a signature;
//! * [`diff`]: what has changed from one text to another;
//! * [`facts`]: what the rules ask of a text: owner, score, points, days.
//!
//! # The text of a record
//! A text is UTF-8, in Unicode normalisation form C, with lines that end in a line feed. The first
//! line is `storyproof record v1`; below it stand fields. A field's name stands alone on a line; its
//! value follows, each line of it behind two blanks. In a value, runs of white space are one blank,
//! blanks around a line are gone, and lines without any text are left out: how a record is laid out in
//! its file is not approved, what it says is. A field without a value is left out.
//!
//! ```text
//! storyproof record v1
//! record
//!   story IAM-01
//! title
//!   Root is locked away
//! controls
//!   aws-baseline/AB.ROOT-01
//!   pci-dss-4.0.1/8.4.2
//! ```
//!
//! Lists whose order means nothing stand in the order of their ids. What people claim (`status`,
//! `started`, `done`), where a story is planned, other names, references and notes are not part of
//! it. The *fingerprint* is `v1:` and the SHA-256 of these bytes in hex: `sha256sum` gives the same.
//!
//! # What is signed
//! A text of the same form that begins with `storyproof approval v1`, with the fields `record`,
//! `decision`, `by`, `role`, `at`, `reason`, `fingerprint`, `rests on` (a record and its fingerprint a
//! line) and `text`, which holds the whole text of the record. It is signed as it is, as a file, in the
//! namespace `approval@storyproof`; so `ssh-keygen -Y verify` needs nothing of ours.

pub mod diff;
pub mod facts;
pub mod frame;
pub mod links;
pub mod message;
#[cfg(test)]
mod tests;
pub mod text;
mod words;

pub use diff::changes;
pub use facts::Facts;
pub use frame::{Frame, field, fields, fingerprint, normal};
pub use links::rests_on;
pub use message::message;
pub use text::{text, text_named};
