//! How the status of a control changed: spans of days, drawn as a strip and told as text.

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::{Changes, ControlStatus},
    report::words::{Word, Worded},
    time::{Day, Period},
};

/// The width of the strip; places on it are whole units.
const WIDTH: u64 = 1000;
/// The longest history with a sign for each day.
const DAYS: u64 = 100;
/// Statuses, the worst first, for a week that had several.
const BAD: [ControlStatus; 8] = [
    ControlStatus::Failing,
    ControlStatus::Gap,
    ControlStatus::Planned,
    ControlStatus::Unproven,
    ControlStatus::Inherited,
    ControlStatus::Met,
    ControlStatus::NotDue,
    ControlStatus::Excluded,
];

/// The status history of a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Strip {
    /// The first day of the history.
    pub from: Day,
    /// The last day of the history.
    pub to: Day,
    /// Days on which the control was applicable and due.
    pub counted_days: u64,
    /// Those of them on which it was proven.
    pub proven_days: u64,
    /// The longest run of failing days.
    pub longest_failure: u64,
    /// The spans, oldest first.
    pub spans: Vec<Span>,
    /// The same as signs, one for each day or each week, for reports without pictures.
    pub text: String,
    /// What one sign stands for: `day`, or `week` (its worst status).
    pub unit: &'static str,
}

/// Days in a row with one status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
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
pub fn spans<T: Copy + PartialEq>(changes: &Changes<T>, period: Period) -> Vec<(T, Day, Day)> {
    let all: Vec<(Day, T)> = changes.iter().collect();
    let ends = all.iter().skip(1).map(|(day, _)| day.plus_days(-1)).chain([period.end]);
    all.iter().zip(ends).map(|((from, status), to)| (*status, *from, to)).collect()
}

/// The strip of a control over a period, out of a history that lasts to the end of `whole`. Days of
/// which the history knows nothing are left free, and not counted.
pub fn strip(changes: &Changes<ControlStatus>, whole: Period, period: Period) -> Strip {
    let inside = spans(changes, whole)
        .into_iter()
        .map(|(status, from, to)| (status, from.max(period.start), to.min(period.end)));
    let all: Vec<_> = inside.filter(|(_, from, to)| from <= to).collect();
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
        unit: if total <= DAYS { "day" } else { "week" },
        text: signs(&all, period, if total <= DAYS { 1 } else { 7 }),
    }
}

/// One sign for each day, or for the worst status of so many days.
fn signs(spans: &[(ControlStatus, Day, Day)], period: Period, each: i64) -> String {
    let mut text = String::new();
    let mut at = period.start;
    while at <= period.end {
        let end = at.plus_days(each - 1).min(period.end);
        let seen = spans.iter().filter(|(_, from, to)| *from <= end && at <= *to);
        let worst = seen.map(|(s, ..)| *s).min_by_key(|s| BAD.iter().position(|b| b == s));
        text.push_str(worst.map_or("·", |status| status.word().glyph));
        at = at.plus_days(each);
    }
    text
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
        let whole = strip(&changes, period, period);
        let part = strip(&changes, period, Period { start: day(8), end: day(17) });
        let strip = whole;
        assert_eq!(strip.spans.iter().map(|s| s.days).sum::<u64>(), 20);
        assert_eq!(strip.spans.iter().map(|s| s.width).sum::<u64>(), WIDTH);
        assert_eq!((strip.proven_days, strip.counted_days, strip.longest_failure), (10, 20, 5));
        assert_eq!(strip.text, "○○○○○✓✓✓✓✓✗✗✗✗✗✓✓✓✓✓");
        assert_eq!(part.text, "✓✓✓✗✗✗✗✗✓✓");
        assert_eq!((part.proven_days, part.counted_days, part.spans[0].x), (5, 10, 0));
        assert_eq!(signs(&[(ControlStatus::Met, day(3), day(9))], period, 7), "✓✓·");
    }
}
