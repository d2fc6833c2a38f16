//! What slipped back: stories that people call done and that evidence does not, or no longer,
//! support.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::{Proof, StoryAssessment},
    report::{
        Inputs,
        lang::say,
        points, reasons,
        rows::{self, Link},
        words::{Word, Worded},
    },
    time::Day,
};

/// One story that slipped back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SlippedRow {
    /// The story.
    pub story: Link,
    /// Its title.
    pub title: String,
    /// Its size.
    pub points: u64,
    /// What evidence says.
    pub proof: Word,
    /// `claimed done 2026-02-20`, `verified until 2026-03-02`: what is known.
    pub before: Vec<String>,
    /// Since when, as far as is known.
    pub since: Option<Day>,
    /// How long that is.
    pub standing: Option<String>,
    /// Why: the first reason; the story's own row has them all.
    pub reason: String,
    /// How many more reasons there are.
    pub more: u64,
}

/// Every story that slipped back, the longest first.
pub(super) fn slipped(inputs: &Inputs<'_>) -> Vec<SlippedRow> {
    let (today, lang) = (inputs.assessment.as_of.observed.day(), inputs.lang);
    let mut rows: Vec<SlippedRow> = inputs
        .assessment
        .stories
        .iter()
        .filter(|(_, judged)| matches!(judged.proof, Proof::Regressed | Proof::Contradicted))
        .filter_map(|(id, judged)| {
            let story = inputs.program.stories.get(id)?;
            let claimed = story.done.as_ref().map(|day| day.value);
            let since = judged.since.or_else(|| failing_since(inputs, judged).max(claimed));
            let done = story.done.as_ref().map(|day| say!(lang, "claimed done {0}", day.value));
            let until = judged.since.filter(|_| judged.proof == Proof::Regressed);
            let until = until.map(|day| say!(lang, "verified until {0}", day.plus_days(-1)));
            let reasons = reasons::story(inputs, id);
            Some(SlippedRow {
                story: rows::story_link(id),
                title: story.title.value.clone(),
                points: points::of(story),
                proof: judged.proof.word(),
                before: done.into_iter().chain(until).collect(),
                since,
                standing: since.map(|since| lang.count_days(since.days_until(today))),
                more: reasons.len().saturating_sub(1) as u64,
                reason: reasons.into_iter().next().unwrap_or_default(),
            })
        })
        .collect();
    // What once stood has slipped; what never stood was claimed too early. The first come first.
    let regressed = Proof::Regressed.word();
    rows.sort_by_key(|row| (row.proof != regressed, row.since.is_none(), row.since));
    rows
}

/// The first day on which one of the story's failing subjects failed. What failed before people
/// claimed anything contradicts them from the claim on.
fn failing_since(inputs: &Inputs<'_>, judged: &StoryAssessment) -> Option<Day> {
    let checks = judged.criteria.iter().flat_map(|criterion| &criterion.checks);
    checks
        .filter_map(|(id, _)| inputs.assessment.checks.get(id))
        .flat_map(|check| check.failing.iter().map(|fact| fact.since.day()))
        .min()
}
