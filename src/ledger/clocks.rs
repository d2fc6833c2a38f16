//! What is to be said of the clocks: which entries have a recorded-at that is not simply the
//! machine's word.
//!
//! Nothing is refused for any of it: evidence with a doubtful time is worth more than none. But nobody
//! should have to find out by themselves.

use std::path::Path;

use rusqlite::Params;

use super::{
    connection::Database,
    entry::{Body, Entry},
    error::Result,
    handle::Ledger,
    merged::merged_entries,
};
use crate::{
    evidence::ClockFlags,
    time::{ClockSource, Instant},
};

impl Ledger {
    /// What is to be said of the clocks of the entries known at an instant.
    pub fn clock_flags(&self, known: Instant) -> Result<ClockFlags> {
        flags(&self.database, known)
    }
}

/// What is to be said of the clocks of the entries known at an instant.
pub(super) fn flags(database: &Database, known: Instant) -> Result<ClockFlags> {
    let (known, slack) = (known.unix(), ClockFlags::SLACK_SECONDS);
    let overridden = numbers(
        database,
        "SELECT count(*) FROM listing WHERE overridden AND known_at <= ?1",
        [known],
    )?;
    let went_back = numbers(
        database,
        "SELECT seq FROM listing WHERE recorded_at < known_at AND known_at <= ?1 ORDER BY seq",
        [known],
    )?;
    let ahead = numbers(
        database,
        // From what was observed to the entries: of these there may be many that observed nothing.
        "SELECT seq FROM run CROSS JOIN listing ON seq = entry
         WHERE known_at <= ?1 AND observed_at > recorded_at + ?2
         UNION
         SELECT seq FROM attestation CROSS JOIN listing ON seq = entry
         WHERE known_at <= ?1 AND observed_at > recorded_at + ?2
         ORDER BY seq",
        [known, slack],
    )?;
    let overridden = overridden.first().copied().unwrap_or_default();
    let mut flags = ClockFlags { overridden, went_back, ahead, elsewhere: Vec::new() };
    for (seq, entry) in merged_entries(database, known)? {
        let Some(merged) = &entry.merged else { continue };
        // Bytes that cannot be read are for `Ledger::check` to find.
        let Ok(there) = merged.decode(&database.path) else { continue };
        if is_doubtful(&there) {
            flags.elsewhere.push(seq);
        }
        if is_ahead(&there) {
            flags.ahead.push(seq);
        }
    }
    flags.ahead.sort_unstable();
    flags.ahead.dedup();
    Ok(flags)
}

/// Notes what is to be said of the clock of one entry more, when the latest time so far is this. All
/// entries together come to what [`flags`] says of all of them.
pub(super) fn note(flags: &mut ClockFlags, path: &Path, seq: u64, entry: &Entry, known: i64) {
    flags.overridden += u64::from(entry.clock == ClockSource::Overridden);
    if entry.recorded_at.unix() < known {
        flags.went_back.push(seq);
    }
    let there = entry.merged.as_ref().and_then(|merged| merged.decode(path).ok());
    if there.as_ref().is_some_and(is_doubtful) {
        flags.elsewhere.push(seq);
    }
    if is_ahead(entry) || there.as_ref().is_some_and(is_ahead) {
        flags.ahead.push(seq);
    }
}

/// Whether an entry says itself that its clock was set by hand, or had gone back.
fn is_doubtful(entry: &Entry) -> bool {
    entry.clock == ClockSource::Overridden || entry.clock_went_back
}

/// Whether an entry tells of something as if it was observed after it was recorded. When an exception
/// begins is no observation.
fn is_ahead(entry: &Entry) -> bool {
    let latest = entry.recorded_at.plus_seconds(ClockFlags::SLACK_SECONDS);
    match &entry.body {
        Body::Ingest(ingest) => ingest.runs.iter().any(|bound| bound.run.observed_at > latest),
        Body::Attestation(attested) => attested.observed_at > latest,
        _ => false,
    }
}

fn numbers(database: &Database, sql: &str, clocks: impl Params) -> Result<Vec<u64>> {
    let read = || {
        let mut statement = database.connection.prepare_cached(sql)?;
        let rows = statement.query_map(clocks, |row| row.get::<_, i64>(0))?;
        rows.map(|seq| seq.map(i64::unsigned_abs)).collect::<rusqlite::Result<_>>()
    };
    read().map_err(database.failed("look at the clocks"))
}
