//! Rows that several reports show: a story, a control, a check, each with its reasons.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs, anchors, points, reasons,
    words::{self, Word, Worded},
};
use crate::{
    assess::{Proof, story::is_claimed},
    evidence::{RunId, TimeSource},
    ids::{CheckId, ControlRef, StoryId},
    model::{Story, StoryStatus},
    time::Day,
};

/// A name that points at its rows in the same report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Link {
    /// What is shown.
    pub text: String,
    /// A fragment of the same page.
    pub href: String,
}

/// Links to stories.
pub fn story_link(id: &StoryId) -> Link {
    Link { text: id.to_string(), href: anchors::href(&anchors::story(id)) }
}

/// Links to checks.
pub fn check_link(id: &CheckId) -> Link {
    Link { text: id.to_string(), href: anchors::href(&anchors::check(id)) }
}

/// One story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StoryRow {
    /// Its id.
    pub id: StoryId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// Its size.
    pub points: Option<u32>,
    /// The epic that it is of, for tables.
    #[serde(skip)]
    pub epic: String,
    /// When it is planned.
    pub sprint: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// What people claim.
    pub claim: Word,
    /// When they claim it was done.
    pub done: Option<String>,
    /// What evidence says.
    pub proof: Word,
    /// Why.
    pub reasons: Vec<String>,
}

/// The row of a story.
pub fn story(inputs: &Inputs<'_>, id: &StoryId, story: &Story) -> StoryRow {
    let judged = inputs.assessment.stories.get(id);
    let claim = claim_on(story, inputs.assessment.as_of.observed.day());
    let done = story.done.as_ref().filter(|_| claim == StoryStatus::Done);
    StoryRow {
        id: id.clone(),
        anchor: anchors::story(id),
        title: story.title.value.clone(),
        points: story.points.as_ref().map(|points| points.value),
        epic: story.epic.value.to_string(),
        sprint: story.sprint.as_ref().map(|sprint| sprint.value.to_string()),
        owner: story.owner.as_ref().map(|owner| party(inputs, &owner.value)),
        claim: Worded::word(claim),
        done: done.map(|day| day.value.to_string()),
        proof: judged.map_or(Proof::Unverified, |judged| judged.proof).word(),
        reasons: if points::is_in_scope(story) { reasons::story(inputs, id) } else { Vec::new() },
    }
}

/// What people claimed on a day that may lie before the files' own: a story that was called done
/// later was being done once it had started, and ready before that.
pub(in crate::report) fn claim_on(story: &Story, day: Day) -> StoryStatus {
    let status = story.status.value;
    if status != StoryStatus::Done || is_claimed(story, day) {
        return status;
    }
    let has_started = story.started.as_ref().is_some_and(|started| started.value <= day);
    if has_started { StoryStatus::Doing } else { StoryStatus::Ready }
}

/// The name of a party.
pub fn party(inputs: &Inputs<'_>, id: &crate::ids::PartyId) -> String {
    inputs.program.parties.get(id).map_or_else(|| id.to_string(), |party| party.name.clone())
}

/// One control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ControlRow {
    /// Its full name.
    pub id: ControlRef,
    /// Its name inside the framework.
    pub short: String,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// The status.
    pub status: Word,
    /// Since when it has had this status, as far as is known.
    pub since: Option<String>,
    /// Why.
    pub reasons: Vec<String>,
    /// The stories that work on it.
    pub stories: Vec<Link>,
}

/// The row of a control that is judged.
pub fn control(inputs: &Inputs<'_>, id: &ControlRef) -> Option<ControlRow> {
    let judged = inputs.assessment.controls.get(id)?;
    let defined = inputs.program.controls.get(id)?;
    Some(ControlRow {
        id: id.clone(),
        short: id.control.to_string(),
        anchor: anchors::control(id),
        title: defined.title.clone(),
        status: judged.status.word(),
        since: judged.since.map(|day| day.to_string()),
        reasons: reasons::control(inputs, id),
        stories: judged.stories.iter().map(story_link).collect(),
    })
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckRow {
    /// Its id.
    pub id: CheckId,
    /// Where it stands in the report.
    pub anchor: String,
    /// Its title.
    pub title: String,
    /// The status.
    pub status: Word,
    /// Since when it has had this status, as far as is known.
    pub since: Option<String>,
    /// Why.
    pub reasons: Vec<String>,
    /// How many subjects stand how: `12 pass, 2 fail`.
    pub tally: String,
    /// The latest run that fed it.
    pub evidence: Option<Evidence>,
}

/// The row of a check.
pub fn check(inputs: &Inputs<'_>, id: &CheckId) -> Option<CheckRow> {
    let judged = inputs.assessment.checks.get(id)?;
    let tally = crate::evidence::Counts {
        pass: judged.passing,
        fail: (judged.failing.len() + judged.excepted.len()) as u64,
        error: judged.errors.len() as u64,
        not_applicable: judged.not_applicable,
        manual: judged.unanswered.len() as u64,
        ..Default::default()
    };
    Some(CheckRow {
        id: id.clone(),
        anchor: anchors::check(id),
        title: inputs.program.checks.get(id).map(|check| check.title.clone()).unwrap_or_default(),
        status: judged.status.word(),
        since: judged.since.map(|day| day.to_string()),
        reasons: reasons::check(inputs, id),
        tally: inputs.lang.counts(&tally),
        evidence: judged.last_run.and_then(|run| evidence(inputs, run)),
    })
}

/// A run as the proof behind a status, down to the original bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// The tool.
    pub tool: String,
    /// Its version.
    pub version: Option<String>,
    /// When it ran.
    pub observed_at: String,
    /// Where that time comes from, when it was not read from the artifact.
    pub time_note: Option<&'static str>,
    /// The number of the ledger entry.
    pub entry: u64,
    /// The artifact's file name.
    pub file: String,
    /// The SHA-256 of the artifact.
    pub artifact: String,
    /// The same, short.
    pub artifact_short: String,
    /// Results of the whole run.
    pub counts: String,
    /// Whether the tool says that it ended well.
    pub ended_well: bool,
}

/// The evidence of a run.
pub fn evidence(inputs: &Inputs<'_>, run: RunId) -> Option<Evidence> {
    let (record, lang) = (inputs.history.runs.get(run.0 as usize)?, inputs.lang);
    Some(Evidence {
        tool: record.run.tool_name().to_owned(),
        version: record.run.version.value().cloned(),
        observed_at: words::instant(record.run.observed_at),
        time_note: match record.run.observed_at_source {
            TimeSource::Read => None,
            TimeSource::Claimed => Some(lang.text("time claimed by the submitter")),
            TimeSource::FileTime => Some(lang.text("time of the file")),
            TimeSource::Recorded => Some(lang.text("time of recording")),
        },
        entry: record.entry,
        file: record.file_name.clone(),
        artifact: record.artifact.clone(),
        artifact_short: words::short_hash(&record.artifact),
        counts: lang.counts(&record.run.counts),
        ended_well: record.run.succeeded,
    })
}
