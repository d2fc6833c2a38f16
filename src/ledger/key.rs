//! The redaction key: 32 random bytes in a file of their own beside the ledger.
//!
//! It is made when the first secret is taken out of evidence, readable by its owner only, and
//! belongs neither into git nor into a report: whoever has it can try out guesses at what was
//! taken out. Without it nothing is lost but the power to tell whether two secrets are one, and
//! whether a file was submitted before.

use std::{
    io::{self, Read as _, Write as _},
    path::Path,
};

use super::{
    artifact::fail,
    error::Result,
    folder::{make_dir, sync_dir},
};
use crate::files;

const LENGTH: usize = 32;
/// More than a key has in its file.
const MOST: u64 = 4096;

/// Reads the redaction key of the ledger at `ledger`, or makes one when there is none.
///
/// # Errors
/// When the key cannot be read or written, or is none.
pub fn redaction_key(ledger: &Path) -> Result<[u8; LENGTH]> {
    let folder = ledger.parent().unwrap_or(Path::new("."));
    let path = folder.join("redaction.key");
    if let Some(key) = read(&path)? {
        return Ok(key);
    }
    let mut key = [0; LENGTH];
    getrandom::fill(&mut key).map_err(|error| fail("make", &path)(io::Error::other(error)))?;
    let hex = key.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    make_dir(folder)?;
    let aside = tempfile::Builder::new().prefix(".key-").tempfile_in(folder);
    let mut aside = aside.map_err(fail("create", &path))?;
    writeln!(aside, "{hex}")
        .and_then(|()| aside.as_file().sync_all())
        .map_err(fail("write", &path))?;
    // Of two that make a key at once the first counts for both.
    match aside.persist_noclobber(&path) {
        Ok(_) => sync_dir(folder).map(|()| key),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            let none = || fail("read", &path)(io::Error::other("it vanished"));
            read(&path)?.ok_or_else(none)
        }
        Err(error) => Err(fail("write", &path)(error.error)),
    }
}

fn read(path: &Path) -> Result<Option<[u8; LENGTH]>> {
    let mut text = String::new();
    match files::open_regular(path).and_then(|file| file.take(MOST).read_to_string(&mut text)) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fail("read", path)(error)),
    }
    let (pairs, rest) = text.trim().as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
    let key = bytes.filter(|_| rest.is_empty()).and_then(|bytes| bytes.try_into().ok());
    let damaged = || io::Error::other("it is not 64 hexadecimal digits; restore it from a backup");
    key.map(Some).ok_or_else(|| fail("read", path)(damaged()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_key_is_made_once_and_is_its_owner_s() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = folder.path().join("deep/ledger.sqlite");
        let key = redaction_key(&ledger).unwrap();
        assert_eq!(redaction_key(&ledger).unwrap(), key);
        let other = redaction_key(&folder.path().join("ledger.sqlite")).unwrap();
        assert_ne!(other, key, "each ledger has its own");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let path = folder.path().join("deep/redaction.key");
            assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_key_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "abc", &"g".repeat(64), &"0".repeat(62)] {
            fs::write(folder.path().join("redaction.key"), text).unwrap();
            let error = redaction_key(&folder.path().join("ledger.sqlite")).unwrap_err();
            assert!(error.to_string().contains("read"), "{error}");
            assert_eq!(fs::read_to_string(folder.path().join("redaction.key")).unwrap(), text);
        }
    }
}
