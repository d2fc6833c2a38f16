//! A sample of a population: numbered, drawn by a seed, and the same whenever it is drawn again.
//!
//! An auditor gives the seed; without one it is the ledger's root, which nobody could choose. The
//! population is numbered from 1 in an order that follows from the evidence alone. Numbers are drawn
//! one after the other out of those that are left (a partial Fisher-Yates shuffle), each as likely
//! as the others.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{evidence::Registry, index};
use crate::{
    assess::Feeds,
    diag::safe::safe_text,
    evidence::{RunId, SubjectId},
    ids::CheckId,
    random::Random,
    report::lang::{Lang, say},
    time::{Instant, Period},
};

/// How numbers are drawn, for somebody who draws them again.
fn method(lang: Lang) -> String {
    say!(
        lang,
        "The first 8 bytes of SHA-256(seed), big-endian, start SplitMix64. With the numbers 1 to N in a list, the draw number i (from 0) takes the next 64-bit number r of the generator, exchanges place i with place i + floor(r × (N − i) / 2^64), and the number that is then at place i is drawn."
    )
}

/// What a sample is drawn from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Population {
    /// Every run that fed a check of the framework.
    Runs,
    /// Every run that fed one check.
    RunsOf(CheckId),
    /// Every subject of which runs told one check.
    SubjectsOf(CheckId),
}

/// The sample that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleAsked {
    /// From what.
    pub of: Population,
    /// How many.
    pub size: u64,
    /// The seed; without one it is the ledger's root.
    pub seed: Option<String>,
}

impl SampleAsked {
    /// The same as options of the command line, each after a blank.
    pub(super) fn typed(&self) -> String {
        let of = match &self.of {
            Population::Runs => "runs".to_owned(),
            Population::RunsOf(check) => format!("runs:{check}"),
            Population::SubjectsOf(check) => format!("subjects:{check}"),
        };
        // A seed is anybody's text: quoted, it is one word to a shell.
        let seed = self
            .seed
            .as_ref()
            .map(|seed| format!(" --seed '{}'", safe_text(seed).replace('\'', "'\\''")));
        format!(" --sample {} --sample-of {of}{}", self.size, seed.unwrap_or_default())
    }
}

/// A sample with its population.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SamplePart {
    /// What the population is, in words.
    pub population: String,
    /// In which order it is numbered.
    pub numbering: String,
    /// How many there are.
    pub count: u64,
    /// How many were asked for.
    pub size: u64,
    /// The seed.
    pub seed: String,
    /// Where the seed comes from.
    pub seed_from: String,
    /// How numbers are drawn.
    pub method: String,
    /// What was drawn, in the order of the draws.
    pub drawn: Vec<Item>,
    /// The whole population, by number.
    pub items: Vec<Item>,
}

/// One thing of a population.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// Its number, from 1.
    pub number: u64,
    /// Which draw took it, from 1; `None` when none did.
    pub draw: Option<u64>,
    /// What it is called: an evidence reference with the run, or a subject.
    pub id: String,
    /// What else tells it apart.
    pub what: String,
    /// When it was observed: for subjects, when last.
    pub observed_at: Instant,
}

/// Draws a sample.
pub(super) fn sample(
    registry: &Registry<'_>,
    asked: &SampleAsked,
    period: Option<Period>,
) -> SamplePart {
    let within = |at: Instant| period.is_none_or(|period| period.contains(at.day()));
    let lang = registry.inputs.lang;
    let by_entry = || say!(lang, "by ledger entry, then by the run's place in its file");
    let (mut items, population, numbering) = match &asked.of {
        Population::Runs => {
            let runs = registry.runs();
            let items = runs_of(registry, runs.keys().copied(), &within);
            (items, say!(lang, "runs that fed a check of this framework"), by_entry())
        }
        Population::RunsOf(check) => {
            let fed = registry.feeds(check).iter().map(|feed| feed.run);
            let items = runs_of(registry, fed.collect::<BTreeSet<_>>(), &within);
            (items, say!(lang, "runs that fed the check {0}", check), by_entry())
        }
        Population::SubjectsOf(check) => {
            let items = subjects_of(registry, check, &within);
            let by_name = say!(lang, "by name, then account, then region");
            (items, say!(lang, "subjects of the check {0}", check), by_name)
        }
    };
    let head = registry.inputs.assessment.head.as_ref();
    let (seed, seed_from) = match (&asked.seed, head) {
        (Some(seed), _) => (seed.clone(), say!(lang, "given by whoever drew the sample")),
        (None, Some(head)) => (head.root.clone(), say!(lang, "the root of the ledger")),
        (None, None) => ("no ledger".to_owned(), say!(lang, "there is no ledger")),
    };
    let mut drawn = Vec::new();
    for (draw, at) in draw(&seed, items.len(), asked.size).into_iter().enumerate() {
        if let Some(item) = items.get_mut(at) {
            item.draw = Some(draw as u64 + 1);
            drawn.push(item.clone());
        }
    }
    SamplePart {
        population: match period {
            Some(days) => {
                say!(
                    lang,
                    "{0}, {1}##population, days",
                    population,
                    lang.days(days.start, days.end)
                )
            }
            None => population,
        },
        numbering,
        count: items.len() as u64,
        size: asked.size,
        seed,
        seed_from,
        method: method(lang),
        drawn,
        items,
    }
}

