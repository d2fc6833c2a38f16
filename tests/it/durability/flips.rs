//! A ledger that rots: single flipped bits, and an end that is missing.
//!
//! **Promises kept:** a flip that changes any row, or keeps it from being read, is found by `verify`
//! with the exit code of an integrity failure; nothing panics; nothing is answered from it as if it
//! were whole.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::Mutex,
    thread,
};

use rusqlite::{Connection, types::Value};

use super::bench::{Dice, LEDGER, copied, many, place, record};
use crate::cli::harness::Place;

/// Every row of every table; `None` when it cannot be read.
fn rows(path: &Path) -> Option<Vec<Vec<Value>>> {
    let read = || {
        let database = Connection::open(path)?;
        database.set_limit(rusqlite::limits::Limit::SQLITE_LIMIT_LENGTH, 1 << 26)?;
        let tables: Vec<String> = database
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")?
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let mut all: Vec<Vec<Value>> = Vec::new();
        let queries = ["SELECT type, name, sql FROM sqlite_schema ORDER BY name".to_owned()];
        let each = tables.iter().map(|table| format!("SELECT * FROM \"{table}\""));
        for query in queries.into_iter().chain(each) {
            let mut statement = database.prepare(&query)?;
            let width = statement.column_count();
            let found = statement.query_map([], |row| (0..width).map(|n| row.get(n)).collect())?;
            for row in found {
                all.push(row?);
            }
        }
        Ok::<_, rusqlite::Error>(all)
    };
    catch_unwind(AssertUnwindSafe(read)).ok()?.ok()
}

/// A ledger of some entries, with people's statements among them.
fn filled() -> Place {
    let place = place();
    (1..=6).for_each(|n| record(&place, n));
    place.run(["withdraw", "6", "--reason", "of the wrong account", "--by", "auditor"]).ok();
    place
}

#[derive(Debug, Default)]
struct Tally {
    flips: usize,
    changed: usize,
    unchanged_but_found: usize,
    wrong: Vec<String>,
}

#[test]
fn every_flip_that_changes_a_row_is_found() {
    let wanted = many("STORYPROOF_FLIPS", 250, 1_000);
    let place = filled();
    let before = rows(&place.path(LEDGER)).unwrap();
    let whole = fs::read(place.path(LEDGER)).unwrap();
    let tally = Mutex::new(Tally::default());
    let half = |part: usize| {
        let (place, before, whole, tally) = (copied(&place), &before, &whole, &tally);
        move || {
            let mut dice = Dice::new(0x66 + part as u64);
            let path = place.path(LEDGER);
            for _ in 0..wanted.div_ceil(2) {
                let bit = dice.below(whole.len() * 8);
                let mut bytes = whole.clone();
                bytes[bit / 8] ^= 1 << (bit % 8);
                fs::write(&path, &bytes).unwrap();
                let changed = rows(&path).is_none_or(|rows| rows != *before);
                fs::write(&path, &bytes).unwrap();
                let answer = place.run(["verify"]);
                let asked = place.run(["status"]);
                let mut tally = tally.lock().unwrap();
                // Where nothing that a row says is changed, the rest is whole, refused or found.
                let fine = if changed {
                    answer.code == Some(3)
                } else {
                    matches!(answer.code, Some(0 | 2 | 3))
                };
                if !fine || !matches!(asked.code, Some(0..=4)) {
                    tally.wrong.push(format!(
                        "bit {bit}, rows changed: {changed}: {answer:?}, then {asked:?}"
                    ));
                }
                tally.flips += 1;
                tally.changed += usize::from(changed);
                tally.unchanged_but_found += usize::from(!changed && answer.code != Some(0));
            }
        }
    };
    thread::scope(|scope| {
        let halves = [half(0), half(1)].map(|half| scope.spawn(half));
        for half in halves {
            half.join().unwrap();
        }
    });
    let Tally { flips, changed, unchanged_but_found, wrong } = tally.into_inner().unwrap();
    assert_eq!(wrong, [""; 0]);
    println!(
        "flips: {flips} flipped bits of {} bytes: {changed} changed rows, all found; {unchanged_but_found} others found too; no panic",
        whole.len()
    );
    assert!(changed * 20 > flips, "only {changed} of {flips} changed a row");
}

#[test]
fn a_ledger_without_its_end_is_found() {
    let place = filled();
    let whole = fs::read(place.path(LEDGER)).unwrap();
    let pages = whole.len() / 4096;
    let lengths = (0..pages).flat_map(|page| [page * 4096, page * 4096 + 1, page * 4096 + 2_000]);
    let mut cut = 0;
    for length in lengths.chain([50, 99, 100, 511, whole.len() - 1]) {
        fs::write(place.path(LEDGER), &whole[..length]).unwrap();
        let answer = place.run(["verify"]);
        assert_eq!(answer.code, Some(3), "{length} bytes of {}: {answer:?}", whole.len());
        let answer = place.run(["ingest", "scan-1.xml"]);
        // The database takes a last page that lacks some bytes for a whole one; nothing is added.
        let fine: &[i32] = if length.div_ceil(4096) == pages { &[0, 2, 3] } else { &[2, 3] };
        assert!(answer.code.is_some_and(|code| fine.contains(&code)), "{length} bytes: {answer:?}");
        cut += 1;
    }
    println!("flips: {cut} lengths to which a ledger was cut, all found");
}
