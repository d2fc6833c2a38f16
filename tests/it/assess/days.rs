//! The days of a timeline: each is what an assessment of that day alone says.

use proptest::prelude::*;
use storyproof::{
    assess::{Proof, assess, assess_since},
    report::{audit::history::strip, words::Worded as _},
    time::{AsOf, Period},
};

use super::world::{World, as_of, day0, world};

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

proptest! {
    /// A strip begins where it is asked to, even before anything was known, and each of its days is
    /// what an assessment of that day alone says.
    #[test]
    fn each_day_of_a_strip_is_the_assessment_of_that_day(
        world in world(),
        end in 0u32..30,
        early in 0i64..20,
        length in 0i64..40,
    ) {
        let World { program, history } = world;
        let last = as_of(end);
        let start = day0().plus_days(-early);
        let whole = assess_since(&program, &history, last, Some(start));
        let known = whole.timeline.period.unwrap();
        prop_assert!(known.start <= start);
        let period = Period { start, end: start.plus_days(length).min(known.end) };
        for (id, changes) in &whole.timeline.controls {
            let strip = strip(changes, known, period);
            let days: u64 = strip.spans.iter().map(|span| span.days).sum();
            prop_assert_eq!(days, period.days().count() as u64, "no day is left out");
            for span in &strip.spans {
                for day in (Period { start: span.from, end: span.to }).days() {
                    if day == last.observed.day() {
                        continue; // It is not over, and ends at the as-of.
                    }
                    let then = AsOf { observed: day.end(), known: last.known };
                    let alone = assess(&program, &history, then).controls[id].status;
                    prop_assert_eq!(span.status, alone.word(), "{} on {}", id, day);
                }
            }
        }
    }
}
