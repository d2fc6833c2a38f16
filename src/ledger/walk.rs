//! The walk over a whole ledger: every entry is read, hashed and decoded once, and handed to
//! everything that has something to compare with it.
//!
//! Reading costs more than comparing, so nothing here goes over the entries twice; what others have
//! to know of every entry they see as it passes by, or find in [`Seen`].

use std::{collections::BTreeMap, fmt::Display};

use rusqlite::{OptionalExtension as _, types::ValueRef};

use super::{
    append::{self, number},
    artifact::Artifacts,
    check::{Finding, check_artifact, is_refused},
    connection::Database,
    entry::{Body, Entry, Ingest},
    error::{Error, Result},
    hash::Hash,
    merkle::leaf_hash,
    names::Names,
    seen::Seen,
    table::compare_schema,
    vector,
};
use crate::{evidence::Observation, time::ClockSource};

/// A walk under way.
pub(super) struct Walk<'l> {
    pub(super) database: &'l Database,
    pub(super) artifacts: &'l Artifacts,
    /// Sees each entry that can be read.
    pub(super) visit: &'l mut dyn FnMut(u64, &Entry),
    pub(super) findings: Vec<Finding>,
    pub(super) seen: Seen,
    /// The last verdict of each cell, in the order of the entries.
    verdicts: BTreeMap<u32, u8>,
    runs: u64,
}

/// Every entry with its row in the listing, if it has one: one query for both, because a query for
/// each costs more than verifying it.
const ROWS: &str = "
SELECT entry.seq, leaf_hash, bytes, kind, recorded_at, known_at, overridden
FROM entry LEFT JOIN listing USING (seq) ORDER BY entry.seq";

/// How an entry is listed, for people.
const LISTED: &str = "
SELECT kind || ' ' || recorded_at || ' ' || known_at || ' ' || overridden
FROM listing WHERE seq = ?1";

/// A row as it lies in the database: a million of them are not copied.
struct Row<'r> {
    seq: u64,
    leaf: &'r [u8],
    bytes: &'r [u8],
    listed: [ValueRef<'r>; 4],
}

impl<'r> Row<'r> {
    fn read(row: &'r rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let blob = |column| match row.get_ref(column)?.as_blob() {
            Ok(bytes) => Ok(bytes),
            // Something else than bytes: this says what.
            Err(_) => row.get::<_, Vec<u8>>(column).map(|_| &[][..]),
        };
        Ok(Self {
            seq: row.get::<_, i64>(0)?.unsigned_abs(),
            leaf: blob(1)?,
            bytes: blob(2)?,
            listed: [row.get_ref(3)?, row.get_ref(4)?, row.get_ref(5)?, row.get_ref(6)?],
        })
    }
}

impl<'l> Walk<'l> {
    pub(super) fn new(
        database: &'l Database,
        artifacts: &'l Artifacts,
        visit: &'l mut dyn FnMut(u64, &Entry),
    ) -> Self {
        let (findings, seen, verdicts) = (Vec::new(), Seen::default(), BTreeMap::new());
        Self { database, artifacts, visit, findings, seen, verdicts, runs: 0 }
    }

    pub(super) fn all(&mut self) -> Result<()> {
        self.pages()?;
        self.findings.extend(compare_schema(self.database)?);
        let mut names = Names::read(self.database)?;
        let next = self.entries(&mut names)?;
        self.findings.extend(names.rest(&self.verdicts));
        self.count("listing", "SELECT count(*) FROM listing", next - 1)?;
        self.count("runs", "SELECT count(*) FROM run", self.runs)
    }

    /// Every entry with how it is listed; gives the number after the last one.
    fn entries(&mut self, names: &mut Names) -> Result<u64> {
        let database = self.database;
        let failed = |error| database.failed("read the entries")(error);
        let mut statement = database.connection.prepare(ROWS).map_err(failed)?;
        // One at a time: entries are small, but there may be a great many.
        let mut rows = statement.query([]).map_err(failed)?;
        let mut next = 1;
        let mut known = None;
        while let Some(row) = rows.next().map_err(failed)? {
            let row = Row::read(row).map_err(failed)?;
            if row.seq != next {
                self.find("sequence", format!("after entry {}", next - 1), next, row.seq);
            }
            next = row.seq + 1;
            let leaf = leaf_hash(row.bytes);
            if let Some(entry) = self.entry(&row, leaf) {
                let latest = known.max(Some(entry.recorded_at));
                known = latest;
                let known = latest.unwrap_or(entry.recorded_at).unix();
                self.listing(&row, &entry, known)?;
                self.merged(row.seq, &entry)?;
                if let Body::Ingest(ingest) = &entry.body {
                    self.ingest(row.seq, ingest)?;
                    self.findings.extend(names.check(database, row.seq, &ingest.interned)?);
                }
                self.seen.add(&database.path, row.seq, leaf, &entry, known);
                (self.visit)(row.seq, &entry);
            }
        }
        Ok(next)
    }

