//! `component`: a new part of the estate, and what was seen that belongs to no part.

use std::collections::BTreeMap;

use serde_json::Value;

use super::harness::{Place, evidence};

const ADD: [&str; 11] = [
    "component",
    "add",
    "orders-db",
    "--title",
    "Orders database",
    "--services",
    "rds,dynamodb",
    "--owner",
    "team-platform",
    "--seed",
    "5",
];

/// Every control, check and story with its status.
fn statuses(place: &Place) -> BTreeMap<(String, String), String> {
    let mut found = BTreeMap::new();
    for kind in ["control", "check", "story"] {
        let said = place.run([kind, "list", "--format", "json"]).ok();
        for row in said.data().as_array().unwrap() {
            let text = |key: &str| row[key].as_str().unwrap().to_owned();
            found.insert((kind.to_owned(), text("id")), text("status"));
        }
    }
    found
}

#[test]
fn what_is_added_to_the_demo_has_no_errors_and_improves_nothing() {
    let place = Place::demo_to_change();
    let (stories, controls) = (place.files("stories"), place.files("controls"));
    let plan = place.run(ADD).ok().stdout;
    assert!(plan.contains("Nothing is written yet") && plan.contains("--write --seed 5"), "{plan}");
    assert!(stories == place.files("stories") && controls == place.files("controls"));
    let before = statuses(&place);
    place.run(ADD.iter().chain(&["--write"])).ok();
    for (path, bytes) in &controls {
        assert!(place.files("controls").contains(&(path.clone(), bytes.clone())), "{path:?}");
    }
    place.run(["check"]).ok();
    let after = statuses(&place);
    for (record, status) in &before {
        let now = &after[record];
        // A story makes a gap a plan, which proves nothing.
        assert!(
            now == status || (status == "gap" && now == "planned"),
            "{record:?}: {status}, {now}"
        );
    }
    let new: Vec<_> = after.iter().filter(|(record, _)| !before.contains_key(*record)).collect();
    assert!(new.iter().any(|((kind, _), _)| kind == "story"), "{new:?}");
    assert!(new.iter().all(|(_, status)| *status != "verified" && *status != "passed"), "{new:?}");
    assert!(place.read("controls/components/orders-db.toml").contains("\"dynamodb\""));
}

#[test]
fn it_works_on_a_fresh_program_for_every_service() {
    let place = Place::empty();
    place.run(["init"]).ok();
    let services = place.run(["component", "services", "--format", "json"]).ok().data();
    let services = services.as_array().unwrap();
    assert!(services.len() >= 50);
    let ids: Vec<&str> = services.iter().map(|s| s["id"].as_str().unwrap()).collect();
    assert!(services.iter().all(|s| s["controls"].as_u64() > Some(0)), "{services:#?}");
    let all = ids.join(",");
    let args = [
        "component",
        "add",
        "all",
        "--title",
        "All",
        "--owner",
        "team-platform",
        "--services",
        &all,
    ];
    place
        .run(args.iter().chain(&[
            "--party",
            "aws",
            "--critical",
            "--account",
            "123456789012",
            "--write",
        ]))
        .ok();
    let said = place.run(["check"]).ok();
    assert!(!said.stdout.contains("error"), "{}", said.stdout);
    let shown = place.run(["component", "show", "all"]).ok().stdout;
    assert!(shown.contains("services") && shown.contains("123456789012"), "{shown}");
}

#[test]
fn an_unknown_service_is_told_with_near_names_and_all_there_are() {
    let demo = Place::demo();
    let add = |services: &str| {
        demo.run([
            "component",
            "add",
            "x",
            "--title",
            "X",
            "--owner",
            "team-it",
            "--services",
            services,
        ])
    };
    add("rsd").code(2).complains(&[
        "no service is called `rsd`",
        "did you mean `rds`",
        "web-application",
        "[[service]]",
    ]);
    add("s3,load").code(2).complains(&["`load`", "`elb`"]);
    add("aurora,SimpleStorageService").code(2).complains(&["SimpleStorageService"]);
    add("Aurora").ok();
    demo.run(["component", "add", "x", "--title", "X", "--services", "s3", "--owner", "team-ti"])
        .code(2)
        .complains(&["--owner `team-ti`", "did you mean `team-it`"]);
    demo.run([
        "component",
        "add",
        "aws-kms",
        "--title",
        "X",
        "--services",
        "s3",
        "--owner",
        "team-it",
    ])
    .code(2)
    .complains(&["there is a component `aws-kms` already"]);
}

#[test]
fn a_file_that_exists_is_kept() {
    let place = Place::demo_to_change();
    let before = place.read("controls/components/aws.toml");
    let args = [
        "component",
        "add",
        "aws",
        "--title",
        "More",
        "--services",
        "sqs",
        "--owner",
        "team-it",
        "--write",
    ];
    place.run(args.iter().chain(&["--seed", "1"])).ok();
    assert_eq!(place.read("controls/components/aws.toml"), before);
    assert!(place.read("controls/components/aws-2.toml").contains("id = \"aws\""));
    place.run(["check"]).ok();
    for outside in [["--in", "../x"], ["--in", "stories"], ["--stories-in", "controls"]] {
        let args = [
            "component",
            "add",
            "y",
            "--title",
            "Y",
            "--services",
            "sqs",
            "--owner",
            "team-it",
            "--write",
        ];
        place.run(args.iter().chain(&outside)).code(2);
    }
}

