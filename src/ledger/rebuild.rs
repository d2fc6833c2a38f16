//! Making every projection again from the entries and their artifacts.
//!
//! The artifacts are read by the same readers as when they were recorded, through the same
//! code. The ledger knows no format, so the caller hands the reader in. What comes out must have
//! the roots that the entries hold; if it does not, the ledger stays as it is.

use std::{error, io::Read};

use super::{
    append,
    artifact::Artifacts,
    check::{Finding, check_artifact},
    connection::Database,
    entry::{Body, Ingest, Interned},
    error::{Error, Result},
    handle::Ledger,
    log::{each_entry, read_entry},
    project::{ProjectedRun, Projector},
    record::Transaction,
    schema,
    seen::Seen,
    table::compare_tables,
};
use crate::evidence::{ResultSink, SinkError};

/// Reads an artifact's original bytes again. The entry says under which name it was submitted,
/// with which claims, and on which time the reader fell back.
pub type Reread<'r> = dyn Fn(
        Box<dyn Read + Send>,
        &Ingest,
        &mut dyn ResultSink,
    ) -> Result<(), Box<dyn error::Error + Send + Sync>>
    + 'r;

impl Ledger {
    /// Makes every projection again. When the artifacts no longer give what the entries say, the
    /// findings tell where, and nothing is changed.
    pub fn rebuild(&mut self, reread: &Reread<'_>) -> Result<Vec<Finding>> {
        let transaction = Transaction::begin(&self.database)?;
        schema::reset_projections(&self.database.connection)
            .map_err(self.database.failed("drop the projections"))?;
        let findings = derive(&self.database, &self.artifacts, reread)?;
        if findings.is_empty() {
            transaction.commit()?;
        } else {
            transaction.roll_back()?;
        }
        Ok(findings)
    }
}

/// Makes again on the side what follows from the artifacts, and compares all projections: after a walk
/// that found nothing, what follows from the entries alone is known. Changes nothing.
pub(super) fn derive_again(
    from: &Database,
    artifacts: &Artifacts,
    seen: &Seen,
    reread: &Reread<'_>,
) -> Result<Vec<Finding>> {
    let aside = Database::temporary()?;
    let transaction = Transaction::begin(&aside)?;
    let mut findings = Vec::new();
    for seq in seen.ingests.iter().copied() {
        let body = read_entry(from, seq)?.decode(&from.path)?.body;
        if let Body::Ingest(ingest) = &body {
            let runs = derive_one(&aside, artifacts, seq, ingest, reread, &mut findings)?;
            append::list_body(&aside, append::number(seq), &body, &runs)?;
        }
    }
    // When the artifacts give something else than the entries say, the tables differ too.
    if findings.is_empty() {
        findings = compare_tables(&aside, from, seen)?;
    }
    transaction.roll_back()?;
    Ok(findings)
}

/// Reads an artifact again without its ledger, and compares its results with what the entry binds.
/// The numbers of rules, subjects and cells are the ledger's own; they are not compared.
///
/// # Errors
/// When there is no room to work in, or the reader fails.
pub fn check_results(
    seq: u64,
    ingest: &Ingest,
    bytes: Box<dyn Read + Send>,
    reread: &Reread<'_>,
) -> Result<Vec<Finding>> {
    let aside = Database::temporary()?;
    let transaction = Transaction::begin(&aside)?;
    let (mut runs, _) = read_again(&aside, seq, bytes, ingest, reread)?;
    let mut findings = Vec::new();
    compare(seq, ingest, &mut runs, false, &mut findings);
    transaction.roll_back()?;
    Ok(findings)
}

/// Fills the empty projections from the entries.
fn derive(database: &Database, artifacts: &Artifacts, reread: &Reread<'_>) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    each_entry(database, |stored| {
        let (seq, entry) = (stored.seq, stored.decode(&database.path)?);
        let mut runs = Vec::new();
        if let Body::Ingest(ingest) = &entry.body {
            if let Some(finding) = check_artifact(artifacts, seq, &ingest.artifact)? {
                findings.push(finding);
                return Ok(());
            }
            runs = derive_one(database, artifacts, seq, ingest, reread, &mut findings)?;
        }
        append::list(database, seq, &entry, &runs)
    })?;
    Ok(findings)
}

/// What follows from the artifact of one entry, its names and notes written.
///
/// After the first finding the numbers are no longer those of the entries, so from there on only
/// what does not depend on them is compared.
fn derive_one(
    into: &Database,
    artifacts: &Artifacts,
    seq: u64,
    ingest: &Ingest,
    reread: &Reread<'_>,
    findings: &mut Vec<Finding>,
) -> Result<Vec<ProjectedRun>> {
    let bytes = artifacts.open(ingest.artifact.sha256)?;
    let (mut runs, interned) = read_again(into, seq, bytes, ingest, reread)?;
    let numbered = findings.is_empty();
    compare(seq, ingest, &mut runs, numbered, findings);
    if findings.is_empty() && interned != ingest.interned {
        let (expected, found) = (ingest.interned.sha256, interned.sha256);
        findings.push(Finding::new("names", format!("entry {seq}"), expected, found));
    }
    Ok(runs)
}

pub(super) fn read_again(
    database: &Database,
    seq: u64,
    bytes: Box<dyn Read + Send>,
    ingest: &Ingest,
    reread: &Reread<'_>,
) -> Result<(Vec<ProjectedRun>, Interned)> {
    let mut projector = Projector::new(database)?;
    if let Err(source) = reread(bytes, ingest, &mut projector) {
        return Err(match source.downcast::<SinkError>() {
            Ok(sink) => own(database, seq, *sink),
            Err(source) => Error::Reader { path: database.path.clone(), seq, source },
        });
    }
    projector.finish()
}

/// The ledger's own error that came back through a reader.
fn own(database: &Database, seq: u64, sink: SinkError) -> Error {
    match sink.0.downcast::<Error>() {
        Ok(error) => *error,
        Err(source) => Error::Reader { path: database.path.clone(), seq, source },
    }
}

/// Compares what was read again with what the entry holds. The entry's header stays: a later
/// reader may word a warning in another way, and that is no difference in evidence.
fn compare(
    seq: u64,
    ingest: &Ingest,
    runs: &mut [ProjectedRun],
    numbered: bool,
    findings: &mut Vec<Finding>,
) {
    if ingest.runs.len() != runs.len() {
        let at = format!("entry {seq}");
        findings.push(Finding::new("runs", at, ingest.runs.len(), runs.len()));
        return;
    }
    for (ordinal, (run, recorded)) in runs.iter_mut().zip(&ingest.runs).enumerate() {
        let at = || format!("run {ordinal} of entry {seq}");
        let (expected, found) = (recorded.results_root, run.entry.results_root);
        if expected != found {
            findings.push(Finding::new("results-root", at(), expected, found));
        }
        let (expected, found) = (recorded.states_sha256, run.entry.states_sha256);
        if numbered && expected != found {
            findings.push(Finding::new("vector", at(), expected, found));
        }
        run.entry = recorded.clone();
    }
}
