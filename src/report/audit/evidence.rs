//! Reference numbers for evidence, and the index behind them.
//!
//! One number stands for one artifact (the original bytes, by their SHA-256), one statement or
//! one exception, so that an auditor can cite it in working papers. An artifact has the number of the
//! entry that first recorded it; the others are numbered in order of first use.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::index::{time_source, tool, version};
use crate::{
    assess::{CheckAssessment, Feed},
    evidence::{Counts, RunId, RunRecord},
    ids::CheckId,
    report::{Inputs, anchors, register::taken_back, words},
    time::Instant,
};

/// A run in the evidence table of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceRow {
    /// The reference number of its artifact.
    pub reference: String,
    /// Where the artifact stands in the index.
    pub href: String,
    /// The tool.
    pub tool: String,
    /// Its version.
    pub version: String,
    /// The artifact's file name, as it was submitted.
    pub file_name: String,
    /// When it ran.
    pub observed_at: Instant,
    /// How that is known.
    pub time_source: &'static str,
    /// When the ledger recorded it.
    pub recorded_at: Instant,
    /// The ledger entry.
    pub entry: u64,
    /// Its results that the control's checks ask about.
    pub counts: String,
    /// The artifact's SHA-256, shortened.
    pub sha256_short: String,
    /// The control's checks that it fed.
    pub checks: Vec<String>,
    /// Whether the tool says that it ended well.
    pub succeeded: bool,
}

/// Gives out reference numbers while the report is built.
pub(in crate::report) struct Registry<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) fed: BTreeMap<CheckId, Vec<Feed>>,
    pub(super) artifacts: Numbers<&'a str>,
    /// The entry that first recorded each artifact.
    first: BTreeMap<&'a str, u64>,
    pub(super) statements: Numbers<usize>,
    pub(super) exceptions: Numbers<usize>,
}

/// Numbers from 1 in the order in which things are first asked for.
pub(super) struct Numbers<K> {
    of: BTreeMap<K, usize>,
    pub(super) order: Vec<K>,
}

impl<K: Ord + Copy> Numbers<K> {
    fn new() -> Self {
        Self { of: BTreeMap::new(), order: Vec::new() }
    }

    pub(super) fn number(&mut self, key: K) -> usize {
        let next = self.order.len() + 1;
        let number = *self.of.entry(key).or_insert(next);
        if number == next {
            self.order.push(key);
        }
        number
    }
}

impl<'a> Registry<'a> {
    /// A registry that knows which runs fed these checks.
    pub(in crate::report) fn new(
        inputs: &'a Inputs<'a>,
        fed: BTreeMap<CheckId, Vec<Feed>>,
    ) -> Self {
        let mut first: BTreeMap<&str, u64> = BTreeMap::new();
        for record in &inputs.history.runs {
            let entry = first.entry(&record.artifact).or_insert(record.entry);
            *entry = record.entry.min(*entry);
        }
        Self {
            inputs,
            fed,
            artifacts: Numbers::new(),
            first,
            statements: Numbers::new(),
            exceptions: Numbers::new(),
        }
    }

    /// The runs that fed a check.
    pub(super) fn feeds(&self, check: &CheckId) -> &[Feed] {
        self.fed.get(check).map_or(&[], Vec::as_slice)
    }

    /// Every run that fed a check of the framework, with those checks.
    pub(super) fn runs(&self) -> BTreeMap<RunId, Vec<CheckId>> {
        let mut runs: BTreeMap<RunId, Vec<CheckId>> = BTreeMap::new();
        for (check, feeds) in &self.fed {
            for feed in feeds {
                runs.entry(feed.run).or_default().push(check.clone());
            }
        }
        runs
    }

    /// The reference number of the artifact of a run.
    pub(super) fn run(&mut self, run: RunId) -> Option<String> {
        let record = self.inputs.history.runs.get(run.0 as usize)?;
        self.artifacts.number(&record.artifact);
        Some(self.artifact_reference(&record.artifact))
    }

