//! A disk that has forgotten what was not synced.
//!
//! The model is strict POSIX, which is less than most file systems give: what is written to a file
//! is sure only after a sync of that file, and a name in a folder (new, renamed or removed) only
//! after a sync of that folder. Until then each change may be on the disk or not, by itself and in
//! any order, and a write may be torn at any multiple of 512 bytes.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{
    bench::Dice,
    trace::{Arg, Call},
};

/// What a disk can be trusted not to split.
const SECTOR: usize = 512;

/// What the crash does to each change that was not yet synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsynced {
    /// It is lost.
    Lost,
    /// It is kept.
    Kept,
    /// Some are lost and some are kept.
    Some,
    /// As before, and of each write only some sectors.
    Torn,
}

/// Which syncs the disk heeds: the others are what the controls leave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heeds {
    All,
    None,
}

#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

#[derive(Debug, Clone, Default)]
struct File {
    synced: Vec<u8>,
    since: Vec<Change>,
}

/// A name in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Node {
    File(usize),
    Folder,
}

/// Names that are set or taken away together.
type Names = Vec<(PathBuf, Option<Node>)>;

#[derive(Debug, Clone, Default)]
struct Folder {
    synced: BTreeMap<PathBuf, Node>,
    since: Vec<Names>,
}

impl Folder {
    /// As a process sees it.
    fn seen(&self) -> BTreeMap<PathBuf, Node> {
        let mut seen = self.synced.clone();
        for names in &self.since {
            set(&mut seen, names);
        }
        seen
    }
}

fn set(entries: &mut BTreeMap<PathBuf, Node>, names: &Names) {
    for (path, node) in names {
        match node {
            Some(node) => entries.insert(path.clone(), *node),
            None => entries.remove(path),
        };
    }
}

/// The disk while a log of calls is replayed.
#[derive(Debug)]
pub(super) struct Disk {
    root: PathBuf,
    heeds: Heeds,
    files: Vec<File>,
    folders: BTreeMap<PathBuf, Folder>,
    /// Open files and where the next write goes, by number.
    open: BTreeMap<i64, (usize, usize)>,
}

impl Disk {
    /// A disk on which everything below `root` is safe.
    pub(super) fn of(root: &Path, heeds: Heeds) -> Self {
        let mut disk = Self {
            root: root.to_owned(),
            heeds,
            files: Vec::new(),
            folders: BTreeMap::new(),
            open: BTreeMap::new(),
        };
        disk.read(root);
        disk
    }

    fn read(&mut self, path: &Path) {
        let mut folder = Folder::default();
        for entry in fs::read_dir(path).unwrap().map(Result::unwrap) {
            let path = entry.path();
            let node = if path.is_dir() {
                self.read(&path);
                Node::Folder
            } else {
                self.files.push(File { synced: fs::read(&path).unwrap(), since: Vec::new() });
                Node::File(self.files.len() - 1)
            };
            folder.synced.insert(path, node);
        }
        self.folders.insert(path.to_owned(), folder);
    }

    /// Does a call; says whether it changed anything.
    pub(super) fn replay(&mut self, call: &Call) -> bool {
        match &*call.name {
            "openat" => self.opened(call),
            "close" => self.open.remove(&call.args[0].fd()).is_some(),
            "write" => self.wrote(call, None),
            "pwrite64" => self.wrote(call, Some(call.args[3].number())),
            "ftruncate" => self.change(call, Change::Length(call.args[1].number())),
            "fsync" | "fdatasync" => self.synced(call),
            "mkdir" if self.is_ours(&call.args[0].path()) => {
                let path = call.args[0].path();
                self.folders.insert(path.clone(), Folder::default());
                self.named(&path.clone(), vec![(path, Some(Node::Folder))])
            }
            "rename" => self.renamed(call.args[0].path(), call.args[1].path()),
            "renameat" | "renameat2" => self.renamed(call.args[1].path(), call.args[3].path()),
            "unlink" => self.gone(call.args[0].path()),
            "unlinkat" => self.gone(call.args[1].path()),
            "mkdir" => false,
            other => panic!("{other} is not known to the model of a disk: {call:?}"),
        }
    }

