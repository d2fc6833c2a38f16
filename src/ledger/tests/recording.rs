//! Appending, once and only once, also when several do it at the same time.

use std::fs;

use super::*;
use crate::{
    evidence::{Attested, ExceptionGranted},
    ids::{AttestationId, CheckId},
    time::Day,
};

fn files(fixture: &Fixture) -> Vec<String> {
    let dir = fixture.path().parent().unwrap().join("artifacts");
    let names = fs::read_dir(dir).unwrap();
    names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn a_first_entry_is_recorded_and_proven() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    let recorded = record_results(&mut ledger, 100, &[result(1, 1, Outcome::Fail)]);
    assert_eq!((recorded.entry, recorded.already), (1, false));
    assert_eq!(recorded.head, ledger.head().unwrap());
    assert_eq!(recorded.head.size, 1);

    let entry = ledger.entry(1).unwrap();
    assert_eq!(recorded.head.root, leaf_hash(&entry.bytes).to_string());
    let proof = ledger.inclusion_proof(1).unwrap();
    assert!(verify_inclusion(proof.leaf_hash, proof.index, proof.size, &proof.path, proof.root));
    assert!(matches!(ledger.inclusion_proof(2), Err(Error::NoEntry { seq: 2, .. })));
    assert_eq!(ledger.check().unwrap(), []);
    assert_eq!(ledger.rederive(&reread).unwrap(), []);
}

#[test]
fn an_older_head_is_proven_to_be_the_beginning() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    let heads: Vec<_> = (1..=9u8)
        .map(|n| record_results(&mut ledger, n.into(), &[result(n, 1, Outcome::Pass)]).head)
        .collect();
    let new = ledger.head().unwrap();
    for old in &heads {
        let proof = ledger.consistency_proof(old.size).unwrap().unwrap();
        let (old_root, root) = (old.root.parse().unwrap(), new.root.parse().unwrap());
        assert!(verify_consistency(old.size, old_root, new.size, root, &proof));
    }
    assert_eq!(ledger.consistency_proof(10).unwrap(), None);
}

#[test]
fn the_same_bytes_with_the_same_claims_are_recorded_once() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    let runs = [ToyRun { at: None, results: vec![result(1, 1, Outcome::Pass)] }];
    let none = Claims::default();
    let first = record(&mut ledger, 100, &runs, &none);
    let before = dump(&ledger);
    let again = record(&mut ledger, 200, &runs, &none);
    assert_eq!(again, Recorded { already: true, ..first.clone() });
    assert_eq!(dump(&ledger), before);

    let claims = Claims { commit: Some("abc".into()), ..none.clone() };
    let claimed = record(&mut ledger, 300, &runs, &claims);
    assert_eq!((claimed.entry, claimed.already), (2, false));
    let claims = Claims { observed_at: Some(at(50)), ..none.clone() };
    assert_eq!(record(&mut ledger, 400, &runs, &claims).entry, 3);
    assert_eq!(files(&fixture).len(), 1, "one artifact for all of them");

    let mut hasher = ArtifactHasher::default();
    hasher.write_all(&serde_json::to_vec(&runs).unwrap()).unwrap();
    let id = hasher.finish();
    let reader = fixture.read();
    let earlier = reader.already_recorded(id, &none).unwrap();
    assert_eq!(earlier, Some(Earlier { entry: 1, recorded_at: at(100) }));
    let other = Claims { tool: Some("x".into()), ..none };
    assert_eq!(reader.already_recorded(id, &other).unwrap(), None);
}

#[test]
fn a_dropped_recording_leaves_nothing() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    record_results(&mut ledger, 100, &[result(1, 1, Outcome::Pass)]);
    let before = dump(&ledger);
    let mut recording = ledger.begin(clock(200)).unwrap();
    recording.begin_run("toy").unwrap();
    recording.result(&result(2, 2, Outcome::Fail)).unwrap();
    drop(recording);
    assert_eq!(dump(&ledger), before);
    assert_eq!(record_results(&mut ledger, 300, &[result(3, 3, Outcome::Pass)]).entry, 2);
    assert_eq!(ledger.check().unwrap(), []);
}

