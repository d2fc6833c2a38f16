//! Every column of every row of every table: whatever is altered, left out or put in is found, and
//! is found as what it is.

use std::fs;

use rusqlite::Connection;

use super::{takeback::statement, tamper::alter, *};
use crate::{
    evidence::{Approvable, Approval, Attested, Decision, ExceptionGranted, RecordRef, Withdrawn},
    time::{ClockSource, Day},
};

/// A table with the column that names its rows.
const TABLES: [(&str, &str); 10] = [
    ("entry", "seq"),
    ("listing", "seq"),
    ("ingest", "entry"),
    ("run", "id"),
    ("rule", "id"),
    ("subject", "id"),
    ("cell", "id"),
    ("note", "id"),
    ("attestation", "entry"),
    ("exception", "entry"),
];

/// What an altered value of each column is found as, over all rows; first as the walk over the
/// entries says, and after a `+` as reading the artifacts again says when the walk found nothing.
const FOUND: &[&str] = &[
    "entry.seq: sequence, names, names, sequence, listing, runs, names, cell, listing | sequence, names, sequence, listing, runs, names, cell, listing | sequence, sequence, listing, listing | sequence, sequence, listing, runs, cell, listing | sequence, listing, listing",
    "entry.leaf_hash: leaf-hash",
    "entry.bytes: leaf-hash, entry, names, names, names, names, names, cell, runs | leaf-hash, entry, names, names, names, cell, runs | leaf-hash, entry",
    "entry.(row left out): sequence, names, names, names, names, names, cell, runs | sequence, names, names, names, cell, runs | sequence | listing",
    "entry.(row put in): sequence, listing, runs, names, names, names, names, listing, runs",
    "listing.seq: listing",
    "listing.kind: listing",
    "listing.recorded_at: listing",
    "listing.known_at: listing",
    "listing.overridden: listing",
    "listing.(row left out): listing, listing",
    "listing.(row put in): listing",
    "ingest.entry: listing",
    "ingest.identity: listing",
    "ingest.cells: +projection",
    "ingest.(row left out): listing",
    "ingest.(row put in): +projection",
    "run.id: +projection",
    "run.entry: runs, cell",
    "run.ordinal: runs, cell",
    "run.observed_at: vector, cell",
    "run.cells: vector, cell",
    "run.vector: vector, cell",
    "run.(row left out): runs, cell, runs",
    "run.(row put in): runs",
    "rule.id: names",
    "rule.tool: names",
    "rule.code: names",
    "rule.(row left out): names, names",
    "rule.(row put in): names",
    "subject.id: names",
    "subject.key: names",
    "subject.uid: names",
    "subject.kind: names",
    "subject.account: names",
    "subject.region: names",
    "subject.(row left out): names, names",
    "subject.(row put in): names",
    "cell.rule: names",
    "cell.subject: names",
    "cell.id: names, cell",
    "cell.last_state: cell",
    "cell.last_run: +projection",
    "cell.(row left out): names, names",
    "cell.(row put in): names, cell",
    "note.id: +projection",
    "note.state: +projection",
    "note.previous: +projection",
    "note.text: +projection",
    "note.(row left out): +projection",
    "note.(row put in): +projection",
    "attestation.entry: listing",
    "attestation.observed_at: listing",
    "attestation.(row left out): listing",
    "attestation.(row put in): +projection",
    "exception.entry: listing",
    "exception.observed_at: listing",
    "exception.(row left out): listing",
    "exception.(row put in): +projection",
];

