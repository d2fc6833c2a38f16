//! The parties outside of us that have a part in something, and the attestations that those parts
//! rest on: which document, where it is recorded, and until when it counts.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::row::RequirementRow;
use crate::{
    assess::AttestationStatus,
    evidence::AttestedRecord,
    ids::{AttestationId, ControlRef, FrameworkId, PartyId},
    model::{Attestation, Component, Party, PartyKind},
    report::{
        Inputs, anchors,
        lang::{Lang, say},
        references,
        register::{SOON_DAYS, paper_words},
        words::{Word, Worded},
    },
    time::Day,
};

/// An attestation behind a part of somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Paper {
    /// The attestation; empty when the program asks for none of this party.
    pub attestation: String,
    /// Where it stands in the report: the row of its party.
    pub href: String,
    /// The party.
    pub party: String,
    /// Whether it counts.
    pub status: Word,
    /// The number of the entry that recorded it.
    pub reference: Option<String>,
    /// The last day on which it counts.
    pub until: Option<Day>,
    /// What is to be said of it beside that.
    pub note: Option<String>,
    /// Whether somebody must do something: it ended, ends soon, or is missing.
    pub attention: bool,
}

/// A party outside of us.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PartyRow {
    /// Its id.
    pub id: PartyId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its name.
    pub name: String,
    /// What it is to us.
    pub kind: &'static str,
    /// The components that it runs.
    pub components: Vec<String>,
    /// How many requirements it answers for.
    pub accountable: u64,
    /// How many requirements it has a part in.
    pub part: u64,
    /// Its attestations.
    pub papers: Vec<PaperRow>,
}

/// An attestation of a party, in full.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PaperRow {
    /// The attestation.
    pub id: AttestationId,
    /// What is attested.
    pub title: String,
    /// Whether it counts.
    pub status: Word,
    /// Where it stands, in a sentence.
    pub standing: String,
    /// Whether somebody must do something.
    pub attention: bool,
    /// The number of the entry that recorded it.
    pub reference: Option<String>,
    /// The document: kind, issuer and number.
    pub paper: Option<String>,
    /// Where the document is kept.
    pub document: Option<String>,
    /// The last day on which it counts.
    pub until: Option<Day>,
    /// How many requirements of the report it names.
    pub names: u64,
}

/// The attestations of parties outside of us.
pub(super) struct Papers<'a> {
    theirs: Vec<(&'a PartyId, &'a Attestation)>,
}

impl<'a> Papers<'a> {
    /// The provider's attestations that a program asks for.
    pub(super) fn new(inputs: &'a Inputs<'a>) -> Self {
        let all = inputs.program.attestations.values();
        let theirs = all.filter_map(|asked| Some((&asked.provider.as_ref()?.value, asked)));
        Self { theirs: theirs.collect() }
    }

    /// What the parts of these parties in a control rest on: the attestations that name it, or that
    /// it is inherited through; where a party has none, those of its attestations that come nearest.
    pub(super) fn of(
        &self,
        inputs: &Inputs<'_>,
        control: &ControlRef,
        parties: &BTreeSet<&PartyId>,
    ) -> Vec<Paper> {
        let decision = inputs.program.applicability.get(control);
        let inherited = decision.and_then(|decision| decision.attestation.as_ref());
        let names = |asked: &Attestation| {
            asked.controls.iter().any(|named| named.value == *control)
                || inherited.is_some_and(|id| id.value == asked.id.value)
        };
        let mut found = Vec::new();
        for party in parties {
            let theirs: Vec<&Attestation> =
                self.theirs.iter().filter(|(id, _)| id == party).map(|(_, asked)| *asked).collect();
            let exact: Vec<&Attestation> = theirs.iter().copied().filter(|a| names(a)).collect();
            let near = || of_framework(&theirs, &control.framework);
            match (exact.is_empty(), theirs.is_empty()) {
                (false, _) => {
                    found.extend(exact.into_iter().map(|a| paper(inputs, party, a, None)));
                }
                (true, false) => found.extend(
                    near()
                        .into_iter()
                        .map(|asked| paper(inputs, party, asked, Some(note(inputs.lang)))),
                ),
                (true, true) => found.push(none(inputs, party)),
            }
        }
        found
    }
}

/// Those that name something of a framework, or all where none does.
fn of_framework<'a>(all: &[&'a Attestation], framework: &FrameworkId) -> Vec<&'a Attestation> {
    let of_it = |asked: &&&Attestation| {
        asked.controls.iter().any(|named| named.value.framework == *framework)
    };
    let some: Vec<&Attestation> = all.iter().filter(of_it).copied().collect();
    if some.is_empty() { all.to_vec() } else { some }
}

fn note(lang: Lang) -> String {
    say!(lang, "does not name it")
}

fn paper(inputs: &Inputs<'_>, party: &PartyId, asked: &Attestation, note: Option<String>) -> Paper {
    let stands = stands(inputs, &asked.id.value);
    Paper {
        attestation: asked.id.value.to_string(),
        href: anchors::href(&anchors::party(party)),
        party: party.to_string(),
        status: stands.status.word(),
        reference: stands.record.map(|record| references::statement(record.entry)),
        until: stands.until,
        note,
        attention: stands.attention,
    }
}

