//! `storyproof ingest`: what scripts rely on.

use serde_json::{Value, json};
use snapbox::{IntoData as _, assert_data_eq, file};
use storyproof::ingest::Format;

use super::harness::{Place, evidence};

fn ingest(place: &Place, args: &[&str]) -> Value {
    place.run([&["ingest", "--format", "json"], args].concat()).ok().data()
}

#[test]
fn the_answer_has_the_shape_that_scripts_rely_on() {
    let place = Place::small();
    let file = evidence("sarif/semgrep.sarif");
    let args = ["--format", "json", "--observed-at", "2026-11-30", "--commit", "abc", &file];
    let said = place.run([&["ingest"], &args[..]].concat()).ok();
    assert_data_eq!(said.stdout.is_json(), file!["ingest.json"]);
    assert_eq!(said.stderr, "");
}

#[test]
fn a_dry_run_says_the_same_and_records_nothing() {
    let place = Place::small();
    let file = evidence("prowler/subset-run1.ocsf.json.gz");
    let mut dry = ingest(&place, &["-n", &file]);
    assert!(!place.has_ledger());
    let mut wet = ingest(&place, &[&file]);
    let again = ingest(&place, &["-n", &file]);
    let fate = |data: &Value| (data[0]["recorded"].clone(), data[0]["already_recorded"].clone());
    assert_eq!(fate(&dry), (json!(false), json!(false)));
    assert_eq!(fate(&wet), (json!(true), json!(false)));
    assert_eq!(fate(&again), (json!(false), json!(true)));
    for data in [&mut dry, &mut wet] {
        data[0]["recorded"].take();
        data[0]["entry"].take();
    }
    assert_eq!(dry, wet);
}

