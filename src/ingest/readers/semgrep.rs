//! Semgrep's own JSON (`--json`), as Semgrep 1 writes it.
//!
//! Proves: findings; by absence that the files it lists have none, where a check allows that.
//! Unlike its SARIF it names the files that were scanned and the errors, but not the rules.
//!
//! Does not prove: anything when no file was scanned or an error of level `error` is listed. A
//! finding that was ignored in the code (`nosemgrep`) is muted when the report lists it at all.
//!
//! Without a login the fingerprint and the lines are the words `requires login` on every finding,
//! so neither is used unless it says something else.

use serde::Deserialize;

use crate::{
    evidence::{Outcome, Scope, Severity},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Str, objects, said},
        record::{Header, Recorder},
        whole::{self, Names},
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "semgrep",
    versions: "Semgrep 1, `--json`",
    proves: "findings, and which files were scanned",
    does_not_prove: "which rules ran (SARIF says that), or anything when errors are listed",
    names_accounts: false,
    recognise,
    read,
};

const DOCUMENT: &str = "the Semgrep report";

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has("results") && (outline.has("paths.scanned") || outline.has("results.check_id")))
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Report<'a> {
    #[serde(borrow, default)]
    version: Option<Str<'a>>,
    #[serde(borrow)]
    results: Vec<Match<'a>>,
    #[serde(borrow, default)]
    errors: Option<Vec<Trouble<'a>>>,
    #[serde(borrow, default)]
    paths: Option<Paths<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Paths<'a> {
    #[serde(borrow, default)]
    scanned: Option<Vec<Str<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Trouble<'a> {
    #[serde(borrow, default)]
    level: Option<Str<'a>>,
    #[serde(borrow, default)]
    message: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Match<'a> {
    #[serde(borrow)]
    check_id: Str<'a>,
    #[serde(borrow)]
    path: Str<'a>,
    #[serde(default)]
    start: Option<Start>,
    #[serde(borrow)]
    extra: Extra<'a>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Start {
    #[serde(default)]
    line: Option<u64>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Extra<'a> {
    #[serde(borrow, default)]
    message: Option<Str<'a>>,
    #[serde(borrow, default)]
    severity: Option<Str<'a>>,
    #[serde(borrow, default)]
    lines: Option<Str<'a>>,
    #[serde(default)]
    is_ignored: Option<bool>,
}

objects!(Report<'a>, Paths<'a>, Trouble<'a>, Match<'a>, Start, Extra<'a>);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let report: Report<'_> = whole::parse(&text, DOCUMENT)?;
    recorder.begin("semgrep")?;
    let mut names = Names::below(recorder, None);
    for found in &report.results {
        take(found, &mut names, recorder)?;
    }
    let scanned = report.paths.as_ref().and_then(|paths| paths.scanned.as_ref());
    let scanned = scanned.map(|paths| paths.len() as u64);
    let mut warnings = Vec::new();
    let (errors, others): (Vec<_>, Vec<_>) = report
        .errors
        .iter()
        .flatten()
        .partition(|e| !matches!(said(&e.level), Some("warn" | "info")));
    let first = |list: &[&Trouble<'_>]| {
        quote(list.first().and_then(|e| said(&e.message)).unwrap_or("no message"))
    };
    if !errors.is_empty() {
        let text = first(&errors);
        warnings.push(format!("{} errors, so the run proves nothing: {text}", errors.len()));
    }
    if !others.is_empty() {
        warnings.push(format!("{} warnings of the tool: {}", others.len(), first(&others)));
    }
    if scanned.unwrap_or_default() == 0 {
        warnings.push("the report names no scanned file: nothing was evaluated".into());
    }
    recorder.end(Header {
        version: said(&report.version).map(Into::into),
        succeeded: errors.is_empty() && scanned.unwrap_or_default() > 0,
        scope: Scope { examined: scanned, ..Scope::default() },
        warnings,
        ..Header::default()
    })
}

fn take(found: &Match<'_>, names: &mut Names, recorder: &mut Recorder<'_>) -> Result<(), Problem> {
    let (rule, extra) = (found.check_id.as_str(), &found.extra);
    let message = said(&extra.message).unwrap_or(rule);
    let code = said(&extra.lines).filter(|lines| *lines != "requires login");
    let uid = names.place(rule, found.path.as_str(), code.unwrap_or(message));
    let mut result = whole::finding(rule, uid, "source location", Outcome::Fail);
    result.muted = extra.is_ignored == Some(true);
    result.severity = said(&extra.severity).map(severity).transpose()?;
    let line = found.start.as_ref().and_then(|start| start.line);
    let line = line.map(|line| format!(" (line {line})")).unwrap_or_default();
    let muted = if result.muted { " (muted: `nosemgrep` in the code)" } else { "" };
    result.message = format!("{message}{line}{muted}");
    recorder.result(&mut result)
}

/// Semgrep's levels as its SARIF translates them: `INFO` is a note.
fn severity(word: &str) -> Result<Severity, Problem> {
    match word {
        "INFO" | "LOW" => Ok(Severity::Low),
        "INVENTORY" | "EXPERIMENT" => Ok(Severity::Info),
        "WARNING" | "MEDIUM" => Ok(Severity::Medium),
        "ERROR" | "HIGH" => Ok(Severity::High),
        "CRITICAL" => Ok(Severity::Critical),
        _ => Err(Problem::Word {
            field: "`extra.severity`",
            found: quote(word),
            expected: "INFO, WARNING, ERROR, LOW, MEDIUM, HIGH, CRITICAL, INVENTORY or EXPERIMENT",
        }),
    }
}
