//! What people state and decide: attestations and exceptions.
//!
//! Both expire, and neither outweighs a machine: an attestation is the only proof for what no
//! machine can see, an exception is never proof of anything.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AttestationId, CheckId},
    time::{Day, Instant},
};

/// A person's dated, expiring statement with a document behind it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// An approved, expiring acceptance of named failing subjects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}
