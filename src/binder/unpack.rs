//! A ZIP back to files, in memory and under limits. It may come from anybody.
//!
//! Nothing is ever written to a disk. What a binder never has (links, names that lead outside,
//! passwords, two files of one name, files that lie over each other) is refused whole, with the
//! name of what is wrong; so is what would grow without bound.

use std::io::{Cursor, Read as _};

use zip::{CompressionMethod, ZipArchive, result::ZipError};

use super::{layout::is_path, pack::Files};

/// The most files that are read.
pub const MAX_FILES: usize = 10_000;
/// The most bytes that are read, of all files together. A larger binder can be written, with a
/// warning; it is verified by its own scripts.
pub const MAX_TOTAL: u64 = 256 << 20;
/// The most times that a file may be larger than it is compressed.
pub const MAX_RATIO: u64 = 200;

/// Why a ZIP is not read as a binder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UnpackError {
    /// It is no ZIP, or is damaged or cut off.
    #[error("it is no whole ZIP: {0}")]
    Zip(String),
    /// It has more than [`MAX_FILES`].
    #[error("it has {0} files; a binder has at most {MAX_FILES}")]
    TooMany(usize),
    /// Its files are larger than [`MAX_TOTAL`] together.
    #[error("its files are larger than 256 MiB together")]
    TooLarge,
    /// A file is compressed more than [`MAX_RATIO`] times.
    #[error("`{0}` is compressed more than {MAX_RATIO} times, as no file of a binder is")]
    Ratio(String),
    /// A name that leads outside, or that not every system can write.
    #[error("`{0}` is no name that a file of a binder has")]
    Name(String),
    /// Two files of one name.
    #[error("two of its files have one name")]
    Twice,
    /// A link, or what is neither file nor folder.
    #[error("`{0}` is a link or no plain file")]
    NotPlain(String),
    /// A file that needs a password, or is compressed in another way than a binder's.
    #[error("`{0}` needs a password, or is compressed in a way that no binder is")]
    Method(String),
    /// Files that lie over each other.
    #[error("some of its files lie over each other")]
    Overlap,
}

fn damaged(error: &ZipError) -> UnpackError {
    UnpackError::Zip(error.to_string())
}

