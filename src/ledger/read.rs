//! Replaying the ledger as of two clocks.
//!
//! *Known at K* is a beginning of the ledger: the entries up to the last one before any time
//! after K. Times mostly rise from entry to entry; where a clock was wrong, an entry counts as
//! known at the latest time at or before it, since nothing is known before what the ledger
//! already held. So what is read is exactly what the head's root covers, and an entry appended
//! later with a right clock changes nothing that was read before.
//!
//! What is read is verified on the way: entries against their leaf hashes, status vectors
//! against their entries. A report cannot be made from a vector that was altered. That the names
//! behind the numbers are the recorded ones is for [`Ledger::check`] to say.

use std::collections::{
    BTreeMap,
    btree_map::Entry::{Occupied, Vacant},
};

use rusqlite::{Row, params};

use super::{
    append::{self, number},
    clocks,
    connection::Database,
    entry::{Body, Entry, Ingest},
    error::{Error, Result},
    handle::Ledger,
    hash::Hash,
    log::read_entry,
    takeback, vector,
};
use crate::{
    evidence::{
        ApprovalRecord, AttestedRecord, Cell, Elsewhere, ExceptionRecord, History, Observation,
        Origin, RuleKey, RunRecord, Subject, SubjectId,
    },
    time::{AsOf, Instant},
};

impl Ledger {
    /// Everything observed at or before one instant and known at another.
    pub fn history(&self, as_of: AsOf) -> Result<History> {
        let _snapshot = self.database.snapshot()?;
        let replay =
            Replay { database: &self.database, as_of, size: self.known_size(as_of.known)? };
        let mut history = History {
            runs: replay.runs()?,
            taken_back: takeback::taken_back(&self.database, replay.size)?,
            clock_flags: clocks::flags(&self.database, as_of.known)?,
            head: Some(append::head(&self.database, replay.size)?),
            ..History::default()
        };
        replay.attestations(&mut history)?;
        replay.exceptions(&mut history)?;
        replay.approvals(&mut history)?;
        replay.names(&mut history)?;
        Ok(history)
    }

    /// Whether an entry known at this instant was recorded under a clock that was set by hand.
    pub fn clock_overridden(&self, known: Instant) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM listing WHERE overridden AND known_at <= ?1)";
        let found = self.database.connection.query_row(sql, [known.unix()], |row| row.get(0));
        found.map_err(self.database.failed("look at the clocks"))
    }

    /// How many entries were known at an instant.
    pub fn known_size(&self, known: Instant) -> Result<u64> {
        let sql = "SELECT coalesce(max(seq), 0) FROM listing WHERE known_at <= ?1";
        let found = self.database.connection.query_row(sql, [known.unix()], |row| row.get(0));
        found.map(i64::unsigned_abs).map_err(self.database.failed("find what was known"))
    }
}

/// A reading under way.
struct Replay<'l> {
    database: &'l Database,
    as_of: AsOf,
    size: u64,
}

/// A row of `run`.
struct RunRow {
    entry: u64,
    ordinal: u32,
    observed_at: i64,
    vector: Vec<u8>,
}

/// An entry with results.
struct Recorded {
    at: Instant,
    ingest: Box<Ingest>,
    elsewhere: Option<Elsewhere>,
}

