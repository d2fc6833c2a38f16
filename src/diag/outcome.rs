//! The findings as plain data, worst first: what the formats of CI systems are written from.

use std::{borrow::Cow, collections::BTreeMap};

use super::{LintLevel, Report, Rule, baseline::fingerprint};
use crate::source::{Place, Sources};

/// How a gate ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing that was asked about was found.
    Passed,
    /// Something was found.
    Failed,
    /// There was no evidence to assess.
    Nothing,
}

impl Verdict {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Nothing => "nothing assessed",
        }
    }
}

/// A finding with its place.
#[derive(Debug, Clone)]
pub struct Line<'r> {
    /// The kind of trouble.
    pub rule: &'static Rule,
    /// How loud it is.
    pub level: LintLevel,
    /// Whether it was there at the baseline.
    pub known: bool,
    /// What is wrong.
    pub title: &'r str,
    /// Why; may be empty.
    pub label: &'r str,
    /// What to do.
    pub help: Option<&'r str>,
    /// The file, relative to the program, or to what [`Outcome::within`] said.
    pub path: Cow<'r, str>,
    /// Where it begins.
    pub start: Place,
    /// Where it ends.
    pub end: Place,
    /// What it is the same by from run to run; no two lines have the same.
    pub fingerprint: String,
}

impl Line<'_> {
    /// Whether it makes the gate fail.
    pub fn fails(&self) -> bool {
        !self.known && self.level == LintLevel::Deny
    }

    /// `error`, `warning` or `known`.
    pub fn noun(&self) -> &'static str {
        if self.known { "known" } else { self.level.noun() }
    }

    /// What is wrong, and why, on one line.
    pub fn sentence(&self) -> String {
        match self.label {
            "" => self.title.to_owned(),
            label => format!("{}: {label}", self.title),
        }
    }
}

/// Everything that a gate has to say.
#[derive(Debug, Clone)]
pub struct Outcome<'r> {
    /// How it ended.
    pub verdict: Verdict,
    /// What it was asked to fail on.
    pub fail_on: Vec<&'static str>,
    /// What it was compared with.
    pub baseline: Option<&'r str>,
    /// One line: how much was found.
    pub summary: String,
    /// The findings, worst first.
    pub lines: Vec<Line<'r>>,
}

impl<'r> Outcome<'r> {
    /// The outcome of a report; `rank` says how bad a code is, lower being worse.
    pub fn new(
        report: &'r Report,
        sources: &'r Sources,
        rank: fn(&str) -> usize,
        verdict: Verdict,
    ) -> Self {
        let mut seen = BTreeMap::<String, usize>::new();
        let mut lines: Vec<Line<'r>> = Vec::with_capacity(report.findings.len());
        for finding in &report.findings {
            let diagnostic = &finding.diagnostic;
            let span = diagnostic.primary.span;
            let (start, end) = sources.places(span);
            let mut same = fingerprint(diagnostic, sources);
            let times = seen.entry(same.clone()).or_default();
            *times += 1;
            if *times > 1 {
                same = format!("{same}-{times}");
            }
            lines.push(Line {
                rule: diagnostic.rule,
                level: finding.level,
                known: finding.known,
                title: &diagnostic.title,
                label: &diagnostic.primary.text,
                help: diagnostic.help.as_deref(),
                path: Cow::Borrowed(sources.path(span.file)),
                start,
                end,
                fingerprint: same,
            });
        }
        // The order of files and places is kept among those that are equally bad.
        lines.sort_by_key(|line| {
            (line.known, line.level != LintLevel::Deny, !line.rule.fixed, rank(line.rule.code))
        });
        Self { verdict, fail_on: Vec::new(), baseline: None, summary: report.summary(), lines }
    }

    /// Tells where the program lies in its repository (empty, or a path that ends with `/`): CI
    /// systems show findings at files of the repository.
    #[must_use]
    pub fn within(mut self, folder: &str) -> Self {
        if !folder.is_empty() {
            for line in &mut self.lines {
                line.path = Cow::Owned(format!("{folder}{}", line.path));
            }
        }
        self
    }

    /// One line for people: how it ended, and what was asked.
    pub fn headline(&self) -> String {
        let asked = match self.fail_on.as_slice() {
            [] => "errors of the files".to_owned(),
            words => format!("errors of the files, {}", words.join(", ")),
        };
        let baseline = self.baseline.map(|name| format!(", new since {name}")).unwrap_or_default();
        format!("{}: {} (fails on {asked}{baseline})", self.verdict.word(), self.summary)
    }
}
