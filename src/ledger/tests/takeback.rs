//! Taking back: what was known stays known, nothing goes away, and older entries read as before.

use super::*;
use crate::{
    evidence::{Attested, ExceptionGranted, History, TakenBackHow, Withdrawn},
    time::{AsOf, Day},
};

pub(super) fn statement(corrects: Option<u64>) -> Attested {
    Attested {
        attestation: "custody".parse().unwrap(),
        statement: r#"in the safe, not {"kind":"withdrawal","corrects":1}"#.into(),
        by: "platform".into(),
        method: "examine".into(),
        observed_at: at(50),
        valid_until: Day::from_ymd(2026, 1, 1).unwrap(),
        document: None,
        document_sha256: None,
        url: None,
        period: None,
        paper: None,
        corrects,
    }
}

fn withdrawal(ledger: &Ledger, entry: u64) -> Withdrawn {
    let leaf_hash = ledger.entry(entry).unwrap().leaf_hash.to_string();
    Withdrawn { entry, leaf_hash, reason: "a slip".into(), by: "platform".into() }
}

fn history(ledger: &Ledger, observed: i64, known: i64) -> History {
    ledger.history(AsOf { observed: at(observed), known: at(known) }).unwrap()
}

#[test]
fn a_withdrawal_is_known_from_when_it_was_recorded_and_for_every_day() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    record_results(&mut ledger, 100, &[result(1, 1, Outcome::Pass)]);
    ledger.append_attestation(clock(110), &statement(None)).unwrap();
    let taken = withdrawal(&ledger, 1);
    assert_eq!(ledger.append_withdrawal(clock(200), &taken).unwrap().entry, 3);
    assert_eq!(history(&ledger, 1000, 199).taken_back, []);
    for observed in [10, 1000] {
        let taken_back = history(&ledger, observed, 200).taken_back;
        let [only] = taken_back.as_slice() else { panic!("{taken_back:?}") };
        assert_eq!((only.target, only.entry, only.recorded_at), (1, 3, at(200)));
        let how = TakenBackHow::Withdrawn { reason: "a slip".into(), by: "platform".into() };
        assert_eq!(only.how, how);
    }
    assert_eq!(history(&ledger, 1000, 1000).runs.len(), 1, "nothing goes away");
    let kinds: Vec<_> = ledger.entries().unwrap().into_iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, ["ingest", "attestation", "withdrawal"]);
    assert_eq!(ledger.check().unwrap(), []);
    assert_eq!(ledger.rederive(&reread).unwrap(), []);
    let before = dump(&ledger);
    assert_eq!(ledger.rebuild(&reread).unwrap(), []);
    assert_eq!(dump(&ledger), before);
}

#[test]
fn a_correction_is_recorded_even_if_its_bytes_were_before() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    let run = [ToyRun { at: Some(100), results: vec![result(1, 1, Outcome::Pass)] }];
    record(&mut ledger, 100, &run, &Claims::default());
    let corrects = Claims { corrects: Some(1), ..Claims::default() };
    let again = record(&mut ledger, 200, &run, &corrects);
    assert_eq!((again.entry, again.already), (2, false));
    assert!(record(&mut ledger, 300, &run, &corrects).already);
    ledger.append_attestation(clock(300), &statement(None)).unwrap();
    ledger.append_attestation(clock(310), &statement(Some(3))).unwrap();
    let taken_back = history(&ledger, 0, 1000).taken_back;
    let targets: Vec<_> = taken_back.iter().map(|later| (later.target, later.entry)).collect();
    assert_eq!(targets, [(1, 2), (3, 4)]);
    assert!(taken_back.iter().all(|later| later.how == TakenBackHow::Corrected));
    assert_eq!(ledger.check().unwrap(), []);
    assert_eq!(ledger.rederive(&reread).unwrap(), []);
}