/// A ledger with entries of each kind, one of them from another ledger.
fn mixed() -> Fixture {
    let (fixture, other) = (Fixture::new(), Fixture::new());
    let mut ledger = fixture.write();
    for n in 1..=2u8 {
        let last = if n == 2 { Outcome::Fail } else { Outcome::Pass };
        let results = [result(1, n, Outcome::Pass), result(2, 1, last)];
        record_results(&mut ledger, n.into(), &results);
    }
    ledger.append_attestation(clock(60), &statement(None)).unwrap();
    let exception = ExceptionGranted {
        check: "root-mfa".parse().unwrap(),
        subjects: vec!["arn:1".into()],
        reason: "replacement ordered".into(),
        requested_by: "platform".into(),
        approved_by: "risk-owner".into(),
        observed_at: at(55),
        expires: Day::from_ymd(1970, 2, 1).unwrap(),
        compensating: Vec::new(),
        risk: None,
        corrects: None,
    };
    ledger.append_exception(clock(70), &exception).unwrap();
    let approval = Approval {
        record: RecordRef::new(Approvable::Story, "IAM-01"),
        decision: Decision::Approve,
        fingerprint: "v1:0".into(),
        text: "storyproof record v1\nrecord\n  story IAM-01\n".into(),
        rests_on: Vec::new(),
        by: "risk-owner".into(),
        role: "risk-owner".into(),
        reason: "reviewed".into(),
        observed_at: at(75),
        signed: None,
        corrects: None,
    };
    ledger.append_approvals(clock(80), &[approval]).unwrap();
    record_results(&mut other.write(), 85, &[result(3, 3, Outcome::Fail)]);
    let from = other.read();
    let other = Other { ledger: &from, origin: "b".into(), renamed: false, checkpoint: None };
    ledger.merge(&other, "a", clock(90), &reread).unwrap();
    let leaf_hash = ledger.entry(3).unwrap().leaf_hash.to_string();
    let taken = Withdrawn { entry: 3, leaf_hash, reason: "a slip".into(), by: "platform".into() };
    ledger.append_withdrawal(clock(99), &taken).unwrap();
    fixture
}

/// What is found, as `storyproof verify` looks for it.
fn found(fixture: &Fixture) -> Vec<String> {
    let ledger = fixture.read();
    let said = |finding: &Finding| finding.code.to_owned();
    let walked = ledger.check().unwrap();
    if !walked.is_empty() {
        return walked.iter().map(said).collect();
    }
    ledger.rederive(&reread).unwrap().iter().map(|finding| format!("+{}", said(finding))).collect()
}

