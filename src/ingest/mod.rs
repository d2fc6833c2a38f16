//! Reading scanner output: bytes in, runs and results out.
//!
//! [`read()`] takes any reader and a [`Source`] that says what the submitter knows, works out the
//! format from the content, and pushes what it finds into a
//! [`ResultSink`](crate::evidence::ResultSink). A file is read whole or not at all: on the first
//! thing that is not as its format says, [`read()`] returns an [`Error`] with the place, what was
//! looked for and what to do, and the caller must forget what the sink was given so far.
//!
//! Three rules hold in every reader. *No finding is not a pass*: a run that evaluated nothing has
//! [`succeeded`](crate::evidence::Run::succeeded) `= false`, and what was skipped or muted says
//! so. *Nothing is dropped silently*: what is shortened or left out is named in the run's
//! warnings. *Claimed and read stay apart*: what the submitter said never overwrites what the
//! file says, it stands beside it; where the two contradict each other, the run proves nothing, and
//! of two times the earlier counts.
//!
//! * `decode` turns bytes into text (gzip, byte order marks, UTF-16), `sniff` and `outline`
//!   recognise a format;
//! * `whole` reads a document that must be held in memory, and names what is in it;
//! * `window` reads top-level JSON elements in constant memory, `stream` those of a list inside a
//!   document, `records` those of delimited text, `xml` the elements of XML; `pipe` gives text to
//!   parsers that read;
//! * `readers` has one file a format;
//! * [`document()`] reads a JSON document whole, for expressions;
//! * `dsse` verifies the signatures of an envelope;
//! * `claims` finds where a claim contradicts the file;
//! * `gather` puts the results of several tools in one file together as runs;
//! * `record` applies claims, counts, and hands results to the sink;
//! * [`locate()`] finds the words of the tool for one result again;
//! * [`tee()`] feeds the same bytes to a reader and to a hasher on a second core.
//!
//! # The formats

#![doc = include_str!("FORMATS.md")]

mod claims;
mod decode;
mod document;
mod dsse;
mod error;
mod format;
mod gather;
mod json;
mod locate;
mod names;
mod outline;
mod pipe;
mod progress;
mod read;
mod readers;
mod record;
mod records;
mod sniff;
mod stream;
mod tee;
mod times;
mod whole;
mod window;
mod xml;

pub use document::document;
pub use dsse::SignerKey;
pub use error::{Error, Position, Problem};
pub use format::{Format, FormatError};
pub use locate::{Located, locate};
pub use names::tool_name;
pub use progress::Progress;
pub use read::{Source, Summary, read};
pub use tee::{TeeError, TeeReader, tee};
