//! Part 1: what was looked at, by which rules, and which tools supplied the evidence.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::{check, control::party, evidence::Registry, index};
use crate::{
    assess,
    evidence::RunRecord,
    ids::ControlRef,
    model::{Check, Component, Control, estate::names_control},
    program::Program,
    report::{
        Inputs,
        lang::{Lang, say},
    },
    time::Instant,
};

/// How a status is decided, for somebody who has never seen one.
fn rules(lang: Lang) -> Vec<String> {
    vec![
        say!(
            lang,
            "A control is met when its checks pass on fresh results, when a person's dated statement counts, or both, as its mode asks. It is inherited while a provider's attestation counts."
        ),
        say!(
            lang,
            "A fail stands, however old, until the same tool reports a pass, a reasoned not-applicable, or looks again where the subject was and no longer finds it."
        ),
        say!(
            lang,
            "Missing, old or broken evidence never makes a status better: no result is never run, a result past its limit is stale, a part of a population without a result is incomplete."
        ),
        say!(
            lang,
            "An exception accepts named failing subjects until a day; it needs an approver other than who asked, and it is never proof."
        ),
        say!(
            lang,
            "Results are matched to checks by tool and rule. Control numbers that a scanner prints are not used."
        ),
        say!(
            lang,
            "That nothing was found counts as a pass only where a check says so, and only for a run that ended well and whose coverage is known."
        ),
        say!(lang, "What people claim of a story changes no status."),
    ]
}

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Basis {
    /// The clock of the evidence.
    pub observed: Instant,
    /// The clock of the knowledge.
    pub known: Instant,
    /// How statuses are decided.
    pub rules: Vec<String>,
    /// Accounts and repositories in scope, with what covered them.
    pub members: Vec<Member>,
    /// What was observed and the program does not name.
    pub unexpected: Vec<String>,
    /// Components that have a part in this framework.
    pub components: Vec<Part>,
    /// How many other components the program has.
    pub other_components: u64,
    /// How long results count, by how many checks.
    pub limits: Vec<Limit>,
    /// How many controls limit the age of their proof themselves.
    pub controls_with_limit: u64,
    /// The tools that supplied evidence.
    pub tools: Vec<Tool>,
    /// Runs that fed a check of this framework.
    pub runs: u64,
    /// Runs in the ledger that fed none.
    pub other_runs: u64,
}

/// An account or a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Member {
    /// `account` or `repository`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Such as `production`.
    pub environment: Option<String>,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How many runs that feed this framework name it.
    pub runs: u64,
    /// The latest of them.
    pub last: Option<Instant>,
}

/// A component.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Part {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Who runs or ships it.
    pub party: Option<String>,
    /// Who answers for it on our side.
    pub owner: Option<String>,
    /// How many controls of this framework its responsibilities name.
    pub controls: u64,
}

/// How long results count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Limit {
    /// The limit in words.
    pub limit: String,
    /// How many checks have it.
    pub checks: u64,
}

/// A tool at one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub tool: String,
    /// Its version.
    pub version: String,
    /// How many runs.
    pub runs: u64,
    /// How many of them did not end well.
    pub failed_runs: u64,
    /// The first observed-at.
    pub first: Instant,
    /// The last observed-at.
    pub last: Instant,
    /// How the observed-at of the runs is known, with counts.
    pub times: Vec<String>,
    /// All results, by kind.
    pub counts: String,
}

/// The basis of the report on these controls and checks.
pub(super) fn basis(
    inputs: &Inputs<'_>,
    registry: &Registry<'_>,
    controls: &[&Control],
    checks: &[&Check],
) -> Basis {
    let runs: Vec<&RunRecord> =
        registry.runs().keys().filter_map(|run| inputs.history.runs.get(run.0 as usize)).collect();
    let as_of = inputs.assessment.as_of;
    let known = inputs.history.runs.iter().filter(|record| {
        record.run.observed_at <= as_of.observed && record.recorded_at <= as_of.known
    });
    let named = components(inputs.program, controls);
    Basis {
        observed: as_of.observed,
        known: as_of.known,
        rules: rules(inputs.lang),
        members: members(inputs.lang, inputs.program, &runs),
        unexpected: unexpected(inputs, &runs),
        other_components: (inputs.program.components.len() - named.len()) as u64,
        components: named,
        limits: limits(inputs, checks),
        controls_with_limit: controls.iter().filter(|c| c.max_age.is_some()).count() as u64,
        tools: tools(inputs.lang, &runs),
        other_runs: (known.count() - runs.len()) as u64,
        runs: runs.len() as u64,
    }
}

