//! The one place for words: the name, the glyph and the colour class of every status, and how
//! counts, days and ages read. Terminal, HTML, Markdown and JSON all take them from here.
//!
//! Within one kind of status no two share a word or a glyph, so that a report in grey, or read
//! aloud, says the same as one in colour.

use serde::Serialize;

use crate::{
    assess::{AspectStatus, AttestationStatus, CheckStatus, ControlStatus, Proof},
    evidence::Counts,
    model::{Aspect, Cadence, Population, StoryStatus, Treatment},
    plan::{build::Place, forecast::Outlook},
    time::{Day, Instant, MaxAge},
};

/// How a status reads: always shown together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Word {
    /// The status in files, JSON and on the command line: `not-due`.
    pub status: &'static str,
    /// The status for people: `not due`.
    pub word: &'static str,
    /// The sign beside it.
    pub glyph: &'static str,
    /// The colour class of a style sheet, one of [`CLASSES`].
    pub class: &'static str,
}

/// Every colour class.
pub const CLASSES: [&str; 8] =
    ["met", "inherited", "failing", "unproven", "planned", "gap", "not-due", "excluded"];

/// A status with a word and a meaning.
pub trait Worded: Copy {
    /// What kind of status it is, as a heading.
    const KIND: &'static str;
    /// Its word.
    fn word(self) -> Word;
    /// What it means, in one sentence.
    fn meaning(self) -> &'static str;
}

const fn word(
    status: &'static str,
    word: &'static str,
    glyph: &'static str,
    class: &'static str,
) -> Word {
    Word { status, word, glyph, class }
}

impl Worded for ControlStatus {
    const KIND: &'static str = "Controls";

    fn word(self) -> Word {
        match self {
            Self::Met => word("met", "met", "✓", "met"),
            Self::Inherited => word("inherited", "inherited", "⇄", "inherited"),
            Self::Failing => word("failing", "failing", "✗", "failing"),
            Self::Unproven => word("unproven", "unproven", "◷", "unproven"),
            Self::Planned => word("planned", "planned", "○", "planned"),
            Self::Gap => word("gap", "gap", "∅", "gap"),
            Self::NotDue => word("not-due", "not due", "…", "not-due"),
            Self::Excluded => word("excluded", "excluded", "–", "excluded"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Met => "All that the control's mode asks for is proven by fresh evidence.",
            Self::Inherited => "A provider's attestation that has not expired covers it.",
            Self::Failing => "A check that names it fails.",
            Self::Unproven => {
                "Its proof is missing, too old, broken, incomplete, expired or only excepted."
            }
            Self::Planned => "Nothing proves it yet; a story works on it.",
            Self::Gap => "No check, no attestation and no story.",
            Self::NotDue => "Its framework asks for it from a later day.",
            Self::Excluded => "It does not apply, with a reason on record.",
        }
    }
}

impl Worded for CheckStatus {
    const KIND: &'static str = "Checks";

    fn word(self) -> Word {
        match self {
            Self::Failed => word("failed", "failed", "✗", "failing"),
            Self::Error => word("error", "error", "!", "unproven"),
            Self::NeverRun => word("never-run", "never run", "∅", "gap"),
            Self::Incomplete => word("incomplete", "incomplete", "◔", "unproven"),
            Self::Stale => word("stale", "stale", "◷", "unproven"),
            Self::Excepted => word("excepted", "excepted", "⚑", "unproven"),
            Self::NotApplicable => word("not-applicable", "not applicable", "–", "excluded"),
            Self::Passed => word("passed", "passed", "✓", "met"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Failed => "A subject fails, and no approved exception covers it.",
            Self::Error => "A subject could not be evaluated, and nothing fresh says otherwise.",
            Self::NeverRun => "No result at all. Nothing evaluated is nothing proven.",
            Self::Incomplete => {
                "A part of the population has no result, or a question is left to a person."
            }
            Self::Stale => "The results are older than their limit.",
            Self::Excepted => "Only fails that an approved, expiring exception accepts. No proof.",
            Self::NotApplicable => "Every result says, with a reason, that it does not apply.",
            Self::Passed => "Every subject passes, freshly.",
        }
    }
}

impl Worded for Proof {
    const KIND: &'static str = "Stories";

