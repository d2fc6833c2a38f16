//! Checkov's own JSON (`-o json`), as Checkov 2.0 to 3.3 write it.
//!
//! Proves: passes and fails of named resources in infrastructure code, and which were skipped with
//! which reason. Checkov's SARIF has the fails only.
//!
//! Does not prove: anything about a file that could not be parsed, which is why a run with parsing
//! errors does not count as one that ended well; or what was deployed from the code.
//!
//! The document is an object, an array of objects when several frameworks were scanned (they are
//! one execution, hence one run), or a bare summary when there was nothing to check, which proves
//! nothing. A skip with a comment in the code is a mute, and a mute is a fail that nobody has
//! approved. With `--quiet` the passes are counted but not listed; only what is listed is read,
//! and a warning names the difference.

use serde::Deserialize;

use crate::{
    evidence::{Outcome, ScanResult, Scope, Severity},
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
    name: "checkov",
    versions: "Checkov 2.0 to 3.3, `-o json`; one framework or several",
    proves: "passes and fails of named resources in infrastructure code, and skips with reasons",
    does_not_prove: "anything about files it could not parse, or about what is deployed",
    names_accounts: false,
    recognise,
    read,
};

const DOCUMENT: &str = "the Checkov report";

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    let report = outline.has("check_type")
        && ["results.failed_checks", "results.passed_checks", "summary.checkov_version"]
            .iter()
            .any(|path| outline.has(path));
    Ok(report || outline.has_all(&["checkov_version", "passed", "failed"]))
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Report<'a> {
    #[serde(borrow, default)]
    check_type: Option<Str<'a>>,
    #[serde(borrow, default)]
    results: Option<Results<'a>>,
    #[serde(borrow, default)]
    summary: Option<Summary<'a>>,
    #[serde(borrow, default)]
    checkov_version: Option<Str<'a>>,
    #[serde(default)]
    passed: Option<u64>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Results<'a> {
    #[serde(borrow, default)]
    passed_checks: Option<Vec<Row<'a>>>,
    #[serde(borrow, default)]
    failed_checks: Option<Vec<Row<'a>>>,
    #[serde(borrow, default)]
    skipped_checks: Option<Vec<Row<'a>>>,
    #[serde(borrow, default)]
    unknown_checks: Option<Vec<Row<'a>>>,
    #[serde(borrow, default)]
    parsing_errors: Option<Vec<Str<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Summary<'a> {
    #[serde(default)]
    passed: Option<u64>,
    #[serde(default)]
    failed: Option<u64>,
    #[serde(default)]
    skipped: Option<u64>,
    #[serde(default)]
    parsing_errors: Option<u64>,
    #[serde(default)]
    resource_count: Option<u64>,
    #[serde(borrow, default)]
    checkov_version: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Row<'a> {
    #[serde(borrow, default)]
    check_id: Option<Str<'a>>,
    #[serde(borrow, default)]
    check_name: Option<Str<'a>>,
    #[serde(borrow, default)]
    check_result: Option<CheckResult<'a>>,
    #[serde(borrow, default)]
    file_path: Option<Str<'a>>,
    #[serde(borrow, default)]
    repo_file_path: Option<Str<'a>>,
    #[serde(default)]
    file_line_range: Option<Vec<i64>>,
    #[serde(borrow, default)]
    resource: Option<Str<'a>>,
    #[serde(borrow, default)]
    severity: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct CheckResult<'a> {
    #[serde(borrow, default)]
    result: Option<Str<'a>>,
    #[serde(borrow, default)]
    suppress_comment: Option<Str<'a>>,
}

objects!(Report<'a>, Results<'a>, Summary<'a>, Row<'a>, CheckResult<'a>);

/// What is counted while the frameworks are read.
#[derive(Default)]
struct Tally {
    listed: u64,
    told: u64,
    broken: Vec<String>,
    broken_told: u64,
    warnings: Vec<String>,
    header: Header,
}

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let reports: Vec<Report<'_>> = if text.trim_start().starts_with('[') {
        whole::parse(&text, DOCUMENT)?
    } else {
        vec![whole::parse(&text, DOCUMENT)?]
    };
    recorder.begin("checkov")?;
    let names = Names::below(recorder, None);
    let mut tally = Tally::default();
    for report in &reports {
        read_framework(report, &names, &mut tally, recorder)?;
    }
    recorder.end(tally.header())
}

