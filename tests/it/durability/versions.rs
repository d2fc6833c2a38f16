//! Ledgers that older versions of storyproof wrote.
//!
//! Each folder below `tests/fixtures/ledgers` is a program with its ledger, as some version left it:
//! `ledger/` is what lies in `.storyproof`, and `head` is its size and root. Nothing there is ever
//! written again: whoever changes the tables or what entries hold adds a folder first, made by
//! recording with the binary from before. Version 1 of the tables is the only one so far.
//!
//! **Promises kept:** today's binary verifies each, reports from it, adds to it, and what it adds goes
//! on from the old head. A migration that is interrupted leaves a ledger of one version or the
//! other: [`sweep`](super::sweep) kills every call of making the tables and of making the derived ones
//! anew, and `src/ledger/tests/upgrade.rs` has the steps of a version to come.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::bench::{CHECKPOINT, LEDGER, memory, record, verified};
use crate::cli::harness::{Place, copy};

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/ledgers");
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

fn laid(fixture: &Path) -> Place {
    let place = Place::empty_in(&memory());
    copy(fixture, &place.path(""));
    fs::rename(place.path("ledger"), place.path(".storyproof")).unwrap();
    place
}

#[test]
fn ledgers_of_older_versions_are_verified_and_added_to() {
    let fixtures = fixtures();
    assert!(!fixtures.is_empty());
    for fixture in &fixtures {
        let name = fixture.file_name().unwrap().to_str().unwrap();
        let place = laid(fixture);
        let (size, root) = verified(&place, name);
        assert_eq!(format!("{size}:{root}\n"), place.read("head"), "{name}");
        for args in
            [&["status"][..], &["doctor", "--deep"], &["report", "program"], &["explain", "E-1"]]
        {
            let answer = place.run(args);
            assert!(matches!(answer.code, Some(0 | 1)), "{name}, {args:?}: {answer:?}");
        }
        fs::copy(place.path(CHECKPOINT), place.path("old.checkpoint")).ok();
        record(&place, 77);
        assert_eq!(verified(&place, name).0, size + 1);
        let head = place.read("head");
        place.run(["verify", "--head", head.trim()]).ok();
        if place.path("old.checkpoint").exists() {
            place.run(["verify", "--checkpoint", "old.checkpoint"]).ok();
        }
        // What follows from the entries is made anew by today's code, and is the same.
        let before = verified(&place, name);
        place.run(["doctor", "--rebuild"]).ok();
        assert_eq!(verified(&place, name), before);
        // Something recorded before is known.
        let again = place.run(["ingest", "one.xml"]).ok();
        assert!(again.stdout.contains("already recorded as entry 1"), "{name}: {}", again.stdout);
        assert!(place.path(LEDGER).is_file());
        println!("versions: {name}: {size} entries verified, and gone on with");
    }
}
