//! Opening the database, with the settings that keep what was acknowledged.
//!
//! # Durability
//! A rollback journal (`journal_mode=DELETE`) with `synchronous=EXTRA`: the file is whole at
//! rest, opens on read-only media, and a commit is on the disk when it returns. An alternative
//! is a write-ahead log, which commits faster, but leaves two more files beside the ledger, and
//! a copy or a read-only mount without them cannot be read. One commit a file is not worth that.
//!
//! # Locking
//! Writers begin with `BEGIN IMMEDIATE` and wait up to two minutes for each other, and for readers. Nothing else
//! keeps order between processes.
//!
//! # Foreign files
//! Opening a ledger means reading a file that somebody may have prepared: the schema is not
//! trusted, defensive mode is on, sizes are limited, and a symbolic link in the place of the
//! file is refused.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags, config::DbConfig, limits::Limit};

use super::{
    artifact::{Artifacts, fail},
    error::{Error, Result},
    folder::make_dir,
    schema,
    upgrade::upgrade,
};

/// `SQLite` before 3.51.3 can lose committed pages.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Nobody is given a turn by the database: of many writers on a slow machine one may have to wait
/// for many others.
const PATIENCE: Duration = Duration::from_mins(2);

/// An open database and the path that its errors name.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
}

impl Database {
    /// Opens a ledger that exists, to read it. Never creates or changes one.
    pub(super) fn open_read(path: &Path) -> Result<Self> {
        if !is_there(path)? {
            return Err(missing(path));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        match Self::open_checked(path, flags) {
            Err(Error::Sqlite { source, .. }) if needs_recovery(&source) => {
                // A writer was stopped half-way and left its journal. Undoing what was never
                // acknowledged needs a writable connection; it adds nothing to the ledger.
                let undone = Self::open_checked(path, OpenFlags::SQLITE_OPEN_READ_WRITE);
                drop(undone.map_err(stopped)?);
                Self::open_checked(path, flags)
            }
            opened => opened,
        }
    }

    fn open_checked(path: &Path, flags: OpenFlags) -> Result<Self> {
        let database = Self::open(path, flags)?;
        match database.version_or_new()? {
            Some(schema::VERSION) => Ok(database),
            Some(found) => {
                Err(Error::Outdated { path: path.into(), found, known: schema::VERSION })
            }
            None => Err(missing(path)),
        }
    }

    /// Opens a ledger to append to it; makes it, and its folder, when there is none.
    pub(super) fn open_write(path: &Path) -> Result<Self> {
        make_dir(folder_of(path))?;
        let was_there = is_there(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut database = Self::open(path, flags)?;
        // The database opens what it cannot write without a word; nobody should read a whole file
        // before being told.
        database.insist_on_writing("open the database")?;
        // Where there was no file, evidence may lie that was stored and never recorded.
        let version = if was_there { database.version_or_new()? } else { database.version()? };
        // Only now is it known to be a ledger; another program's journal mode is not ours to set.
        let connection = &database.connection;
        connection
            .pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
            .map_err(database.failed("set the journal mode"))?;
        if version != Some(schema::VERSION) {
            upgrade(&mut database, version, &schema::STEPS)?;
        }
        Ok(database)
    }

    /// A database on the side, for comparing: it is gone when it is dropped.
    pub(super) fn temporary() -> Result<Self> {
        let path = PathBuf::new();
        let connection = Connection::open(&path).map_err(failed("open", &path))?;
        let mut database = Self { connection, path };
        database.configure().map_err(database.failed("configure the connection"))?;
        schema::migrate(&mut database.connection, &schema::STEPS)
            .map_err(failed("make the tables", &database.path))?;
        Ok(database)
    }

    fn open(path: &Path, flags: OpenFlags) -> Result<Self> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(Error::OldSqlite { found: rusqlite::version() });
        }
        // The refusal of links covers the whole path, and a home or temporary folder is often
        // reached through one; only a link in the place of the ledger itself is suspect.
        let folder = folder_of(path);
        let folder = folder.canonicalize().map_err(fail("find the folder", folder))?;
        let name = path.file_name().ok_or_else(|| missing(path))?;
        // The database would wait for ever for what a named pipe has to say.
        let odd = |found: fs::Metadata| !found.is_file() && !found.is_symlink();
        if fs::symlink_metadata(path).is_ok_and(odd) {
            let why = io::Error::new(io::ErrorKind::InvalidInput, "not a regular file");
            return Err(fail("open the ledger", path)(why));
        }
        let flags = flags | OpenFlags::SQLITE_OPEN_NOFOLLOW | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(folder.join(name), flags)
            .map_err(failed("open the database", path))?;
        let database = Self { connection, path: path.into() };
        match database.configure() {
            Err(error) if is_no_database(&error) => Err(foreign(path)),
            Err(error) => Err(failed("configure the connection", path)(error)),
            Ok(()) => Ok(database),
        }
    }