fn read_framework(
    report: &Report<'_>,
    names: &Names,
    tally: &mut Tally,
    recorder: &mut Recorder<'_>,
) -> Result<(), Problem> {
    let framework = said(&report.check_type).unwrap_or("checkov");
    let Some(results) = &report.results else {
        if report.passed.is_none() {
            return Err(Problem::Missing { what: DOCUMENT, missing: "`results` and no summary" });
        }
        tally.version(said(&report.checkov_version));
        return Ok(());
    };
    let mut counts = [0; 3];
    let lists = [
        (&results.passed_checks, "PASSED", Some(0)),
        (&results.failed_checks, "FAILED", Some(1)),
        (&results.skipped_checks, "SKIPPED", Some(2)),
        (&results.unknown_checks, "UNKNOWN", None),
    ];
    for (list, word, slot) in lists {
        for check in list.iter().flatten() {
            let mut result = result_of(check, word, framework, names)?;
            if result.outcome != Outcome::Error && !result.muted {
                tally.header.scope.rules.insert(result.rule.clone());
            }
            recorder.result(&mut result)?;
            tally.listed += 1;
            if let Some(slot) = slot {
                counts[slot] += 1;
            }
        }
    }
    let broken = results.parsing_errors.iter().flatten();
    tally.broken.extend(broken.map(|path| quote(path.as_str())));
    if let Some(summary) = &report.summary {
        tally.compare(framework, summary, counts);
    }
    Ok(())
}

impl Tally {
    fn version(&mut self, version: Option<&str>) {
        if self.header.version.is_none() {
            self.header.version = version.map(Into::into);
        }
    }

    fn compare(&mut self, framework: &str, summary: &Summary<'_>, [p, f, s]: [u64; 3]) {
        self.version(said(&summary.checkov_version));
        let told = [summary.passed, summary.failed, summary.skipped];
        let told = told.map(Option::unwrap_or_default);
        self.told += told.iter().sum::<u64>();
        self.broken_told += summary.parsing_errors.unwrap_or_default();
        if told != [p, f, s] {
            self.warnings.push(format!(
                "{framework}: the summary says {} passed, {} failed and {} skipped, but {p}, {f} \
                 and {s} are listed; what is listed counts",
                told[0], told[1], told[2]
            ));
        }
        if let Some(resources) = summary.resource_count {
            *self.header.scope.examined.get_or_insert(0) += resources;
        }
    }

    fn header(mut self) -> Header {
        let nothing = self.listed == 0 && self.told == 0;
        let mut warnings = Vec::new();
        if nothing {
            warnings.push("no check was made: nothing was evaluated".to_owned());
            self.header.scope = Scope { examined: Some(0), ..Scope::default() };
        }
        let broken = self.broken_told.max(self.broken.len() as u64);
        if broken > 0 {
            self.broken.truncate(3);
            warnings.push(format!(
                "{broken} files could not be parsed ({}), so the run proves nothing; repair them, \
                 or leave them out of the scan",
                self.broken.join(", ")
            ));
        }
        warnings.append(&mut self.warnings);
        Header { succeeded: !nothing && broken == 0, warnings, ..self.header }
    }
}

fn result_of(
    check: &Row<'_>,
    list: &'static str,
    framework: &str,
    names: &Names,
) -> Result<ScanResult, Problem> {
    let missing = |missing| Problem::Missing { what: "a Checkov result", missing };
    let rule = said(&check.check_id).ok_or(missing("`check_id`"))?;
    let path = said(&check.repo_file_path)
        .filter(|path| !path.contains(".."))
        .or(said(&check.file_path))
        .ok_or(missing("`file_path`"))?
        .trim_start_matches('/');
    let verdict = check.check_result.as_ref().ok_or(missing("`check_result`"))?;
    let word = said(&verdict.result).ok_or(missing("`check_result.result`"))?;
    let outcome = match word {
        // The list and the word must agree: a fail among the passes is no pass.
        _ if word != list => None,
        "PASSED" => Some(Outcome::Pass),
        "FAILED" | "SKIPPED" => Some(Outcome::Fail),
        _ => Some(Outcome::Error),
    };
    let outcome = outcome.ok_or_else(|| Problem::Word {
        field: "`check_result.result`",
        found: quote(word),
        expected: list,
    })?;
    let resource = said(&check.resource).map(|name| format!("#{name}")).unwrap_or_default();
    let uid = format!("{}{resource}", names.thing(path));
    let mut result = whole::finding(rule, uid, framework, outcome);
    result.muted = word == "SKIPPED";
    result.severity = said(&check.severity).and_then(Severity::parse);
    let line = check.file_line_range.as_ref().and_then(|lines| lines.first());
    let line = line.map(|line| format!(" (line {line})")).unwrap_or_default();
    let reason = said(&verdict.suppress_comment).unwrap_or("no reason given");
    let reason = if result.muted { format!(" (muted: {reason})") } else { String::new() };
    result.message = format!("{}{line}{reason}", said(&check.check_name).unwrap_or(rule));
    Ok(result)
}
