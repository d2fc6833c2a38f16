//! The files of a program as git holds them: at a commit, or as the next commit will have them.
//!
//! Only plumbing commands run here (`ls-tree`, `ls-files --stage`, `cat-file`), by the ways of
//! [`super::git`], so nothing that a repository names is executed and nothing is fetched.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Component, Path, PathBuf},
    process::Stdio,
};

use storyproof::{
    source::{ROOT_FILE, SourceFile, Sources, Trouble, is_program_file},
    time::Instant,
};

use super::git::{git, text};

/// The largest file that is read; larger ones are trouble, as they are on a disk.
const MAX_FILE: u64 = 4 << 20;

/// git's word for a symbolic link.
const LINK: &str = "120000";

/// A commit.
#[derive(Debug)]
pub(super) struct AtCommit {
    /// Its hash.
    pub(super) commit: String,
    /// When it was made, as it says itself.
    pub(super) at: Instant,
}

/// Every file below the program's folder.
#[derive(Debug)]
pub(super) struct Tree {
    root: PathBuf,
    blobs: BTreeMap<String, Blob>,
}

#[derive(Debug)]
struct Blob {
    hash: String,
    is_link: bool,
}

/// The commit that a revision names, such as `origin/main`.
pub(super) fn commit(root: &Path, revision: &str) -> Option<AtCommit> {
    let name = format!("{revision}^{{commit}}");
    let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", &name];
    let commit = text(git(root).args(verify))?.trim().to_owned();
    let listed = text(git(root).args(["rev-list", "--max-count=1", "--format=%ct", &commit, "--"]));
    let at = listed?.lines().last()?.trim().parse().ok().and_then(Instant::from_unix)?;
    Some(AtCommit { commit, at })
}

/// Where the program lies in its repository: empty, or a path that ends with `/`; `None` outside git.
pub(super) fn folder(root: &Path) -> Option<String> {
    let prefix = text(git(root).args(["rev-parse", "--show-prefix"]))?;
    Some(prefix.trim_end_matches(['\r', '\n']).to_owned())
}

impl Tree {
    /// The files at a commit.
    pub(super) fn at(root: &Path, commit: &str) -> Option<Self> {
        let listed = text(git(root).args(["ls-tree", "-r", "-z", commit, "--", "."]))?;
        let entries = listed.split('\0').filter_map(|line| line.split_once('\t'));
        // `mode type hash`
        let blobs = entries.filter_map(|(meta, path)| {
            let mut words = meta.split(' ');
            let (mode, kind, hash) = (words.next()?, words.next()?, words.next()?);
            (kind == "blob").then(|| (path.to_owned(), Blob::new(mode, hash)))
        });
        Some(Self { root: root.to_owned(), blobs: blobs.collect() })
    }

    /// The files as the next commit will have them. While git runs a hook, `index` names the list
    /// it commits from; another repository's is not believed.
    pub(super) fn staged(root: &Path, index: Option<&Path>) -> Option<Self> {
        let mut list = git(root);
        if let Some(index) = index.and_then(|index| own_index(root, index)) {
            list.env("GIT_INDEX_FILE", index);
        }
        let listed = text(list.args(["ls-files", "--stage", "-z", "--", "."]))?;
        let mut blobs = BTreeMap::new();
        // `mode hash stage`; the stages of a merge that is not over are no files yet.
        for (meta, path) in listed.split('\0').filter_map(|line| line.split_once('\t')) {
            let mut words = meta.split(' ');
            let (mode, hash, stage) = (words.next()?, words.next()?, words.next()?);
            if stage == "0" && mode != "160000" {
                blobs.insert(path.to_owned(), Blob::new(mode, hash));
            }
        }
        Some(Self { root: root.to_owned(), blobs })
    }

    /// Whether there is such a file.
    pub(super) fn has(&self, path: &str) -> bool {
        self.blobs.contains_key(path)
    }

    /// The files of the program; `None` when it has no `storyproof.toml` here, or git cannot read
    /// what it lists.
    pub(super) fn program(&self) -> Option<Sources> {
        let is_ours = |path: &str| {
            path == ROOT_FILE
                || (path.starts_with("stories/") || path.starts_with("controls/"))
                    && is_program_file(path)
        };
        let paths: Vec<&str> = self.blobs.keys().map(String::as_str).collect();
        let paths: Vec<&str> = paths.into_iter().filter(|path| is_ours(path)).collect();
        if !self.has(ROOT_FILE) {
            return None;
        }
        Some(Sources::from_files(self.read(&paths)?))
    }

    /// Files that records name; what is not there is trouble, as it is on a disk.
    pub(super) fn named(&self, paths: &[&str]) -> Vec<SourceFile> {
        let (known, unknown): (Vec<&str>, Vec<&str>) =
            paths.iter().partition(|path| self.has(path));
        let missing = |path: &str| SourceFile::new(path, Err(not_there()));
        let read = self.read(&known);
        let mut files = read.unwrap_or_else(|| known.iter().map(|path| missing(path)).collect());
        files.extend(unknown.into_iter().map(missing));
        files
    }

