//! How long a result counts, from an age or a rhythm.
//!
//! PCI DSS v4.0.1 gives its periods to the day (section "Timeframes Used in PCI DSS
//! Requirements"): weekly is at most 7 days, monthly 30 or 31, quarterly 90 to 92, six months 180
//! to 184, a year 365 or 366, or the same date again. Counted from
//! result to result, the longest of these days is the limit: the same date of the next month,
//! quarter or half year is never later than that.

use crate::{
    model::Cadence,
    time::{Day, Instant},
};

/// How long an observation counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// This many seconds.
    Seconds(i64),
    /// To the end of the day that lies this many days later.
    Days(i64),
    /// To the end of the same date a year later; 29 February is followed by 28 February.
    Year,
    /// Something else decides: sprints, commits.
    Other,
}

impl Limit {
    /// The limit of a rhythm; [`Limit::Other`] for sprints and commits.
    pub fn of(cadence: Cadence) -> Self {
        match cadence {
            Cadence::EverySprint | Cadence::EveryCommit => Self::Other,
            Cadence::Daily => Self::Days(1),
            Cadence::Weekly => Self::Days(7),
            Cadence::Monthly => Self::Days(31),
            Cadence::Quarterly => Self::Days(92),
            Cadence::EverySixMonths => Self::Days(184),
            Cadence::Annual => Self::Year,
        }
    }

    /// The last instant at which an observation counts.
    pub fn until(self, seen: Instant) -> Option<Instant> {
        match self {
            Self::Seconds(seconds) => Some(seen.plus_seconds(seconds)),
            Self::Days(days) => Some(seen.day().plus_days(days).end()),
            Self::Year => Some(same_date(seen.day(), 1).end()),
            Self::Other => None,
        }
    }

    /// The earliest observation that counts at an instant.
    pub fn from(self, at: Instant) -> Option<Instant> {
        match self {
            Self::Seconds(seconds) => Some(at.plus_seconds(-seconds)),
            Self::Days(days) => Some(at.day().plus_days(-days).start()),
            Self::Year => Some(same_date(at.day(), -1).start()),
            Self::Other => None,
        }
    }
}

/// The same date in another year.
fn same_date(day: Day, years: i32) -> Day {
    let (year, month, date) = day.ymd();
    let there = Day::from_ymd(year + years, month, date);
    there.or_else(|| Day::from_ymd(year + years, month, 28)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn last_day(cadence: Cadence, seen: &str) -> String {
        Limit::of(cadence).until(day(seen).start()).unwrap().day().to_string()
    }

    #[test]
    fn periods_are_exact_to_the_day() {
        assert_eq!(last_day(Cadence::Daily, "2026-02-28"), "2026-03-01");
        assert_eq!(last_day(Cadence::Weekly, "2026-01-16"), "2026-01-23");
        assert_eq!(last_day(Cadence::Monthly, "2026-01-16"), "2026-02-16");
        assert_eq!(last_day(Cadence::Quarterly, "2026-07-01"), "2026-10-01");
        assert_eq!(last_day(Cadence::EverySixMonths, "2026-07-01"), "2027-01-01");
        assert_eq!(last_day(Cadence::Annual, "2026-07-01"), "2027-07-01");
        assert_eq!(last_day(Cadence::Annual, "2027-07-01"), "2028-07-01", "a leap year");
        assert_eq!(last_day(Cadence::Annual, "2028-02-29"), "2029-02-28");
    }

    proptest! {
        /// What counts at an instant counted at every instant before, back to when it was seen:
        /// a rhythm never brings a result back, and never asks for less than its period.
        #[test]
        fn a_limit_only_ever_ends(seen in 0i64..4_000_000_000, wait in 0i64..60_000_000, more in 0i64..60_000_000, n in 0usize..6) {
            let cadence = [Cadence::Daily, Cadence::Weekly, Cadence::Monthly, Cadence::Quarterly,
                Cadence::EverySixMonths, Cadence::Annual][n];
            let longest = [2, 8, 32, 93, 185, 367][n] * 86_400;
            let limit = Limit::of(cadence);
            let seen = Instant::from_unix(seen).unwrap();
            let (soon, late) = (seen.plus_seconds(wait), seen.plus_seconds(wait + more));
            prop_assert!(limit.from(soon) <= limit.from(late));
            let counts = |at| seen >= limit.from(at).unwrap();
            prop_assert!(counts(seen));
            prop_assert!(counts(soon) || !counts(late));
            prop_assert!(!counts(soon) || wait < longest);
            // The last instant that is announced is indeed one at which it counts.
            prop_assert!(counts(limit.until(seen).unwrap()));
        }
    }
}
