//! The index of a binder as plain data. Paths lead from the top of the binder.

use schemars::JsonSchema;
use serde::Serialize;

pub use super::contents::{EntryFile, PageFile, ReplacedFile};
use crate::{
    report::{
        Frame,
        audit::view::{AuditedFramework, Tally},
        words::Word,
    },
    time::{Day, Instant, Period},
};

/// The index of a binder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Binder {
    /// What stands around the index.
    pub frame: Frame,
    /// The framework.
    pub framework: AuditedFramework,
    /// The period that the evidence is of.
    pub period: Period,
    /// All requirements that are judged.
    pub total: Tally,
    /// The audit report.
    pub report: String,
    /// Every requirement, under its headings.
    pub requirements: Vec<Requirement>,
    /// The reports and tables.
    pub pages: Vec<PageFile>,
    /// Every file of evidence.
    pub evidence: Vec<EvidenceLine>,
    /// How many files that fed the same checks are not in it.
    pub outside: u64,
    /// Every statement, exception, withdrawal and decision.
    pub statements: Vec<StatementLine>,
    /// Files whose text had secrets in it.
    pub replaced: Vec<ReplacedFile>,
    /// The ledger's name, as the checkpoint has it.
    pub origin: String,
    /// Who signed the checkpoint.
    pub checkpoint_by: Vec<String>,
    /// Whether the sums are signed.
    pub signed: bool,
    /// What a reader should know of this binder.
    pub notes: Vec<String>,
}

/// A requirement, or a heading over some.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Requirement {
    /// Its id; empty for a heading that has none.
    pub id: String,
    /// Its title, in our words.
    pub title: String,
    /// 1 or 2 for a heading, 0 for a requirement.
    pub level: u8,
    /// Its status; `None` for a heading.
    pub status: Option<Word>,
    /// Since when.
    pub since: Option<Day>,
    /// Why it has its status: the first reason.
    pub reason: Option<String>,
    /// Its page.
    pub page: Option<String>,
    /// The evidence that its status rests on.
    pub evidence: Vec<FileLink>,
    /// The statements and exceptions under it.
    pub statements: Vec<FileLink>,
}

/// A number with the file behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct FileLink {
    /// The number.
    pub label: String,
    /// The file.
    pub file: String,
}

/// A file of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceLine {
    /// Its number.
    pub reference: String,
    /// The original, or its redacted text.
    pub file: String,
    /// Whether it is the redacted text.
    pub redacted: bool,
    /// The SHA-256 of the original, as its entries name it.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// The name it was submitted with.
    pub file_name: String,
    /// The format it was read as.
    pub format: String,
    /// The tools, with their versions.
    pub tools: Vec<String>,
    /// When the first of its runs was observed.
    pub first: Instant,
    /// When the last was.
    pub last: Instant,
    /// When it was first recorded.
    pub recorded_at: Instant,
    /// What its runs found.
    pub results: String,
    /// Where it came from: each fact with its name.
    pub origin: Vec<(&'static str, String)>,
    /// The checks of the framework that it fed.
    pub checks: Vec<String>,
    /// The requirements whose present status rests on it.
    pub controls: Vec<String>,
    /// How it was taken back, if it was.
    pub taken_back: Option<String>,
    /// The entries that recorded it.
    pub entries: Vec<EntryFile>,
}

/// What somebody stated or decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatementLine {
    /// Its number.
    pub reference: String,
    /// Its number in the audit report, when it has one there.
    pub in_report: Option<String>,
    /// The kind of entry.
    pub kind: String,
    /// What it is about.
    pub about: String,
    /// Who said so.
    pub by: String,
    /// What was said.
    pub said: String,
    /// When it was recorded.
    pub recorded_at: String,
    /// Where it stands, when the report says so.
    pub state: Option<Word>,
    /// The same in words.
    pub standing: String,
    /// The document behind it.
    pub document: Option<String>,
    /// The SHA-256 of the document, as the entry names it.
    pub document_sha256: Option<String>,
    /// Whether the document is its redacted text.
    pub redacted: bool,
    /// The entry.
    pub entry: EntryFile,
}
