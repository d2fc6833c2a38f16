//! `story suggest`: what is not proven becomes draft stories.

use std::fs;

use serde_json::Value;

use super::harness::{Place, Said};

fn suggestions(said: &Said) -> Vec<Value> {
    said.data()["suggestions"].as_array().unwrap().clone()
}

/// A framework with three controls that nothing answers for, and one crosswalk.
const BARE: &str = r#"
framework = [{ id = "other", title = "Other" }, { id = "more", title = "More" }]
control = [
    { framework = "other", id = "O.1", title = "Storage volumes are encrypted", mode = "auto" },
    { framework = "other", id = "O.2", title = "People are told", mode = "manual" },
    { framework = "other", id = "O.3", title = "Root has a second factor", mode = "mixed" },
]
crosswalk = [
    { from = "other/O.3", to = ["base/B.1"], relation = "equal", source = "us" },
]
"#;

#[test]
fn one_check_that_fails_is_one_story_with_its_check_and_its_subjects() {
    let args = ["story", "suggest", "--why", "failing", "--seed", "1", "--format", "json"];
    let said = Place::demo().run(args).ok();
    let found = suggestions(&said);
    assert_eq!(found.len(), 10);
    assert!(said.data()["more"].as_u64().unwrap() > 10);
    for story in &found {
        let check = story["what"]["check"].as_str().unwrap();
        assert_eq!(story["why"], "failing");
        assert_eq!(story["acceptance"][0]["proof"]["check"], check);
        assert!(story["title"].as_str().unwrap().starts_with("Fix: "), "{story}");
        assert!(story["notes"].as_str().unwrap().contains("since 2026-"), "{story}");
        assert!(!story["controls"].as_array().unwrap().is_empty());
        let id = story["id"].as_str().unwrap();
        let epic = story["epic"].as_str().unwrap();
        assert!(id.strip_prefix(epic).is_some_and(|rest| rest.len() == 6), "{id}");
    }
    let freed: Vec<u64> = found.iter().map(|story| story["freed"].as_u64().unwrap()).collect();
    assert!(freed.is_sorted_by(|a, b| a >= b), "{freed:?}");
}

#[test]
fn what_fails_comes_before_what_is_old_and_that_before_what_is_missing() {
    let args = ["story", "suggest", "--limit", "200", "--format", "json"];
    let found = suggestions(&Place::demo().run(args).ok());
    let rank = |story: &Value| match story["why"].as_str().unwrap() {
        "failing" => 0,
        "error" => 1,
        "stale" | "expired" => 2,
        _ => 3,
    };
    let ranks: Vec<i32> = found.iter().map(rank).collect();
    assert!(ranks.is_sorted() && ranks.contains(&0) && ranks.contains(&2) && ranks.contains(&3));
}

#[test]
fn what_an_open_story_covers_is_named_and_not_suggested() {
    let args = ["story", "suggest", "--limit", "200", "--format", "json"];
    let said = Place::demo().run(args).ok();
    let data = said.data();
    let covered = data["covered"].as_array().unwrap();
    let is_lifecycle = |what: &Value| what["check"] == "data-lifecycle";
    let lifecycle = covered.iter().find(|cause| is_lifecycle(&cause["what"])).unwrap();
    assert_eq!(lifecycle["stories"][0], "DAT-07");
    assert!(!suggestions(&said).iter().any(|story| is_lifecycle(&story["what"])));
}

#[test]
fn what_is_written_has_no_errors_and_needs_no_second_suggestion() {
    let demo = Place::demo_to_change();
    let before = demo.files("stories");
    let args = ["story", "suggest", "--limit", "200", "--seed", "5"];
    let plan = demo.run(args).ok().stdout;
    assert!(demo.files("stories") == before, "a plan writes nothing");
    assert!(plan.contains("--limit 200 --write --seed 5"), "{plan}");
    demo.run(args.iter().chain(&["--write"])).ok();
    let after = demo.files("stories");
    assert!(after.len() > before.len() + 50);
    for (path, _) in after.iter().filter(|file| !before.contains(file)) {
        let id = path.file_stem().unwrap().to_str().unwrap();
        assert!(path.starts_with("suggested") && plan.contains(id), "{}", path.display());
    }
    demo.run(["check"]).ok();
    let again = demo.run(args).ok().stdout;
    assert!(again.starts_with("Nothing to suggest"), "{again}");
}