    /// What the database itself notices: torn pages, and indexes that say other than their tables
    /// (`quick_check` would not compare them); not altered content.
    fn pages(&mut self) -> Result<()> {
        let read = || {
            let mut statement = self.database.connection.prepare("PRAGMA integrity_check(20)")?;
            let rows = statement.query_map([], |row| row.get(0))?;
            rows.collect::<rusqlite::Result<Vec<String>>>()
        };
        for said in read().map_err(self.database.failed("check the pages"))? {
            if said != "ok" {
                self.find("database", "the pages".into(), "ok", said);
            }
        }
        Ok(())
    }

    fn entry(&mut self, row: &Row<'_>, computed: Hash) -> Option<Entry> {
        let stored = <[u8; 32]>::try_from(row.leaf).ok().map(Hash::from_bytes);
        if stored != Some(computed) {
            let stored = stored.map_or_else(|| "no hash".into(), |hash| hash.to_string());
            self.find("leaf-hash", format!("entry {}", row.seq), stored, computed);
        }
        match Entry::decode(&self.database.path, row.seq, row.bytes) {
            Ok(entry) => Some(entry),
            Err(error) => {
                self.find("entry", format!("entry {}", row.seq), "an entry", error);
                None
            }
        }
    }

    /// What an entry from another ledger says of itself.
    fn merged(&mut self, seq: u64, entry: &Entry) -> Result<()> {
        let Some(merged) = &entry.merged else { return Ok(()) };
        self.findings.extend(merged.check(&self.database.path, seq, entry));
        if let Body::Withdrawal(taken) = &entry.body {
            let found = self.leaf_of(taken.entry)?;
            let found = found.map_or("no entry".into(), |leaf| leaf.to_string());
            if found != taken.leaf_hash {
                let at = format!("what entry {seq} takes back");
                self.find("merged-target", at, &taken.leaf_hash, found);
            }
        }
        Ok(())
    }

    /// The leaf hash of an entry's bytes as they are.
    fn leaf_of(&self, seq: u64) -> Result<Option<Hash>> {
        let sql = "SELECT bytes FROM entry WHERE seq = ?1";
        self.database
            .connection
            .prepare_cached(sql)
            .and_then(|mut find| {
                find.query_row([number(seq)], |row| row.get::<_, Vec<u8>>(0)).optional()
            })
            .map(|bytes| bytes.map(|bytes| leaf_hash(&bytes)))
            .map_err(self.database.failed("read the entries"))
    }

    fn listing(&mut self, row: &Row<'_>, entry: &Entry, known: i64) -> Result<()> {
        let (kind, recorded) = (entry.body.kind(), entry.recorded_at.unix());
        let overridden = u8::from(entry.clock == ClockSource::Overridden);
        let values = [recorded, known, overridden.into()].map(ValueRef::Integer);
        let [listed, times @ ..] = row.listed;
        let is_listed = listed == ValueRef::Text(kind.as_bytes()) && times == values;
        let projected = self.projected(entry)?;
        if is_listed && projected.is_none() {
            return Ok(());
        }
        let seq = row.seq;
        let (sql, detail) = projected.unwrap_or_default();
        let expected = format!("{kind} {recorded} {known} {overridden}");
        let listed = if is_listed { expected.clone() } else { self.text(seq, LISTED)? };
        let (expected, found) =
            (format!("{expected} {detail}"), format!("{listed} {}", self.text(seq, sql)?));
        if expected != found {
            self.find("listing", format!("entry {seq}"), expected, found);
        }
        if let Body::Attestation(attested) = &entry.body {
            self.document(seq, attested.document_sha256.as_deref())?;
        }
        Ok(())
    }

    /// Where what else is projected from an entry is found, and what has to be there.
    fn projected(&self, entry: &Entry) -> Result<Option<(&'static str, String)>> {
        Ok(Some(match &entry.body {
            Body::Ingest(ingest) => {
                let id = super::ArtifactId {
                    sha256: ingest.artifact.sha256,
                    bytes: ingest.artifact.bytes,
                };
                let identity = append::identity(self.database, id, &ingest.claims)?;
                ("SELECT lower(hex(identity)) FROM ingest WHERE entry = ?1", identity.to_string())
            }
            Body::Attestation(attested) => (
                "SELECT CAST(observed_at AS TEXT) FROM attestation WHERE entry = ?1",
                attested.observed_at.unix().to_string(),
            ),
            Body::Exception(exception) => (
                "SELECT CAST(observed_at AS TEXT) FROM exception WHERE entry = ?1",
                exception.observed_at.unix().to_string(),
            ),
            Body::Withdrawal(_) | Body::Approval(_) => return Ok(None),
        }))
    }

