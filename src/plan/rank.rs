//! The order of the backlog: value per point, with every tie decided visibly.

use std::cmp::{Ordering, Reverse};

use super::terms::Terms;
use crate::ids::StoryId;

/// What put a story before the one that follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Decided {
    /// The next one has no points, so that nothing can be said per point.
    NoPoints,
    /// More value per point.
    PerPoint,
    /// As much per point, and more value.
    Value,
    /// As much value, and fewer points.
    FewerPoints,
    /// All else is equal: the ids.
    Id,
}

/// What the order is decided from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// The story.
    pub story: StoryId,
    /// Its points; 0 when it has none.
    pub points: u32,
    /// The terms.
    pub terms: Terms,
    /// The value, in ten-millionths.
    pub value: u64,
}

impl Ranked {
    /// The order, and what decided it.
    pub fn compare(&self, other: &Self) -> (Ordering, Decided) {
        let per_point = |value: u64, points: u32| u128::from(value) * u128::from(points);
        let has_points = (other.points > 0).cmp(&(self.points > 0));
        let rate = per_point(other.value, self.points).cmp(&per_point(self.value, other.points));
        let steps = [
            (has_points, Decided::NoPoints),
            (rate, Decided::PerPoint),
            (Reverse(self.value).cmp(&Reverse(other.value)), Decided::Value),
            (self.points.cmp(&other.points), Decided::FewerPoints),
        ];
        let first = steps.into_iter().find(|(order, _)| order.is_ne());
        first.unwrap_or_else(|| (self.story.cmp(&other.story), Decided::Id))
    }
}
