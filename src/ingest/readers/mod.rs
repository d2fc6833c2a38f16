//! One file (or folder) a format: how it is recognised, what it proves, and how it is read.
//!
//! A new format is a new file here with its `READER`, and a line in `registry`.

mod json_document;
mod junit;
mod prowler_ocsf;
mod registry;
mod sarif;

pub(super) use json_document::may_be_one;
pub(super) use registry::READERS;
