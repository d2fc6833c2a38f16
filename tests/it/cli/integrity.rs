//! A ledger that is not what was recorded is never read as if it were.

use std::fs;

use super::harness::{Place, evidence};

/// Places of a text in the ledger file.
fn places(bytes: &[u8], text: &str) -> Vec<usize> {
    let found = bytes.windows(text.len()).enumerate();
    found.filter(|(_, window)| *window == text.as_bytes()).map(|(at, _)| at).collect()
}

#[test]
fn a_flipped_byte_is_found() {
    let place = Place::small();
    place.run(["ingest", &evidence("prowler/subset-run1.ocsf.json.gz")]).ok();
    place.run(["doctor"]).ok();
    let path = place.path(".storyproof/ledger.sqlite");
    let whole = fs::read(&path).unwrap();
    // The entry's own bytes, and a rule and a subject in the tables made from them.
    for text in ["subset-run1.ocsf.json.gz", "iam_root_mfa_enabled", "123456789012"] {
        let at = places(&whole, text);
        assert!(!at.is_empty(), "{text} is in the ledger");
        for at in [at[0], at[at.len() - 1]] {
            let mut bytes = whole.clone();
            bytes[at + 3] ^= 1;
            fs::write(&path, &bytes).unwrap();
            // Without `--deep` the texts of notes, which decide nothing, are not looked at.
            let said = place.run(["doctor", "--deep"]).code(3);
            said.complains(&["the ledger", "help:"]);
        }
    }
    fs::write(&path, &whole).unwrap();
    place.run(["doctor"]).ok();
}

#[test]
fn a_changed_artifact_is_found() {
    let place = Place::small();
    place.run(["ingest", &evidence("sarif/semgrep.sarif")]).ok();
    let (name, _) = place.files(".storyproof/artifacts").remove(0);
    let path = place.path(".storyproof/artifacts").join(name);
    fs::write(&path, zstd::encode_all(&b"{}"[..], 1).unwrap()).unwrap();
    let said = place.run(["doctor"]).code(3);
    assert!(said.stdout.contains("broken"), "{}", said.stdout);
    fs::remove_file(path).unwrap();
    let said = place.run(["doctor"]).code(3);
    assert!(said.stdout.contains("broken"), "{}", said.stdout);
}

#[test]
fn a_tampered_ledger_is_not_reported_from() {
    let place = Place::demo_to_change();
    let path = place.path(".storyproof/ledger.sqlite");
    let mut bytes = fs::read(&path).unwrap();
    let at = places(&bytes, "root-device-custody");
    assert!(!at.is_empty());
    for at in at {
        bytes[at] ^= 1;
    }
    fs::write(&path, bytes).unwrap();
    for args in [&["status"][..], &["report", "program"], &["explain", "IAM-01"], &["doctor"]] {
        place.run(args).code(3).complains(&["the ledger"]);
    }
}

#[test]
fn a_file_that_is_no_ledger_is_refused_and_kept() {
    let other = |place: &Place| {
        let database = rusqlite::Connection::open(place.path("other.sqlite")).unwrap();
        database.execute_batch("PRAGMA application_id = 7; CREATE TABLE mine (a);").unwrap();
        fs::read(place.path("other.sqlite")).unwrap()
    };
    let place = Place::small();
    for bytes in [other(&place), b"not a database".to_vec()] {
        place.write(".storyproof/ledger.sqlite", &bytes);
        let file = evidence("sarif/semgrep.sarif");
        for args in [&["status"][..], &["doctor"], &["ingest", &file]] {
            let answer = place.run(args);
            assert!(matches!(answer.code, Some(2 | 3)), "{args:?}: {answer:?}");
            assert!(answer.stderr.contains("ledger.sqlite"), "{args:?}: {answer:?}");
        }
        assert!(fs::read(place.path(".storyproof/ledger.sqlite")).unwrap() == bytes);
    }
}
