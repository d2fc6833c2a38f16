//! What differs between two statements of the same framework: decisions, implementation, evidence.
//!
//! Both are whole reports, so that what is compared is what was shown.

use std::collections::BTreeMap;

use crate::report::lang::say;

use super::{
    Lang,
    labels::Label,
    view::{ChangeRow, DocumentFact, EvidenceEntry, Soa, SoaChanges, SoaRow},
};

/// The differences from `before` to `after`, in the language of `after`.
pub fn changes(before: &Soa, after: &Soa) -> SoaChanges {
    let lang = after.lang;
    let mut rows = decisions(before, after, lang);
    rows.extend(implementation(before, after, lang));
    rows.extend(evidence(before, after, lang));
    SoaChanges { since: pinned(before), rows }
}

/// What pinned a statement: the version of the files, the clocks and the ledger's head.
fn pinned(soa: &Soa) -> Vec<DocumentFact> {
    let pins = [Label::Revision, Label::AsOf, Label::KnownAt, Label::LedgerHead];
    let is_pin = |fact: &&DocumentFact| pins.iter().any(|pin| pin.text(soa.lang) == fact.label);
    soa.document.iter().filter(is_pin).cloned().collect()
}

fn by_control(rows: &[SoaRow]) -> BTreeMap<&crate::ids::ControlRef, &SoaRow> {
    rows.iter().map(|row| (&row.control, row)).collect()
}

fn change(
    (kind, label): (&'static str, Label),
    lang: Lang,
    row: &SoaRow,
    [before, after]: [String; 2],
    why: Vec<String>,
) -> ChangeRow {
    ChangeRow {
        kind,
        label: label.text(lang),
        what: row.id.clone(),
        title: row.title.clone(),
        before,
        after,
        why,
    }
}

/// Controls that came and went, and those of which something else was decided.
fn decisions(before: &Soa, after: &Soa, lang: Lang) -> Vec<ChangeRow> {
    let (old, new) = (by_control(&before.rows), by_control(&after.rows));
    let mut rows = Vec::new();
    for row in &after.rows {
        let then = old.get(&row.control);
        let decision = decision(row, lang);
        match then.map(|then| self::decision(then, lang)) {
            None => rows.push(change(
                ("control-added", Label::ControlAdded),
                lang,
                row,
                [String::new(), decision],
                Vec::new(),
            )),
            Some(then) if then != decision => rows.push(change(
                ("decision", Label::Decision),
                lang,
                row,
                [then, decision],
                Vec::new(),
            )),
            Some(_) => {}
        }
    }
    let gone = before.rows.iter().filter(|row| !new.contains_key(&row.control));
    rows.extend(gone.map(|row| {
        let was = [decision(row, lang), String::new()];
        change(("control-removed", Label::ControlRemoved), lang, row, was, Vec::new())
    }));
    rows
}

/// A decision in one text: whether, what asks for it, why.
fn decision(row: &SoaRow, lang: Lang) -> String {
    let Some(decision) = &row.decision else { return Label::Undecided.text(lang).to_owned() };
    let word = if decision.applicable { Label::Applied } else { Label::Excluded };
    let because: Vec<&str> = decision.because.iter().map(|word| asks(lang, word)).collect();
    if because.is_empty() {
        return say!(lang, "{0}: {1}##decision, reason", word.text(lang), decision.reason);
    }
    let because = lang.list(&because);
    say!(lang, "{0} ({1}): {2}##decision, why, reason", word.text(lang), because, decision.reason)
}

/// What asks for a control, for people.
fn asks(lang: Lang, word: &str) -> &str {
    match word {
        "risk" => lang.inside("risk"),
        "law" => lang.inside("law"),
        "contract" => lang.inside("contract"),
        "best-practice" => lang.inside("best-practice"),
        other => other,
    }
}

fn implementation(before: &Soa, after: &Soa, lang: Lang) -> Vec<ChangeRow> {
    let mut old = by_control(&before.rows);
    old.extend(by_control(&before.beyond));
    let now = after.rows.iter().chain(&after.beyond);
    now.filter_map(|row| {
        let then = old.get(&row.control)?;
        (then.implementation != row.implementation).then(|| {
            let word = |row: &SoaRow| super::labels::status(row.implementation, lang).word;
            let words = [word(then).to_owned(), word(row).to_owned()];
            let kind = ("implementation", Label::Implemented);
            change(kind, lang, row, words, row.why.clone())
        })
    })
    .collect()
}

fn evidence(before: &Soa, after: &Soa, lang: Lang) -> Vec<ChangeRow> {
    let names = |soa: &'_ Soa| -> BTreeMap<String, EvidenceEntry> {
        soa.evidence.iter().map(|entry| (entry.reference.clone(), entry.clone())).collect()
    };
    let (old, new) = (names(before), names(after));
    let line = |kind: &'static str, label: Label, entry: &EvidenceEntry| ChangeRow {
        kind,
        label: label.text(lang),
        what: entry.reference.clone(),
        title: entry.name.clone(),
        before: String::new(),
        after: entry.controls.join(", "),
        why: vec![lang.list(&[&entry.source, &entry.observed_at])],
    };
    let added = after.evidence.iter().filter(|entry| !old.contains_key(&entry.reference));
    let gone = before.evidence.iter().filter(|entry| !new.contains_key(&entry.reference));
    added
        .map(|entry| line("evidence-added", Label::EvidenceAdded, entry))
        .chain(gone.map(|entry| {
            let mut row = line("evidence-removed", Label::EvidenceRemoved, entry);
            std::mem::swap(&mut row.before, &mut row.after);
            row
        }))
        .collect()
}
