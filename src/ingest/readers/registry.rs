//! The list of all formats.

use super::{access_analyzer, iam_last_accessed, junit, prowler_ocsf, sarif};
use crate::ingest::format::Reader;

/// Every format, in the order in which they are listed and tried.
pub(in crate::ingest) static READERS: &[&Reader] = &[
    &prowler_ocsf::READER,
    &sarif::READER,
    &junit::READER,
    &iam_last_accessed::READER,
    &access_analyzer::READER,
];
