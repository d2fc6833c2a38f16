//! Where templates are deployed: what the latest recorded description of each stack says.
//!
//! Read from the runs of the tool `cloudformation`: `stack-status` and `stack-drift` of a stack,
//! `resource-drift` of a resource in it. A verdict on drift from before the stack's last update says
//! nothing of what stands there since.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Inputs, Lang, lang::say};
use crate::{
    evidence::{Outcome, RunRecord},
    model::{Component, Template, matches_pattern},
    time::Instant,
};

const TOOL: &str = "cloudformation";

/// A stack at its latest description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StackAt {
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// The account.
    pub account: String,
    /// The region.
    pub region: String,
    /// Whether it stands.
    pub state: StackState,
    /// When it was last updated.
    pub changed: Option<Instant>,
    /// When it was described.
    pub described: Instant,
    /// The ledger entry of the description.
    pub entry: u64,
    /// The commit that it was made from, by its tags or outputs.
    pub commit: Option<String>,
    /// Whether it was made from the template as that is now, by the SHA-256 in its tags or outputs.
    pub same_file: Option<bool>,
    /// Its drift.
    pub drift: Drift,
    /// The template that it names.
    #[serde(skip)]
    document: Option<String>,
    /// The SHA-256 of templates that it names.
    #[serde(skip)]
    digests: BTreeSet<String>,
}

/// Whether a stack stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StackState {
    /// Its last operation succeeded.
    Stands,
    /// Its last operation failed, was rolled back, or deleted it.
    Failed,
    /// An operation was under way, or its state is not known.
    Unknown,
}

/// What is known of how a stack or resource differs from its template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Drift {
    /// It is as its template says.
    InSync {
        /// When that was checked.
        checked: Instant,
    },
    /// It differs.
    Drifted {
        /// When that was seen.
        checked: Instant,
    },
    /// It was in sync before the stack's last update, and has not been checked since.
    NotSinceUpdate {
        /// When it was checked.
        checked: Instant,
    },
    /// It was never checked, or the check did not end well.
    NotChecked,
}

/// A resource of a stack and its drift.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DriftAt {
    /// The stack's name.
    pub stack: String,
    /// The resource's drift.
    pub drift: Drift,
    /// The ledger entry that says so.
    pub entry: u64,
}

/// A verdict on drift.
#[derive(Debug, Clone, Copy)]
struct Verdict {
    outcome: Outcome,
    at: Instant,
    entry: u64,
}

/// Every stack that was described.
#[derive(Debug, Default)]
pub(super) struct Stacks {
    stacks: BTreeMap<String, StackAt>,
    /// By the stack's ARN, `/`, and the resource's logical id.
    resources: BTreeMap<String, Verdict>,
}

/// The latest description of every stack, as of the assessment's two clocks.
pub(super) fn stacks(inputs: &Inputs<'_>) -> Stacks {
    let as_of = inputs.assessment.as_of;
    let mut found = Stacks::default();
    let mut drifts: BTreeMap<String, Verdict> = BTreeMap::new();
    for record in &inputs.history.runs {
        let counts = record.run.tool_name() == TOOL
            && record.run.observed_at <= as_of.observed
            && record.recorded_at <= as_of.known
            && inputs.history.taken_back(record.entry, as_of.known).is_none();
        if !counts {
            continue;
        }
        for seen in &record.observations {
            let (Some(rule), Some(subject)) =
                (inputs.history.rule(seen.cell), inputs.history.subject(seen.cell))
            else {
                continue;
            };
            let outcome = seen.state.outcome;
            let verdict = Verdict { outcome, at: record.run.observed_at, entry: record.entry };
            match rule.rule.as_str() {
                "stack-status" => {
                    let stack = stack(&subject.uid, outcome, record);
                    found.stacks.insert(subject.uid.clone(), stack);
                }
                "stack-drift" => drop(drifts.insert(subject.uid.clone(), verdict)),
                "resource-drift" => {
                    found.resources.insert(subject.uid.clone(), verdict);
                }
                _ => {}
            }
        }
    }
    for (arn, stack) in &mut found.stacks {
        stack.drift = drift(drifts.get(arn), stack.changed);
    }
    found
}

