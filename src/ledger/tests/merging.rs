//! Merging: each entry once, however it came; no history but one; and nothing of a ledger that is
//! not what was recorded.

use std::fs;

use proptest::prelude::*;
use rusqlite::Connection;

use super::{takeback::statement, *};
use crate::{
    evidence::{ExceptionGranted, Severity, TakenBackHow, Withdrawn},
    time::{AsOf, Day},
};

/// A ledger with its name.
struct Machine {
    fixture: Fixture,
    name: &'static str,
}

impl Machine {
    fn new(name: &'static str) -> Self {
        Self { fixture: Fixture::new(), name }
    }

    fn write(&self) -> Ledger {
        self.fixture.write()
    }

    fn passes(&self, now: i64, subject: u8) -> u64 {
        record_results(&mut self.write(), now, &[result(1, subject, Outcome::Pass)]).entry
    }

    fn merge(&self, now: i64, other: &Self) -> Result<Merge> {
        self.merge_as(now, other, other.name, false)
    }

    fn merge_as(&self, now: i64, other: &Self, name: &str, renamed: bool) -> Result<Merge> {
        let from = other.fixture.read();
        let other = Other { ledger: &from, origin: name.into(), renamed, checkpoint: None };
        self.write().merge(&other, self.name, clock(now), &reread)
    }

    fn size(&self) -> u64 {
        self.fixture.read().head().unwrap().size
    }

    /// Everything observed, by rule and subject, with the time, in order; entries do not matter.
    fn told(&self) -> Vec<(i64, String, String, Outcome, Option<Severity>)> {
        let ledger = self.fixture.read();
        let history = ledger.history(AsOf { observed: Instant::MAX, known: Instant::MAX }).unwrap();
        let mut told = Vec::new();
        for run in &history.runs {
            for seen in &run.observations {
                let rule = history.rule(seen.cell).unwrap().rule.clone();
                let subject = history.subject(seen.cell).unwrap().uid.clone();
                let at = run.run.observed_at.unix();
                told.push((at, rule, subject, seen.state.outcome, seen.state.severity));
            }
        }
        told.sort();
        told
    }

    #[track_caller]
    fn is_whole(&self) {
        let mut ledger = self.write();
        assert_eq!(ledger.check().unwrap(), []);
        assert_eq!(ledger.rederive(&reread).unwrap(), []);
        let before = dump(&ledger);
        assert_eq!(ledger.rebuild(&reread).unwrap(), []);
        assert_eq!(dump(&ledger), before);
    }
}

fn withdraw(machine: &Machine, now: i64, entry: u64) -> u64 {
    let mut ledger = machine.write();
    let leaf_hash = ledger.entry(entry).unwrap().leaf_hash.to_string();
    let taken = Withdrawn { entry, leaf_hash, reason: "a slip".into(), by: "platform".into() };
    ledger.append_withdrawal(clock(now), &taken).unwrap().entry
}

/// Two machines that have one file in common, and one that each has alone.
fn two() -> (Machine, Machine) {
    let (a, b) = (Machine::new("a.example"), Machine::new("b.example"));
    let common = ToyRun { at: Some(100), results: vec![result(9, 9, Outcome::Fail)] };
    record(&mut a.write(), 110, std::slice::from_ref(&common), &Claims::default());
    a.passes(120, 1);
    b.passes(130, 2);
    record(&mut b.write(), 140, &[common], &Claims::default());
    (a, b)
}

