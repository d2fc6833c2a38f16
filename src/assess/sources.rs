//! Which results feed which checks.
//!
//! Results are matched by (tool, rule id) to our checks, never by the control ids that a scanner
//! prints (invariant 3). A source's tool is a tool's name, or the name of a format for any tool
//! that writes it; a source with a document takes only runs that were submitted under it.

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use wildmatch::WildMatch;

use crate::{
    evidence::{History, Run},
    ids::CheckId,
    model::{Cadence, Check, CheckSource},
    program::Program,
};

/// One source of one check, ready to be matched.
#[derive(Debug)]
pub(super) struct Source<'a> {
    /// The check's place in the program's order.
    pub(super) check: usize,
    pub(super) def: &'a CheckSource,
    /// Results count only from runs that name their commit.
    pub(super) needs_commit: bool,
    patterns: Vec<WildMatch>,
    /// The rule of the verdicts on documents, for a source with an expression.
    derived: Option<String>,
}

/// Every check with its sources.
#[derive(Debug)]
pub(super) struct Matcher<'a> {
    pub(super) checks: Vec<(&'a CheckId, &'a Check)>,
    pub(super) sources: Vec<Source<'a>>,
    /// For a kind of run, the sources that take it.
    known: BTreeMap<RunKind, Rc<Asked>>,
}

/// The sources that take the results of one kind of run.
#[derive(Debug)]
pub(super) struct Asked {
    /// Those that take any.
    pub(super) sources: Vec<usize>,
    by_rule: Vec<Vec<usize>>,
}

impl Asked {
    /// Those that take the results of a rule.
    pub(super) fn of_rule(&self, rule: u32) -> &[usize] {
        self.by_rule.get(rule as usize).map(Vec::as_slice).unwrap_or_default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct RunKind {
    tool: String,
    format: String,
    document: Option<String>,
}

/// The rule under which the verdicts of a `json` source stand: its document and its check, and its
/// number where that is not the first source. No reader gives results of such a rule.
pub(super) fn derived_rule(check: &CheckId, n: usize, source: &CheckSource) -> Option<String> {
    let document = source.document.as_ref().filter(|_| source.pass_when.is_some())?;
    let rule = format!("{}/{check}", document.value);
    Some(if n == 0 { rule } else { format!("{rule}/{}", n + 1) })
}

/// Whether a source takes results of this run: its tool (or its format) and its document fit. A
/// source with a condition on documents (`pass_when`) takes the runs of its documents: the
/// results that it asks for are those that the condition gave.
pub fn takes(source: &CheckSource, run: &Run) -> bool {
    if source.pass_when.is_some() {
        let with = source.over.with.iter().chain(&source.document);
        let document =
            run.scope.document.value().filter(|_| run.format == super::documents::FORMAT);
        return document.is_some_and(|name| with.into_iter().any(|asked| asked.value == *name));
    }
    let tool = source.tool.value.as_str();
    let tool_fits = tool == run.tool_name() || tool == run.format;
    let document_fits = source
        .document
        .as_ref()
        .is_none_or(|wanted| run.scope.document.value() == Some(&wanted.value));
    tool_fits && document_fits
}

impl Source<'_> {
    /// Whether the source asks about this rule.
    pub(super) fn asks(&self, rule: &str) -> bool {
        if self.def.pass_when.is_some() {
            return self.derived.as_deref() == Some(rule);
        }
        self.patterns.iter().any(|pattern| pattern.matches(rule))
    }

    /// Whether the source takes results of this run at all.
    pub(super) fn takes(&self, run: &Run) -> bool {
        takes(self.def, run)
    }

    /// The rules that must all have answered before the source proves anything: those that are
    /// written out and not optional.
    pub(super) fn required_rules(&self) -> impl Iterator<Item = &str> {
        let optional = &self.def.optional;
        self.literal_rules().filter(|rule| !optional.iter().any(|o| o.value == *rule))
    }

    /// Whether the tool says that it ran everything the source asks about. `*` asks for whatever
    /// the tool runs; a source that asks for nothing is never answered.
    pub(super) fn ran_all(&self, listed: &BTreeSet<String>) -> bool {
        let ran = |pattern: &WildMatch| {
            *pattern == "*" || listed.iter().any(|rule| pattern.matches(rule))
        };
        !self.patterns.is_empty() && self.patterns.iter().all(ran)
    }

    /// The rules that are written out, without patterns.
    pub(super) fn literal_rules(&self) -> impl Iterator<Item = &str> {
        self.def
            .rules
            .iter()
            .map(|rule| rule.value.as_str())
            .filter(|rule| !rule.contains(['*', '?']))
    }
}

impl<'a> Matcher<'a> {
    pub(super) fn new(program: &'a Program) -> Self {
        let checks: Vec<_> = program.checks.iter().collect();
        let sources = checks
            .iter()
            .enumerate()
            .flat_map(|(index, (id, check))| {
                check.sources.iter().enumerate().map(move |(n, def)| Source {
                    check: index,
                    def,
                    needs_commit: check.cadence.as_ref().map(|c| c.value)
                        == Some(Cadence::EveryCommit),
                    patterns: def.rules.iter().map(|rule| WildMatch::new(&rule.value)).collect(),
                    derived: derived_rule(id, n, def),
                })
            })
            .collect();
        Self { checks, sources, known: BTreeMap::new() }
    }

