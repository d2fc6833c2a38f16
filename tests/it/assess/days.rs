//! The days of a timeline: each is what an assessment of that day alone says.

use proptest::prelude::*;
use storyproof::{
    assess::{Proof, assess},
    time::AsOf,
};

use super::world::{World, as_of, world};

proptest! {
    #[test]
    fn each_day_of_the_timeline_is_the_assessment_of_that_day(world in world(), day in 0u32..30) {
        let World { program, history } = world;
        let last = as_of(day);
        let whole = assess(&program, &history, last);
        let period = whole.timeline.period.unwrap();
        let mut day = period.start;
        while day < period.end {
            let then = AsOf { observed: day.end(), known: last.known };
            let alone = assess(&program, &history, then);
            for (id, changes) in &whole.timeline.checks {
                prop_assert_eq!(changes.on(day), Some(alone.checks[id].status), "{} on {}", id, day);
            }
            for (id, changes) in &whole.timeline.controls {
                prop_assert_eq!(changes.on(day), Some(alone.controls[id].status), "{} on {}", id, day);
            }
            for (id, changes) in &whole.timeline.stories {
                let verified = alone.stories[id].proof == Proof::Verified;
                prop_assert_eq!(changes.on(day), Some(verified), "{} on {}", id, day);
            }
            day = day.next();
        }
        for (id, changes) in &whole.timeline.controls {
            let (since, status) = changes.last().unwrap();
            prop_assert_eq!(status, whole.controls[id].status, "{} now", id);
            prop_assert_eq!(Some(since), whole.controls[id].since, "{} since", id);
        }
    }
}