fn keys(fixture: &Fixture, table: &str, key: &str) -> Vec<i64> {
    let connection = Connection::open(fixture.path()).unwrap();
    let mut statement =
        connection.prepare(&format!("SELECT {key} FROM {table} ORDER BY 1")).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Each column with an expression for another value of its kind.
fn columns(fixture: &Fixture, table: &str, key: &str) -> Vec<(String, String)> {
    let connection = Connection::open(fixture.path()).unwrap();
    let sql = format!("SELECT name, type FROM pragma_table_info('{table}')");
    let mut statement = connection.prepare(&sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.map(|row| {
        let (name, kind): (String, String) = row.unwrap();
        let other = match (name.as_str(), kind.as_str()) {
            ("overridden", _) => "1 - overridden".to_owned(),
            ("leaf_hash" | "identity", _) => "zeroblob(32)".to_owned(),
            // What names other rows, so that no row is in the place of another.
            ("entry" | "rule" | "subject", _) => format!("{name} + 1000"),
            (name, "INTEGER") if name == key => format!("{name} + 1000"),
            (name, "INTEGER") => format!("{name} + 1"),
            (name, "TEXT") => format!("coalesce({name}, '') || 'x'"),
            (name, _) => format!("CAST({name} || 'x' AS BLOB)"),
        };
        (name, other)
    })
    .collect()
}

/// Each way of finding something once, in the order in which they came.
fn ways(all: &[String]) -> String {
    let mut ways: Vec<&str> = Vec::new();
    for way in all {
        if !ways.contains(&way.as_str()) {
            ways.push(way);
        }
    }
    ways.join(" | ")
}

#[test]
fn every_altered_value_is_found_as_what_it_is() {
    let fixture = mixed();
    assert_eq!(found(&fixture), [""; 0]);
    let whole = fs::read(fixture.path()).unwrap();
    let mut lines = Vec::new();
    for (table, key) in TABLES {
        let mut changes = columns(&fixture, table, key)
            .into_iter()
            .map(|(name, other)| (name.clone(), format!("UPDATE {table} SET {name} = {other}")))
            .collect::<Vec<_>>();
        changes.push(("(row left out)".into(), format!("DELETE FROM {table}")));
        for (what, sql) in changes {
            let mut all = Vec::new();
            for row in keys(&fixture, table, key) {
                alter(&fixture, &format!("{sql} WHERE {key} = {row}"), []);
                let found = found(&fixture);
                assert!(!found.is_empty(), "{sql} of row {row} is not found");
                all.push(found.join(", "));
                fs::write(fixture.path(), &whole).unwrap();
            }
            lines.push(format!("{table}.{what}: {}", ways(&all)));
        }
        let row = keys(&fixture, table, key)[0];
        let values: Vec<String> = columns(&fixture, table, key)
            .into_iter()
            .map(|(name, other)| if name == key { other } else { name })
            .collect();
        let values = values.join(", ").replace("identity", "zeroblob(32)");
        let values = values.replace("entry, ordinal", "entry, ordinal + 7");
        let values = values.replace("tool, code", "tool, code || 'x'");
        let values = values.replace("rule, subject,", "rule + 7, subject,");
        let sql = format!("INSERT INTO {table} SELECT {values} FROM {table} WHERE {key} = {row}");
        alter(&fixture, &sql, []);
        let found = found(&fixture);
        assert!(!found.is_empty(), "{sql} is not found");
        lines.push(format!("{table}.(row put in): {}", found.join(", ")));
        fs::write(fixture.path(), &whole).unwrap();
    }
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(lines, FOUND, "{lines:#?}");
}

#[test]
fn what_a_walk_saw_is_what_the_ledger_says() {
    let fixture = mixed();
    let mut ledger = fixture.write();
    // Clocks that were set by hand, went back, and are behind what was observed.
    let set = |seconds| Clock { now: at(seconds), source: ClockSource::Overridden };
    ledger.append_attestation(set(40), &statement(None)).unwrap();
    let run = ToyRun { at: Some(9000), results: vec![result(1, 7, Outcome::Pass)] };
    record(&mut ledger, 95, &[run], &Claims::default());
    let stated = Attested { observed_at: at(9000), ..statement(None) };
    ledger.append_attestation(clock(120), &stated).unwrap();
    let other = Fixture::new();
    other.write().append_attestation(set(100), &stated).unwrap();
    let from = other.read();
    let other = Other { ledger: &from, origin: "c".into(), renamed: false, checkpoint: None };
    ledger.merge(&other, "a", clock(130), &reread).unwrap();

    for reread in [None, Some(&reread as &Reread<'_>)] {
        let mut shown = Vec::new();
        let mut visit = |seq, entry: &Entry| shown.push((seq, entry.clone()));
        let Verified { findings, seen } = ledger.verify(reread, &mut visit).unwrap();
        assert_eq!(findings, []);
        let seen = seen.unwrap();
        let size = seen.head().size;
        assert_eq!(seen.head(), ledger.head().unwrap());
        for size in (0..=size + 1).chain([3, 3, 7, 0, size]) {
            assert_eq!(seen.root_at(size), ledger.root_at(size).unwrap(), "{size}");
        }
        assert_eq!(seen.merged(), ledger.merged().unwrap());
        let clocks = ledger.clock_flags(Instant::MAX).unwrap();
        assert_eq!(seen.clocks(), &clocks);
        assert_eq!((clocks.overridden, clocks.went_back), (1, vec![8, 9]));
        assert_eq!((clocks.ahead, clocks.elsewhere), (vec![9, 10, 11], vec![11]));
        let all = (1..=size).map(|seq| (seq, ledger.entry(seq).unwrap()));
        let all = all.map(|(seq, stored)| (seq, stored.decode(ledger.path()).unwrap()));
        assert_eq!(shown, all.collect::<Vec<_>>());
    }
    drop(ledger);
    // A row that no entry has is for `rederive` to find, and says here what it says there.
    alter(&fixture, "INSERT INTO attestation VALUES (5, 9000)", []);
    let ledger = fixture.read();
    let seen = ledger.verify(None, &mut |_, _| {}).unwrap().seen.unwrap();
    assert_eq!(seen.clocks(), &ledger.clock_flags(Instant::MAX).unwrap());
    assert_eq!(seen.clocks().ahead, [5, 9, 10, 11]);
    drop(ledger);
    alter(&fixture, "UPDATE listing SET recorded_at = 0 WHERE seq = 1", []);
    let verified = fixture.read().verify(None, &mut |_, _| {}).unwrap();
    assert!(verified.seen.is_none() && verified.findings.len() == 1);
}

/// What walking finds nothing of is compared with what is made again, and with nothing else.
#[test]
fn deriving_again_finds_what_walking_finds() {
    let fixture = mixed();
    alter(&fixture, "UPDATE listing SET recorded_at = 0 WHERE seq = 1", []);
    alter(&fixture, "INSERT INTO attestation VALUES (77, 50)", []);
    let ledger = fixture.read();
    let walked = ledger.check().unwrap();
    assert_eq!(ledger.rederive(&reread).unwrap(), walked);
    let [only] = walked.as_slice() else { panic!("{walked:?}") };
    assert_eq!((only.code, only.at.as_str()), ("listing", "entry 1"));
    assert!(only.expected.starts_with("ingest 1 1 0 "), "{only:?}");
    assert!(only.found.starts_with("ingest 0 1 0 "), "{only:?}");
}
