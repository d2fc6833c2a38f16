//! Comparing the rules, subjects and cells with what each entry says it was the first to name.

use std::collections::BTreeMap;

use rusqlite::params;
use sha2::{Digest as _, Sha256};

use super::{
    check::Finding,
    connection::Database,
    entry::Interned,
    error::Result,
    framing::Framer,
    intern::{cell_digest, interned_digest, rule_digest, subject_key},
};
use crate::evidence::Subject;

/// How far the comparison has come.
pub(super) struct Names {
    cells: Vec<CellRow>,
    totals: [u32; 3],
    seen: [u32; 3],
}

struct CellRow {
    id: u32,
    rule: u32,
    subject: u32,
    verdict: u8,
}

impl Names {
    pub(super) fn read(database: &Database) -> Result<Self> {
        let read = || {
            let mut statement =
                database.connection.prepare("SELECT id, rule, subject, last_state FROM cell")?;
            let rows = statement.query_map([], |row| {
                Ok(CellRow {
                    id: row.get(0)?,
                    rule: row.get(1)?,
                    subject: row.get(2)?,
                    verdict: row.get(3)?,
                })
            })?;
            let mut cells = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            cells.sort_unstable_by_key(|cell| cell.id);
            let count = |sql: &str| database.connection.query_row(sql, [], |row| row.get(0));
            let rules = count("SELECT count(*) FROM rule")?;
            let subjects = count("SELECT count(*) FROM subject")?;
            let totals = [rules, subjects, u32::try_from(cells.len()).unwrap_or(u32::MAX)];
            Ok(Self { cells, totals, seen: [0; 3] })
        };
        read().map_err(database.failed("read the names"))
    }

    /// Compares the names that follow with those of an entry.
    pub(super) fn check(
        &mut self,
        database: &Database,
        seq: u64,
        interned: &Interned,
    ) -> Result<Option<Finding>> {
        let from = self.seen;
        let new = [interned.rules, interned.subjects, interned.cells];
        for (seen, new) in self.seen.iter_mut().zip(new) {
            *seen = seen.saturating_add(new);
        }
        let found = self.digest(database, from).map_err(database.failed("read the names"))?;
        let found = found.to_string();
        let expected = interned.sha256.to_string();
        let at = format!("the names of entry {seq}");
        Ok((found != expected).then(|| Finding::new("names", at, expected, found)))
    }

    fn digest(&self, database: &Database, from: [u32; 3]) -> rusqlite::Result<super::Hash> {
        let connection = &database.connection;
        let (mut rules, mut subjects, mut cells) = (Sha256::new(), Sha256::new(), Sha256::new());
        let mut statement = connection
            .prepare_cached("SELECT tool, code FROM rule WHERE id > ?1 AND id <= ?2 ORDER BY id")?;
        let mut rows = statement.query(params![from[0], self.seen[0]])?;
        while let Some(row) = rows.next()? {
            rule_digest(&mut rules, &row.get::<_, String>(0)?, &row.get::<_, String>(1)?);
        }
        let mut statement = connection.prepare_cached(
            "SELECT key, uid, kind, account, region FROM subject
             WHERE id > ?1 AND id <= ?2 ORDER BY id",
        )?;
        let mut rows = statement.query(params![from[1], self.seen[1]])?;
        let mut framer = Framer::default();
        while let Some(row) = rows.next()? {
            let subject = Subject {
                uid: row.get(1)?,
                kind: row.get(2)?,
                account: row.get(3)?,
                region: row.get(4)?,
            };
            let hash = framer.subject(&subject);
            subjects.update(hash.as_bytes());
            // A key that does not fit its texts would hide the subject from look-ups.
            if row.get::<_, i64>(0)? != subject_key(&hash) {
                subjects.update(b"wrong key");
            }
        }
        let start = self.cells.partition_point(|cell| cell.id <= from[2]);
        let named = self.cells[start..].iter().take_while(|cell| cell.id <= self.seen[2]);
        for cell in named {
            cell_digest(&mut cells, cell.rule, cell.subject);
        }
        Ok(interned_digest(rules, subjects, cells))
    }

    /// What no entry named, and cells whose last verdict is not what the last run said.
    pub(super) fn rest(&self, verdicts: &BTreeMap<u32, u8>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for ((what, named), found) in
            ["rules", "subjects", "cells"].iter().zip(self.seen).zip(self.totals)
        {
            if named != found {
                findings.push(Finding::new("names", format!("the number of {what}"), named, found));
            }
        }
        let differs = |cell: &&CellRow| verdicts.get(&cell.id) != Some(&cell.verdict);
        if let Some(cell) = self.cells.iter().find(differs) {
            let expected = verdicts.get(&cell.id).copied().unwrap_or(0);
            let at = format!("the last verdict of cell {}", cell.id);
            findings.push(Finding::new("cell", at, expected, cell.verdict));
        }
        findings
    }
}
