//! Where evidence came from: the job that submitted it, the machine that recorded it, what was
//! taken out of it, and whether all of its rows arrived.
//!
//! None of this moves a status. It is what an auditor asks of information that a company's own
//! systems produced: which source, which parameters, who ran it, and whether it is complete.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// The CI job in which a file was submitted, as the CI system's variables tell it.
///
/// It says where the file was *recorded*. It does not say what the tool looked at: a job may submit
/// the output of another one, about another repository.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CiJob {
    /// The CI system, such as `GitHub Actions`.
    pub system: String,
    /// The address of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The CI system's id of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// The name of the job in the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job: Option<String>,
    /// The repository that the job belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The branch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// The commit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Who set it off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
}

/// What was taken out of a file before anything of it was kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redaction {
    /// The version of the built-in rules that looked.
    pub checked: String,
    /// How many rules of the program's own looked too.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub own_rules: u64,
    /// How many secrets each rule took out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
    /// The bytes as they were submitted, when they are not those that are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original: Option<OriginalBytes>,
    /// Whether the text of a packed file is kept in place of the file.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unpacked: bool,
}

impl Redaction {
    /// How many secrets were taken out.
    pub fn total(&self) -> u64 {
        self.counts.values().sum()
    }
}

/// Bytes that are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginalBytes {
    /// HMAC-SHA256, under the ledger's redaction key, of their SHA-256. Whoever has the file and
    /// the key can show that it is the one.
    pub hmac_sha256: String,
    /// How many bytes.
    pub bytes: u64,
}

/// The rows of a file, reconciled with what was recorded of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rows {
    /// What one row is: a finding, a result, a test case.
    pub unit: String,
    /// How many the file has, counted while it was read.
    pub read: u64,
    /// How many results were recorded.
    pub recorded: u64,
    /// How many rows gave no result, by reason.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub left_out: BTreeMap<String, u64>,
}

impl Rows {
    /// Whether every row is accounted for.
    pub fn reconciles(&self) -> bool {
        self.read == self.recorded + self.left_out.values().sum::<u64>()
    }
}

/// What a ledger entry says of a file, apart from its runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The length of the artifact.
    pub bytes: u64,
    /// What read it: the program and its version.
    pub reader: String,
    /// The CI job that submitted it.
    pub ci: Option<CiJob>,
    /// The machine that recorded it.
    pub recorded_on: Option<String>,
    /// What was taken out of it; `None` when nobody looked.
    pub redaction: Option<Redaction>,
    /// Where it was recorded first, when that was another ledger.
    pub elsewhere: Option<Elsewhere>,
}

/// Where an entry was recorded first, when that was another ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The name of that ledger.
    pub origin: String,
    /// The entry's number there.
    pub entry: u64,
    /// When that ledger learned it.
    pub recorded_at: Instant,
    /// The ledgers through which it came.
    pub via: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}
