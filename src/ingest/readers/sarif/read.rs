//! Runs and results out of a SARIF document.
//!
//! The document is held in memory, because a rule may follow the results that need it; reports
//! are small (about 600 bytes a result), and a cap keeps the others out.

use super::{
    document::{Finding, Invocation, Log, Message, Run},
    place::Places,
    rules::{NO_RULE, Rules, outcome, suppressed},
};
use crate::{
    evidence::{ClaimedOr, ScanResult, Scope},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::said,
        names::tool_name,
        record::{Header, Recorder},
        times::Stamp,
        whole,
        window::Window,
    },
};

const DOCUMENT: &str = "the SARIF document";

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "sarif",
    versions: "SARIF 2.1.0 (OASIS), of any tool",
    proves: "fails; a pass only by absence, where a check allows it, and only of the rules that the \
             file names",
    does_not_prove: "what was looked at, where and (mostly) when: say so when submitting",
    names_accounts: false,
    recognise,
    read,
};

fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    if !outline.has("runs") || outline.list {
        return Ok(false);
    }
    let version = outline.get("version");
    let first = outline.has("runs.tool.name") && !outline.has("runs.tool.driver");
    if version.starts_with("1.") || (first && version.is_empty()) {
        return Err(Problem::SarifVersion { found: "1.0.0".into() });
    }
    Ok(!version.is_empty() || outline.has("$schema") || outline.has("runs.tool.driver"))
}

/// Reads a document.
fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let log: Log<'_> = whole::parse(&text, DOCUMENT)?;
    match said(&log.version) {
        Some("2.1.0") => {}
        other => {
            let found = other.map_or_else(|| "missing".into(), quote);
            return Err(Problem::SarifVersion { found }.into());
        }
    }
    let runs = log.runs.as_ref().filter(|runs| !runs.is_empty()).ok_or(Problem::NoRuns)?;
    for (i, run) in runs.iter().enumerate() {
        read_run(run, i, recorder)?;
    }
    Ok(())
}

/// What is counted while a run is read.
#[derive(Default)]
struct Tally {
    absent: u64,
    without_rule: u64,
    mixed_suppressions: u64,
}

fn read_run(run: &Run<'_>, index: usize, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let driver = &run.tool.driver;
    let name =
        said(&driver.name).ok_or(Problem::Missing { what: "a SARIF run", missing: "tool name" })?;
    recorder.begin(name)?;
    let rules = Rules::of(run);
    let mut places = Places::of(run, recorder.claimed_repository());
    let mut tally = Tally::default();
    for (i, finding) in run.results.iter().flatten().enumerate() {
        take(finding, &rules, &mut places, &mut tally, recorder)
            .map_err(|problem| in_result(problem, index, i))?;
    }
    for invocation in run.invocations.iter().flatten() {
        recorder.called(said(&invocation.command_line));
        recorder.ran_on(said(&invocation.machine));
    }
    recorder.rows("results", run.results.as_ref().map_or(0, Vec::len) as u64);
    recorder.left_out("no longer present (`baselineState` is absent)", tally.absent);
    let header = header(run, &rules, &places, &tally, recorder)?;
    recorder.end(header)
}

/// A result's number says where it is; the document has been parsed, so there is no offset.
fn in_result(problem: Problem, run: usize, result: usize) -> Problem {
    match problem {
        Problem::Word { field, found, expected } => Problem::Word {
            field,
            found: format!("{found} in `runs[{run}].results[{result}]`"),
            expected,
        },
        other => other,
    }
}

fn take<'d, 'a>(
    finding: &'d Finding<'a>,
    rules: &Rules<'d, 'a>,
    places: &mut Places<'d, 'a>,
    tally: &mut Tally,
    recorder: &mut Recorder<'_>,
) -> Result<(), Problem> {
    match said(&finding.baseline_state) {
        Some("absent") => {
            tally.absent += 1;
            return Ok(());
        }
        // `existing` is what drafts called `unchanged`.
        None | Some("new" | "unchanged" | "updated" | "existing") => {}
        Some(other) => {
            return Err(Problem::Word {
                field: "`baselineState`",
                found: quote(other),
                expected: "new, unchanged, updated or absent",
            });
        }
    }
    let rule = rules.resolve(finding);
    let text = rule.message(finding.message.as_ref());
    let (subject, line) = places.subject(rule.id, finding, &text);
    let muted = suppressed(finding)?;
    tally.without_rule += u64::from(rule.id == NO_RULE);
    let some = finding.suppressions.as_ref().is_some_and(|all| !all.is_empty());
    tally.mixed_suppressions += u64::from(some && !muted);
    recorder.result(&mut ScanResult {
        rule: rule.id.to_owned(),
        subject,
        outcome: outcome(finding)?,
        muted,
        severity: Some(rules.level(finding, &rule)?),
        message: message(&text, line, rule.extended, muted.then_some(finding)),
    })
}

/// The result's text with its line, its own rule id, and why it was muted.
fn message(
    text: &str,
    line: Option<i64>,
    extended: Option<&str>,
    muted: Option<&Finding<'_>>,
) -> String {
    let line = line.map(|line| format!(" (line {line})")).unwrap_or_default();
    let own_id = extended.map(|id| format!(" [{id}]")).unwrap_or_default();
    let suppressions = muted.and_then(|finding| finding.suppressions.as_ref());
    let reason = suppressions.into_iter().flatten().find_map(|s| said(&s.justification));
    let reason = reason.map(|reason| format!(" (muted: {reason})")).unwrap_or_default();
    format!("{text}{line}{own_id}{reason}").trim_start().to_owned()
}

