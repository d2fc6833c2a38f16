//! Many diagnostics in order, each once, with their levels and a summary.

use std::collections::BTreeSet;

use super::{Diagnostic, Levels, LintLevel, SetBy};
use crate::source::FileId;

/// A diagnostic that is shown.
#[derive(Debug, Clone)]
pub struct Finding {
    /// What was found.
    pub diagnostic: Diagnostic,
    /// How loud it is: never [`LintLevel::Allow`].
    pub level: LintLevel,
    /// Who says so.
    pub set_by: SetBy,
    /// Whether it was there at the baseline: shown, and no failure.
    pub known: bool,
}

/// Everything that is shown, by file and place.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The findings in order.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Sorts diagnostics by place, drops repetitions (the same rule at the same place saying the
    /// same) and what is allowed.
    pub fn new(diagnostics: Vec<Diagnostic>, levels: &Levels) -> Self {
        let shown = diagnostics.into_iter().filter_map(|diagnostic| {
            let (level, set_by) = levels.of(diagnostic.rule);
            (level != LintLevel::Allow).then_some(Finding {
                diagnostic,
                level,
                set_by,
                known: false,
            })
        });
        let mut findings: Vec<Finding> = shown.collect();
        findings.sort_by(|a, b| key(a).cmp(&key(b)));
        findings.dedup_by(|a, b| key(a) == key(b));
        Self { findings }
    }

    /// How many findings make `check` fail.
    pub fn errors(&self) -> usize {
        self.count(LintLevel::Deny)
    }

    /// How many findings only warn.
    pub fn warnings(&self) -> usize {
        self.count(LintLevel::Warn)
    }

    /// How many findings were there at the baseline already.
    pub fn known(&self) -> usize {
        self.findings.iter().filter(|finding| finding.known).count()
    }

    fn count(&self, level: LintLevel) -> usize {
        let new = self.findings.iter().filter(|finding| !finding.known);
        new.filter(|finding| finding.level == level).count()
    }

    /// One line: `3 errors, 1 warning in 2 files`.
    pub fn summary(&self) -> String {
        let counts = [
            plural(self.errors(), LintLevel::Deny.noun()),
            plural(self.warnings(), LintLevel::Warn.noun()),
        ];
        let counts: Vec<String> = counts.into_iter().flatten().collect();
        let known = match self.known() {
            0 => String::new(),
            n => format!("; {n} known since the baseline"),
        };
        if counts.is_empty() {
            return format!("no errors, no warnings{known}");
        }
        let new = self.findings.iter().filter(|finding| !finding.known);
        let places = new.map(|f| f.diagnostic.primary.span.file);
        let files = places.collect::<BTreeSet<FileId>>().len();
        let files = plural(files, "file").unwrap_or_default();
        format!("{} in {files}{known}", counts.join(", "))
    }
}

fn key(finding: &Finding) -> (crate::source::Span, &'static str, &str) {
    let diagnostic = &finding.diagnostic;
    (diagnostic.primary.span, diagnostic.rule.code, &diagnostic.title)
}

fn plural(count: usize, noun: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        _ => Some(format!("{count} {noun}s")),
    }
}
