//! The ends of threads: checks and attestations with the evidence that last answered them, and
//! evidence with what it feeds.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::view::Kept;
use crate::{
    assess::{AttestationStatus, CheckStatus},
    evidence::RunRecord,
    ids::{AttestationId, CheckId},
    report::{
        Inputs, anchors,
        lang::say,
        references::{self, References},
        words::{Word, Worded},
    },
    time::Day,
};

/// A name, with its rows where the report holds them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Named {
    /// What is shown.
    pub text: String,
    /// A fragment of the same page; `None` for what the report leaves out.
    pub href: Option<String>,
}

impl Named {
    /// A name; it is a link where its rows are `here`.
    pub(super) fn new(text: impl ToString, anchor: &str, here: bool) -> Self {
        Self { text: text.to_string(), href: here.then(|| anchors::href(anchor)) }
    }
}

/// A check or an attestation with its latest evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProofEnd {
    /// `check` or `attestation`.
    pub kind: &'static str,
    /// Its id.
    pub name: Named,
    /// Its status.
    pub status: Word,
    /// What last answered it.
    pub evidence: Option<EvidenceEnd>,
}

/// The evidence that last answered a check or an attestation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceEnd {
    /// Its reference number.
    pub reference: String,
    /// Where it stands in the report.
    pub href: String,
    /// When it was observed, or stated.
    pub observed: Day,
}

/// A check or an attestation, with what rests on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProofThread {
    /// The check or the attestation.
    #[serde(flatten)]
    pub end: ProofEnd,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// The controls that it helps to prove.
    pub controls: Vec<Named>,
    /// The stories with a criterion that it proves.
    pub stories: Vec<Named>,
    /// Whether it names a control, and has evidence.
    pub linked: bool,
}

/// A piece of evidence, with what it last answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EvidenceThread {
    /// Its reference number.
    pub reference: String,
    /// Where it stands in the report.
    pub anchor: String,
    /// What it is: a tool with its version, or who stated it.
    pub what: String,
    /// The file's name, or the document's.
    pub file: String,
    /// When it was observed, or stated.
    pub observed: Day,
    /// The checks and attestations that it last answered.
    pub answers: Vec<Named>,
}

/// What ends are made from.
pub(super) struct Ends<'a> {
    pub(super) inputs: &'a Inputs<'a>,
    pub(super) references: References<'a>,
    pub(super) kept: Kept,
}

impl<'a> Ends<'a> {
    /// A check at the end of a thread.
    pub(super) fn check(&self, id: &CheckId) -> ProofEnd {
        let status = self.inputs.assessment.checks.get(id).map(|judged| judged.status);
        ProofEnd {
            kind: "check",
            name: self.check_name(id),
            status: status.unwrap_or(CheckStatus::NeverRun).word(),
            evidence: self.run_of(id).map(|record| self.evidence(record)),
        }
    }

    /// An attestation at the end of a thread.
    pub(super) fn attestation(&self, id: &AttestationId) -> ProofEnd {
        let status = self.status_of(id);
        ProofEnd {
            kind: "attestation",
            name: self.attestation_name(id),
            status: status.word(),
            evidence: self.statement_of(id).map(|(entry, observed)| {
                let reference = references::statement(entry);
                let href = anchors::href(&anchors::evidence(&reference));
                EvidenceEnd { reference, href, observed }
            }),
        }
    }

    pub(super) fn check_name(&self, id: &CheckId) -> Named {
        Named::new(id, &anchors::check(id), self.kept.checks.contains(id))
    }

    pub(super) fn attestation_name(&self, id: &AttestationId) -> Named {
        Named::new(id, &anchors::attestation(id), self.kept.attestations.contains(id))
    }

    fn evidence(&self, record: &RunRecord) -> EvidenceEnd {
        let reference = self.references.of(record);
        EvidenceEnd {
            href: anchors::href(&anchors::evidence(&reference)),
            reference,
            observed: record.run.observed_at.day(),
        }
    }

