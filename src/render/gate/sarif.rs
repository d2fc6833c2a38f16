//! SARIF 2.1.0: one result a finding, for code scanning.
//!
//! Code scanning keeps 5,000 results of a run and drops the rest. So 5,000 are written, the worst
//! first, and a notification of the run says how many are left out.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::diag::{Line, LintLevel, Outcome, Rule, Verdict, safe::pretty_json, safe_line};

/// How many results are written.
pub const KEPT: usize = 5_000;

/// What stands as it is in a relative URI.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_').remove(b'~');

/// The log, with one run.
///
/// # Errors
/// Fails only if memory for the text cannot be had.
pub fn sarif(outcome: &Outcome<'_>) -> serde_json::Result<String> {
    let kept: Vec<&Line<'_>> = outcome.lines.iter().take(KEPT).collect();
    let named: BTreeMap<&str, &'static Rule> =
        kept.iter().map(|line| (line.rule.code, line.rule)).collect();
    let codes: BTreeSet<&str> = named.keys().copied().collect();
    let index: BTreeMap<&str, usize> = codes.iter().enumerate().map(|(at, c)| (*c, at)).collect();
    let results: Vec<Value> = kept.iter().map(|line| result(line, outcome, &index)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "storyproof",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": named.values().map(|rule| descriptor(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "SRCROOT": {
                "description": { "text": "The root of the repository, or outside git the folder that holds storyproof.toml." },
            }},
            "invocations": [{
                // Findings are an answer; that there was nothing to assess is none.
                "executionSuccessful": outcome.verdict != Verdict::Nothing,
                "toolExecutionNotifications": notifications(outcome),
            }],
            "results": results,
        }],
    });
    pretty_json(&log)
}

fn notifications(outcome: &Outcome<'_>) -> Vec<Value> {
    let mut said = vec![json!({ "level": "note", "message": { "text": outcome.headline() } })];
    let left = outcome.lines.len().saturating_sub(KEPT);
    if left > 0 {
        let text = format!(
            "{left} more findings are left out, the least bad ones; `storyproof check --format json` holds them all."
        );
        said.push(json!({ "level": "warning", "message": { "text": text } }));
    }
    said
}

fn descriptor(rule: &Rule) -> Value {
    json!({
        "id": rule.code,
        "shortDescription": { "text": rule.summary },
        "help": { "text": format!("storyproof explain {}", rule.code), "markdown": rule.docs.trim() },
        "properties": { "tags": [rule.area()] },
    })
}

fn result(line: &Line<'_>, outcome: &Outcome<'_>, index: &BTreeMap<&str, usize>) -> Value {
    let mut text = safe_line(&line.sentence()).into_owned();
    if let Some(help) = line.help {
        text.push_str(" Help: ");
        text.push_str(&safe_line(help));
    }
    let mut result = json!({
        "ruleId": line.rule.code,
        "level": match line.level {
            _ if line.known => "note",
            LintLevel::Deny => "error",
            LintLevel::Warn | LintLevel::Allow => "warning",
        },
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": {
                "uri": utf8_percent_encode(&line.path, PATH).to_string(),
                "uriBaseId": "SRCROOT",
            },
            "region": {
                "startLine": line.start.line,
                "startColumn": line.start.column,
                "endLine": line.end.line,
                "endColumn": line.end.column,
            },
        }}],
        "partialFingerprints": { "storyproof/v1": line.fingerprint },
    });
    if let Some(at) = index.get(line.rule.code) {
        result["ruleIndex"] = json!(at);
    }
    if outcome.baseline.is_some() {
        result["baselineState"] = json!(if line.known { "unchanged" } else { "new" });
    }
    result
}
