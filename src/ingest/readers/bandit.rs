//! Bandit's own JSON (`-f json`), as Bandit 1.7 to 1.9 write it.
//!
//! Proves: findings in Python code; by absence that the files it lists have none, where a check
//! allows that. Unlike its SARIF it says which files were read and which could not be.
//!
//! Does not prove: anything when a file could not be read (`errors`): a path that does not exist
//! gives no findings either. Nor that muted lines are fine: findings on lines marked `# nosec` are
//! left out, and only counted per file, so each such file gets one muted fail under the rule
//! `nosec`.
//!
//! The text of the rules about passwords (B105 to B107) quotes the password; it is cut off.

use serde::Deserialize;

use crate::{
    evidence::{Outcome, Scope, Severity},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Entries, Str, objects, said},
        record::{Header, Recorder},
        whole::{self, Names},
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "bandit",
    versions: "Bandit 1.7 to 1.9, `-f json`",
    proves: "findings in Python code, and which files were read",
    does_not_prove: "anything when a file could not be read, or about lines marked `# nosec`",
    names_accounts: false,
    recognise,
    read,
};

const DOCUMENT: &str = "the Bandit report";
/// The rule under which muted lines stand.
const NOSEC: &str = "nosec";

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has_all(&["errors", "generated_at", "metrics"]))
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Report<'a> {
    #[serde(borrow)]
    errors: Vec<Trouble<'a>>,
    #[serde(borrow, default)]
    generated_at: Option<Str<'a>>,
    #[serde(borrow)]
    metrics: Entries<'a, Metrics>,
    #[serde(borrow)]
    results: Vec<Found<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Trouble<'a> {
    #[serde(borrow, default)]
    filename: Option<Str<'a>>,
    #[serde(borrow, default)]
    reason: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Metrics {
    #[serde(default)]
    loc: u64,
    #[serde(default)]
    nosec: u64,
    #[serde(default)]
    skipped_tests: u64,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Found<'a> {
    #[serde(borrow, default)]
    code: Option<Str<'a>>,
    #[serde(borrow)]
    filename: Str<'a>,
    #[serde(borrow, default)]
    issue_severity: Option<Str<'a>>,
    #[serde(borrow, default)]
    issue_text: Option<Str<'a>>,
    #[serde(default)]
    line_number: Option<u64>,
    #[serde(borrow)]
    test_id: Str<'a>,
}

objects!(Report<'a>, Trouble<'a>, Metrics, Found<'a>);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let report: Report<'_> = whole::parse(&text, DOCUMENT)?;
    recorder.begin("bandit")?;
    let mut names = Names::below(recorder, None);
    for issue in &report.results {
        take(issue, &mut names, recorder)?;
    }
    let files: Vec<_> = report.metrics.0.iter().filter(|(name, _)| name != "_totals").collect();
    for (name, metrics) in &files {
        let muted = metrics.nosec + metrics.skipped_tests;
        if muted > 0 {
            let mut result = whole::finding(NOSEC, names.thing(name), "file", Outcome::Fail);
            result.muted = true;
            result.severity = Some(Severity::Low);
            result.message = format!(
                "{muted} lines or tests are muted with `# nosec`; the report does not say what \
                 they hide (muted: in the code)"
            );
            recorder.result(&mut result)?;
        }
    }
    recorder.end(header(&report, &files)?)
}

fn header(
    report: &Report<'_>,
    files: &[&(std::borrow::Cow<'_, str>, Metrics)],
) -> Result<Header, Problem> {
    let lines: u64 = files.iter().map(|(_, metrics)| metrics.loc).sum();
    let mut warnings = Vec::new();
    if let Some(first) = report.errors.first() {
        warnings.push(format!(
            "{} files could not be read, so the run proves nothing; the first is {}: {}",
            report.errors.len(),
            quote(said(&first.filename).unwrap_or("unnamed")),
            quote(said(&first.reason).unwrap_or("no reason given"))
        ));
    }
    if lines == 0 {
        warnings.push("no line of code was read: nothing was evaluated".into());
    }
    Ok(Header {
        time: whole::time("`generated_at`", said(&report.generated_at))?,
        succeeded: report.errors.is_empty() && lines > 0,
        scope: Scope { examined: Some(files.len() as u64), ..Scope::default() },
        warnings,
        ..Header::default()
    })
}

fn take(issue: &Found<'_>, names: &mut Names, recorder: &mut Recorder<'_>) -> Result<(), Problem> {
    let rule = issue.test_id.as_str();
    let code = code_at(said(&issue.code).unwrap_or_default(), issue.line_number);
    let uid = names.place(rule, issue.filename.as_str(), code);
    let mut result = whole::finding(rule, uid, "source location", Outcome::Fail);
    result.severity = match said(&issue.issue_severity) {
        None | Some("UNDEFINED") => None,
        Some(word) => Some(Severity::parse(word).ok_or_else(|| Problem::Word {
            field: "`issue_severity`",
            found: quote(word),
            expected: "UNDEFINED, LOW, MEDIUM or HIGH",
        })?),
    };
    let text = said(&issue.issue_text).unwrap_or(rule);
    let text = match rule {
        "B105" | "B106" | "B107" => text.split(':').next().unwrap_or(text),
        _ => text,
    };
    let line = issue.line_number.map(|line| format!(" (line {line})")).unwrap_or_default();
    result.message = format!("{text}{line}");
    recorder.result(&mut result)
}

/// The line that the finding is about; the report shows it with its neighbours and with numbers,
/// which both change while it does not.
fn code_at(code: &str, line: Option<u64>) -> &str {
    let number = line.map(|line| line.to_string()).unwrap_or_default();
    let at = code.lines().find_map(|text| text.strip_prefix(number.as_str())?.strip_prefix(' '));
    at.unwrap_or(code)
}