/// Reads a binder.
///
/// # Errors
/// When it is no ZIP, or has what a binder never has.
pub fn unpack(bytes: &[u8]) -> Result<Files, UnpackError> {
    // Before anything is made for each of them.
    if let Some(count) = counted(bytes).filter(|count| *count > MAX_FILES) {
        return Err(UnpackError::TooMany(count));
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if zip.len() > MAX_FILES {
        return Err(UnpackError::TooMany(zip.len()));
    }
    if zip.has_duplicate_names() {
        return Err(UnpackError::Twice);
    }
    for index in 0..zip.len() {
        plain(&zip.by_index_raw(index).map_err(|error| damaged(&error))?)?;
    }
    if zip.decompressed_size().is_some_and(|total| total > u128::from(MAX_TOTAL)) {
        return Err(UnpackError::TooLarge);
    }
    if zip.has_overlapping_entries().map_err(|error| damaged(&error))? {
        return Err(UnpackError::Overlap);
    }
    // What one reader takes from the front of a file and another from the end must be the same.
    zip.validate_header_consistency().map_err(|error| damaged(&error))?;
    files(&mut zip)
}

/// How many files the end of the ZIP speaks of, read before the rest is.
fn counted(bytes: &[u8]) -> Option<usize> {
    let tail = &bytes[bytes.len().saturating_sub(22 + 65_535)..];
    let at = tail.windows(4).rposition(|window| window == b"PK\x05\x06")?;
    let count = tail.get(at + 10..at + 12)?;
    Some(usize::from(u16::from_le_bytes([count[0], count[1]])))
}

/// Looks at what the ZIP says of a file before any of it is unpacked.
fn plain<R: std::io::Read>(file: &zip::read::ZipFile<'_, R>) -> Result<(), UnpackError> {
    let shown = String::from_utf8_lossy(file.name_raw()).into_owned();
    let name = file.name().map_err(|_| UnpackError::Name(shown.clone()))?.into_owned();
    let path = if file.is_dir() { name.trim_end_matches('/') } else { &name };
    if file.enclosed_name().is_none() || !is_path(path) {
        return Err(UnpackError::Name(shown));
    }
    let kind = file.unix_mode().map_or(0, |mode| mode & 0o170_000);
    if file.is_symlink() || ![0, 0o100_000, 0o040_000].contains(&kind) {
        return Err(UnpackError::NotPlain(shown));
    }
    let known = [CompressionMethod::Stored, CompressionMethod::Deflated];
    if file.encrypted() || !known.contains(&file.compression()) {
        return Err(UnpackError::Method(shown));
    }
    if file.size() / MAX_RATIO > file.compressed_size() {
        return Err(UnpackError::Ratio(shown));
    }
    Ok(())
}

fn files<R: std::io::Read + std::io::Seek>(zip: &mut ZipArchive<R>) -> Result<Files, UnpackError> {
    let mut files = Files::default();
    let mut left = MAX_TOTAL;
    for index in 0..zip.len() {
        let file = zip.by_index(index).map_err(|error| damaged(&error))?;
        if file.is_dir() {
            continue;
        }
        let name = file.name().map_err(|error| damaged(&error))?.into_owned();
        let most = file.compressed_size().saturating_add(1).saturating_mul(MAX_RATIO);
        // What the ZIP says of sizes is only said; what comes out is counted.
        let mut bytes = Vec::new();
        let cannot = |error: std::io::Error| UnpackError::Zip(format!("`{name}`: {error}"));
        file.take(left.min(most) + 1).read_to_end(&mut bytes).map_err(cannot)?;
        let size = bytes.len() as u64;
        if size > most {
            return Err(UnpackError::Ratio(name));
        }
        left = left.checked_sub(size).ok_or(UnpackError::TooLarge)?;
        files.add(&name, bytes).map_err(|_| UnpackError::Twice)?;
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn stored() -> SimpleFileOptions {
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored)
    }

    /// A ZIP of these files as they are.
    fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, stored()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
        assert_eq!(from.len(), to.len());
        let mut bytes = bytes.to_vec();
        let mut at = 0;
        while let Some(found) = bytes[at..].windows(from.len()).position(|w| w == from) {
            bytes[at + found..at + found + to.len()].copy_from_slice(to);
            at += found + to.len();
        }
        bytes
    }

    /// Writes into the header of a file in the central directory.
    fn patched(bytes: &[u8], file: usize, offset: usize, value: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        let headers = bytes.windows(4).enumerate().filter(|(_, w)| *w == b"PK\x01\x02");
        let at = headers.map(|(at, _)| at).nth(file).unwrap() + offset;
        bytes[at..at + value.len()].copy_from_slice(value);
        bytes
    }

    #[track_caller]
    fn refused(bytes: &[u8]) -> String {
        unpack(bytes).unwrap_err().to_string()
    }

    #[test]
    fn names_that_lead_outside_or_nowhere_are_refused() {
        for name in [
            "../evil",
            "a/../../evil",
            "/etc/passwd",
            "C:\\evil",
            "C:evil",
            "\\\\host\\share\\x",
            "..\\evil",
            "a\\..\\..\\b",
            "a//b",
            "./a",
            "a b",
            "caf\u{e9}",
            "x\u{202e}txt",
            "NUL",
            "evidence/aux.json",
            "a\nb",
            "",
        ] {
            let said = refused(&zip(&[(name, b"x")]));
            assert!(said.contains("no name that a file of a binder has"), "{name:?}: {said}");
        }
    }

    #[test]
    fn links_and_odd_files_are_refused() {
        let mut made = ZipWriter::new(Cursor::new(Vec::new()));
        made.add_symlink("evidence", "/etc", stored()).unwrap();
        let made = made.finish().unwrap().into_inner();
        assert!(refused(&made).contains("`evidence` is a link"));
        // A device, by its mode.
        let device = patched(&zip(&[("a", b"x")]), 0, 38, &(0o020_666_u32 << 16).to_le_bytes());
        assert!(refused(&device).contains("`a` is a link or no plain file"));
    }

    #[test]
    fn two_files_of_one_name_are_refused() {
        let made = zip(&[("aa", b"1"), ("bb", b"2")]);
        assert!(refused(&replaced(&made, b"bb", b"aa")).contains("two of its files have one name"));
        assert!(refused(&replaced(&made, b"bb", b"AA")).contains("two of its files have one name"));
    }

    #[test]
    fn what_would_grow_without_bound_is_refused() {
        let mut made = ZipWriter::new(Cursor::new(Vec::new()));
        made.start_file("zeros", SimpleFileOptions::default()).unwrap();
        made.write_all(&vec![0; 4 << 20]).unwrap();
        let bomb = made.finish().unwrap().into_inner();
        assert!(refused(&bomb).contains("`zeros` is compressed more than 200 times"));
        // It says that it is small, and is not.
        let lying = patched(&bomb, 0, 24, &100_u32.to_le_bytes());
        refused(&lying);
        let many: Vec<String> = (0..=MAX_FILES).map(|n| format!("f{n}")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
        assert!(refused(&zip(&many)).contains("it has 10001 files"));
        let large = zip(&[("large", &vec![1; 2 << 20])]);
        let large = patched(&large, 0, 24, &(300_u32 << 20).to_le_bytes());
        assert!(refused(&large).contains("larger than 256 MiB"));
    }

    #[test]
    fn files_that_lie_over_each_other_are_refused() {
        let made = zip(&[("a", b"1234"), ("b", b"5678")]);
        let said = refused(&patched(&made, 1, 42, &0_u32.to_le_bytes()));
        assert!(said.contains("lie over each other") || said.contains("no whole ZIP"), "{said}");
        let said = refused(&patched(&made, 0, 20, &40_u32.to_le_bytes()));
        assert!(said.contains("lie over each other") || said.contains("no whole ZIP"), "{said}");
    }

    #[test]
    fn passwords_and_other_ways_to_compress_are_refused() {
        let made = zip(&[("a", b"1234")]);
        assert!(refused(&patched(&made, 0, 8, &[1, 0])).contains("needs a password"));
        assert!(refused(&patched(&made, 0, 10, &[14, 0])).contains("in a way that no binder is"));
    }

    #[test]
    fn what_is_cut_off_or_changed_anywhere_is_an_error_and_no_panic() {
        let mut files = Files::default();
        files.add("README.txt", "read me").unwrap();
        files.add("evidence/E-0001.json", "[1, 2, 3]").unwrap();
        let good = files.pack().unwrap();
        for end in 0..good.len() {
            assert!(unpack(&good[..end]).is_err(), "cut off after {end}");
        }
        for at in 0..good.len() {
            let mut bytes = good.clone();
            bytes[at] ^= 0x55;
            if let Ok(read) = unpack(&bytes) {
                // Times and attributes may differ; what is read may not.
                assert_eq!(read, files, "changed at {at}");
            }
        }
        assert!(unpack(b"not a ZIP at all").is_err());
    }
}