    /// The reference number of an artifact: the entry that first recorded it, so that it is the
    /// same in every report and in `storyproof evidence`.
    pub(super) fn artifact_reference(&self, artifact: &str) -> String {
        format!("E-{:04}", self.first.get(artifact).copied().unwrap_or_default())
    }

    /// The reference number of a statement.
    pub(super) fn statement(&mut self, record: usize) -> String {
        format!("S-{:03}", self.statements.number(record))
    }

    /// The reference number of an exception.
    pub(super) fn exception(&mut self, record: usize) -> String {
        format!("X-{:03}", self.exceptions.number(record))
    }

    /// The runs that the present status of these checks rests on, newest first, and how many
    /// earlier runs fed them.
    pub(in crate::report) fn rows(&mut self, checks: &[CheckId]) -> (Vec<EvidenceRow>, u64) {
        let mut now: BTreeMap<RunId, (Counts, Vec<String>)> = BTreeMap::new();
        let mut all: BTreeSet<RunId> = BTreeSet::new();
        for id in checks {
            let feeds = self.fed.get(id).map_or(&[][..], Vec::as_slice);
            all.extend(feeds.iter().map(|feed| feed.run));
            let judged = self.inputs.assessment.checks.get(id);
            let standing = self.standing(feeds, judged);
            for feed in feeds.iter().filter(|feed| standing.contains(&feed.run)) {
                let (counts, fed) = now.entry(feed.run).or_default();
                counts.merge(&feed.counts);
                fed.push(id.to_string());
            }
        }
        let earlier = (all.len() - now.len()) as u64;
        let rows = now
            .into_iter()
            .rev()
            .filter_map(|(run, (counts, checks))| self.row(run, &counts, checks))
            .collect();
        (rows, earlier)
    }

    /// The latest run of each tool over each scope, and the runs that failing, broken and
    /// unanswered subjects were last seen in.
    fn standing(&self, feeds: &[Feed], judged: Option<&CheckAssessment>) -> BTreeSet<RunId> {
        let mut latest = BTreeMap::new();
        for feed in feeds {
            let record = self.inputs.history.runs.get(feed.run.0 as usize);
            let record = record.filter(|record| self.taken_back(record).is_none());
            if let Some(record) = record {
                let run = &record.run;
                let scope = &run.scope;
                let place = (&scope.accounts, scope.repository.value(), scope.document.value());
                latest.insert((run.tool_name(), place), feed.run);
            }
        }
        let mut runs: BTreeSet<RunId> = latest.into_values().collect();
        if let Some(judged) = judged {
            let excepted = judged.excepted.iter().map(|cell| &cell.fact);
            let facts = judged.failing.iter().chain(&judged.errors).chain(&judged.unanswered);
            runs.extend(facts.chain(excepted).map(|fact| fact.run));
        }
        runs
    }

    /// How the entry of a run was taken back, if it was.
    pub(super) fn taken_back(&self, record: &RunRecord) -> Option<String> {
        let known = self.inputs.assessment.as_of.known;
        self.inputs
            .history
            .taken_back(record.entry, known)
            .map(|later| taken_back(self.inputs.lang, later))
    }

    fn row(&mut self, run: RunId, counts: &Counts, checks: Vec<String>) -> Option<EvidenceRow> {
        let record = self.inputs.history.runs.get(run.0 as usize)?;
        let (reference, lang) = (self.run(run)?, self.inputs.lang);
        Some(EvidenceRow {
            href: anchors::href(&evidence_anchor(&reference)),
            reference,
            tool: tool(lang, record),
            version: version(lang, record),
            file_name: record.file_name.clone(),
            observed_at: record.run.observed_at,
            time_source: time_source(lang, record.run.observed_at_source),
            recorded_at: record.recorded_at,
            entry: record.entry,
            counts: match self.taken_back(record) {
                Some(how) => lang.parts(&[lang.counts(counts), how]),
                None => lang.counts(counts),
            },
            sha256_short: words::short_hash(&record.artifact),
            checks,
            succeeded: record.run.succeeded,
        })
    }
}

/// The anchor of a reference number.
pub(in crate::report) fn evidence_anchor(reference: &str) -> String {
    format!("evidence:{reference}")
}
