//! What `explain ci` gives to copy, tried: the steps of the workflow and of the job run in a clone,
//! and the hook stands in the way of a commit.

use std::{fs, path::Path, process::Command};

use saphyr_parser::{Event, Parser};

use super::harness::{NOW, Place};

const CHECKS: &str = r#"
[[check]]
id = "tests"
title = "Tests pass"
controls = ["base/B.1"]
source = [{ tool = "junit", rules = ["*"] }]
"#;

/// Blocks of the page in a language, in their order.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let begin = format!("```{language}\n");
    page.split(&begin).skip(1).map(|rest| rest.split("```").next().unwrap().to_owned()).collect()
}

/// The commands below every key of that name, a string or a list, as a YAML library reads them.
fn commands(yaml: &str, key: &str) -> Vec<String> {
    let events: Vec<Event<'_>> = Parser::new_from_str(yaml).map(|e| e.expect("YAML").0).collect();
    let mut found = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let Event::Scalar(name, ..) = event else { continue };
        if name == key {
            let is_list = matches!(events[at + 1], Event::SequenceStart(..));
            let values = events[at + 1 + usize::from(is_list)..].iter();
            let values = values.map_while(|event| match event {
                Event::Scalar(text, ..) => Some(text.to_string()),
                _ => None,
            });
            found.extend(values.take(if is_list { usize::MAX } else { 1 }));
        }
    }
    found
}

fn suite(failing: &[&str]) -> String {
    let case = |name: &&str| {
        let said = if failing.contains(name) { "<failure message='no'/>" } else { "" };
        format!("<testcase classname='app' name='{name}'>{said}</testcase>")
    };
    let cases: String = ["a", "b"].iter().map(case).collect();
    format!("<testsuite name='app'>{cases}</testsuite>")
}

fn ingest(place: &Place, failing: &[&str], at: &str) {
    place.write("scan/app.xml", suite(failing));
    place.run(["ingest", "scan/app.xml", "--observed-at", at]).ok();
}

/// A command with the environment of the tests and these variables.
fn process(program: &str, place: &Place, variables: &[(&str, &str)]) -> Command {
    let mut process = Command::new(program);
    let binary = assert_cmd::cargo::cargo_bin!("storyproof").parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap();
    let path = std::iter::once(binary).chain(std::env::split_paths(&path));
    process.env_clear().env("PATH", std::env::join_paths(path).unwrap());
    process.envs([("STORYPROOF_NOW", NOW), ("GIT_CONFIG_NOSYSTEM", "1"), ("COLUMNS", "100")]);
    process.envs([("GIT_AUTHOR_NAME", "A"), ("GIT_AUTHOR_EMAIL", "a@example.com")]);
    process.envs([("GIT_COMMITTER_NAME", "A"), ("GIT_COMMITTER_EMAIL", "a@example.com")]);
    process.env("HOME", place.path("")).current_dir(place.path(""));
    process.envs(variables.iter().copied());
    process
}

fn commit(place: &Place, message: &str, at: &str) -> std::process::Output {
    place.git(["add", "storyproof.toml", "stories", "controls", ".gitignore"]);
    let dates = [("GIT_AUTHOR_DATE", at), ("GIT_COMMITTER_DATE", at)];
    process("git", place, &dates).args(["commit", "--quiet", "-m", message]).output().unwrap()
}

/// A program in git with a ledger in which one test fails since before the first commit.
fn program() -> (Place, String) {
    let place = Place::small();
    place.write("controls/tests.toml", CHECKS);
    place.write(".gitignore", "/.storyproof\n");
    ingest(&place, &["a"], "2026-11-20T09:00:00Z");
    place.git(["init", "--quiet"]);
    assert!(commit(&place, "Begin", "2026-11-20T12:00:00Z").status.success());
    let first = place.git_says(["rev-parse", "HEAD"]).trim().to_owned();
    (place, first)
}

/// Runs each line as the CI system does, and says how each ended.
fn run_all(lines: &[String], place: &Place, variables: &[(&str, &str)]) -> Vec<i32> {
    // Variables that a step exports are for the steps behind it, as in a job of GitLab.
    let mut exports = String::new();
    let mut codes = Vec::new();
    for line in lines {
        let mut shell = process("bash", place, variables);
        let output = shell.args(["-e", "-c", &format!("{exports}{line}")]).output().unwrap();
        codes.push(output.status.code().unwrap());
        if line.starts_with("export ") {
            exports = format!("{line}\n");
        }
    }
    codes
}

/// A clone of the program's repository, and the ledger's copy beside it.
fn clone_of(place: &Place) -> (Place, String) {
    let clone = Place::empty();
    let ledger = place.path(".storyproof").to_str().unwrap().to_owned();
    let from = place.path("").to_str().unwrap().to_owned();
    clone.git(["clone", "--quiet", &from, "."]);
    (clone, ledger)
}

