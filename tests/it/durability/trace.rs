//! Running the binary under `strace`, and reading what it wrote.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    os::unix::ffi::OsStringExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::bench::{said, under};

/// Every call that changes what is on a disk, or opens it.
pub(super) const WRITING: &str = "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,ftruncate,fallocate,mkdir,rmdir,close";

/// An argument of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Arg {
    /// Bytes: a path, or what is written.
    Text(Vec<u8>),
    /// An open file.
    Fd(i64, PathBuf),
    /// Anything else, as it is printed.
    Word(String),
}

impl Arg {
    pub(super) fn path(&self) -> PathBuf {
        match self {
            Self::Text(bytes) => OsString::from_vec(bytes.clone()).into(),
            other => panic!("{other:?} is no path"),
        }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(bytes) => bytes,
            other => panic!("{other:?} is no text"),
        }
    }

    pub(super) fn number(&self) -> usize {
        match self {
            Self::Word(word) => word.parse().unwrap(),
            other => panic!("{other:?} is no number"),
        }
    }

    /// The file, or `other` for whatever is none.
    pub(super) fn fd_or(&self, other: i64) -> i64 {
        if let Self::Fd(fd, _) = self { *fd } else { other }
    }

    pub(super) fn fd(&self) -> i64 {
        match self {
            Self::Fd(fd, _) => *fd,
            Self::Word(word) => word.parse().unwrap(),
            Self::Text(_) => panic!("a text is no file"),
        }
    }
}

/// A call that went well.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// The thread.
    pub(super) thread: u32,
    pub(super) name: String,
    /// The how manieth of this name in its thread, from 1, failed calls included.
    pub(super) nth: usize,
    pub(super) args: Vec<Arg>,
    pub(super) result: i64,
}

impl Call {
    /// Whether it touches something in this folder, or prints to standard output.
    pub(super) fn concerns(&self, folder: &Path) -> bool {
        self.args.iter().enumerate().any(|(n, arg)| match arg {
            Arg::Fd(_, path) if n == 0 => path.starts_with(folder),
            Arg::Text(_) if !self.name.contains("write") => arg.path().starts_with(folder),
            _ => false,
        })
    }
}

impl Call {
    /// The same call on another folder.
    pub(super) fn moved(mut self, from: &Path, to: &Path) -> Self {
        let moved = |path: &Path| path.strip_prefix(from).ok().map(|below| to.join(below));
        let is_path = !self.name.contains("write");
        for arg in &mut self.args {
            match arg {
                Arg::Fd(_, path) => {
                    if let Some(new) = moved(path) {
                        *path = new;
                    }
                }
                Arg::Text(_) if is_path => {
                    if let Some(new) = moved(&arg.path()) {
                        *arg = Arg::Text(new.into_os_string().into_vec());
                    }
                }
                _ => {}
            }
        }
        self
    }
}

/// Runs a command under `strace` and reads the calls that went well, in their order.
pub(super) fn traced(command: &Command, calls: &str) -> (Output, Vec<Call>) {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let filter = format!("trace={calls}");
    let to = log.to_str().unwrap();
    let options = ["-f", "-y", "-xx", "-s", "10000000", "-e", &filter, "-e", "signal=none"];
    let output = under("strace", options.into_iter().chain(["-o", to, "--"]), command);
    let text = fs::read_to_string(&log).unwrap_or_else(|error| {
        panic!("strace wrote nothing ({error}): {}", said(&output));
    });
    (output, read(&text))
}

/// Runs a command, and lets something happen at one call of its first thread: `signal=SIGKILL`,
/// `error=EIO`.
pub(super) fn faulted(command: &Command, name: &str, what: &str, when: &str) -> Output {
    let inject = format!("inject={name}:{what}:when={when}");
    let filter = format!("trace={name}");
    let options = ["-f", "-qqq", "-o", "/dev/null", "-e", &filter, "-e", &inject, "--"];
    under("strace", options, command)
}

