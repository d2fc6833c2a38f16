//! The list of all formats.

use super::{junit, prowler_ocsf, sarif};
use crate::ingest::format::Reader;

/// Every format, in the order in which they are listed and tried.
pub(in crate::ingest) static READERS: &[&Reader] =
    &[&prowler_ocsf::READER, &sarif::READER, &junit::READER];
