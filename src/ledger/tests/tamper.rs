//! Tampering: what triggers refuse, and what the walk finds after somebody got past them.

use std::fs;

use rusqlite::Connection;

use super::*;
use crate::time::AsOf;

fn filled() -> Fixture {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    for n in 1..=4u8 {
        let results = [
            result(1, n, Outcome::Pass),
            result(2, n, Outcome::Fail),
            result(1, 1, if n % 2 == 0 { Outcome::Fail } else { Outcome::Pass }),
        ];
        record_results(&mut ledger, n.into(), &results);
    }
    fixture
}

/// Changes the file without any of the ledger's settings, past its triggers, and puts those
/// back so that only the change can be found.
pub(super) fn alter(fixture: &Fixture, sql: &str, values: impl rusqlite::Params) {
    let connection = Connection::open(fixture.path()).unwrap();
    connection.execute_batch("PRAGMA synchronous = OFF").unwrap();
    let mut statement =
        connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let triggers: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (name, _) in &triggers {
        connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    assert!(connection.execute(sql, values).unwrap() > 0, "{sql} changed nothing");
    for (_, sql) in &triggers {
        connection.execute_batch(sql).unwrap();
    }
}

fn codes(fixture: &Fixture) -> Vec<&'static str> {
    fixture.read().check().unwrap().into_iter().map(|finding| finding.code).collect()
}

#[test]
fn entries_are_only_appended() {
    let fixture = filled();
    let bare = Connection::open(fixture.path()).unwrap();
    for connection in [&bare, &fixture.write().database.connection] {
        for sql in [
            "UPDATE entry SET bytes = x'00' WHERE seq = 2",
            "DELETE FROM entry WHERE seq = 4",
            "DELETE FROM entry",
            "REPLACE INTO entry VALUES (2, zeroblob(32), x'00')",
            "INSERT INTO entry VALUES (9, zeroblob(32), x'00')",
            "INSERT INTO entry VALUES (0, zeroblob(32), x'00')",
            "INSERT OR REPLACE INTO entry VALUES (4, zeroblob(32), x'00')",
            "INSERT INTO entry VALUES (2, zeroblob(32), x'00') ON CONFLICT DO UPDATE SET bytes = x'00'",
        ] {
            assert!(connection.execute(sql, []).is_err(), "{sql} must be refused");
        }
    }
    assert_eq!(codes(&fixture), [""; 0]);
}

#[test]
fn every_altered_table_is_found_by_the_walk() {
    for (sql, code) in [
        (
            "UPDATE entry SET bytes = CAST(replace(bytes, 'toy.json', 'tox.json') AS BLOB) WHERE seq = 2",
            "leaf-hash",
        ),
        ("UPDATE entry SET leaf_hash = zeroblob(32) WHERE seq = 2", "leaf-hash"),
        ("DELETE FROM entry WHERE seq = 2", "sequence"),
        ("DELETE FROM entry WHERE seq = 4", "listing"),
        ("UPDATE listing SET known_at = 99 WHERE seq = 4", "listing"),
        ("UPDATE listing SET recorded_at = 0 WHERE seq = 1", "listing"),
        ("UPDATE listing SET overridden = 1 - overridden WHERE seq = 2", "listing"),
        ("DELETE FROM listing WHERE seq = 3", "listing"),
        ("UPDATE ingest SET identity = zeroblob(32) WHERE entry = 3", "listing"),
        ("UPDATE run SET observed_at = 99 WHERE id = 1", "vector"),
        ("UPDATE run SET vector = (SELECT vector FROM run WHERE id = 1) WHERE id = 2", "vector"),
        ("UPDATE run SET entry = 77 WHERE id = 2", "runs"),
        ("DELETE FROM run WHERE id = 2", "runs"),
        ("UPDATE rule SET code = 'other' WHERE id = 1", "names"),
        ("UPDATE subject SET uid = 'arn:other' WHERE id = 1", "names"),
        ("UPDATE subject SET key = key + 1 WHERE id = 1", "names"),
        ("UPDATE cell SET id = id + 100 WHERE id = 1", "names"),
        ("UPDATE cell SET last_state = 3 WHERE id = 1", "cell"),
        ("INSERT INTO rule VALUES (99, 'toy', 'extra')", "names"),
    ] {
        let fixture = filled();
        alter(&fixture, sql, []);
        let found = codes(&fixture);
        assert!(found.contains(&code), "{sql} gave {found:?}");
    }
}

#[test]
fn a_missing_trigger_is_found() {
    let fixture = filled();
    let connection = Connection::open(fixture.path()).unwrap();
    connection.execute_batch("DROP TRIGGER entry_is_never_removed").unwrap();
    assert_eq!(codes(&fixture), ["schema"]);
}

#[test]
fn an_altered_message_is_found_by_reading_the_artifacts_again() {
    let fixture = filled();
    alter(&fixture, "UPDATE note SET text = 'all is well'", []);
    assert_eq!(codes(&fixture), [""; 0], "the walk does not read messages");
    let findings = fixture.read().rederive(&reread).unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!((findings[0].code, findings[0].at.as_str()), ("projection", "table note"));
    // And a rebuild puts it right.
    let mut ledger = fixture.write();
    assert_eq!(ledger.rebuild(&reread).unwrap(), []);
    assert_eq!(ledger.rederive(&reread).unwrap(), []);
}

