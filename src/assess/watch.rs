//! What must be judged again on a day. Most days change little: what rests on nothing that has
//! changed, and that time alone cannot change, keeps its status.

use std::collections::BTreeMap;

use super::{control::Links, status::ControlStatus, timeline::Changes};
use crate::{
    ids::{CheckId, StoryId},
    model::{Control, Story},
    program::Program,
};

/// The controls and stories of a program, each with what its status rests on.
pub(super) struct Watch<'a> {
    pub(super) controls: Vec<Watched<'a, Control, ControlStatus>>,
    pub(super) stories: Vec<Watched<'a, Story, bool>>,
}

/// A record with what its status rests on, and how that status changed so far.
pub(super) struct Watched<'a, R, S> {
    pub(super) record: &'a R,
    pub(super) changes: Changes<S>,
    /// The checks that it rests on, by their places in the program's order.
    checks: Vec<usize>,
    /// Whether the day alone, or the age of a proof, can change it.
    by_time: bool,
}

/// What a day has brought.
pub(super) struct News {
    /// Whether everything is to be looked at: on the first day, and when a statement was made or
    /// has ended.
    pub(super) all: bool,
    /// For each check, whether its status is another one.
    pub(super) checks: Vec<bool>,
}

impl<R, S> Watched<'_, R, S> {
    pub(super) fn is_touched_by(&self, news: &News) -> bool {
        news.all || self.by_time || self.checks.iter().any(|check| news.checks[*check])
    }
}

impl<'a> Watch<'a> {
    /// Controls that are headings are not judged.
    pub(super) fn new(program: &'a Program, links: &Links) -> Self {
        let places: BTreeMap<&CheckId, usize> =
            program.checks.keys().enumerate().map(|(place, id)| (id, place)).collect();
        let place = |id: &CheckId| places.get(id).copied();
        let controls = program.controls.values().filter(|control| !control.heading);
        let controls = controls.map(|control| Watched {
            record: control,
            changes: Changes::default(),
            checks: links.checks.get(&control.id).into_iter().flatten().filter_map(place).collect(),
            by_time: control.max_age.is_some()
                || control.effective_from.is_some()
                || control.applies_until.is_some()
                || control.superseded_by.is_some(),
        });
        let stories = program.stories.values().map(|story| Watched {
            record: story,
            changes: Changes::default(),
            checks: checks_of(story).filter_map(place).collect(),
            by_time: false,
        });
        Self { controls: controls.collect(), stories: stories.collect() }
    }

    /// How the stories' proofs changed.
    pub(super) fn take_stories(&mut self) -> BTreeMap<StoryId, Changes<bool>> {
        let stories = std::mem::take(&mut self.stories).into_iter();
        stories.map(|watched| (watched.record.id.value.clone(), watched.changes)).collect()
    }
}

fn checks_of(story: &Story) -> impl Iterator<Item = &CheckId> {
    story.acceptance.iter().flat_map(|criterion| &criterion.checks).map(|id| &id.value)
}
