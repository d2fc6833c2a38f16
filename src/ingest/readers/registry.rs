//! The list of all formats.

use super::{json_document, junit, prowler_ocsf, sarif};
use crate::ingest::format::Reader;

/// Every format, in the order in which they are listed and tried.
pub(in crate::ingest) static READERS: &[&Reader] =
    &[&prowler_ocsf::READER, &sarif::READER, &junit::READER, &json_document::READER];