    fn read(&self, paths: &[&str]) -> Option<Vec<SourceFile>> {
        let mut links = Vec::new();
        for path in paths.iter().filter(|path| self.blobs.get(**path).is_some_and(|b| b.is_link)) {
            links.push(*path);
        }
        let targets = self.contents(links.iter().map(|path| self.hash(path)))?;
        let targets: BTreeMap<&str, Option<String>> = links
            .iter()
            .zip(targets)
            .map(|(path, target)| (*path, self.target(path, target.as_deref())))
            .collect();
        let real = |path: &str| match targets.get(path) {
            None => Some(path.to_owned()),
            Some(target) => target.clone(),
        };
        let reals: Vec<Option<String>> = paths.iter().map(|path| real(path)).collect();
        let contents = self.contents(reals.iter().flatten().map(|path| self.hash(path)))?;
        let mut contents = contents.into_iter();
        let file = |(path, real): (&&str, &Option<String>)| match real {
            None => SourceFile::new(path, Err(Trouble::Link)),
            Some(_) => match contents.next().flatten() {
                Some(bytes) => SourceFile::from_bytes(path, bytes),
                None => SourceFile::new(path, Err(Trouble::TooLarge)),
            },
        };
        Some(paths.iter().zip(&reals).map(file).collect())
    }

    fn hash(&self, path: &str) -> String {
        self.blobs.get(path).map(|blob| blob.hash.clone()).unwrap_or_default()
    }

    /// The file that a link leads to, inside the program and no link itself.
    fn target(&self, link: &str, target: Option<&[u8]>) -> Option<String> {
        let target = std::str::from_utf8(target?).ok()?;
        let mut parts: Vec<&str> = link.split('/').collect();
        parts.pop();
        for part in Path::new(target).components() {
            match part {
                Component::CurDir => {}
                Component::ParentDir => _ = parts.pop()?,
                Component::Normal(name) => parts.push(name.to_str()?),
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        let path = parts.join("/");
        self.blobs.get(&path).is_some_and(|blob| !blob.is_link).then_some(path)
    }

    /// The bytes of each; `None` inside for what is too large.
    fn contents(&self, hashes: impl Iterator<Item = String>) -> Option<Vec<Option<Vec<u8>>>> {
        let hashes: Vec<String> = hashes.collect();
        if hashes.is_empty() {
            return Some(Vec::new());
        }
        let sizes = self.cat("--batch-check=%(objectsize)", &hashes)?;
        let sizes = String::from_utf8(sizes).ok()?;
        let sizes: Option<Vec<u64>> = sizes.lines().map(|size| size.parse().ok()).collect();
        let sizes = sizes?;
        let small: Vec<String> = hashes
            .iter()
            .zip(&sizes)
            .filter(|(_, size)| **size <= MAX_FILE)
            .map(|(hash, _)| hash.clone())
            .collect();
        let answer = if small.is_empty() { Vec::new() } else { self.cat("--batch", &small)? };
        let mut rest = answer.as_slice();
        let mut contents = Vec::with_capacity(hashes.len());
        for size in sizes {
            if size > MAX_FILE {
                contents.push(None);
                continue;
            }
            // `hash blob size`, a line end, the bytes, a line end
            let head = rest.iter().position(|byte| *byte == b'\n')?;
            let start = head.checked_add(1)?;
            let end = start.checked_add(usize::try_from(size).ok()?)?;
            contents.push(Some(rest.get(start..end)?.to_vec()));
            rest = rest.get(end.checked_add(1)?..)?;
        }
        Some(contents)
    }

    fn cat(&self, how: &str, hashes: &[String]) -> Option<Vec<u8>> {
        let mut child = git(&self.root)
            .args(["cat-file", how])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .ok()?;
        let mut stdin = child.stdin.take()?;
        let list: String = hashes.iter().flat_map(|hash| [hash.as_str(), "\n"]).collect();
        // git answers as it reads, hence the second thread.
        let writer = std::thread::spawn(move || stdin.write_all(list.as_bytes()));
        let output = child.wait_with_output().ok().filter(|output| output.status.success())?;
        writer.join().ok()?.ok()?;
        Some(output.stdout)
    }
}

impl Blob {
    fn new(mode: &str, hash: &str) -> Self {
        Self { hash: hash.to_owned(), is_link: mode == LINK }
    }
}

fn not_there() -> Trouble {
    Trouble::Unreadable(std::io::ErrorKind::NotFound.to_string())
}

/// The list that git commits from, when it lies in this repository's own folder of git.
fn own_index(root: &Path, index: &Path) -> Option<PathBuf> {
    let line = |what: &str| {
        let said = text(git(root).args(["rev-parse", what]))?;
        Path::new(said.trim_end_matches(['\r', '\n'])).canonicalize().ok()
    };
    let index = line("--show-toplevel")?.join(index).canonicalize().ok()?;
    index.starts_with(line("--absolute-git-dir")?).then_some(index)
}