fn read(log: &str) -> Vec<Call> {
    let mut calls = Vec::new();
    let mut counts: BTreeMap<(u32, String), usize> = BTreeMap::new();
    let mut unfinished: BTreeMap<u32, String> = BTreeMap::new();
    for line in log.lines() {
        let (thread, rest) = line.split_once(' ').unwrap();
        let (thread, rest): (u32, &str) = (thread.parse().unwrap(), rest.trim_start());
        let whole = if let Some(begun) = rest.strip_suffix(" <unfinished ...>") {
            unfinished.insert(thread, begun.to_owned());
            continue;
        } else if let Some(resumed) = rest.strip_prefix("<... ") {
            let (_, resumed) = resumed.split_once(" resumed>").unwrap();
            unfinished.remove(&thread).unwrap() + resumed
        } else if rest.starts_with(['+', '-']) {
            continue;
        } else {
            rest.to_owned()
        };
        let (name, rest) = whole.split_once('(').unwrap();
        let (args, result) = rest.rsplit_once(" = ").unwrap_or_else(|| panic!("{whole}"));
        let args = args.trim_end().strip_suffix(')').unwrap();
        let nth = counts.entry((thread, name.to_owned())).or_default();
        *nth += 1;
        let result = result.split([' ', '<']).next().unwrap();
        let Ok(result) = result.parse::<i64>() else { continue };
        if result >= 0 {
            let (name, args) =
                (name.to_owned(), split(args).iter().map(|arg| parse(arg)).collect());
            calls.push(Call { thread, name, nth: *nth, args, result });
        }
    }
    calls
}

/// Arguments at their commas. Every text is in hexadecimal, so that a comma is always one of these.
fn split(args: &str) -> Vec<&str> {
    args.split(", ").collect()
}

fn parse(arg: &str) -> Arg {
    if let Some(text) = arg.strip_prefix('"') {
        return Arg::Text(unescape(text.split_once('"').unwrap().0));
    }
    match arg.split_once('<') {
        Some((fd, path)) if fd.parse::<i64>().is_ok() => Arg::Fd(
            fd.parse().unwrap(),
            OsString::from_vec(unescape(path.trim_end_matches("(deleted)").trim_end_matches('>')))
                .into(),
        ),
        _ => Arg::Word(arg.to_owned()),
    }
}

/// `\x2f\x64`; what is not of this form stays, such as `pipe:[1]`.
fn unescape(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4);
    for part in text.split("\\x") {
        match u8::from_str_radix(part, 16) {
            Ok(byte) if part.len() == 2 => bytes.push(byte),
            _ => bytes.extend(part.as_bytes()),
        }
    }
    bytes
}

#[test]
fn a_log_of_strace_is_read() {
    let log = r#"12 openat(AT_FDCWD<\x2f\x61>, "\x2f\x61\x2f\x62", O_RDWR|O_CREAT, 0644) = 3<\x2f\x61\x2f\x62>
12 openat(AT_FDCWD<\x2f\x61>, "\x2f\x61\x2f\x63", O_RDONLY) = -1 ENOENT (No such file or directory)
13 +++ exited with 0 +++
12 pwrite64(3<\x2f\x61\x2f\x62>, "\x00\x2c\x20", 3, 4096 <unfinished ...>
13 fsync(4<\x2f\x61>) = 0
12 <... pwrite64 resumed>) = 3
12 openat(AT_FDCWD<\x2f\x61>, "\x2f\x64", O_RDONLY) = 5<\x2f\x64>
"#;
    let calls = read(log);
    let names: Vec<(&str, usize)> = calls.iter().map(|c| (&*c.name, c.nth)).collect();
    assert_eq!(names, [("openat", 1), ("fsync", 1), ("pwrite64", 1), ("openat", 3)]);
    let written = &calls[2];
    assert_eq!(written.args[0], Arg::Fd(3, "/a/b".into()));
    assert_eq!((written.args[1].bytes(), written.args[3].number()), (&b"\0, "[..], 4096));
    assert!(written.concerns(Path::new("/a")) && !calls[3].concerns(Path::new("/a")));
}
