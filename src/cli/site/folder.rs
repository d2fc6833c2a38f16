//! A folder that is written whole or not at all, and that never loses what is not ours.
//!
//! The pages are written into a folder beside it, which then takes its place: readers see the old
//! site or the new one. A list with the hash of every page lies inside. What it does not name, or
//! what differs from it, somebody else put there: without `--force` nothing is written then, and with
//! it such files move along, unless a page has their name.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use storyproof::{binder::sums, files::read_regular, ledger::Hash, report::words::some_of};
use tempfile::TempDir;

use crate::cli::failure::Failure;

/// The list of the pages with their hashes, as `sha256sum` writes it.
const LIST: &str = "storyproof-site.sha256";
/// Folders in which a site takes nobody's place, by what lies in them.
const KEPT: [&str; 3] = ["storyproof.toml", ".git", ".storyproof"];
/// How many files a message names.
const NAMED: usize = 5;

/// A folder that a site may be written to.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    parent: PathBuf,
    /// Whether there is one now.
    exists: bool,
    /// Files in it that are not ours, by their path inside.
    others: BTreeSet<PathBuf>,
}

impl Folder {
    /// Looks at what is there.
    pub(super) fn open(path: &Path, force: bool) -> Result<Self, Failure> {
        let fail = |error: io::Error| cannot("write to", path, &error);
        let exists = path.exists();
        if exists && !path.is_dir() {
            return Err(Failure::usage(format!("{} is no folder", path.display()))
                .help("name a folder: `-o site`"));
        }
        let path = if exists { path.canonicalize().map_err(fail)? } else { absolute(path)? };
        let parent = path.parent().map(Path::to_owned).ok_or_else(|| {
            Failure::usage("a site cannot take the place of the whole disk").help("name a folder")
        })?;
        if let Some(kept) = KEPT.iter().find(|name| path.join(name).exists()) {
            return Err(Failure::usage(format!("{} holds {kept}", path.display()))
                .help("a site needs a folder of its own: `-o reports/site`"));
        }
        let others = if exists { others(&path).map_err(fail)? } else { BTreeSet::new() };
        if !others.is_empty() && !force {
            let names: Vec<String> = others.iter().map(|path| path.display().to_string()).collect();
            return Err(Failure::usage(format!(
                "{} holds what is not of a site, or was changed: {}",
                path.display(),
                some_of(&names, NAMED)
            ))
            .help("name another folder, or keep these files beside the pages with --force"));
        }
        Ok(Self { path, parent, exists, others })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the pages, and takes the place of what was there.
    pub(super) fn write(self, pages: &BTreeMap<String, Vec<u8>>) -> Result<(), Failure> {
        let fail = |error: io::Error| cannot("write", &self.path, &error);
        fs::create_dir_all(&self.parent).map_err(fail)?;
        let aside = beside(&self.parent).map_err(fail)?;
        for (name, bytes) in pages {
            put(&aside.path().join(name), bytes).map_err(fail)?;
        }
        let list = sums::write(pages.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())));
        put(&aside.path().join(LIST), list.as_bytes()).map_err(fail)?;
        let aside = aside.keep();
        if !self.exists {
            return fs::rename(&aside, &self.path).map_err(fail);
        }
        let old = beside(&self.parent).map_err(fail)?.keep();
        let before = old.join("before");
        fs::rename(&self.path, &before).map_err(fail)?;
        if let Err(error) = fs::rename(&aside, &self.path) {
            // What was there comes back.
            fs::rename(&before, &self.path).map_err(fail)?;
            return Err(fail(error));
        }
        for other in &self.others {
            let to = self.path.join(other);
            if to.symlink_metadata().is_err() {
                let folder = to.parent().unwrap_or(&self.path);
                fs::create_dir_all(folder)
                    .and_then(|()| fs::rename(before.join(other), &to))
                    .map_err(|error| cannot("put back", &before.join(other), &error))?;
            }
        }
        fs::remove_dir_all(&old).map_err(|error| cannot("remove", &old, &error))
    }
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::because(format!("cannot {what} {}", path.display()), error)
}