    fn word(self) -> Word {
        match self {
            Self::Verified => word("verified", "verified", "✓", "met"),
            Self::Regressed => word("regressed", "regressed", "↓", "failing"),
            Self::Contradicted => word("contradicted", "contradicted", "✗", "failing"),
            Self::Unverified => word("unverified", "unverified", "○", "unproven"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Verified => "Each acceptance criterion is proven.",
            Self::Regressed => "Claimed done and once verified, but not now.",
            Self::Contradicted => "Claimed done, never verified, and a check fails.",
            Self::Unverified => "Something is not proven yet.",
        }
    }
}

impl Worded for AttestationStatus {
    const KIND: &'static str = "Attestations";

    fn word(self) -> Word {
        match self {
            Self::Live { .. } => word("live", "live", "✎", "met"),
            Self::Expired { .. } => word("expired", "expired", "◷", "unproven"),
            Self::Missing => word("missing", "missing", "∅", "gap"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Live { .. } => "A person has stated it, and the statement still counts.",
            Self::Expired { .. } => "The latest statement has ended.",
            Self::Missing => "Nobody has stated it.",
        }
    }
}

impl Worded for AspectStatus {
    const KIND: &'static str = "Cells";

    fn word(self) -> Word {
        match self {
            Self::Failed => CheckStatus::Failed.word(),
            Self::Error => CheckStatus::Error.word(),
            Self::NeverRun => CheckStatus::NeverRun.word(),
            Self::NotAttested => word("not-attested", "not attested", "◌", "gap"),
            Self::Incomplete => CheckStatus::Incomplete.word(),
            Self::Stale => CheckStatus::Stale.word(),
            Self::Expired => word("expired", "statement expired", "◴", "unproven"),
            Self::Excepted => CheckStatus::Excepted.word(),
            Self::NoCheck => word("no-check", "no check", "○", "gap"),
            Self::NotApplicable => CheckStatus::NotApplicable.word(),
            Self::Attested => word("attested", "attested", "✎", "inherited"),
            Self::Passed => CheckStatus::Passed.word(),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Failed => "A check that shows it fails.",
            Self::Error => "A check that shows it could not be evaluated.",
            Self::NeverRun => "A check asks, and nothing has answered for this service.",
            Self::NotAttested => "A statement is asked for, and nobody has made it.",
            Self::Incomplete => "A part of what must answer has no result.",
            Self::Stale => "What answered for this service is older than its limit.",
            Self::Expired => "The latest statement has ended.",
            Self::Excepted => "Only fails that an approved, expiring exception accepts. No proof.",
            Self::NoCheck => "No check and no attestation looks at it: nobody knows.",
            Self::NotApplicable => "Every result says, with a reason, that it does not apply.",
            Self::Attested => "A person has stated it, and the statement still counts.",
            Self::Passed => "Every check that shows it passes, freshly.",
        }
    }
}

/// What a column of a matrix is called.
pub fn aspect(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::AtRest => "at rest",
        Aspect::InTransit => "in transit",
        Aspect::KeyOwner => "key owner",
        Aspect::Rotation => "rotation",
        Aspect::On => "on",
        Aspect::Where => "where",
        Aspect::Retention => "how long",
        Aspect::Readers => "who reads",
    }
}

impl Worded for StoryStatus {
    const KIND: &'static str = "What people claim of a story";

