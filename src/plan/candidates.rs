//! Which stories could stand in the sprint.
//!
//! Candidates are those that are in no sprint, in this one, or left over from one that has ended,
//! among them what was called done and is not proven: that is rework. What stands in another sprint
//! that is open or to come is planned elsewhere. What people have begun in this sprint, or committed
//! to, stays in it.

use super::sprint::Aim;
use crate::{
    assess::{Assessment, Proof, StoryAssessment, story::is_claimed},
    ids::{SprintId, StoryId},
    model::{SprintState, Story, StoryStatus},
    program::Program,
    time::Day,
};

/// How a story stands to the sprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It will not be done.
    Dropped,
    /// It is claimed done, and verified.
    Finished,
    /// Each criterion is proven, and nobody has called it done.
    Proven,
    /// It is planned in this other sprint.
    Elsewhere(SprintId),
    /// It is committed to or begun in this sprint.
    Stays,
    /// It could be chosen.
    Candidate {
        /// The ended sprint that it is left over from.
        from: Option<SprintId>,
    },
}

/// What standings are decided from.
#[derive(Debug, Clone, Copy)]
pub struct Candidates<'a> {
    /// The program.
    pub program: &'a Program,
    /// The statuses.
    pub assessment: &'a Assessment,
    /// The day of the plan.
    pub day: Day,
    /// The sprint.
    pub aim: &'a Aim,
    /// Whether what is unfinished in an open sprint before this one is taken as left over.
    pub carry_over: bool,
}

impl Candidates<'_> {
    /// How a story stands to the sprint.
    pub fn standing(&self, id: &StoryId, story: &Story) -> Standing {
        if story.status.value == StoryStatus::Dropped {
            return Standing::Dropped;
        }
        if is_verified(self.assessment.stories.get(id)) {
            let is_claimed = is_claimed(story, self.day);
            return if is_claimed { Standing::Finished } else { Standing::Proven };
        }
        let Some(sprint) = story.sprint.as_ref().map(|sprint| &sprint.value) else {
            return Standing::Candidate { from: None };
        };
        if *sprint == self.aim.id {
            let stays = self.is_begun(story) || self.is_committed(id);
            return if stays { Standing::Stays } else { Standing::Candidate { from: None } };
        }
        if self.has_ended(sprint) {
            Standing::Candidate { from: Some(sprint.clone()) }
        } else {
            Standing::Elsewhere(sprint.clone())
        }
    }

    /// Whether work on it has begun in this sprint. What was called done before the sprint began is
    /// planned in it to be done again.
    fn is_begun(&self, story: &Story) -> bool {
        let was_before = |day: Day| day < self.aim.period.start;
        let done_here = !story.done.as_ref().is_some_and(|done| was_before(done.value));
        story.status.value == StoryStatus::Doing || (is_claimed(story, self.day) && done_here)
    }

    fn is_committed(&self, id: &StoryId) -> bool {
        let sprint = self.program.sprint(&self.aim.id);
        let committed = sprint.and_then(|sprint| sprint.committed.as_ref());
        committed.is_some_and(|stories| stories.iter().any(|committed| committed.value == *id))
    }

    /// Whether what is unfinished in a sprint is left over.
    fn has_ended(&self, id: &SprintId) -> bool {
        self.program.sprint(id).is_some_and(|sprint| match sprint.state(self.day) {
            SprintState::Ended => true,
            SprintState::Open => self.carry_over && sprint.start.value < self.aim.period.start,
            SprintState::Planned => false,
        })
    }
}

/// Whether evidence verifies a story.
pub fn is_verified(judged: Option<&StoryAssessment>) -> bool {
    judged.is_some_and(|judged| judged.proof == Proof::Verified)
}