#[test]
fn what_only_the_other_has_comes_once_with_its_time_and_its_proof() {
    let (a, b) = two();
    let before = b.fixture.read().head().unwrap();
    let merge = a.merge(1000, &b).unwrap();
    assert_eq!((merge.arrived.len(), merge.already), (1, 1), "the common file stays one entry");
    assert_eq!(merge.there, before);
    assert_eq!(merge.head, Some(a.fixture.read().head().unwrap()));
    let arrived = &merge.arrived[0];
    assert_eq!((arrived.entry, arrived.kind), (3, "ingest"));
    let first = &arrived.first;
    assert_eq!((first.origin.as_str(), first.entry), ("b.example", 1));
    assert_eq!(first.recorded_at, at(130));

    let ledger = a.fixture.read();
    let entry = ledger.entry(3).unwrap().decode(ledger.path()).unwrap();
    assert_eq!(entry.recorded_at, at(1000), "when it was learned here");
    let merged = entry.merged.unwrap();
    assert!(merged.recorded.is_proven());
    let theirs = b.fixture.read().entry(1).unwrap();
    assert_eq!(merged.bytes.as_bytes(), theirs.bytes, "byte for byte");
    assert_eq!(merged.recorded.root.to_string(), before.root);

    // Who looks at an earlier moment does not know it; who knows it sees both times.
    let history = |known| ledger.history(AsOf { observed: at(5000), known: at(known) }).unwrap();
    assert_eq!(history(999).runs.len(), 2);
    let known = history(1000);
    let run = known.runs.iter().find(|run| run.entry == 3).unwrap();
    assert_eq!((run.recorded_at, run.run.observed_at), (at(1000), at(130)));
    assert_eq!(run.origin.elsewhere.as_ref(), Some(first));
    a.is_whole();
    b.is_whole();
    assert_eq!(b.fixture.read().head().unwrap(), before, "the other is only read");
}

#[test]
fn merging_again_both_ways_and_round_a_circle_comes_to_an_end() {
    let (a, b) = two();
    let c = Machine::new("c.example");
    c.passes(150, 3);
    for (now, into, from, come) in [
        (1000, &a, &b, 1),
        (1010, &a, &b, 0),
        (1020, &b, &a, 1),
        (1030, &a, &b, 0),
        (1040, &c, &b, 3),
        (1050, &a, &c, 1),
        (1060, &b, &a, 1),
        (1070, &b, &c, 0),
        (1080, &c, &a, 0),
        (1090, &a, &b, 0),
    ] {
        let merge = into.merge(now, from).unwrap();
        let (into, from) = (into.name, from.name);
        assert_eq!(merge.arrived.len(), come, "{from} into {into} at {now}: {merge:?}");
    }
    assert_eq!([a.size(), b.size(), c.size()], [4, 4, 4]);
    assert_eq!(a.told(), b.told());
    assert_eq!(a.told(), c.told());
    // What came through b says where it was first, and through whom.
    let ledger = c.fixture.read();
    let came: Vec<_> = (1..=4)
        .filter_map(|seq| ledger.entry(seq).unwrap().decode(ledger.path()).unwrap().merged)
        .map(|merged| {
            let there = merged.elsewhere();
            assert!(merged.places().all(Place::is_proven));
            (there.origin, there.entry, there.via)
        })
        .collect();
    let b = || "b.example".to_owned();
    assert_eq!(came, [(b(), 1, vec![]), (b(), 2, vec![]), ("a.example".into(), 2, vec![b()])]);
    a.is_whole();
    c.is_whole();
}

#[test]
fn corrections_and_withdrawals_find_what_they_name() {
    let (a, b) = two();
    // b: 1 its own file, 2 the common one.
    let corrected = ToyRun { at: Some(130), results: vec![result(1, 2, Outcome::Fail)] };
    let claims = Claims { corrects: Some(1), ..Claims::default() };
    record(&mut b.write(), 150, &[corrected], &claims);
    let said = b.write().append_attestation(clock(160), &statement(None)).unwrap().entry;
    b.write().append_attestation(clock(170), &statement(Some(said))).unwrap();
    withdraw(&b, 180, 2);
    let merge = a.merge(1000, &b).unwrap();
    // Entry 3 is b's first, 4 corrects it, 5 and 6 are the statements, 7 takes back the common file.
    let ledger = a.fixture.read();
    let history = ledger.history(AsOf { observed: at(5000), known: at(5000) }).unwrap();
    let taken: Vec<_> = history.taken_back.iter().map(|t| (t.target, t.entry)).collect();
    assert_eq!(taken, [(3, 4), (5, 6), (1, 7)]);
    assert!(matches!(history.taken_back[2].how, TakenBackHow::Withdrawn { .. }));
    assert_eq!((merge.arrived.len(), merge.already), (5, 1));
    a.is_whole();
    // And back again: the numbers there.
    assert_eq!(b.merge(1100, &a).unwrap().arrived.len(), 1);
    assert_eq!(a.merge(1200, &b).unwrap().arrived, []);
    b.is_whole();
}

