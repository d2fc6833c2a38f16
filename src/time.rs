//! Time as storyproof means it: days that people write, instants that machines write, and the
//! two clocks of every assessment.
//!
//! *Observed-at* is when something was true in the world, *recorded-at* when the ledger learned
//! it. [`AsOf`] pins both. The library never asks the system for the time: `main` makes one
//! [`Clock`] and passes it in.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, Visitor},
};

/// A calendar day in UTC.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
#[schemars(extend("format" = "date"))]
pub struct Day(#[schemars(with = "String")] NaiveDate);

/// An instant in UTC, to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(into = "String")]
#[schemars(extend("format" = "date-time"))]
pub struct Instant(i64);

/// Why a text is not a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a time: write `2026-03-06` or `2026-03-06T18:00:00Z`")]
pub struct TimeError {
    text: String,
}

impl Day {
    /// The day with this year, month (1 to 12) and day of the month, if there is one.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self)
    }

    /// The first second of the day, held inside the calendar: a time that storyproof could not
    /// read again is never made.
    pub fn start(self) -> Instant {
        Instant::held(self.first_second())
    }

    /// The last second of the day, held inside the calendar.
    pub fn end(self) -> Instant {
        Instant::held(self.first_second() + 86_399)
    }

    /// Whether the day lies between [`Instant::MIN`] and [`Instant::MAX`].
    pub fn is_accepted(self) -> bool {
        Instant::from_unix(self.first_second()).is_some()
    }

    fn first_second(self) -> i64 {
        self.0.and_time(NaiveTime::MIN).and_utc().timestamp()
    }

    /// The day after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus_days(1)
    }

    /// The day this many days later (or earlier, when negative), held inside the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        let step = Days::new(days.unsigned_abs());
        let moved =
            if days < 0 { self.0.checked_sub_days(step) } else { self.0.checked_add_days(step) };
        Self(moved.unwrap_or(self.0))
    }

    /// Whole days from `self` to `later`; negative when `later` is earlier.
    pub fn days_until(self, later: Self) -> i64 {
        (later.0 - self.0).num_days()
    }

    /// The year, the month (1 to 12) and the day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }
}

impl Instant {
    /// The earliest instant storyproof accepts: 1970-01-01.
    pub const MIN: Self = Self(0);
    /// The latest instant storyproof accepts: the end of the year 9999.
    pub const MAX: Self = Self(253_402_300_799);

    /// An instant from Unix seconds, if it lies between [`Instant::MIN`] and [`Instant::MAX`].
    pub fn from_unix(seconds: i64) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&seconds).then_some(Self(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        self.0
    }

    /// The day in UTC.
    pub fn day(self) -> Day {
        Day(self.date_time().date_naive())
    }

    /// This many seconds later (or earlier, when negative), held inside the calendar.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::held(self.0.saturating_add(seconds))
    }

    fn held(seconds: i64) -> Self {
        Self(seconds.clamp(Self::MIN.0, Self::MAX.0))
    }

    fn date_time(self) -> DateTime<Utc> {
        Utc.timestamp_opt(self.0, 0).single().unwrap_or(DateTime::UNIX_EPOCH)
    }
}

/// A day or an instant; a day means its last second.
///
/// # Errors
/// Fails on anything that is neither.
pub fn parse_moment(text: &str) -> Result<Instant, TimeError> {
    match text.parse::<Day>() {
        Ok(day) if day.is_accepted() => Ok(day.end()),
        _ => text.parse(),
    }
}

impl FromStr for Day {
    type Err = TimeError;
    fn from_str(text: &str) -> Result<Self, TimeError> {
        // chrono accepts `2026-3-6`; files hold one canonical form.
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| text.len() == 10);
        date.map(Self).ok_or_else(|| TimeError { text: text.into() })
    }
}