fn stack(arn: &str, outcome: Outcome, record: &RunRecord) -> StackAt {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let part = |n: usize| (*parts.get(n).unwrap_or(&"")).to_owned();
    let scope = &record.run.scope;
    StackAt {
        arn: arn.to_owned(),
        name: arn.split('/').nth(1).unwrap_or(arn).to_owned(),
        account: part(4),
        region: part(3),
        state: match outcome {
            Outcome::Pass => StackState::Stands,
            Outcome::Fail => StackState::Failed,
            _ => StackState::Unknown,
        },
        changed: scope.changed_at,
        described: record.run.observed_at,
        entry: record.entry,
        commit: scope.commit.value().cloned(),
        same_file: None,
        drift: Drift::NotChecked,
        document: scope.document.value().cloned(),
        digests: scope.digests.clone(),
    }
}

fn drift(verdict: Option<&Verdict>, changed: Option<Instant>) -> Drift {
    match verdict {
        Some(Verdict { outcome: Outcome::Pass, at, .. }) if changed.is_some_and(|c| c > *at) => {
            Drift::NotSinceUpdate { checked: *at }
        }
        Some(Verdict { outcome: Outcome::Pass, at, .. }) => Drift::InSync { checked: *at },
        Some(Verdict { outcome: Outcome::Fail, at, .. }) => Drift::Drifted { checked: *at },
        _ => Drift::NotChecked,
    }
}

impl Stacks {
    /// The stacks that were made from a template: those that name it, and those that name none and
    /// are called as its component says.
    pub(super) fn of(&self, template: &Template, component: &Component) -> Vec<StackAt> {
        let path = template.path.value.as_str();
        let file = path.rsplit('/').next().unwrap_or(path);
        let is_made = |stack: &&StackAt| match stack.document.as_deref() {
            Some(document) => document == path || document == file,
            None => component.stacks.iter().any(|name| matches_pattern(&name.value, &stack.name)),
        };
        let made = self.stacks.values().filter(is_made).map(|stack| {
            let digest = template.sha256.as_ref().map(|hash| format!("sha256:{hash}"));
            let same = digest.filter(|_| !stack.digests.is_empty());
            StackAt {
                same_file: same.map(|digest| stack.digests.contains(&digest)),
                ..stack.clone()
            }
        });
        made.collect()
    }

    /// The others.
    pub(super) fn except(&self, arns: &BTreeSet<String>) -> Vec<StackAt> {
        self.stacks.values().filter(|stack| !arns.contains(&stack.arn)).cloned().collect()
    }

    /// How a resource of a stack was found, if anybody looked.
    pub(super) fn resource(&self, stack: &StackAt, block: &str) -> Option<DriftAt> {
        let verdict = self.resources.get(&format!("{}/{block}", stack.arn))?;
        let drift = drift(Some(verdict), stack.changed);
        Some(DriftAt { stack: stack.name.clone(), drift, entry: verdict.entry })
    }
}

impl StackAt {
    /// What is known of it, in one line for people.
    pub fn words(&self) -> String {
        self.told(Lang::En)
    }

    /// The same in a language.
    pub fn told(&self, lang: Lang) -> String {
        let mut said = vec![match self.state {
            StackState::Stands => say!(lang, "stands"),
            StackState::Failed => say!(lang, "its last operation failed"),
            StackState::Unknown => say!(lang, "its state is not known"),
        }];
        said.extend(self.changed.map(|at| say!(lang, "updated {0}", at.day())));
        let commit = self.commit.as_ref().map(|commit| commit.get(..12).unwrap_or(commit));
        said.extend(commit.map(|commit| say!(lang, "commit {0}", commit)));
        said.push(match self.same_file {
            Some(true) => say!(lang, "made from this very file"),
            Some(false) => say!(lang, "made from another version of the file"),
            None => say!(lang, "does not say which version of the file"),
        });
        said.push(self.drift.told(lang));
        lang.list(&said)
    }
}

impl Drift {
    /// The same in words.
    pub fn words(self) -> String {
        self.told(Lang::En)
    }

    /// The same in a language.
    pub fn told(self, lang: Lang) -> String {
        match self {
            Self::InSync { checked } => say!(lang, "in sync (checked {0})", checked.day()),
            Self::Drifted { checked } => say!(lang, "DRIFTED (seen {0})", checked.day()),
            Self::NotSinceUpdate { checked } => {
                say!(lang, "drift not checked since its update (before: {0})", checked.day())
            }
            Self::NotChecked => say!(lang, "drift not checked"),
        }
    }
}
