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
    place.run(["status"]).ok().complains(&["1 error", "storyproof check"]);
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
    let (finding, _) = said.stdout.split_once("\n\n").unwrap();
    assert_data_eq!(finding, str![[""]]);
    let data = place.run(["check", "--format", "json"]).code(1).data();
    assert_eq!(data["findings"][0]["code"], "story/too-large", "{data}");
}

#[test]
fn without_a_program_the_way_to_one_is_shown() {
    let said = Place::empty().run(["check"]).code(2);
    said.complains(&["there is no storyproof.toml in [PLACE]", "storyproof init"]);
}