#[test]
fn what_was_taken_back_here_stays_so_and_nothing_is_taken_back_twice() {
    let (a, b) = two();
    a.merge(1000, &b).unwrap();
    // Both take back b's first entry, and both correct the common file.
    withdraw(&a, 1010, 3);
    withdraw(&b, 1020, 1);
    for (machine, common, now) in [(&a, 1, 1030), (&b, 2, 1040)] {
        let run = ToyRun { at: Some(now), results: vec![result(9, 9, Outcome::Fail)] };
        let claims = Claims { corrects: Some(common), ..Claims::default() };
        record(&mut machine.write(), now, &[run], &claims);
    }
    let merge = a.merge(1100, &b).unwrap();
    assert_eq!(merge.no_effect, [3], "b's withdrawal");
    assert_eq!(merge.corrected_twice, [1], "both corrections stand");
    assert_eq!(merge.arrived.len(), 1);
    let again = a.merge(1110, &b).unwrap();
    assert_eq!((again.arrived.len(), again.no_effect.len()), (0, 1));
    let history = a.fixture.read().history(AsOf { observed: at(5000), known: at(5000) }).unwrap();
    let taken: Vec<_> = history.taken_back.iter().map(|t| (t.target, t.entry)).collect();
    assert_eq!(taken, [(3, 4), (1, 5), (1, 6)]);
    a.is_whole();
}

#[test]
fn statements_exceptions_and_documents_come_too() {
    let (a, b) = two();
    let mut writer = b.write().artifacts().writer().unwrap();
    writer.write_all(b"a signed document").unwrap();
    let document = writer.finish().unwrap().id().sha256;
    let said = crate::evidence::Attested {
        document_sha256: Some(document.to_string()),
        ..statement(None)
    };
    b.write().append_attestation(clock(160), &said).unwrap();
    let granted = ExceptionGranted {
        check: "c".parse().unwrap(),
        subjects: vec!["arn:*".into()],
        reason: "r".into(),
        requested_by: "a".into(),
        approved_by: "b".into(),
        observed_at: at(160),
        expires: Day::from_ymd(1970, 2, 1).unwrap(),
        compensating: vec![],
        risk: None,
        corrects: None,
    };
    b.write().append_exception(clock(170), &granted).unwrap();
    a.merge(1000, &b).unwrap();
    let ledger = a.fixture.read();
    assert_eq!(ledger.artifacts().bytes(&document.to_string(), 100).unwrap(), b"a signed document");
    let history = ledger.history(AsOf { observed: at(5000), known: at(5000) }).unwrap();
    assert_eq!(history.attestations[0].attested, said);
    assert_eq!(history.exceptions[0].exception, granted);
    a.is_whole();
}

#[test]
fn a_dry_run_says_the_same_and_changes_nothing() {
    let (a, b) = two();
    let (before, from) = (dump(&a.fixture.read()), b.fixture.read());
    let other = Other { ledger: &from, origin: b.name.into(), renamed: false, checkpoint: None };
    let would = other.could_merge(Some(&a.fixture.read()), a.name, &reread).unwrap();
    assert_eq!(dump(&a.fixture.read()), before);
    let alone = other.could_merge(None, "", &reread).unwrap();
    assert_eq!(alone.arrived.len(), 2, "into a ledger that is not there yet");
    let done = a.merge(1000, &b).unwrap();
    assert_eq!(Merge { head: None, ..done }, would);
}

#[track_caller]
fn parted(result: Result<Merge>, words: &str) {
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Parted { .. }) && error.is_integrity(), "{error:?}");
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn another_history_under_a_known_name_is_refused() {
    let (a, b) = two();
    a.merge(1000, &b).unwrap();
    let before = dump(&a.fixture.read());
    // Written anew, and an older copy.
    let anew = Machine::new("b.example");
    anew.passes(131, 2);
    anew.passes(141, 3);
    parted(a.merge(1100, &anew), "what was merged from it before");
    let shorter = Machine::new("b.example");
    shorter.passes(130, 2);
    parted(a.merge(1100, &shorter), "found a ledger of 1 entries");
    // A third that tells another history of b.
    let c = Machine::new("c.example");
    c.merge(1050, &anew).unwrap();
    parted(a.merge(1100, &c), "entry 1 of b.example");
    // One that knows more of this ledger than is here.
    b.merge(1060, &a).unwrap();
    let cut = Machine::new("a.example");
    let common = ToyRun { at: Some(100), results: vec![result(9, 9, Outcome::Fail)] };
    record(&mut cut.write(), 110, &[common], &Claims::default());
    parted(cut.merge(1100, &b), "found a ledger of 1 entries");
    assert_eq!(dump(&a.fixture.read()), before, "nothing was written");
}

