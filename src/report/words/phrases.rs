//! How counts, shares, days, ages and rhythms read.

use crate::{
    evidence::Counts,
    model::{Cadence, Population},
    report::lang::{Lang, say},
    time::{Day, Instant, MaxAge},
};

/// `1 story`, `2 stories`, `1,234 results`: in English, as the command line speaks. Reports count
/// by [`Lang::count`].
pub fn count(n: impl TryInto<u64>, one: &str) -> String {
    let n = n.try_into().unwrap_or(u64::MAX);
    format!("{} {}", number(n), plural(n, one))
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

/// `7 days`, `36 hours`: in English, as the command line speaks.
pub fn age(age: MaxAge) -> String {
    Lang::En.age(age)
}

/// `1 day`, `12 days`; nothing is negative: in English, as the command line speaks.
pub fn count_days(days: i64) -> String {
    Lang::En.count_days(days)
}

/// The first items of a list and how many more there are, in English, as the command line speaks.
pub fn some_of<T: ToString>(items: &[T], most: usize) -> String {
    Lang::En.some_of(items, most)
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

/// `12 pass, 2 fail, 1 muted fail`: in English, as the command line speaks.
pub fn counts(counts: &Counts) -> String {
    Lang::En.counts(counts)
}

impl Lang {
    /// `1 acceptance criterion`, `3 acceptance criteria`.
    pub fn criteria(self, n: usize) -> String {
        if n == 1 {
            say!(self, "{0} acceptance criterion", n)
        } else {
            say!(self, "{0} acceptance criteria", n)
        }
    }

    /// `2026-01-12 to 2026-01-23`.
    pub fn days(self, start: Day, end: Day) -> String {
        say!(self, "{0} to {1}", start, end)
    }

    /// `7 days`, `36 hours`.
    pub fn age(self, age: MaxAge) -> String {
        let hours = age.seconds() / 3600;
        if hours % 24 == 0 { self.count_days(hours / 24) } else { self.count(hours, "hour") }
    }

    /// How long something has stood on `today`: `since today`, `for 1 day`, `for 8 days`.
    pub fn standing(self, since: Day, today: Day) -> String {
        match since.days_until(today) {
            ..=0 => say!(self, "since today"),
            days => say!(self, "for {0}", self.count_days(days)),
        }
    }

    /// All items of a list.
    pub fn list<T: ToString>(self, items: &[T]) -> String {
        self.some_of(items, items.len())
    }

    /// The first items of a list and how many more there are: nothing is dropped silently.
    pub fn some_of<T: ToString>(self, items: &[T], most: usize) -> String {
        let shown: Vec<String> = items.iter().take(most).map(ToString::to_string).collect();
        let text = shown.join(if self == Self::Ja { "、" } else { ", " });
        match items.len().saturating_sub(most) {
            0 => text,
            more => say!(self, "{0} and {1} more", text, more),
        }
    }

    /// Parts of a sentence that stand beside each other, set off more than the items of a list.
    pub fn parts(self, parts: &[String]) -> String {
        parts.join(if self == Self::Ja { "；" } else { "; " })
    }

    /// A word of the catalog inside a sentence: sentences have one language.
    pub fn inside(self, key: &str) -> &str {
        self.one().text(key)
    }

    /// Two sentences, the second of which may be empty.
    pub fn sentences(self, first: &str, second: &str) -> String {
        let between = if second.is_empty() || self == Self::Ja { "" } else { " " };
        format!("{first}{between}{second}")
    }

    /// `12 pass, 2 fail, 1 muted fail`: only what there is.
    pub fn counts(self, counts: &Counts) -> String {
        let parts = [
            (counts.pass, self.inside("{0} pass")),
            (counts.fail, self.inside("{0} fail")),
            (counts.error, self.inside("{0} error")),
            (counts.not_applicable, self.inside("{0} not applicable")),
            (counts.manual, self.inside("{0} manual")),
            (counts.informational, self.inside("{0} informational")),
            (counts.muted_pass, self.inside("{0} muted pass")),
            (counts.muted_fail, self.inside("{0} muted fail")),
        ];
        let some = parts.iter().filter(|(n, _)| *n > 0);
        let some: Vec<String> = some.map(|(n, w)| w.replace("{0}", &number(*n))).collect();
        if some.is_empty() { say!(self, "no results") } else { self.list(&some) }
    }

    /// A population in words, in the middle of a sentence or at its beginning.
    pub fn population(self, population: &Population) -> String {
        match population {
            Population::Accounts => say!(self, "every account in scope"),
            Population::Regions => say!(self, "every region in scope of every account"),
            Population::Repositories => say!(self, "every repository in scope"),
            Population::Components => {
                say!(self, "every component in which we have a duty for it")
            }
            Population::Inventory(name) => say!(self, "every entry of the inventory {0}", name),
        }
    }

    /// How much of a treatment is proven: `3 of 8 stories proven`.
    pub fn proven_stories(self, proven: usize, all: usize) -> String {
        let stories = self.count(all as u64, "story");
        match (all, proven) {
            (0, _) => say!(self, "no story treats it"),
            (_, 0) => say!(self, "no story proven yet"),
            (all, proven) if all == proven => say!(self, "all {0} proven", stories),
            (_, proven) => say!(self, "{0} of {1} proven##stories", proven, stories),
        }
    }

    /// How often a rhythm asks for a result.
    pub fn cadence(self, cadence: Cadence) -> &'static str {
        match cadence {
            Cadence::EverySprint => self.inside("in every sprint"),
            Cadence::EveryCommit => self.inside("for every commit"),
            Cadence::Daily => self.inside("on every day##rhythm"),
            Cadence::Weekly => self.inside("every week (at most 7 days)"),
            Cadence::Monthly => self.inside("every month (at most 31 days)"),
            Cadence::Quarterly => self.inside("every quarter (at most 92 days)"),
            Cadence::EverySixMonths => self.inside("every six months (at most 184 days)"),
            Cadence::Annual => self.inside("every year (by the same date)"),
        }
    }
}

/// What one member of a population is called, for [`Lang::count`].
pub fn member(population: &Population) -> &'static str {
    match population {
        Population::Accounts => "account",
        Population::Regions => "region",
        Population::Repositories => "repository",
        Population::Components => "component",
        Population::Inventory(_) => "entry",
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
        assert_eq!(Lang::Ja.some_of(&["a", "b", "c"], 2), "a、b、ほか1件");
        assert_eq!(short_hash("0123456789abcdef"), "0123…cdef");
        assert_eq!(decimal(12_345, 1000, 2), "12.35");
        assert_eq!((decimal(1, 3, 2), decimal(2, 1, 0)), ("0.33".into(), "2".into()));
    }
}