#[test]
fn a_reader_that_breaks_the_order_is_refused() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    let mut recording = ledger.begin(clock(1)).unwrap();
    assert!(recording.result(&result(1, 1, Outcome::Pass)).is_err());
    recording.begin_run("toy").unwrap();
    assert!(recording.begin_run("toy").is_err());
    let artifact = fixture.write().artifacts().writer().unwrap().finish().unwrap();
    let fallback = Fallback { time: at(1), source: TimeSource::Recorded };
    let claims = Claims::default();
    let submission = Submission {
        artifact: &artifact,
        file_name: "-",
        claims: &claims,
        fallback,
        noted: Noted::default(),
    };
    assert!(matches!(recording.finish(submission), Err(Error::Order { .. })));
    assert_eq!(ledger.head().unwrap().size, 0);
}

#[test]
fn a_clock_that_went_back_is_recorded() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    record_results(&mut ledger, 200, &[result(1, 1, Outcome::Pass)]);
    record_results(&mut ledger, 100, &[result(1, 1, Outcome::Fail)]);
    record_results(&mut ledger, 300, &[result(1, 1, Outcome::Error)]);
    let flags = [1, 2, 3].map(|seq| {
        let entry = ledger.entry(seq).unwrap().decode(ledger.path()).unwrap();
        entry.clock_went_back
    });
    assert_eq!(flags, [false, true, false]);
    // Entry 2 is known from 200 on, when the ledger knew entry 1; so both heads stay what they
    // were.
    assert_eq!([100, 200, 300].map(|k| ledger.known_size(at(k)).unwrap()), [0, 2, 3]);
    assert_eq!(ledger.latest_recorded().unwrap(), Some(at(300)));
    assert_eq!(ledger.check().unwrap(), []);
}

#[test]
fn statements_are_entries_too() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    let attested = Attested {
        attestation: AttestationId::parse("custody").unwrap(),
        statement: "in the safe".into(),
        by: "platform".into(),
        method: "examine".into(),
        observed_at: at(50),
        valid_until: Day::from_ymd(2026, 1, 1).unwrap(),
        document: None,
        document_sha256: None,
        url: None,
        period: None,
        paper: None,
        corrects: None,
    };
    let exception = ExceptionGranted {
        check: CheckId::parse("root-mfa").unwrap(),
        subjects: vec!["arn:*".into()],
        reason: "being replaced".into(),
        requested_by: "a".into(),
        approved_by: "b".into(),
        observed_at: at(60),
        expires: Day::from_ymd(2026, 1, 1).unwrap(),
        compensating: Vec::new(),
        risk: None,
        corrects: None,
    };
    assert_eq!(ledger.append_attestation(clock(100), &attested).unwrap().entry, 1);
    assert_eq!(ledger.append_exception(clock(110), &exception).unwrap().entry, 2);
    let kinds: Vec<_> = ledger.entries().unwrap().into_iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, ["attestation", "exception"]);
    assert_eq!(ledger.latest_observed().unwrap(), Some(at(60)));

    let history = |observed, known| {
        let as_of = crate::time::AsOf { observed: at(observed), known: at(known) };
        let history = ledger.history(as_of).unwrap();
        (history.attestations.len(), history.exceptions.len(), history.head.unwrap().size)
    };
    assert_eq!(history(1000, 1000), (1, 1, 2));
    assert_eq!(history(55, 1000), (1, 0, 2));
    assert_eq!(history(1000, 105), (1, 0, 1));
    assert_eq!(ledger.check().unwrap(), []);
    assert_eq!(ledger.rederive(&reread).unwrap(), []);
}

#[test]
fn writers_at_work_together_lose_nothing() {
    let fixture = Fixture::new();
    std::thread::scope(|scope| {
        for writer in 0..8u8 {
            let fixture = &fixture;
            scope.spawn(move || {
                for n in 0..5u8 {
                    // Each opens for itself, so the first eight race to make the tables.
                    let mut ledger = fixture.write();
                    let results = [result(writer, n, Outcome::Pass), result(9, 9, Outcome::Fail)];
                    assert!(!record_results(&mut ledger, 100, &results).already);
                }
            });
        }
    });
    let ledger = fixture.read();
    assert_eq!(ledger.head().unwrap().size, 40);
    assert_eq!(ledger.check().unwrap(), []);
    assert_eq!(ledger.rederive(&reread).unwrap(), []);
    assert_eq!(files(&fixture).len(), 40);
}
