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
    log::each_entry,
    project::{ProjectedRun, Projector},
    record::Transaction,
    schema,
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
        let findings = derive(&self.database, &self.database, &self.artifacts, reread)?;
        if findings.is_empty() {
            transaction.commit()?;
        } else {
            transaction.roll_back()?;
        }
        Ok(findings)
    }

    /// Makes every projection again in a database on the side and compares: finds any change in
    /// any projection. Changes nothing, and works on read-only media.
    pub fn rederive(&self, reread: &Reread<'_>) -> Result<Vec<Finding>> {
        let _snapshot = self.database.snapshot()?;
        let aside = Database::temporary()?;
        let transaction = Transaction::begin(&aside)?;
        let mut findings = derive(&self.database, &aside, &self.artifacts, reread)?;
        // When the artifacts give something else than the entries say, the tables differ too.
        if findings.is_empty() {
            findings = compare_tables(&aside, &self.database)?;
        }
        transaction.roll_back()?;
        Ok(findings)
    }
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

/// Fills the empty projections of one database from the entries of another, or of the same.
///
/// After the first finding the numbers are no longer those of the entries, so from there on only
/// what does not depend on them is compared.
fn derive(
    from: &Database,
    into: &Database,
    artifacts: &Artifacts,
    reread: &Reread<'_>,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    each_entry(from, |stored| {
        let (seq, entry) = (stored.seq, stored.decode(&from.path)?);
        let mut runs = Vec::new();
        if let Body::Ingest(ingest) = &entry.body {
            if let Some(finding) = check_artifact(artifacts, seq, &ingest.artifact)? {
                findings.push(finding);
                return Ok(());
            }
            let bytes = artifacts.open(ingest.artifact.sha256)?;
            let interned;
            (runs, interned) = read_again(into, seq, bytes, ingest, reread)?;
            let numbered = findings.is_empty();
            compare(seq, ingest, &mut runs, numbered, &mut findings);
            if findings.is_empty() && interned != ingest.interned {
                let (expected, found) = (ingest.interned.sha256, interned.sha256);
                findings.push(Finding::new("names", format!("entry {seq}"), expected, found));
            }
        }
        append::list(into, seq, &entry, &runs)
    })?;
    Ok(findings)
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
