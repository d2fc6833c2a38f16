//! The ledger as callers hold it: opened to read, or opened to write.

use std::{fs, path::Path};

use super::{
    append,
    artifact::{Artifacts, fail},
    connection::{Database, folder_of},
    error::Result,
};

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    pub(super) database: Database,
    pub(super) artifacts: Artifacts,
}

impl Ledger {
    /// Opens a ledger to read it. Creates nothing: a missing ledger is
    /// [`Error::Missing`](super::Error::Missing).
    pub fn open_read(path: &Path) -> Result<Self> {
        Ok(Self { database: Database::open_read(path)?, artifacts: beside(path) })
    }

    /// Opens a ledger to append to it, and makes it, with its folder, when there is none.
    pub fn open_write(path: &Path) -> Result<Self> {
        Ok(Self { database: Database::open_write(path)?, artifacts: beside(path) })
    }

    /// Takes a ledger away in which nothing was ever recorded, with its folder of artifacts when
    /// that is empty; `false` when something was.
    ///
    /// Whoever opened the file meanwhile is told by the database that it is gone, and recorded
    /// nothing: nobody holds the lock but us.
    pub fn discard_if_empty(self) -> Result<bool> {
        let Self { database, artifacts } = self;
        let lock = database.connection.execute_batch("BEGIN EXCLUSIVE");
        lock.map_err(database.failed("lock the ledger"))?;
        if append::head(&database, u64::MAX)?.size > 0 {
            return Ok(false);
        }
        fs::remove_file(&database.path).map_err(fail("remove", &database.path))?;
        // Anything in it is not ours to take away.
        fs::remove_dir(artifacts.folder()).ok();
        Ok(true)
    }

    /// Where the ledger is.
    pub fn path(&self) -> &Path {
        &self.database.path
    }

    /// The artifacts that the entries name.
    pub fn artifacts(&self) -> &Artifacts {
        &self.artifacts
    }
}

fn beside(path: &Path) -> Artifacts {
    Artifacts::beside(folder_of(path))
}