#[test]
fn an_altered_vector_is_never_read_as_history() {
    let fixture = filled();
    let sql = "UPDATE run SET vector = (SELECT vector FROM run WHERE id = 1) WHERE id = 2";
    alter(&fixture, sql, []);
    let error = fixture.read().history(AsOf { observed: at(9), known: at(9) }).unwrap_err();
    assert!(error.is_integrity(), "{error}");
}

#[test]
fn a_cell_without_its_number_is_no_history_and_no_base_to_record_on() {
    for sql in
        ["UPDATE cell SET id = 4000000000 WHERE id = 1", "UPDATE cell SET id = 2 WHERE id = 1"]
    {
        let fixture = filled();
        alter(&fixture, sql, []);
        let error = fixture.read().history(AsOf { observed: at(9), known: at(9) }).unwrap_err();
        assert!(error.is_integrity(), "{sql}: {error}");
    }
    let fixture = filled();
    alter(&fixture, "UPDATE cell SET id = 4000000000 WHERE id = 1", []);
    let mut ledger = fixture.write();
    let mut recording = ledger.begin(clock(10)).unwrap();
    recording.begin_run("toy").unwrap();
    assert!(recording.result(&result(1, 1, Outcome::Pass)).is_err());
}

#[test]
fn a_missing_and_an_altered_artifact_are_found() {
    let fixture = filled();
    let ledger = fixture.read();
    let path = |seq| {
        let entry = ledger.entry(seq).unwrap().decode(ledger.path()).unwrap();
        let Body::Ingest(ingest) = entry.body else { panic!("entry {seq} is an ingest") };
        ledger.artifacts().path(ingest.artifact.sha256)
    };
    fs::remove_file(path(1)).unwrap();
    fs::write(path(2), zstd::encode_all(&b"[]"[..], 3).unwrap()).unwrap();
    fs::write(path(3), b"garbage").unwrap();
    assert_eq!(codes(&fixture), ["artifact-missing", "artifact-altered", "artifact-altered"]);
    // A rebuild that cannot be done changes nothing.
    let before = dump(&ledger);
    drop(ledger);
    let mut ledger = fixture.write();
    assert_eq!(ledger.rebuild(&reread).unwrap().len(), 3);
    assert_eq!(dump(&ledger), before);
}

#[test]
fn a_reader_that_finds_something_else_is_reported() {
    let fixture = filled();
    let mut ledger = fixture.write();
    let before = dump(&ledger);
    let other = |_: Box<dyn Read + Send>, ingest: &Ingest, sink: &mut dyn ResultSink| {
        let runs = [ToyRun { at: Some(1), results: vec![result(1, 1, Outcome::Pass)] }];
        read_toy(&serde_json::to_vec(&runs)?, &ingest.claims, ingest.fallback, sink)
    };
    assert!(!ledger.rebuild(&other).unwrap().is_empty());
    let broken =
        |_: Box<dyn Read + Send>, _: &Ingest, _: &mut dyn ResultSink| Err("no such format".into());
    assert!(matches!(ledger.rebuild(&broken), Err(Error::Reader { seq: 1, .. })));
    assert_eq!(dump(&ledger), before);
}

#[test]
fn every_flipped_bit_of_an_entry_is_found() {
    let fixture = filled();
    let ledger = fixture.read();
    let bytes = ledger.entry(2).unwrap().bytes;
    for bit in (0..bytes.len() * 8).step_by(13) {
        let mut altered = bytes.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        alter(&fixture, "UPDATE entry SET bytes = ?1 WHERE seq = 2", [&altered]);
        let findings = ledger.check().unwrap();
        assert!(findings.iter().any(|finding| finding.code == "leaf-hash"), "bit {bit}");
        assert!(ledger.entry(2).unwrap_err().is_integrity());
    }
}

/// Flips bits all over the file: whatever changes what the ledger says must be found, and
/// nothing may panic.
#[test]
fn flipped_bits_of_the_file_are_found_when_they_change_a_row() {
    let fixture = filled();
    let whole = fs::read(fixture.path()).unwrap();
    let before = dump(&fixture.read());
    let mut changed = 0;
    for n in 0..300usize {
        // A fixed sequence that visits all pages.
        let bit = n * 7_919 * 61 % (whole.len() * 8);
        let mut altered = whole.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        fs::write(fixture.path(), &altered).unwrap();
        let Ok(ledger) = Ledger::open_read(&fixture.path()) else { continue };
        let dumped = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| dump(&ledger)));
        if dumped.is_ok_and(|dumped| dumped == before) {
            continue;
        }
        changed += 1;
        let found = ledger.check().map_or(true, |findings| !findings.is_empty())
            || ledger.rederive(&reread).map_or(true, |findings| !findings.is_empty());
        assert!(found, "bit {bit} changed a row unseen");
    }
    assert!(changed > 20, "only {changed} flips changed a row");
}