    fn is_ours(&self, path: &Path) -> bool {
        path.starts_with(&self.root)
    }

    fn node(&self, path: &Path) -> Option<Node> {
        self.folders.get(path.parent()?)?.seen().get(path).copied()
    }

    fn named(&mut self, path: &Path, names: Names) -> bool {
        let folder = self.folders.get_mut(path.parent().unwrap()).unwrap();
        folder.since.push(names);
        true
    }

    fn opened(&mut self, call: &Call) -> bool {
        let (path, flags) = (call.args[1].path(), format!("{:?}", call.args[2]));
        if !self.is_ours(&path) || self.folders.contains_key(&path) {
            return false;
        }
        let (file, created) = match self.node(&path) {
            Some(Node::File(file)) => (file, false),
            Some(Node::Folder) => return false,
            None => {
                assert!(flags.contains("O_CREAT"), "{call:?}");
                self.files.push(File::default());
                let file = self.files.len() - 1;
                (file, self.named(&path.clone(), vec![(path, Some(Node::File(file)))]))
            }
        };
        self.open.insert(call.result, (file, 0));
        if flags.contains("O_TRUNC") && !created {
            self.files[file].since.push(Change::Length(0));
            return true;
        }
        created
    }

    fn wrote(&mut self, call: &Call, at: Option<usize>) -> bool {
        let Some((file, position)) = self.open.get_mut(&call.args[0].fd()) else { return false };
        let bytes = call.args[1].bytes();
        let bytes = &bytes[..usize::try_from(call.result).unwrap()];
        let at = at.unwrap_or_else(|| {
            *position += bytes.len();
            *position - bytes.len()
        });
        self.files[*file].since.push(Change::Write(at, bytes.to_vec()));
        true
    }

    fn change(&mut self, call: &Call, change: Change) -> bool {
        let Some((file, _)) = self.open.get(&call.args[0].fd()) else { return false };
        self.files[*file].since.push(change);
        true
    }

    fn synced(&mut self, call: &Call) -> bool {
        if self.heeds == Heeds::None {
            return false;
        }
        if let Some((file, _)) = self.open.get(&call.args[0].fd()) {
            let file = &mut self.files[*file];
            for change in std::mem::take(&mut file.since) {
                apply(&mut file.synced, &change);
            }
            return true;
        }
        let Arg::Fd(_, path) = &call.args[0] else { return false };
        let Some(folder) = self.folders.get_mut(path) else { return false };
        folder.synced = folder.seen();
        folder.since.clear();
        true
    }

    fn renamed(&mut self, from: PathBuf, to: PathBuf) -> bool {
        if !self.is_ours(&to) {
            return false;
        }
        assert_eq!(from.parent(), to.parent(), "the model knows one folder at a time");
        let node = self.node(&from);
        assert!(node.is_some(), "{from:?} is not there");
        self.named(&from.clone(), vec![(from, None), (to, node)])
    }

    fn gone(&mut self, path: PathBuf) -> bool {
        self.is_ours(&path) && self.named(&path.clone(), vec![(path, None)])
    }

    /// How many changes are not yet synced.
    pub(super) fn unsynced(&self) -> usize {
        let files: usize = self.files.iter().map(|file| file.since.len()).sum();
        files + self.folders.values().map(|folder| folder.since.len()).sum::<usize>()
    }

    /// Lays down what is found after a crash at this moment.
    pub(super) fn crash(&self, unsynced: Unsynced, dice: &mut Dice, to: &Path) {
        self.lay(&self.root, unsynced, dice, to);
    }

