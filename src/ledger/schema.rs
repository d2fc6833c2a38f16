//! The tables, and how an older ledger gets today's.
//!
//! `entry` is the ledger. Everything else is a projection: it can be dropped and is made again
//! from the entries and their artifacts ([`super::rebuild`]), with the same numbers, because
//! numbers are handed out in the order of the entries.
//!
//! | table | one row is |
//! |---|---|
//! | `entry` | the exact bytes that were appended, with their leaf hash |
//! | `listing` | an entry's kind and times; `known_at` is the latest `recorded_at` so far |
//! | `ingest` | an entry with results: what makes a second submission the same one, and how many cells there are after it |
//! | `run` | a run: when it was observed, and its status vector ([`super::vector`]) |
//! | `rule` | a rule of a tool |
//! | `subject` | a subject; `key` is the beginning of the hash over its four fields |
//! | `cell` | a rule asked of a subject, what the newest entry said of it, and the run of its newest note |
//! | `note` | the tool's message where what it said changed; `id` is run × 2³² + cell, and `previous` the run of the cell's note before it, or 0 |
//! | `attestation`, `exception` | a statement, found by when it was observed; approvals are found by their kind |
//!
//! `cell` is clustered by what it is looked up by, which halves its size. Notes are kept in the
//! order in which they come, each naming the one before it of its cell: kept by cell, each change
//! would split a full page, and cost more than a kilobyte. Projections refer to each other by number
//! without foreign keys: checking those costs more than finding a cell, and [`super::check`]
//! finds what they would.

use rusqlite::{Connection, TransactionBehavior};

/// `sprf`, which marks the file as a storyproof ledger.
pub(super) const APPLICATION_ID: i32 = i32::from_be_bytes(*b"sprf");

/// The version that this program writes.
pub(super) const VERSION: i32 = 1;

/// What brings a ledger from version `n` to `n + 1`, by `n`.
///
/// A step is never changed or removed once a release has it: ledgers outlive programs.
pub(super) const STEPS: [Step; VERSION as usize] = [version_1];

/// What brings a ledger from a version to the next.
pub(super) type Step = fn(&Connection) -> rusqlite::Result<()>;

/// Takes the steps that the ledger lacks, in one transaction. `user_version` is read again inside
/// it, so that of several first openers one makes the tables and the others find them.
pub(super) fn migrate(connection: &mut Connection, steps: &[Step]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = user_version(&transaction)?;
    let mut version = found;
    for step in steps.iter().skip(usize::try_from(found).unwrap_or(0)) {
        step(&transaction)?;
        version += 1;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", version)?;
    transaction.commit()
}

pub(super) fn user_version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn version_1(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(ENTRIES)?;
    connection.execute_batch(PROJECTIONS)
}

/// Drops every projection and makes it again, empty.
pub(super) fn reset_projections(connection: &Connection) -> rusqlite::Result<()> {
    for table in PROJECTION_TABLES {
        connection.execute_batch(&format!("DROP TABLE IF EXISTS {table}"))?;
    }
    connection.execute_batch(PROJECTIONS)
}

/// The triggers guard against accidents and old tools; the hashes are what shows tampering.
/// `REPLACE` deletes without a delete trigger unless triggers are recursive, so an insert must
/// also continue the sequence.
const ENTRIES: &str = "
CREATE TABLE entry (
    seq       INTEGER PRIMARY KEY CHECK (seq > 0),
    leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
    bytes     BLOB NOT NULL
) STRICT;
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the ledger is only appended to'); END;
CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the ledger is only appended to'); END;
CREATE TRIGGER entry_continues_the_sequence BEFORE INSERT ON entry
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'an entry continues the sequence'); END;
";

/// Every projection, in the order in which tests and checks list them.
pub(super) const PROJECTION_TABLES: [&str; 9] =
    ["listing", "ingest", "run", "rule", "subject", "cell", "note", "attestation", "exception"];

const PROJECTIONS: &str = "
CREATE TABLE listing (
    seq         INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    known_at    INTEGER NOT NULL,
    overridden  INTEGER NOT NULL CHECK (overridden IN (0, 1))
) STRICT;
CREATE TABLE ingest (
    entry    INTEGER PRIMARY KEY,
    identity BLOB NOT NULL UNIQUE CHECK (length(identity) = 32),
    cells    INTEGER NOT NULL
) STRICT;
CREATE TABLE run (
    id          INTEGER PRIMARY KEY,
    entry       INTEGER NOT NULL,
    ordinal     INTEGER NOT NULL,
    observed_at INTEGER NOT NULL,
    cells       INTEGER NOT NULL,
    vector      BLOB NOT NULL,
    UNIQUE (entry, ordinal)
) STRICT;
CREATE TABLE rule (
    id   INTEGER PRIMARY KEY,
    tool TEXT NOT NULL,
    code TEXT NOT NULL,
    UNIQUE (tool, code)
) STRICT;
CREATE TABLE subject (
    id      INTEGER PRIMARY KEY,
    key     INTEGER NOT NULL,
    uid     TEXT NOT NULL,
    kind    TEXT NOT NULL,
    account TEXT,
    region  TEXT
) STRICT;
CREATE INDEX subject_by_key ON subject (key);
CREATE TABLE cell (
    rule       INTEGER NOT NULL,
    subject    INTEGER NOT NULL,
    id         INTEGER NOT NULL,
    last_state INTEGER NOT NULL,
    last_run   INTEGER NOT NULL,
    PRIMARY KEY (rule, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE note (
    id       INTEGER PRIMARY KEY,
    state    INTEGER NOT NULL,
    previous INTEGER NOT NULL,
    text     TEXT NOT NULL
) STRICT;
CREATE TABLE attestation (
    entry       INTEGER PRIMARY KEY,
    observed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE exception (
    entry       INTEGER PRIMARY KEY,
    observed_at INTEGER NOT NULL
) STRICT;
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, &STEPS).unwrap();
        let schema = |connection: &Connection| -> Vec<String> {
            let mut statement =
                connection.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL").unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        let before = schema(&connection);
        migrate(&mut connection, &STEPS).unwrap();
        reset_projections(&connection).unwrap();
        let mut after = schema(&connection);
        after.sort();
        let mut sorted = before.clone();
        sorted.sort();
        assert_eq!(after, sorted);
        assert_eq!(user_version(&connection).unwrap(), VERSION);
    }

    #[test]
    fn every_projection_can_be_reset() {
        let tables = PROJECTIONS.matches("CREATE TABLE").count();
        assert_eq!(tables, PROJECTION_TABLES.len());
    }
}
