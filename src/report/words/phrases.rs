//! How counts, shares, days, ages and rhythms read.

use crate::{
    evidence::Counts,
    model::{Cadence, Population},
    time::{Day, Instant, MaxAge},
};

/// `1 story`, `2 stories`, `1,234 results`.
pub fn count(n: impl TryInto<u64>, one: &str) -> String {
    let n = n.try_into().unwrap_or(u64::MAX);
    format!("{} {}", number(n), plural(n, one))
}

/// `1 acceptance criterion`, `3 acceptance criteria`.
pub fn criteria(n: usize) -> String {
    format!("{n} acceptance {}", if n == 1 { "criterion" } else { "criteria" })
}

/// The plural of a noun when there is not exactly one.
pub fn plural(n: u64, one: &str) -> String {
    if n == 1 {
        return one.to_owned();
    }
    let consonant = |c: char| !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
    match one.strip_suffix('y') {
        Some(stem) if stem.chars().next_back().is_some_and(consonant) => format!("{stem}ies"),
        _ => format!("{one}s"),
    }
}

/// A number with a comma between thousands.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `82 %`, rounded down, so that 100 % means all; `–` of nothing.
pub fn percent(part: u64, whole: u64) -> String {
    match (part * 100).checked_div(whole) {
        Some(share) => format!("{share} %"),
        None => "–".to_owned(),
    }
}

/// A whole number of parts as a decimal: `12.34`, rounded, the same on every machine.
pub fn decimal(parts: u64, of_one: u64, digits: u32) -> String {
    let scale = 10_u128.pow(digits);
    let of_one = u128::from(of_one.max(1));
    let rounded = (u128::from(parts) * scale + of_one / 2) / of_one;
    let (whole, rest) = (rounded / scale, rounded % scale);
    let width = digits as usize;
    if digits == 0 { whole.to_string() } else { format!("{whole}.{rest:0width$}") }
}

/// `2026-03-06 18:00 UTC`; the seconds are left out.
pub fn instant(instant: Instant) -> String {
    let text = instant.to_string();
    let (day, time) = text.split_once('T').unwrap_or((&text, ""));
    let minutes = time.get(..5).unwrap_or(time);
    format!("{day} {minutes} UTC")
}

/// `2026-01-12 to 2026-01-23`.
pub fn days(start: Day, end: Day) -> String {
    format!("{start} to {end}")
}

/// `7 days`, `36 hours`.
pub fn age(age: MaxAge) -> String {
    let hours = age.seconds() / 3600;
    if hours % 24 == 0 { count_days(hours / 24) } else { count(hours, "hour") }
}

/// `1 day`, `12 days`; nothing is negative.
pub fn count_days(days: i64) -> String {
    count(days.max(0), "day")
}

/// How long something has stood on `today`: `today`, `for 1 day`, `for 8 days`.
pub fn standing(since: Day, today: Day) -> String {
    match since.days_until(today) {
        ..=0 => "since today".to_owned(),
        days => format!("for {}", count_days(days)),
    }
}

/// The first items of a list and how many more there are: nothing is dropped silently.
pub fn some_of<T: ToString>(items: &[T], most: usize) -> String {
    let shown: Vec<String> = items.iter().take(most).map(ToString::to_string).collect();
    let text = shown.join(", ");
    match items.len().saturating_sub(most) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

/// A hash short enough to read: `1f6c…a90e`. Never use it to verify.
pub fn short_hash(hash: &str) -> String {
    let characters: Vec<char> = hash.chars().collect();
    match (characters.get(..4), characters.get(characters.len().saturating_sub(4)..)) {
        (Some(head), Some(tail)) if characters.len() > 12 => {
            format!("{}…{}", head.iter().collect::<String>(), tail.iter().collect::<String>())
        }
        _ => hash.to_owned(),
    }
}

/// `12 pass, 2 fail, 1 muted fail`: only what there is.
pub fn counts(counts: &Counts) -> String {
    let parts = [
        (counts.pass, "pass"),
        (counts.fail, "fail"),
        (counts.error, "error"),
        (counts.not_applicable, "not applicable"),
        (counts.manual, "manual"),
        (counts.informational, "informational"),
        (counts.muted_pass, "muted pass"),
        (counts.muted_fail, "muted fail"),
    ];
    let some: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).map(|(n, w)| format!("{} {w}", number(*n))).collect();
    if some.is_empty() { "no results".to_owned() } else { some.join(", ") }
}

/// What one member of a population is called.
pub fn member(population: &Population) -> &'static str {
    match population {
        Population::Accounts => "account",
        Population::Regions => "region",
        Population::Repositories => "repository",
        Population::Components => "component",
        Population::Inventory(_) => "entry",
    }
}

/// A population in words.
pub fn population(population: &Population) -> String {
    match population {
        Population::Accounts => "every account in scope".to_owned(),
        Population::Regions => "every region in scope of every account".to_owned(),
        Population::Repositories => "every repository in scope".to_owned(),
        Population::Components => "every component in which we have a duty for it".to_owned(),
        Population::Inventory(name) => format!("every entry of the inventory {name}"),
    }
}

/// How often a rhythm asks for a result.
pub fn cadence(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::EverySprint => "in every sprint",
        Cadence::EveryCommit => "for every commit",
        Cadence::Daily => "on every day",
        Cadence::Weekly => "every week (at most 7 days)",
        Cadence::Monthly => "every month (at most 31 days)",
        Cadence::Quarterly => "every quarter (at most 92 days)",
        Cadence::EverySixMonths => "every six months (at most 184 days)",
        Cadence::Annual => "every year (by the same date)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_read_well() {
        assert_eq!(count(1_u64, "story"), "1 story");
        assert_eq!(count(0_u64, "day"), "0 days");
        assert_eq!(count(1_234_567_u64, "repository"), "1,234,567 repositories");
        assert_eq!(percent(999, 1000), "99 %");
        assert_eq!(percent(0, 0), "–");
        assert_eq!(some_of(&["a", "b", "c"], 2), "a, b and 1 more");
        assert_eq!(short_hash("0123456789abcdef"), "0123…cdef");
        assert_eq!(decimal(12_345, 1000, 2), "12.35");
        assert_eq!((decimal(1, 3, 2), decimal(2, 1, 0)), ("0.33".into(), "2".into()));
    }
}
