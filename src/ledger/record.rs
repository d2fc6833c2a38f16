//! Recording: from the first result to an acknowledgement that outlives a crash.
//!
//! The order matters, and the types keep it. An artifact is stored first, since only a
//! [`StoredArtifact`] can be recorded; everything else happens in one transaction, and an
//! acknowledgement is given after its commit. So at every moment each acknowledged entry is
//! whole, and each whole entry has its artifact.

use rusqlite::OptionalExtension as _;

use super::{
    append,
    artifact::{ArtifactId, StoredArtifact},
    connection::Database,
    entry::{Artifact, Body, Entry, Fallback, Ingest},
    error::Result,
    handle::Ledger,
    project::Projector,
    takeback,
};
use crate::{
    evidence::{
        Approval, Attested, CiJob, Claims, ExceptionGranted, LedgerHead, Redaction, ResultSink,
        Run, ScanResult, SinkError, Withdrawn,
    },
    time::{Clock, Instant},
};

/// What reads artifacts, in the words of entries.
pub(super) const READER: &str = concat!("storyproof ", env!("CARGO_PKG_VERSION"));

/// What is submitted, apart from its results.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    /// The original bytes, stored.
    pub artifact: &'a StoredArtifact,
    /// The name of the file, for people; standard input has one too.
    pub file_name: &'a str,
    /// What the submitter says.
    pub claims: &'a Claims,
    /// The time that the reader fell back on, or would have.
    pub fallback: Fallback,
    /// What is noted beside it.
    pub noted: Noted<'a>,
}

/// What is noted beside a submission. None of it makes a submission another one: the same bytes
/// with the same claims, submitted again by a later CI job, tell nothing new.
#[derive(Debug, Clone, Copy, Default)]
pub struct Noted<'a> {
    /// The CI job that submits it.
    pub ci: Option<&'a CiJob>,
    /// The machine that records it.
    pub recorded_on: Option<&'a str>,
    /// What was taken out of it.
    pub redaction: Option<&'a Redaction>,
}

/// What came of recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The entry's number, from 1: the new one, or the one that told the same before.
    pub entry: u64,
    /// Whether the same was recorded before; then nothing was appended.
    pub already: bool,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Where the ledger stands now.
    pub head: LedgerHead,
}

/// Where an artifact with some claims was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier {
    /// The entry's number, from 1.
    pub entry: u64,
    /// When it was recorded.
    pub recorded_at: Instant,
}

/// A recording under way. It holds the ledger's only write lock; dropping it leaves nothing.
pub struct Recording<'l> {
    projector: Projector<'l>,
    transaction: Transaction<'l>,
    clock: Clock,
}

impl std::fmt::Debug for Recording<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recording").field("clock", &self.clock).finish_non_exhaustive()
    }
}

impl Ledger {
    /// Begins to record an artifact's results. Waits for other writers.
    pub fn begin(&mut self, clock: Clock) -> Result<Recording<'_>> {
        let transaction = Transaction::begin(&self.database)?;
        Ok(Recording { projector: Projector::new(&self.database)?, transaction, clock })
    }

    /// Where these bytes with these claims were recorded, if they were: for dry runs.
    pub fn already_recorded(
        &self,
        artifact: ArtifactId,
        claims: &Claims,
    ) -> Result<Option<Earlier>> {
        earlier(&self.database, artifact, claims)
    }

    /// Appends what a person stated.
    pub fn append_attestation(&mut self, clock: Clock, attested: &Attested) -> Result<Recorded> {
        self.append_statement(clock, Body::Attestation(Box::new(attested.clone())))
    }

    /// Appends an exception that was granted.
    pub fn append_exception(
        &mut self,
        clock: Clock,
        exception: &ExceptionGranted,
    ) -> Result<Recorded> {
        self.append_statement(clock, Body::Exception(Box::new(exception.clone())))
    }

    /// Appends decisions on the texts of records, all of them or none. Gives the first entry's number
    /// and where the ledger stands then; the others follow in their order.
    pub fn append_approvals(
        &mut self,
        clock: Clock,
        approvals: &[Approval],
    ) -> Result<Option<(u64, Recorded)>> {
        let transaction = Transaction::begin(&self.database)?;
        let (mut first, mut last) = (None, None);
        for approval in approvals {
            let body = Body::Approval(Box::new(approval.clone()));
            takeback::check_target(&self.database, &body)?;
            let entry = append::dated(&self.database, clock, body)?;
            let seq = append::append(&self.database, &entry)?;
            append::list(&self.database, seq, &entry, &[])?;
            first = first.or(Some(seq));
            last = Some((seq, entry));
        }
        let (Some(first), Some((seq, entry))) = (first, last) else {
            transaction.roll_back()?;
            return Ok(None);
        };
        Ok(Some((first, acknowledge(&self.database, transaction, seq, &entry)?)))
    }

    /// Appends that an earlier entry is taken back. It stays, and no longer counts.
    pub fn append_withdrawal(&mut self, clock: Clock, withdrawn: &Withdrawn) -> Result<Recorded> {
        self.append_statement(clock, Body::Withdrawal(Box::new(withdrawn.clone())))
    }

    /// The latest entry that takes this one back, directly or by correcting what corrected it.
    pub fn taken_back_by(&self, entry: u64) -> Result<Option<u64>> {
        let mut latest = None;
        for later in takeback::taken_back(&self.database, u64::MAX)? {
            if later.target == latest.unwrap_or(entry) || later.target == entry {
                latest = Some(later.entry);
            }
        }
        Ok(latest)
    }

    /// Whether an entry could be taken back by this one: for dry runs.
    pub fn could_append(&self, body: &Body) -> Result<()> {
        takeback::check_target(&self.database, body)
    }

    fn append_statement(&mut self, clock: Clock, body: Body) -> Result<Recorded> {
        let transaction = Transaction::begin(&self.database)?;
        takeback::check_target(&self.database, &body)?;
        let entry = append::dated(&self.database, clock, body)?;
        let seq = append::append(&self.database, &entry)?;
        append::list(&self.database, seq, &entry, &[])?;
        acknowledge(&self.database, transaction, seq, &entry)
    }
}

