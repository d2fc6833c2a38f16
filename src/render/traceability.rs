//! Traceability as HTML, Markdown, JSON and CSV, all from the same view.

use super::{Error, csv, html, json, kinds, markdown};
use crate::report::{
    Lang, Traceability,
    traceability::{
        ends::{EvidenceThread, Named, ProofEnd, ProofThread},
        orphans::Orphans,
        threads::{ControlThread, StoryThread},
    },
};

/// One self-contained page.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn html(view: &Traceability) -> Result<String, Error> {
    html::page("traceability.html", &view.frame, view)
}

/// Markdown.
///
/// # Errors
/// When the template asks for what the view does not have.
pub fn markdown(view: &Traceability) -> Result<String, Error> {
    markdown::page("traceability.md", &view.frame, view)
}

/// The view itself, in the envelope.
///
/// # Errors
/// When the view cannot be written as JSON.
pub fn json(view: &Traceability) -> Result<String, Error> {
    json::report(&kinds::TRACEABILITY, &view.frame, view)
}

/// The heads in English.
pub(super) const HEADER: [&str; 15] = [
    "from##an end",
    "id",
    "title",
    "status",
    "claimed",
    "controls",
    "stories",
    "criterion##of a story",
    "criterion status",
    "proof kind",
    "proof",
    "proof status",
    "evidence",
    "observed",
    "orphan",
];

/// A row before it is written: what is not set is empty.
#[derive(Default)]
struct Row {
    head: [String; 5],
    controls: String,
    stories: String,
    criterion: [String; 2],
    proof: [String; 5],
    orphan: String,
}

impl Row {
    fn of(from: &str, id: impl ToString, title: &str, status: &str, claim: &str) -> Self {
        let head = [
            from.to_owned(),
            id.to_string(),
            title.to_owned(),
            status.to_owned(),
            claim.to_owned(),
        ];
        Self { head, ..Self::default() }
    }

    /// The cells, with our words in the language of the report.
    fn cells(self, lang: Lang) -> Vec<String> {
        let Self { mut head, controls, stories, mut criterion, mut proof, mut orphan } = self;
        let [from, .., status, claim] = &mut head;
        let [_, proven] = &mut criterion;
        let [kind, _, proof_status, ..] = &mut proof;
        for word in [from, status, claim, proven, kind, proof_status, &mut orphan] {
            *word = lang.text(word).to_owned();
        }
        let links = [controls, stories];
        head.into_iter().chain(links).chain(criterion).chain(proof).chain([orphan]).collect()
    }
}

/// A table: from each story over its criteria, from each control, each check, each attestation and
/// each piece of evidence, one row for each link to a proof; then what leads nowhere.
///
/// # Errors
/// When the table cannot be written.
pub fn csv(view: &Traceability) -> Result<String, Error> {
    let lang = view.frame.lang;
    csv::table(&HEADER.map(|head| lang.text(head)), table(view))
}

/// The rows of the table.
pub(super) fn table(view: &Traceability) -> Vec<Vec<String>> {
    let stories = view.stories.iter().flat_map(story);
    let controls = view.controls.iter().flat_map(control);
    let proofs = view.proofs.iter().map(proof);
    let evidence = view.evidence.iter().map(evidence);
    let orphans = view.orphans.iter().flat_map(orphans);
    let rows = stories.chain(controls).chain(proofs).chain(evidence).chain(orphans);
    rows.map(|row| row.cells(view.frame.lang)).collect()
}

fn story(story: &StoryThread) -> Vec<Row> {
    let row = |criterion: [String; 2], proof: Option<&ProofEnd>| Row {
        controls: names(&story.controls),
        criterion,
        proof: end(proof),
        ..Row::of("story", &story.id, &story.title, story.proof.word, story.claim.word)
    };
    let mut rows = Vec::new();
    for criterion in &story.criteria {
        let said = || [criterion.text.clone(), criterion.proven.word.to_owned()];
        rows.extend(criterion.proofs.iter().map(|proof| row(said(), Some(proof))));
        if criterion.proofs.is_empty() {
            rows.push(row(said(), None));
        }
    }
    if rows.is_empty() {
        rows.push(row(Default::default(), None));
    }
    rows
}

fn control(control: &ControlThread) -> Vec<Row> {
    let stories: Vec<&str> = control.stories.iter().map(|s| s.name.text.as_str()).collect();
    let row = |proof: Option<&ProofEnd>| Row {
        stories: stories.join("; "),
        proof: end(proof),
        ..Row::of("control", &control.id, &control.title, control.status.word, "")
    };
    if control.proofs.is_empty() {
        return vec![row(None)];
    }
    control.proofs.iter().map(|proof| row(Some(proof))).collect()
}

fn proof(thread: &ProofThread) -> Row {
    let ProofEnd { kind, name, status, .. } = &thread.end;
    Row {
        controls: names(&thread.controls),
        stories: names(&thread.stories),
        proof: end(Some(&thread.end)),
        ..Row::of(kind, &name.text, &thread.title, status.word, "")
    }
}

fn evidence(thread: &EvidenceThread) -> Row {
    let title = format!("{} {}", thread.what, thread.file);
    let observed = thread.observed.to_string();
    Row {
        proof: [
            String::new(),
            names(&thread.answers),
            String::new(),
            thread.reference.clone(),
            observed,
        ],
        ..Row::of("evidence", &thread.reference, title.trim_end(), "", "")
    }
}

fn orphans(kind: &Orphans) -> Vec<Row> {
    let row = |orphan: &crate::report::traceability::orphans::Orphan| Row {
        orphan: kind.kind.to_owned(),
        ..Row::of("orphan", &orphan.name.text, &orphan.title, &orphan.note, "")
    };
    kind.rows.iter().map(row).collect()
}

fn names(names: &[Named]) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("; ")
}

/// Kind, name and status of a proof, with the evidence behind it and its day.
fn end(proof: Option<&ProofEnd>) -> [String; 5] {
    let Some(proof) = proof else { return Default::default() };
    let (reference, observed) = proof
        .evidence
        .as_ref()
        .map(|evidence| (evidence.reference.clone(), evidence.observed.to_string()))
        .unwrap_or_default();
    [
        proof.kind.to_owned(),
        proof.name.text.clone(),
        proof.status.word.to_owned(),
        reference,
        observed,
    ]
}