fn none(inputs: &Inputs<'_>, party: &PartyId) -> Paper {
    Paper {
        attestation: String::new(),
        href: anchors::href(&anchors::party(party)),
        party: party.to_string(),
        status: AttestationStatus::Missing.word(),
        reference: None,
        until: None,
        note: Some(say!(
            inputs.lang,
            "the program asks for no attestation of {0}",
            crate::report::rows::party(inputs, party)
        )),
        attention: true,
    }
}

/// Where an attestation stands.
struct Stands<'a> {
    status: AttestationStatus,
    record: Option<&'a AttestedRecord>,
    until: Option<Day>,
    days_left: i64,
    attention: bool,
}

fn stands<'a>(inputs: &Inputs<'a>, id: &AttestationId) -> Stands<'a> {
    let status = inputs.assessment.attestations.get(id).copied();
    let status = status.unwrap_or(AttestationStatus::Missing);
    let (record, until) = match status {
        AttestationStatus::Live { record, until }
        | AttestationStatus::Expired { record, until } => {
            (inputs.history.attestations.get(record), Some(until))
        }
        AttestationStatus::Missing => (None, None),
    };
    let today = inputs.assessment.as_of.observed.day();
    let days_left = until.map_or(-1, |until| today.days_until(until));
    let attention = !status.is_live() || days_left <= SOON_DAYS;
    Stands { status, record, until, days_left, attention }
}

/// The parties outside of us that have a part in one of these rows, run a component, or attest
/// something.
pub(super) fn rows(inputs: &Inputs<'_>, requirements: &[RequirementRow]) -> Vec<PartyRow> {
    let parties = inputs.program.parties.values().filter(|party| party.kind.is_external());
    let rows = parties.map(|party| row(inputs, party, requirements));
    rows.filter(|row| row.part > 0 || row.accountable > 0 || !row.papers.is_empty()).collect()
}

fn row(inputs: &Inputs<'_>, party: &Party, requirements: &[RequirementRow]) -> PartyRow {
    let id = &party.id.value;
    let runs =
        |component: &&Component| component.party.as_ref().is_some_and(|runs| runs.value == *id);
    let has_part = |row: &&RequirementRow| {
        row.cells.iter().flat_map(|cell| &cell.parts).any(|part| part.id.as_ref() == Some(id))
    };
    let answers = |row: &&RequirementRow| row.accountable.iter().any(|party| party.id == *id);
    let asked = inputs.program.attestations.values();
    let theirs = asked.filter(|asked| asked.provider.as_ref().is_some_and(|p| p.value == *id));
    let components = inputs.program.components.values().filter(runs);
    PartyRow {
        anchor: anchors::party(id),
        kind: kind(inputs.lang, party.kind),
        components: components.map(|component| component.id.value.to_string()).collect(),
        accountable: requirements.iter().filter(answers).count() as u64,
        part: requirements.iter().filter(has_part).count() as u64,
        papers: theirs.map(|asked| paper_row(inputs, asked, requirements)).collect(),
        id: id.clone(),
        name: crate::report::rows::party(inputs, id),
    }
}

fn kind(lang: Lang, kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Team | PartyKind::Role => lang.text("ours##party"),
        PartyKind::Provider => lang.text("cloud provider"),
        PartyKind::Msp => lang.text("managed service provider"),
        PartyKind::Isv => lang.text("software vendor"),
        PartyKind::Auditor => lang.text("auditor"),
    }
}

fn paper_row(
    inputs: &Inputs<'_>,
    asked: &Attestation,
    requirements: &[RequirementRow],
) -> PaperRow {
    let stands = stands(inputs, &asked.id.value);
    let said = stands.record.map(|record| &record.attested);
    let paper = said.and_then(|said| said.paper.as_ref());
    let named = |row: &&RequirementRow| asked.controls.iter().any(|named| named.value == row.id);
    PaperRow {
        id: asked.id.value.clone(),
        title: asked.title.clone(),
        status: stands.status.word(),
        standing: standing(inputs.lang, &stands),
        attention: stands.attention,
        reference: stands.record.map(|record| references::statement(record.entry)),
        paper: paper.map(|paper| paper_words(inputs.lang, paper)),
        document: said.and_then(|said| said.document.clone()).or_else(|| asked.document.clone()),
        until: stands.until,
        names: requirements.iter().filter(named).count() as u64,
    }
}

fn standing(lang: Lang, stands: &Stands<'_>) -> String {
    match (stands.status, stands.until) {
        (AttestationStatus::Live { .. }, Some(until)) => {
            let left = lang.count_days(stands.days_left);
            if stands.attention {
                say!(lang, "expires soon: counts until {0}, {1} left", until, left)
            } else {
                say!(lang, "counts until {0}, {1} left", until, left)
            }
        }
        (AttestationStatus::Expired { .. }, Some(until)) => {
            say!(lang, "EXPIRED on {0}, {1} ago", until, lang.count_days(-stands.days_left))
        }
        _ => say!(lang, "nobody has recorded it"),
    }
}
