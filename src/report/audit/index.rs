//! The indexes behind the reference numbers: artifacts with their runs, statements, exceptions.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::evidence::{Registry, evidence_anchor};
use crate::{
    evidence::{ClaimedOr, ExceptionRecord, RunId, RunRecord, TimeSource},
    ids::{CheckId, RiskId},
    report::{
        lang::{Lang, say},
        origin, register,
        words::{self, Word},
    },
    time::{Day, Instant},
};

/// The most artifacts in the index that no control refers to: earlier runs of the same checks.
const MAX_EARLIER: usize = 1500;

/// A file of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Artifact {
    /// The reference number.
    pub reference: String,
    /// The anchor in the index.
    pub anchor: String,
    /// The file name, as it was submitted.
    pub file_name: String,
    /// Where the file itself stands, for a report that goes along with its evidence.
    pub file: Option<String>,
    /// The SHA-256 of the bytes, in hex.
    pub sha256: String,
    /// Where it came from, and how its runs were made: each fact with its name.
    pub origin: Vec<(&'static str, String)>,
    /// The runs that were read from it and feed a check of this framework.
    pub runs: Vec<ArtifactRun>,
}

/// A run in the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ArtifactRun {
    /// The tool.
    pub tool: String,
    /// Its version.
    pub version: String,
    /// The format it was read from.
    pub format: String,
    /// When it ran.
    pub observed_at: Instant,
    /// How that is known.
    pub time_source: &'static str,
    /// What the file itself says, when a claim replaced it.
    pub observed_at_read: Option<Instant>,
    /// When the ledger recorded it.
    pub recorded_at: Instant,
    /// The ledger entry.
    pub entry: u64,
    /// Which run of the file it is, from 1.
    pub ordinal: u32,
    /// All results of the run, as the tool reported them.
    pub counts: String,
    /// What it covered.
    pub scope: Vec<String>,
    /// Whether the tool says that it ended well.
    pub succeeded: bool,
    /// The tool's own id of the execution.
    pub tool_run_id: Option<String>,
    /// What the reader of the format warned about.
    pub warnings: Vec<String>,
    /// The checks of this framework that it fed.
    pub checks: Vec<CheckId>,
}

/// A person's statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StatementRow {
    /// The reference number.
    pub reference: String,
    /// The anchor in the index.
    pub anchor: String,
    /// Where the entry itself stands, for a report that goes along with its evidence.
    pub file: Option<String>,
    /// What is attested.
    pub attestation: String,
    /// The statement, in the words of who made it.
    pub statement: String,
    /// The role that made it.
    pub by: String,
    /// How it was found out.
    pub method: String,
    /// When it was true in the world.
    pub observed_at: Instant,
    /// When the ledger recorded it.
    pub recorded_at: Instant,
    /// The ledger entry.
    pub entry: u64,
    /// The last day that it names.
    pub valid_until: Day,
    /// Where the document behind it is kept.
    pub document: Option<String>,
    /// The SHA-256 of the document.
    pub document_sha256: Option<String>,
}

/// An exception.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExceptionRow {
    /// The reference number.
    pub reference: String,
    /// The anchor in the list.
    pub anchor: String,
    /// The check.
    pub check: CheckId,
    /// The subjects, as patterns.
    pub subjects: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub requested_by: String,
    /// Who approved.
    pub approved_by: String,
    /// From when it counts.
    pub from: Instant,
    /// The last day on which it counts.
    pub expires: Day,
    /// The ledger entry.
    pub entry: u64,
    /// How many failing subjects it covers now.
    pub covers: u64,
    /// What is done instead while it lasts.
    pub compensating: Vec<String>,
    /// The risk under which it is accepted.
    pub risk: Option<RiskId>,
    /// Where it stands.
    pub state: Word,
    /// The same in words.
    pub standing: String,
}