/// The places that are drawn, in the order of the draws.
fn draw(seed: &str, count: usize, size: u64) -> Vec<usize> {
    let digest = Sha256::digest(seed.as_bytes());
    let start = digest.iter().take(8).fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    let mut random = Random::new(start);
    let mut places: Vec<usize> = (0..count).collect();
    let size = usize::try_from(size).unwrap_or(usize::MAX).min(count);
    for i in 0..size {
        let left = (count - i) as u128;
        let step = usize::try_from((u128::from(random.number()) * left) >> 64).unwrap_or(0);
        places.swap(i, i + step);
    }
    places.truncate(size);
    places
}

fn runs_of(
    registry: &Registry<'_>,
    runs: impl IntoIterator<Item = RunId>,
    within: &dyn Fn(Instant) -> bool,
) -> Vec<Item> {
    let record = |run: RunId| registry.inputs.history.runs.get(run.0 as usize);
    let mut found: Vec<_> = runs.into_iter().filter_map(record).collect();
    found.retain(|record| within(record.run.observed_at));
    found.sort_by_key(|record| (record.entry, record.ordinal));
    let lang = registry.inputs.lang;
    let item = |(at, record): (usize, &crate::evidence::RunRecord)| Item {
        number: at as u64 + 1,
        draw: None,
        id: match record.ordinal {
            0 => registry.artifact_reference(&record.artifact),
            n => {
                say!(lang, "{0} run {1}", registry.artifact_reference(&record.artifact), n + 1)
            }
        },
        what: say!(
            lang,
            "{0} {1}, entry {2}, {3}",
            index::tool(lang, record),
            index::version(lang, record),
            record.entry,
            lang.counts(&record.run.counts)
        ),
        observed_at: record.run.observed_at,
    };
    found.into_iter().enumerate().map(item).collect()
}

fn subjects_of(
    registry: &Registry<'_>,
    check: &CheckId,
    within: &dyn Fn(Instant) -> bool,
) -> Vec<Item> {
    let history = registry.inputs.history;
    let feeds = Feeds::new(registry.inputs.program);
    let mut seen: BTreeMap<SubjectId, Instant> = BTreeMap::new();
    for feed in registry.feeds(check) {
        let Some(record) = history.runs.get(feed.run.0 as usize) else { continue };
        let at = record.run.observed_at;
        if !within(at) {
            continue;
        }
        let mut asks: BTreeMap<u32, bool> = BTreeMap::new();
        for observation in &record.observations {
            let Some(cell) = history.cells.get(observation.cell.0 as usize) else { continue };
            let asked = *asks.entry(cell.rule).or_insert_with(|| {
                let key = history.rules.get(cell.rule as usize);
                key.is_some_and(|key| feeds.checks_of(&record.run, &key.rule).contains(&check))
            });
            if asked {
                seen.entry(cell.subject).and_modify(|last| *last = at.max(*last)).or_insert(at);
            }
        }
    }
    let subject = |(id, at): (SubjectId, Instant)| Some((history.subjects.get(id.0 as usize)?, at));
    let mut found: Vec<_> = seen.into_iter().filter_map(subject).collect();
    found.sort_by(|(a, _), (b, _)| {
        (&a.uid, &a.account, &a.region).cmp(&(&b.uid, &b.account, &b.region))
    });
    let item = |(at, (subject, seen)): (usize, (&crate::evidence::Subject, Instant))| {
        let places = [&subject.account, &subject.region];
        let places: Vec<&str> = places.into_iter().flatten().map(String::as_str).collect();
        Item {
            number: at as u64 + 1,
            draw: None,
            id: subject.uid.clone(),
            what: places.join(", "),
            observed_at: seen,
        }
    };
    found.into_iter().enumerate().map(item).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_seed_draws_the_same_numbers_and_none_twice() {
        // Computed with an independent program from what [`method`] says.
        assert_eq!(draw("2026 audit", 365, 5), EXPECTED);
        assert_eq!(draw("2026 audit", 365, 25)[..5], EXPECTED, "a larger sample goes on");
        let all = draw("x", 40, 99);
        assert_eq!((all.len(), all.iter().collect::<BTreeSet<_>>().len()), (40, 40));
        assert!(draw("x", 0, 3).is_empty());
    }

    const EXPECTED: [usize; 5] = [33, 296, 225, 198, 274];

    #[test]
    fn every_number_is_as_likely_as_the_others() {
        let mut counts = [0_u32; 10];
        for seed in 0..5000 {
            for at in draw(&seed.to_string(), 10, 3) {
                counts[at] += 1;
            }
        }
        assert!(counts.iter().all(|n| (1380..1620).contains(n)), "{counts:?}");
    }
}