impl Replay<'_> {
    /// The runs, each with the ledger's own numbers for its cells.
    fn runs(&self) -> Result<Vec<RunRecord>> {
        let rows = self.rows(
            "SELECT entry, ordinal, observed_at, vector FROM run
             WHERE entry <= ?1 AND observed_at <= ?2 ORDER BY observed_at, entry, ordinal",
            |row| {
                Ok(RunRow {
                    entry: row.get::<_, i64>(0)?.unsigned_abs(),
                    ordinal: row.get(1)?,
                    observed_at: row.get(2)?,
                    vector: row.get(3)?,
                })
            },
        )?;
        let mut entries: BTreeMap<u64, Recorded> = BTreeMap::new();
        let mut runs = Vec::with_capacity(rows.len());
        for row in rows {
            let recorded = match entries.entry(row.entry) {
                Occupied(known) => known.into_mut(),
                Vacant(new) => new.insert(self.ingest(row.entry)?),
            };
            let run = self.run(&row, recorded)?;
            runs.push(run.ok_or_else(|| self.unbound(&row))?);
        }
        Ok(runs)
    }

    fn run(&self, row: &RunRow, recorded: &Recorded) -> Result<Option<RunRecord>> {
        let Recorded { at, ingest, elsewhere } = recorded;
        let Some(bound) = ingest.runs.get(row.ordinal as usize) else { return Ok(None) };
        if bound.run.observed_at.unix() != row.observed_at {
            return Ok(None);
        }
        let altered = |found: String| Error::Altered {
            path: self.database.path.clone(),
            at: format!("the status vector of run {} of entry {}", row.ordinal, row.entry),
            expected: bound.states_sha256.to_string(),
            found,
        };
        let payload =
            vector::unseal(&row.vector, bound.cells).map_err(|error| altered(error.to_string()))?;
        let hash = Hash::of(&payload);
        if hash != bound.states_sha256 {
            return Err(altered(hash.to_string()));
        }
        Ok(Some(RunRecord {
            entry: row.entry,
            ordinal: row.ordinal,
            recorded_at: *at,
            artifact: ingest.artifact.sha256.to_string(),
            file_name: ingest.artifact.file_name.clone(),
            origin: origin(ingest, elsewhere.clone()),
            run: bound.run.clone(),
            observations: vector::parse(&payload).map_err(|error| altered(error.to_string()))?,
        }))
    }

    fn unbound(&self, row: &RunRow) -> Error {
        Error::Altered {
            path: self.database.path.clone(),
            at: format!("run {} of entry {}", row.ordinal, row.entry),
            expected: "a run that the entry names".into(),
            found: "a run that it does not".into(),
        }
    }

    fn ingest(&self, seq: u64) -> Result<Recorded> {
        let entry = self.entry(seq)?;
        match entry.body {
            Body::Ingest(ingest) => {
                let elsewhere = entry.merged.map(|merged| merged.elsewhere());
                Ok(Recorded { at: entry.recorded_at, ingest, elsewhere })
            }
            other => Err(self.wrong_kind(seq, "ingest", other.kind())),
        }
    }

    fn attestations(&self, history: &mut History) -> Result<()> {
        let sql = "SELECT entry FROM attestation WHERE entry <= ?1 AND observed_at <= ?2
                   ORDER BY observed_at, entry";
        for seq in self.rows(sql, |row| row.get(0).map(i64::unsigned_abs))? {
            let Entry { recorded_at, body, .. } = self.entry(seq)?;
            let Body::Attestation(attested) = body else {
                return Err(self.wrong_kind(seq, "attestation", body.kind()));
            };
            let record = AttestedRecord { entry: seq, recorded_at, attested: *attested };
            history.attestations.push(record);
        }
        Ok(())
    }

    fn exceptions(&self, history: &mut History) -> Result<()> {
        let sql = "SELECT entry FROM exception WHERE entry <= ?1 AND observed_at <= ?2
                   ORDER BY observed_at, entry";
        for seq in self.rows(sql, |row| row.get(0).map(i64::unsigned_abs))? {
            let Entry { recorded_at, body, .. } = self.entry(seq)?;
            let Body::Exception(exception) = body else {
                return Err(self.wrong_kind(seq, "exception", body.kind()));
            };
            let record = ExceptionRecord { entry: seq, recorded_at, exception: *exception };
            history.exceptions.push(record);
        }
        Ok(())
    }

    fn approvals(&self, history: &mut History) -> Result<()> {
        let read = || {
            let sql = "SELECT seq FROM listing WHERE kind = 'approval' AND seq <= ?1 ORDER BY seq";
            let mut statement = self.database.connection.prepare_cached(sql)?;
            let rows = statement.query_map([number(self.size)], |row| row.get::<_, i64>(0))?;
            rows.collect::<rusqlite::Result<Vec<i64>>>()
        };
        for seq in read().map_err(self.database.failed("read the approvals"))? {
            let seq = seq.unsigned_abs();
            let Entry { recorded_at, body, merged, .. } = self.entry(seq)?;
            let Body::Approval(approval) = body else {
                return Err(self.wrong_kind(seq, "approval", body.kind()));
            };
            if approval.observed_at <= self.as_of.observed {
                let (mut about, approval) = (approval.record.clone(), *approval);
                if let Some(here) = merged.and_then(|merged| merged.about) {
                    about.id = here.to_string();
                }
                let record = ApprovalRecord { entry: seq, recorded_at, about, approval };
                history.approvals.push(record);
            }
        }
        Ok(())
    }

    /// Fills in the rules, subjects and cells that the runs observed, and renumbers: a history
    /// holds nothing that was first seen later.
    fn names(&self, history: &mut History) -> Result<()> {
        let mut cells = self.dense("SELECT count(*) FROM cell")?;
        for observation in observations(history) {
            cells.mark(observation.cell.0);
        }
        let mut found = self.rows_of(
            "SELECT id, rule, subject FROM cell",
            |row| Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?, row.get::<_, u32>(2)?)),
            |(id, ..)| cells.is_marked(*id),
        )?;
        found.sort_unstable();
        found.dedup_by_key(|(id, ..)| *id);
        self.all_found("cells", cells.number(), found.len())?;
        let mut rules = self.dense("SELECT count(*) FROM rule")?;
        let mut subjects = self.dense("SELECT count(*) FROM subject")?;
        for (_, rule, subject) in &found {
            rules.mark(*rule);
            subjects.mark(*subject);
        }
        let rule_names = self.rows_of(
            "SELECT id, tool, code FROM rule ORDER BY id",
            |row| Ok((row.get::<_, u32>(0)?, RuleKey { tool: row.get(1)?, rule: row.get(2)? })),
            |(id, _)| rules.is_marked(*id),
        )?;
        self.all_found("rules", rules.number(), rule_names.len())?;
        let sql = "SELECT id, uid, kind, account, region FROM subject ORDER BY id";
        let subject_names = self.rows_of(sql, read_subject, |(id, _)| subjects.is_marked(*id))?;
        self.all_found("subjects", subjects.number(), subject_names.len())?;

        history.rules = rule_names.into_iter().map(|(_, rule)| rule).collect();
        history.subjects = subject_names.into_iter().map(|(_, subject)| subject).collect();
        history.cells = found
            .iter()
            .map(|(_, rule, subject)| Cell {
                rule: rules.get(*rule),
                subject: SubjectId(subjects.get(*subject)),
            })
            .collect();
        for run in &mut history.runs {
            for observation in &mut run.observations {
                observation.cell.0 = cells.get(observation.cell.0);
            }
        }
        Ok(())
    }

    fn entry(&self, seq: u64) -> Result<Entry> {
        read_entry(self.database, seq)?.decode(&self.database.path)
    }

    fn dense(&self, count: &str) -> Result<Dense> {
        let count = self.database.connection.query_row(count, [], |row| row.get(0));
        count.map(Dense::up_to).map_err(self.database.failed("count the names"))
    }

    fn rows<T>(&self, sql: &str, read: fn(&Row<'_>) -> rusqlite::Result<T>) -> Result<Vec<T>> {
        let rows = || {
            let mut statement = self.database.connection.prepare_cached(sql)?;
            let clocks = params![number(self.size), self.as_of.observed.unix()];
            let rows = statement.query_map(clocks, read)?;
            rows.collect::<rusqlite::Result<Vec<T>>>()
        };
        rows().map_err(self.database.failed("read what was observed"))
    }

    fn rows_of<T>(
        &self,
        sql: &str,
        read: fn(&Row<'_>) -> rusqlite::Result<T>,
        keep: impl Fn(&T) -> bool,
    ) -> Result<Vec<T>> {
        let rows = || {
            let mut statement = self.database.connection.prepare_cached(sql)?;
            let rows = statement.query_map([], read)?;
            rows.filter(|row| row.as_ref().map_or(true, &keep)).collect::<rusqlite::Result<_>>()
        };
        rows().map_err(self.database.failed("read what was observed"))
    }

    fn all_found(&self, what: &str, expected: usize, found: usize) -> Result<()> {
        if expected == found {
            return Ok(());
        }
        Err(Error::Altered {
            path: self.database.path.clone(),
            at: format!("the {what} that the status vectors name"),
            expected: expected.to_string(),
            found: found.to_string(),
        })
    }

    fn wrong_kind(&self, seq: u64, expected: &str, found: &str) -> Error {
        Error::Altered {
            path: self.database.path.clone(),
            at: format!("the kind of entry {seq}"),
            expected: expected.into(),
            found: found.into(),
        }
    }
}

fn origin(ingest: &Ingest, elsewhere: Option<Elsewhere>) -> Origin {
    Origin {
        bytes: ingest.artifact.bytes,
        reader: ingest.reader.clone(),
        ci: ingest.ci.clone(),
        recorded_on: ingest.recorded_on.clone(),
        redaction: ingest.redaction.clone(),
        elsewhere,
    }
}

fn observations(history: &History) -> impl Iterator<Item = &Observation> {
    history.runs.iter().flat_map(|run| &run.observations)
}

fn read_subject(row: &Row<'_>) -> rusqlite::Result<(u32, Subject)> {
    let subject =
        Subject { uid: row.get(1)?, kind: row.get(2)?, account: row.get(3)?, region: row.get(4)? };
    Ok((row.get(0)?, subject))
}

/// New numbers, without gaps and in the same order, for those numbers that were marked.
struct Dense {
    numbers: Vec<u32>,
    /// How many marks lie beyond what there is: numbers that a prepared file may name to make
    /// its reader ask for all memory.
    beyond: usize,
}

impl Dense {
    const UNMARKED: u32 = u32::MAX;

    fn up_to(last: u32) -> Self {
        Self { numbers: vec![Self::UNMARKED; last as usize + 1], beyond: 0 }
    }

    fn mark(&mut self, id: u32) {
        match self.numbers.get_mut(id as usize) {
            Some(number) => *number = 0,
            None => self.beyond += 1,
        }
    }

    fn is_marked(&self, id: u32) -> bool {
        self.numbers.get(id as usize).is_some_and(|number| *number != Self::UNMARKED)
    }

    /// Hands out the new numbers and says how many names there must be.
    fn number(&mut self) -> usize {
        let marked = self.numbers.iter_mut().filter(|number| **number != Self::UNMARKED);
        (0..).zip(marked).map(|(next, number)| *number = next).count() + self.beyond
    }

    fn get(&self, id: u32) -> u32 {
        self.numbers.get(id as usize).copied().unwrap_or(Self::UNMARKED)
    }
}
