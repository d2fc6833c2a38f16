//! One file (or folder) a format: how it is recognised, what it proves, and how it is read.
//!
//! A new format is a new file here with its `READER`, and a line in `registry`.

mod access_analyzer;
mod iam_last_accessed;
mod json_document;
mod junit;
mod kube_bench;
mod lynis;
mod powerpipe;
mod prowler_ocsf;
mod registry;
mod sarif;
mod whole;
mod xccdf;

pub(super) use json_document::may_be_one;
pub(super) use registry::READERS;
