//! The evidence that rows rest on, under the reference numbers of the audit report.
//!
//! A file has the number of the ledger entry that first recorded it (`E-0012`), as in every report
//! and in `storyproof evidence`; a statement is named by its own entry (`entry:57`), which `storyproof
//! explain` takes.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Lang,
    labels::Label,
    view::{EvidenceEntry, EvidenceLink},
};
use crate::{
    assess::{AttestationStatus, Feed},
    ids::{AttestationId, CheckId},
    report::{
        Inputs, anchors,
        audit::evidence::{Registry, evidence_anchor},
        words,
    },
};

/// Numbers evidence as rows ask for it, and remembers what rests on it.
pub(super) struct Index<'a> {
    inputs: &'a Inputs<'a>,
    lang: Lang,
    registry: Registry<'a>,
    entries: BTreeMap<(u64, String), EvidenceEntry>,
}

impl<'a> Index<'a> {
    /// An empty index that knows which runs fed these checks.
    pub(super) fn new(
        inputs: &'a Inputs<'a>,
        lang: Lang,
        fed: BTreeMap<CheckId, Vec<Feed>>,
    ) -> Self {
        Self { inputs, lang, registry: Registry::new(inputs, fed), entries: BTreeMap::new() }
    }

    /// The references of a control's evidence: the runs that its checks rest on now, the newest first, and the
    /// statements that decide its attestations.
    pub(super) fn of(
        &mut self,
        control: &str,
        checks: &[CheckId],
        attestations: &[AttestationId],
    ) -> Vec<EvidenceLink> {
        let mut references = Vec::new();
        for row in self.registry.rows(checks).0 {
            let sha256 = self.sha256(row.entry);
            let entry = EvidenceEntry {
                anchor: evidence_anchor(&row.reference),
                reference: row.reference,
                kind: Label::File.text(self.lang),
                name: row.file_name,
                source: format!("{} {}", row.tool, row.version),
                observed_at: words::instant(row.observed_at),
                recorded_at: words::instant(row.recorded_at),
                entry: row.entry,
                sha256,
                controls: Vec::new(),
            };
            references.push(self.note(control, entry));
        }
        let statements: Vec<_> = attestations.iter().filter_map(|id| self.statement(id)).collect();
        for entry in statements {
            references.push(self.note(control, entry));
        }
        let mut seen = BTreeSet::new();
        references.retain(|reference| seen.insert(reference.clone()));
        let link = |reference: String| EvidenceLink {
            href: anchors::href(&evidence_anchor(&reference)),
            reference,
        };
        references.into_iter().map(link).collect()
    }

    fn note(&mut self, control: &str, entry: EvidenceEntry) -> String {
        let reference = entry.reference.clone();
        let key = (number(&reference), reference.clone());
        let kept = self.entries.entry(key).or_insert(entry);
        if kept.controls.last().is_none_or(|last| last != control) {
            kept.controls.push(control.to_owned());
        }
        reference
    }

    fn sha256(&self, entry: u64) -> Option<String> {
        let mut runs = self.inputs.history.runs.iter();
        runs.find(|record| record.entry == entry).map(|record| record.artifact.clone())
    }

    fn statement(&self, id: &AttestationId) -> Option<EvidenceEntry> {
        let (AttestationStatus::Live { record, .. } | AttestationStatus::Expired { record, .. }) =
            *self.inputs.assessment.attestations.get(id)?
        else {
            return None;
        };
        let record = self.inputs.history.attestations.get(record)?;
        let attested = &record.attested;
        let reference = format!("entry:{}", record.entry);
        Some(EvidenceEntry {
            anchor: evidence_anchor(&reference),
            reference,
            kind: Label::Said.text(self.lang),
            name: format!("{id}: {}", attested.statement),
            source: attested.by.clone(),
            observed_at: words::instant(attested.observed_at),
            recorded_at: words::instant(record.recorded_at),
            entry: record.entry,
            sha256: attested.document_sha256.clone(),
            controls: Vec::new(),
        })
    }

    /// Everything that was referred to, in the order of the ledger.
    pub(super) fn into_entries(self) -> Vec<EvidenceEntry> {
        self.entries.into_values().collect()
    }
}

/// The number in a reference, to sort by.
fn number(reference: &str) -> u64 {
    reference.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(u64::MAX)
}
