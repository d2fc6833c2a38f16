//! Every call that writes, one at a time: the process is killed before it, or it fails.
//!
//! The undisturbed command runs once under `strace`, which gives the list of its calls on the
//! ledger, the artifacts and the checkpoint. Then it runs once for each, on a copy of the same
//! place, and something happens at exactly that call.
//!
//! **Promises kept:** whatever was recorded before stays; the new entries are there whole or not at
//! all; `verify` finds nothing; the same command then ends well, and the ledger has the root that it
//! would have had; an entry that was answered for is there.

use std::{collections::BTreeMap, os::unix::process::ExitStatusExt as _, process::Output, thread};

use super::{
    bench::{Roots, checkpoint, copied, place, record, said, scan, verified},
    trace::{Call, WRITING, faulted, traced},
};
use crate::cli::harness::Place;

/// A command whose calls are gone through.
struct Sweep {
    what: &'static str,
    /// Before the command.
    before: Place,
    args: Vec<String>,
    /// Of the ledger when the command went well.
    roots: Roots,
    /// How many entries there were before.
    had: usize,
    calls: Vec<Call>,
}

impl Sweep {
    fn new(what: &'static str, before: Place, args: Vec<String>) -> Self {
        let had = verified(&before, what).0;
        let after = copied(&before);
        let (output, calls) = traced(&after.process(&args), WRITING);
        assert!(output.status.success(), "{what}: {}", said(&output));
        let main = calls[0].thread;
        let root = after.path("");
        let calls = calls
            .into_iter()
            .filter(|call| call.thread == main && call.name != "close")
            .filter(|call| {
                let prints = call.name == "write" && call.args[0].fd() == 1;
                // Of what is only read, the ledger's own files.
                let opened = call.name == "openat" && !is_written(call);
                prints
                    || call.concerns(&root) && (!opened || call.concerns(&root.join(".storyproof")))
            })
            .collect();
        Self { what, roots: Roots::of(&after), before, args, had, calls }
    }

    /// Runs the command with something happening at one call.
    fn at(&self, call: &Call, what: &str, when: &str) -> (Place, Output) {
        let place = copied(&self.before);
        let output = faulted(&place.process(&self.args), &call.name, what, when);
        (place, output)
    }

    /// What must hold after a fault.
    fn judge(&self, place: &Place, output: &Output, at: &str) {
        let told = || format!("{}, {at}: {}", self.what, said(output));
        let (size, root) = verified(place, &told());
        assert!((self.had..=self.roots.size()).contains(&size), "{size} entries: {}", told());
        if size > 0 {
            assert_eq!(root, self.roots.0[size], "{}", told());
        }
        if let Some((claimed, _)) = checkpoint(&place.path("")) {
            assert!(claimed <= size, "the checkpoint is ahead: {}", told());
        }
        if output.status.success() {
            assert_eq!(size, self.roots.size(), "acknowledged and not there: {}", told());
        }
        let again = place.run(&self.args);
        assert_eq!(again.code, Some(0), "the same again: {again:?} after {}", told());
        let whole = (self.roots.size(), self.roots.0[self.roots.size()].clone());
        assert_eq!(verified(place, &told()), whole, "{}", told());
        assert_eq!(checkpoint(&place.path("")).unwrap(), whole, "{}", told());
    }
}

fn is_written(call: &Call) -> bool {
    let flags = format!("{:?}", call.args);
    flags.contains("O_CREAT") || flags.contains("O_RDWR") || flags.contains("O_WRONLY")
}

/// The first recording ever, with tables, folder and checkpoint to be made.
fn first() -> Sweep {
    let before = place();
    let name = scan(&before, 1);
    Sweep::new("the first recording", before, vec!["ingest".into(), name])
}

/// A later one of so many files at once, on a signed ledger.
fn later(files: usize) -> Sweep {
    let before = place();
    before.run(["checkpoint", "key", "--name", "example.com/log"]).ok();
    (1..=3).for_each(|n| record(&before, n));
    let names = (4..4 + files).map(|n| scan(&before, n));
    let args = [String::from("ingest")].into_iter().chain(names).collect();
    Sweep::new("a later recording", before, args)
}

/// The derived tables made anew: an entry is neither added nor lost.
fn rebuild() -> Sweep {
    let before = place();
    (1..=2).for_each(|n| record(&before, n));
    Sweep::new("a rebuild", before, vec!["doctor".into(), "--rebuild".into()])
}