impl FromStr for Instant {
    type Err = TimeError;
    /// Reads RFC 3339 (`2026-03-06T18:00:00Z`, any offset), or the same without an offset, which
    /// is taken as UTC.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        if let Some(instant) = as_written(text) {
            return Ok(instant);
        }
        let seconds = DateTime::parse_from_rfc3339(text)
            .map(|t| t.timestamp())
            .or_else(|_| {
                NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
                    .map(|t| t.and_utc().timestamp())
            })
            .ok();
        seconds.and_then(Self::from_unix).ok_or_else(|| TimeError { text: text.into() })
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.format("%Y-%m-%d").to_string())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.date_time().format("%Y-%m-%dT%H:%M:%SZ").to_string())
    }
}

/// Reads the one form that is written here. Entries of ledgers are full of it, and whoever reads
/// any form takes five times as long.
fn as_written(text: &str) -> Option<Instant> {
    let [year @ .., b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'Z'] =
        text.as_bytes()
    else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_u32, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let year = i32::try_from(number(year).filter(|_| year.len() == 4)?).ok()?;
    let date = NaiveDate::from_ymd_opt(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)?;
    let (hour, minute, second) = (number(&[*h1, *h2])?, number(&[*n1, *n2])?, number(&[*s1, *s2])?);
    Instant::from_unix(date.and_hms_opt(hour, minute, second)?.and_utc().timestamp())
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_str(Written)
    }
}

/// Takes a text as it lies in what is read, without a copy of it.
struct Written;

impl Visitor<'_> for Written {
    type Value = Instant;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Instant, E> {
        text.parse().map_err(E::custom)
    }
}

impl From<Instant> for String {
    fn from(instant: Instant) -> Self {
        instant.to_string()
    }
}

/// What an assessment may look at: evidence observed up to one instant, and recorded up to
/// another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AsOf {
    /// Only what was observed at or before this counts.
    pub observed: Instant,
    /// Only what the ledger had recorded at or before this counts.
    pub known: Instant,
}

/// Days from `start` to `end`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// The first day.
    pub start: Day,
    /// The last day.
    pub end: Day,
}

impl Period {
    /// Whether the day lies in the period.
    pub fn contains(self, day: Day) -> bool {
        self.start <= day && day <= self.end
    }

    /// Every day of the period, in order.
    pub fn days(self) -> impl Iterator<Item = Day> {
        std::iter::successors(Some(self.start), |day| Some(day.next()))
            .take_while(move |day| *day <= self.end)
    }
}

/// Where "now" comes from, so that recorded entries can say whether it was the real clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClockSource {
    /// The machine's clock.
    System,
    /// `--now` or `SOURCE_DATE_EPOCH`: recorded and shown.
    Overridden,
}

/// The one clock of a run of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The present.
    pub now: Instant,
    /// Where it was taken from.
    pub source: ClockSource,
}

/// How long a result or a statement stays good: `36h`, `7d`, `2w`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
pub struct MaxAge {
    hours: u32,
}

/// Why a text is not a [`MaxAge`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an age: write hours, days or weeks, such as `36h`, `7d` or `2w`")]
pub struct MaxAgeError {
    text: String,
}

impl MaxAge {
    /// An age of whole days.
    pub const fn days(days: u32) -> Self {
        Self { hours: days.saturating_mul(24) }
    }

    /// The age in seconds.
    pub fn seconds(self) -> i64 {
        i64::from(self.hours) * 3600
    }
}

impl FromStr for MaxAge {
    type Err = MaxAgeError;
    fn from_str(text: &str) -> Result<Self, MaxAgeError> {
        let error = || MaxAgeError { text: text.into() };
        let unit = match text.chars().next_back() {
            Some('h') => 1,
            Some('d') => 24,
            Some('w') => 168,
            _ => return Err(error()),
        };
        let digits = &text[..text.len() - 1];
        let count = digits.parse::<u32>().ok().filter(|n| *n > 0 && !digits.starts_with('+'));
        let hours = count.and_then(|n| n.checked_mul(unit)).ok_or_else(error)?;
        Ok(Self { hours })
    }
}