    fn lay(&self, folder: &Path, unsynced: Unsynced, dice: &mut Dice, to: &Path) {
        fs::create_dir_all(to).unwrap();
        let here = &self.folders[folder];
        let mut entries = here.synced.clone();
        for names in &here.since {
            if is_kept(unsynced, dice) {
                set(&mut entries, names);
            }
        }
        for (path, node) in entries {
            let to = to.join(path.file_name().unwrap());
            match node {
                Node::Folder => self.lay(&path, unsynced, dice, &to),
                Node::File(file) => {
                    fs::write(to, content(&self.files[file], unsynced, dice)).unwrap();
                }
            }
        }
    }
}

fn is_kept(unsynced: Unsynced, dice: &mut Dice) -> bool {
    match unsynced {
        Unsynced::Lost => false,
        Unsynced::Kept => true,
        Unsynced::Some | Unsynced::Torn => dice.below(2) == 0,
    }
}

fn content(file: &File, unsynced: Unsynced, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = file.synced.clone();
    for change in &file.since {
        match change {
            Change::Write(at, written) if unsynced == Unsynced::Torn => {
                let mut from = 0;
                while from < written.len() {
                    // To the next boundary of a sector of the file.
                    let until = written.len().min(from + SECTOR - (at + from) % SECTOR);
                    if dice.below(2) == 0 {
                        apply(&mut bytes, &Change::Write(at + from, written[from..until].to_vec()));
                    }
                    from = until;
                }
            }
            change if is_kept(unsynced, dice) => apply(&mut bytes, change),
            _ => {}
        }
    }
    bytes
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Length(length) => bytes.resize(*length, 0),
        Change::Write(at, written) => {
            let end = at + written.len();
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[*at..end].copy_from_slice(written);
        }
    }
}

#[test]
fn what_is_not_synced_may_be_lost_and_names_are_their_folder_s() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("disk");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("old"), b"old").unwrap();
    let mut disk = Disk::of(&root, Heeds::All);
    let text = |text: &str| Arg::Text(text.into());
    let path = |name: &str| text(root.join(name).to_str().unwrap());
    let word = |word: &str| Arg::Word(word.into());
    let fd = |fd: i64, name: &str| Arg::Fd(fd, root.join(name));
    let call = |name: &str, args: Vec<Arg>, result| Call {
        thread: 1,
        name: name.into(),
        nth: 1,
        args,
        result,
    };
    let laid = |disk: &Disk, unsynced| {
        let to = tempfile::tempdir().unwrap();
        disk.crash(unsynced, &mut Dice::new(1), to.path());
        let mut names: Vec<(String, String)> = fs::read_dir(to.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|p| {
                (p.file_name().unwrap().to_str().unwrap().into(), fs::read_to_string(p).unwrap())
            })
            .collect();
        names.sort();
        names.into_iter().map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join(" ")
    };
    let flags = word("O_RDWR|O_CREAT");
    disk.replay(&call("openat", vec![word("AT"), path("new"), flags], 5));
    disk.replay(&call("write", vec![fd(5, "new"), text("abc"), word("3")], 3));
    assert_eq!(
        (laid(&disk, Unsynced::Lost), laid(&disk, Unsynced::Kept)),
        ("old=old".into(), "new=abc old=old".into())
    );
    disk.replay(&call("fsync", vec![fd(5, "new")], 0));
    assert_eq!(laid(&disk, Unsynced::Lost), "old=old", "the name is not synced");
    disk.replay(&call("rename", vec![path("new"), path("old")], 0));
    disk.replay(&call("fsync", vec![fd(6, "")], 0));
    assert_eq!(laid(&disk, Unsynced::Lost), "old=abc");
    disk.replay(&call("pwrite64", vec![fd(5, "old"), text("x"), word("1"), word("4")], 1));
    assert_eq!((disk.unsynced(), laid(&disk, Unsynced::Lost)), (1, "old=abc".into()));
    assert_eq!(laid(&disk, Unsynced::Kept), "old=abc\0x");
    disk.replay(&call("ftruncate", vec![fd(5, "old"), word("1")], 0));
    disk.replay(&call("unlink", vec![path("old")], 0));
    assert_eq!(
        (laid(&disk, Unsynced::Lost), laid(&disk, Unsynced::Kept)),
        ("old=abc".into(), String::new())
    );
}