#[test]
fn a_suggestion_changes_no_status() {
    let place = Place::small();
    place.write("controls/bare.toml", BARE);
    let statuses = |place: &Place| -> Vec<(Value, Value)> {
        let said = place.run(["control", "list", "--format", "json"]).ok();
        let rows = said.data().as_array().unwrap().clone();
        rows.iter().map(|row| (row["id"].clone(), row["status"].clone())).collect()
    };
    let is_proof = |status: &Value| *status == "met" || *status == "inherited";
    assert!(statuses(&place).iter().any(|(_, status)| status == "gap"));
    place.run(["story", "suggest", "--write"]).ok();
    place.run(["check"]).ok();
    assert!(statuses(&place).iter().all(|(_, status)| !is_proof(status)));
}

#[test]
fn a_control_that_nothing_answers_for_gets_what_its_mode_asks_for() {
    let place = Place::small();
    place.write("controls/bare.toml", BARE);
    let args = ["story", "suggest", "--framework", "other", "--seed", "3", "--format", "json"];
    let found = suggestions(&place.run(args).ok());
    assert_eq!(found.len(), 3, "{found:#?}");
    let of = |control: &str| found.iter().find(|s| s["controls"][0] == control).unwrap();
    let prowler = &of("other/O.1")["new_check"]["sources"]["prowler"];
    let rules: Vec<&str> =
        prowler.as_array().unwrap().iter().map(|rule| rule["rule"].as_str().unwrap()).collect();
    assert!(rules.contains(&"ec2_ebs_volume_encryption"), "{rules:?}");
    assert!(of("other/O.1")["new_attestation"].is_null());
    assert!(of("other/O.2")["new_check"].is_null());
    assert_eq!(of("other/O.2")["new_attestation"]["control"], "other/O.2");
    // Mixed asks for both; the crosswalk leads to the rule that the other control's check asks.
    let both = of("other/O.3");
    assert_eq!(both["acceptance"].as_array().unwrap().len(), 2);
    assert_eq!(both["new_check"]["sources"]["prowler"][0]["rule"], "iam_root_mfa_enabled");
    assert_eq!(both["equal"][0][0], "base/B.1");
}

#[test]
fn files_hold_comments_that_say_why() {
    let place = Place::small();
    place.write("controls/bare.toml", BARE);
    let args =
        ["story", "suggest", "--control", "O.3", "--seed", "3", "--write", "--in", "stories/x"];
    place.run(args).ok();
    let (path, text) = place.files("stories/x").remove(0);
    let text = String::from_utf8(text).unwrap();
    let id = path.file_stem().unwrap().to_str().unwrap();
    for line in [
        "# Suggested, because control other/O.3 lacks a check or an attestation.",
        "# \"base/B.1\", # a crosswalk calls it equal to other/O.3: judge and add it",
        "# Add the control once somebody has judged that the rules below prove it.",
        "    # asked for base/B.1, which a crosswalk links\n    \"iam_root_mfa_enabled\",",
        &format!("checks = [\"{}-check\"]", id.to_ascii_lowercase()),
    ] {
        assert!(text.contains(line), "{line}\nis not in\n{text}");
    }
}

#[test]
fn a_file_that_exists_is_kept_and_no_folder_elsewhere_is_written_to() {
    let place = Place::small();
    place.write("controls/bare.toml", BARE);
    let args = ["story", "suggest", "--control", "O.2", "--seed", "3", "--write"];
    place.run(args).ok();
    let written = place.files("stories/suggested");
    let path = place.path("stories/suggested").join(&written[0].0);
    // The story is gone from the program, and its file still holds its name.
    fs::write(&path, "# kept\n").unwrap();
    place.run(args).ok();
    assert_eq!(fs::read_to_string(&path).unwrap(), "# kept\n");
    assert_eq!(place.files("stories/suggested").len(), 2);
    for folder in ["../out", "/tmp/out", "controls", "stories/../..", ".git"] {
        let answer = place.run(["story", "suggest", "--write", "--in", folder]).code(2);
        answer.complains(&["is no folder below `stories`", "stories/suggested"]);
    }
}

#[test]
fn a_reason_that_does_not_exist_is_refused_with_those_that_do() {
    let answer = Place::small().run(["story", "suggest", "--why", "red"]).code(2);
    answer.complains(&["failing, error, stale"]);
}
