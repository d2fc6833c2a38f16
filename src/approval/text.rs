//! The text of each kind of record: what it says, in one order, and nothing else.

use super::{Frame, words};
use crate::{
    evidence::{Approvable, ExceptionGranted, History, RecordRef},
    ids::{AttestationId, CheckId, ControlRef, RiskId, SprintId, StoryId},
    model::{
        Applicability, Attestation, Check, CheckSource, Control, Risk, Sprint, Story, StoryKind,
    },
    program::Program,
    source::Spanned,
};

/// The text of a record as it is now; `None` when there is no such record.
pub fn text(program: &Program, history: &History, record: &RecordRef) -> Option<String> {
    text_named(program, history, record, record)
}

/// The same under another name: that of an exception in the ledger which recorded it first.
pub fn text_named(
    program: &Program,
    history: &History,
    record: &RecordRef,
    name: &RecordRef,
) -> Option<String> {
    let id = record.id.as_str();
    let mut frame = Frame::new("storyproof record v1");
    frame.field("record", &name.to_string());
    match record.kind {
        Approvable::Story => story(&mut frame, program.stories.get(&StoryId::parse(id).ok()?)?),
        Approvable::Sprint => {
            sprint(&mut frame, program, program.sprint(&SprintId::parse(id).ok()?)?);
        }
        Approvable::Risk => risk(&mut frame, program.risks.get(&RiskId::parse(id).ok()?)?),
        Approvable::Applicability => {
            let control = ControlRef::parse(id).ok()?;
            applicability(&mut frame, program.applicability.get(&control)?);
        }
        Approvable::Exception => {
            let number: u64 = id.parse().ok()?;
            let found = history.exceptions.iter().find(|record| record.entry == number)?;
            exception(&mut frame, &found.exception);
        }
        Approvable::Check => check(&mut frame, program.checks.get(&CheckId::parse(id).ok()?)?),
        Approvable::Control => {
            control(&mut frame, program.controls.get(&ControlRef::parse(id).ok()?)?);
        }
        Approvable::Attestation => {
            let id = AttestationId::parse(id).ok()?;
            attestation(&mut frame, program.attestations.get(&id)?);
        }
    }
    Some(frame.finish())
}

fn exception(frame: &mut Frame, granted: &ExceptionGranted) {
    frame.field("check", granted.check.as_str());
    frame.set("subjects", &granted.subjects);
    frame.field("reason", &granted.reason);
    frame.field("requested by", &granted.requested_by);
    frame.field("approved by", &granted.approved_by);
    frame.field("from", &granted.observed_at.to_string());
    frame.field("expires", &granted.expires.to_string());
    frame.list("compensating", &granted.compensating);
    frame.optional("risk", granted.risk.as_ref());
}

/// The stories of a sprint's plan: those that it was committed to, or those planned in it so far.
pub(super) fn planned<'p>(program: &'p Program, sprint: &Sprint) -> Vec<&'p Story> {
    match &sprint.committed {
        Some(committed) => {
            committed.iter().filter_map(|id| program.stories.get(&id.value)).collect()
        }
        None => program.stories_of_sprint(&sprint.id.value).collect(),
    }
}

fn values<T>(list: &[Spanned<T>]) -> impl Iterator<Item = &T> {
    list.iter().map(|entry| &entry.value)
}

fn value<T>(optional: Option<&Spanned<T>>) -> Option<&T> {
    optional.map(|entry| &entry.value)
}

fn story(frame: &mut Frame, story: &Story) {
    frame.field("title", &story.title);
    frame.field("epic", story.epic.value.as_str());
    frame.field("kind", if story.kind == StoryKind::Use { "use" } else { "abuse" });
    frame.optional("persona", value(story.persona.as_ref()));
    frame.field("want", &story.want);
    frame.field("so that", &story.so_that);
    frame.optional("points", value(story.points.as_ref()));
    frame.optional("layer", value(story.layer.as_ref()));
    frame.optional("owner", value(story.owner.as_ref()));
    frame.set("controls", values(&story.controls));
    frame.set("components", values(&story.components));
    frame.set("risks", values(&story.risks));
    frame.set("depends on", values(&story.depends_on));
    for (n, criterion) in (1..).zip(&story.acceptance) {
        frame.field(&format!("criterion {n}"), &criterion.text);
        frame.set(&format!("criterion {n} checks"), values(&criterion.checks));
        let attestation = value(criterion.attestation.as_ref());
        frame.optional(&format!("criterion {n} attestation"), attestation);
    }
}

