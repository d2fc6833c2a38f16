//! Whole tables: comparing projections and definitions row by row.

use std::{collections::BTreeSet, fmt};

use rusqlite::{Connection, types::ValueRef};
use sha2::{Digest as _, Sha256};

use super::{
    check::Finding, connection::Database, error::Result, hash::Hash, schema::PROJECTION_TABLES,
    seen::Seen,
};

/// Every projection whose rows are not those that were made again, after a walk that found nothing.
///
/// It has compared each row of the listing with its entry and counted them, so that table is what it
/// has to be; what statements come to, it has seen.
pub(super) fn compare_tables(
    expected: &Database,
    found: &Database,
    seen: &Seen,
) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for table in PROJECTION_TABLES {
        let read = |database: &Database| {
            digest(&database.connection, table).map_err(database.failed("read a projection"))
        };
        let expected = match table {
            "listing" => continue,
            "attestation" => seen.attestations.to_string(),
            "exception" => seen.exceptions.to_string(),
            _ => read(expected)?,
        };
        let found = read(found)?;
        if expected != found {
            findings.push(Finding::new("projection", format!("table {table}"), expected, found));
        }
    }
    Ok(findings)
}

/// Whether the tables, indexes and triggers are those that this program makes.
pub(super) fn compare_schema(found: &Database) -> Result<Option<Finding>> {
    let read = |database: &Database| {
        let read = || {
            let mut statement = database.connection.prepare(
                "SELECT type || ' ' || name || ' on ' || tbl_name || coalesce(': ' || sql, '')
                 FROM sqlite_schema ORDER BY name",
            )?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<BTreeSet<String>>>()
        };
        read().map_err(database.failed("read the schema"))
    };
    let (expected, found) = (read(&Database::temporary()?)?, read(found)?);
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        one.difference(other).next().cloned().unwrap_or_else(|| "nothing else".into())
    };
    Ok((expected != found).then(|| {
        Finding::new("schema", "the tables", only(&expected, &found), only(&found, &expected))
    }))
}

/// How many rows a table has, and a hash over them in the order of their keys.
#[derive(Debug, Clone, Default)]
pub(super) struct Rows {
    count: u64,
    hash: Sha256,
}

impl Rows {
    /// Takes the next row.
    pub(super) fn add<'r>(&mut self, values: impl IntoIterator<Item = ValueRef<'r>>) {
        self.count += 1;
        for value in values {
            match value {
                ValueRef::Null => self.hash.update(b"n"),
                ValueRef::Integer(number) => {
                    self.hash.update(b"i");
                    self.hash.update(number.to_be_bytes());
                }
                ValueRef::Real(number) => {
                    self.hash.update(b"r");
                    self.hash.update(number.to_be_bytes());
                }
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    self.hash.update((bytes.len() as u64).to_be_bytes());
                    self.hash.update(bytes);
                }
            }
        }
    }
}

impl fmt::Display for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows, {}", self.count, Hash::finish(self.hash.clone()))
    }
}

/// The rows of a table.
fn digest(connection: &Connection, table: &str) -> rusqlite::Result<String> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
    let columns = statement.column_count();
    let mut found = statement.query([])?;
    let mut rows = Rows::default();
    while let Some(row) = found.next()? {
        let values: rusqlite::Result<Vec<_>> = (0..columns).map(|n| row.get_ref(n)).collect();
        rows.add(values?);
    }
    Ok(rows.to_string())
}