#[test]
fn several_files_are_counted_as_other_programs_count_them() {
    // Pass, fail, manual, muted pass, muted fail.
    let truth = [
        ("prowler/full-run1.ocsf.json.gz", "prowler-ocsf", [274, 260, 5, 1, 5]),
        ("prowler/subset-run3.ocsf.json.gz", "prowler-ocsf", [60, 9, 3, 1, 3]),
        ("sarif/bandit.sarif", "sarif", [0, 11, 0, 0, 0]),
        ("sarif/eslint.sarif", "sarif", [0, 8, 0, 0, 1]),
        ("sarif/gitleaks-clean.sarif.gz", "sarif", [0, 0, 0, 0, 0]),
        ("junit/cfn-lint.junit.xml", "junit", [300, 7, 22, 0, 0]),
        ("junit/nextest.junit.xml", "junit", [4, 1, 0, 0, 0]),
    ];
    let place = Place::small();
    let files: Vec<String> = truth.iter().map(|(name, ..)| evidence(name)).collect();
    let data = ingest(&place, &files.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(data.as_array().unwrap().len(), truth.len());
    for ((name, format, counts), file) in truth.iter().zip(data.as_array().unwrap()) {
        let results = &file["runs"][0]["results"];
        let said = ["pass", "fail", "manual", "muted_pass", "muted_fail"];
        assert_eq!(said.map(|word| results[word].as_u64().unwrap()), *counts, "{name}");
        assert_eq!((&file["format"], &file["recorded"]), (&json!(format), &json!(true)), "{name}");
    }
}

#[test]
fn one_broken_file_does_not_keep_the_others_from_being_recorded() {
    let place = Place::small();
    let [first, broken, last] =
        ["sarif/bandit.sarif", "hostile/truncated.ocsf.json.gz", "sarif/semgrep.sarif"]
            .map(evidence);
    let said = place.run(["ingest", "--format", "json", &first, &broken, &last]).code(2);
    said.complains(&["error: nothing recorded", "truncated.ocsf.json.gz"]);
    let data = said.data();
    let recorded: Vec<&Value> =
        data.as_array().unwrap().iter().map(|file| &file["recorded"]).collect();
    assert_eq!(recorded, [true, false, true], "one element a file, in the order given");
    assert!(data[1]["error"].as_str().unwrap().contains("truncated"), "{data}");
    let doctor = place.run(["doctor"]).ok().stdout;
    assert!(doctor.contains("2 entries"), "{doctor}");
    assert_eq!(place.files(".storyproof/artifacts").len(), 2, "nothing of the broken one is kept");
}

#[test]
fn the_same_bytes_are_recorded_once_for_each_thing_said_of_them() {
    let place = Place::small();
    let file = evidence("sarif/semgrep.sarif");
    let entry = |args: &[&str]| {
        let data = ingest(&place, &[args, &[&file]].concat());
        (data[0]["entry"].as_u64().unwrap(), data[0]["already_recorded"].as_bool().unwrap())
    };
    assert_eq!(entry(&["--commit", "aaa"]), (1, false));
    assert_eq!(entry(&["--commit", "aaa"]), (1, true));
    assert_eq!(entry(&["--commit", "bbb"]), (2, false));
    assert_eq!(place.files(".storyproof/artifacts").len(), 1);
}

#[test]
fn standard_input_is_a_file_like_any_other() {
    let place = Place::small();
    let bytes = std::fs::read(evidence("prowler/only-fail.ocsf.json.gz")).unwrap();
    let data = place.run_on(bytes, ["ingest", "-", "--format", "json"]).ok().data();
    assert_eq!(data[0]["runs"][0]["results"]["fail"], 2);
    place.run_on("", ["ingest", "-"]).code(2).complains(&["standard input"]);
}

#[test]
fn evidence_moves_a_status_and_nothing_else_does() {
    let place = Place::small();
    let status = || {
        let data = place.run(["check", "list", "--format", "json"]).ok().data();
        let row = data.as_array().unwrap().iter().find(|row| row["id"] == "root-mfa").cloned();
        row.unwrap()["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status(), "never-run");
    ingest(&place, &[&evidence("prowler/subset-run1.ocsf.json.gz")]);
    assert_eq!(status(), "failed");
    ingest(&place, &[&evidence("prowler/subset-run3.ocsf.json.gz")]);
    assert_eq!(status(), "passed");
}

#[test]
fn the_formats_are_listed_without_a_program() {
    let data = Place::empty().run(["ingest", "--list-formats", "--format", "json"]).ok().data();
    let names: Vec<&str> =
        data.as_array().unwrap().iter().map(|format| format["name"].as_str().unwrap()).collect();
    let all: Vec<&str> = Format::all().map(Format::name).collect();
    assert_eq!(names, all);
    assert!(["prowler-ocsf", "sarif", "junit", "xccdf"].iter().all(|name| names.contains(name)));
}

/// A program that asks about accounts, repositories and commits.
const SCOPE: &str = r#"
account = [{ id = "210987654321", name = "ours" }]
repository = [{ id = "payments", name = "Payments" }]
[[check]]
id = "every-commit"
title = "Every commit is scanned"
controls = ["base/B.1"]
population = "repositories"
cadence = "every commit"
source = [{ tool = "semgrep", rules = ["*"], absence = "passes" }]
"#;

fn warnings(place: &Place, args: &[&str]) -> Vec<String> {
    let data = ingest(place, &[args, &["-n"]].concat());
    let listed = data[0]["warnings"].as_array().unwrap();
    listed.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_will_count_for_nothing_is_said_with_what_to_do() {
    let place = Place::small();
    let (prowler, semgrep) =
        (evidence("prowler/subset-run1.ocsf.json.gz"), evidence("sarif/semgrep.sarif"));
    assert_eq!(warnings(&place, &[&prowler]), [""; 0], "a program without accounts asks for none");
    place.write("controls/scope.toml", SCOPE);
    let of_account = warnings(&place, &[&prowler]);
    assert!(
        matches!(&*of_account, [one] if one.contains("account 123456789012 is not in the program") && one.contains("[[account]]")),
        "{of_account:?}"
    );
    let bare = warnings(&place, &[&semgrep]);
    assert!(
        matches!(&*bare, [one] if one.contains("no commit is named") && one.contains("every-commit") && one.contains("--commit")),
        "{bare:?}"
    );
    let other = warnings(&place, &[&semgrep, "--repository", "other", "--commit", "abc1234"]);
    assert!(
        matches!(&*other, [one] if one.contains("repository other is not in the program") && one.contains("[[repository]]")),
        "{other:?}"
    );
    let ours = warnings(&place, &[&semgrep, "--repository", "payments", "--commit", "abc1234"]);
    assert_eq!(ours, [""; 0]);
    let said = place.run(["ingest", "-n", &semgrep]).ok().stdout;
    assert!(said.contains("  warning   no commit is named"), "{said}");
}

#[test]
fn broken_files_leave_no_ledger_behind() {
    let place = Place::small();
    place.write("bad.json", "{ this is no scan");
    place.write("worse.xml", "<testsuite");
    let before = place.files("");
    place.run(["ingest", "bad.json", "worse.xml"]).code(2);
    assert!(place.files("") == before && !place.path(".storyproof").exists());
    let data = place.run(["ingest", "bad.json", "--format", "json"]).code(2).stdout;
    assert!(data.contains("\"ledger_head\": null"), "{data}");
    // One that holds something stays as it is, and so does what else lies there.
    place.write(".storyproof/notes.txt", "mine");
    place.run(["ingest", "bad.json"]).code(2);
    assert!(!place.path(".storyproof/ledger.sqlite").exists());
    assert_eq!(place.read(".storyproof/notes.txt"), "mine");
    ingest(&place, &[&evidence("sarif/semgrep.sarif")]);
    let before = place.files(".storyproof");
    place.run(["ingest", "bad.json"]).code(2);
    assert!(place.files(".storyproof") == before);
}

#[test]
fn a_ledger_that_was_cut_off_is_told_with_a_remedy() {
    let place = Place::small();
    place.write(".storyproof/ledger.sqlite", "");
    place.run(["story", "list"]).ok();
    let file = evidence("sarif/semgrep.sarif");
    ingest(&place, &[&file]);
    place.write(".storyproof/ledger.sqlite", "");
    for args in [&["status"][..], &["doctor"], &["ingest", &file]] {
        place.run(args).code(3).complains(&["is empty", "artifacts", "from a backup"]);
    }
    assert_eq!(place.read(".storyproof/ledger.sqlite"), "");
}
