//! Answers as JSON, in the one envelope, and files written whole or not at all.

use std::{fs, io::Write as _, path::Path};

use serde::Serialize;
use storyproof::{
    evidence::LedgerHead,
    render::{Kind, json::envelope},
    time::AsOf,
};

use super::{env::Env, failure::Failure};

/// Writes a JSON answer.
pub(super) fn json<T: Serialize>(
    env: &mut Env,
    kind: &Kind<T>,
    as_of: AsOf,
    head: Option<&LedgerHead>,
    data: &T,
) -> Result<(), Failure> {
    let text = envelope(kind, as_of, head, data)
        .map_err(|error| Failure::because("cannot write JSON", &error))?;
    env.answer(&text)
}

/// Writes a file so that it is there whole or as it was before: aside, to the disk, then renamed.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail = |error| Failure::because(format!("cannot write {}", path.display()), &error);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(fail)?;
    let mut aside = temporary(folder).map_err(fail)?;
    aside.write_all(bytes).and_then(|()| aside.as_file().sync_all()).map_err(fail)?;
    aside.persist(path).map_err(|error| fail(error.error))?;
    fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(fail)
}

/// Writes a file that does not exist yet, whole or not at all. A file that exists, and whatever a
/// link of that name leads to, is kept.
pub(super) fn write_new_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let fail = |error| Failure::because(format!("cannot write {}", path.display()), &error);
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(fail)?;
    let mut aside = temporary(folder).map_err(fail)?;
    aside.write_all(bytes).and_then(|()| aside.as_file().sync_all()).map_err(fail)?;
    aside.persist_noclobber(path).map_err(|error| fail(error.error))?;
    Ok(())
}

/// Lays down a file that comes from the binary. It can be laid down again at any time, so nobody
/// waits for the disk.
pub(super) fn lay_file(path: &Path, text: &str) -> Result<(), Failure> {
    let fail = |error| Failure::because(format!("cannot write {}", path.display()), &error);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(fail)?;
    }
    fs::write(path, text).map_err(fail)
}

/// A file aside, readable by whom the user lets read new files (temporary files are private).
#[cfg(unix)]
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
}
