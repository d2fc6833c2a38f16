//! Text becomes records: every file is read to its end, and every mistake in it is reported.
//!
//! TOML is parsed with recovery, then each table is read by hand, field by field, from the spanned
//! tree:
//!
//! * [`records`]: all files, and the records that come out;
//! * `file`: one file, its tables and its troubles;
//! * `inventory`: one list of things in scope;
//! * `lost`: what may have stood where nothing could be read;
//! * `reader`, `fields`: one table, key by key; what is left over at the end is reported;
//! * `value`, `words`: one value of each type;
//! * `story`, `control`, `proof`, `estate`, `approval`, `settings`: one family of records each;
//! * `reference`: links to outside the program;
//! * `retired`: ids of what is gone;
//! * `describe`: what it would read, for editors and for commands that write;
//! * `matrix`: what checks show of services, and what components declare;
//! * [`rules`]: what can be wrong.
//!
//! An alternative is serde, but it stops at the first mistake of a file and cannot keep the rest
//! of a record when one entry of a list is wrong.

mod approval;
mod audit;
mod control;
mod describe;
mod estate;
mod fields;
mod file;
mod inventory;
mod lost;
mod matrix;
mod proof;
mod reader;
pub mod records;
mod reference;
mod retired;
pub mod rules;
mod settings;
mod story;
mod template;
mod value;
mod words;

#[cfg(test)]
mod tests;

pub use approval::{SignersFile, decode_signers};
pub use describe::{describe, describe_settings};
#[cfg(test)]
pub(crate) use file::SETTINGS;
pub use records::{Records, decode};
pub use template::decode_templates;
