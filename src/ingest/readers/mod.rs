//! One file (or folder) a format: how it is recognised, what it proves, and how it is read.
//!
//! A new format is a new file here with its `READER`, and a line in `registry`.

mod access_analyzer;
mod asff;
mod aws_config;
mod aws_config_items;
mod bandit;
mod cargo_audit;
mod checkov;
mod cloudformation_drift;
mod cloudformation_stacks;
mod codedeploy;
mod cyclonedx_vex;
mod generic_csv;
mod gitleaks;
mod grype;
mod hdf;
mod iam_last_accessed;
mod in_toto;
mod json_document;
mod junit;
mod kube_bench;
mod lynis;
mod npm_audit;
mod ocsf_compliance;
mod oscal_ar;
mod pip_audit;
mod powerpipe;
mod prowler_compliance;
mod prowler_csv;
mod prowler_ocsf;
mod registry;
mod saf_attestation;
mod sarif;
mod semgrep;
mod trivy;
mod whole;
mod xccdf;
mod zap;

pub(super) use json_document::may_be_one;
pub(super) use registry::READERS;
