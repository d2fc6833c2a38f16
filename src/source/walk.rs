//! Which files belong to a program: found without opening any.

use std::{
    fs::{self, DirEntry},
    io::ErrorKind,
    path::{Component, Path, PathBuf},
};

use super::{ROOT_FILE, SourceError, Trouble};

/// The folders in which records are kept.
const FOLDERS: [&str; 2] = ["stories", "controls"];

/// How deeply folders may be nested.
const MAX_DEPTH: usize = 32;

/// Where lists of things in scope are kept.
const INVENTORIES: &str = "controls/inventory/";

/// Whether a file is a list of things in scope, by its path from the root.
pub fn is_inventory(path: &str) -> bool {
    let ending = path.strip_prefix(INVENTORIES).and_then(|name| name.rsplit_once('.'));
    ending.is_some_and(|(_, ending)| ending == "csv" || ending == "txt")
}

/// Whether a program is read from such a file, by its path from the root.
pub fn is_program_file(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let is_toml = path.rsplit_once('.').is_some_and(|(_, ending)| ending == "toml");
    !hidden && (is_toml || is_inventory(path))
}

/// A file that was found.
#[derive(Debug)]
pub(super) struct Entry {
    /// The path from the root, with `/`.
    pub(super) path: String,
    /// Why it must not be opened.
    pub(super) trouble: Option<Trouble>,
}

/// Every file of the program, sorted by path.
pub(super) fn entries(root: &Path) -> Result<Vec<Entry>, SourceError> {
    // An unreadable root cannot be resolved; then no link is inside it either.
    let real_root = root.canonicalize().unwrap_or_else(|_| root.into());
    let mut walk = Walk { real_root, found: Vec::new() };
    if root.join(ROOT_FILE).symlink_metadata().is_ok() {
        let trouble = walk.trouble_of_root_file(root);
        walk.found.push(Entry { path: ROOT_FILE.into(), trouble });
    }
    for folder in FOLDERS {
        let path = root.join(folder);
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => walk.folder(path, folder)?,
            Ok(metadata) if metadata.is_symlink() => {
                walk.found.push(Entry { path: folder.into(), trouble: Some(Trouble::Link) });
            }
            _ => {}
        }
    }
    walk.found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(walk.found)
}

/// A file that a record names by its path from the root.
pub(super) fn named(root: &Path, path: &str) -> Entry {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(name) if !name.eq_ignore_ascii_case(".git"));
    let full = root.join(path);
    let inside = || {
        let real_root = root.canonicalize().unwrap_or_else(|_| root.into());
        let real = full.canonicalize();
        // What is not there is reported as such when it is opened.
        real.map_or_else(
            |error| error.kind() == ErrorKind::NotFound && full.symlink_metadata().is_err(),
            |real| real.strip_prefix(real_root).is_ok_and(|rest| rest.components().all(plain)),
        )
    };
    let fine = Path::new(path).components().all(plain) && inside();
    Entry { path: path.into(), trouble: (!fine).then_some(Trouble::Link) }
}

struct Walk {
    real_root: PathBuf,
    found: Vec<Entry>,
}

impl Walk {
    fn trouble_of_root_file(&self, root: &Path) -> Option<Trouble> {
        let path = root.join(ROOT_FILE);
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_symlink() => self.trouble_of_link(&path),
            Ok(metadata) if metadata.is_file() => None,
            _ => Some(Trouble::NotRegular),
        }
    }

    /// Walks a folder and all folders below it, without recursion.
    fn folder(&mut self, path: PathBuf, name: &str) -> Result<(), SourceError> {
        let mut open = vec![(path, name.to_owned(), 1)];
        while let Some((folder, name, depth)) = open.pop() {
            let list = |source| SourceError::List { path: folder.clone(), source };
            for entry in fs::read_dir(&folder).map_err(list)? {
                let entry = entry.map_err(list)?;
                let file_name = entry.file_name();
                let Some(visible) = file_name.to_str().filter(|name| !name.starts_with('.')) else {
                    continue;
                };
                let path = format!("{name}/{visible}");
                if !entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    self.file(&entry, path);
                } else if depth < MAX_DEPTH {
                    open.push((entry.path(), path, depth + 1));
                } else {
                    self.found.push(Entry { path, trouble: Some(Trouble::TooDeep) });
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, entry: &DirEntry, path: String) {
        let is_ours = is_program_file(&path);
        let trouble = match entry.file_type() {
            Ok(kind) if kind.is_file() => None,
            Ok(kind) if kind.is_symlink() => {
                let leads_to_folder = entry.path().is_dir();
                if leads_to_folder {
                    self.found.push(Entry { path, trouble: Some(Trouble::Link) });
                    return;
                }
                self.trouble_of_link(&entry.path())
            }
            Ok(_) => Some(Trouble::NotRegular),
            Err(e) => Some(Trouble::Unreadable(e.kind().to_string())),
        };
        if is_ours {
            self.found.push(Entry { path, trouble });
        }
    }

    /// A link is followed only to a regular file inside the program.
    fn trouble_of_link(&self, path: &Path) -> Option<Trouble> {
        let inside = path
            .canonicalize()
            .is_ok_and(|real| real.starts_with(&self.real_root) && real.is_file());
        (!inside).then_some(Trouble::Link)
    }
}
