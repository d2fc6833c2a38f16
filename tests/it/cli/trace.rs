//! `storyproof trace`: from requirement to block to deployment to check to result, and what is missing.

use serde_json::{Value, json};

use super::harness::Place;

const COMPONENT: &str = r#"
framework = [{ id = "mod", title = "Baseline" }]
control = [
    { framework = "mod", id = "L.1", title = "Trail is on", mode = "auto" },
    { framework = "mod", id = "L.2", title = "Trail is kept", mode = "auto" },
    { framework = "mod", id = "L.3", title = "People read it", mode = "manual" },
    { framework = "mod", id = "K.1", title = "Keys rotate", mode = "auto" },
]

[[party]]
id = "team-x"
name = "Team"
kind = "team"

[[component]]
id = "module"
name = "Logging module"
owner = "team-x"
templates = ["infra/logging.yaml"]
stacks = ["logging-*"]

[[component.responsibility]]
controls = ["mod/L.*"]
kind = "customer"
accountable = "team-x"

[[check]]
id = "trail-on"
title = "The trail is on"
controls = ["mod/L.1"]
max_age = "30d"
source = [{ tool = "junit", rules = ["*trail_on"] }]

[[check]]
id = "key-rotates"
title = "The key rotates"
controls = ["mod/K.1"]
max_age = "30d"
source = [{ tool = "junit", rules = ["*key_rotates"] }]
"#;

const TEMPLATE: &str = "\
AWSTemplateFormatVersion: '2010-09-09'
Description: Trail
Resources:
  Trail:
    Type: AWS::CloudTrail::Trail
    Metadata:
      storyproof:
        controls: [mod/L.1]
        checks: [trail-on]
    Properties:
      KMSKeyId: !GetAtt Key.Arn
  Key:
    Type: AWS::KMS::Key
    Metadata: {storyproof: {controls: mod/K.1}}
  Topic:
    Type: AWS::SNS::Topic
";

const SCAN: &str = r#"<testsuite name="x" timestamp="2026-03-10T08:00:00"><testcase classname="t" name="trail_on"/></testsuite>"#;

fn place() -> Place {
    let place = Place::small();
    place.write("controls/module.toml", COMPONENT);
    place.write("infra/logging.yaml", TEMPLATE);
    place
}

fn trace(place: &Place, more: &[&str]) -> Value {
    let mut args = vec!["trace", "--format", "json"];
    args.extend(more);
    place.run(args).ok().data()
}

fn reach(data: &Value, list: &str, name: &str) -> String {
    let all = data[list].as_array().unwrap();
    let one = all.iter().find(|one| one["block"] == name || one["control"] == name);
    one.unwrap_or_else(|| panic!("no {name} in {data:#}"))["reach"].as_str().unwrap().to_owned()
}

/// A stack's description. Times are days of March 2026.
fn stack(name: &str, updated: u32, checked: u32, tags: Value) -> String {
    let arn = format!("arn:aws:cloudformation:eu-west-1:111122223333:stack/{name}/1");
    json!({ "Stacks": [{
        "StackId": arn, "StackName": name, "StackStatus": "UPDATE_COMPLETE",
        "CreationTime": "2026-01-01T00:00:00+00:00",
        "LastUpdatedTime": format!("2026-03-{updated:02}T00:00:00+00:00"),
        "DriftInformation": {
            "StackDriftStatus": "IN_SYNC",
            "LastCheckTimestamp": format!("2026-03-{checked:02}T00:00:00+00:00"),
        },
        "Tags": tags,
    }] })
    .to_string()
}

fn ingest(place: &Place, name: &str, text: &str, day: u32) {
    place.write(name, text);
    let at = format!("2026-03-{day:02}T12:00:00Z");
    place.run(["ingest", name, "--observed-at", &at]).ok();
}

