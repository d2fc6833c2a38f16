//! `storyproof permissions`, and that one role's report says nothing of another role.

use serde_json::{Value, json};

use super::harness::Place;

const CHECK: &str = r#"
[[check]]
id = "unused"
title = "No grant is unused"
controls = ["base/B.1"]
max_age = "90d"

[[check.source]]
tool = "iam-last-accessed"
rules = ["service-used"]
"#;

fn report(role: &str, day: u32, services: &[(&str, bool)]) -> Value {
    let services: Vec<Value> = services
        .iter()
        .map(|(namespace, used)| {
            let last = used.then(|| format!("2026-11-{day:02}T00:00:00Z"));
            json!({"ServiceName": namespace, "ServiceNamespace": namespace, "LastAuthenticated": last})
        })
        .collect();
    let made = format!("2026-11-{day:02}T10:00:00Z");
    json!({
        "Arn": format!("arn:aws:iam::123456789012:role/{role}"), "JobStatus": "COMPLETED",
        "JobCompletionDate": made, "ServicesLastAccessed": services,
    })
}

fn ingest(place: &Place, name: &str, report: &Value) {
    place.write(name, report.to_string());
    place.run(["ingest", name]).ok();
}

fn failing(place: &Place) -> usize {
    let data = place.run(["check", "show", "unused", "--format", "json"]).ok().data();
    let below = data["below"].as_array().unwrap();
    below.iter().filter(|fact| fact["kind"] == "failing").count()
}

#[test]
fn a_grant_is_unused_until_its_own_role_s_report_says_otherwise() {
    let place = Place::small();
    place.write("controls/unused.toml", CHECK);
    let nothing = place.run(["permissions"]).code(4);
    assert!(nothing.stdout.contains("--subject"));
    ingest(&place, "a.json", &report("A", 10, &[("s3", true), ("ec2", false), ("rds", false)]));
    assert_eq!(failing(&place), 2);
    ingest(&place, "b.json", &report("B", 11, &[("s3", true)]));
    assert_eq!(failing(&place), 2, "another role's report says nothing of A");
    ingest(&place, "a2.json", &report("A", 12, &[("s3", true), ("rds", false)]));
    assert_eq!(failing(&place), 1, "ec2 is no longer granted");
    let data = place.run(["permissions", "--format", "json"]).ok().data();
    assert_eq!((&data["granted"], &data["used"]), (&json!(3), &json!(2)));
    assert_eq!(data["roles"][0]["name"], "A");
    assert_eq!(data["roles"][0]["unused"][0]["service"], "rds");
    let trend: Vec<_> =
        data["roles"][0]["trend"].as_array().unwrap().iter().map(|at| &at["granted"]).collect();
    assert_eq!(trend, [&json!(3), &json!(2)]);
}
