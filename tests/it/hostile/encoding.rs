//! Bytes that are no text, and characters that pass for others: refused with the file's name, and
//! nothing of them is kept.

use std::{ffi::OsStr, fs, os::unix::ffi::OsStrExt as _, path::Path};

use storyproof::{
    diag::safe::is_unsafe,
    ids::{CheckId, StoryId},
};

use super::program;
use crate::cli::harness::{Place, evidence};

/// Not UTF-8 in three ways: a byte that begins nothing, one that is cut off, and an overlong slash.
const BROKEN: [&[u8]; 3] = [b"\xff", b"\xe2\x82", b"\xc0\xaf"];

fn place() -> Place {
    let place = Place::empty();
    for (path, text) in program::plain() {
        place.write(&path, text);
    }
    place
}

/// A text with bytes after the first place of a word.
fn broken(text: &str, after: &str, bytes: &[u8]) -> Vec<u8> {
    let at = text.find(after).unwrap_or_else(|| panic!("no `{after}`")) + after.len();
    [&text.as_bytes()[..at], bytes, &text.as_bytes()[at..]].concat()
}

#[track_caller]
fn refused(place: &Place, args: &[&str], names: &str) {
    let said = place.run(args).code(2);
    // Findings in records are the answer; everything else is talk.
    let said = said.stdout + &said.stderr;
    assert!(said.contains(names), "{args:?} does not name {names}:\n{said}");
    assert!(!said.contains(is_unsafe) && !said.contains("panicked"), "{args:?}");
}

#[test]
fn records_that_are_not_utf8_are_told_with_their_place() {
    for bytes in BROKEN {
        for (path, text) in program::plain() {
            if Path::new(&path).extension().is_none_or(|ending| ending != "toml") {
                continue;
            }
            let place = place();
            place.write(&path, broken(&text, "= \"", bytes));
            refused(&place, &["check"], &path);
        }
    }
}

#[test]
fn files_that_are_handed_in_and_are_not_utf8_are_refused_whole() {
    let csv = "id,title\nX.1,Rooms are locked\n";
    for bytes in BROKEN {
        let place = place();
        let scans = [
            ("junit/cfn-lint.junit.xml", "name=\"", "scan.xml"),
            ("sarif/semgrep.sarif", "\"text\":\"", "scan.sarif"),
        ];
        for (sample, after, name) in scans {
            let text = fs::read_to_string(evidence(sample)).unwrap();
            place.write(name, broken(&text, after, bytes));
            refused(&place, &["ingest", name], name);
        }
        assert!(!place.has_ledger(), "a refused file leaves no ledger");

        place.write("frame.csv", broken(csv, "X.1,", bytes));
        refused(&place, &["import", "framework", "frame.csv", "--id", "house"], "frame.csv");
        place.write("edited.csv", broken(csv, "X.1,", bytes));
        refused(&place, &["import", "soa", "edited.csv"], "edited.csv");
        place.write("none.tlog-proof", bytes);
        refused(&place, &["verify", "none.tlog-proof"], "none.tlog-proof");
    }
}

#[test]
fn a_file_name_that_is_not_utf8_is_shown_safely_and_kept_readable() {
    let place = place();
    let name = OsStr::from_bytes(b"sc\xff\x1b[31man.sarif");
    fs::copy(evidence("sarif/semgrep.sarif"), place.path("").join(name)).unwrap();
    let answer = place.run([OsStr::new("ingest"), name]).ok();
    assert!(!answer.stdout.contains(is_unsafe) && !answer.stderr.contains(is_unsafe));
    let listed = place.run(["evidence", "list"]).ok();
    assert!(listed.stdout.contains("sc\u{fffd}"), "{}", listed.stdout);
    assert!(!listed.stdout.contains(is_unsafe));
    place.run(["verify"]).ok();
}

#[test]
fn ids_that_pass_for_others_are_refused() {
    let alike = [
        "IAM-0\u{0661}",  // an Arabic one
        "\u{0406}AM-01",  // a Cyrillic I
        "IAM\u{2010}01",  // another hyphen
        "IAM-01\u{202e}", // turns what follows around
        "IAM-01\u{200b}", // has no width
        "IAM-01\u{feff}",
        "\u{ff29}AM-01",  // full width
        "IAM-01\u{0301}", // an accent of its own
        "IAM-01 ",
        "IAM\n01",
        "",
    ];
    for id in alike {
        assert!(StoryId::parse(id).is_err(), "{id:?}");
        assert!(CheckId::parse(id).is_err(), "{id:?}");
    }
    assert!(StoryId::parse(&"x".repeat(65)).is_err(), "an id has an end");
    assert!(StoryId::parse("IAM-01").is_ok() && CheckId::parse("root-mfa").is_ok());
}
