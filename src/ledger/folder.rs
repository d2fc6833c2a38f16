//! Folders whose names outlive a crash.
//!
//! A new name is sure only when the folder that holds it is synced: a ledger could be synced to the
//! last byte, in a folder that nobody finds again.

use std::{
    fs::{self, File},
    io,
    path::Path,
};

use super::{artifact::fail, connection::folder_of, error::Result};

/// Makes a folder, and those above it where there are none, each with a durable name.
pub(super) fn make_dir(dir: &Path) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let parent = folder_of(dir);
    make_dir(parent)?;
    match fs::create_dir(dir) {
        // Another process was quicker; that its name is durable is made sure of here too.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => {}
        made => made.map_err(fail("create the folder", dir))?,
    }
    sync_dir(parent)
}

/// Makes the names in a folder durable.
pub(super) fn sync_dir(dir: &Path) -> Result<()> {
    // Elsewhere a folder cannot be opened as a file, and renames are durable without this.
    if cfg!(unix) {
        let folder = File::open(dir).map_err(fail("open the folder", dir))?;
        folder.sync_all().map_err(fail("sync the folder", dir))?;
    }
    Ok(())
}
