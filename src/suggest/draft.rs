//! One cause becomes one draft story.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    candidates::{Candidate, Origin, Unasked, candidates},
    cause::{Cause, Subject, What, Why},
    fit::Fit,
};
use crate::{
    diag::safe_line,
    ids::{
        AttestationId, CheckId, ComponentId, ControlRef, EpicId, PartyId, PersonaId, RiskId,
        StoryId,
    },
    model::{Control, Mode, Relation},
    program::Program,
    time::Day,
};

/// How many subjects the notes name.
const SUBJECTS: usize = 10;

/// What proves a criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// A check.
    Check(CheckId),
    /// An attestation.
    Attestation(AttestationId),
}

/// An acceptance criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Criterion {
    /// What must be so.
    pub text: String,
    /// What proves it.
    pub proof: Proof,
}

/// A check that does not exist yet. It names no control: a person must say that it proves one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NewCheck {
    /// Its id.
    pub id: CheckId,
    /// Its title.
    pub title: String,
    /// Who would answer for it.
    pub owner: Option<PartyId>,
    /// The rules that it would ask, by tool.
    pub sources: BTreeMap<String, Vec<Candidate>>,
    /// The controls that it might prove.
    pub might_prove: Vec<ControlRef>,
}

/// An attestation that does not exist yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NewAttestation {
    /// Its id.
    pub id: AttestationId,
    /// What is to be stated.
    pub title: String,
    /// Who would state it.
    pub by: Option<PartyId>,
    /// The control that asks for it.
    pub control: ControlRef,
}

/// A story to be written, with the reasons for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Draft {
    /// The id that was minted for it.
    pub id: StoryId,
    /// Why it is worth doing.
    pub why: Why,
    /// What would free the controls.
    pub what: What,
    /// The title, in plain words.
    pub title: String,
    /// The epic it belongs to.
    pub epic: EpicId,
    /// Whether the epic has something in common with it, or is only the largest.
    pub epic_fits: bool,
    /// Who wants it.
    pub persona: Option<PersonaId>,
    /// Who would answer for it.
    pub owner: Option<PartyId>,
    /// What they want.
    pub want: String,
    /// Why.
    pub so_that: String,
    /// The controls that it helps to prove.
    pub controls: Vec<ControlRef>,
    /// How many of these would be proven if nothing else changed.
    pub freed: usize,
    /// Controls that a crosswalk calls equal to one of these, with that one. They are suggested,
    /// never claimed.
    pub equal: Vec<(ControlRef, ControlRef)>,
    /// What it touches.
    pub components: Vec<ComponentId>,
    /// What it treats.
    pub risks: Vec<RiskId>,
    /// What must be proven.
    pub acceptance: Vec<Criterion>,
    /// What is known, for whoever takes it up.
    pub notes: String,
    /// Stories that are claimed done and ask for the same proof.
    pub claimed: Vec<String>,
    /// A check that it needs and that does not exist.
    pub new_check: Option<NewCheck>,
    /// An attestation that it needs and that does not exist.
    pub new_attestation: Option<NewAttestation>,
}

/// Makes the story. Nothing in the program is changed by it.
pub(super) fn draft(
    program: &Program,
    cause: &Cause,
    fit: Fit,
    (id, epic): (StoryId, EpicId),
    unasked: &[Unasked],
) -> Draft {
    let mut draft = Draft {
        why: cause.why,
        what: cause.what.clone(),
        title: String::new(),
        owner: None,
        persona: fit.persona,
        epic_fits: fit.is_shared,
        want: String::new(),
        so_that: so_that(cause),
        controls: cause.controls.clone(),
        freed: cause.freed,
        equal: equal(program, &cause.controls),
        components: Vec::from_iter(fit.components),
        risks: Vec::from_iter(fit.risks),
        acceptance: Vec::new(),
        notes: notes(cause),
        claimed: fit.claimed,
        new_check: None,
        new_attestation: None,
        id,
        epic,
    };
    match &cause.what {
        What::Check(check) => ask_check(&mut draft, program, check),
        What::Attestation(attestation) => ask_person(&mut draft, program, attestation),
        What::Control(control) => cover(&mut draft, program, control, unasked),
    }
    let epic_owner = || program.epics.get(&draft.epic)?.owner.as_ref().map(|o| o.value.clone());
    draft.owner = draft.owner.clone().or_else(epic_owner);
    draft
}

