//! Whether the files of a program may have changed, without opening any.
//!
//! Files are looked at again and again rather than watched: that works on every file system, also
//! across a network, and costs a few microseconds a file.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::walk;

/// How long each file is and when it was written. Two that differ were taken of different files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp(Vec<(PathBuf, Option<(u64, SystemTime)>)>);

impl Stamp {
    /// Looks at the files of the program in a folder, and at others beside them. What is not there
    /// is part of it: that it appears is a change.
    pub fn of(root: &Path, beside: impl IntoIterator<Item = PathBuf>) -> Self {
        // A folder that cannot be listed has no files; that it can again is a change.
        let entries = walk::entries(root).unwrap_or_default();
        let program = entries.into_iter().map(|entry| root.join(entry.path));
        let looked = program.chain(beside).map(|path| {
            let found = look(&path);
            (path, found)
        });
        Self(looked.collect())
    }
}

fn look(path: &Path) -> Option<(u64, SystemTime)> {
    let metadata = path.metadata().ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_stamp_differs_when_a_file_came_went_or_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("stories")).unwrap();
        fs::write(root.join("storyproof.toml"), "[program]\n").unwrap();
        let ledger = root.join("ledger.sqlite");
        let take = || Stamp::of(root, [ledger.clone()]);
        let mut before = take();
        assert_eq!(before, take());
        let mut changed = |what: &str| {
            let after = take();
            assert_ne!(before, after, "{what}");
            before = after;
        };
        fs::write(root.join("stories/a.toml"), "# a\n").unwrap();
        changed("a new file");
        fs::write(root.join("stories/a.toml"), "# a b\n").unwrap();
        changed("another text");
        fs::write(&ledger, "x").unwrap();
        changed("a ledger");
        fs::remove_file(root.join("stories/a.toml")).unwrap();
        changed("a file less");
        fs::write(root.join("README.md"), "x").unwrap();
        assert_eq!(before, take(), "this is no file of the program");
    }
}