impl fmt::Display for MaxAge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.hours.is_multiple_of(24) {
            f.pad(&format!("{}d", self.hours / 24))
        } else {
            f.pad(&format!("{}h", self.hours))
        }
    }
}

impl TryFrom<String> for MaxAge {
    type Error = MaxAgeError;
    fn try_from(text: String) -> Result<Self, MaxAgeError> {
        text.parse()
    }
}

impl From<MaxAge> for String {
    fn from(age: MaxAge) -> Self {
        age.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_as_a_moment_is_its_last_second() {
        assert_eq!(parse_moment("2025-03-30").unwrap().to_string(), "2025-03-30T23:59:59Z");
        assert_eq!(
            parse_moment("2025-03-30T08:00:00+09:00").unwrap().day(),
            "2025-03-29".parse().unwrap()
        );
    }

    #[test]
    fn times_outside_the_calendar_are_refused() {
        assert!(Instant::from_unix(1_795_444_083_000).is_none(), "milliseconds in a seconds field");
        assert!(Instant::from_unix(-1).is_none());
        for bad in ["2026-3-6", "yesterday", "2026-02-30", "", "20260306", "1960-01-01"] {
            assert!(parse_moment(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_form_that_is_written_is_read_as_any_other_form() {
        let slowly = |text: &str| DateTime::parse_from_rfc3339(text).map(|t| t.timestamp()).ok();
        let mut seconds = 0;
        while let Some(instant) = Instant::from_unix(seconds) {
            let text = instant.to_string();
            assert_eq!(as_written(&text), Some(instant), "{text}");
            assert_eq!(slowly(&text), Some(seconds), "{text}");
            seconds += 86_399 * 1_237;
        }
        // What is not quite that form is left to the other reader.
        for text in [
            "2026-02-30T00:00:00Z",
            "1969-12-31T23:59:59Z",
            "10000-01-01T00:00:00Z",
            "026-01-01T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T23:59:60Z",
            "2026-01-01T00:00:00z",
            "2026-01-01t00:00:00Z",
            "2026-01-01T00:00:0 Z",
            "2026-01-01T00:00:00.5Z",
            "+026-01-01T00:00:00Z",
            "",
        ] {
            assert_eq!(as_written(text), None, "{text}");
        }
        let instant: Instant = serde_json::from_str("\"2026-01-01T00:00:00.5Z\"").unwrap();
        assert_eq!(instant.to_string(), "2026-01-01T00:00:00Z");
        let wrong = |json: &str| serde_json::from_str::<Instant>(json).unwrap_err().to_string();
        assert!(wrong("7").starts_with("invalid type: integer `7`, expected a string"));
        assert!(wrong("\"soon\"").starts_with("`soon` is not a time: write"));
    }

    #[test]
    fn no_day_makes_an_instant_that_cannot_be_read_again() {
        for (year, held) in [(1960, Instant::MIN), (12_000, Instant::MAX)] {
            let day = Day::from_ymd(year, 1, 1).unwrap();
            assert_eq!((day.start(), day.end()), (held, held));
            assert!(!day.is_accepted());
        }
        assert_eq!(Instant::MIN.day().start(), Instant::MIN);
        assert_eq!(Instant::MAX.day().end(), Instant::MAX);
    }

    #[test]
    fn ages_have_one_canonical_form() {
        assert_eq!("2w".parse::<MaxAge>().unwrap().to_string(), "14d");
        assert_eq!("36h".parse::<MaxAge>().unwrap().to_string(), "36h");
        for bad in ["", "7", "d", "-1d", "+1d", "0d", "7y", "99999999999w", "７d"] {
            assert!(bad.parse::<MaxAge>().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_period_holds_both_ends() {
        let period =
            Period { start: "2026-02-27".parse().unwrap(), end: "2026-03-02".parse().unwrap() };
        assert_eq!(period.days().count(), 4);
        assert!(period.contains(period.end));
    }
}
