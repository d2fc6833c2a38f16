//! Numbers for names: each rule, subject and cell gets the next number when it is first met.
//!
//! Numbers are handed out in the order of the entries and, inside one, of the results, so a
//! rebuild hands out the same ones. What was met is looked up in the database, with small caches
//! in front: whole maps in memory would be no faster and grow with the ledger.

use std::collections::HashMap;

use rusqlite::{CachedStatement, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::{
    connection::Database,
    entry::Interned,
    error::{Error, Result},
    framing::Framer,
    hash::Hash,
};
use crate::evidence::Subject;

/// A cache that reaches this many names is emptied: it costs a few megabytes at most.
const CACHED_NAMES: usize = 50_000;

/// Finds or makes numbers, inside the transaction of one entry.
pub(super) struct Interner<'c> {
    database: &'c Database,
    statements: Statements<'c>,
    rules: Numbered<String>,
    subjects: Numbered<Hash>,
    cells: u32,
    cells_before: u32,
    cells_digest: Sha256,
    tool: String,
}

struct Statements<'c> {
    find_rule: CachedStatement<'c>,
    add_rule: CachedStatement<'c>,
    find_subject: CachedStatement<'c>,
    add_subject: CachedStatement<'c>,
    find_cell: CachedStatement<'c>,
    add_cell: CachedStatement<'c>,
    set_cell: CachedStatement<'c>,
}

/// One kind of name: how many there are, which are new, and a cache.
struct Numbered<K> {
    last: u32,
    before: u32,
    digest: Sha256,
    cache: HashMap<K, u32>,
}

/// A number, and whether it was handed out just now.
#[derive(Clone, Copy)]
pub(super) struct Number {
    pub(super) id: u32,
    new: bool,
}

/// A cell's number, and what was last noted of it; `None` when it is new.
pub(super) struct FoundCell {
    pub(super) id: u32,
    pub(super) last: Option<Noted>,
}

/// A verdict and the run that it was noted in.
#[derive(Clone, Copy)]
pub(super) struct Noted {
    pub(super) verdict: u8,
    pub(super) run: u32,
}

impl<'c> Interner<'c> {
    pub(super) fn new(database: &'c Database) -> Result<Self> {
        let prepare = |sql: &'static str| {
            database.connection.prepare_cached(sql).map_err(database.failed("prepare to record"))
        };
        let statements = Statements {
            find_rule: prepare("SELECT id FROM rule WHERE tool = ?1 AND code = ?2")?,
            add_rule: prepare("INSERT INTO rule (id, tool, code) VALUES (?1, ?2, ?3)")?,
            find_subject: prepare(
                "SELECT id FROM subject WHERE key = ?1 AND uid = ?2 AND kind = ?3
                 AND account IS ?4 AND region IS ?5",
            )?,
            add_subject: prepare("INSERT INTO subject VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?,
            find_cell: prepare(
                "SELECT id, last_state, last_run FROM cell WHERE rule = ?1 AND subject = ?2",
            )?,
            add_cell: prepare("INSERT INTO cell VALUES (?1, ?2, ?3, ?4, ?5)")?,
            set_cell: prepare(
                "UPDATE cell SET last_state = ?3, last_run = ?4 WHERE rule = ?1 AND subject = ?2",
            )?,
        };
        let last = |sql: &str| {
            let found = database.connection.query_row(sql, [], |row| row.get(0));
            found.map_err(database.failed("find the last number"))
        };
        // Cells are clustered by what is asked of what, so their last number is kept elsewhere.
        let cells =
            last("SELECT coalesce((SELECT cells FROM ingest ORDER BY entry DESC LIMIT 1), 0)")?;
        Ok(Self {
            database,
            statements,
            rules: Numbered::after(last("SELECT coalesce(max(id), 0) FROM rule")?),
            subjects: Numbered::after(last("SELECT coalesce(max(id), 0) FROM subject")?),
            cells,
            cells_before: cells,
            cells_digest: Sha256::new(),
            tool: String::new(),
        })
    }

    /// The rules that follow are this tool's.
    pub(super) fn set_tool(&mut self, tool: &str) {
        if self.tool != tool {
            self.rules.cache.clear();
            self.tool = tool.into();
        }
    }

    pub(super) fn rule(&mut self, code: &str) -> Result<Number> {
        if let Some(id) = self.rules.cache.get(code) {
            return Ok(Number { id: *id, new: false });
        }
        let found = self.statements.find_rule.query_row(params![self.tool, code], |row| row.get(0));
        let found: Option<u32> =
            found.optional().map_err(self.database.failed("look for a rule"))?;
        let number = self.rules.number(self.database, code.into(), found, "rules")?;
        if number.new {
            rule_digest(&mut self.rules.digest, &self.tool, code);
            self.statements
                .add_rule
                .execute(params![number.id, self.tool, code])
                .map_err(self.database.failed("add a rule"))?;
        }
        Ok(number)
    }

