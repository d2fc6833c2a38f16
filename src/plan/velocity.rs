//! How many points were proven in the sprints that have ended.
//!
//! A point counts for a sprint when, at the end of its last day, its story stood in it, people
//! called it done and each of its criteria was proven. What left later to be done again had
//! been there: only moves up to the sprint's end take points along.

use crate::{
    assess::{Assessment, story::is_claimed},
    ids::{SprintId, StoryId},
    model::{Sprint, SprintState, Story, StoryStatus},
    program::Program,
    time::{Day, Period},
};

/// How many of the latest sprints are looked at.
pub const SPRINTS: usize = 5;
/// How many sprints must have ended before anything follows from them.
pub const ENOUGH: usize = 3;

/// Claimed and proven points at one time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Points {
    /// Points of stories that people claim are done.
    pub claimed: u64,
    /// Those of them that are proven.
    pub proven: u64,
}

/// The size of a story; one that was never estimated counts nothing.
pub fn size(story: &Story) -> u64 {
    story.points.as_ref().map_or(0, |points| u64::from(points.value))
}

/// Whether evidence verified a story at the end of a day.
pub fn was_verified(assessment: &Assessment, id: &StoryId, day: Day) -> bool {
    let changes = assessment.timeline.stories.get(id);
    changes.and_then(|changes| changes.on(day)).unwrap_or(false)
}

/// Claimed and proven points of some stories at the end of a day.
pub fn points_on<'a>(
    assessment: &Assessment,
    stories: impl IntoIterator<Item = (&'a StoryId, &'a Story)>,
    day: Day,
) -> Points {
    let mut points = Points::default();
    for (id, story) in stories {
        if is_claimed(story, day) {
            points.claimed += size(story);
            if was_verified(assessment, id, day) {
                points.proven += size(story);
            }
        }
    }
    points
}

/// What a sprint came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SprintVelocity {
    /// The sprint.
    pub sprint: SprintId,
    /// Its days.
    pub period: Period,
    /// The points at its end.
    pub points: Points,
}

impl SprintVelocity {
    /// What a sprint came to at its end, or has come to on a day before that. Whoever shows the
    /// points of a sprint takes them from here.
    pub fn of(program: &Program, assessment: &Assessment, sprint: &Sprint, day: Day) -> Self {
        let by = sprint.end.value.min(day);
        Self {
            sprint: sprint.id.value.clone(),
            period: Period { start: sprint.start.value, end: sprint.end.value },
            points: points_on(assessment, stood_in(program, sprint), by),
        }
    }
}

/// The velocity of the latest sprints that have ended, oldest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Velocity {
    /// At most [`SPRINTS`] of them.
    pub sprints: Vec<SprintVelocity>,
}

/// The least, the middle and the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub lowest: u64,
    /// The middle one; of an even number, the lower of the two in the middle.
    pub median: u64,
    /// The most.
    pub highest: u64,
}

impl Velocity {
    /// The velocity as it is known on a day.
    pub fn of(program: &Program, assessment: &Assessment, day: Day) -> Self {
        let mut ended: Vec<&Sprint> = program
            .sprints
            .iter()
            .filter(|sprint| sprint.state(day) == SprintState::Ended)
            .collect();
        ended.sort_by_key(|sprint| (sprint.end.value, sprint.start.value));
        let latest = ended.split_off(ended.len().saturating_sub(SPRINTS));
        let one = |sprint: &Sprint| SprintVelocity::of(program, assessment, sprint, day);
        Self { sprints: latest.into_iter().map(one).collect() }
    }

    /// The proven points of each sprint.
    pub fn proven(&self) -> impl Iterator<Item = u64> + '_ {
        self.sprints.iter().map(|sprint| sprint.points.proven)
    }

    /// Their range; `None` while the history is too short to say anything.
    pub fn range(&self) -> Option<Range> {
        let mut proven: Vec<u64> = self.proven().collect();
        if proven.len() < ENOUGH {
            return None;
        }
        proven.sort_unstable();
        let median = *proven.get((proven.len() - 1) / 2)?;
        Some(Range { lowest: *proven.first()?, median, highest: *proven.last()? })
    }
}

/// The stories that stood in a sprint at its end, or stand in it before that.
pub fn stood_in<'a>(
    program: &'a Program,
    sprint: &'a Sprint,
) -> impl Iterator<Item = (&'a StoryId, &'a Story)> {
    let id = &sprint.id.value;
    program.stories.iter().filter(move |(_, story)| {
        let is_in = story.sprint.as_ref().is_some_and(|at| at.value == *id);
        let left_later = story.moved.iter().any(|m| m.from.value == *id && m.on > sprint.end.value);
        story.status.value != StoryStatus::Dropped && (is_in || left_later)
    })
}
