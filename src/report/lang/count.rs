//! Counts and days in the language of the report.

use super::{Lang, ja::counters::COUNTERS, say::fill};
use crate::{report::words, time::Day};

impl Lang {
    /// `1 story`, `2 stories`; `2件のストーリー`. A noun without a Japanese counter is a mistake
    /// that a test finds.
    pub fn count(self, n: impl TryInto<u64>, one: &str) -> String {
        let n = n.try_into().unwrap_or(u64::MAX);
        let counter = COUNTERS.iter().find(|(noun, _)| *noun == one).filter(|_| self == Self::Ja);
        match counter {
            Some((_, pattern)) => fill(pattern, &[words::number(n)]),
            None => words::count(n, one),
        }
    }

    /// `1 day`, `12 days`; nothing is negative.
    pub fn count_days(self, days: i64) -> String {
        self.count(days.max(0).unsigned_abs(), "day")
    }

    /// A day in a heading or a sentence: `2026-03-06`, `2026年3月6日`. Tables have the first.
    pub fn day(self, day: Day) -> String {
        self.day_text(&day.to_string())
    }

    /// The same of a day that is text already; other text stays as it is.
    pub fn day_text(self, text: &str) -> String {
        let mut parts = text.splitn(3, '-').map(str::parse::<u32>);
        match (self, parts.next(), parts.next(), parts.next()) {
            (Self::Ja, Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) if text.len() == 10 => {
                format!("{year}年{month}月{day}日")
            }
            _ => text.to_owned(),
        }
    }
}