fn sprint(frame: &mut Frame, program: &Program, sprint: &Sprint) {
    frame.field("start", &sprint.start.value.to_string());
    frame.field("end", &sprint.end.value.to_string());
    frame.field("goal", &sprint.goal);
    frame.optional("capacity", value(sprint.capacity.as_ref()));
    let stories = planned(program, sprint);
    frame.set("stories", stories.iter().map(|story| &story.id.value));
    let points = |story: &&Story| story.points.as_ref().map_or(0, |points| points.value);
    let sum = stories.iter().map(points).fold(0_u32, u32::saturating_add);
    frame.field("points", &sum.to_string());
}

fn risk(frame: &mut Frame, risk: &Risk) {
    frame.field("title", &risk.title);
    frame.field("description", &risk.description);
    frame.optional("owner", value(risk.owner.as_ref()));
    frame.field("likelihood", &risk.likelihood.value.to_string());
    frame.field("impact", &risk.impact.value.to_string());
    frame.field("treatment", words::treatment(risk.treatment));
    let (likelihood, impact) = (risk.target_likelihood.value, risk.target_impact.value);
    frame.field("target likelihood", &likelihood.to_string());
    frame.field("target impact", &impact.to_string());
    frame.field("target score", &likelihood.saturating_mul(impact).to_string());
}

fn applicability(frame: &mut Frame, decision: &Applicability) {
    frame.field("control", &decision.control.value.to_string());
    frame.field("applicable", if decision.applicable { "yes" } else { "no" });
    frame.optional("reason", value(decision.reason.as_ref()));
    frame.set("because", values(&decision.because));
    frame.field("implementation", words::implementation(decision.implementation));
    frame.optional("process", decision.process.as_ref());
    frame.optional("inherited from", value(decision.inherited_from.as_ref()));
    frame.optional("attestation", value(decision.attestation.as_ref()));
    frame.optional("owner", value(decision.owner.as_ref()));
}

fn check(frame: &mut Frame, check: &Check) {
    frame.field("title", &check.title);
    frame.set("controls", values(&check.controls));
    frame.set("repositories", values(&check.repositories));
    frame.optional("population", value(check.population.as_ref()).map(words::population));
    frame.optional("max age", value(check.max_age.as_ref()));
    frame.optional("cadence", value(check.cadence.as_ref()).copied().map(words::cadence));
    frame.optional("owner", value(check.owner.as_ref()));
    for (n, source) in (1..).zip(&check.sources) {
        self::source(frame, &format!("source {n}"), source);
    }
}

fn source(frame: &mut Frame, name: &str, source: &CheckSource) {
    frame.field(&format!("{name} tool"), &source.tool);
    frame.set(&format!("{name} rules"), values(&source.rules));
    frame.set(&format!("{name} optional"), values(&source.optional));
    frame.optional(&format!("{name} document"), value(source.document.as_ref()));
    frame.optional(&format!("{name} level"), source.level.map(words::severity));
    frame.optional(&format!("{name} absence"), source.absence_passes.then_some("passes"));
    frame.optional(&format!("{name} pass when"), value(source.pass_when.as_ref()));
    let over = &source.over;
    frame.optional(&format!("{name} for each"), value(over.for_each.as_ref()));
    frame.optional(&format!("{name} where"), value(over.only.as_ref()));
    frame.optional(&format!("{name} subject"), value(over.subject.as_ref()));
    frame.optional(&format!("{name} message"), value(over.message.as_ref()));
    frame.set(&format!("{name} with"), values(&over.with));
    frame.optional(&format!("{name} empty"), words::empty(over.empty));
}

fn control(frame: &mut Frame, control: &Control) {
    frame.field("title", &control.title);
    frame.optional("summary", control.summary.as_ref());
    frame.optional("parent", value(control.parent.as_ref()));
    frame.field("mode", words::mode(control.mode));
    frame.optional("max age", value(control.max_age.as_ref()));
    frame.optional("frequency", control.frequency.as_ref());
    frame.optional("effective from", value(control.effective_from.as_ref()));
    frame.optional("effective part", control.effective_part.as_ref());
    frame.optional("superseded by", value(control.superseded_by.as_ref()));
    frame.optional("applies to", value(control.applies_to.as_ref()));
    frame.optional("applies until", control.applies_until);
}

fn attestation(frame: &mut Frame, asked: &Attestation) {
    frame.field("title", &asked.title);
    frame.optional("by", value(asked.by.as_ref()));
    frame.optional("every", value(asked.every.as_ref()));
    frame.set("controls", values(&asked.controls));
    frame.optional("provider", value(asked.provider.as_ref()));
    frame.optional("document", asked.document.as_ref());
}