/// Goes through the points on two threads, and gives how many of which call there were.
fn go(sweep: &Sweep, points: Vec<&Call>, each: impl Fn(&Call) + Sync) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for call in &points {
        *counts.entry(&call.name).or_default() += 1;
    }
    let half = points.len().div_ceil(2).max(1);
    thread::scope(|scope| {
        for part in points.chunks(half) {
            scope.spawn(|| part.iter().for_each(|call| each(call)));
        }
    });
    let counts: Vec<String> = counts.iter().map(|(name, n)| format!("{n} {name}")).collect();
    format!("{}: {}", sweep.what, counts.join(", "))
}

#[test]
fn killed_before_any_call() {
    let mut points = 0;
    for sweep in [first(), later(2), rebuild()] {
        let all: Vec<&Call> = sweep.calls.iter().collect();
        points += all.len();
        let counted = go(&sweep, all, |call| {
            let (place, output) = sweep.at(call, "signal=SIGKILL", &call.nth.to_string());
            assert_eq!(output.status.signal(), Some(9), "{call:?}: {}", said(&output));
            sweep.judge(&place, &output, &format!("killed before {} {}", call.name, call.nth));
        });
        println!("sweep: {counted}");
    }
    println!("sweep: {points} points of SIGKILL, nothing lost and nothing halved");
    assert!(points >= 250, "only {points} points");
}

/// A call that fails is told, unless the answer holds all the same; what was recorded stays.
fn failing(sweep: &Sweep, names: &[&str], error: &str, persistent: bool) -> usize {
    let of = |call: &&Call| names.contains(&&*call.name) && call.args[0].fd_or(0) != 1;
    let all: Vec<&Call> = sweep.calls.iter().filter(of).collect();
    let points = all.len();
    let counted = go(sweep, all, |call| {
        let when = format!("{}{}", call.nth, if persistent { "+" } else { "" });
        let (place, output) = sweep.at(call, &format!("error={error}"), &when);
        let at = format!("{error} at {} {when} {:?}", call.name, call.args[0]);
        let err = String::from_utf8_lossy(&output.stderr);
        let told = || format!("{}, {at}: {}", sweep.what, said(&output));
        let code = output.status.code();
        if names.iter().any(|name| name.contains("sync") || name.contains("write")) && told_of(call)
        {
            assert_eq!(code, Some(2), "an error of the disk is said: {}", told());
        }
        assert!(matches!(code, Some(0 | 2)), "{}", told());
        if code == Some(2) {
            // All of them lie below this folder, or it is the one that fails.
            let folder = place.path("");
            let is_told = err.contains(folder.to_str().unwrap().trim_end_matches('/'));
            assert!(is_told, "no file is named: {}", told());
        }
        sweep.judge(&place, &output, &at);
    });
    println!("sweep: {error}{}: {counted}", if persistent { " from there on" } else { "" });
    points
}

/// Whether a failure of this call must end the command badly. What was recorded is recorded, so
/// a checkpoint that cannot be written is only said; and the database ignores a folder that cannot
/// be synced, as do we where a file system has no such thing.
fn told_of(call: &Call) -> bool {
    let path = format!("{:?}", call.args[0]);
    path.contains("ledger.sqlite") || path.contains(".incoming")
}

#[test]
fn no_space_at_any_write() {
    let mut points = 0;
    for sweep in [first(), later(1)] {
        points += failing(&sweep, &["write", "pwrite64"], "ENOSPC", false);
        points += failing(&sweep, &["pwrite64"], "ENOSPC", true);
    }
    println!("sweep: {points} points of ENOSPC, each said with the file, nothing lost");
}

#[test]
fn an_error_at_any_sync() {
    let mut points = 0;
    for sweep in [first(), later(1), rebuild()] {
        points += failing(&sweep, &["fsync", "fdatasync"], "EIO", false);
    }
    println!("sweep: {points} points of EIO, each said with the file, nothing lost");
}

#[test]
fn an_error_at_any_other_call() {
    let mut points = 0;
    for sweep in [first(), later(1), rebuild()] {
        let names = ["openat", "mkdir", "rename", "renameat", "unlink"];
        points += failing(&sweep, &names, "EACCES", false);
    }
    println!("sweep: {points} points of EACCES, nothing lost");
}