/// The path from the root, of a folder that is not there yet: only what is there can be asked for it.
fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    let fail = |error: io::Error| cannot("find", path, &error);
    std::path::absolute(path).map_err(fail)
}

/// A folder beside it, that others may read as far as the user lets them read new folders.
fn beside(parent: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".storyproof-site-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    builder.tempdir_in(parent)
}

fn put(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

/// Everything in a folder that is not ours, or not as we wrote it.
fn others(folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let list = match read_regular(&folder.join(LIST)) {
        Ok(list) => String::from_utf8(list).unwrap_or_default(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    // A list that cannot be read names nothing: then nothing is ours.
    let ours = sums::read(&list).unwrap_or_default();
    let mut found = BTreeSet::new();
    let mut open = vec![folder.to_owned()];
    while let Some(inner) = open.pop() {
        for entry in fs::read_dir(&inner)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap_or(&path).to_owned();
            if name == Path::new(LIST) && !ours.is_empty() {
                continue;
            }
            let hash = name.to_str().and_then(|name| ours.get(name.replace('\\', "/").as_str()));
            let is_ours = entry.file_type()?.is_file()
                && match hash {
                    Some(hash) => Hash::of(&read_regular(&path)?) == *hash,
                    None => false,
                };
            if !is_ours {
                found.insert(name);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(names: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
        names.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
    }

    fn write(path: &Path, force: bool, names: &[(&str, &str)]) -> Result<(), Failure> {
        Folder::open(path, force)?.write(&pages(names))
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut found: Vec<String> =
            others(folder).unwrap().iter().map(|p| p.display().to_string()).collect();
        let list = fs::read_to_string(folder.join(LIST)).unwrap_or_default();
        found.extend(list.lines().filter_map(|line| line.split_once("  ")).map(|l| l.1.to_owned()));
        found.sort();
        found
    }

    #[test]
    fn a_site_takes_the_place_of_a_site_and_of_nothing_else() {
        let root = TempDir::new().unwrap();
        let site = root.path().join("deep/site");
        write(&site, false, &[("index.html", "1"), ("a/old.html", "1")]).unwrap();
        write(&site, false, &[("index.html", "2"), ("new.html", "2")]).unwrap();
        assert_eq!(files(&site), ["index.html", "new.html"], "what was ours is gone");
        assert_eq!(fs::read_to_string(site.join("index.html")).unwrap(), "2");
        // Nothing is left beside it.
        assert_eq!(fs::read_dir(site.parent().unwrap()).unwrap().count(), 1);

        fs::create_dir(site.join("notes")).unwrap();
        fs::write(site.join("notes/mine.txt"), "mine").unwrap();
        fs::write(site.join("new.html"), "edited by somebody").unwrap();
        let refused = write(&site, false, &[("index.html", "3")]).unwrap_err();
        assert!(refused.message().contains("new.html") && refused.message().contains("mine.txt"));
        assert_eq!(fs::read_to_string(site.join("index.html")).unwrap(), "2");

        write(&site, true, &[("index.html", "3")]).unwrap();
        assert_eq!(files(&site), ["index.html", "new.html", "notes/mine.txt"]);
        assert_eq!(fs::read_to_string(site.join("new.html")).unwrap(), "edited by somebody");
        assert_eq!(fs::read_to_string(site.join("index.html")).unwrap(), "3");
    }

    #[test]
    fn no_program_and_no_repository_is_taken_for_a_site() {
        for kept in KEPT {
            let root = TempDir::new().unwrap();
            fs::create_dir(root.path().join(kept)).unwrap();
            assert!(Folder::open(root.path(), true).is_err(), "{kept}");
        }
        let root = TempDir::new().unwrap();
        fs::write(root.path().join("file"), "").unwrap();
        assert!(Folder::open(&root.path().join("file"), true).is_err());
        assert!(Folder::open(Path::new("/"), true).is_err());
    }
}
