//! What was put into a binder. Paths are those inside it.

use schemars::JsonSchema;
use serde::Serialize;

/// All that was collected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contents {
    /// Files of evidence, by number.
    pub evidence: Vec<EvidenceFile>,
    /// Statements, exceptions, withdrawals and decisions, by number.
    pub statements: Vec<StatementFile>,
    /// The page of each control, by the control's id.
    pub controls: Vec<(String, String)>,
    /// Reports and tables beside them, in the order in which they are listed.
    pub pages: Vec<PageFile>,
    /// Files whose text had secrets in it.
    pub replaced: Vec<ReplacedFile>,
    /// Whether the sums will be signed.
    pub signed: bool,
    /// The checkpoint's first line.
    pub origin: String,
    /// Who signed the checkpoint: names of keys.
    pub checkpoint_by: Vec<String>,
    /// What a reader should know of this binder.
    pub notes: Vec<String>,
}

/// An entry of the ledger, as it stands in the binder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EntryFile {
    /// Its number.
    pub entry: u64,
    /// Its bytes.
    pub file: String,
    /// Its proof.
    pub proof: String,
    /// The hash of its bytes as they were recorded.
    pub leaf_hash: String,
}

/// A file of evidence, as it stands in the binder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Its number: that of the entry which recorded it first.
    pub reference: String,
    /// The original, or its redacted text.
    pub file: String,
    /// Whether it is the redacted text.
    pub redacted: bool,
    /// The entries that recorded it.
    pub entries: Vec<EntryFile>,
}

/// What somebody stated or decided, as it stands in the binder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementFile {
    /// The kind of entry: `attestation`, `exception`, `withdrawal`, and what comes later.
    pub kind: String,
    /// When it was recorded.
    pub recorded_at: String,
    /// What it says.
    pub body: serde_json::Value,
    /// The entry.
    pub entry: EntryFile,
    /// The document behind it.
    pub document: Option<String>,
    /// Whether the document is its redacted text.
    pub redacted: bool,
}

/// A report or a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PageFile {
    /// Where it stands.
    pub file: String,
    /// What it is.
    pub title: String,
}

/// A file whose text had secrets in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReplacedFile {
    /// Where the redacted text stands.
    pub file: String,
    /// What it stands for.
    pub of: String,
    /// What was taken out: each rule with its count.
    pub taken_out: String,
}
