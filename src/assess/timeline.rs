//! How statuses changed from day to day.
//!
//! A status is kept only on the days on which it changes, so that a year of quiet days costs
//! nothing. Every day is judged at its last second, the last one at the as-of itself.

use std::collections::BTreeMap;

use super::status::{CheckStatus, ControlStatus};
use crate::{
    ids::{CheckId, ControlRef, StoryId},
    time::{Day, Period},
};

/// A value that changes on some days: each change with the first day of its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes<T>(Vec<(Day, T)>);

impl<T> Default for Changes<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Copy + PartialEq> Changes<T> {
    /// Notes the value of a day, which is not earlier than the days noted before.
    pub fn note(&mut self, day: Day, value: T) {
        if self.0.last().is_none_or(|(_, last)| *last != value) {
            self.0.push((day, value));
        }
    }

    /// The value on a day; `None` before the first day that was noted.
    pub fn on(&self, day: Day) -> Option<T> {
        let after = self.0.partition_point(|(first, _)| *first <= day);
        after.checked_sub(1).and_then(|i| self.0.get(i)).map(|(_, value)| *value)
    }

    /// The changes, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Day, T)> + '_ {
        self.0.iter().copied()
    }

    /// The present value and the first day of it.
    pub fn last(&self) -> Option<(Day, T)> {
        self.0.last().copied()
    }

    /// The first day on which the value was this one.
    pub fn first_day_of(&self, value: T) -> Option<Day> {
        self.iter().find(|(_, v)| *v == value).map(|(day, _)| day)
    }
}

/// The statuses of a program over time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// From the first day on which anything was observed (or claimed) to the as-of.
    pub period: Option<Period>,
    /// Each check.
    pub checks: BTreeMap<CheckId, Changes<CheckStatus>>,
    /// Each control that is judged.
    pub controls: BTreeMap<ControlRef, Changes<ControlStatus>>,
    /// Each story: whether it is verified.
    pub stories: BTreeMap<StoryId, Changes<bool>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_day_costs_nothing_and_every_day_has_its_value() {
        let day = |d| Day::from_ymd(2026, 1, d).unwrap();
        let mut changes = Changes::default();
        for (d, value) in [(2, false), (3, false), (4, true), (5, true), (6, false)] {
            changes.note(day(d), value);
        }
        assert_eq!(changes.iter().count(), 3);
        assert_eq!(changes.on(day(1)), None);
        assert_eq!(changes.on(day(5)), Some(true));
        assert_eq!(changes.on(day(30)), Some(false));
        assert_eq!(changes.first_day_of(true), Some(day(4)));
    }
}