fn members(lang: Lang, program: &Program, runs: &[&RunRecord]) -> Vec<Member> {
    let seen = |covers: &dyn Fn(&RunRecord) -> bool| {
        let times = runs.iter().filter(|r| covers(r)).map(|r| r.run.observed_at);
        (times.clone().count() as u64, times.max())
    };
    let accounts = program.accounts.values().map(|account| {
        let id = account.id.value.to_string();
        let (runs, last) = seen(&|r| r.run.scope.accounts.contains(&id));
        Member {
            kind: lang.text("account"),
            name: account.name.clone(),
            environment: account.environment.clone(),
            owner: account.owner.as_ref().map(|owner| party(program, &owner.value)),
            runs,
            last,
            id,
        }
    });
    let repositories = program.repositories.values().map(|repository| {
        let id = repository.id.value.to_string();
        let (runs, last) = seen(&|r| r.run.scope.repository.value() == Some(&id));
        Member {
            kind: lang.text("repository"),
            name: repository.name.clone(),
            environment: None,
            owner: repository.owner.as_ref().map(|owner| party(program, &owner.value)),
            runs,
            last,
            id,
        }
    });
    accounts.chain(repositories).collect()
}

/// Accounts, regions and repositories that runs are about and the program does not name.
fn unexpected(inputs: &Inputs<'_>, runs: &[&RunRecord]) -> Vec<String> {
    const SHOWN: usize = 20;
    let found = assess::unexpected(inputs.program, inputs.history, runs.iter().copied());
    let lang = inputs.lang;
    let kinds = [
        (lang.inside("account"), found.accounts),
        (lang.inside("region"), found.regions),
        (lang.inside("repository"), found.repositories),
    ];
    let named = kinds.into_iter().flat_map(|(kind, names)| {
        let name =
            move |(name, runs)| say!(lang, "{0} {1} ({2})", kind, name, lang.count(runs, "run"));
        let more = names.len().saturating_sub(SHOWN);
        let rest = (more > 0).then(|| say!(lang, "{0} more of kind {1}", more, kind));
        names.into_iter().take(SHOWN).map(name).chain(rest)
    });
    named.collect()
}

fn components(program: &Program, controls: &[&Control]) -> Vec<Part> {
    let parts = program.components.values().map(|component| Part {
        id: component.id.value.to_string(),
        name: component.name.clone(),
        party: component.party.as_ref().map(|id| party(program, &id.value)),
        owner: component.owner.as_ref().map(|id| party(program, &id.value)),
        controls: named_by(component, controls).len() as u64,
    });
    parts.filter(|part| part.controls > 0).collect()
}

fn named_by<'a>(component: &Component, controls: &[&'a Control]) -> BTreeSet<&'a ControlRef> {
    let patterns = || component.responsibilities.iter().flat_map(|duty| &duty.controls);
    let named = |c: &&&Control| patterns().any(|p| names_control(&p.value, &c.id));
    controls.iter().filter(named).map(|control| &control.id).collect()
}

fn limits(inputs: &Inputs<'_>, checks: &[&Check]) -> Vec<Limit> {
    let mut limits: BTreeMap<(i64, String), u64> = BTreeMap::new();
    for check in checks {
        let age = check.max_age.as_ref().map_or(inputs.program.settings.max_age, |age| age.value);
        *limits.entry((age.seconds(), check::limit(inputs, check))).or_default() += 1;
    }
    limits.into_iter().map(|((_, limit), checks)| Limit { limit, checks }).collect()
}

fn tools(lang: Lang, runs: &[&RunRecord]) -> Vec<Tool> {
    let mut by_tool: BTreeMap<(String, String), Vec<&RunRecord>> = BTreeMap::new();
    for record in runs {
        by_tool
            .entry((index::tool(lang, record), index::version(lang, record)))
            .or_default()
            .push(record);
    }
    let tool = |((name, version), runs): (_, Vec<_>)| tool(lang, name, version, &runs);
    by_tool.into_iter().filter_map(tool).collect()
}

fn tool(lang: Lang, tool: String, version: String, runs: &[&RunRecord]) -> Option<Tool> {
    let times = runs.iter().map(|record| record.run.observed_at);
    let mut sources: BTreeMap<&str, u64> = BTreeMap::new();
    let mut counts = crate::evidence::Counts::default();
    for record in runs {
        *sources.entry(index::time_source(lang, record.run.observed_at_source)).or_default() += 1;
        counts.merge(&record.run.counts);
    }
    Some(Tool {
        tool,
        version,
        runs: runs.len() as u64,
        failed_runs: runs.iter().filter(|record| !record.run.succeeded).count() as u64,
        first: times.clone().min()?,
        last: times.max()?,
        times: sources
            .iter()
            .map(|(source, n)| say!(lang, "{0} {1}##how often", n, source))
            .collect(),
        counts: lang.counts(&counts),
    })
}
