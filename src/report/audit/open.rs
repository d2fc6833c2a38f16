//! Part 4: what is not proven and what would close it, what is not judged, and what departs from
//! the plain rule.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    control::{self, StoryPart},
    history,
    index::ExceptionRow,
    summary::{self, Catalog, Link},
};
use crate::{
    assess::{ControlAssessment, ControlStatus, Lack, Proof},
    ids::{AttestationId, CheckId, StoryId},
    model::Control,
    report::{
        Inputs, anchors,
        lang::{Lang, say},
        reasons,
        words::{Word, Worded},
    },
    time::Day,
};

/// A control that is not proven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OpenItem {
    /// The control.
    pub control: Link,
    /// Its status.
    pub status: Word,
    /// Since when.
    pub since: Option<Day>,
    /// For how long, in words.
    pub standing: Option<String>,
    /// What is lacking.
    pub lacking: Vec<String>,
    /// What would close it.
    pub closers: Vec<Closer>,
    /// What nothing will close.
    pub nothing_planned: bool,
}

/// What would close an open item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Closer {
    /// `check`, `statement` or `story`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Where it stands in the report, when it does.
    pub href: Option<String>,
    /// What has to happen, in words.
    pub what: String,
}

/// A control that is not judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NotJudgedRow {
    /// The control.
    pub control: Link,
    /// The anchor here, when it has no section of its own.
    pub anchor: Option<String>,
    /// Its status.
    pub status: Word,
    /// Why it is not judged.
    pub reasons: Vec<String>,
}

/// What departs from the plain rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Deviations {
    /// Exceptions that name a check of this framework.
    pub exceptions: Vec<ExceptionRow>,
    /// Controls that failed during the history and do not fail now.
    pub restored: Vec<Restored>,
    /// Stories that people claim are done and that evidence does not verify.
    pub claims: Vec<StoryPart>,
}

/// A control that failed and does not now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Restored {
    /// The control.
    pub control: Link,
    /// Its status now.
    pub status: Word,
    /// When it failed, in words, oldest first.
    pub failures: Vec<String>,
    /// Failing days in all.
    pub days: u64,
}

/// What is not proven, worst first.
pub(super) fn open(inputs: &Inputs<'_>, catalog: &Catalog<'_>) -> Vec<OpenItem> {
    let order = [
        ControlStatus::Failing,
        ControlStatus::Unproven,
        ControlStatus::Planned,
        ControlStatus::Gap,
    ];
    let of = |status| catalog.judged.iter().filter(move |(_, _, s)| *s == status);
    order
        .into_iter()
        .flat_map(of)
        .filter_map(|(control, ..)| {
            let judged = inputs.assessment.controls.get(&control.id)?;
            Some(item(inputs, control, judged))
        })
        .collect()
}

fn item(inputs: &Inputs<'_>, control: &Control, judged: &ControlAssessment) -> OpenItem {
    let today = inputs.assessment.as_of.observed.day();
    let mut closers: Vec<Closer> =
        judged.lacks.iter().filter_map(|lack| closer(inputs, lack)).collect();
    let stories = judged.stories.iter().filter_map(|id| unverified(inputs, id));
    closers.extend(stories);
    OpenItem {
        control: summary::link(control),
        status: judged.status.word(),
        since: judged.since,
        standing: judged.since.map(|since| inputs.lang.standing(since, today)),
        lacking: control::why(inputs, control, judged),
        nothing_planned: closers.is_empty(),
        closers,
    }
}

fn closer(inputs: &Inputs<'_>, lack: &Lack) -> Option<Closer> {
    let lang = inputs.lang;
    Some(match lack {
        Lack::Check(id, _) => check(inputs, id, say!(lang, "must pass")),
        Lack::TooOld(id, _) => check(inputs, id, say!(lang, "must pass again")),
        Lack::AttestationMissing(id) => statement(inputs, id, say!(lang, "must be made")),
        Lack::AttestationExpired(id, _) => statement(inputs, id, say!(lang, "must be renewed")),
        Lack::NoCheckDefined | Lack::NoAttestationDefined | Lack::Unreadable => return None,
    })
}

