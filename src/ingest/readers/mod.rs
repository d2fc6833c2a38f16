//! One file (or folder) a format: how it is recognised, what it proves, and how it is read.
//!
//! A new format is a new file here with its `READER`, and a line in `registry`.

mod access_analyzer;
mod asff;
mod aws_config;
mod aws_config_items;
mod hdf;
mod iam_last_accessed;
mod json_document;
mod junit;
mod kube_bench;
mod lynis;
mod ocsf_compliance;
mod oscal_ar;
mod powerpipe;
mod prowler_compliance;
mod prowler_csv;
mod prowler_ocsf;
mod registry;
mod saf_attestation;
mod sarif;
mod whole;
mod xccdf;

pub(super) use json_document::may_be_one;
pub(super) use registry::READERS;
