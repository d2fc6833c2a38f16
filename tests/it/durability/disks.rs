//! Disks that do not let us: full ones, read-only ones, limits, missing permissions.
//!
//! **Promises kept:** what was answered for stays; what could not be recorded is said, with the file
//! and exit code 2, and can be recorded when there is room; a ledger that cannot be written is still
//! read; what cannot be read is never taken for a ledger that is not there, nor for a tampered one.
//!
//! Disks of their own are small file systems in memory, which only root can mount. Where that is not
//! possible the test says so and tests nothing.

use std::{
    fmt::Write as _,
    fs,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::Command,
};

use super::bench::{Dice, LEDGER, Roots, place, record, said, scan, under, verified};
use crate::cli::harness::Place;

/// A small disk of its own, over a folder.
struct Mount(PathBuf);

impl Mount {
    /// `None`, said loudly, where it cannot be mounted.
    fn over(folder: PathBuf, options: &str) -> Option<Self> {
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "storyproof-test"])
            .arg(&folder)
            .output();
        match done {
            Ok(output) if output.status.success() => Some(Self(folder)),
            why => {
                println!("disks: NOT TESTED: no disk could be mounted (root is needed): {why:?}");
                None
            }
        }
    }

    fn again(&self, options: &str) {
        let options = format!("remount,{options}");
        let done = Command::new("mount").args(["-o", &options]).arg(&self.0).status().unwrap();
        assert!(done.success(), "mount -o {options}");
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        Command::new("umount").arg("--lazy").arg(&self.0).status().ok();
    }
}

/// A scan that does not compress, of about this size.
fn bulky(place: &Place, n: usize) -> String {
    let mut dice = Dice::new(0x1000 + n as u64);
    let mut text = String::new();
    for _ in 0..4_000 {
        write!(text, "{:08x}", dice.below(1 << 32)).unwrap();
    }
    let name = format!("bulky-{n}.xml");
    place.write(
        &name,
        format!(
            "<testsuite name=\"b\" timestamp=\"2026-03-10T08:00:00Z\"><testcase classname=\"bulky{n}\" name=\"case\"><failure message=\"{text}\"/></testcase></testsuite>"
        ),
    );
    name
}

#[test]
fn a_full_disk_keeps_what_was_acknowledged() {
    let place = place();
    let folder = place.path(".storyproof");
    fs::create_dir(&folder).unwrap();
    let Some(disk) = Mount::over(folder, "size=1m") else { return };
    let mut acknowledged = 0;
    let refused = loop {
        let name = bulky(&place, acknowledged);
        let answer = place.run(["ingest", &name]);
        if answer.code != Some(0) {
            break answer;
        }
        acknowledged += 1;
        assert!(acknowledged < 500, "the disk does not fill");
    };
    let told = format!("{refused:?}");
    assert_eq!(refused.code, Some(2), "{told}");
    let said = refused.code(2);
    said.complains(&[".storyproof"]);
    let full = ["disk is full", "No space left"].iter().any(|words| said.stderr.contains(words));
    assert!(full, "{told}");
    assert!(acknowledged > 3, "{acknowledged}");
    assert_eq!(verified(&place, "on a full disk").0, acknowledged);
    // With room again, the same file.
    disk.again("size=8m");
    place.run(["ingest", &bulky(&place, acknowledged)]).ok();
    assert_eq!(verified(&place, "with room again").0, acknowledged + 1);
    println!("disks: 1 MiB was full after {acknowledged} recordings, all of them kept");
}

#[test]
fn a_read_only_disk_is_read_and_says_why_it_is_not_written() {
    let place = place();
    let folder = place.path(".storyproof");
    fs::create_dir(&folder).unwrap();
    let Some(disk) = Mount::over(folder, "size=8m") else { return };
    record(&place, 1);
    record(&place, 2);
    disk.again("ro");
    for args in
        [&["verify"][..], &["status"], &["doctor"], &["evidence", "list"], &["report", "program"]]
    {
        let answer = place.run(args);
        assert!(matches!(answer.code, Some(0 | 1)), "{args:?}: {answer:?}");
    }
    let name = scan(&place, 3);
    let withdraw = ["withdraw", "1", "--reason", "r", "--by", "b"];
    for args in [&["ingest", &name][..], &withdraw, &["doctor", "--rebuild"]] {
        place.run(args).code(2).complains(&["ledger.sqlite", "can only be read"]);
    }
    assert_eq!(verified(&place, "on a read-only disk").0, 2);
    // A dry run needs nothing of it.
    place.run(["ingest", "-n", &name]).ok();
    disk.again("rw");
    place.run(["ingest", &name]).ok();
    // A recording that was stopped before its end is not undone where nothing can be written.
    let name = scan(&place, 4);
    super::trace::faulted(&place.process(["ingest", &name]), "unlink", "signal=SIGKILL", "1");
    assert!(place.path(".storyproof/ledger.sqlite-journal").exists());
    disk.again("ro");
    let said = place.run(["verify"]).code(2);
    said.complains(&["ledger.sqlite", "was stopped", "where it can be written", "-journal"]);
    disk.again("rw");
    assert_eq!(verified(&place, "undone").0, 3);
    println!("disks: a read-only disk is read by five commands and written by none");
}

