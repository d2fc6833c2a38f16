//! Rules of scanners that might answer for a control without a check.
//!
//! What a scanner prints about controls is never joined on. A rule is a candidate because a check
//! of a control that a crosswalk links asks for it, because evidence holds results of it that no
//! check asks about, or because its name shares words with the control. None of these proves
//! anything: a person judges.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    assess::Feeds,
    evidence::{CellId, History, Outcome, RuleKey},
    ids::{ControlRef, ServiceId},
    model::Control,
    program::{Program, rules::check_unknown_rule},
    time::AsOf,
};

/// How many words a rule's name must share with a control.
const SHARED_WORDS: usize = 2;

/// How many candidates one control gets.
const MOST: usize = 5;

/// A rule that evidence holds results of and no check asks about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unasked {
    /// The tool.
    pub tool: String,
    /// Its rule.
    pub rule: String,
    /// How many subjects fail it when last seen.
    pub failing: u64,
    /// How many of these the tool was told to keep quiet about.
    pub muted: u64,
    /// How many subjects it spoke of.
    pub subjects: u64,
}

/// Where a candidate comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A check of a control that a crosswalk links asks for it.
    Crosswalk(ControlRef),
    /// Evidence holds results of it, and no check asks about it.
    Seen,
    /// The tool is known to have it.
    Known,
    /// The tool is known to have it, and its name begins with the service's.
    Named(ServiceId),
}

/// A rule that might answer for a control.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Candidate {
    /// Where it comes from, the most trusted first.
    pub origin: Origin,
    /// The tool.
    pub tool: String,
    /// Its rule.
    pub rule: String,
}

/// The rules in evidence that no check asks about, those that fail most first.
pub fn unasked(program: &Program, history: &History, as_of: AsOf) -> Vec<Unasked> {
    let feeds = Feeds::new(program);
    let mut taken: BTreeMap<(&str, &str, Option<&String>, &str), bool> = BTreeMap::new();
    let mut latest: BTreeMap<&RuleKey, BTreeMap<CellId, (Outcome, bool)>> = BTreeMap::new();
    let known = |at, recorded| at <= as_of.observed && recorded <= as_of.known;
    for record in history.runs.iter().filter(|r| known(r.run.observed_at, r.recorded_at)) {
        let run = &record.run;
        for seen in &record.observations {
            let Some(key) = history.rule(seen.cell) else { continue };
            let kind =
                (run.tool_name(), run.format.as_str(), run.scope.document.value(), &*key.rule);
            let is_taken =
                *taken.entry(kind).or_insert_with(|| !feeds.checks_of(run, &key.rule).is_empty());
            if !is_taken {
                let cells = latest.entry(key).or_default();
                cells.insert(seen.cell, (seen.state.outcome, seen.state.muted));
            }
        }
    }
    let mut unasked: Vec<Unasked> = latest
        .into_iter()
        .map(|(key, cells)| {
            let fails = || cells.values().filter(|(outcome, _)| *outcome == Outcome::Fail);
            Unasked {
                tool: key.tool.clone(),
                rule: key.rule.clone(),
                failing: fails().count() as u64,
                muted: fails().filter(|(_, muted)| *muted).count() as u64,
                subjects: cells.len() as u64,
            }
        })
        .collect();
    unasked.sort_by(|a, b| (b.failing, &a.tool, &a.rule).cmp(&(a.failing, &b.tool, &b.rule)));
    unasked
}

/// The candidates for a control, the most trusted first.
pub fn candidates(program: &Program, control: &Control, unasked: &[Unasked]) -> Vec<Candidate> {
    let mut found: BTreeSet<Candidate> = BTreeSet::new();
    for other in linked(program, &control.id) {
        for source in program.checks_of(other).flat_map(|check| &check.sources) {
            for rule in source.rules.iter().filter(|rule| !rule.contains('*')) {
                found.insert(Candidate {
                    origin: Origin::Crosswalk(other.clone()),
                    tool: source.tool.value.clone(),
                    rule: rule.value.clone(),
                });
            }
        }
    }
    let text = format!("{} {}", control.title, control.summary.as_deref().unwrap_or_default());
    let wanted = words(&text);
    let fits = |rule: &str| words(rule).intersection(&wanted).count() >= SHARED_WORDS;
    let seen = unasked.iter().filter(|unasked| fits(&unasked.rule));
    found.extend(seen.map(|unasked| Candidate {
        origin: Origin::Seen,
        tool: unasked.tool.clone(),
        rule: unasked.rule.clone(),
    }));
    let known = check_unknown_rule::known_rules().filter(|rule| fits(rule));
    found.extend(known.map(|rule| Candidate {
        origin: Origin::Known,
        tool: "prowler".to_owned(),
        rule: rule.to_owned(),
    }));
    let mut named = BTreeSet::new();
    let first = |c: &Candidate| named.insert((c.tool.clone(), c.rule.clone()));
    found.into_iter().filter(first).take(MOST).collect()
}

/// The controls of other frameworks that a crosswalk links to this one.
fn linked<'a>(program: &'a Program, id: &ControlRef) -> BTreeSet<&'a ControlRef> {
    let mut linked = BTreeSet::new();
    for link in &program.crosswalks {
        if link.from.value == *id {
            linked.extend(link.to.iter().map(|to| &to.value));
        } else if link.to.iter().any(|to| to.value == *id) {
            linked.insert(&link.from.value);
        }
    }
    linked
}

/// The words of a text that say what it is about, without their endings.
fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_ascii_alphabetic()).map(str::to_ascii_lowercase);
    words.filter(|word| word.len() > 3 && !EMPTY.contains(&word.as_str())).map(stem).collect()
}

/// Words that fit everything.
const EMPTY: [&str; 22] = [
    "access", "account", "accounts", "aws", "and", "are", "before", "control", "controls", "each",
    "enabled", "every", "from", "have", "kept", "policy", "security", "that", "their", "them",
    "this", "with",
];

fn stem(word: String) -> String {
    let endings = ["ations", "ation", "ing", "ies", "ion", "ed", "es", "s", "e"];
    let cut = endings.iter().find_map(|ending| word.strip_suffix(ending).filter(|w| w.len() > 3));
    cut.map_or_else(|| word.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_without_its_ending() {
        let (ours, theirs) = (words("Volumes are encrypted"), words("ec2_ebs_volume_encryption"));
        let shared: Vec<&String> = ours.intersection(&theirs).collect();
        assert_eq!(shared, ["encrypt", "volum"]);
    }
}