impl Registry<'_> {
    /// The index of artifacts: those referred to, then the newest of the earlier ones; and how
    /// many are left out.
    pub(super) fn artifacts(&mut self) -> (Vec<Artifact>, u64) {
        let runs = self.runs();
        let mut earlier: Vec<&str> = Vec::new();
        let mut seen: BTreeSet<&str> = self.artifacts.order.iter().copied().collect();
        for run in runs.keys().rev() {
            if let Some(record) = self.inputs.history.runs.get(run.0 as usize)
                && seen.insert(&record.artifact)
            {
                earlier.push(&record.artifact);
            }
        }
        let left_out = earlier.len().saturating_sub(MAX_EARLIER) as u64;
        for artifact in earlier.into_iter().take(MAX_EARLIER) {
            self.artifacts.number(artifact);
        }
        let mut by_artifact: BTreeMap<&str, Vec<(RunId, Vec<CheckId>)>> = BTreeMap::new();
        for (run, checks) in runs {
            if let Some(record) = self.inputs.history.runs.get(run.0 as usize) {
                by_artifact.entry(&record.artifact).or_default().push((run, checks));
            }
        }
        let order = &self.artifacts.order;
        let index = order.iter().map(|artifact| {
            let runs = by_artifact.remove(artifact).unwrap_or_default();
            self.artifact(artifact, runs)
        });
        (index.collect(), left_out)
    }

    fn artifact(&self, sha256: &str, runs: Vec<(RunId, Vec<CheckId>)>) -> Artifact {
        let (reference, lang) = (self.artifact_reference(sha256), self.inputs.lang);
        let record = |run: RunId| self.inputs.history.runs.get(run.0 as usize);
        let name = runs.first().and_then(|(run, _)| record(*run)).map(|r| r.file_name.clone());
        Artifact {
            anchor: evidence_anchor(&reference),
            reference,
            file_name: name.unwrap_or_default(),
            file: None,
            sha256: sha256.to_owned(),
            origin: runs.first().and_then(|(run, _)| record(*run)).map_or_else(Vec::new, |first| {
                let mut facts = origin::origin(lang, &first.origin);
                for (run, _) in &runs {
                    facts.extend(
                        record(*run).map(|r| origin::made(lang, &r.run)).unwrap_or_default(),
                    );
                }
                facts.dedup();
                facts
            }),
            runs: runs
                .into_iter()
                .filter_map(|(run, checks)| {
                    let record = record(run)?;
                    Some(artifact_run(self.inputs.lang, record, self.taken_back(record), checks))
                })
                .collect(),
        }
    }

    /// The index of statements.
    pub(super) fn statements(&self) -> Vec<StatementRow> {
        let made = |record: &usize| self.inputs.history.attestations.get(*record);
        let records = self.statements.order.iter().filter_map(made).enumerate();
        records
            .map(|(i, record)| {
                let reference = format!("S-{:03}", i + 1);
                let attested = &record.attested;
                StatementRow {
                    anchor: evidence_anchor(&reference),
                    reference,
                    file: None,
                    attestation: attested.attestation.to_string(),
                    statement: attested.statement.clone(),
                    by: attested.by.clone(),
                    method: attested.method.clone(),
                    observed_at: attested.observed_at,
                    recorded_at: record.recorded_at,
                    entry: record.entry,
                    valid_until: attested.valid_until,
                    document: attested.document.clone(),
                    document_sha256: attested.document_sha256.clone(),
                }
            })
            .collect()
    }

    /// The list of exceptions: every one that names a check of the framework.
    pub(super) fn exceptions(&mut self) -> Vec<ExceptionRow> {
        let history = self.inputs.history;
        for (index, record) in history.exceptions.iter().enumerate() {
            if self.fed.contains_key(&record.exception.check) && self.is_known(record) {
                self.exceptions.number(index);
            }
        }
        let order = self.exceptions.order.clone();
        let rows = order.into_iter().enumerate();
        rows.filter_map(|(i, index)| self.exception_row(i + 1, index)).collect()
    }

    /// Whether an exception was granted and recorded by the two clocks.
    pub(super) fn is_known(&self, record: &ExceptionRecord) -> bool {
        let as_of = self.inputs.assessment.as_of;
        record.exception.observed_at <= as_of.observed && record.recorded_at <= as_of.known
    }

    fn exception_row(&self, number: usize, index: usize) -> Option<ExceptionRow> {
        let record = self.inputs.history.exceptions.get(index)?;
        let exception = &record.exception;
        let judged = self.inputs.assessment.checks.get(&exception.check);
        let covers = judged.map_or(0, |check| {
            check.excepted.iter().filter(|cell| cell.exception == index).count() as u64
        });
        let row = register::exception(self.inputs, record);
        let reference = format!("X-{number:03}");
        Some(ExceptionRow {
            anchor: evidence_anchor(&reference),
            reference,
            check: exception.check.clone(),
            subjects: exception.subjects.clone(),
            reason: exception.reason.clone(),
            requested_by: exception.requested_by.clone(),
            approved_by: exception.approved_by.clone(),
            from: exception.observed_at,
            expires: exception.expires,
            entry: record.entry,
            covers,
            compensating: row.compensating,
            risk: row.risk,
            state: row.state,
            standing: row.standing,
        })
    }
}

