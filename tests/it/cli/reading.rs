//! Commands that only read: they create nothing, and say what they looked for.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use super::harness::Place;

/// Every command that only reads, with something to read.
pub(super) const READING: [&[&str]; 17] = [
    &["check"],
    &["status"],
    &["doctor"],
    &["explain", "IAM-01"],
    &["explain", "root-mfa"],
    &["story", "list"],
    &["story", "show", "IAM-01"],
    &["control", "list"],
    &["check", "list"],
    &["epic", "list"],
    &["sprint", "list"],
    &["epic", "roadmap"],
    &["risk", "list"],
    &["component", "list"],
    &["report", "program", "--allow-empty"],
    &["report", "audit", "--allow-empty"],
    &["report", "program", "--allow-empty", "--format", "json"],
];

#[test]
fn no_reading_command_creates_anything() {
    let place = Place::small();
    let before = place.files("");
    for args in READING {
        place.run(args).ok();
        assert!(place.files("") == before, "{args:?} left something behind");
    }
}

#[test]
fn a_report_without_evidence_is_no_success() {
    let place = Place::small();
    place.run(["report", "program"]).code(4).complains(&["--allow-empty"]);
}

#[test]
fn an_unknown_id_names_the_nearest_one() {
    let place = Place::small();
    place.run(["explain", "root-mfaa"]).code(2).complains(&["did you mean `root-mfa`?"]);
    place.run(["story", "show", "IAM-1"]).code(2).complains(&["did you mean `IAM-01`?"]);
    place.run(["check", "show", "IAM-01"]).code(2).complains(&["nothing is named"]);
    place.run(["report", "audit", "bas"]).code(4);
    place.run(["explain", ""]).code(2).complains(&["nothing is named"]);
}

#[test]
fn words_and_codes_are_explained_without_a_program() {
    let place = Place::empty();
    assert!(place.run(["explain", "stale"]).ok().stdout.contains("stale"));
    assert!(place.run(["explain", "story/too-large"]).ok().stdout.contains("What to do"));
}

#[test]
fn a_program_is_found_from_any_folder_inside() {
    let place = Place::small();
    place.run(["-C", "stories", "story", "show", "IAM-01"]).ok();
    place.run(["-C", "nowhere", "status"]).code(2).complains(&["nowhere"]);
}

#[test]
fn whoever_stops_reading_causes_no_failure() {
    let mut process = Place::demo().process(["report", "program", "--format", "json"]);
    let mut child = process.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "{\n");
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_usage_error_ends_with_2() {
    let place = Place::small();
    place.run(["nonsense"]).code(2).complains(&["nonsense"]);
    place.run(["status", "--as-of", "yesterday"]).code(2).complains(&["yesterday"]);
    place.run(["--help"]).ok();
    place.run(["--version"]).ok();
}

#[test]
fn a_misspelt_check_never_proves_its_story() {
    let demo = Place::demo_to_change();
    let path = "stories/iam/IAM-01.toml";
    let story = demo.read(path);
    assert!(story.contains("\"root-no-keys\""));
    demo.write(path, story.replace("\"root-no-keys\"", "\"root-no-keyz\""));
    let data = demo.run(["story", "list", "--in", "IAM", "--format", "json"]).code(0).data();
    assert_eq!(data[0]["id"], "IAM-01");
    assert_ne!(data[0]["status"], "verified");
}

#[test]
fn answers_about_files_with_errors_are_no_success() {
    let place = Place::small();
    place.write("controls/typo.toml", "[[check]]\nid = \"c\"\ntitle = \"C\"\npopulaton = \"x\"\n");
    let said = "1 error in the program's files";
    for args in [&["status"][..], &["report", "program", "--allow-empty"]] {
        let done = place.run(args).code(1);
        assert!(done.stdout.contains(said), "{args:?}");
    }
}

#[test]
fn every_kind_of_id_is_explained() {
    let demo = Place::demo();
    for (typed, words) in [
        ("123456789012", &["account 123456789012: prod-pay", "evidence", "account-owner"][..]),
        ("team-platform", &["party team-platform", "a team of ours", "stories"]),
        ("persona:account-owner", &["persona account-owner", "story IAM-01"]),
        ("party:account-owner", &["party account-owner", "accounts"]),
        ("payments-app", &["repository payments-app", "semgrep"]),
        ("pci-dss-4.0.1", &["framework pci-dss-4.0.1", "met", "control list --in"]),
        ("rds", &["service rds", "rds-encrypted", "component add"]),
        ("aws-kms", &["component aws-kms", "services   kms"]),
    ] {
        let said = demo.run(["explain", typed]).ok().stdout;
        for word in words {
            assert!(said.contains(word), "{typed}: {word:?} is not in:\n{said}");
        }
        demo.run(["explain", typed, "--format", "json"]).ok();
    }
    demo.run(["explain", "account-owner"]).code(2).complains(&[
        "account-owner (party)",
        "account-owner (persona)",
        "kind:id",
    ]);
}

#[test]
fn a_file_is_explained_by_its_hash() {
    let demo = Place::demo();
    let listed = demo.run(["evidence", "list", "--format", "json"]).ok().data();
    let first = &listed[0];
    let (sha256, entry) = (first["sha256"].as_str().unwrap(), first["entry"].as_u64().unwrap());
    for typed in [sha256, &sha256[..12], &format!("sha256:{sha256}")] {
        let said = demo.run(["explain", typed]).ok().stdout;
        assert!(said.contains(sha256), "{typed}: {said}");
    }
    let said = demo.run(["explain", &format!("E-{entry:04}")]).ok().stdout;
    assert!(said.contains(sha256), "{said}");
    let statements = demo.run(["explain", "root-device-custody", "--format", "json"]).ok().stdout;
    assert!(statements.contains("statement"), "{statements}");
}

#[test]
fn what_nobody_knows_is_told_with_the_kinds_there_are() {
    let demo = Place::demo();
    let kinds = ["personas", "SHA-256", "repositories", "entry:57"];
    demo.run(["explain", "xyzzy"]).code(2).complains(&kinds);
    demo.run(["explain", "root-mfaa"]).code(2).complains(&["did you mean `root-mfa`?", "SHA-256"]);
    demo.run(["explain", "abcdef0123456789"]).code(2).complains(&kinds);
    let account = ["999988887777` is not in the program", "[[account]]"];
    demo.run(["explain", "999988887777"]).code(2).complains(&account);
}

#[test]
fn a_day_to_come_is_called_that() {
    let place = Place::small();
    let note = "is in the future: nothing after now";
    for (day, noted) in [("2026-12-02", true), ("2026-12-01", false), ("2026-03-01", false)] {
        let said = place.run(["status", "--as-of", day]).ok();
        assert_eq!(said.stderr.matches(note).count(), usize::from(noted), "{day}: {}", said.stderr);
    }
    assert!(
        !place.run(["story", "list", "-q", "--as-of", "2027-01-01"]).ok().stderr.contains(note)
    );
}
