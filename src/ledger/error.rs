//! Why the ledger could not do what it was asked. Each variant names the operation and the path.

use std::{io, path::PathBuf};

use super::check::Finding;

/// Why the ledger could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no ledger here. Reading never creates one: an empty ledger would look like a
    /// program without evidence.
    #[error("there is no ledger at {path}")]
    Missing {
        /// Where it was expected.
        path: PathBuf,
    },
    /// The file has no bytes, and artifacts lie beside it: a ledger was here, and is cut off.
    #[error("the ledger {path} is empty, though the evidence of a ledger lies in {artifacts}")]
    Emptied {
        /// The file.
        path: PathBuf,
        /// The folder with the artifacts.
        artifacts: PathBuf,
    },
    /// A folder, a pipe or a device is where the ledger should be.
    #[error("{path} is no file, so it is not a storyproof ledger")]
    NoFile {
        /// What is there.
        path: PathBuf,
    },
    /// The file is a database of something else.
    #[error("{path} is not a storyproof ledger")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is no ledger, and artifacts lie beside it: a ledger was here, and is damaged or was
    /// replaced.
    #[error(
        "{path} is not a storyproof ledger, though the evidence of a ledger lies in {artifacts}"
    )]
    Replaced {
        /// The file.
        path: PathBuf,
        /// The folder with the artifacts.
        artifacts: PathBuf,
    },
    /// A newer storyproof wrote the ledger.
    #[error(
        "the ledger {path} has version {found}, this storyproof knows up to version {known}: \
         use a newer storyproof"
    )]
    Newer {
        /// The ledger.
        path: PathBuf,
        /// Its version.
        found: i32,
        /// The newest version that this program knows.
        known: i32,
    },
    /// An older storyproof wrote the ledger, and reading may not change it.
    #[error(
        "the ledger {path} has the older version {found}: any command that records something \
         brings it up to version {known}"
    )]
    Outdated {
        /// The ledger.
        path: PathBuf,
        /// Its version.
        found: i32,
        /// The version that this program reads.
        known: i32,
    },
    /// The ledger was opened to read, or lies where nothing can be written.
    #[error("the ledger {path} can only be read")]
    ReadOnly {
        /// The ledger.
        path: PathBuf,
    },
    /// A recording was stopped before its end, and what it left cannot be undone here.
    #[error(
        "a recording in the ledger {path} was stopped before its end: open it once where it can be \
         written, with the file `-journal` beside it"
    )]
    Stopped {
        /// The ledger.
        path: PathBuf,
        /// What the database said.
        #[source]
        source: rusqlite::Error,
    },
    /// The linked `SQLite` has known defects that lose committed data.
    #[error("SQLite {found} is too old: 3.51.3 or newer is needed")]
    OldSqlite {
        /// The version that is linked.
        found: &'static str,
    },
    /// The database said no.
    #[error("cannot {operation} in the ledger {path}")]
    Sqlite {
        /// What was attempted.
        operation: &'static str,
        /// The ledger.
        path: PathBuf,
        /// What the database said.
        #[source]
        source: rusqlite::Error,
    },
    /// The file system said no.
    #[error("cannot {operation} {path}")]
    Io {
        /// What was attempted.
        operation: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// An entry cannot be read.
    #[error("cannot read entry {seq} of the ledger {path}: {reason}")]
    Entry {
        /// The ledger.
        path: PathBuf,
        /// The entry's number, from 1.
        seq: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// An entry cannot be written.
    #[error("cannot write the entry as JSON for the ledger {path}")]
    Encode {
        /// The ledger.
        path: PathBuf,
        /// What serde said.
        #[source]
        source: serde_json::Error,
    },
    /// Something in the ledger is not what was recorded.
    #[error("{path}: {at} was altered: expected {expected}, found {found}")]
    Altered {
        /// The ledger or the artifact.
        path: PathBuf,
        /// The thing that was altered.
        at: String,
        /// What was recorded.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A ledger to merge from is not what was recorded there.
    #[error(
        "the ledger {path} is not what was recorded in it: {} at {}: expected {}, found {}{}",
        finding.code, finding.at, finding.expected, finding.found, and_more(*more)
    )]
    Unsound {
        /// The other ledger.
        path: PathBuf,
        /// The first thing that was found.
        finding: Box<Finding>,
        /// How many more were found.
        more: usize,
    },
    /// A ledger to merge from tells another history than the one that is known.
    #[error(
        "the ledger {path} tells another history of {origin} than is known here: \
         {at}: expected {expected}, found {found}"
    )]
    Parted {
        /// The other ledger.
        path: PathBuf,
        /// What it is called.
        origin: String,
        /// Where the two part.
        at: String,
        /// What is known here.
        expected: String,
        /// What it tells.
        found: String,
    },
    /// A reader did not keep to the order of [`crate::evidence::ResultSink`].
    #[error("cannot record in the ledger {path}: {reason}")]
    Order {
        /// The ledger.
        path: PathBuf,
        /// What was out of order.
        reason: &'static str,
    },
    /// The ledger holds more of something than its numbers can count.
    #[error("the ledger {path} is full: it cannot number more {what}")]
    Full {
        /// The ledger.
        path: PathBuf,
        /// What there is too much of.
        what: &'static str,
    },
    /// An entry that does not exist was asked for.
    #[error("the ledger {path} has no entry {seq}")]
    NoEntry {
        /// The ledger.
        path: PathBuf,
        /// The number asked for.
        seq: u64,
    },
    /// An entry cannot be taken back in the way that was asked.
    #[error("entry {seq} of the ledger {path} cannot be taken back: {reason}")]
    Target {
        /// The ledger.
        path: PathBuf,
        /// The entry that was to be taken back.
        seq: u64,
        /// Why not.
        reason: String,
    },
    /// A reader failed on an artifact that was recorded before.
    #[error("cannot read the artifact of entry {seq} of the ledger {path} again")]
    Reader {
        /// The ledger.
        path: PathBuf,
        /// The entry's number, from 1.
        seq: u64,
        /// What the reader said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Error {
    /// Whether another process held the ledger for longer than we wait.
    pub fn is_busy(&self) -> bool {
        let Self::Sqlite { source, .. } = self else { return false };
        source.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
    }

    /// Whether this says that recorded evidence was altered or lost, which no caller may mask.
    pub fn is_integrity(&self) -> bool {
        match self {
            Self::Altered { .. }
            | Self::Entry { .. }
            | Self::Emptied { .. }
            | Self::Replaced { .. }
            | Self::Unsound { .. }
            | Self::Parted { .. } => true,
            Self::Sqlite { source, .. } => is_damage(source),
            Self::Missing { .. }
            | Self::NoFile { .. }
            | Self::Foreign { .. }
            | Self::Newer { .. }
            | Self::Outdated { .. }
            | Self::ReadOnly { .. }
            | Self::Stopped { .. }
            | Self::OldSqlite { .. }
            | Self::Io { .. }
            | Self::Encode { .. }
            | Self::Order { .. }
            | Self::Full { .. }
            | Self::NoEntry { .. }
            | Self::Target { .. }
            | Self::Reader { .. } => false,
        }
    }
}

fn and_more(more: usize) -> String {
    if more == 0 { String::new() } else { format!(" (and {more} more findings)") }
}

/// Whether the database holds what nobody wrote: pages that are torn, values of another kind, or
/// tables that our statements, which are always the same, do not fit.
fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::{Error as E, ErrorCode, ffi};
    match error {
        E::FromSqlConversionFailure(..)
        | E::InvalidColumnType(..)
        | E::IntegralValueOutOfRange(..)
        | E::Utf8Error(..)
        | E::QueryReturnedNoRows
        | E::SqlInputError { .. } => true,
        E::SqliteFailure(said, _) => {
            matches!(said.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
                || said.extended_code == ffi::SQLITE_ERROR
        }
        _ => false,
    }
}

/// A result of the ledger.
pub type Result<T, E = Error> = std::result::Result<T, E>;
