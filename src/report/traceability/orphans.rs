//! What leads nowhere, seen from every end.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    ends::{Named, ProofThread, run_words},
    threads::{ControlThread, StoryThread},
};
use crate::{
    assess::{StatementState, feeds, read_beside, statement_state},
    evidence::RunId,
    report::{
        Inputs,
        lang::{Lang, say},
        references::{self, References},
    },
};

/// How many checks a note names.
const SHOWN: usize = 3;

/// One kind of orphan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Orphans {
    /// The kind, for programs.
    pub kind: &'static str,
    /// Where they stand in the report.
    pub anchor: String,
    /// The same in words.
    pub title: String,
    /// What to do about them.
    pub remedy: String,
    /// Each of them.
    pub rows: Vec<Orphan>,
}

/// Something that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Orphan {
    /// Its id, or its reference number.
    pub name: Named,
    /// Its title.
    pub title: String,
    /// What else is known.
    pub note: String,
}

fn kind(kind: &'static str, title: String, remedy: String, rows: Vec<Orphan>) -> Orphans {
    Orphans { kind, anchor: format!("orphans:{kind}"), title, remedy, rows }
}

/// What leads nowhere among these; evidence only where the report is not narrowed.
pub(super) fn orphans(
    inputs: &Inputs<'_>,
    stories: &[StoryThread],
    controls: &[ControlThread],
    proofs: &[ProofThread],
    with_evidence: bool,
) -> Vec<Orphans> {
    let lang = inputs.lang;
    let no_control = stories.iter().filter(|story| story.controls.is_empty());
    let no_story =
        controls.iter().filter(|c| c.is_counted && c.stories.is_empty() && c.otherwise.is_none());
    let no_proof = controls.iter().filter(|c| c.is_counted && c.proofs.is_empty());
    let unused = |of: &'static str| {
        let mine = proofs.iter().filter(move |p| p.end.kind == of && p.controls.is_empty());
        mine.map(|proof| proof_orphan(lang, proof)).collect::<Vec<_>>()
    };
    let mut found = vec![
        kind(
            "stories-without-control",
            lang.text("Stories without a control").to_owned(),
            say!(lang, "Name in controls what the story helps to meet."),
            no_control.map(|story| story_orphan(lang, story)).collect(),
        ),
        kind(
            "controls-without-story",
            lang.text("Controls without a story").to_owned(),
            say!(
                lang,
                "Name them in a story, or decide in [[applicability]] how else they are met."
            ),
            no_story.map(|control| control_orphan(lang, control)).collect(),
        ),
        kind(
            "controls-without-proof",
            lang.text("Controls without a check or an attestation").to_owned(),
            say!(lang, "Write a [[check]] or an [[attestation]] that names them."),
            no_proof.map(|control| control_orphan(lang, control)).collect(),
        ),
        kind(
            "checks-without-control",
            lang.text("Checks that no control uses").to_owned(),
            say!(lang, "Name in controls what the answer helps to prove."),
            unused("check"),
        ),
        kind(
            "attestations-without-control",
            lang.text("Attestations that no control uses").to_owned(),
            say!(lang, "Name in controls what the statement helps to prove."),
            unused("attestation"),
        ),
    ];
    if with_evidence {
        found.push(kind(
            "evidence-without-check",
            lang.text("Evidence that feeds no check").to_owned(),
            say!(lang, "Name its tool and its rules in a [[check.source]]. Stacks, drifts and configuration items serve storyproof trace and the reasons of failing resources without one."),
            evidence(inputs),
        ));
    }
    found
}

fn story_orphan(lang: Lang, story: &StoryThread) -> Orphan {
    let stands = [lang.inside(story.claim.word), lang.inside(story.proof.word)];
    Orphan {
        name: Named { text: story.id.to_string(), href: Some(format!("#{}", story.anchor)) },
        title: story.title.clone(),
        note: lang.list(&stands),
    }
}

fn control_orphan(lang: Lang, control: &ControlThread) -> Orphan {
    let stories: Vec<&str> = control.stories.iter().map(|s| s.name.text.as_str()).collect();
    let proofs: Vec<&str> = control.proofs.iter().map(|p| p.name.text.as_str()).collect();
    let mut note = vec![lang.inside(control.status.word).to_owned()];
    if !stories.is_empty() {
        note.push(say!(lang, "stories {0}", lang.some_of(&stories, SHOWN)));
    }
    if !proofs.is_empty() {
        note.push(say!(lang, "proof from {0}", lang.some_of(&proofs, SHOWN)));
    }
    Orphan {
        name: Named { text: control.id.to_string(), href: Some(format!("#{}", control.anchor)) },
        title: control.title.clone(),
        note: lang.parts(&note),
    }
}

fn proof_orphan(lang: Lang, proof: &ProofThread) -> Orphan {
    let stories: Vec<&str> = proof.stories.iter().map(|story| story.text.as_str()).collect();
    let used = if stories.is_empty() {
        say!(lang, "no story names it either")
    } else {
        say!(lang, "named by {0}", lang.some_of(&stories, SHOWN))
    };
    Orphan {
        name: proof.end.name.clone(),
        title: proof.title.clone(),
        note: lang.parts(&[lang.inside(proof.end.status.word).to_owned(), used]),
    }
}

/// Files that no check reads, and statements that the program does not ask for.
fn evidence(inputs: &Inputs<'_>) -> Vec<Orphan> {
    let (program, history, as_of) = (inputs.program, inputs.history, inputs.assessment.as_of);
    let lang = inputs.lang;
    let fed = feeds(program, history, as_of);
    let runs: BTreeSet<RunId> = fed.values().flatten().map(|feed| feed.run).collect();
    let references = References::new(history);
    // A file is read when one of its runs is.
    let mut read: BTreeSet<&str> = BTreeSet::new();
    for (index, record) in history.runs.iter().enumerate() {
        let run = RunId(u32::try_from(index).unwrap_or(u32::MAX));
        if runs.contains(&run) || read_beside(program, &record.run).next().is_some() {
            read.insert(&record.artifact);
        }
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for record in &history.runs {
        if read.contains(record.artifact.as_str()) || !seen.insert(&record.artifact) {
            continue;
        }
        found.push(Orphan {
            name: Named { text: references.of(record), href: None },
            title: record.file_name.clone(),
            note: lang.list(&[
                run_words(record),
                record.run.observed_at.day().to_string(),
                lang.counts(&record.run.counts),
            ]),
        });
    }
    for made in &history.attestations {
        let state = statement_state(program, history, made, as_of.observed, as_of.known);
        if state == StatementState::NotAskedFor {
            found.push(Orphan {
                name: Named { text: references::statement(made.entry), href: None },
                title: made.attested.attestation.to_string(),
                note: say!(
                    lang,
                    "a statement by {0} that the program does not ask for",
                    made.attested.by
                ),
            });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