#[test]
fn a_copy_of_this_ledger_needs_a_name_of_its_own() {
    let (a, _) = two();
    let copy = Machine::new("a.example");
    fs::create_dir_all(copy.fixture.path().parent().unwrap()).unwrap();
    fs::copy(a.fixture.path(), copy.fixture.path()).unwrap();
    let artifacts = |m: &Machine| m.fixture.path().with_file_name("artifacts");
    fs::create_dir_all(artifacts(&copy)).unwrap();
    for file in fs::read_dir(artifacts(&a)).unwrap().map(Result::unwrap) {
        fs::copy(file.path(), artifacts(&copy).join(file.file_name())).unwrap();
    }
    assert_eq!(a.merge(1000, &copy).unwrap().already, 2, "an older copy has nothing new");
    copy.passes(200, 5);
    parted(a.merge(1000, &copy), "goes on from this one");
    a.passes(210, 6);
    parted(a.merge(1000, &copy), "the first 2 entries in common");
    parted(a.merge_as(1000, &copy, "else.example", false), "in common");
    let merge = a.merge_as(1000, &copy, "laptop.example", true).unwrap();
    assert_eq!((merge.arrived.len(), merge.already), (1, 2));
    assert_eq!(copy.merge_as(1100, &a, "server.example", true).unwrap().arrived.len(), 1);
    assert_eq!(a.merge_as(1200, &copy, "laptop.example", true).unwrap().arrived, []);
    assert_eq!(a.told(), copy.told());
    a.is_whole();
}

/// What is done to a ledger before it is merged.
type Damage<'a> = &'a dyn Fn(&Machine);

#[test]
fn a_ledger_that_is_not_what_was_recorded_is_refused_whole() {
    let alter = |b: &Machine, what: &str| {
        let connection = Connection::open(b.fixture.path()).unwrap();
        connection
            .execute_batch(
                "DROP TRIGGER entry_is_never_changed; DROP TRIGGER entry_is_never_removed",
            )
            .unwrap();
        connection.execute_batch(what).unwrap();
    };
    let artifact = |b: &Machine| {
        let folder = b.fixture.path().with_file_name("artifacts");
        fs::read_dir(folder).unwrap().next().unwrap().unwrap().path()
    };
    let damages: [(&str, Damage<'_>); 6] = [
        ("bytes", &|b| {
            alter(
                b,
                "UPDATE entry SET bytes = CAST(replace(CAST(bytes AS TEXT), 'toy.json', 'boy.json') AS BLOB) WHERE seq = 1",
            );
        }),
        ("hash", &|b| alter(b, "UPDATE entry SET leaf_hash = zeroblob(32) WHERE seq = 2")),
        ("row", &|b| alter(b, "DELETE FROM entry WHERE seq = 1")),
        ("projection", &|b| alter(b, "DELETE FROM note")),
        ("artifact", &|b| fs::write(artifact(b), b"x").unwrap()),
        ("lost artifact", &|b| fs::remove_file(artifact(b)).unwrap()),
    ];
    for (what, damage) in damages {
        let (a, b) = two();
        let before = dump(&a.fixture.read());
        let files = || fs::read_dir(a.fixture.path().with_file_name("artifacts")).unwrap().count();
        let stored = files();
        damage(&b);
        let error = a.merge(1000, &b).unwrap_err();
        assert!(error.is_integrity(), "{what}: {error}");
        assert_eq!(dump(&a.fixture.read()), before, "{what}");
        assert_eq!(files(), stored, "{what}");
    }
}

#[test]
fn a_ledger_of_a_newer_version_is_refused() {
    let (a, b) = two();
    let connection = Connection::open(b.fixture.path()).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(Ledger::open_read(&b.fixture.path()), Err(Error::Newer { found: 99, .. })));
    // A newer entry in a ledger of this version.
    connection.pragma_update(None, "user_version", 1).unwrap();
    let newer = br#"{"v":7,"kind":"ingest"}"#;
    connection
        .execute("INSERT INTO entry VALUES (3, ?1, ?2)", (leaf_hash(newer).as_bytes(), newer))
        .unwrap();
    let error = a.merge(1000, &b).unwrap_err();
    assert!(error.to_string().contains("unknown version 7"), "{error}");
}

