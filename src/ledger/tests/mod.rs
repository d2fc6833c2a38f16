//! The ledger as a whole: with a toy reader, so that no format is needed.

mod columns;
mod history;
mod merging;
mod opening;
mod recording;
mod takeback;
mod tamper;
mod upgrade;
mod vectors;

use std::{
    error,
    io::{Read, Write as _},
    path::PathBuf,
};

use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

use super::*;
use crate::{
    evidence::{
        ClaimedOr, Claims, Counts, Outcome, ResultSink, Run, ScanResult, Scope, Subject, TimeSource,
    },
    time::{Clock, ClockSource, Instant},
};

/// A ledger in a folder of its own.
struct Fixture {
    dir: tempfile::TempDir,
}

/// The toy format: runs as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct ToyRun {
    /// Seconds after 1970; when missing, the fallback.
    at: Option<i64>,
    results: Vec<ScanResult>,
}

fn at(seconds: i64) -> Instant {
    Instant::from_unix(seconds).unwrap()
}

fn clock(seconds: i64) -> Clock {
    Clock { now: at(seconds), source: ClockSource::System }
}

fn result(rule: u8, subject: u8, outcome: Outcome) -> ScanResult {
    ScanResult {
        rule: format!("rule-{rule}"),
        subject: Subject { uid: format!("arn:{subject}"), ..Subject::default() },
        outcome,
        muted: false,
        severity: None,
        message: format!("{outcome:?} {rule} {subject}"),
    }
}

impl Fixture {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("nested").join("ledger.sqlite")
    }

    fn write(&self) -> Ledger {
        Ledger::open_write(&self.path()).unwrap()
    }

    fn read(&self) -> Ledger {
        Ledger::open_read(&self.path()).unwrap()
    }
}

/// Records a toy file at a time.
fn record(ledger: &mut Ledger, now: i64, runs: &[ToyRun], claims: &Claims) -> Recorded {
    let bytes = serde_json::to_vec(runs).unwrap();
    let mut writer = ledger.artifacts().writer().unwrap();
    writer.write_all(&bytes).unwrap();
    let artifact = writer.finish().unwrap();
    let fallback = Fallback { time: at(now), source: TimeSource::Recorded };
    let mut recording = ledger.begin(clock(now)).unwrap();
    read_toy(&bytes, claims, fallback, &mut recording).unwrap();
    let submission = Submission {
        artifact: &artifact,
        file_name: "toy.json",
        claims,
        fallback,
        noted: Noted::default(),
    };
    recording.finish(submission).unwrap()
}

fn record_results(ledger: &mut Ledger, now: i64, results: &[ScanResult]) -> Recorded {
    let run = ToyRun { at: Some(now), results: results.to_vec() };
    record(ledger, now, &[run], &Claims::default())
}

type Failure = Box<dyn error::Error + Send + Sync>;

fn read_toy(
    bytes: &[u8],
    claims: &Claims,
    fallback: Fallback,
    sink: &mut dyn ResultSink,
) -> Result<(), Failure> {
    for toy in serde_json::from_slice::<Vec<ToyRun>>(bytes)? {
        sink.begin_run("toy")?;
        let mut counts = Counts::default();
        for result in &toy.results {
            counts.add(result.outcome, result.muted);
            sink.result(result)?;
        }
        let read = toy.at.map(at);
        let source = match (claims.observed_at, read) {
            (Some(_), _) => TimeSource::Claimed,
            (None, Some(_)) => TimeSource::Read,
            (None, None) => fallback.source,
        };
        sink.end_run(&Run {
            format: "toy".into(),
            tool: ClaimedOr::default(),
            version: ClaimedOr::default(),
            observed_at: claims.observed_at.or(read).unwrap_or(fallback.time),
            observed_at_source: source,
            observed_at_read: read.filter(|_| claims.observed_at.is_some()),
            valid_until: None,
            succeeded: true,
            tool_run_id: None,
            scope: Scope::default(),
            counts,
            absent: 0,
            command: ClaimedOr::default(),
            host: ClaimedOr::default(),
            source_system: None,
            signed_by: None,
            rows: None,
            warnings: Vec::new(),
        })?;
    }
    Ok(())
}

fn reread(
    mut bytes: Box<dyn Read + Send>,
    ingest: &Ingest,
    sink: &mut dyn ResultSink,
) -> Result<(), Failure> {
    let mut read = Vec::new();
    bytes.read_to_end(&mut read)?;
    read_toy(&read, &ingest.claims, ingest.fallback, sink)
}

/// Every row of every table, with the tables' definitions.
fn dump(ledger: &Ledger) -> Vec<(String, Vec<Vec<Value>>)> {
    let connection = &ledger.database.connection;
    let tables = ["sqlite_schema", "entry"].into_iter().chain(schema::PROJECTION_TABLES);
    let rows = |table: &str| {
        let (columns, order) = match table {
            "sqlite_schema" => ("name, sql", "1"),
            _ => ("*", "1, 2"),
        };
        let mut statement =
            connection.prepare(&format!("SELECT {columns} FROM {table} ORDER BY {order}")).unwrap();
        let width = statement.column_count();
        let rows = statement.query_map([], |row| (0..width).map(|n| row.get(n)).collect());
        rows.unwrap().map(Result::unwrap).collect()
    };
    tables.map(|table| (table.to_owned(), rows(table))).collect()
}
