//! `storyproof evidence list`.

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    evidence::{Counts, Redaction},
    ids::CheckId,
    ingest::tool_name,
    program::Program,
    report::Lang,
    say,
    time::Instant,
};

use super::{
    args::List,
    pieces::{Piece, pieces},
};
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    find::{self, Named},
    output,
    table::table,
    workspace::{Assessed, Workspace},
};

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EvidenceListed")]
pub(in crate::cli) struct Row<'a> {
    /// How it is typed: `E-0012`.
    id: String,
    /// The entry of the ledger.
    entry: u64,
    /// The name that it was submitted with.
    file: &'a str,
    /// The SHA-256 of its bytes, in hex.
    sha256: &'a str,
    /// The latest time at which a run of it was true in the world.
    observed_at: Option<Instant>,
    /// When the ledger recorded it.
    recorded_at: Instant,
    /// The tools that made it.
    tools: Vec<&'a str>,
    /// The accounts that it covers.
    accounts: Vec<&'a String>,
    /// Its results by verdict.
    results: Counts,
    /// The checks that it feeds.
    checks: Vec<&'a CheckId>,
    /// How many secrets were taken out.
    redacted: u64,
    /// The entry that took it back; `null` while it counts.
    taken_back_by: Option<u64>,
}

pub(super) fn run(args: &List, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let as_of = assessed.assessment.as_of;
    let asked = asked(args, &workspace.program)?;
    let all = pieces(&workspace.program, &assessed.history, as_of);
    let kept: Vec<&Piece<'_>> =
        all.iter().filter(|piece| fits(args, asked.as_deref(), piece)).collect();
    let rows: Vec<Row<'_>> = kept.iter().filter_map(|piece| row(piece)).collect();
    if args.answer.format == Format::Json {
        output::json(env, &answers::EVIDENCE_LIST, as_of, assessed.history.head.as_ref(), &rows)?;
        return Ok(Ended::Fine);
    }
    let lines: Vec<Vec<String>> = rows.iter().map(|row| line(row, Lang::En).to_vec()).collect();
    let header = ["evidence", "observed", "tool", "results", "", "file"];
    env.answer(&table(&header, &lines, env.width))?;
    env.say(&format!("{} of {} shown", lines.len(), all.len()));
    Ok(Ended::Fine)
}

/// The checks that the evidence must have fed one of; `None` when any will do.
fn asked(args: &List, program: &Program) -> Result<Option<Vec<CheckId>>, Failure> {
    let mut asked: Option<Vec<CheckId>> = None;
    if let Some(typed) = &args.check
        && let Named::Check(id) = find::find(program, typed, |n| matches!(n, Named::Check(_)))?
    {
        asked = Some(vec![id]);
    }
    if let Some(typed) = &args.control
        && let Named::Control(id) = find::find(program, typed, |n| matches!(n, Named::Control(_)))?
    {
        let has = |check: &&CheckId| {
            program.checks[*check].controls.iter().any(|control| control.value == id)
        };
        let before = asked.take();
        let fits = |check: &&CheckId| before.as_ref().is_none_or(|checks| checks.contains(check));
        asked = Some(program.checks.keys().filter(has).filter(fits).cloned().collect());
    }
    Ok(asked)
}

fn fits(args: &List, asked: Option<&[CheckId]>, piece: &Piece<'_>) -> bool {
    let tool = args.tool.as_deref().map(tool_name);
    let observed = piece.observed_at().map(Instant::day);
    tool.is_none_or(|tool| piece.runs.iter().any(|record| record.run.tool_name() == tool))
        && asked.is_none_or(|checks| checks.iter().any(|id| piece.checks.contains(id)))
        && args.account.as_ref().is_none_or(|account| {
            piece.runs.iter().any(|record| record.run.scope.accounts.contains(account))
        })
        && args.since.is_none_or(|since| observed.is_some_and(|day| day >= since))
        && args.until.is_none_or(|until| observed.is_some_and(|day| day <= until))
}

fn row<'a>(piece: &'a Piece<'_>) -> Option<Row<'a>> {
    let first = piece.runs.first()?;
    let mut tools: Vec<&str> = piece.runs.iter().map(|record| record.run.tool_name()).collect();
    tools.dedup();
    let mut results = Counts::default();
    piece.runs.iter().for_each(|record| results.merge(&record.run.counts));
    let accounts = piece.runs.iter().flat_map(|record| &record.run.scope.accounts);
    Some(Row {
        id: piece.id(),
        entry: piece.entry,
        file: &first.file_name,
        sha256: &first.artifact,
        observed_at: piece.observed_at(),
        recorded_at: first.recorded_at,
        tools,
        accounts: accounts.collect(),
        results,
        checks: piece.checks.iter().collect(),
        redacted: first.origin.redaction.as_ref().map_or(0, Redaction::total),
        taken_back_by: piece.taken_back.map(|later| later.entry),
    })
}

/// Every file: its entry, its number, what it is, and what hangs on it.
pub(in crate::cli) fn listed(
    program: &Program,
    assessed: &Assessed,
    lang: Lang,
) -> Vec<(u64, String, String, String)> {
    let all = pieces(program, &assessed.history, assessed.assessment.as_of);
    let rows = all.iter().filter_map(row).map(|row| {
        let [id, observed, tools, results, standing, file] = line(&row, lang);
        let about = format!("{tools}, {observed}: {file}");
        (row.entry, id, about, format!("{results}; {standing}"))
    });
    rows.collect()
}

fn line(row: &Row<'_>, lang: Lang) -> [String; 6] {
    let standing = match (row.taken_back_by, row.checks.len()) {
        (Some(by), _) => say!(lang, "taken back by entry {0}", by),
        (None, 0) => say!(lang, "feeds no check"),
        (None, n) => say!(lang, "feeds {0}", lang.count(n, "check")),
    };
    [
        row.id.clone(),
        row.observed_at.map(|at| at.to_string()).unwrap_or_default(),
        row.tools.join(", "),
        lang.counts(&row.results),
        standing,
        row.file.to_owned(),
    ]
}
