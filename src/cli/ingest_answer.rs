//! What `storyproof ingest` answers: what became of each file, for people and for programs.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    diag::safe_text,
    evidence::{ClaimedOr, Counts, Redaction, Rows, Run, TimeSource},
    ingest::Format,
    report::words,
    time::{AsOf, Instant},
};

use super::{
    answers,
    args::{self, Format as AnswerFormat},
    env::Env,
    failure::{Ended, Failure},
    ingest::{Ingested, Outcome, Target},
    matched::{FedCheck, Matched, UnmatchedRule, matched},
    output, table,
    workspace::{Workspace, ledger_failure},
};

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "IngestedFile")]
pub(super) struct FileView<'a> {
    /// The file as it was named, or `-`.
    file: &'a str,
    /// The format that it was read as; `null` when it could not be read.
    format: Option<&'static str>,
    /// The SHA-256 of what is kept, in hex; `null` when it could not be read.
    sha256: Option<String>,
    /// Whether the same bytes with the same claims were recorded before.
    already_recorded: bool,
    /// Whether this command recorded it; never so in a dry run.
    recorded: bool,
    /// The entry of the ledger that holds it.
    entry: Option<u64>,
    /// What ran, in file order.
    runs: Vec<RunView<'a>>,
    /// Rules of its results that no check asks for.
    unmatched_rules: Vec<UnmatchedRule>,
    /// The checks that it feeds.
    checks: Vec<FedCheck>,
    /// What people should know.
    warnings: Vec<String>,
    /// What was taken out before it was kept; `null` when nothing was to be.
    redaction: Option<&'a Redaction>,
    /// Why it was not recorded; `null` when all went well.
    error: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "IngestedRun")]
struct RunView<'a> {
    /// The tool.
    tool: &'a str,
    /// Its version.
    version: Option<&'a str>,
    /// When it was true in the world.
    observed_at: Instant,
    /// Where that time comes from.
    observed_at_source: TimeSource,
    /// Whether the tool ended well.
    succeeded: bool,
    /// How many earlier findings are gone, because this run covered them and no longer saw them.
    absent: u64,
    /// The command that ran.
    command: &'a ClaimedOr<String>,
    /// The machine that it ran on.
    host: &'a ClaimedOr<String>,
    /// The system that the file was exported from.
    source_system: Option<&'a str>,
    /// How many rows an export says that it has, and how many were read.
    rows: Option<&'a Rows>,
    /// Its results by verdict.
    results: Counts,
    /// What people should know.
    warnings: &'a [String],
}

pub(super) fn answer(
    args: &args::Ingest,
    workspace: &Workspace,
    outcomes: &[Outcome],
    target: Target,
    env: &mut Env,
) -> Result<(), Failure> {
    let matched = |file: &Ingested| matched(&workspace.program, &file.summary);
    let dry = args.dry_run;
    if args.answer.format == AnswerFormat::Human {
        let done = outcomes.iter().flatten();
        let text: String =
            done.map(|file| describe(file, &matched(file), dry, env.width)).collect();
        return env.answer(&text);
    }
    let data: Vec<FileView<'_>> = outcomes
        .iter()
        .map(|outcome| match outcome {
            Ok(file) => file_view(file, matched(file), dry),
            Err((file, failure)) => failed_view(file, failure),
        })
        .collect();
    let head = match &target {
        Target::Dry(None) => None,
        Target::Dry(Some(ledger)) | Target::Wet(ledger) => {
            Some(ledger.head().map_err(|e| ledger_failure(&e))?)
        }
    };
    let now = AsOf { observed: env.clock.now, known: env.clock.now };
    output::json(env, &answers::INGEST, now, head.as_ref(), &data)
}

fn file_view(file: &Ingested, matched: Matched, dry: bool) -> FileView<'_> {
    FileView {
        file: &file.file,
        format: Some(file.summary.format.name()),
        sha256: Some(file.artifact.sha256.to_string()),
        already_recorded: file.already,
        recorded: !dry && !file.already,
        entry: file.entry.map(|(entry, _)| entry),
        runs: file.summary.runs.iter().map(run_view).collect(),
        unmatched_rules: matched.unmatched,
        checks: matched.checks,
        warnings: matched.doubts,
        redaction: file.redaction.as_ref(),
        error: None,
    }
}

fn failed_view<'a>(file: &'a str, failure: &'a Failure) -> FileView<'a> {
    FileView {
        file,
        format: None,
        sha256: None,
        already_recorded: false,
        recorded: false,
        entry: None,
        runs: Vec::new(),
        unmatched_rules: Vec::new(),
        checks: Vec::new(),
        warnings: Vec::new(),
        redaction: None,
        error: Some(failure.message()),
    }
}

fn run_view(run: &Run) -> RunView<'_> {
    RunView {
        tool: run.tool_name(),
        version: run.version.value().map(String::as_str),
        observed_at: run.observed_at,
        observed_at_source: run.observed_at_source,
        succeeded: run.succeeded,
        absent: run.absent,
        command: &run.command,
        host: &run.host,
        source_system: run.source_system.as_deref(),
        rows: run.rows.as_ref(),
        results: run.counts,
        warnings: &run.warnings,
    }
}