#[test]
fn a_thread_breaks_where_its_first_link_is_missing() {
    let place = place();
    let data = trace(&place, &[]);
    for (list, name, expected) in [
        ("blocks", "Trail", "no-result"),
        ("blocks", "Key", "no-result"),
        ("blocks", "Topic", "no-requirement"),
        ("requirements", "mod/L.1", "no-result"),
        ("requirements", "mod/L.2", "no-block"),
        ("requirements", "mod/K.1", "no-result"),
    ] {
        assert_eq!(reach(&data, list, name), expected, "{name}");
    }
    assert_eq!(data["requirements"].as_array().unwrap().len(), 3, "L.3 is for people");
    assert_eq!(data["blocks"][0]["line"], 4);
    place.write("scan.xml", SCAN);
    place.run(["ingest", "scan.xml"]).ok();
    let data = trace(&place, &["--as-of", "2026-03-20"]);
    assert_eq!(reach(&data, "blocks", "Trail"), "linked");
    assert_eq!(reach(&data, "requirements", "mod/L.1"), "linked");
    assert_eq!(reach(&data, "blocks", "Key"), "no-result", "the run was about other things");
    let counts = json!({
        "requirements": 3, "requirements_linked": 1, "blocks": 3, "blocks_linked": 1,
    });
    assert_eq!(data["counts"], counts);
    let before = trace(&place, &["--as-of", "2026-03-01"]);
    assert_eq!(reach(&before, "blocks", "Trail"), "no-result", "it was scanned later");
}

#[test]
fn a_template_says_where_it_is_deployed_and_whether_that_was_checked_since() {
    let place = place();
    let drift = |day: &str| {
        trace(&place, &["--as-of", day])["templates"][0]["stacks"][0]["drift"]["state"].clone()
    };
    ingest(&place, "a.json", &stack("logging-prod", 1, 2, json!([])), 3);
    assert_eq!(drift("2026-03-04"), "in-sync");
    ingest(&place, "b.json", &stack("logging-prod", 5, 2, json!([])), 6);
    assert_eq!(drift("2026-03-07"), "not-checked", "the description itself says so");
    assert_eq!(drift("2026-03-04"), "in-sync", "as it was known then");
    ingest(&place, "c.json", &stack("logging-prod", 5, 8, json!([])), 9);
    assert_eq!(drift("2026-03-10"), "in-sync");
    let resources = json!({ "StackResourceDrifts": [{
        "StackId": "arn:aws:cloudformation:eu-west-1:111122223333:stack/logging-prod/1",
        "LogicalResourceId": "Trail", "ResourceType": "AWS::CloudTrail::Trail",
        "StackResourceDriftStatus": "IN_SYNC", "PropertyDifferences": [],
        "Timestamp": "2026-03-04T00:00:00+00:00",
    }] });
    place.write("r.json", resources.to_string());
    place.run(["ingest", "r.json"]).ok();
    let of_trail = |day: &str| {
        trace(&place, &["--as-of", day])["blocks"][0]["deployed"][0]["drift"]["state"].clone()
    };
    assert_eq!(of_trail("2026-03-04"), "in-sync");
    assert_eq!(of_trail("2026-03-10"), "not-since-update");
    place.run(["withdraw", "4", "--by", "team-x", "--reason", "wrong account"]).ok();
    assert_eq!(trace(&place, &["--as-of", "2026-03-10"])["blocks"][0]["deployed"], json!([]));
}

#[test]
fn a_stack_belongs_to_the_template_that_it_names() {
    let place = place();
    let tags = |template: &str, hash: &str| {
        json!([
            { "Key": "storyproof:template", "Value": template },
            { "Key": "storyproof:template-sha256", "Value": hash },
        ])
    };
    let data = trace(&place, &[]);
    let hash = data["templates"][0]["sha256"].as_str().unwrap().to_owned();
    ingest(&place, "a.json", &stack("anything", 1, 2, tags("infra/logging.yaml", &hash)), 3);
    ingest(&place, "b.json", &stack("older", 1, 2, tags("logging.yaml", &"0".repeat(64))), 3);
    ingest(&place, "c.json", &stack("logging-other", 1, 2, tags("other.yaml", &hash)), 3);
    let data = trace(&place, &["--as-of", "2026-03-20"]);
    let stacks = data["templates"][0]["stacks"].as_array().unwrap();
    let told: Vec<_> = stacks.iter().map(|s| (&s["name"], &s["same_file"])).collect();
    assert_eq!(told, [(&json!("anything"), &json!(true)), (&json!("older"), &json!(false))]);
    assert_eq!(data["other_stacks"][0]["name"], "logging-other");
}

