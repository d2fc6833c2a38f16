//! Commands that only read: they create nothing, and say what they looked for.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use super::harness::Place;

/// Every command that only reads, with something to read.
pub(super) const READING: [&[&str]; 16] = [
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