    /// The run that last answered a check. One that was about other things is no answer.
    fn run_of(&self, id: &CheckId) -> Option<&'a RunRecord> {
        let judged = self.inputs.assessment.checks.get(id)?;
        let run = judged.last_run.filter(|_| judged.status != CheckStatus::NeverRun)?;
        self.inputs.history.runs.get(run.0 as usize)
    }

    fn status_of(&self, id: &AttestationId) -> AttestationStatus {
        let status = self.inputs.assessment.attestations.get(id).copied();
        status.unwrap_or(AttestationStatus::Missing)
    }

    /// The entry and the day of the statement that decides where an attestation stands.
    fn statement_of(&self, id: &AttestationId) -> Option<(u64, Day)> {
        match self.status_of(id) {
            AttestationStatus::Live { record, .. } | AttestationStatus::Expired { record, .. } => {
                let made = self.inputs.history.attestations.get(record)?;
                Some((made.entry, made.attested.observed_at.day()))
            }
            AttestationStatus::Missing => None,
        }
    }

    /// The checks and attestations that the report keeps, each with what rests on it.
    pub(super) fn proofs(&self) -> Vec<ProofThread> {
        let program = self.inputs.program;
        let stories = |ids: Vec<&crate::ids::StoryId>| -> Vec<Named> {
            ids.into_iter().map(|id| self.story_name(id)).collect()
        };
        let checks = self.kept.checks.iter().filter_map(|id| {
            let check = program.checks.get(id)?;
            let used = stories(program.stories_of_check(id).map(|s| &s.id.value).collect());
            let controls = check.controls.iter().map(|c| self.control_name(&c.value)).collect();
            Some(thread(self.check(id), anchors::check(id), &check.title, controls, used))
        });
        let attestations = self.kept.attestations.iter().filter_map(|id| {
            let asked = program.attestations.get(id)?;
            let used = stories(program.stories_of_attestation(id).map(|s| &s.id.value).collect());
            let controls = asked.controls.iter().map(|c| self.control_name(&c.value)).collect();
            let end = self.attestation(id);
            Some(thread(end, anchors::attestation(id), &asked.title, controls, used))
        });
        checks.chain(attestations).collect()
    }

    /// The evidence that last answered these, by its reference number.
    pub(super) fn evidence_threads(&self) -> Vec<EvidenceThread> {
        let mut found: BTreeMap<String, EvidenceThread> = BTreeMap::new();
        let mut answers: BTreeMap<String, BTreeSet<Named>> = BTreeMap::new();
        for id in &self.kept.checks {
            let Some(record) = self.run_of(id) else { continue };
            let reference = self.references.of(record);
            answers.entry(reference.clone()).or_default().insert(self.check_name(id));
            let thread = || EvidenceThread {
                anchor: anchors::evidence(&reference),
                what: run_words(record),
                file: record.file_name.clone(),
                observed: record.run.observed_at.day(),
                answers: Vec::new(),
                reference: reference.clone(),
            };
            found.entry(reference.clone()).or_insert_with(thread);
        }
        for id in &self.kept.attestations {
            let Some((entry, observed)) = self.statement_of(id) else { continue };
            let reference = references::statement(entry);
            answers.entry(reference.clone()).or_default().insert(self.attestation_name(id));
            let made = self.inputs.history.attestations.iter().find(|made| made.entry == entry);
            let Some(said) = made.map(|made| &made.attested) else { continue };
            let thread = || EvidenceThread {
                anchor: anchors::evidence(&reference),
                what: say!(self.inputs.lang, "statement by {0}", said.by),
                file: said.document.clone().unwrap_or_default(),
                observed,
                answers: Vec::new(),
                reference: reference.clone(),
            };
            found.entry(reference.clone()).or_insert_with(thread);
        }
        for (reference, names) in answers {
            if let Some(thread) = found.get_mut(&reference) {
                thread.answers = names.into_iter().collect();
            }
        }
        found.into_values().collect()
    }
}

fn thread(
    end: ProofEnd,
    anchor: String,
    title: &str,
    controls: Vec<Named>,
    stories: Vec<Named>,
) -> ProofThread {
    let linked = !controls.is_empty() && end.evidence.is_some();
    ProofThread { end, anchor, title: title.to_owned(), controls, stories, linked }
}

/// A run's tool with its version.
pub(super) fn run_words(record: &RunRecord) -> String {
    let tool = record.run.tool_name();
    match record.run.version.value() {
        Some(version) => format!("{tool} {version}"),
        None => tool.to_owned(),
    }
}
