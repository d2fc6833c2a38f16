//! One execution of a tool: what ran, when, over what, and who says so.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Counts, Rows};
use crate::time::Instant;

/// A fact with where it comes from: read from the artifact, or claimed by whoever submitted it.
/// Both are kept apart, and shown; what is claimed wins where both are given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClaimedOr<T> {
    /// Told by the submitter.
    #[serde(default = "none::<T>", skip_serializing_if = "Option::is_none")]
    pub claimed: Option<T>,
    /// Read from the artifact.
    #[serde(default = "none::<T>", skip_serializing_if = "Option::is_none")]
    pub read: Option<T>,
}

fn none<T>() -> Option<T> {
    None
}

impl<T> ClaimedOr<T> {
    /// A fact read from the artifact.
    pub fn read(value: T) -> Self {
        Self { claimed: None, read: Some(value) }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.claimed.is_none() && self.read.is_none()
    }

    /// The fact: the claim if there is one, else what was read.
    pub fn value(&self) -> Option<&T> {
        self.claimed.as_ref().or(self.read.as_ref())
    }
}

/// What a submitter says about a file that the file does not say itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claims {
    /// `--tool`: the tool that wrote the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// `--tool-version`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_version: Option<String>,
    /// `--observed-at`: when the tool ran.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_at: Option<Instant>,
    /// `--account`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// `--region`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// `--repository`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// `--commit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// `--document`: which test suite or document this is, for checks that ask for it by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// `--command`: how the tool was called, with its parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// `--source-system`: the system that the file was had from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_system: Option<String>,
    /// `--host`: the machine that the tool ran on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// `--subject`: what the file is about, for documents that do not say it: a role, a bucket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// `--corrects`: the earlier entry that this submission replaces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<u64>,
    /// `--key`: the public key by which the file must be signed, in one line of base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
}

impl Claims {
    /// What a document is about: the claimed subject, else the account and the region, else the
    /// document's name.
    pub fn document_subject(&self) -> Option<String> {
        let place = match (&self.account, &self.region) {
            (Some(account), Some(region)) => Some(format!("{account}/{region}")),
            (account, _) => account.clone(),
        };
        self.subject.clone().or(place).or_else(|| self.document.clone())
    }
}

/// Where a run's observed-at comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TimeSource {
    /// Read from the artifact.
    Read,
    /// Told with `--observed-at`.
    Claimed,
    /// The file's modification time: neither read nor told, and shown as such.
    FileTime,
    /// Nothing else was known: the moment of recording (standard input).
    Recorded,
}

/// What a run covered. A subject that is missing from a run is only gone if the run covered it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Scope {
    /// Accounts seen in the results, or claimed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub accounts: BTreeSet<String>,
    /// Regions seen in the results, or claimed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub regions: BTreeSet<String>,
    /// The repository that was scanned or tested.
    #[serde(default)]
    pub repository: ClaimedOr<String>,
    /// The commit that was scanned or tested.
    #[serde(default)]
    pub commit: ClaimedOr<String>,
    /// Which document or test suite this is.
    #[serde(default)]
    pub document: ClaimedOr<String>,
    /// The one thing that the document is about, when the submitter names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Digests of what was scanned or tested, as the file names them: `sha256:…` of an image.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub digests: BTreeSet<String>,
    /// When what the file describes was last changed, as the file says: a stack's last update.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Instant>,
    /// Rules that the tool says it ran, whether or not they found anything. Empty when the tool
    /// lists only rules that fired, or none.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub rules: BTreeSet<String>,
    /// The run is one of several that together cover an account, or a list that may be filtered:
    /// what it does not name was not looked at. Except inside a subject that it names as a whole:
    /// with a result for `ROLE` it covers every `ROLE#service`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// How many things the tool says it looked at (files, artifacts), when it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub examined: Option<u64>,
}

/// One execution of a tool, without its results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The format it was read from, such as `prowler-ocsf`, `sarif` or `junit`.
    pub format: String,
    /// The tool, in lower case with dashes: `prowler`, `semgrep`, `cargo-nextest`.
    pub tool: ClaimedOr<String>,
    /// The tool's version.
    #[serde(default)]
    pub version: ClaimedOr<String>,
    /// When it ran.
    pub observed_at: Instant,
    /// Where `observed_at` comes from.
    pub observed_at_source: TimeSource,
    /// What `observed_at` was in the artifact, when a claim replaced it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed_at_read: Option<Instant>,
    /// Until when what it says is good, when it says so itself: an attestation that runs out, an
    /// observation that expires. From then on its passes are too old to count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Instant>,
    /// Whether the tool says that it ended well. A failed run proves nothing by absence, and its
    /// passes are not passes.
    pub succeeded: bool,
    /// The tool's own id of the execution, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_run_id: Option<String>,
    /// What it covered.
    pub scope: Scope,
    /// Results by kind, as the tool reported them (before any merging by subject).
    pub counts: Counts,
    /// Results that the tool lists as no longer present (SARIF `baselineState: absent`); counted
    /// nowhere else.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub absent: u64,
    /// How the tool was called, with its parameters.
    #[serde(default, skip_serializing_if = "ClaimedOr::is_empty")]
    pub command: ClaimedOr<String>,
    /// The machine that the tool ran on.
    #[serde(default, skip_serializing_if = "ClaimedOr::is_empty")]
    pub host: ClaimedOr<String>,
    /// The system that the file was had from; only ever claimed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_system: Option<String>,
    /// The fingerprint of the key by which the file is signed, when the submitter named that key and
    /// the signature was verified with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_by: Option<String>,
    /// The rows of the file, reconciled; `None` when the reader does not count them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Rows>,
    /// What a reader wants people to know, such as a time that lies in the future.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

impl Run {
    /// The tool's name: claimed, else read, else the format's name.
    pub fn tool_name(&self) -> &str {
        self.tool.value().map_or(&self.format, String::as_str)
    }
}