fn header(
    run: &Run<'_>,
    rules: &Rules<'_, '_>,
    places: &Places<'_, '_>,
    tally: &Tally,
    recorder: &Recorder<'_>,
) -> Result<Header, Problem> {
    let invocations = run.invocations.as_deref().unwrap_or_default();
    let mut time = None;
    for text in invocations.iter().filter_map(|invocation| said(&invocation.end_time_utc)) {
        // The specification demands UTC; a missing `Z` means nothing else.
        let stamp = Stamp::parse("`endTimeUtc`", text)?;
        time = Stamp::better(time, Some(Stamp { naive: false, ..stamp }));
    }
    let faults: Vec<String> = invocations.iter().flat_map(faults).collect();
    let driver = &run.tool.driver;
    let version = said(&driver.version).or(said(&driver.semantic_version));
    let provenance = run.version_control_provenance.iter().flatten().next();
    let scope = Scope {
        repository: read_fact(provenance.and_then(|p| said(&p.repository_uri))),
        commit: read_fact(provenance.and_then(|p| said(&p.revision_id))),
        rules: rules.listed(),
        examined: run.artifacts.as_ref().map(|artifacts| artifacts.len() as u64),
        ..Scope::default()
    };
    let details = run.automation_details.as_ref();
    Ok(Header {
        version: version.map(Into::into),
        time,
        succeeded: run.results.is_some() && faults.is_empty(),
        tool_run_id: details.and_then(|d| said(&d.guid).or(said(&d.id))).map(Into::into),
        scope,
        absent: tally.absent,
        warnings: warnings(run, places, tally, faults, recorder.claims_version()),
    })
}

fn read_fact(text: Option<&str>) -> ClaimedOr<String> {
    ClaimedOr { claimed: None, read: text.map(Into::into) }
}

fn warnings(
    run: &Run<'_>,
    places: &Places<'_, '_>,
    tally: &Tally,
    faults: Vec<String>,
    version_claimed: bool,
) -> Vec<String> {
    let mut warnings = Vec::new();
    if run.results.is_none() {
        warnings.push("the run has no `results`: the tool did not look for anything".into());
    }
    warnings.extend(faults);
    if tally.without_rule > 0 {
        let count = tally.without_rule;
        warnings.push(format!("{count} results name no rule and stand under `{NO_RULE}`"));
    }
    if tally.mixed_suppressions > 0 {
        let count = tally.mixed_suppressions;
        warnings.push(format!("{count} results have a suppression that is not accepted"));
    }
    if let Some(path) = &places.absolute {
        warnings.push(format!(
            "paths are absolute, such as {}: they change with the checkout; claim the repository",
            quote(path)
        ));
    }
    if said(&run.tool.driver.name).is_some_and(|name| tool_name(name) == "gitleaks") {
        if !version_claimed {
            warnings.push("gitleaks writes a wrong version into SARIF; claim the real one".into());
        }
        if run.results.iter().flatten().any(shows_a_secret) {
            warnings.push("the report shows secrets; write it with `gitleaks --redact`".into());
        }
    }
    warnings
}

/// What an invocation says of a bad end, in whichever of the format's ways. Its exit code is not
/// one of them: many tools end with 1 when they have found something.
fn faults(invocation: &Invocation<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    if invocation.execution_successful == Some(false) {
        faults.push("the tool says that it failed (`executionSuccessful` is false)".into());
    }
    if let Some(signal) = said(&invocation.exit_signal_name) {
        faults.push(format!("the tool was ended by the signal {}", quote(signal)));
    }
    if let Some(message) = said(&invocation.process_start_failure_message) {
        faults.push(format!("the tool did not start: {}", quote(message)));
    }
    let errors: Vec<String> = error_notifications(invocation).collect();
    if let Some(first) = errors.first() {
        faults.push(format!("the tool reports {} errors of its own: {first}", errors.len()));
    }
    faults
}

fn error_notifications<'d>(
    invocation: &'d Invocation<'_>,
) -> impl Iterator<Item = String> + use<'d> {
    let execution = invocation.tool_execution_notifications.iter().flatten();
    let configuration = invocation.tool_configuration_notifications.iter().flatten();
    let errors = execution.chain(configuration).filter(|n| said(&n.level) == Some("error"));
    let text = |message: Option<&Message<'_>>| {
        message.and_then(|m| said(&m.text).or(said(&m.id)).map(quote)).unwrap_or_default()
    };
    errors.map(move |notification| text(notification.message.as_ref()))
}

fn shows_a_secret(finding: &Finding<'_>) -> bool {
    let physical = finding.locations.iter().flatten().filter_map(|l| l.physical_location.as_ref());
    let regions = physical.filter_map(|physical| physical.region.as_ref());
    let snippets = regions.filter_map(|region| said(&region.snippet.as_ref()?.text));
    snippets.map(str::trim).any(|snippet| snippet != "REDACTED")
}