#[test]
fn a_checkpoint_of_the_other_must_hold_and_is_kept_with_the_entries() {
    let (a, b) = two();
    let head = b.fixture.read().head().unwrap();
    let root: Hash = head.root.parse().unwrap();
    let from = b.fixture.read();
    let merge = |size, root: Hash| {
        let note = format!("b.example\n{size}\nroot\n");
        let checkpoint = Some(Stated { size, root, note });
        let other = Other { ledger: &from, origin: b.name.into(), renamed: false, checkpoint };
        a.write().merge(&other, a.name, clock(1000), &reread)
    };
    parted(merge(2, Hash::of(b"x")), "its checkpoint");
    parted(merge(3, root), "its checkpoint");
    let first = b.fixture.read().root_at(1).unwrap().unwrap();
    assert_eq!(merge(1, first).unwrap().arrived.len(), 1);
    let ledger = a.fixture.read();
    let entry = ledger.entry(3).unwrap().decode(ledger.path()).unwrap();
    let place = entry.merged.unwrap().recorded;
    assert_eq!((place.size, place.root), (1, first), "under the signed head where that covers it");
    assert!(place.checkpoint.unwrap().starts_with("b.example\n1\n"));
}

#[test]
fn whatever_a_merged_entry_says_wrongly_of_the_other_is_found() {
    let (a, b) = two();
    a.merge(1000, &b).unwrap();
    let ledger = a.fixture.read();
    let good = ledger.entry(3).unwrap().decode(ledger.path()).unwrap();
    let merged = good.merged.clone().unwrap();
    let codes = |merged: Merged| -> Vec<&str> {
        merged.check(ledger.path(), 3, &good).into_iter().map(|found| found.code).collect()
    };
    assert_eq!(codes(*merged.clone()), [""; 0]);
    let mut bytes = *merged.clone();
    bytes.bytes = bytes.bytes.replace("toy.json", "boy.json");
    assert_eq!(codes(bytes), ["merged-leaf", "merged-body"]);
    let mut time = *merged.clone();
    time.recorded.recorded_at = at(1);
    assert_eq!(codes(time), ["merged-time"]);
    for change in [
        |place: &mut Place| place.entry = 2,
        |place: &mut Place| place.size = 9,
        |place: &mut Place| place.entry = 0,
        |place: &mut Place| place.root = Hash::of(b"x"),
        |place: &mut Place| place.path.clear(),
    ] {
        let mut proof = *merged.clone();
        change(&mut proof.recorded);
        assert_eq!(codes(proof), ["merged-proof"]);
    }
    let mut other = good.clone();
    if let Body::Ingest(ingest) = &mut other.body {
        ingest.runs[0].run.succeeded = false;
    }
    let found = merged.check(ledger.path(), 3, &other);
    assert_eq!(found.iter().map(|found| found.code).collect::<Vec<_>>(), ["merged-body"]);
}

#[test]
fn evidence_dated_after_it_was_recorded_is_not_made_plausible_by_a_merge() {
    let (a, b) = (Machine::new("a.example"), Machine::new("b.example"));
    let future = ToyRun { at: Some(90_000), results: vec![result(1, 1, Outcome::Pass)] };
    record(&mut b.write(), 100, &[future], &Claims::default());
    a.merge(100_000, &b).unwrap();
    let history =
        a.fixture.read().history(AsOf { observed: at(200_000), known: at(200_000) }).unwrap();
    let there = history.runs[0].origin.elsewhere.as_ref().unwrap();
    assert_eq!((history.runs[0].recorded_at, there.recorded_at), (at(100_000), at(100)));
    assert_eq!(history.clock_flags.ahead, [1], "by the time at which it was recorded first");
    let overridden = Clock { now: at(200), source: ClockSource::Overridden };
    b.write().append_attestation(overridden, &statement(None)).unwrap();
    a.merge(100_010, &b).unwrap();
    let flags = a.fixture.read().clock_flags(Instant::MAX).unwrap();
    assert_eq!((flags.overridden, flags.elsewhere), (0, vec![2]));
}

