//! What people state and decide in the demo, with the documents behind it.

use std::io::Write as _;

use serde::Deserialize;
use storyproof::{
    evidence::{Attested, ExceptionGranted, Paper},
    ids::{AttestationId, CheckId},
    ledger::Ledger,
    time::{Day, Instant},
};

use super::{demo::embedded, failure::Failure, workspace::ledger_failure};

/// A statement of the timeline.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attest {
    attestation: AttestationId,
    pub(super) at: Instant,
    by: String,
    statement: String,
    method: String,
    valid_until: toml::value::Datetime,
    #[serde(default)]
    document: Option<String>,
    /// A file of the demo that is the document: its bytes are kept.
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    paper: Option<Paper>,
}

/// A decision of the timeline.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Except {
    check: CheckId,
    subjects: Vec<String>,
    reason: String,
    requested_by: String,
    approved_by: String,
    pub(super) at: Instant,
    expires: toml::value::Datetime,
}

fn day(date: &toml::value::Datetime) -> Result<Day, Failure> {
    let text = date.to_string();
    text.parse().map_err(|error| Failure::because("the demo's timeline is broken", &error))
}

impl Attest {
    /// The statement as it is recorded; its document goes into the artifact store.
    pub(super) fn said(self, ledger: &Ledger) -> Result<Attested, Failure> {
        let (mut document, mut document_sha256) = (self.document, None);
        if let Some(file) = &self.file {
            let mut writer = ledger.artifacts().writer().map_err(|e| ledger_failure(&e))?;
            writer
                .write_all(embedded(file)?)
                .map_err(|error| Failure::because("cannot keep a document", &error))?;
            let kept = writer.finish().map_err(|e| ledger_failure(&e))?.id();
            document = file.rsplit('/').next().map(str::to_owned);
            document_sha256 = Some(kept.sha256.to_string());
        }
        Ok(Attested {
            attestation: self.attestation,
            statement: self.statement,
            by: self.by,
            method: self.method,
            observed_at: self.at,
            valid_until: day(&self.valid_until)?,
            document,
            document_sha256,
            url: self.url,
            period: None,
            paper: self.paper,
            corrects: None,
        })
    }
}

impl Except {
    /// The decision as it is recorded.
    pub(super) fn granted(self) -> Result<ExceptionGranted, Failure> {
        Ok(ExceptionGranted {
            check: self.check,
            subjects: self.subjects,
            reason: self.reason,
            requested_by: self.requested_by,
            approved_by: self.approved_by,
            observed_at: self.at,
            expires: day(&self.expires)?,
            compensating: Vec::new(),
            risk: None,
            corrects: None,
        })
    }
}
