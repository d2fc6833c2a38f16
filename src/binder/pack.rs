//! Files to a ZIP, the same bytes every time.
//!
//! Order, times, permissions and compression are fixed. A file that compresses better than
//! a hundred times is stored as it is: no reader that fears decompression bombs, ours
//! included, will then refuse it.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{self, Cursor, Write as _},
};

use zip::{CompressionMethod, DateTime, System, ZipWriter, write::SimpleFileOptions};

use super::{
    layout::{INDEX, README, VERIFY_SH, is_path},
    sums,
};

/// Compressed this many times, a file is stored instead.
const STORE_ABOVE: usize = 100;
/// Better ones cost far more than they save.
const LEVEL: i64 = 6;

/// Why files cannot be packed.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// A path that cannot stand in a binder.
    #[error("`{0}` cannot be the name of a file in a binder")]
    Name(String),
    /// Two files of one name.
    #[error("two files of the binder would be called `{0}`")]
    Twice(String),
    /// The ZIP cannot be written.
    #[error("the ZIP cannot be written")]
    Zip(#[from] zip::result::ZipError),
    /// The ZIP cannot be written.
    #[error("the ZIP cannot be written")]
    Io(#[from] io::Error),
}

/// The files of a binder, by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files {
    by_path: BTreeMap<String, Vec<u8>>,
    /// The paths in small letters: some systems know no others.
    taken: BTreeSet<String>,
}

impl Files {
    /// Adds a file.
    ///
    /// # Errors
    /// When its path cannot stand in a binder, or is there already, whatever the case of its
    /// letters.
    pub fn add(&mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), PackError> {
        if !is_path(path) {
            return Err(PackError::Name(path.to_owned()));
        }
        if !self.taken.insert(path.to_ascii_lowercase()) {
            return Err(PackError::Twice(path.to_owned()));
        }
        self.by_path.insert(path.to_owned(), bytes.into());
        Ok(())
    }

    /// A file's bytes.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.by_path.get(path).map(Vec::as_slice)
    }

    /// Every file with its bytes, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.by_path.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// How many files.
    pub fn len(&self) -> usize {
        self.by_path.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_path.is_empty()
    }

    /// How many bytes in all.
    pub fn bytes(&self) -> u64 {
        self.by_path.values().map(|bytes| bytes.len() as u64).sum()
    }

    /// `SHA256SUMS` over them.
    pub fn sums(&self) -> String {
        sums::write(self.iter())
    }

    /// The ZIP: what is to be read first stands first.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn pack(&self) -> Result<Vec<u8>, PackError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let first = |path: &str| [README, INDEX].contains(&path);
        let front = [README, INDEX].into_iter().filter_map(|path| Some((path, self.get(path)?)));
        for (path, bytes) in front.chain(self.iter().filter(|(path, _)| !first(path))) {
            let options = SimpleFileOptions::default()
                .system(System::Unix)
                .last_modified_time(DateTime::default())
                .unix_permissions(if path == VERIFY_SH { 0o755 } else { 0o644 });
            let options = if deflated(bytes)? * STORE_ABOVE < bytes.len() {
                options.compression_method(CompressionMethod::Stored)
            } else {
                options
                    .compression_method(CompressionMethod::Deflated)
                    .compression_level(Some(LEVEL))
            };
            zip.start_file(path, options)?;
            zip.write_all(bytes)?;
        }
        Ok(zip.finish()?.into_inner())
    }
}

/// How large a file would be, compressed.
fn deflated(bytes: &[u8]) -> io::Result<usize> {
    struct Count(usize);
    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    if bytes.len() < STORE_ABOVE {
        return Ok(bytes.len());
    }
    let mut encoder = flate2::write::DeflateEncoder::new(Count(0), flate2::Compression::fast());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::binder::unpack;

    #[test]
    fn the_same_files_give_the_same_bytes_in_whatever_order_they_come() {
        let mut one = Files::default();
        let mut two = Files::default();
        let files = [("evidence/E-0001.json", "{}"), ("README.txt", "read"), ("index.html", "i")];
        for (path, text) in files {
            one.add(path, text).unwrap();
        }
        for (path, text) in files.iter().rev() {
            two.add(path, *text).unwrap();
        }
        let packed = one.pack().unwrap();
        assert_eq!(packed, two.pack().unwrap());
        assert_eq!(unpack(&packed).unwrap(), one);
        let at = |name: &str| packed.windows(name.len()).position(|w| w == name.as_bytes());
        assert!(at("README.txt") < at("index.html") && at("index.html") < at("evidence/"));
    }

    #[test]
    fn no_two_files_share_a_name_and_none_stands_outside() {
        let mut files = Files::default();
        files.add("a", "").unwrap();
        assert!(matches!(files.add("A", ""), Err(PackError::Twice(_))));
        assert!(matches!(files.add("../a", ""), Err(PackError::Name(_))));
    }

    #[test]
    fn what_compresses_too_well_is_stored_so_that_readers_accept_it() {
        let mut files = Files::default();
        files.add("zeros", vec![b'0'; 1 << 20]).unwrap();
        let packed = files.pack().unwrap();
        assert!(packed.len() > 1 << 20);
        assert_eq!(unpack(&packed).unwrap(), files);
    }
}