impl Recording<'_> {
    /// Appends the entry and makes it durable, unless the same was recorded before.
    pub fn finish(self, submission: Submission<'_>) -> Result<Recorded> {
        let Self { projector, transaction, clock } = self;
        let database = transaction.database;
        let artifact = submission.artifact.id();
        // True now: the artifact is on the disk under its final name. The results are in an open
        // transaction that nobody else sees. A crash here leaves an artifact that no entry
        // names; the next submission of the same bytes uses it.
        if let Some(earlier) = earlier(database, artifact, submission.claims)? {
            drop(projector);
            transaction.roll_back()?;
            let head = append::head(database, u64::MAX)?;
            let Earlier { entry, recorded_at } = earlier;
            return Ok(Recorded { entry, already: true, recorded_at, head });
        }
        let (runs, interned) = projector.finish()?;
        let body = Body::Ingest(Box::new(Ingest {
            artifact: Artifact {
                sha256: artifact.sha256,
                bytes: artifact.bytes,
                file_name: submission.file_name.into(),
            },
            claims: submission.claims.clone(),
            fallback: submission.fallback,
            reader: READER.into(),
            runs: runs.iter().map(|run| run.entry.clone()).collect(),
            interned,
            ci: submission.noted.ci.cloned(),
            recorded_on: submission.noted.recorded_on.map(Into::into),
            redaction: submission.noted.redaction.cloned(),
        }));
        takeback::check_target(database, &body)?;
        let entry = append::dated(database, clock, body)?;
        let seq = append::append(database, &entry)?;
        append::list(database, seq, &entry, &runs)?;
        acknowledge(database, transaction, seq, &entry)
    }
}

impl ResultSink for Recording<'_> {
    fn begin_run(&mut self, tool: &str) -> Result<(), SinkError> {
        self.projector.begin_run(tool)
    }

    fn result(&mut self, result: &ScanResult) -> Result<(), SinkError> {
        self.projector.result(result)
    }

    fn end_run(&mut self, run: &Run) -> Result<(), SinkError> {
        self.projector.end_run(run)
    }
}

fn acknowledge(
    database: &Database,
    transaction: Transaction<'_>,
    seq: u64,
    entry: &Entry,
) -> Result<Recorded> {
    let head = append::head(database, u64::MAX)?;
    // True now: entry and projections agree, inside the transaction. A crash here, or anywhere
    // in the commit before the journal is gone, undoes all of it at the next opening.
    transaction.commit()?;
    // True now: the journal's removal is on the disk, so the entry stays. Only from here on may
    // anybody be told. A crash here loses the answer but not the entry, and submitting again
    // says that it was already recorded.
    Ok(Recorded { entry: seq, already: false, recorded_at: entry.recorded_at, head })
}

fn earlier(database: &Database, artifact: ArtifactId, claims: &Claims) -> Result<Option<Earlier>> {
    let identity = append::identity(database, artifact, claims)?;
    let found: Option<(i64, i64)> = database
        .connection
        .query_row(
            "SELECT seq, recorded_at FROM ingest JOIN listing ON seq = entry WHERE identity = ?1",
            [identity.as_bytes()],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()
        .map_err(database.failed("look for an earlier entry"))?;
    Ok(found.map(|(seq, recorded_at)| Earlier {
        entry: seq.unsigned_abs(),
        recorded_at: Instant::from_unix(recorded_at).unwrap_or(Instant::MIN),
    }))
}

/// A write transaction, rolled back unless it is committed.
pub(super) struct Transaction<'c> {
    database: &'c Database,
    open: bool,
}

impl<'c> Transaction<'c> {
    pub(super) fn begin(database: &'c Database) -> Result<Self> {
        // The database would let a reader begin and refuse the first change, a whole file later.
        database.insist_on_writing("begin to write")?;
        // The lock is taken now: a transaction that reads first and writes later can be refused
        // in the middle, when another has written in between.
        database
            .connection
            .execute_batch("BEGIN IMMEDIATE")
            .map_err(database.failed("begin to write"))?;
        Ok(Self { database, open: true })
    }

    pub(super) fn commit(mut self) -> Result<()> {
        self.database
            .connection
            .execute_batch("COMMIT")
            .map_err(self.database.failed("commit what was recorded"))?;
        self.open = false;
        Ok(())
    }

    pub(super) fn roll_back(mut self) -> Result<()> {
        self.open = false;
        self.database
            .connection
            .execute_batch("ROLLBACK")
            .map_err(self.database.failed("undo what was recorded"))
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // After some errors the database has rolled back by itself. If this fails, closing the
        // connection rolls back, and failing that the next opening does.
        if self.open && !self.database.connection.is_autocommit() {
            drop(self.database.connection.execute_batch("ROLLBACK"));
        }
    }
}