fn artifact_run(
    lang: Lang,
    record: &RunRecord,
    taken: Option<String>,
    checks: Vec<CheckId>,
) -> ArtifactRun {
    let run = &record.run;
    ArtifactRun {
        tool: tool(lang, record),
        version: version(lang, record),
        format: run.format.clone(),
        observed_at: run.observed_at,
        time_source: time_source(lang, run.observed_at_source),
        observed_at_read: run.observed_at_read,
        recorded_at: record.recorded_at,
        entry: record.entry,
        ordinal: record.ordinal + 1,
        counts: lang.counts(&run.counts),
        scope: scope(lang, record),
        succeeded: run.succeeded,
        tool_run_id: run.tool_run_id.clone(),
        warnings: taken.into_iter().chain(run.warnings.iter().cloned()).collect(),
        checks,
    }
}

/// The tool of a run, and whether that is claimed.
pub(super) fn tool(lang: Lang, record: &RunRecord) -> String {
    let name = record.run.tool_name();
    match record.run.tool.claimed {
        Some(_) => say!(lang, "{0} (claimed)", name),
        None => name.to_owned(),
    }
}

/// The version of the tool; `not stated` when neither the file nor anybody says.
pub(super) fn version(lang: Lang, record: &RunRecord) -> String {
    told(lang, &record.run.version).unwrap_or_else(|| say!(lang, "version not stated"))
}

fn told(lang: Lang, fact: &ClaimedOr<String>) -> Option<String> {
    match (&fact.claimed, &fact.read) {
        (Some(claimed), Some(read)) if claimed != read => {
            Some(say!(lang, "{0} (claimed; the file says {1})", claimed, read))
        }
        (Some(claimed), _) => Some(say!(lang, "{0} (claimed)", claimed)),
        (None, read) => read.clone(),
    }
}

fn scope(lang: Lang, record: &RunRecord) -> Vec<String> {
    let scope = &record.run.scope;
    let some = |names: &BTreeSet<String>| lang.some_of(&names.iter().collect::<Vec<_>>(), 6);
    let accounts = match scope.accounts.len() {
        0 => None,
        1 => Some(say!(lang, "account {0}", some(&scope.accounts))),
        _ => Some(say!(lang, "accounts {0}", some(&scope.accounts))),
    };
    let regions = match scope.regions.len() {
        0 => None,
        1 => Some(say!(lang, "region {0}", some(&scope.regions))),
        _ => Some(say!(lang, "regions {0}", some(&scope.regions))),
    };
    let named = [
        told(lang, &scope.repository).map(|text| say!(lang, "repository {0}", text)),
        told(lang, &scope.commit).map(|text| say!(lang, "commit {0}", text)),
        told(lang, &scope.document).map(|text| say!(lang, "document {0}", text)),
    ];
    let examined = scope.examined.map(|n| say!(lang, "{0} examined", words::number(n)));
    accounts.into_iter().chain(regions).chain(named.into_iter().flatten()).chain(examined).collect()
}

/// How a run's time is known, in words.
pub(super) fn time_source(lang: Lang, source: TimeSource) -> &'static str {
    match source {
        TimeSource::Read => lang.text("read from the file"),
        TimeSource::Claimed => lang.text("claimed##a time"),
        TimeSource::FileTime => lang.text("time of the file"),
        TimeSource::Recorded => lang.text("time of recording"),
    }
}
