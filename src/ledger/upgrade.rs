//! Bringing a ledger to today's version.
//!
//! All steps happen in one transaction, so that a ledger is of one version or the next whenever it
//! is interrupted. A ledger that has entries is copied first, to `ledger.v1.sqlite` beside it for
//! one of version 1: a program of that version still reads it.

use std::{fs, path::PathBuf};

use rusqlite::{Connection, backup::Progress};

use super::{
    artifact::fail,
    connection::{Database, folder_of},
    error::Result,
    folder::sync_dir,
    schema::{self, Step},
};
use crate::files;

/// Makes the tables, or takes the steps that a ledger of version `found` lacks.
pub(super) fn upgrade(database: &mut Database, found: Option<i32>, steps: &[Step]) -> Result<()> {
    let folder = folder_of(&database.path).to_owned();
    match found {
        Some(found) => keep(database, found)?,
        // Whoever made the folder may have been stopped before its name was durable.
        None => sync_dir(folder_of(&folder))?,
    }
    let migrated = schema::migrate(&mut database.connection, steps);
    migrated.map_err(database.failed("make the tables"))?;
    sync_dir(&folder)
}

/// Where a ledger of an older version is kept when it is brought to a newer one.
fn kept(database: &Database, version: i32) -> PathBuf {
    database.path.with_extension(format!("v{version}.sqlite"))
}

/// Copies the ledger, whole or not at all.
fn keep(database: &Database, version: i32) -> Result<()> {
    let path = kept(database, version);
    let aside = path.with_extension(format!("incoming-{}", std::process::id()));
    let failed = || database.failed("copy the older version");
    // What a process of this number left when it was killed.
    fs::remove_file(&aside).ok();
    database.connection.backup("main", &aside, None::<fn(Progress)>).map_err(failed())?;
    let copy = Connection::open(&aside).map_err(failed())?;
    let copied = schema::user_version(&copy).map_err(failed())?;
    drop(copy);
    if copied != version {
        // Another process was quicker, and has kept it.
        return fs::remove_file(&aside).map_err(fail("remove", &aside));
    }
    let file = files::open_regular(&aside).map_err(fail("open the copy", &aside))?;
    file.sync_all().map_err(fail("sync", &aside))?;
    fs::rename(&aside, &path).map_err(fail("rename into place", &path))?;
    // True now: the older version is on the disk, so the ledger may be changed.
    sync_dir(folder_of(&path))
}