fn check(inputs: &Inputs<'_>, id: &CheckId, what: String) -> Closer {
    let owner = inputs.program.checks.get(id).and_then(|check| check.owner.as_ref());
    Closer {
        kind: inputs.lang.text("check"),
        id: id.to_string(),
        href: Some(anchors::href(&anchors::check(id))),
        what: with_owner(inputs.lang, what, owner.map(|owner| owner.value.to_string())),
    }
}

fn statement(inputs: &Inputs<'_>, id: &AttestationId, what: String) -> Closer {
    let by = inputs.program.attestations.get(id).and_then(|asked| asked.by.as_ref());
    Closer {
        kind: inputs.lang.text("statement"),
        id: id.to_string(),
        href: None,
        what: with_owner(inputs.lang, what, by.map(|by| by.value.to_string())),
    }
}

fn with_owner(lang: Lang, what: String, owner: Option<String>) -> String {
    match owner {
        Some(owner) => say!(lang, "{0} ({1})##who must", what, owner),
        None => what,
    }
}

fn unverified(inputs: &Inputs<'_>, id: &StoryId) -> Option<Closer> {
    let judged = inputs.assessment.stories.get(id)?;
    let story = control::story(inputs, id).filter(|_| judged.proof != Proof::Verified)?;
    let lang = inputs.lang;
    let mut stands =
        vec![lang.inside(story.claim.word).to_owned(), lang.inside(story.proof.word).to_owned()];
    stands.extend(story.sprint);
    Some(Closer {
        kind: inputs.lang.text("story"),
        id: id.to_string(),
        href: None,
        what: say!(lang, "{0} ({1})##where it stands", story.title, lang.list(&stands)),
    })
}

/// The controls that are not judged; those in `listed` have no section of their own.
pub(super) fn not_judged(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    is_listed: impl Fn(&Control) -> bool,
) -> Vec<NotJudgedRow> {
    let rows = catalog.judged.iter().filter(|(_, _, status)| !status.is_counted());
    rows.map(|(control, _, status)| NotJudgedRow {
        control: summary::link(control),
        anchor: is_listed(control).then(|| control::anchor(&control.id)),
        status: status.word(),
        reasons: reasons::control(inputs, &control.id),
    })
    .collect()
}

/// What departs from the plain rule.
pub(super) fn deviations(
    inputs: &Inputs<'_>,
    catalog: &Catalog<'_>,
    exceptions: Vec<ExceptionRow>,
) -> Deviations {
    let restored = catalog
        .judged
        .iter()
        .filter(|(_, _, status)| *status != ControlStatus::Failing)
        .filter_map(|(control, _, status)| restored(inputs, control, *status))
        .collect();
    let stories = catalog
        .judged
        .iter()
        .filter_map(|(control, ..)| inputs.assessment.controls.get(&control.id))
        .flat_map(|judged| judged.stories.iter().cloned());
    let claims = stories
        .collect::<std::collections::BTreeSet<StoryId>>()
        .iter()
        .filter(|id| {
            let judged = inputs.assessment.stories.get(id);
            judged.is_some_and(|judged| judged.claimed && judged.proof != Proof::Verified)
        })
        .filter_map(|id| control::story(inputs, id))
        .collect();
    Deviations { exceptions, restored, claims }
}

fn restored(inputs: &Inputs<'_>, control: &Control, status: ControlStatus) -> Option<Restored> {
    let timeline = &inputs.assessment.timeline;
    let spans = history::spans(timeline.controls.get(&control.id)?, timeline.period?);
    let failing: Vec<(Day, Day)> = spans
        .into_iter()
        .filter(|(status, ..)| *status == ControlStatus::Failing)
        .map(|(_, from, to)| (from, to))
        .collect();
    let days = failing.iter().map(|(from, to)| history::length(*from, *to)).sum();
    (!failing.is_empty()).then(|| Restored {
        control: summary::link(control),
        status: status.word(),
        failures: failing.iter().map(|(from, to)| inputs.lang.days(*from, *to)).collect(),
        days,
    })
}
