//! `storyproof check`: what is wrong, where, and how the command ends.

use snapbox::{assert_data_eq, str};

use super::harness::Place;

#[test]
fn a_small_program_has_warnings_only() {
    let place = Place::small();
    place.run(["check"]).ok();
    assert!(!place.has_ledger());
}

#[test]
fn broken_toml_is_a_configuration_error_with_its_place() {
    let place = Place::small();
    place.write("stories/IAM-02.toml", "[[story]]\nid = \"IAM-02\"\ntitle = \n");
    let said = place.run(["check"]).code(2);
    assert!(said.stdout.contains("stories/IAM-02.toml:3:9"), "{}", said.stdout);
    // Everything else is still looked at, and other commands say that something is missing.
    place.run(["status"]).code(1).complains(&["the program's files have", "storyproof check"]);
}

#[test]
fn an_unknown_link_names_the_nearest_one() {
    let place = Place::small();
    let text = place.read("stories/IAM-01.toml").replace("\"root-mfa\"", "\"root-mfaa\"");
    place.write("stories/IAM-01.toml", text);
    let said = place.run(["check"]).code(2);
    assert!(said.stdout.contains("did you mean `root-mfa`?"), "{}", said.stdout);
}

#[test]
fn a_finding_of_a_rule_ends_with_1() {
    let place = Place::small();
    let text = place.read("stories/IAM-01.toml").replace("status =", "points = 13\nstatus =");
    place.write("stories/IAM-01.toml", text);
    let said = place.run(["check"]).code(1);
    assert_data_eq!(
        said.stdout,
        str![[r#"
warning[owner/missing]: check `root-mfa` has no owner
   ╭▸ controls/checks.toml:12:6
   │
12 │ id = "root-mfa"
   │      ━━━━━━━━━━
   │
   ╰ note: `owner/missing` is `warn` by default
help: add `owner = …`, a party

warning[owner/missing]: check `no-findings` has no owner
   ╭▸ controls/checks.toml:22:6
   │
22 │ id = "no-findings"
   │      ━━━━━━━━━━━━━
   ╰╴
help: add `owner = …`, a party

warning[owner/missing]: epic `IAM` has no owner
  ╭▸ stories/IAM-01.toml:3:6
  │
3 │ id = "IAM"
  │      ━━━━━
  ╰╴
help: add `owner = …`, a party

warning[story/draft]: draft `IAM-01` is not yet ready
  ╭▸ stories/IAM-01.toml:7:6
  │
7 │ id = "IAM-01"
  │      ━━━━━━━━ still needs a persona, a want, a reason (`so_that`), an owner
  │
  ╰ note: `story/draft` is `warn` by default

error[story/too-large]: story `IAM-01` has 13 points
   ╭▸ stories/IAM-01.toml:10:10
   │
10 │ points = 13
   │          ━━ more than the 8 that a story may have
   │
   ╰ note: `story/too-large` is `deny` by default
help: split it into stories that are each worth proving

1 error, 4 warnings in 2 files

"#]]
    );
    let data = place.run(["check", "--format", "json"]).code(1).data();
    let found = data["diagnostics"].as_array().unwrap().iter();
    assert_eq!(found.filter(|d| d["code"] == "story/too-large").count(), 1, "{data}");
}

#[test]
fn without_a_program_the_way_to_one_is_shown() {
    let said = Place::empty().run(["check"]).code(2);
    said.complains(&["there is no storyproof.toml in [PLACE]", "storyproof init"]);
}

#[test]
fn a_criterion_that_says_nothing_is_an_error() {
    for text in ["", "  "] {
        let place = Place::small();
        let story = place.read("stories/IAM-01.toml");
        let silent = story.replace("text = \"Root MFA is on\"", &format!("text = \"{text}\""));
        place.write("stories/IAM-01.toml", &silent);
        let said = place.run(["check"]).code(2);
        assert!(said.stdout.contains("an acceptance criterion says nothing"), "{}", said.stdout);
    }
}

#[test]
fn a_gate_fails_on_what_is_listed_and_passes_on_what_was_there_before() {
    let place = Place::demo_to_change();
    place.run(["check", "--fail-on", "nonsense"]).code(2).complains(&["never-run"]);
    let saved = place.run(["check", "--fail-on", "failed", "--format", "json"]).code(1);
    place.write("baseline.json", &saved.stdout);
    let gate = ["check", "--fail-on", "failed", "--baseline"];
    place.run(gate.into_iter().chain(["baseline.json"])).ok();
    place.run(gate.into_iter().chain(["no-such-branch"])).code(2).complains(&["no git revision"]);
    let more = ["check", "--fail-on", "failed,stale", "--baseline", "baseline.json"];
    place.run(more).code(2).complains(&["was not asked about stale"]);
}

#[test]
fn a_gate_over_no_evidence_is_no_success() {
    let place = Place::small();
    place.run(["check", "--fail-on", "failed"]).code(4).complains(&["nothing was assessed"]);
    place.run(["check", "--fail-on", "failed", "--allow-empty"]).ok();
    place.run(["check", "--fail-on", "never-run", "--allow-empty"]).code(1);
}
