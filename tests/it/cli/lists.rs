//! `story|control|check list`: what scripts rely on.

use serde_json::Value;
use snapbox::{assert_data_eq, str};

use super::harness::Place;

#[test]
fn a_list_is_one_envelope() {
    let said = Place::small().run(["story", "list", "--format", "json"]).ok();
    assert_data_eq!(
        said.stdout,
        str![[r#"
{
  "schema_version": 1,
  "kind": "story-list",
  "as_of": {
    "observed": "2026-12-01T12:00:00Z",
    "known": "2026-12-01T12:00:00Z"
  },
  "ledger_head": null,
  "data": [
    {
      "id": "IAM-01",
      "status": "unverified",
      "title": "Root is locked away",
      "reasons": [
        "Check root-mfa has never run."
      ],
      "claim": "draft",
      "claimed": false,
      "controls": [
        "base/B.1"
      ],
      "epic": "IAM",
      "points": null,
      "since": null,
      "sprint": null
    }
  ]
}

"#]]
    );
}

#[test]
fn every_row_has_an_id_a_status_and_its_reasons() {
    let demo = Place::demo();
    for kind in ["story", "control", "check", "epic", "sprint", "risk", "component"] {
        let data = demo.run([kind, "list", "--format", "json"]).ok().data();
        let rows = data.as_array().unwrap();
        assert!(!rows.is_empty(), "{kind}");
        for row in rows {
            assert!(row["id"].is_string() && row["status"].is_string(), "{kind}: {row}");
            let reasons = row["reasons"].as_array().unwrap();
            assert!(reasons.iter().all(Value::is_string), "{kind}: {row}");
            let judged = ["story", "control", "check"].contains(&kind);
            assert!(!judged || !reasons.is_empty(), "{kind} without a reason: {row}");
        }
    }
}

#[test]
fn a_list_can_be_narrowed() {
    let demo = Place::demo();
    let args = ["control", "list", "--in", "pci-dss-4.0.1", "--status", "met", "--format", "json"];
    let data = demo.run(args).ok().data();
    let rows = data.as_array().unwrap();
    assert!(rows.len() > 50);
    assert!(rows.iter().all(|row| row["status"] == "met" && row["framework"] == "pci-dss-4.0.1"));
    let odd = demo.run(["story", "list", "--status", "green"]).code(2);
    odd.complains(&["`green` is no status of these records", "verified"]);
}

#[test]
fn a_sprint_is_open_on_its_last_day() {
    for (day, state) in [("2026-01-11", "planned"), ("2026-01-23", "open"), ("2026-01-24", "ended")]
    {
        let args = ["sprint", "list", "--format", "json", "--as-of", day];
        let data = Place::demo().run(args).ok().data();
        assert_eq!(data[0]["status"], state, "{day}");
        let mut args = vec!["report", "sprint", "2026-S1", "--format", "json", "--as-of", day];
        // Before the first scan there is no evidence, which a report does not pass over in silence.
        args.push("--allow-empty");
        assert_eq!(Place::demo().run(args).ok().data()["state"], state, "{day}");
    }
}

#[test]
fn a_check_that_never_ran_says_so_in_one_way() {
    let data = Place::demo().run(["check", "list", "--status", "never-run", "--format", "json"]);
    let data = data.ok().data();
    let rows = data.as_array().unwrap();
    assert!(rows.len() > 10);
    for row in rows {
        assert_eq!(row["reasons"][0], "It has never run: no result answers it.", "{row}");
    }
}
