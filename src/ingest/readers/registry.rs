//! The list of all formats.

use super::{
    access_analyzer, asff, aws_config, aws_config_items, iam_last_accessed, junit, ocsf_compliance,
    prowler_compliance, prowler_csv, prowler_ocsf, sarif,
};
use crate::ingest::format::Reader;

/// Every format, in the order in which they are listed and tried.
pub(in crate::ingest) static READERS: &[&Reader] = &[
    &prowler_ocsf::READER,
    &prowler_csv::READER,
    &prowler_compliance::READER,
    &ocsf_compliance::READER,
    &asff::READER,
    &aws_config::READER,
    &aws_config_items::READER,
    &access_analyzer::READER,
    &iam_last_accessed::READER,
    &sarif::READER,
    &junit::READER,
];
