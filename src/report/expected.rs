//! Who and what a check expects, against what there is, in words.

use serde::Serialize;

use super::{Inputs, words};
use crate::{
    assess::{CheckAssessment, Expected, Feed, Missed, Open, Rhythm, expected},
    model::Check,
    time::{Day, Period},
};

/// How many names stand in a list before the rest is counted.
const SHOWN: usize = 8;

/// The runs that a check's rhythm asks for, against those there were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExpectedRuns {
    /// What is asked for, in words.
    pub rhythm: String,
    /// The first day that is counted.
    pub from: Day,
    /// The last day that is counted.
    pub to: Day,
    /// How many periods (or commits) that are over asked for a run.
    pub expected: u64,
    /// How many of them had one.
    pub kept: u64,
    /// How many had none.
    pub missed: u64,
    /// The missed ones by their dates, the latest first.
    pub gaps: Vec<String>,
    /// How many more there are.
    pub more_gaps: u64,
    /// The period that is still open, and not counted.
    pub open: Option<String>,
    /// The last day of the open period, when no run fulfils it yet.
    pub due: Option<Day>,
    /// How many runs answered the check.
    pub runs: u64,
    /// The most days between two runs.
    pub longest_gap: Option<i64>,
    /// What cannot be counted, and why.
    pub unknown: Vec<String>,
}

/// The days that reports count over: as far as anything is known.
pub fn whole_period(inputs: &Inputs<'_>) -> Period {
    let today = inputs.assessment.as_of.observed.day();
    inputs.assessment.timeline.period.unwrap_or(Period { start: today, end: today })
}

/// The expected runs of a check, over all that is known.
pub fn of_check(inputs: &Inputs<'_>, check: &Check, feeds: &[Feed]) -> ExpectedRuns {
    over(inputs, check, feeds, whole_period(inputs))
}

/// The expected runs of a check over some days.
pub fn over(inputs: &Inputs<'_>, check: &Check, feeds: &[Feed], period: Period) -> ExpectedRuns {
    let as_of = inputs.assessment.as_of;
    let counted = expected(inputs.program, inputs.history, check, feeds, period, as_of);
    let gaps = counted.gaps.iter().rev().take(SHOWN).map(gap).collect();
    ExpectedRuns {
        rhythm: rhythm(counted.rhythm),
        from: counted.period.start,
        to: counted.period.end,
        expected: counted.expected(),
        kept: counted.kept,
        missed: counted.missed,
        gaps,
        more_gaps: counted.gaps.len().saturating_sub(SHOWN) as u64,
        open: open(&counted),
        due: counted.open.as_ref().filter(|open| !open.done).map(|open| open.to),
        runs: counted.runs,
        longest_gap: counted.longest_gap,
        unknown: unknown(&counted),
    }
}

fn rhythm(rhythm: Rhythm) -> String {
    match rhythm {
        Rhythm::Age(age) => format!("before the last result is older than {}", words::age(age)),
        Rhythm::Cadence(cadence) => words::cadence(cadence).to_owned(),
    }
}

fn gap(missed: &Missed) -> String {
    match missed {
        Missed::Days { from, to, .. } if from == to => from.to_string(),
        Missed::Days { from, to, periods: 1 } => format!("{from} to {to}"),
        Missed::Days { from, to, periods } => format!("{from} to {to} ({periods} periods)"),
        Missed::Sprint(id, dates) => format!("{id} ({} to {})", dates.start, dates.end),
        Missed::Commit { repository, hash, at, is_merge } => {
            let kind = if *is_merge { "merge" } else { "commit" };
            let short = hash.get(..12).unwrap_or(hash);
            format!("{kind} {short} of {repository}, {}", at.day())
        }
    }
}

fn open(counted: &Expected) -> Option<String> {
    let Open { from, to, done } = counted.open.as_ref()?;
    let state = if *done { "a run is there" } else { "no run yet" };
    Some(format!("{from} to {to}: {state}"))
}

fn unknown(counted: &Expected) -> Vec<String> {
    let unknown = counted.unknown.iter();
    unknown.map(|(id, why)| format!("the commits of {id} are not known: {why}")).collect()
}

impl ExpectedRuns {
    /// The same as facts with names, for people.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = vec![("expects", format!("a run {}", self.rhythm))];
        if self.expected > 0 {
            let gap =
                self.longest_gap.map(|days| format!(", longest gap {}", words::count_days(days)));
            facts.push((
                "runs",
                format!(
                    "{} of {} expected from {} to {}, {} missed{}",
                    self.kept,
                    self.expected,
                    self.from,
                    self.to,
                    self.missed,
                    gap.unwrap_or_default()
                ),
            ));
        }
        if !self.gaps.is_empty() {
            let more = match self.more_gaps {
                0 => String::new(),
                n => format!("; and {n} more"),
            };
            facts.push(("missed", format!("{}{more}", self.gaps.join("; "))));
        }
        facts.extend(self.open.iter().map(|open| ("open", open.clone())));
        facts.extend(self.unknown.iter().map(|why| ("unknown", why.clone())));
        facts
    }
}

/// The members of a check's population, expected against observed; nothing without a population.
pub fn population(judged: &CheckAssessment, check: &Check) -> Vec<(&'static str, String)> {
    let (Some(population), Some(expected)) = (&check.population, judged.expected) else {
        return Vec::new();
    };
    let observed = expected.saturating_sub(judged.missing.len());
    let mut facts = vec![(
        "population",
        format!("{}: {observed} of {expected} observed", words::population(&population.value)),
    )];
    if !judged.missing.is_empty() {
        facts.push(("missing", words::some_of(&judged.missing, SHOWN)));
    }
    if !judged.unexpected.is_empty() {
        let names = words::some_of(&judged.unexpected, SHOWN);
        facts.push(("unexpected", format!("{names} (not named by the program)")));
    }
    facts
}
