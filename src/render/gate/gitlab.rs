//! A code quality report of GitLab: a JSON array of issues.

use serde::Serialize;

use crate::diag::{Line, LintLevel, Outcome, safe::pretty_json, safe_line};

#[derive(Serialize)]
struct Issue<'r> {
    description: String,
    check_name: &'static str,
    fingerprint: &'r str,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// The report. What was known at the baseline has the severity `info`.
///
/// # Errors
/// Fails only if memory for the text cannot be had.
pub fn gitlab(outcome: &Outcome<'_>) -> serde_json::Result<String> {
    let issues: Vec<Issue<'_>> = outcome.lines.iter().map(issue).collect();
    pretty_json(&issues)
}

fn issue<'r>(line: &'r Line<'_>) -> Issue<'r> {
    let known = if line.known { "known since the baseline: " } else { "" };
    Issue {
        description: format!("{known}{}", safe_line(&line.sentence())),
        check_name: line.rule.code,
        fingerprint: &line.fingerprint,
        severity: match line.level {
            _ if line.known => "info",
            LintLevel::Deny => "major",
            LintLevel::Warn | LintLevel::Allow => "minor",
        },
        location: Location { path: line.path.to_string(), lines: Lines { begin: line.start.line } },
    }
}