    /// The sources that take results of this run, whatever the rule and rule by rule.
    pub(super) fn asked(&mut self, run: &Run, history: &History) -> Rc<Asked> {
        let kind = RunKind {
            tool: run.tool_name().to_owned(),
            format: run.format.clone(),
            document: run.scope.document.value().cloned(),
        };
        let all = &self.sources;
        let asked = self.known.entry(kind).or_insert_with(|| {
            let sources: Vec<usize> = (0..all.len()).filter(|s| all[*s].takes(run)).collect();
            let of = |rule: &str| sources.iter().copied().filter(|s| all[*s].asks(rule)).collect();
            let by_rule = history.rules.iter().map(|key| of(&key.rule)).collect();
            Rc::new(Asked { sources, by_rule })
        });
        Rc::clone(asked)
    }
}

/// Which checks a run's results feed: for those who record evidence and want to know what it is
/// good for.
#[derive(Debug)]
pub struct Feeds<'a>(Matcher<'a>);

impl<'a> Feeds<'a> {
    /// Prepares the checks of a program.
    pub fn new(program: &'a Program) -> Self {
        Self(Matcher::new(program))
    }

    /// The checks that take results of this rule from this run.
    pub fn checks_of(&self, run: &Run, rule: &str) -> Vec<&'a CheckId> {
        // What an expression will say of a document is not known here, but that it is asked.
        let asks = |source: &Source<'_>| source.derived.is_some() || source.asks(rule);
        let sources = self.0.sources.iter().filter(|source| source.takes(run) && asks(source));
        let mut checks: Vec<&CheckId> =
            sources.map(|source| self.0.checks[source.check].0).collect();
        checks.dedup();
        checks
    }

    /// The checks that read the absence of findings in this run as a pass.
    pub fn checks_by_absence(&self, run: &Run) -> Vec<&'a CheckId> {
        let sources = self.0.sources.iter();
        let silent = sources.filter(|source| source.def.absence_passes && source.takes(run));
        let mut checks: Vec<&CheckId> =
            silent.map(|source| self.0.checks[source.check].0).collect();
        checks.dedup();
        checks
    }

    /// The rules that checks name for this tool, to find the nearest to an unknown one.
    pub fn rules_of<'s>(&'s self, tool: &'s str) -> impl Iterator<Item = &'s str> {
        let sources = self.0.sources.iter().filter(move |s| s.def.tool.value == tool);
        sources.flat_map(Source::literal_rules)
    }
}