    pub(super) fn subject(&mut self, subject: &Subject, framer: &mut Framer) -> Result<Number> {
        let hash = framer.subject(subject);
        if let Some(id) = self.subjects.cache.get(&hash) {
            return Ok(Number { id: *id, new: false });
        }
        let key = subject_key(&hash);
        let Subject { uid, kind, account, region } = subject;
        let found = self
            .statements
            .find_subject
            .query_row(params![key, uid, kind, account, region], |row| row.get(0));
        let found: Option<u32> =
            found.optional().map_err(self.database.failed("look for a subject"))?;
        let number = self.subjects.number(self.database, hash, found, "subjects")?;
        if number.new {
            self.subjects.digest.update(hash.as_bytes());
            self.statements
                .add_subject
                .execute(params![number.id, key, uid, kind, account, region])
                .map_err(self.database.failed("add a subject"))?;
        }
        Ok(number)
    }

    /// Finds or makes a cell; a new one starts with this note.
    pub(super) fn cell(
        &mut self,
        rule: Number,
        subject: Number,
        noted: Noted,
    ) -> Result<FoundCell> {
        // What was named just now has no cells, and need not be looked for.
        if !rule.new && !subject.new {
            let find = &mut self.statements.find_cell;
            let found = find
                .query_row(params![rule.id, subject.id], |row| {
                    let last = Noted { verdict: row.get(1)?, run: row.get(2)? };
                    Ok(FoundCell { id: row.get(0)?, last: Some(last) })
                })
                .optional()
                .map_err(self.database.failed("look for a cell"))?;
            match found {
                // Memory is asked for by this number: it must be one that was handed out.
                Some(found) if found.id > self.cells => return Err(self.unknown_cell(found.id)),
                Some(found) => return Ok(found),
                None => {}
            }
        }
        let id = next(self.database, self.cells, "cells")?;
        self.cells = id;
        cell_digest(&mut self.cells_digest, rule.id, subject.id);
        self.statements
            .add_cell
            .execute(params![rule.id, subject.id, id, noted.verdict, noted.run])
            .map_err(self.database.failed("add a cell"))?;
        Ok(FoundCell { id, last: None })
    }

    /// Remembers what was last said of a cell.
    pub(super) fn set_cell(&mut self, rule: Number, subject: Number, noted: Noted) -> Result<()> {
        self.statements
            .set_cell
            .execute(params![rule.id, subject.id, noted.verdict, noted.run])
            .map_err(self.database.failed("update a cell"))?;
        Ok(())
    }

    fn unknown_cell(&self, id: u32) -> Error {
        Error::Altered {
            path: self.database.path.clone(),
            at: "the number of a cell".into(),
            expected: format!("at most {}", self.cells),
            found: id.to_string(),
        }
    }

    /// What was new in this entry.
    pub(super) fn finish(self) -> Interned {
        Interned {
            rules: self.rules.last - self.rules.before,
            subjects: self.subjects.last - self.subjects.before,
            cells: self.cells - self.cells_before,
            sha256: interned_digest(self.rules.digest, self.subjects.digest, self.cells_digest),
        }
    }
}

impl<K: std::hash::Hash + Eq> Numbered<K> {
    fn after(last: u32) -> Self {
        Self { last, before: last, digest: Sha256::new(), cache: HashMap::new() }
    }

    fn number(
        &mut self,
        database: &Database,
        key: K,
        found: Option<u32>,
        what: &'static str,
    ) -> Result<Number> {
        let number = match found {
            Some(id) => Number { id, new: false },
            None => Number { id: next(database, self.last, what)?, new: true },
        };
        self.last = self.last.max(number.id);
        if self.cache.len() >= CACHED_NAMES {
            self.cache.clear();
        }
        self.cache.insert(key, number.id);
        Ok(number)
    }
}

fn next(database: &Database, last: u32, what: &'static str) -> Result<u32> {
    // The highest number is left free; see `note_id` for why runs stop earlier.
    let next = last.checked_add(1).filter(|next| *next != u32::MAX);
    next.ok_or_else(|| Error::Full { path: database.path.clone(), what })
}

/// What a subject is looked up by. Two subjects may share it: the texts decide.
pub(super) fn subject_key(hash: &Hash) -> i64 {
    let (key, _) = hash.as_bytes().split_first_chunk().unwrap_or((&[0; 8], &[]));
    i64::from_be_bytes(*key)
}

pub(super) fn rule_digest(digest: &mut Sha256, tool: &str, code: &str) {
    let mut framer = Framer::default();
    framer.text(tool);
    framer.text(code);
    digest.update(framer.bytes());
}

pub(super) fn cell_digest(digest: &mut Sha256, rule: u32, subject: u32) {
    digest.update(rule.to_be_bytes());
    digest.update(subject.to_be_bytes());
}

pub(super) fn interned_digest(rules: Sha256, subjects: Sha256, cells: Sha256) -> Hash {
    let mut digest = Sha256::new();
    for part in [rules, subjects, cells] {
        digest.update(part.finalize());
    }
    Hash::finish(digest)
}