    fn word(self) -> Word {
        match self {
            Self::Draft => word("draft", "draft", "◌", "gap"),
            Self::Ready => word("ready", "ready", "○", "planned"),
            Self::Doing => word("doing", "doing", "◐", "planned"),
            Self::Done => word("done", "done", "●", "planned"),
            Self::Dropped => word("dropped", "dropped", "–", "excluded"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Draft => "An idea that is not ready to be planned.",
            Self::Ready => "It meets the definition of ready.",
            Self::Doing => "Work has begun.",
            Self::Done => "People say that it is done; evidence says whether it is.",
            Self::Dropped => "It will not be done; its id stays taken.",
        }
    }
}

/// How a risk treatment reads.
pub fn treatment(treatment: Treatment) -> &'static str {
    match treatment {
        Treatment::Mitigate => "mitigate",
        Treatment::Accept => "accept",
        Treatment::Transfer => "transfer",
        Treatment::Avoid => "avoid",
    }
}

/// Whether something is proven.
pub fn proven(is_proven: bool) -> Word {
    if is_proven {
        word("proven", "proven", "✓", "met")
    } else {
        word("not-proven", "not proven", "○", "unproven")
    }
}

/// Whether a story is in a plan.
pub fn place(place: &Place) -> Word {
    match place {
        Place::Stays => word("stays", "stays", "●", "inherited"),
        Place::Chosen => word("chosen", "chosen", "＋", "planned"),
        Place::NotReady => word("not-ready", "not ready", "◌", "gap"),
        Place::Blocked(..) => word("waits", "waits", "…", "not-due"),
        Place::NoRoom(_) => word("no-room", "no room", "–", "excluded"),
        Place::NoValue => word("no-value", "no value", "∅", "excluded"),
        Place::NoCapacity => word("capacity-unknown", "capacity unknown", "?", "gap"),
    }
}

/// What a part of a sprint's capacity is taken by: a part of a bar.
pub fn share(name: &'static str) -> Word {
    match name {
        "finished" => word("finished", "finished in it", "✓", "met"),
        "stays" => word("stays", "stays in it", "●", "inherited"),
        "renewals" => word("renewals", "proof to renew", "◷", "unproven"),
        "chosen" => word("chosen", "chosen", "＋", "planned"),
        _ => word("free", "free", "…", "not-due"),
    }
}

impl Worded for Outlook {
    const KIND: &'static str = "Forecasts";

    fn word(self) -> Word {
        match self {
            Self::Reached => word("reached", "reached", "✓", "met"),
            Self::Undated => word("undated", "no target date", "○", "planned"),
            Self::InTime => word("in-time", "in time", "◕", "met"),
            Self::Doubtful => word("doubtful", "doubtful", "◑", "unproven"),
            Self::Late => word("late", "late", "✗", "failing"),
            Self::Unknown => word("cannot-tell", "cannot tell yet", "?", "gap"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::Reached => "Nothing is left to do.",
            Self::Undated => "It will be reached, and no target date asks for it.",
            Self::InTime => "By its date in at least 85 of 100 futures.",
            Self::Doubtful => "By its date in at least half of the futures.",
            Self::Late => "By its date in fewer than half of the futures.",
            Self::Unknown => "Something that a forecast needs is not known.",
        }
    }
}

/// Whether a target is reached.
pub fn reached(is_reached: bool) -> Word {
    if is_reached {
        word("reached", "reached", "✓", "met")
    } else {
        word("not-reached", "not reached", "✗", "failing")
    }
}

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
    use std::collections::BTreeSet;

    use super::*;

    fn all_differ<T: Worded>(all: &[T]) {
        let words: Vec<Word> = all.iter().map(|status| status.word()).collect();
        for part in [|w: &Word| w.status, |w: &Word| w.word, |w: &Word| w.glyph] {
            let distinct: BTreeSet<_> = words.iter().map(part).collect();
            assert_eq!(distinct.len(), all.len(), "{}: {distinct:?}", T::KIND);
        }
        assert!(words.iter().all(|word| CLASSES.contains(&word.class)));
    }

    #[test]
    fn no_two_statuses_of_a_kind_look_alike() {
        all_differ(&ControlStatus::ALL);
        all_differ(&CheckStatus::ALL);
        all_differ(&Proof::ALL);
        all_differ(&AspectStatus::ALL);
        all_differ(&[
            Outlook::Reached,
            Outlook::Undated,
            Outlook::InTime,
            Outlook::Doubtful,
            Outlook::Late,
            Outlook::Unknown,
        ]);
        let until = Day::from_ymd(2026, 1, 1).unwrap();
        all_differ(&[
            AttestationStatus::Live { record: 0, until },
            AttestationStatus::Expired { record: 0, until },
            AttestationStatus::Missing,
        ]);
        let claims = ["draft", "ready", "doing", "done", "dropped"];
        let all = [
            StoryStatus::Draft,
            StoryStatus::Ready,
            StoryStatus::Doing,
            StoryStatus::Done,
            StoryStatus::Dropped,
        ];
        all_differ(&all);
        assert_eq!(all.map(|status| Worded::word(status).status), claims);
    }

    #[test]
    fn status_names_are_those_of_json() {
        for status in ControlStatus::ALL {
            let json = serde_json::to_value(status).unwrap();
            assert_eq!(json, status.word().status);
        }
        for status in CheckStatus::ALL {
            let json = serde_json::to_value(status).unwrap();
            assert_eq!(json, status.word().status);
        }
    }

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
