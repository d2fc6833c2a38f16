//! Who and what a check expects, against what there is, in words.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs,
    lang::{Lang, say},
};
use crate::{
    assess::{CheckAssessment, Expected, Feed, Missed, Open, Rhythm, expected},
    model::Check,
    time::{Day, Period},
};

/// How many names stand in a list before the rest is counted.
const SHOWN: usize = 8;

/// The runs that a check's rhythm asks for, against those there were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ExpectedRuns {
    /// The language of the words.
    #[serde(skip)]
    lang: Lang,
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
    let (as_of, lang) = (inputs.assessment.as_of, inputs.lang);
    let counted = expected(inputs.program, inputs.history, check, feeds, period, as_of);
    let gaps = counted.gaps.iter().rev().take(SHOWN).map(|missed| gap(lang, missed)).collect();
    ExpectedRuns {
        lang,
        rhythm: rhythm(lang, counted.rhythm),
        from: counted.period.start,
        to: counted.period.end,
        expected: counted.expected(),
        kept: counted.kept,
        missed: counted.missed,
        gaps,
        more_gaps: counted.gaps.len().saturating_sub(SHOWN) as u64,
        open: open(lang, &counted),
        due: counted.open.as_ref().filter(|open| !open.done).map(|open| open.to),
        runs: counted.runs,
        longest_gap: counted.longest_gap,
        unknown: unknown(lang, &counted),
    }
}

fn rhythm(lang: Lang, rhythm: Rhythm) -> String {
    match rhythm {
        Rhythm::Age(age) => say!(lang, "before the last result is older than {0}", lang.age(age)),
        Rhythm::Cadence(cadence) => lang.cadence(cadence).to_owned(),
    }
}

fn gap(lang: Lang, missed: &Missed) -> String {
    match missed {
        Missed::Days { from, to, .. } if from == to => from.to_string(),
        Missed::Days { from, to, periods: 1 } => lang.days(*from, *to),
        Missed::Days { from, to, periods } => {
            say!(lang, "{0} to {1} ({2} periods)", from, to, periods)
        }
        Missed::Sprint(id, dates) => say!(lang, "{0} ({1} to {2})", id, dates.start, dates.end),
        Missed::Commit { repository, hash, at, is_merge } => {
            let short = hash.get(..12).unwrap_or(hash);
            if *is_merge {
                say!(lang, "merge {0} of {1}, {2}", short, repository, at.day())
            } else {
                say!(lang, "commit {0} of {1}, {2}", short, repository, at.day())
            }
        }
    }
}

fn open(lang: Lang, counted: &Expected) -> Option<String> {
    let Open { from, to, done } = counted.open.as_ref()?;
    Some(if *done {
        say!(lang, "{0} to {1}: a run is there", from, to)
    } else {
        say!(lang, "{0} to {1}: no run yet", from, to)
    })
}

fn unknown(lang: Lang, counted: &Expected) -> Vec<String> {
    let unknown = counted.unknown.iter();
    unknown.map(|(id, why)| say!(lang, "the commits of {0} are not known: {1}", id, why)).collect()
}

impl ExpectedRuns {
    /// The same as facts with names, for people.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        let lang = self.lang;
        let mut facts = vec![(lang.text("expects"), say!(lang, "a run {0}", self.rhythm))];
        if self.expected > 0 {
            let counted = say!(
                lang,
                "{0} of {1} expected from {2} to {3}, {4} missed",
                self.kept,
                self.expected,
                self.from,
                self.to,
                self.missed
            );
            facts.push((
                lang.text("runs"),
                match self.longest_gap {
                    Some(days) => {
                        say!(lang, "{0}, longest gap {1}", counted, lang.count_days(days))
                    }
                    None => counted,
                },
            ));
        }
        if !self.gaps.is_empty() {
            facts.push((lang.text("missed##runs"), some_gaps(lang, &self.gaps, self.more_gaps)));
        }
        facts.extend(self.open.iter().map(|open| (lang.text("open"), open.clone())));
        facts.extend(self.unknown.iter().map(|why| (lang.text("unknown"), why.clone())));
        facts
    }
}

/// Gaps beside each other, and how many more there are.
pub(super) fn some_gaps(lang: Lang, gaps: &[String], more: u64) -> String {
    let shown = lang.parts(gaps);
    match more {
        0 => shown,
        more => say!(lang, "{0}; and {1} more", shown, more),
    }
}

/// The members of a check's population, expected against observed; nothing without a population.
pub fn population(
    lang: Lang,
    judged: &CheckAssessment,
    check: &Check,
) -> Vec<(&'static str, String)> {
    let (Some(population), Some(expected)) = (&check.population, judged.expected) else {
        return Vec::new();
    };
    let observed = expected.saturating_sub(judged.missing.len());
    let mut facts = vec![(
        lang.text("population"),
        say!(
            lang,
            "{0}: {1} of {2} observed",
            lang.population(&population.value),
            observed,
            expected
        ),
    )];
    if !judged.missing.is_empty() {
        facts.push((lang.text("missing##members"), lang.some_of(&judged.missing, SHOWN)));
    }
    if !judged.unexpected.is_empty() {
        let names = lang.some_of(&judged.unexpected, SHOWN);
        facts.push((lang.text("unexpected"), say!(lang, "{0} (not named by the program)", names)));
    }
    facts
}
