//! What a file's results are good for: which checks they feed, and which rules no check asks for.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    assess::{Feeds, read_beside},
    diag::Nearest,
    evidence::{Counts, RuleKey, Run},
    ids::CheckId,
    ingest::Summary,
    program::Program,
};

use super::ingest_doubts::doubts;

/// A rule that no check asks for.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct UnmatchedRule {
    /// The tool.
    pub(super) tool: String,
    /// Its rule.
    pub(super) rule: String,
    /// How many results it has in the file.
    pub(super) results: u64,
    /// The nearest rule that a check asks for.
    pub(super) nearest: Option<String>,
}

/// A check that a file feeds.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FedCheck {
    /// The check.
    pub(super) id: CheckId,
    /// The results that it takes.
    pub(super) results: Counts,
}

/// What a file's results are good for.
#[derive(Debug, Default)]
pub(super) struct Matched {
    pub(super) checks: Vec<FedCheck>,
    pub(super) unmatched: Vec<UnmatchedRule>,
    /// What of it will count for nothing, and what to do.
    pub(super) doubts: Vec<String>,
}

/// Matches a file's rules with the program's checks. Nothing is dropped: what no check asks for is
/// recorded all the same, and named here.
pub(super) fn matched(program: &Program, summary: &Summary) -> Matched {
    let feeds = Feeds::new(program);
    let nearest = Nearest::default();
    let mut fed: BTreeMap<&CheckId, Counts> = BTreeMap::new();
    for run in &summary.runs {
        for check in feeds.checks_by_absence(run) {
            fed.entry(check).or_default();
        }
        for check in read_beside(program, run) {
            fed.entry(check).or_default();
        }
    }
    let mut unmatched = Vec::new();
    for (RuleKey { tool, rule }, counts) in &summary.rules_seen {
        let mut taken = false;
        let mut runs = summary.runs.iter().filter(|run| run.tool_name() == tool);
        // The runs of one file share their document, so the first of a tool speaks for all.
        for check in runs.next().map(|run| feeds.checks_of(run, rule)).unwrap_or_default() {
            fed.entry(check).or_default().merge(counts);
            taken = true;
        }
        let beside = |run: &Run| read_beside(program, run).next().is_some();
        if !taken && !summary.runs.iter().any(beside) {
            unmatched.push(UnmatchedRule {
                tool: tool.clone(),
                rule: rule.clone(),
                results: counts.total(),
                nearest: nearest.find(rule, feeds.rules_of(tool)).map(Into::into),
            });
        }
    }
    let doubts = doubts(program, summary, fed.keys().copied());
    let checks =
        fed.into_iter().map(|(id, results)| FedCheck { id: id.clone(), results }).collect();
    Matched { checks, unmatched, doubts }
}
