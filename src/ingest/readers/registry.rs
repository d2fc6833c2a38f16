//! The list of all formats.

use super::{
    bandit, cargo_audit, checkov, cyclonedx_vex, generic_csv, gitleaks, grype, in_toto, junit,
    npm_audit, pip_audit, prowler_ocsf, sarif, semgrep, trivy, zap,
};
use crate::ingest::format::Reader;

/// Every format, in the order in which they are listed and tried.
pub(in crate::ingest) static READERS: &[&Reader] = &[
    &prowler_ocsf::READER,
    &sarif::READER,
    &junit::READER,
    &checkov::READER,
    &trivy::READER,
    &grype::READER,
    &gitleaks::READER,
    &bandit::READER,
    &semgrep::READER,
    &npm_audit::READER,
    &pip_audit::READER,
    &cargo_audit::READER,
    &zap::READER,
    &cyclonedx_vex::READER,
    &in_toto::READER,
    &generic_csv::READER,
];