/// What one of three machines does.
#[derive(Debug, Clone)]
enum Deed {
    Record(usize, u8, Outcome),
    Correct(usize, u8),
    Withdraw(usize, u8),
    Merge(usize, usize),
}

fn any_deeds() -> impl Strategy<Value = Vec<Deed>> {
    let outcome = proptest::sample::select(vec![Outcome::Pass, Outcome::Fail, Outcome::Error]);
    let deed =
        (0..4u8, 0..3usize, 0..3usize, 0..3u8, outcome).prop_map(|(deed, a, b, n, outcome)| {
            match deed {
                0 => Deed::Record(a, n, outcome),
                1 => Deed::Correct(a, n),
                2 => Deed::Withdraw(a, n),
                _ => Deed::Merge(a, b),
            }
        });
    proptest::collection::vec(deed, 1..14)
}

/// The artifacts of the entries that were taken back.
fn taken_back(machine: &Machine) -> std::collections::BTreeSet<Hash> {
    let ledger = machine.fixture.read();
    let history = ledger.history(AsOf { observed: Instant::MAX, known: Instant::MAX }).unwrap();
    let artifact = |seq| {
        let entry = ledger.entry(seq).unwrap().decode(ledger.path()).unwrap();
        match entry.body {
            Body::Ingest(ingest) => Some(ingest.artifact.sha256),
            _ => None,
        }
    };
    history.taken_back.iter().filter_map(|later| artifact(later.target)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]

    /// Whatever three machines do, once each has merged the others all tell the same, nothing more
    /// comes, and no log is broken.
    #[test]
    fn machines_that_merge_come_to_tell_the_same(deeds in any_deeds()) {
        let all = ["a.example", "b.example", "c.example"].map(Machine::new);
        let mut now = 1000;
        let run = |n: u8, outcome| {
            let at = Some(100 + i64::from(n));
            [ToyRun { at, results: vec![result(n, n, outcome)] }]
        };
        for machine in &all {
            // The same file, at different times: ledgers that begin with one entry are copies.
            now += 1;
            record(&mut machine.write(), now, &run(9, Outcome::Pass), &Claims::default());
        }
        for deed in deeds {
            now += 10;
            let size = |machine: usize| all[machine].size();
            match deed {
                Deed::Record(machine, n, outcome) => {
                    let mut ledger = all[machine].write();
                    record(&mut ledger, now, &run(n, outcome), &Claims::default());
                }
                Deed::Correct(machine, n) => {
                    let target = 1 + u64::from(n) % size(machine);
                    let ledger = all[machine].fixture.read();
                    let entry = ledger.entry(target).unwrap().decode(ledger.path()).unwrap();
                    let before = taken_back(&all[machine]);
                    if let Body::Ingest(ingest) = entry.body
                        && !before.contains(&ingest.artifact.sha256)
                    {
                        let claims = Claims { corrects: Some(target), ..Claims::default() };
                        record(&mut all[machine].write(), now, &run(20 + n, Outcome::Fail), &claims);
                    }
                }
                Deed::Withdraw(machine, n) => {
                    let entry = 1 + u64::from(n) % size(machine);
                    let mut ledger = all[machine].write();
                    let leaf_hash = ledger.entry(entry).unwrap().leaf_hash.to_string();
                    let (reason, by) = ("a slip".into(), "platform".into());
                    let taken = Withdrawn { entry, leaf_hash, reason, by };
                    // What cannot be taken back is refused, which is no concern of a merge.
                    ledger.append_withdrawal(clock(now), &taken).ok();
                }
                Deed::Merge(into, from) if into != from => {
                    all[into].merge(now, &all[from]).unwrap();
                }
                Deed::Merge(..) => {}
            }
        }
        for _ in 0..2 {
            for (into, from) in [(0, 1), (0, 2), (1, 0), (2, 0)] {
                now += 10;
                all[into].merge(now, &all[from]).unwrap();
            }
        }
        for (into, from) in [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)] {
            prop_assert_eq!(all[into].merge(now, &all[from]).unwrap().arrived, []);
        }
        for machine in &all {
            prop_assert_eq!(machine.told(), all[0].told());
            prop_assert_eq!(taken_back(machine), taken_back(&all[0]));
            machine.is_whole();
        }
    }
}
