//! The ledger as callers hold it: opened to read, or opened to write.

use std::path::Path;

use super::{
    artifact::Artifacts,
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