    /// The one text that a statement gives for an entry; empty when there is none.
    fn text(&self, seq: u64, sql: &str) -> Result<String> {
        if sql.is_empty() {
            return Ok(String::new());
        }
        self.database
            .connection
            .prepare_cached(sql)
            .and_then(|mut find| {
                find.query_row([number(seq)], |row| row.get::<_, Option<String>>(0)).optional()
            })
            .map(|found| found.flatten().unwrap_or_default())
            .map_err(self.database.failed("read the listing"))
    }

    /// The document behind an attestation, when it is in the store.
    fn document(&mut self, seq: u64, sha256: Option<&str>) -> Result<()> {
        let Some(Ok(sha256)) = sha256.map(str::parse::<Hash>) else { return Ok(()) };
        let at = || format!("the document of entry {seq}");
        if !self.artifacts.contains(sha256) {
            self.find("artifact-missing", at(), sha256, "no file");
            return Ok(());
        }
        match self.artifacts.verify(sha256, u64::MAX - 1) {
            Ok(found) if found.sha256 == sha256 => {}
            Ok(found) => self.find("artifact-altered", at(), sha256, found.sha256),
            Err(error) if is_refused(&error) => return Err(error),
            Err(error) => self.find("artifact-altered", at(), sha256, error),
        }
        Ok(())
    }

    fn ingest(&mut self, seq: u64, ingest: &Ingest) -> Result<()> {
        self.findings.extend(check_artifact(self.artifacts, seq, &ingest.artifact)?);
        for (ordinal, bound) in (0u32..).zip(&ingest.runs) {
            self.runs += 1;
            let at = format!("run {ordinal} of entry {seq}");
            let expected = (bound.run.observed_at.unix(), bound.cells);
            match self.run(seq, ordinal, expected, bound.states_sha256) {
                Err(error) if !error.is_integrity() => return Err(error),
                Err(Error::Altered { at, expected, found, .. }) => {
                    self.find("vector", at, expected, found);
                }
                Err(error) => self.find("vector", at, "readable", error),
                Ok(None) => self.find("runs", at, "a run", "none"),
                Ok(Some(observations)) => {
                    for Observation { cell, state } in observations {
                        self.verdicts.insert(cell.0, vector::verdict(vector::pack(state)));
                    }
                }
            }
        }
        Ok(())
    }

    fn run(
        &self,
        seq: u64,
        ordinal: u32,
        expected: (i64, u32),
        states: Hash,
    ) -> Result<Option<Vec<Observation>>> {
        let read = || {
            let mut statement = self.database.connection.prepare_cached(
                "SELECT observed_at, cells, vector FROM run WHERE entry = ?1 AND ordinal = ?2",
            )?;
            let mut rows = statement.query_map((number(seq), ordinal), |row| {
                Ok(((row.get::<_, i64>(0)?, row.get::<_, u32>(1)?), row.get::<_, Vec<u8>>(2)?))
            })?;
            rows.next().transpose()
        };
        let Some((found, blob)) = read().map_err(self.database.failed("read a run"))? else {
            return Ok(None);
        };
        let altered = |expected: String, found: String| Error::Altered {
            path: self.database.path.clone(),
            at: format!("run {ordinal} of entry {seq}"),
            expected,
            found,
        };
        if found != expected {
            return Err(altered(format!("{expected:?}"), format!("{found:?}")));
        }
        let damaged = |error: vector::VectorError| altered(states.to_string(), error.to_string());
        let payload = vector::unseal(&blob, expected.1).map_err(damaged)?;
        let hash = Hash::of(&payload);
        if hash != states {
            return Err(altered(states.to_string(), hash.to_string()));
        }
        vector::parse(&payload).map(Some).map_err(damaged)
    }

    fn count(&mut self, code: &'static str, sql: &str, expected: u64) -> Result<()> {
        let found = self.database.connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        let found = found.map_err(self.database.failed("count the rows"))?.unsigned_abs();
        if found != expected {
            self.find(code, "the number of rows".into(), expected, found);
        }
        Ok(())
    }

    fn find(
        &mut self,
        code: &'static str,
        at: String,
        expected: impl Display,
        found: impl Display,
    ) {
        self.findings.push(Finding::new(code, at, expected, found));
    }
}
