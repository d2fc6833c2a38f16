//! Approvals: a person's decision on the exact text of a record.
//!
//! What was decided on stands in the entry itself, word for word, with the fingerprints of what it
//! rests on. So it can be shown years later, and held against what the record says now.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::time::Instant;

/// What kind of record a decision is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Approvable {
    /// A story.
    Story,
    /// A sprint: its plan.
    Sprint,
    /// A risk: its treatment, and the acceptance of what is left of it.
    Risk,
    /// The decision on a control in the Statement of Applicability.
    Applicability,
    /// An exception in the ledger.
    Exception,
    /// A check: a review of what it asks.
    Check,
    /// A control: a review of its words.
    Control,
    /// An attestation: a review of what is to be attested.
    Attestation,
}

impl Approvable {
    /// Every kind, in the order of lists.
    pub const ALL: [Self; 8] = [
        Self::Story,
        Self::Sprint,
        Self::Risk,
        Self::Applicability,
        Self::Exception,
        Self::Check,
        Self::Control,
        Self::Attestation,
    ];

    /// The word that people write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Story => "story",
            Self::Sprint => "sprint",
            Self::Risk => "risk",
            Self::Applicability => "applicability",
            Self::Exception => "exception",
            Self::Check => "check",
            Self::Control => "control",
            Self::Attestation => "attestation",
        }
    }
}

/// A record that a decision is about: `story IAM-01`, `applicability iso27001-2022/A.7.4`,
/// `exception 57` (the number of its entry).
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct RecordRef {
    /// What kind of record.
    pub kind: Approvable,
    /// Its id.
    pub id: String,
}

impl RecordRef {
    /// Names a record.
    pub fn new(kind: Approvable, id: impl ToString) -> Self {
        Self { kind, id: id.to_string() }
    }

    /// How it is typed on the command line.
    pub fn typed(&self) -> String {
        match self.kind {
            Approvable::Applicability => format!("soa:{}", self.id),
            Approvable::Exception => format!("entry:{}", self.id),
            Approvable::Control => self.id.clone(),
            kind => format!("{}:{}", kind.word(), self.id),
        }
    }
}

impl fmt::Display for RecordRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.word(), self.id)
    }
}

/// What was decided.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// The text is approved.
    Approve,
    /// The text is rejected: what was approved of the record before counts no longer.
    Reject,
}

impl Decision {
    /// The word that people write.
    pub fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
        }
    }
}

/// A record with the fingerprint of its text at the time of the decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestsOn {
    /// The record.
    pub record: RecordRef,
    /// The fingerprint of its text.
    pub fingerprint: String,
}

/// A signature with the key that made it, both as OpenSSH writes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// The public key, such as `ssh-ed25519 AAAA…`. Whose it is, the allowed signers say.
    pub public_key: String,
    /// The signature in its armour.
    pub signature: String,
}

/// A decision on the exact text of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// What it is about.
    pub record: RecordRef,
    /// What was decided.
    pub decision: Decision,
    /// The fingerprint of `text`: `v1:` and its SHA-256 in hex.
    pub fingerprint: String,
    /// The exact text that was decided on.
    pub text: String,
    /// What the record rested on, as it was then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rests_on: Vec<RestsOn>,
    /// Who decided: a party, or a member of one.
    pub by: String,
    /// The party in whose name.
    pub role: String,
    /// Why.
    pub reason: String,
    /// When it was decided, as whoever decided says.
    pub observed_at: Instant,
    /// The signature; `None` when there is none, which is always shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<Signed>,
    /// The entry that this one corrects; that one then no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<u64>,
}

/// An approval with the entry that recorded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRecord {
    /// The number of the ledger entry.
    pub entry: u64,
    /// When the ledger recorded it.
    pub recorded_at: Instant,
    /// What it is about. An exception is named by the number of its entry, and what another ledger
    /// recorded has another number here than in the text that was signed.
    pub about: RecordRef,
    /// The decision.
    pub approval: Approval,
}