fn ask_check(draft: &mut Draft, program: &Program, id: &CheckId) {
    let Some(check) = program.checks.get(id) else { return };
    let title = safe_line(&check.title);
    let (verb, want) = match draft.why {
        Why::Failing => ("Fix", "what fails to be put right, until every subject passes"),
        Why::Error => ("Prove", "the tool to be able to tell, where it now ends in errors"),
        Why::Stale => ("Prove", "new results, because the old ones no longer count"),
        Why::Incomplete => ("Prove", "a result for every part, not only for some"),
        _ => ("Prove", "the tool to be run, because no result has answered it"),
    };
    draft.title = format!("{verb}: {title}");
    draft.want = want.into();
    draft.owner = check.owner.as_ref().map(|owner| owner.value.clone());
    draft.acceptance.push(Criterion { text: title.into_owned(), proof: Proof::Check(id.clone()) });
}

fn ask_person(draft: &mut Draft, program: &Program, id: &AttestationId) {
    let Some(attestation) = program.attestations.get(id) else { return };
    let title = safe_line(&attestation.title);
    draft.title = format!("Prove: {title}");
    draft.want = match draft.why {
        Why::Expired => "the statement to be made again, because the last one has ended",
        _ => "the statement to be made, with the document behind it",
    }
    .into();
    draft.owner = attestation.by.as_ref().map(|by| by.value.clone());
    draft
        .acceptance
        .push(Criterion { text: title.into_owned(), proof: Proof::Attestation(id.clone()) });
}

/// A control that lacks a check, an attestation or both gets what its mode asks for. Where no rule
/// of a scanner comes to mind, a person's statement is all that can be asked for.
fn cover(draft: &mut Draft, program: &Program, id: &ControlRef, unasked: &[Unasked]) {
    let Some(control) = program.controls.get(id) else { return };
    let title = safe_line(&control.title).into_owned();
    draft.title = format!("Cover: {title}");
    draft.want = format!("something to exist that proves {id}");
    let decided = program.applicability.get(id).and_then(|decision| decision.owner.as_ref());
    let framework = program.frameworks.get(&id.framework).and_then(|f| f.owner.as_ref());
    draft.owner = decided.or(framework).map(|owner| owner.value.clone());
    let lacks_check = control.mode != Mode::Manual && program.checks_of(id).next().is_none();
    if lacks_check {
        draft.new_check = new_check(draft, program, control, unasked);
    }
    let lacks_person = control.mode != Mode::Auto && program.attestations_of(id).next().is_none();
    let named = format!("{}-statement", draft.id).to_ascii_lowercase();
    if let Ok(attestation) = AttestationId::parse(&named)
        && (lacks_person || draft.new_check.is_none())
    {
        let by = draft.owner.clone();
        let (text, control) = (title.clone(), id.clone());
        draft
            .acceptance
            .push(Criterion { text: title, proof: Proof::Attestation(attestation.clone()) });
        draft.new_attestation = Some(NewAttestation { id: attestation, title: text, by, control });
    }
}

fn new_check(
    draft: &mut Draft,
    program: &Program,
    control: &Control,
    unasked: &[Unasked],
) -> Option<NewCheck> {
    let id = CheckId::parse(&format!("{}-check", draft.id).to_ascii_lowercase()).ok()?;
    let mut sources: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
    for candidate in candidates(program, control, unasked) {
        sources.entry(candidate.tool.clone()).or_default().push(candidate);
    }
    if sources.is_empty() {
        return None;
    }
    let title = safe_line(&control.title).into_owned();
    let text = format!("{title}, as far as machines can see it");
    draft.acceptance.push(Criterion { text, proof: Proof::Check(id.clone()) });
    let might_prove = vec![control.id.clone()];
    Some(NewCheck { id, title, owner: draft.owner.clone(), sources, might_prove })
}

