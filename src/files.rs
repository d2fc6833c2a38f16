//! Opening files that anybody may have put there.
//!
//! A folder may come from a stranger. In the place of a file there may be a named pipe, which
//! nobody ever writes to, or a device, which never ends. [`open_regular`] waits for neither: what
//! it gives is a regular file. How much of it is read is for the caller to bound.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _},
    path::Path,
};

/// Opens a regular file to read it, and nothing else; a link is followed.
///
/// # Errors
/// As the system says; with [`io::ErrorKind::InvalidInput`] when it is no regular file.
pub fn open_regular(path: &Path) -> io::Result<File> {
    let file = options().open(path)?;
    // After opening, so that nobody can put something else there in between.
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_regular()) }
}

/// Reads a whole regular file, for files whose size is bounded by who wrote them.
///
/// # Errors
/// As [`open_regular`], and when it cannot be read.
pub fn read_regular(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open_regular(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn not_regular() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")
}

/// Without waiting, so that a named pipe cannot hang the program.
#[cfg(unix)]
fn options() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    const O_NONBLOCK: i32 = if cfg!(target_os = "linux") { 0o4000 } else { 0x0004 };
    let mut options = OpenOptions::new();
    options.read(true).custom_flags(O_NONBLOCK);
    options
}

#[cfg(not(unix))]
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_a_regular_file_is_opened() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "text").unwrap();
        assert_eq!(io::read_to_string(open_regular(&file).unwrap()).unwrap(), "text");
        let kind = |path: &Path| open_regular(path).unwrap_err().kind();
        assert_eq!(kind(&dir.path().join("none")), io::ErrorKind::NotFound);
        #[cfg(unix)]
        {
            let pipe = dir.path().join("pipe");
            let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
            assert!(made.success());
            for odd in [&pipe, dir.path(), Path::new("/dev/zero")] {
                assert_eq!(kind(odd), io::ErrorKind::InvalidInput, "{}", odd.display());
            }
        }
    }
}
