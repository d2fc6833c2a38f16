//! Walking the whole ledger and saying what is not as it was recorded.
//!
//! The walk reads every entry, every artifact and every projection but the notes' texts, and
//! needs no reader. [`Ledger::rederive`] goes further and reads the artifacts again.
//!
//! What neither can see: whoever can write the file can cut off its end or write it anew from
//! the start, and the result is whole in itself. Only an older head, kept where they cannot
//! reach it, shows that; see [`Ledger::consistency_proof`].

use std::{collections::BTreeMap, fmt::Display};

use rusqlite::OptionalExtension as _;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    append::{self, number},
    artifact::Artifacts,
    connection::Database,
    entry::{Artifact, Body, Entry, Ingest},
    error::{Error, Result},
    handle::Ledger,
    hash::Hash,
    merkle::leaf_hash,
    names::Names,
    table::compare_schema,
    vector,
};
use crate::{evidence::Observation, time::ClockSource};

/// Something that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// What kind of thing, such as `leaf-hash` or `artifact-missing`.
    pub code: &'static str,
    /// Where.
    pub at: String,
    /// What was recorded.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl Finding {
    pub(super) fn new(
        code: &'static str,
        at: impl Into<String>,
        expected: impl Display,
        found: impl Display,
    ) -> Self {
        let (expected, found) = (expected.to_string(), found.to_string());
        Self { code, at: at.into(), expected, found }
    }
}

impl Ledger {
    /// Walks the ledger. An empty list means that everything is as it was recorded.
    pub fn check(&self) -> Result<Vec<Finding>> {
        let _snapshot = self.database.snapshot()?;
        let mut walk = Walk {
            database: &self.database,
            artifacts: &self.artifacts,
            findings: Vec::new(),
            verdicts: BTreeMap::new(),
            runs: 0,
        };
        // A damaged file makes later steps fail; what was found before still counts.
        match walk.all() {
            Err(error) if error.is_integrity() || !walk.findings.is_empty() => {
                walk.findings.push(Finding::new("database", "the ledger", "readable", error));
            }
            done => done?,
        }
        Ok(walk.findings)
    }
}

struct Walk<'l> {
    database: &'l Database,
    artifacts: &'l Artifacts,
    findings: Vec<Finding>,
    /// The last verdict of each cell, in the order of the entries.
    verdicts: BTreeMap<u32, u8>,
    runs: u64,
}

/// Every entry with its row in the listing, if it has one: one query for both, because a query for
/// each costs more than verifying it.
const ROWS: &str = "
SELECT entry.seq, leaf_hash, bytes,
       kind || ' ' || recorded_at || ' ' || known_at || ' ' || overridden
FROM entry LEFT JOIN listing USING (seq) ORDER BY entry.seq";

struct Row {
    seq: u64,
    leaf: Vec<u8>,
    bytes: Vec<u8>,
    listed: Option<String>,
}

impl Row {
    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let seq = row.get::<_, i64>(0)?.unsigned_abs();
        Ok(Self { seq, leaf: row.get(1)?, bytes: row.get(2)?, listed: row.get(3)? })
    }
}

impl Walk<'_> {
    fn all(&mut self) -> Result<()> {
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
        let failed = |error| self.database.failed("read the entries")(error);
        let mut statement = self.database.connection.prepare(ROWS).map_err(failed)?;
        // One at a time: entries are small, but there may be a great many.
        let mut rows = statement.query([]).map_err(failed)?;
        let mut next = 1;
        let mut known = None;
        while let Some(row) =
            rows.next().and_then(|row| row.map(Row::read).transpose()).map_err(failed)?
        {
            if row.seq != next {
                self.find("sequence", format!("after entry {}", next - 1), next, row.seq);
            }
            next = row.seq + 1;
            if let Some(entry) = self.entry(&row) {
                let latest = known.max(Some(entry.recorded_at));
                known = latest;
                let known = latest.unwrap_or(entry.recorded_at).unix();
                self.listing(&row, &entry, known)?;
                self.merged(row.seq, &entry)?;
                if let Body::Ingest(ingest) = &entry.body {
                    self.ingest(row.seq, ingest)?;
                    self.findings.extend(names.check(self.database, row.seq, &ingest.interned)?);
                }
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

    fn entry(&mut self, row: &Row) -> Option<Entry> {
        let computed = leaf_hash(&row.bytes);
        let stored = <[u8; 32]>::try_from(row.leaf.as_slice()).ok().map(Hash::from_bytes);
        if stored != Some(computed) {
            let stored = stored.map_or_else(|| "no hash".into(), |hash| hash.to_string());
            self.find("leaf-hash", format!("entry {}", row.seq), stored, computed);
        }
        match Entry::decode(&self.database.path, row.seq, &row.bytes) {
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

    fn listing(&mut self, row: &Row, entry: &Entry, known: i64) -> Result<()> {
        let seq = row.seq;
        let (sql, detail) = match &entry.body {
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
            Body::Withdrawal(_) | Body::Approval(_) => ("", String::new()),
        };
        let overridden = u8::from(entry.clock == ClockSource::Overridden);
        let expected = format!(
            "{} {} {known} {overridden} {detail}",
            entry.body.kind(),
            entry.recorded_at.unix()
        );
        let listed = row.listed.as_deref().unwrap_or_default();
        let found = format!("{listed} {}", self.detail(seq, sql)?);
        if expected != found {
            self.find("listing", format!("entry {seq}"), expected, found);
        }
        if let Body::Attestation(attested) = &entry.body {
            self.document(seq, attested.document_sha256.as_deref())?;
        }
        Ok(())
    }

    /// What the projection of an entry's kind says of it.
    fn detail(&self, seq: u64, sql: &str) -> Result<String> {
        if sql.is_empty() {
            return Ok(String::new());
        }
        self.database
            .connection
            .prepare_cached(sql)
            .and_then(|mut find| find.query_row([number(seq)], |row| row.get(0)).optional())
            .map(Option::unwrap_or_default)
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

/// Compares an artifact with what its entry says.
pub(super) fn check_artifact(
    artifacts: &Artifacts,
    seq: u64,
    named: &Artifact,
) -> Result<Option<Finding>> {
    let at = format!("the artifact of entry {seq}");
    let expected = format!("{} of {} bytes", named.sha256, named.bytes);
    if !artifacts.contains(named.sha256) {
        return Ok(Some(Finding::new("artifact-missing", at, expected, "no file")));
    }
    let found = match artifacts.verify(named.sha256, named.bytes) {
        Ok(found) => format!("{} of {} bytes", found.sha256, found.bytes),
        Err(error) if is_refused(&error) => return Err(error),
        Err(error) => error.to_string(),
    };
    Ok((found != expected).then(|| Finding::new("artifact-altered", at, expected, found)))
}

/// Whether the system did not let us read, which says nothing of what is there.
fn is_refused(error: &Error) -> bool {
    matches!(error, Error::Io { source, .. } if source.raw_os_error().is_some())
}
