//! What to suggest, in which order, and what was left out.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    candidates::{Unasked, unasked},
    cause::{Cause, What, Why, causes},
    draft::{Draft, draft},
    fit::{asks_for, fit, is_open},
    mint::Mint,
};
use crate::{
    assess::Assessment,
    evidence::History,
    ids::{ControlRef, EpicId, FrameworkId, StoryId},
    program::Program,
    time::Day,
};

/// The epic that takes suggestions when a program has none.
const EPIC: &str = "SUGGESTED";

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Only controls of this framework.
    pub framework: Option<FrameworkId>,
    /// Only this control.
    pub control: Option<ControlRef>,
    /// Only for this reason.
    pub why: Option<Why>,
    /// At most so many stories.
    pub limit: usize,
}

/// A draft with what explains its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Suggestion {
    /// The story.
    #[serde(flatten)]
    pub draft: Draft,
    /// Since when its cause is known.
    pub since: Option<Day>,
    /// The first day on which one of its controls must be proven.
    pub target: Option<Day>,
    /// Open stories that name some of its controls, but not what would free them.
    pub near: Vec<StoryId>,
}

/// Work that needs no suggestion, because open stories cover it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Covered {
    /// What would free the controls.
    pub what: What,
    /// Why it would be worth doing.
    pub why: Why,
    /// The open stories.
    pub stories: Vec<StoryId>,
}

/// What is suggested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Plan {
    /// The stories, the most pressing first.
    pub suggestions: Vec<Suggestion>,
    /// How many more there are beyond the limit.
    pub more: usize,
    /// What open stories cover already.
    pub covered: Vec<Covered>,
    /// Rules in evidence that no check asks about and that something fails.
    pub unasked: Vec<Unasked>,
    /// The epic to be made, when the program has none.
    pub new_epic: Option<EpicId>,
}

/// Suggests work. The same inputs and the same mint give the same plan.
pub fn plan(
    program: &Program,
    history: &History,
    assessment: &Assessment,
    asked: &Asked,
    mint: &mut Mint,
) -> Plan {
    let is_wanted = |id: &ControlRef| {
        asked.framework.as_ref().is_none_or(|framework| id.framework == *framework)
            && asked.control.as_ref().is_none_or(|control| id == control)
    };
    let mut causes = causes(program, history, assessment, is_wanted);
    causes.retain(|cause| asked.why.is_none_or(|why| cause.why == why));
    sort(program, &mut causes);
    let unasked = unasked(program, history, assessment.as_of);
    let mut plan = Plan {
        suggestions: Vec::new(),
        more: 0,
        covered: Vec::new(),
        unasked: unasked.iter().filter(|rule| rule.failing > 0).cloned().collect(),
        new_epic: None,
    };
    for cause in causes {
        let (is_covered, near) = open_stories(program, &cause);
        if is_covered {
            plan.covered.push(Covered { what: cause.what, why: cause.why, stories: near });
            continue;
        }
        if plan.suggestions.len() == asked.limit {
            plan.more += 1;
            continue;
        }
        let fit = fit(program, &cause);
        let epic = fit.epic.clone().or_else(|| EpicId::parse(EPIC).ok());
        let id = epic.as_ref().and_then(|epic| mint.story(epic.as_str()));
        // An epic whose id leaves no room for a story's gives way to a plain prefix.
        let id = id.or_else(|| mint.story("S"));
        let (Some(epic), Some(id)) = (epic, id) else { continue };
        if program.epics.is_empty() {
            plan.new_epic = Some(epic.clone());
        }
        plan.suggestions.push(Suggestion {
            since: cause.since,
            target: target(program, &cause),
            near,
            draft: draft(program, &cause, fit, (id, epic), &unasked),
        });
    }
    plan
}

/// Failing before too old before missing; then what frees most, what is due first, and the id.
fn sort(program: &Program, causes: &mut [Cause]) {
    causes.sort_by_cached_key(|cause| {
        let target = target(program, cause);
        (
            cause.why.rank(),
            std::cmp::Reverse((cause.freed, cause.controls.len())),
            // What has no date comes after what has one.
            (target.is_none(), target),
            cause.what.clone(),
        )
    });
}

/// The first day on which one of the controls must be proven.
fn target(program: &Program, cause: &Cause) -> Option<Day> {
    let targets = program.settings.targets.iter();
    let ours = targets.filter(|target| {
        cause.controls.iter().any(|control| control.framework == target.framework.value)
    });
    ours.map(|target| target.date).min()
}

/// Whether open stories cover a cause, and the open stories that have to do with it: those that ask
/// for what would free the controls, else those that name them. A cause is covered when one asks
/// for it, or when every control has an open story of its own.
fn open_stories(program: &Program, cause: &Cause) -> (bool, Vec<StoryId>) {
    let open = || program.stories.values().filter(|story| is_open(story));
    let asking = open().filter(|story| asks_for(story, &cause.what));
    let asking: Vec<StoryId> = asking.map(|story| story.id.value.clone()).collect();
    if !asking.is_empty() {
        return (true, asking);
    }
    let names = |id: &ControlRef| open().any(|s| s.controls.iter().any(|c| c.value == *id));
    let is_covered = cause.controls.iter().all(names);
    let near = open().filter(|s| s.controls.iter().any(|c| cause.controls.contains(&c.value)));
    (is_covered, near.map(|story| story.id.value.clone()).collect())
}