    fn configure(&self) -> rusqlite::Result<()> {
        let connection = &self.connection;
        connection.busy_timeout(PATIENCE)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        // A plan that fits every value: else some statements are compiled anew for each.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        for (limit, value) in LIMITS {
            connection.set_limit(limit, value)?;
        }
        connection.execute_batch(
            "PRAGMA trusted_schema = OFF;
             PRAGMA foreign_keys = ON;
             PRAGMA recursive_triggers = ON;
             PRAGMA cell_size_check = ON;
             PRAGMA mmap_size = 0;
             PRAGMA synchronous = EXTRA;
             PRAGMA fullfsync = ON;
             PRAGMA checkpoint_fullfsync = ON;",
        )?;
        connection.set_prepared_statement_cache_capacity(64);
        self.cache(CACHE)
    }

    fn cache(&self, kibibytes: i64) -> rusqlite::Result<()> {
        // Less than nothing is not a number of pages.
        self.connection.pragma_update(None, "cache_size", -kibibytes)
    }

    /// A small cache until this is dropped, for reading all of a ledger from its beginning to its end:
    /// no page is read twice, and pages that are copied into little memory are copied faster.
    pub(super) fn sweep(&self) -> Result<Sweep<'_>> {
        self.cache(SWEPT).map_err(self.failed("read all of the ledger"))?;
        Ok(Sweep { database: self })
    }

    /// The ledger's version; `None` when the database is empty. Refuses what is not a ledger of
    /// a version that this program knows.
    fn version(&self) -> Result<Option<i32>> {
        let (id, version, tables) = match self.signature() {
            Err(error) if is_no_database(&error) => {
                return Err(foreign(&self.path));
            }
            found => found.map_err(self.failed("read the version"))?,
        };
        match (id, version) {
            (schema::APPLICATION_ID, 1..=schema::VERSION) => Ok(Some(version)),
            (schema::APPLICATION_ID, found) if found > schema::VERSION => {
                Err(Error::Newer { path: self.path.clone(), found, known: schema::VERSION })
            }
            (0, 0) if tables == 0 => Ok(None),
            _ => Err(foreign(&self.path)),
        }
    }

    /// The same, and refuses an empty database where a ledger was.
    ///
    /// A database without tables is what a first writer leaves before its first commit. It comes to
    /// that before any artifact: where one lies beside it, a ledger was cut off, and a new one in
    /// its place would hide that.
    fn version_or_new(&self) -> Result<Option<i32>> {
        let version = self.version()?;
        let artifacts = Artifacts::beside(folder_of(&self.path));
        if version.is_some() || artifacts.is_empty() {
            return Ok(version);
        }
        // Between the two looks a first writer may have made the tables.
        match self.version()? {
            None => {
                let artifacts = artifacts.folder().into();
                Err(Error::Emptied { path: self.path.clone(), artifacts })
            }
            found => Ok(found),
        }
    }

    /// What the database says it is, read in one transaction: a first writer in another process
    /// may be making the tables at this moment.
    fn signature(&self) -> rusqlite::Result<(i32, i32, i64)> {
        let transaction = self.connection.unchecked_transaction()?;
        let tables =
            transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        let id = transaction.pragma_query_value(None, "application_id", |row| row.get(0))?;
        Ok((id, schema::user_version(&transaction)?, tables))
    }

    /// Refuses what can only be read: the database would say so at the first change.
    pub(super) fn insist_on_writing(&self, operation: &'static str) -> Result<()> {
        let read_only = self.connection.is_readonly("main").map_err(self.failed(operation))?;
        if read_only { Err(Error::ReadOnly { path: self.path.clone() }) } else { Ok(()) }
    }

    /// One moment of the ledger: whatever is read until this is dropped belongs together.
    pub(super) fn snapshot(&self) -> Result<rusqlite::Transaction<'_>> {
        self.connection.unchecked_transaction().map_err(self.failed("begin to read"))
    }

    /// An error of the database, for `map_err`.
    pub(super) fn failed(&self, operation: &'static str) -> impl FnOnce(rusqlite::Error) -> Error {
        failed(operation, &self.path)
    }
}

/// How much of a ledger is kept in memory, in KiB.
const CACHE: i64 = 16_384;
/// The same while all of it is read once.
const SWEPT: i64 = 1_024;

/// A reading from the beginning to the end.
pub(super) struct Sweep<'d> {
    database: &'d Database,
}

impl Drop for Sweep<'_> {
    fn drop(&mut self) {
        // Without it what comes later is slower, and nothing else.
        self.database.cache(CACHE).ok();
    }
}

/// What a ledger never needs more of; a prepared file may ask for it. Lengths are bytes.
const LIMITS: [(Limit, i32); 9] = [
    (Limit::SQLITE_LIMIT_LENGTH, 256 << 20),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_COLUMN, 100),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 20),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 3),
    (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 8),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 10),
];

/// The folder that a ledger lies in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file that is no ledger. Where the evidence of one lies beside it, a ledger was here, and was
/// damaged beyond recognition or replaced.
fn foreign(path: &Path) -> Error {
    match Artifacts::beside(folder_of(path)) {
        artifacts if artifacts.is_empty() => Error::Foreign { path: path.into() },
        artifacts => Error::Replaced { path: path.into(), artifacts: artifacts.folder().into() },
    }
}

/// Whether something is at a path that can be opened without waiting: the database would wait for
/// ever at a pipe. Links are told by the database.
fn is_there(path: &Path) -> Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() || found.is_symlink() => Ok(true),
        Ok(_) => Err(Error::NoFile { path: path.into() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(source) => Err(fail("look for the ledger", path)(source)),
    }
}

/// What was left half-way cannot be undone here.
fn stopped(error: Error) -> Error {
    match error {
        damaged if damaged.is_integrity() => damaged,
        Error::Sqlite { path, source, .. } => Error::Stopped { path, source },
        other => other,
    }
}

fn missing(path: &Path) -> Error {
    Error::Missing { path: path.into() }
}

fn failed(operation: &'static str, path: &Path) -> impl FnOnce(rusqlite::Error) -> Error {
    move |source| Error::Sqlite { operation, path: path.into(), source }
}

fn is_no_database(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::NotADatabase)
}

fn needs_recovery(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error().map(|found| found.extended_code),
        Some(rusqlite::ffi::SQLITE_READONLY_ROLLBACK | rusqlite::ffi::SQLITE_READONLY_RECOVERY)
    )
}
