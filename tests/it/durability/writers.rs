//! Many processes at one ledger.
//!
//! **Promises kept:** nobody is refused, every entry is there once, in one unbroken log, and those
//! who read meanwhile find it whole.

use std::{
    collections::BTreeSet,
    process::Stdio,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use storyproof::ledger::{Body, Ledger};

use super::bench::{LEDGER, checkpoint, many, place, scan, verified};
use crate::cli::harness::Place;

const WRITERS: usize = 8;

/// The names of the files that were recorded, in the order of the entries.
fn recorded(place: &Place) -> Vec<String> {
    let ledger = Ledger::open_read(&place.path(LEDGER)).unwrap();
    let name = |seq| match ledger.entry(seq).unwrap().decode(ledger.path()).unwrap().body {
        Body::Ingest(ingest) => ingest.artifact.file_name,
        other => panic!("{other:?}"),
    };
    (1..=ledger.head().unwrap().size).map(name).collect()
}

/// Every one of these is there, once.
#[track_caller]
fn all_there(place: &Place, expected: &BTreeSet<String>) {
    let names = recorded(place);
    assert_eq!(names.len(), expected.len());
    assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), *expected);
    assert_eq!(verified(place, "after all writers").0, expected.len());
    assert!(checkpoint(&place.path("")).unwrap().0 <= expected.len());
}

#[test]
fn eight_writers_at_once() {
    let each = many("STORYPROOF_INGESTS", 8, 100);
    let place = place();
    let names: Vec<Vec<String>> = (0..WRITERS)
        .map(|writer| (0..each).map(|n| scan(&place, writer * 1_000 + n)).collect())
        .collect();
    let written = AtomicBool::new(false);
    let looked = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looked = 0;
            while !written.load(Ordering::Relaxed) {
                verified(&place, "while others write");
                looked += 1;
            }
            looked
        });
        let writers: Vec<_> = names
            .iter()
            .map(|names| {
                let place = &place;
                scope.spawn(move || {
                    for name in names {
                        let said = place.run(["ingest", name]).ok();
                        assert!(!said.stderr.contains("warning"), "{}", said.stderr);
                    }
                })
            })
            .collect();
        let ended: Vec<_> = writers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        written.store(true, Ordering::Relaxed);
        assert!(ended.into_iter().all(|ended| ended.is_ok()));
        reader.join().unwrap()
    });
    all_there(&place, &names.into_iter().flatten().collect());
    println!(
        "writers: {WRITERS} processes, {each} recordings each: no error, {} entries in one log, verified {looked} times meanwhile",
        WRITERS * each
    );
}

#[test]
fn eight_first_openers_at_once() {
    let rounds = 20;
    for _ in 0..rounds {
        let place = place();
        let names: BTreeSet<String> = (0..WRITERS).map(|n| scan(&place, n)).collect();
        let running: Vec<_> = names
            .iter()
            .map(|name| {
                let mut command = place.process(["ingest", name]);
                command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for child in running {
            let output = child.wait_with_output().unwrap();
            let err = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success() && err.is_empty(), "{}: {err}", output.status);
        }
        all_there(&place, &names);
    }
    println!("writers: {rounds} races of {WRITERS} first openers: none refused, none lost");
}
