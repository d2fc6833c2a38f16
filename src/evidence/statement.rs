//! What people state and decide: attestations, exceptions, withdrawals.
//!
//! Statements and exceptions expire, and neither outweighs a machine: an attestation is the only
//! proof for what no machine can see, an exception is never proof of anything. A withdrawal takes
//! back an entry without removing it. Fields that came later are optional, so that what was
//! recorded before them reads as it always did.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    ids::{AttestationId, CheckId, RiskId},
    time::{Day, Instant, Period},
};

/// The most days for which an exception can be granted (twelve months, with a leap day).
pub const MAX_EXCEPTION_DAYS: i64 = 366;

/// What kind of document a provider's attestation is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum PaperKind {
    /// A PCI DSS attestation of compliance.
    Aoc,
    /// A certificate of an ISO management system.
    IsoCertificate,
    /// A SOC report.
    SocReport,
    /// Something else.
    Other,
}

impl PaperKind {
    /// The words for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Aoc => "attestation of compliance",
            Self::IsoCertificate => "ISO certificate",
            Self::SocReport => "SOC report",
            Self::Other => "other document",
        }
    }
}

/// What a provider's attestation says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Paper {
    /// What kind of document it is.
    pub kind: PaperKind,
    /// Who issued it: the assessor or the certification body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The number under which the issuer keeps it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// A person's dated, expiring statement with a document behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attested {
    /// What is attested: an `[[attestation]]` of the program.
    pub attestation: AttestationId,
    /// The statement, in the words of who made it.
    pub statement: String,
    /// The role that made it.
    pub by: String,
    /// How it was found out: `examine`, `interview` or `test`.
    pub method: String,
    /// When it was true in the world.
    pub observed_at: Instant,
    /// The last day on which it counts.
    pub valid_until: Day,
    /// The document behind it: where it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// The SHA-256 of the document's bytes in the artifact store, in hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_sha256: Option<String>,
    /// Where the document can be looked up; never fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The days that the statement is about, when it is about more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    /// For a provider's attestation: what kind of document it is, and whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Paper>,
    /// The entry that this one corrects; that one then no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<u64>,
}

/// An approved, expiring acceptance of named failing subjects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExceptionGranted {
    /// The check whose failing subjects are accepted.
    pub check: CheckId,
    /// The subjects, each a pattern in which `*` stands for any text.
    pub subjects: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: String,
    /// Who approved; never who asked.
    pub approved_by: String,
    /// From when it counts.
    pub observed_at: Instant,
    /// The last day on which it counts, at most 12 months after `observed_at`.
    pub expires: Day,
    /// What is done instead while it lasts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub compensating: Vec<String>,
    /// The risk under which it is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<RiskId>,
    /// The entry that this one corrects; that one then no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<u64>,
}

/// An earlier entry taken back. It stays where it is and no longer counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawn {
    /// The number of the entry that is taken back.
    pub entry: u64,
    /// The leaf hash of that entry, in hex: what was taken back is exactly this.
    pub leaf_hash: String,
    /// Why.
    pub reason: String,
    /// The role that took it back.
    pub by: String,
}

impl ExceptionGranted {
    /// Whether somebody else approved it than who asked for it. How a name is written does not
    /// make a second person.
    pub fn has_second_person(&self) -> bool {
        let plain = |name: &str| name.trim().to_lowercase();
        plain(&self.approved_by) != plain(&self.requested_by)
    }
}