#[test]
fn it_can_be_asked_about_one_thing() {
    let place = place();
    let names = |what: &str| -> Vec<String> {
        let data = trace(&place, &[what]);
        let blocks = data["blocks"].as_array().unwrap();
        blocks.iter().map(|block| block["block"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names("mod/L.1"), ["Trail"]);
    assert_eq!(names("key-rotates"), ["Key"]);
    assert_eq!(names("module"), ["Trail", "Key", "Topic"]);
    assert_eq!(names("logging.yaml"), ["Trail", "Key", "Topic"]);
    assert_eq!(names("infra/logging.yaml").len(), 3);
    assert!(place.run(["trace", "nothing"]).code(2).stderr.contains("nothing is named"));
    let text = place.run(["trace", "mod/L.2"]).ok().stdout;
    assert!(text.contains("no block meets it"), "{text}");
    let text = place.run(["control", "show", "mod/L.1"]).ok().stdout;
    assert!(text.contains("built by   infra/logging.yaml:4 Trail"), "{text}");
    assert_eq!(Place::small().run(["trace"]).code(4).stdout.lines().count(), 11);
}

#[test]
fn what_is_wrong_with_a_template_is_said_where_it_stands() {
    let place = place();
    place.write("infra/logging.yaml", TEMPLATE.replace("[mod/L.1]", "[mod/L.9, mod/L.2]"));
    let said = place.run(["check"]).code(2).stdout;
    assert!(said.contains("unknown control `mod/L.9`"), "{said}");
    assert!(said.contains("infra/logging.yaml:8:20"), "{said}");
    place.write("controls/module.toml", COMPONENT.replace("infra/logging", "../logging"));
    let said = place.run(["check"]).code(2).stdout;
    assert!(said.contains("../logging.yaml is a link that leads out of the program"), "{said}");
    assert!(said.contains("controls/module.toml"), "{said}");
}

#[test]
fn escapes_in_a_template_do_not_reach_the_terminal() {
    let place = place();
    place.write("infra/logging.yaml", TEMPLATE.replace("  Topic:", "  \"To\\e[31mpic\":"));
    let text = place.run(["trace"]).ok().stdout;
    assert!(text.contains("31mpic") && !text.contains('\u{1b}'), "{text:?}");
}

#[test]
fn the_demo_follows_every_block_and_says_which_stack_is_of_another_version() {
    let place = Place::demo();
    let data = trace(&place, &[]);
    let names = |list: &Value, want: Value| -> Vec<String> {
        let all = list.as_array().unwrap().iter().filter(|stack| stack["same_file"] == want);
        all.map(|stack| stack["name"].as_str().unwrap().to_owned()).collect()
    };
    let stacks: Vec<Value> = data["templates"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|template| template["stacks"].as_array().unwrap().clone())
        .collect();
    let stacks = Value::from(stacks);
    // The tags hold the SHA-256 of the templates as they are: whoever edits one renews them.
    assert_eq!(
        names(&stacks, json!(true)),
        ["baseline-account", "baseline-encryption", "baseline-logging"]
    );
    assert_eq!(names(&stacks, json!(false)), ["baseline-network"]);
    assert!(data["blocks"].as_array().unwrap().iter().all(|b| b["controls"] != json!([])));
    let proof = place.run(["check", "show", "blocks-marked", "--format", "json"]).ok().data();
    assert_eq!(proof["status"]["status"], "passed");
}
