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
    let known = known.unix();
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
    let overridden = overridden.first().copied().unwrap_or_default();
    let mut flags = ClockFlags { overridden, went_back, ..ClockFlags::default() };
    for (seq, entry) in merged_entries(database, known)? {
        there(&mut flags, &database.path, seq, &entry);
    }
    observed(&mut flags, database, known)?;
    Ok(flags)
}

/// The entries that tell of something as if it was observed after they were recorded, by what the
/// projections say of what was observed.
fn ahead(database: &Database, known: i64) -> Result<Vec<u64>> {
    numbers(
        database,
        // From what was observed to the entries: of these there may be many that observed nothing.
        "SELECT seq FROM run CROSS JOIN listing ON seq = entry
         WHERE known_at <= ?1 AND observed_at > recorded_at + ?2
         UNION
         SELECT seq FROM attestation CROSS JOIN listing ON seq = entry
         WHERE known_at <= ?1 AND observed_at > recorded_at + ?2
         ORDER BY seq",
        [known, ClockFlags::SLACK_SECONDS],
    )
}

/// Notes what is to be said of the clock of one entry more, when the latest time so far is this. All
/// entries together, and [`observed`] after them, come to what [`flags`] says of all of them.
pub(super) fn note(flags: &mut ClockFlags, path: &Path, seq: u64, entry: &Entry, known: i64) {
    flags.overridden += u64::from(entry.clock == ClockSource::Overridden);
    if entry.recorded_at.unix() < known {
        flags.went_back.push(seq);
    }
    there(flags, path, seq, entry);
}

/// Notes what is to be said of the clock of the ledger that an entry came from.
fn there(flags: &mut ClockFlags, path: &Path, seq: u64, entry: &Entry) {
    // Bytes that cannot be read are for `Ledger::check` to find.
    let Some(there) = entry.merged.as_ref().and_then(|merged| merged.decode(path).ok()) else {
        return;
    };
    if there.clock == ClockSource::Overridden || there.clock_went_back {
        flags.elsewhere.push(seq);
    }
    if is_ahead(&there) {
        flags.ahead.push(seq);
    }
}

/// Notes what the projections say of what was observed, after all entries.
pub(super) fn observed(flags: &mut ClockFlags, database: &Database, known: i64) -> Result<()> {
    flags.ahead.extend(ahead(database, known)?);
    flags.ahead.sort_unstable();
    flags.ahead.dedup();
    Ok(())
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