fn so_that(cause: &Cause) -> String {
    let controls = |n: usize| if n == 1 { "1 control".into() } else { format!("{n} controls") };
    match (cause.controls.len(), cause.freed) {
        (all, 0) => format!("{} come one step nearer to being proven", controls(all))
            .replace("1 control come", "1 control comes"),
        (all, freed) if all == freed => {
            format!("{} can be proven", controls(all))
        }
        (all, freed) => format!("{} can be proven, {freed} of them by this alone", controls(all)),
    }
}

/// The controls that a crosswalk calls equal to one of these, without these.
fn equal(program: &Program, controls: &[ControlRef]) -> Vec<(ControlRef, ControlRef)> {
    let ours: BTreeSet<&ControlRef> = controls.iter().collect();
    let links = program.crosswalks.iter().filter(|link| link.relation == Relation::Equal);
    let pairs = links.flat_map(|link| {
        let from = &link.from.value;
        link.to.iter().flat_map(move |to| [(from, &to.value), (&to.value, from)])
    });
    let found: BTreeSet<_> = pairs
        .filter(|(mine, other)| ours.contains(mine) && !ours.contains(other))
        .map(|(mine, other)| (other.clone(), mine.clone()))
        .collect();
    found.into_iter().collect()
}

/// What does not pass and since when. Names come from scanners: they stand as code on one line.
fn notes(cause: &Cause) -> String {
    if cause.subjects.is_empty() {
        return String::new();
    }
    let what = match cause.why {
        Why::Failing => "What fails, the longest first:",
        Why::Error => "What could not be evaluated:",
        Why::Stale => "What is too old, with the day of its newest result:",
        _ => "What has no answer:",
    };
    let mut lines = vec![what.to_owned(), String::new()];
    lines.extend(cause.subjects.iter().take(SUBJECTS).map(subject));
    let more = cause.subjects.len().saturating_sub(SUBJECTS);
    if more > 0 {
        lines.push(format!("- and {more} more: `storyproof explain {}`", cause.what.id()));
    }
    lines.push(String::new());
    lines.join("\n")
}

fn subject(subject: &Subject) -> String {
    let place = (!subject.place.is_empty()).then(|| format!(" in {}", code(&subject.place)));
    let since = subject.since.map(|since| format!(", since {since}"));
    let rule = (!subject.rule.is_empty()).then(|| format!(", {}", code(&subject.rule)));
    let muted = subject.muted.then(|| ", muted in the tool and not approved".to_owned());
    let facts: String = [place, since, rule, muted].into_iter().flatten().collect();
    format!("- {}{facts}", code(&subject.name))
}

/// A Markdown code span that holds any text.
fn code(text: &str) -> String {
    format!("`{}`", safe_line(text).replace('`', "'"))
}

impl Draft {
    /// The day since which its cause is known, and why it is worth doing, in one sentence.
    pub fn reason(&self, since: Option<Day>) -> String {
        let since = since.map(|day| format!(" since {day}")).unwrap_or_default();
        let what = match &self.what {
            What::Check(id) => format!("check {id}"),
            What::Attestation(id) => format!("attestation {id}"),
            What::Control(id) => format!("control {id}"),
        };
        match self.why {
            Why::Failing => format!("{what} fails{since}"),
            Why::Error => format!("{what} could not be evaluated{since}"),
            Why::Stale => format!("the results of {what} are too old{since}"),
            Why::Expired => format!("{what} has ended"),
            Why::Incomplete => format!("{what} has no result for a part{since}"),
            Why::NeverRun => format!("no result has answered {what}"),
            Why::Unattested => format!("nobody has made {what}"),
            Why::Uncovered => format!("{what} lacks a check or an attestation"),
        }
    }
}

impl Origin {
    /// Where a candidate comes from, as people read it.
    pub fn words(&self) -> String {
        match self {
            Self::Crosswalk(control) => format!("asked for {control}, which a crosswalk links"),
            Self::Seen => "seen in evidence, and no check asks about it".to_owned(),
            Self::Named(service) => format!("a known rule about {service}"),
            Self::Known => "a known rule whose name shares words with the control".to_owned(),
        }
    }
}