#[test]
fn a_limit_to_the_size_of_files_is_an_error_and_no_end_without_a_word() {
    let place = place();
    (0..3).for_each(|n| record(&place, n));
    let roots = Roots::of(&place);
    let size = fs::metadata(place.path(LEDGER)).unwrap().len();
    let name = bulky(&place, 9);
    let (mut refused, mut recorded) = (0, 0);
    // In blocks of 512 bytes, up to more than the ledger will have.
    for blocks in (0..size / 512 + 120).step_by(8) {
        let limit = format!("ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let output = under("sh", ["-c", &limit], &place.process(["ingest", &name]));
        let told = format!("{blocks} blocks: {}", said(&output));
        if output.status.success() {
            recorded += 1;
            break;
        }
        assert_eq!(output.status.code(), Some(2), "{told}");
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(err.contains(".storyproof"), "{told}");
        assert_eq!(verified(&place, &told), (3, roots.0[3].clone()), "{told}");
        refused += 1;
    }
    assert!(refused > 10 && recorded == 1, "{refused} refused, {recorded} recorded");
    place.run(["ingest", &name]).ok();
    assert_eq!(verified(&place, "without the limit").0, 4);
    println!("disks: {refused} limits to the size of files, each said, nothing lost");
}

/// Runs the binary as somebody who is not root.
fn unprivileged(place: &Place, args: &[&str]) -> std::process::Output {
    let command = place.process(args);
    if fs::metadata("/proc/self").unwrap().uid() != 0 {
        return under("env", ["--"], &command);
    }
    // The binary may lie where only root can reach it.
    let copy = place.path("storyproof-binary");
    if !copy.exists() {
        fs::copy(command.get_program(), &copy).unwrap();
    }
    let mut own = Command::new(&copy);
    own.args(command.get_args()).current_dir(place.path("")).env_clear();
    for (name, value) in command.get_envs() {
        value.map(|value| own.env(name, value));
    }
    let nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", "--"];
    under("setpriv", nobody, &own)
}

/// A command, its exit code, and what its message names.
type Ends<'a> = (&'a [&'a str], i32, &'a str);

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn missing_permissions_are_said_and_are_no_missing_ledger() {
    let place = place();
    record(&place, 1);
    let name = scan(&place, 2);
    let store = place.path(".storyproof");
    let artifact = fs::read_dir(store.join("artifacts")).unwrap().next().unwrap().unwrap().path();
    mode(&place.path(""), 0o755);
    // What is taken away, from what, and how commands then end and what they name.
    let cases: [(&Path, u32, &[Ends<'_>]); 4] = [
        (
            &place.path(LEDGER),
            0o444,
            &[(&["verify"], 0, ""), (&["status"], 0, ""), (&["ingest", &name], 2, "ledger.sqlite")],
        ),
        (
            &place.path(LEDGER),
            0o000,
            &[
                (&["verify"], 2, "ledger.sqlite"),
                (&["status"], 2, "ledger.sqlite"),
                (&["ingest", &name], 2, "ledger.sqlite"),
            ],
        ),
        (
            &store,
            0o000,
            &[
                (&["verify"], 2, ".storyproof"),
                (&["status"], 2, ".storyproof"),
                (&["ingest", &name], 2, ".storyproof"),
            ],
        ),
        (&artifact, 0o000, &[(&["verify"], 2, ".zst"), (&["doctor"], 2, ".zst")]),
    ];
    for (path, taken, commands) in cases {
        let before = fs::metadata(path).unwrap().permissions();
        mode(path, taken);
        for (args, code, names) in commands {
            let output = unprivileged(&place, args);
            let told = format!("{taken:o} of {}, {args:?}: {}", path.display(), said(&output));
            assert_eq!(output.status.code(), Some(*code), "{told}");
            assert!(String::from_utf8_lossy(&output.stderr).contains(names), "{told}");
        }
        fs::set_permissions(path, before).unwrap();
    }
    assert_eq!(verified(&place, "with all permissions").0, 1);
    println!(
        "disks: missing permissions of four kinds are said, and are neither missing nor altered evidence"
    );
}
