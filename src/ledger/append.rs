//! Appending an entry, and listing it in the projections that find entries again.
//!
//! Both happen inside a transaction that somebody else began and will commit.

use rusqlite::{OptionalExtension as _, params};

use super::{
    artifact::ArtifactId,
    connection::Database,
    entry::{Body, Entry},
    error::{Error, Result},
    framing,
    hash::Hash,
    merkle::{Frontier, leaf_hash},
    project::ProjectedRun,
};
use crate::{
    evidence::{Claims, LedgerHead},
    time::{Clock, ClockSource, Instant},
};

/// The entry that tells `body` at `clock`.
pub(super) fn dated(database: &Database, clock: Clock, body: Body) -> Result<Entry> {
    let latest = latest_recorded(database)?;
    Ok(Entry {
        recorded_at: clock.now,
        clock: clock.source,
        // Nothing is refused for it: evidence with a doubtful time is worth more than none. But
        // nobody should find out by themselves.
        clock_went_back: latest.is_some_and(|latest| clock.now < latest),
        merged: None,
        body,
    })
}

/// The latest recorded-at of any entry.
pub(super) fn latest_recorded(database: &Database) -> Result<Option<Instant>> {
    let found: Option<Option<i64>> = database
        .connection
        .prepare_cached("SELECT known_at FROM listing ORDER BY seq DESC LIMIT 1")
        .and_then(|mut find| find.query_row([], |row| row.get(0)).optional())
        .map_err(database.failed("find the latest entry"))?;
    Ok(found.flatten().and_then(Instant::from_unix))
}

/// Appends an entry's bytes and gives its number.
pub(super) fn append(database: &Database, entry: &Entry) -> Result<u64> {
    let bytes =
        entry.encode().map_err(|source| Error::Encode { path: database.path.clone(), source })?;
    let leaf = leaf_hash(&bytes);
    let connection = &database.connection;
    let seq: i64 = connection
        .query_row(
            "INSERT INTO entry (seq, leaf_hash, bytes)
             SELECT coalesce(max(seq), 0) + 1, ?1, ?2 FROM entry RETURNING seq",
            params![leaf.as_bytes(), bytes],
            |row| row.get(0),
        )
        .map_err(database.failed("append an entry"))?;
    // What the database will commit is what was meant: a fault found now costs nothing.
    let stored: Vec<u8> = connection
        .query_row("SELECT bytes FROM entry WHERE seq = ?1", [seq], |row| row.get(0))
        .map_err(database.failed("read the entry back"))?;
    let found = leaf_hash(&stored);
    if found != leaf {
        return Err(Error::Altered {
            path: database.path.clone(),
            at: format!("entry {seq}"),
            expected: leaf.to_string(),
            found: found.to_string(),
        });
    }
    readable(database, seq.unsigned_abs(), &stored)?;
    Ok(seq.unsigned_abs())
}

/// Refuses an entry that nobody could read again: one such entry would close the whole ledger.
fn readable(database: &Database, seq: u64, bytes: &[u8]) -> Result<()> {
    Entry::decode(&database.path, seq, bytes).map(drop).map_err(|_| Error::Order {
        path: database.path.clone(),
        reason: "the entry could not be read again; nothing was recorded",
    })
}

/// Lists an entry, and its runs when it has some.
pub(super) fn list(
    database: &Database,
    seq: u64,
    entry: &Entry,
    runs: &[ProjectedRun],
) -> Result<()> {
    let known = latest_recorded(database)?.unwrap_or(Instant::MIN).max(entry.recorded_at);
    let connection = &database.connection;
    let seq = number(seq);
    connection
        .prepare_cached(
            "INSERT INTO listing (seq, kind, recorded_at, known_at, overridden)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .and_then(|mut add| {
            add.execute(params![
                seq,
                entry.body.kind(),
                entry.recorded_at.unix(),
                known.unix(),
                entry.clock == ClockSource::Overridden,
            ])
        })
        .map_err(database.failed("list the entry"))?;
    list_body(database, seq, &entry.body, runs)
}

/// Lists what an entry tells, apart from its place among all entries.
pub(super) fn list_body(
    database: &Database,
    seq: i64,
    body: &Body,
    runs: &[ProjectedRun],
) -> Result<()> {
    let connection = &database.connection;
    let listed = match body {
        // What it takes back is found in its own bytes; approvals are found by their kind.
        Body::Withdrawal(_) | Body::Approval(_) => return Ok(()),
        Body::Ingest(ingest) => {
            let artifact =
                ArtifactId { sha256: ingest.artifact.sha256, bytes: ingest.artifact.bytes };
            let identity = identity(database, artifact, &ingest.claims)?;
            list_runs(database, seq, runs)?;
            connection.execute(
                "INSERT INTO ingest (entry, identity, cells) VALUES (
                     ?1, ?2,
                     ?3 + coalesce((SELECT cells FROM ingest ORDER BY entry DESC LIMIT 1), 0))",
                params![seq, identity.as_bytes(), ingest.interned.cells],
            )
        }
        Body::Attestation(attested) => connection.execute(
            "INSERT INTO attestation (entry, observed_at) VALUES (?1, ?2)",
            params![seq, attested.observed_at.unix()],
        ),
        Body::Exception(exception) => connection.execute(
            "INSERT INTO exception (entry, observed_at) VALUES (?1, ?2)",
            params![seq, exception.observed_at.unix()],
        ),
    };
    listed.map_err(database.failed("list the entry"))?;
    Ok(())
}

fn list_runs(database: &Database, seq: i64, runs: &[ProjectedRun]) -> Result<()> {
    for (ordinal, run) in (0u32..).zip(runs) {
        let (observed_at, cells) = (run.entry.run.observed_at.unix(), run.entry.cells);
        database
            .connection
            .prepare_cached("INSERT INTO run VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
            .and_then(|mut add| {
                add.execute(params![run.id, seq, ordinal, observed_at, cells, run.vector])
            })
            .map_err(database.failed("list the run"))?;
    }
    Ok(())
}

pub(super) fn identity(database: &Database, artifact: ArtifactId, claims: &Claims) -> Result<Hash> {
    framing::identity(artifact, claims)
        .map_err(|source| Error::Encode { path: database.path.clone(), source })
}

/// The tree over the first `size` entries.
pub(super) fn head(database: &Database, size: u64) -> Result<LedgerHead> {
    let mut frontier = Frontier::default();
    for leaf in leaves(database, size)? {
        frontier.push(leaf);
    }
    Ok(LedgerHead { size: frontier.size(), root: frontier.root().to_string() })
}

/// The leaf hashes of the first `size` entries.
pub(super) fn leaves(database: &Database, size: u64) -> Result<Vec<Hash>> {
    let read = || {
        let mut statement = database
            .connection
            .prepare_cached("SELECT leaf_hash FROM entry WHERE seq <= ?1 ORDER BY seq")?;
        let rows = statement.query_map([number(size)], |row| row.get(0).map(Hash::from_bytes))?;
        rows.collect::<rusqlite::Result<_>>()
    };
    read().map_err(database.failed("read the leaf hashes"))
}

/// An entry's number as the database holds it. There are fewer entries than either can count.
pub(super) fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_could_not_be_read_again_is_refused() {
        let database = Database::temporary().unwrap();
        let early = br#"{"v":1,"kind":"exception","recorded_at":"1960-01-01T00:00:00Z"}"#;
        let refused = readable(&database, 1, early).unwrap_err();
        assert!(refused.to_string().contains("nothing was recorded"), "{refused}");
        assert!(!refused.is_integrity(), "nothing that was recorded is altered");
    }
}
