//! How the status of a control changed: spans of days, drawn as a strip and told as text.

use serde::Serialize;

use crate::{
    assess::{Changes, ControlStatus},
    report::words::{Word, Worded},
    time::{Day, Period},
};

/// The width of the strip; places on it are whole units.
const WIDTH: u64 = 1000;

/// The status history of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Strip {
    /// The first day of the history.
    pub from: Day,
    /// The last day of the history: the as-of.
    pub to: Day,
    /// Days on which the control was applicable and due.
    pub counted_days: u64,
    /// Those of them on which it was proven.
    pub proven_days: u64,
    /// The longest run of failing days.
    pub longest_failure: u64,
    /// The spans, oldest first.
    pub spans: Vec<Span>,
}

/// Days in a row with one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The status.
    pub status: Word,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// How many days.
    pub days: u64,
    /// Where it begins on a strip of 1000 units.
    pub x: u64,
    /// How wide it is there.
    pub width: u64,
}

/// The spans of a history, as `(status, first day, last day)`.
pub fn spans(changes: &Changes<ControlStatus>, period: Period) -> Vec<(ControlStatus, Day, Day)> {
    let all: Vec<(Day, ControlStatus)> = changes.iter().collect();
    let ends = all.iter().skip(1).map(|(day, _)| day.plus_days(-1)).chain([period.end]);
    all.iter().zip(ends).map(|((from, status), to)| (*status, *from, to)).collect()
}

/// The strip of a control.
pub fn strip(changes: &Changes<ControlStatus>, period: Period) -> Strip {
    let all = spans(changes, period);
    let total = length(period.start, period.end);
    let sum = |wanted: fn(ControlStatus) -> bool| {
        all.iter().filter(|(s, ..)| wanted(*s)).map(|(_, from, to)| length(*from, *to)).sum()
    };
    let failing = all.iter().filter(|(s, ..)| *s == ControlStatus::Failing);
    Strip {
        from: period.start,
        to: period.end,
        counted_days: sum(ControlStatus::is_counted),
        proven_days: sum(ControlStatus::is_proof),
        longest_failure: failing.map(|(_, from, to)| length(*from, *to)).max().unwrap_or(0),
        spans: all.iter().map(|span| place(*span, period.start, total)).collect(),
    }
}

fn place((status, from, to): (ControlStatus, Day, Day), start: Day, total: u64) -> Span {
    let x = before(start, from) * WIDTH / total;
    let end = before(start, to.next()) * WIDTH / total;
    let days = length(from, to);
    Span { status: status.word(), from, to, days, x, width: end.saturating_sub(x).max(1) }
}

fn before(start: Day, day: Day) -> u64 {
    u64::try_from(start.days_until(day)).unwrap_or(0)
}

/// The days from one to another, both included; at least one.
pub fn length(from: Day, to: Day) -> u64 {
    before(from, to) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_belongs_to_one_span() {
        let day = |d| Day::from_ymd(2026, 1, d).unwrap();
        let period = Period { start: day(1), end: day(20) };
        let mut changes = Changes::default();
        changes.note(day(1), ControlStatus::Planned);
        changes.note(day(6), ControlStatus::Met);
        changes.note(day(11), ControlStatus::Failing);
        changes.note(day(16), ControlStatus::Met);
        let strip = strip(&changes, period);
        assert_eq!(strip.spans.iter().map(|s| s.days).sum::<u64>(), 20);
        assert_eq!(strip.spans.iter().map(|s| s.width).sum::<u64>(), WIDTH);
        assert_eq!((strip.proven_days, strip.counted_days, strip.longest_failure), (10, 20, 5));
    }
}
