//! The parts of a Trivy report that decide something. Everything else is skipped.

use serde::Deserialize;

use crate::ingest::json::{Str, objects};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", remote = "Self")]
pub(super) struct Report<'a> {
    #[serde(default)]
    pub(super) schema_version: Option<u64>,
    #[serde(borrow, default)]
    pub(super) trivy: Option<Tool<'a>>,
    #[serde(borrow, default, rename = "ReportID")]
    pub(super) id: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) created_at: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) artifact_name: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) artifact_type: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) metadata: Option<Metadata<'a>>,
    #[serde(borrow, default)]
    pub(super) results: Option<Vec<Target<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", remote = "Self")]
pub(super) struct Tool<'a> {
    #[serde(borrow, default)]
    pub(super) version: Option<Str<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
pub(super) struct Metadata<'a> {
    #[serde(borrow, rename = "ImageID")]
    pub(super) image_id: Option<Str<'a>>,
    #[serde(borrow, rename = "RepoTags")]
    pub(super) repo_tags: Option<Vec<Str<'a>>>,
    #[serde(borrow, rename = "RepoDigests")]
    pub(super) repo_digests: Option<Vec<Str<'a>>>,
    #[serde(borrow, rename = "RepoURL")]
    pub(super) repo_url: Option<Str<'a>>,
    #[serde(borrow, rename = "Commit")]
    pub(super) commit: Option<Str<'a>>,
    #[serde(borrow, rename = "OS")]
    pub(super) os: Option<Os<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
pub(super) struct Os<'a> {
    #[serde(borrow, default, rename = "Family")]
    pub(super) family: Option<Str<'a>>,
    #[serde(borrow, default, rename = "Name")]
    pub(super) name: Option<Str<'a>>,
    #[serde(default, rename = "EOSL")]
    pub(super) end_of_life: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", remote = "Self")]
pub(super) struct Target<'a> {
    #[serde(borrow, default, rename = "Target")]
    pub(super) name: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) class: Option<Str<'a>>,
    #[serde(borrow, default, rename = "Type")]
    pub(super) kind: Option<Str<'a>>,
    #[serde(default)]
    pub(super) misconf_summary: Option<Summary>,
    #[serde(borrow, default)]
    pub(super) vulnerabilities: Option<Vec<Finding<'a>>>,
    #[serde(borrow, default)]
    pub(super) misconfigurations: Option<Vec<Finding<'a>>>,
    #[serde(borrow, default)]
    pub(super) secrets: Option<Vec<Finding<'a>>>,
    #[serde(borrow, default)]
    pub(super) licenses: Option<Vec<Finding<'a>>>,
    #[serde(borrow, default)]
    pub(super) experimental_modified_findings: Option<Vec<Modified<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", remote = "Self")]
pub(super) struct Summary {
    #[serde(default)]
    pub(super) successes: u64,
    #[serde(default)]
    pub(super) failures: u64,
    #[serde(default)]
    pub(super) exceptions: u64,
}

/// A finding of any kind; each kind has its own of these fields.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default, remote = "Self")]
pub(super) struct Finding<'a> {
    #[serde(borrow, rename = "VulnerabilityID")]
    pub(super) vulnerability_id: Option<Str<'a>>,
    #[serde(borrow, rename = "ID")]
    pub(super) id: Option<Str<'a>>,
    #[serde(borrow, rename = "RuleID")]
    pub(super) rule_id: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) name: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) pkg_name: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) pkg_path: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) file_path: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) installed_version: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) fixed_version: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) title: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) message: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) severity: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) status: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) category: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) cause_metadata: Option<Cause<'a>>,
    pub(super) start_line: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", remote = "Self")]
pub(super) struct Cause<'a> {
    #[serde(borrow, default)]
    pub(super) resource: Option<Str<'a>>,
    #[serde(default)]
    pub(super) start_line: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", remote = "Self")]
pub(super) struct Modified<'a> {
    #[serde(borrow, default, rename = "Type")]
    pub(super) kind: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) status: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) statement: Option<Str<'a>>,
    #[serde(borrow, default)]
    pub(super) source: Option<Str<'a>>,
    #[serde(borrow)]
    pub(super) finding: Finding<'a>,
}

objects!(
    Report<'a>,
    Tool<'a>,
    Metadata<'a>,
    Os<'a>,
    Target<'a>,
    Summary,
    Finding<'a>,
    Cause<'a>,
    Modified<'a>,
);
