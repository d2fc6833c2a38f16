//! The clones of the demo's repositories: a few dozen commits without content each, so that
//! `every commit` has commits to ask about.
//!
//! Each lies in the binary as the inside of its `.git`, packed by git itself. The program's file
//! names no `path`, as it does not know where clones lie; the demo does, and writes it.

use std::path::Path;

use include_dir::{Dir, DirEntry};
use toml_edit::{DocumentMut, Item};

use super::{failure::Failure, output};

/// Where the clones lie, below the demo and in the binary.
const FOLDER: &str = "repositories";

/// Lays every clone below `root`.
pub(super) fn lay(demo: &'static Dir<'static>, root: &Path) -> Result<(), Failure> {
    for clone in demo.get_dir(FOLDER).into_iter().flat_map(Dir::dirs) {
        let mut open = vec![clone];
        while let Some(dir) = open.pop() {
            for entry in dir.entries() {
                match entry {
                    DirEntry::Dir(dir) => open.push(dir),
                    DirEntry::File(file) => {
                        let inside = file.path().strip_prefix(clone.path());
                        let inside =
                            inside.map_err(|e| Failure::because("a clone is broken", &e))?;
                        let target = root.join(clone.path()).join(".git").join(inside);
                        output::write_file(&target, file.contents())?;
                    }
                }
            }
        }
    }
    Ok(())
}

/// The program's repositories, each with the `path` of its clone.
pub(super) fn with_paths(text: &str) -> Result<String, Failure> {
    let mut document: DocumentMut =
        text.parse().map_err(|error| Failure::because("a built-in file is broken", &error))?;
    if let Some(all) = document.get_mut("repository").and_then(Item::as_array_of_tables_mut) {
        for repository in all.iter_mut() {
            let id = repository.get("id").and_then(Item::as_str).unwrap_or_default();
            let path = format!("{FOLDER}/{id}");
            repository.insert("path", toml_edit::value(path));
        }
    }
    Ok(document.to_string())
}