/// What became of one file, for people.
fn describe(file: &Ingested, matched: &Matched, dry: bool, width: usize) -> String {
    let fate = match (file.already, file.entry) {
        (true, Some((entry, at))) => {
            format!("already recorded as entry {entry} on {}; nothing added", at.day())
        }
        (false, Some((entry, _))) => format!("recorded as entry {entry}"),
        (_, None) if dry => "would be recorded".into(),
        (_, None) => "not recorded".into(),
    };
    let mut lines = vec![format!("{}: {fate}", safe_text(&file.file))];
    lines.push(format!(
        "  artifact  sha256 {}, {} bytes",
        file.artifact.sha256, file.artifact.bytes
    ));
    for run in &file.summary.runs {
        lines.extend(describe_run(run));
    }
    lines.extend(file.redaction.as_ref().and_then(taken_out));
    let checks: Vec<String> = matched.checks.iter().map(|check| check.id.to_string()).collect();
    lines.push(match checks.len() {
        0 => "  checks    none: no check of this program asks for these rules".into(),
        n => table::cut(&format!("  checks    {n} fed: {}", checks.join(", ")), width),
    });
    lines.extend(matched.doubts.iter().map(|doubt| format!("  warning   {}", safe_text(doubt))));
    lines.extend(describe_unmatched(matched, width));
    if file.already {
        lines.push("  note      if this is a new scan with the same output, say so with --observed-at or --commit".into());
    }
    lines.push(String::new());
    lines.join("\n")
}

fn describe_run(run: &Run) -> Vec<String> {
    let how = match run.observed_at_source {
        TimeSource::Read => "",
        TimeSource::Claimed => " (claimed)",
        TimeSource::FileTime => " (the file's time: the file does not say; --observed-at would)",
        TimeSource::Recorded => " (now: the output does not say; --observed-at would)",
    };
    let version = run.version.value().map(|v| format!(" {v}")).unwrap_or_default();
    let mut lines = vec![
        safe_text(&format!(
            "  run       {}{version}, observed {}{how}",
            run.tool_name(),
            run.observed_at
        ))
        .into_owned(),
        format!("  results   {}", words::counts(&run.counts)),
    ];
    if !run.succeeded {
        lines.push(
            "  warning   the run did not end well: it proves nothing by what it does not say"
                .into(),
        );
    }
    lines.extend(run.warnings.iter().map(|w| format!("  warning   {}", safe_text(w))));
    lines
}

/// What was taken out before anything was kept.
fn taken_out(redaction: &Redaction) -> Option<String> {
    let by_rule: Vec<String> =
        redaction.counts.iter().map(|(rule, n)| format!("{n} {rule}")).collect();
    (!by_rule.is_empty()).then(|| {
        let total = words::count(redaction.total(), "secret");
        let text = format!("  redacted  {total} before storing: {}", by_rule.join(", "));
        safe_text(&text).into_owned()
    })
}

fn describe_unmatched(matched: &Matched, width: usize) -> Vec<String> {
    const SHOWN: usize = 5;
    let n = matched.unmatched.len();
    if n == 0 {
        return Vec::new();
    }
    let mut lines =
        vec![format!("  unmatched {n} rules that no check asks for (kept all the same):")];
    // Those that look like a slip of the pen first.
    let (near, far): (Vec<_>, Vec<_>) =
        matched.unmatched.iter().partition(|rule| rule.nearest.is_some());
    for rule in near.iter().chain(&far).take(SHOWN) {
        let nearest = rule.nearest.as_ref().map(|n| format!(" (a check asks for `{n}`)"));
        let text = format!("            {}{}", rule.rule, nearest.unwrap_or_default());
        lines.push(table::cut(&safe_text(&text), width));
    }
    if n > SHOWN {
        lines.push(format!("            and {} more; --format json lists all", n - SHOWN));
    }
    lines
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FormatListed")]
pub(super) struct FormatView {
    /// Its name, for `--format-of` and in answers.
    name: &'static str,
    /// The versions of the tools whose output was tried.
    versions: &'static str,
    /// What it can prove.
    proves: &'static str,
    /// What it cannot.
    does_not_prove: &'static str,
}

pub(super) fn list_formats(args: &args::Ingest, env: &mut Env) -> Result<Ended, Failure> {
    let formats: Vec<FormatView> = Format::all()
        .map(|format| FormatView {
            name: format.name(),
            versions: format.versions(),
            proves: format.proves(),
            does_not_prove: format.does_not_prove(),
        })
        .collect();
    if args.answer.format == AnswerFormat::Json {
        let now = AsOf { observed: env.clock.now, known: env.clock.now };
        output::json(env, &answers::FORMATS, now, None, &formats)?;
    } else {
        let mut text = String::new();
        for format in &formats {
            // Writing to a string cannot fail.
            writeln!(
                text,
                "{}\n  versions        {}\n  proves          {}\n  does not prove  {}\n",
                format.name, format.versions, format.proves, format.does_not_prove
            )
            .ok();
        }
        env.answer(&text)?;
    }
    Ok(Ended::Fine)
}