#[test]
fn people_add_services_without_code() {
    let place = Place::small();
    let args =
        ["component", "add", "fax", "--title", "Fax", "--owner", "team", "--services", "fax"];
    place.run(args).code(2).complains(&["describes no services"]);
    place.write(
        "controls/fax.toml",
        "[[party]]\nid = \"team\"\nname = \"Team\"\nkind = \"team\"\n[[service]]\nid = \"fax\"\nname = \"Fax\"\nchecks = [\"root-mfa\"]\n",
    );
    let said: Value = place.run(args.iter().chain(&["--format", "json"])).ok().data();
    assert_eq!(said["controls"][0]["control"], "base/B.1");
    assert_eq!(said["controls"][0]["standing"], "checked");
    assert_eq!(said["stories"][0]["epic"], "IAM");
    place.write(
        "controls/bad.toml",
        "[[service]]\nid = \"x\"\nname = \"X\"\nchecks = [\"root-mfaa\"]\nrun_by = \"nobody\"\n",
    );
    let said = place.run(["check"]).code(2).stdout;
    assert!(said.contains("unknown check `root-mfaa`") && said.contains("`nobody`"), "{said}");
}

fn unclaimed(place: &Place, more: &[&str]) -> Value {
    let args = ["component", "unclaimed", "--format", "json"];
    place.run(args.iter().chain(more)).ok().data()
}

#[test]
fn what_was_seen_and_nobody_claims_is_listed_until_somebody_does() {
    let place = Place::demo_to_change();
    let before = unclaimed(&place, &[]);
    let row = |data: &Value, service: &str| {
        let rows = data["rows"].as_array().unwrap();
        rows.iter().find(|row| row["service"] == service).cloned()
    };
    let table = row(&before, "dynamodb").unwrap();
    assert_eq!(table["example"], "arn:aws:dynamodb:eu-west-1:123456789012:table/sessions");
    assert_eq!((&table["account"], &table["kind"]), (&"123456789012".into(), &"table".into()));
    assert_eq!(
        (&table["last_seen"], &table["service_known"]),
        (&"2026-04-03".into(), &true.into())
    );
    assert!(row(&before, "s3").is_none() && row(&before, "repository").is_none());
    let human = place.run(["component", "unclaimed"]).ok().stdout;
    assert!(
        human.contains("belong to no component") && human.contains("component add ID"),
        "{human}"
    );

    place.run(ADD.iter().chain(&["--write"])).ok();
    let after = unclaimed(&place, &[]);
    assert!(row(&after, "dynamodb").is_none());
    assert_eq!(after["unclaimed"].as_u64().unwrap() + 1, before["unclaimed"].as_u64().unwrap());
    assert_eq!(after["resources"], before["resources"]);
    // Before the first scan nothing had been seen.
    let early = unclaimed(&place, &["--as-of", "2020-01-01"]);
    assert_eq!((&early["resources"], &early["attention"]), (&0.into(), &false.into()));
    assert!(early["summary"].as_str().unwrap().contains("nothing can be said"), "{early}");
}

#[test]
fn a_list_that_is_cut_says_so() {
    let cut = unclaimed(&Place::demo(), &["--limit", "1"]);
    let all = unclaimed(&Place::demo(), &[]);
    assert_eq!(cut["rows"].as_array().unwrap().len(), 1);
    let groups = all["rows"].as_array().unwrap().len();
    assert_eq!(cut["more"], groups - 1);
    let left = cut["more_resources"].as_u64().unwrap() + cut["rows"][0]["count"].as_u64().unwrap();
    assert_eq!(left, all["unclaimed"].as_u64().unwrap());
    let human = Place::demo().run(["component", "unclaimed", "--limit", "1"]).ok().stdout;
    assert!(human.contains("more groups: raise --limit"), "{human}");
}

#[test]
fn where_nobody_claims_anything_nothing_looks_good() {
    let place = Place::small();
    let data = unclaimed(&place, &[]);
    assert!(data["summary"].as_str().unwrap().contains("nothing can be said"), "{data}");
    place.run(["ingest", &evidence("prowler/subset-run1.ocsf.json.gz")]).ok();
    let data = unclaimed(&place, &[]);
    assert_eq!(data["attention"], true);
    assert_eq!(data["resources"], data["unclaimed"]);
    assert!(data["summary"].as_str().unwrap().contains("nobody claims one"), "{data}");
    for format in ["md", "html"] {
        let report = place.run(["report", "program", "--format", format, "-o", "-"]).ok().stdout;
        assert!(
            report.contains("nobody claims one") && report.contains("component add"),
            "{report}"
        );
    }
    let report = place.run(["report", "program", "--format", "json"]).ok().data();
    assert_eq!(report["unclaimed"]["unclaimed"], data["unclaimed"]);
}