#[test]
fn the_workflow_and_the_job_fail_on_regressions_only() {
    let (place, first) = program();
    let page = place.run(["explain", "ci"]).ok().stdout;
    let yaml = blocks(&page, "yaml");
    let (workflow, job) = (commands(&yaml[0], "run"), commands(&yaml[1], "script"));
    assert_eq!((workflow.len(), job.len()), (4, 6), "{page}");
    let fail_on = &commands(&yaml[0], "FAIL_ON")[0];
    // What was there before is known; then another subject fails.
    for (is_worse, expected) in [(false, 0), (true, 1)] {
        if is_worse {
            ingest(&place, &["a", "b"], "2026-11-21T09:00:00Z");
        }
        let (clone, ledger) = clone_of(&place);
        let summary = clone.path("summary.md").to_str().unwrap().to_owned();
        let variables = [
            ("LEDGER_COPY", ledger.as_str()),
            ("FAIL_ON", fail_on),
            ("BASELINE", &first),
            ("GITHUB_STEP_SUMMARY", &summary),
        ];
        assert_eq!(run_all(&workflow, &clone, &variables), [0, 0, expected, 0]);
        assert!(clone.read("summary.md").contains(if is_worse { "failed" } else { "passed" }));
        let log: serde_json::Value = serde_json::from_str(&clone.read("storyproof.sarif")).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap();
        let new = results.iter().filter(|result| result["level"] == "error").count();
        assert_eq!(new > 0, is_worse, "{log}");
        let variables = [
            ("LEDGER_COPY", ledger.as_str()),
            ("FAIL_ON", fail_on),
            ("CI_MERGE_REQUEST_DIFF_BASE_SHA", &first),
        ];
        assert_eq!(run_all(&job, &clone, &variables), [0, 0, 0, 0, 0, expected]);
        assert!(clone.read("storyproof.xml").contains("<testsuites>"));
    }
}

#[test]
fn the_hook_stands_in_the_way_of_a_broken_record() {
    let (place, _) = program();
    let page = place.run(["explain", "ci"]).ok().stdout;
    let hook = ".git/hooks/pre-commit";
    place.write(hook, &blocks(&page, "sh")[0]);
    executable(&place.path(hook));
    let story = place.read("stories/IAM-01.toml");
    place.write("stories/IAM-01.toml", story.replace("\"root-mfa\"", "\"root-mfaa\""));
    let refused = commit(&place, "Break it", "2026-11-22T12:00:00Z");
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stdout) + String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("root-mfaa"), "{said}");
    // What is staged counts, not what lies in the folder.
    place.write("stories/IAM-01.toml", &story);
    place.run(["check"]).ok();
    let still = process("git", &place, &[]).args(["commit", "-m", "Break it"]).output().unwrap();
    assert!(!still.status.success());
    // A commit of named files is made from a list of its own.
    let named = process("git", &place, &[]);
    place.write("stories/IAM-01.toml", story.replace("Root is locked away", "Root is locked"));
    let mut named = named;
    let named = named.args(["commit", "-m", "Mend it", "stories/IAM-01.toml"]).output().unwrap();
    assert!(named.status.success(), "{}", String::from_utf8_lossy(&named.stdout));
}

#[test]
fn a_revision_brings_its_own_files() {
    let (place, first) = program();
    // It was there before: known. It came with this change: new.
    let text = place.read("stories/IAM-01.toml").replace("status =", "points = 13\nstatus =");
    place.write("stories/IAM-01.toml", text);
    place.run(["check", "--baseline", &first]).code(1);
    assert!(commit(&place, "Large", "2026-11-21T12:00:00Z").status.success());
    let said = place.run(["check", "--baseline", "HEAD"]).ok();
    assert!(said.stdout.contains("known[story/too-large]"), "{}", said.stdout);
    // A moment after the one that is judged is no baseline.
    let late = ["check", "--as-of", "2026-11-20", "--baseline", "HEAD"];
    place.run(late).code(2).complains(&["is later than"]);
}

#[test]
fn annotations_name_files_of_the_repository() {
    let outer = Place::empty();
    let place = Place::small_in(&outer.path(""));
    outer.git(["init", "--quiet"]);
    let text = place.read("stories/IAM-01.toml").replace("status =", "points = 13\nstatus =");
    place.write("stories/IAM-01.toml", text);
    let folder = place.path("").file_name().unwrap().to_str().unwrap().to_owned();
    let said = place.run(["check", "--format", "github"]).code(1).stdout;
    assert!(said.contains(&format!("::error file={folder}/stories/IAM-01.toml,line=")), "{said}");
}

fn executable(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}
