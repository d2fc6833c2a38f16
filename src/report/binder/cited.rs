//! Which evidence and which statements belong in a binder.
//!
//! Evidence belongs in it when the present status of a control rests on it, however old it is, and
//! when it was observed in the period and fed a check of the framework. A person's statement belongs
//! in it when the audit report's register has it, and so does whatever takes back what is in it.
//! What is of a kind that says nothing of a framework is taken in: too much is no loss to an
//! auditor, and too little is.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{
    report::{Audit, Inputs},
    time::Period,
};

/// What belongs in a binder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cited {
    /// The files of evidence, by the entry that recorded each first.
    pub files: Vec<CitedFile>,
    /// How many files that fed these checks lie outside of the period.
    pub outside: u64,
    statements: BTreeSet<u64>,
    /// Statements of kinds that we know, about other frameworks or later than we look.
    passed_over: BTreeSet<&'static str>,
}

/// A file of evidence that belongs in a binder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitedFile {
    /// Its SHA-256.
    pub sha256: String,
    /// The format it was read as.
    pub format: String,
    /// The entries that recorded it, in order.
    pub entries: Vec<u64>,
}

/// What belongs in a binder of the framework that `audit` is about.
pub fn cited(inputs: &Inputs<'_>, audit: &Audit, period: Period) -> Cited {
    let rests_on = present(audit);
    let mut files = Vec::new();
    let mut outside = audit.artifacts_left_out;
    for artifact in &audit.artifacts {
        let mut days = artifact.runs.iter().map(|run| run.observed_at.day());
        if !rests_on.contains(artifact.reference.as_str()) && !days.any(|day| period.contains(day))
        {
            outside += 1;
            continue;
        }
        let records = inputs.history.runs.iter().filter(|run| run.artifact == artifact.sha256);
        let entries: BTreeSet<u64> = records.map(|record| record.entry).collect();
        files.push(CitedFile {
            sha256: artifact.sha256.clone(),
            format: artifact.runs.first().map(|run| run.format.clone()).unwrap_or_default(),
            entries: entries.into_iter().collect(),
        });
    }
    files.sort_by(|a, b| a.entries.cmp(&b.entries));
    let statements = audit.register.statements.iter().map(|row| row.entry);
    let statements = statements.chain(audit.statements.iter().map(|row| row.entry));
    let exceptions = audit.register.exceptions.iter().map(|row| row.entry);
    Cited {
        files,
        outside,
        statements: statements.chain(exceptions).collect(),
        passed_over: ["ingest", "attestation", "exception"].into(),
    }
}

/// The numbers of the evidence that the present statuses rest on.
fn present(audit: &Audit) -> BTreeSet<&str> {
    let controls = audit.sections.iter().flat_map(|section| &section.controls);
    controls
        .flat_map(|control| {
            let subjects = control.checks.iter().flat_map(|check| &check.subjects);
            let rows = control.evidence.iter().map(|row| row.reference.as_str());
            rows.chain(subjects.map(|subject| subject.reference.as_str()))
        })
        .collect()
}

impl Cited {
    /// Whether an entry that is no evidence belongs in the binder. Entries are asked about in
    /// order, so that what takes one back finds it.
    pub fn takes(&mut self, entry: u64, kind: &str, body: &Value) -> bool {
        if self.statements.contains(&entry) {
            return true;
        }
        if self.passed_over.contains(kind) {
            return false;
        }
        let taken = match body["entry"].as_u64().filter(|_| kind == "withdrawal") {
            Some(target) => {
                let of_file = |file: &CitedFile| file.entries.contains(&target);
                self.statements.contains(&target) || self.files.iter().any(of_file)
            }
            None => true,
        };
        if taken {
            self.statements.insert(entry);
        }
        taken
    }
}
