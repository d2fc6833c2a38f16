//! `ledger merge`: two people on two machines, and what one of them may try.

use std::{fs, process::Stdio, thread, time::Duration};

use rusqlite::Connection;

use super::harness::Place;

const LEDGER: &str = ".storyproof/ledger.sqlite";

/// Records a test result at a time.
fn record(place: &Place, n: u32, now: &str) {
    let text = format!(
        "<testsuite name=\"x\" timestamp=\"2026-03-1{n}T08:00:00\"><testcase classname=\"t\" name=\"n{n}\"/></testsuite>"
    );
    place.write("scan.xml", text);
    place.run(["--now", now, "ingest", "scan.xml"]).ok();
}

/// Two machines with one file in common.
fn two() -> (Place, Place) {
    let (ours, theirs) = (Place::small(), Place::small());
    record(&ours, 1, "2026-03-20");
    record(&ours, 2, "2026-03-21");
    record(&theirs, 2, "2026-03-22");
    record(&theirs, 3, "2026-03-23");
    (ours, theirs)
}

fn path(place: &Place) -> String {
    place.path("").to_str().unwrap().to_owned()
}

#[test]
fn what_the_other_machine_recorded_comes_with_its_time_and_proof() {
    let (ours, theirs) = two();
    let key = theirs.run(["checkpoint", "key", "--name", "laptop.example"]).ok().stdout;
    theirs.run(["checkpoint"]).ok();
    let before = ours.files(".storyproof");
    let said = ours.run(["ledger", "merge", "-n", &path(&theirs), "--key", key.trim()]).ok().stdout;
    assert!(said.contains("1 entry would come"), "{said}");
    assert_eq!(ours.files(".storyproof"), before, "a dry run changes nothing");
    let said = ours.run(["ledger", "merge", &path(&theirs), "--key", key.trim()]).ok().stdout;
    for words in [
        "1 entry came from storyproof.invalid/",
        "as entry 3",
        "signed by laptop.example+",
        "1 file",
        "already      1 entry",
        "under a clock set by hand",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = ours.run(["explain", "entry:3"]).ok().stdout;
    for words in [
        "first       2026-03-23",
        "as entry 2 of storyproof.invalid/",
        "recorded    2026-12-01",
        "proven under 2 entries",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = ours.run(["evidence", "show", "E-3"]).ok().stdout;
    assert!(
        said.contains("first       2026-03-23") && said.contains("merged here later"),
        "{said}"
    );
    let said = ours.run(["verify", "--key", key.trim()]).code(3).stdout;
    assert!(said.contains("checkpoint-signature"), "our own has no signature by that key: {said}");
    ours.run(["checkpoint", "key", "--name", "server.example"]).ok();
    ours.run(["checkpoint"]).ok();
    let said = ours.run(["verify", "--key", key.trim()]).ok().stdout;
    assert!(said.contains("1 entry from storyproof.invalid/"), "{said}");
    assert!(said.contains("; signed by laptop.example+"), "{said}");
    // What is known at an earlier moment is what it was.
    let known = |at: &str| {
        let list = ["--known-at", at, "evidence", "list", "--format", "json"];
        ours.run(list).ok().data().as_array().unwrap().len()
    };
    assert_eq!((known("2026-06-01"), known("2026-12-02")), (2, 3));
    // The proof of one piece holds elsewhere, as for any entry.
    ours.run(["evidence", "prove", "E-3", "-o", "proofs"]).ok();
    ours.run(["verify", "proofs/E-0003.tlog-proof"]).ok();
}

#[test]
fn a_merge_into_nothing_begins_a_ledger_and_both_ways_ends() {
    let (ours, theirs) = two();
    let empty = Place::small();
    empty.run(["ledger", "merge", "-n", &path(&ours)]).ok();
    assert!(!empty.has_ledger(), "a dry run makes none");
    let said = empty.run(["ledger", "merge", &path(&ours), "--format", "json"]).ok().data();
    assert_eq!((said["arrived"].as_array().unwrap().len(), &said["recorded"]), (2, &true.into()));
    assert_eq!(said["arrived"][0]["first"]["recorded_at"], "2026-03-20T23:59:59Z");
    for (into, from, come) in [
        (&ours, &theirs, 1),
        (&theirs, &ours, 1),
        (&empty, &theirs, 1),
        (&ours, &empty, 0),
        (&theirs, &empty, 0),
        (&ours, &theirs, 0),
    ] {
        let said = into.run(["ledger", "merge", &path(from), "--format", "json"]).ok().data();
        assert_eq!(said["arrived"].as_array().unwrap().len(), come, "{said}");
    }
    for place in [&ours, &theirs, &empty] {
        place.run(["verify"]).ok();
    }
}

#[test]
fn what_is_not_as_it_was_recorded_or_goes_two_ways_is_refused() {
    let (ours, theirs) = two();
    ours.run(["ledger", "merge", "."]).code(2).complains(&["this ledger itself"]);
    ours.run(["ledger", "merge", "nowhere"]).code(2).complains(&["no ledger"]);
    // A copy of ours that went on.
    let copy = Place::small();
    fs::create_dir_all(copy.path(".storyproof/artifacts")).unwrap();
    for (name, bytes) in ours.files(".storyproof") {
        copy.write(&format!(".storyproof/{}", name.display()), bytes);
    }
    record(&copy, 5, "2026-04-01");
    record(&ours, 6, "2026-04-01");
    let said = ours.run(["ledger", "merge", &path(&copy)]).code(3);
    said.complains(&["another history", "in common", "--as NAME", "nothing was recorded"]);
    ours.run(["ledger", "merge", &path(&copy), "--as", "a b"]).code(2);
    ours.run(["ledger", "merge", &path(&copy), "--as", "laptop.example"]).ok();
    // Cut off since its checkpoint.
    let ledger = Connection::open(theirs.path(LEDGER)).unwrap();
    ledger.execute_batch("DROP TRIGGER entry_is_never_removed").unwrap();
    ledger.execute_batch("DELETE FROM entry WHERE seq = 2").unwrap();
    let before = ours.files(".storyproof");
    ours.run(["ledger", "merge", &path(&theirs)]).code(3).complains(&["does not go on", "cut off"]);
    fs::remove_file(theirs.path("storyproof.checkpoint")).unwrap();
    ours.run(["ledger", "merge", &path(&theirs)])
        .code(3)
        .complains(&["not what was recorded in it"]);
    ledger.execute_batch("PRAGMA user_version = 99").unwrap();
    ours.run(["ledger", "merge", &path(&theirs)]).code(2).complains(&["use a newer storyproof"]);
    assert_eq!(ours.files(".storyproof"), before);
    // A merge into nothing that is refused leaves nothing.
    let empty = Place::small();
    empty.run(["ledger", "merge", &path(&theirs)]).code(2);
    assert!(!empty.has_ledger());
}

#[test]
fn a_pass_dated_after_it_was_recorded_stays_doubtful_when_it_is_merged() {
    let checks = "
[[framework]]
id = \"base\"
title = \"B\"
[[control]]
framework = \"base\"
id = \"B.1\"
title = \"C\"
[[check]]
id = \"tests\"
title = \"Tests pass\"
controls = [\"base/B.1\"]
max_age = \"5000d\"
[[check.source]]
tool = \"junit\"
rules = [\"*\"]
";
    let (ours, theirs) = (Place::small(), Place::small());
    ours.write("controls/checks.toml", checks);
    theirs.write("controls/checks.toml", checks);
    let status = |place: &Place| {
        let said = place.run(["check", "list", "--format", "json"]).code;
        assert!(said.is_some());
        let said = place.run(["check", "list", "--format", "json"]);
        let envelope: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        envelope["data"][0]["status"].as_str().unwrap().to_owned()
    };
    // Said to be of the 13th of March, recorded on the 1st.
    record(&theirs, 3, "2026-03-01");
    let there = status(&theirs);
    assert_ne!(there, "passed");
    ours.run(["ledger", "merge", &path(&theirs)]).ok();
    assert_eq!(status(&ours), there);
    let later = Place::small();
    later.write("controls/checks.toml", checks);
    record(&later, 3, "2026-03-20");
    assert_eq!(status(&later), "passed", "one that was recorded after it was observed does pass");
}

#[test]
fn a_merge_that_is_killed_leaves_all_or_nothing_and_can_be_run_again() {
    let (ours, theirs) = (Place::small(), Place::small());
    for n in 1..=9 {
        record(&theirs, n, "2026-03-21");
    }
    theirs.write("stay.xml", "<testsuite name='x'><testcase name='y'/></testsuite>");
    ours.run(["ingest", &format!("{}stay.xml", path(&theirs))]).ok();
    let size = |place: &Place| {
        place.run(["verify", "--quick", "--format", "json"]).ok().data()["size"].as_u64().unwrap()
    };
    let whole = 1 + size(&theirs);
    for millis in [1, 10, 30, 50, 70, 90, 120] {
        let mut merge = ours.process(["ledger", "merge", &path(&theirs)]);
        let mut merge = merge.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(millis));
        merge.kill().ok();
        merge.wait().unwrap();
        let now = size(&ours);
        assert!(now == 1 || now == whole, "{now} after {millis} ms");
    }
    ours.run(["ledger", "merge", &path(&theirs)]).ok();
    assert_eq!(size(&ours), whole);
    ours.run(["verify"]).ok();
}
