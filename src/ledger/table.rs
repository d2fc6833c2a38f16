//! Whole tables: comparing projections and definitions row by row.

use std::collections::BTreeSet;

use rusqlite::{Connection, types::ValueRef};
use sha2::{Digest as _, Sha256};

use super::{
    check::Finding, connection::Database, error::Result, hash::Hash, schema::PROJECTION_TABLES,
};

/// Every projection whose rows are not the same in both.
pub(super) fn compare_tables(expected: &Database, found: &Database) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for table in PROJECTION_TABLES {
        let read = |database: &Database| {
            digest(&database.connection, table).map_err(database.failed("read a projection"))
        };
        let (expected, found) = (read(expected)?, read(found)?);
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
fn digest(connection: &Connection, table: &str) -> rusqlite::Result<String> {
    let mut statement = connection.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2"))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let (mut count, mut hash) = (0u64, Sha256::new());
    while let Some(row) = rows.next()? {
        count += 1;
        for column in 0..columns {
            match row.get_ref(column)? {
                ValueRef::Null => hash.update(b"n"),
                ValueRef::Integer(number) => {
                    hash.update(b"i");
                    hash.update(number.to_be_bytes());
                }
                ValueRef::Real(number) => {
                    hash.update(b"r");
                    hash.update(number.to_be_bytes());
                }
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    hash.update((bytes.len() as u64).to_be_bytes());
                    hash.update(bytes);
                }
            }
        }
    }
    Ok(format!("{count} rows, {}", Hash::finish(hash)))
}
