//! `SHA256SUMS`: a line for each file, as `sha256sum` writes it and checks it.

use std::collections::BTreeMap;

use super::layout::{SIGNATURE, SUMS, is_path};
use crate::ledger::Hash;

/// The sums over files, in the order of their paths. The sums themselves and their signature cannot
/// be among them.
pub fn write<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> String {
    let listed: BTreeMap<&str, &[u8]> =
        files.into_iter().filter(|(path, _)| is_listed(path)).collect();
    let mut text = String::new();
    for (path, bytes) in listed {
        text.push_str(&Hash::of(bytes).to_string());
        text.push_str("  ");
        text.push_str(path);
        text.push('\n');
    }
    text
}

/// Whether a file is to have a line.
pub fn is_listed(path: &str) -> bool {
    ![SUMS, SIGNATURE].contains(&path)
}

/// Reads sums: each path with its hash. What is wrong comes with the number of its line.
///
/// # Errors
/// When a line is not as `sha256sum` writes it, or names a file twice or outside.
pub fn read(text: &str) -> Result<BTreeMap<&str, Hash>, (usize, String)> {
    let mut sums = BTreeMap::new();
    let Some(text) = text.strip_suffix('\n') else {
        return Err((text.lines().count().max(1), "its last line has no end".to_owned()));
    };
    for (n, line) in (1..).zip(text.split('\n')) {
        let wrong = |why: &str| (n, why.to_owned());
        let (hash, path) = line.split_once("  ").ok_or_else(|| wrong("it is not `HASH  FILE`"))?;
        let parsed: Hash = hash.parse().map_err(|_| wrong("its hash is no SHA-256"))?;
        if parsed.to_string() != hash {
            return Err(wrong("its hash is not in small letters"));
        }
        if !is_path(path) || !is_listed(path) {
            return Err(wrong("it names what cannot stand in a binder"));
        }
        if sums.insert(path, parsed).is_some() {
            return Err(wrong("it names a file for the second time"));
        }
    }
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let files = [("b/c", &b"x"[..]), ("a", b""), (SUMS, b"?"), (SIGNATURE, b"?")];
        let text = write(files);
        assert!(
            text.starts_with(
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\n"
            )
        );
        let sums = read(&text).unwrap();
        assert_eq!(
            sums.into_iter().collect::<Vec<_>>(),
            [("a", Hash::of(b"")), ("b/c", Hash::of(b"x"))]
        );
    }

    #[test]
    fn what_is_no_sum_is_refused_with_its_line() {
        let hash = Hash::of(b"").to_string();
        for (text, line) in [
            (String::new(), 1),
            (format!("{hash}  a"), 1),
            (format!("{hash} a\n"), 1),
            (format!("{hash}  a\n{hash}  a\n"), 2),
            (format!("{hash}  a\n\n"), 2),
            (format!("{hash}  ../a\n"), 1),
            (format!("{hash}  /etc/passwd\n"), 1),
            (format!("{hash} *a\n"), 1),
            (format!("{}  a\n", hash.to_uppercase()), 1),
            (format!("{}  a\n", &hash[1..]), 1),
            (format!("{hash}  SHA256SUMS\n"), 1),
        ] {
            assert_eq!(read(&text).unwrap_err().0, line, "{text}");
        }
    }
}