#[test]
fn what_cannot_be_taken_back_is_refused_and_nothing_recorded() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    record_results(&mut ledger, 100, &[result(1, 1, Outcome::Pass)]);
    ledger.append_attestation(clock(110), &statement(None)).unwrap();
    let refused = |done: Result<Recorded>| match done {
        Err(Error::Target { reason, .. }) => reason,
        other => panic!("{other:?}"),
    };
    let missing = Withdrawn { entry: 9, ..withdrawal(&ledger, 1) };
    let done = ledger.append_withdrawal(clock(200), &missing);
    assert!(matches!(done, Err(Error::NoEntry { seq: 9, .. })), "{done:?}");
    let other = Withdrawn { entry: 2, ..withdrawal(&ledger, 1) };
    assert!(refused(ledger.append_withdrawal(clock(200), &other)).contains("hash"));
    let done = ledger.append_attestation(clock(200), &statement(Some(1)));
    assert!(refused(done).contains("kind `ingest`"));
    assert_eq!(ledger.head().unwrap().size, 2);

    ledger.append_withdrawal(clock(200), &withdrawal(&ledger, 2)).unwrap();
    let again = withdrawal(&ledger, 2);
    assert_eq!(refused(ledger.append_withdrawal(clock(210), &again)), "entry 3 has withdrawn it");
    let third = withdrawal(&ledger, 3);
    assert!(refused(ledger.append_withdrawal(clock(210), &third)).contains("is a withdrawal"));
    // What was withdrawn by mistake comes back by an entry that corrects it, once.
    assert_eq!(ledger.append_attestation(clock(220), &statement(Some(2))).unwrap().entry, 4);
    let done = ledger.append_attestation(clock(230), &statement(Some(2)));
    assert!(refused(done).contains("name entry 4 instead"));
    assert_eq!(ledger.head().unwrap().size, 4);
}

#[test]
fn an_entry_under_a_clock_that_went_back_is_named() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    for (now, rule) in [(300, 1), (200, 2), (400, 3)] {
        record_results(&mut ledger, now, &[result(rule, 1, Outcome::Pass)]);
    }
    let flags = history(&ledger, 1000, 1000).clock_flags;
    assert_eq!((flags.overridden, flags.went_back), (0, vec![2]));
    assert_eq!((flags.ahead, flags.elsewhere), (vec![], vec![]));
}

#[test]
fn an_entry_that_was_recorded_before_it_was_observed_is_named() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    for (now, observed) in [(1000, 1300), (1010, 1311), (1020, 900)] {
        let rule = u8::try_from(now - 1000).unwrap();
        let run = ToyRun { at: Some(observed), results: vec![result(rule, 1, Outcome::Pass)] };
        record(&mut ledger, now, &[run], &Claims::default());
    }
    let mut said = statement(None);
    said.observed_at = at(5000);
    ledger.append_attestation(clock(1030), &said).unwrap();
    assert_eq!(history(&ledger, 9000, 9000).clock_flags.ahead, [2, 4]);
    assert_eq!(history(&ledger, 9000, 1010).clock_flags.ahead, [2]);
    assert_eq!(ledger.clock_flags(at(9000)).unwrap().ahead, [2, 4]);
}

/// Entries exactly as earlier versions wrote them: they read, and they are written as they were.
#[test]
fn entries_from_before_read_as_they_always_did() {
    let bytes = [
        r#"{"v":1,"kind":"attestation","recorded_at":"2026-01-12T12:05:00Z","clock":"overridden","body":{"attestation":"planning-record","statement":"Planned by the rule.","by":"program-manager","method":"examine","observed_at":"2026-01-12T12:00:00Z","valid_until":"2026-02-09","document":"Planning notes"}}"#,
        r#"{"v":1,"kind":"exception","recorded_at":"2026-02-05T16:05:00Z","clock":"overridden","body":{"check":"buckets-not-public","subjects":["arn:aws:s3:::www"],"reason":"It is the website.","requested_by":"team-payments","approved_by":"risk-owner","observed_at":"2026-02-05T16:00:00Z","expires":"2026-12-31"}}"#,
    ];
    for bytes in bytes {
        let entry = Entry::decode(std::path::Path::new("l"), 1, bytes.as_bytes()).unwrap();
        assert_eq!(entry.body.corrects(), None);
        assert_eq!(String::from_utf8(entry.encode().unwrap()).unwrap(), bytes);
    }
    let claims = serde_json::to_string(&Claims::default()).unwrap();
    assert_eq!(claims, "{}", "what makes two submissions the same is what it was");
    let granted: ExceptionGranted = serde_json::from_str(
        r#"{"check":"c","subjects":[],"reason":"","requested_by":"a","approved_by":"b","observed_at":"2026-02-05T16:00:00Z","expires":"2026-12-31"}"#,
    )
    .unwrap();
    assert!(granted.compensating.is_empty() && granted.risk.is_none());
}
