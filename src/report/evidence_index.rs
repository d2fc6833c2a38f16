//! The evidence index: every file in the ledger, with its tools, its results and the checks that it fed.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Frame, Inputs, lang::say};
use crate::{
    assess::{feeds, read_beside},
    evidence::{Counts, RunId, RunRecord},
    time::Instant,
};

/// Every file of evidence that is known, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceIndex {
    /// What pins the report.
    pub frame: Frame,
    /// How many of the files feed a check.
    pub feeding: u64,
    /// The files.
    pub rows: Vec<IndexedFile>,
}

/// A file of evidence, as it was submitted once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IndexedFile {
    /// The number by which people call it.
    pub reference: String,
    /// The ledger entry.
    pub entry: u64,
    /// Its name, as it was submitted.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The tools that made it.
    pub tools: Vec<String>,
    /// The format that it was read as.
    pub format: String,
    /// When the latest of its runs was observed.
    pub observed: Instant,
    /// When the ledger recorded it.
    pub recorded: Instant,
    /// Its results, in words.
    pub results: String,
    /// The checks that it fed.
    pub checks: Vec<String>,
    /// The accounts that its runs were about.
    pub accounts: Vec<String>,
    /// What took it back, in words.
    pub taken_back: Option<String>,
}

/// Every file of evidence.
pub fn evidence_index(inputs: &Inputs<'_>) -> EvidenceIndex {
    let Inputs { program, history, assessment, .. } = inputs;
    let mut fed: BTreeMap<RunId, BTreeSet<String>> = BTreeMap::new();
    for (check, feeds) in feeds(program, history, assessment.as_of) {
        for feed in feeds {
            fed.entry(feed.run).or_default().insert(check.to_string());
        }
    }
    let mut files: BTreeMap<u64, Vec<(RunId, &RunRecord)>> = BTreeMap::new();
    for (run, record) in (0..).map(RunId).zip(&history.runs) {
        files.entry(record.entry).or_default().push((run, record));
    }
    let mut rows: Vec<IndexedFile> =
        files.into_iter().filter_map(|(entry, runs)| file(inputs, entry, &runs, &fed)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.observed, row.entry)));
    EvidenceIndex {
        frame: Frame::new(inputs, "evidence", inputs.lang.text("Evidence index")),
        feeding: rows.iter().filter(|row| !row.checks.is_empty()).count() as u64,
        rows,
    }
}

fn file(
    inputs: &Inputs<'_>,
    entry: u64,
    runs: &[(RunId, &RunRecord)],
    fed: &BTreeMap<RunId, BTreeSet<String>>,
) -> Option<IndexedFile> {
    let (_, first) = runs.first()?;
    let mut counts = Counts::default();
    let (mut tools, mut checks, mut accounts) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for (run, record) in runs {
        counts.merge(&record.run.counts);
        tools.insert(record.run.tool_name().to_owned());
        accounts.extend(record.run.scope.accounts.iter().cloned());
        checks.extend(fed.get(run).into_iter().flatten().cloned());
        checks.extend(read_beside(inputs.program, &record.run).map(ToString::to_string));
    }
    let later = inputs.history.taken_back(entry, inputs.assessment.as_of.known);
    Some(IndexedFile {
        reference: format!("E-{entry:04}"),
        entry,
        file: first.file_name.clone(),
        sha256: first.artifact.clone(),
        tools: tools.into_iter().collect(),
        format: first.run.format.clone(),
        observed: runs.iter().map(|(_, record)| record.run.observed_at).max()?,
        recorded: first.recorded_at,
        results: inputs.lang.counts(&counts),
        checks: checks.into_iter().collect(),
        accounts: accounts.into_iter().collect(),
        taken_back: later.map(|later| say!(inputs.lang, "taken back by entry {0}", later.entry)),
    })
}
