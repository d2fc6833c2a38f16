//! The demo: every report from one command, the same bytes anywhere, and a trace to the artifact.

use std::{fs, io::Read as _, path::Path};

use serde_json::Value;
use storyproof::ledger::Hash;

use super::harness::Place;

#[test]
fn every_report_is_made_and_is_the_same_in_another_place() {
    let other = Place::empty();
    other.run(["demo", "elsewhere"]).ok();
    let reports = Place::demo().files("reports");
    let stems = [
        "program",
        "encryption",
        "logging",
        "sprint-2026-S1",
        "sprint-2026-S6",
        "audit-pci-dss-4.0.1",
    ];
    for (stem, ending) in stems.iter().flat_map(|s| ["html", "md", "json"].map(|e| (s, e))) {
        let name = format!("{stem}.{ending}");
        assert!(reports.iter().any(|(path, _)| path.to_str() == Some(&name)), "no {name}");
    }
    for (path, bytes) in &reports {
        assert!(bytes.len() > 500, "{} says next to nothing", path.display());
    }
    // Not `assert_eq!`, which would print both.
    let again = other.files("elsewhere/reports");
    let differ: Vec<_> =
        reports.iter().zip(&again).filter(|(a, b)| a != b).map(|(a, _)| &a.0).collect();
    assert!(differ.is_empty() && reports.len() == again.len(), "{differ:?}");
}

#[test]
fn the_demo_takes_no_folder_that_is_in_use() {
    let place = Place::empty();
    place.write("mine/file", "kept");
    place.run(["demo", "mine"]).code(2).complains(&["is not empty", "demo DIR"]);
    assert_eq!(place.files("").len(), 1);
}

#[test]
fn the_demo_is_clean_and_whole() {
    let demo = Place::demo();
    assert!(demo.run(["check"]).ok().stdout.contains("warning"));
    let doctor = demo.run(["doctor"]).ok().stdout;
    assert!(doctor.contains("every entry and artifact is what was recorded"), "{doctor}");
}

#[test]
fn a_story_is_explained_down_to_the_bytes_of_the_scanner() {
    let demo = Place::demo();
    let data = demo.run(["explain", "IAM-01", "--format", "json"]).ok().data();
    assert_eq!((&data["id"], &data["status"]["status"]), (&"IAM-01".into(), &"verified".into()));
    let mut artifacts = Vec::new();
    walk(&data, &mut |node| {
        let fact = |name: &str| {
            let facts = node["facts"].as_array()?;
            facts.iter().find(|fact| fact[0] == name)?[1].as_str().map(str::to_owned)
        };
        artifacts.extend(fact("artifact").zip(fact("kept at")));
    });
    assert!(artifacts.len() >= 4, "{artifacts:?}");
    for (artifact, path) in artifacts {
        let mut bytes = Vec::new();
        let file = demo.path(path.strip_prefix("[PLACE]/").unwrap());
        let file = fs::File::open(file).unwrap();
        zstd::Decoder::new(file).unwrap().read_to_end(&mut bytes).unwrap();
        assert_eq!(artifact, format!("sha256 {}", Hash::of(&bytes)));
    }
}

fn walk(node: &Value, visit: &mut impl FnMut(&Value)) {
    visit(node);
    for below in node["below"].as_array().into_iter().flatten() {
        walk(below, visit);
    }
}

/// The status of a check at two clocks.
fn status(clocks: &[&str]) -> String {
    let args = [&["check", "list", "--format", "json"], clocks].concat();
    let data = Place::demo().run(args).ok().data();
    let check = data.as_array().unwrap().iter().find(|row| row["id"] == "root-mfa").unwrap();
    check["status"].as_str().unwrap().to_owned()
}

#[test]
fn both_clocks_change_what_is_proven() {
    assert_eq!(status(&[]), "passed");
    assert_eq!(status(&["--as-of", "2026-01-10"]), "never-run");
    assert_eq!(status(&["--as-of", "2026-01-17"]), "failed");
    // The evidence of April, seen with what was known in January: the old fail stands.
    assert_eq!(status(&["--known-at", "2026-01-17"]), "failed");
    assert_eq!(status(&["--known-at", "2026-01-10"]), "never-run");
    assert_eq!(status(&["--as-of", "2026-12-01"]), "stale");
}

#[test]
fn a_report_at_two_clocks_is_the_same_whenever_it_is_asked_for() {
    let demo = Place::demo();
    let clocks = ["--as-of", "2026-02-06", "--known-at", "2026-03-01"];
    let report = |now| {
        let args = [&["report", "program", "--format", "json", "--now", now], &clocks[..]].concat();
        demo.run(args).ok().stdout
    };
    assert!(report("2026-03-02") == report("2027-01-01"));
}

#[test]
fn the_audit_of_a_framework_counts_its_controls() {
    let args = ["report", "audit", "pci-dss-4.0.1"];
    let text = Place::demo().run(args).ok().stdout;
    assert!(text.contains("8\\.4.2") && text.contains("PCI DSS v4.0.1"));
}

/// What nobody looked at on a day: check, gap and which.
fn overlooked(day: &str) -> Vec<(String, String, String)> {
    let data = Place::demo().run(["status", "--format", "json", "--as-of", day]).ok().data();
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let rows = data["overlooked"].as_array().unwrap().iter();
    rows.map(|row| {
        let id = row["check"]["text"].as_str().unwrap().to_owned();
        (id, text(row, "what"), text(row, "which"))
    })
    .collect()
}

#[test]
fn gaps_are_named_as_long_as_they_are_gaps() {
    let of = |day: &str, id: &str| -> Vec<(String, String)> {
        let rows = overlooked(day).into_iter().filter(|row| row.0 == id);
        rows.map(|(_, what, which)| (what, which)).collect()
    };
    let one = |what: &str, which: &str| vec![(what.to_owned(), which.to_owned())];
    let missed = one("1 of 5 runs missed", "2026-S5 (2026-03-09 to 2026-03-20)");
    assert_eq!(of("2026-04-03", "sprint-scan"), missed);
    assert!(of("2026-03-19", "sprint-scan").is_empty(), "the sprint is still open");
    let due = one("due by 2026-04-15", "2026-01-13 to 2026-04-15: no run yet");
    assert_eq!(of("2026-04-03", "external-scan"), due);
    assert!(of("2026-03-20", "external-scan").is_empty(), "more than two weeks are left");
    assert_eq!(of("2026-04-16", "external-scan")[0].0, "1 of 1 run missed");
    let region = one("1 of 3 not observed", "123456789012/eu-central-1");
    assert_eq!(of("2026-04-03", "guardduty-every-region"), region);
    assert!(of("2026-01-12", "guardduty-every-region").is_empty(), "it has never run");
    let bucket = one("1 of 7 not observed", "arn:aws:s3:::acme-payments-archive");
    assert_eq!(of("2026-04-03", "inventory-buckets"), bucket);
}

#[test]
fn the_custody_record_holds_the_hashes_of_what_was_captured() {
    let demo = Place::demo();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo");
    let record: Value =
        serde_json::from_slice(&fs::read(folder.join("drills/custody-record.json")).unwrap())
            .unwrap();
    let story = demo.run(["story", "show", "IR-02"]).ok().stdout;
    let items = record["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    for item in items {
        let file = item["file"].as_str().unwrap();
        let hash = Hash::of(&fs::read(folder.join("documents").join(file)).unwrap()).to_string();
        assert_eq!(item["sha256"], hash.as_str(), "{file}");
        assert!(item["steps"].as_array().unwrap().iter().all(|step| step["sha256"] == *hash));
        assert!(story.contains(&hash), "{file}");
    }
    let check = demo.run(["check", "show", "custody-chain"]).ok().stdout;
    assert!(check.contains("2 subjects pass"), "{check}");
}

#[test]
fn documents_of_the_account_tell_the_same_story_sprint_by_sprint() {
    let failing = |check: &str, day: &str| {
        let args = ["check", "list", "--format", "json", "--as-of", day];
        let data = Place::demo().run(args).ok().data();
        let row = data.as_array().unwrap().iter().find(|row| row["id"] == check).unwrap();
        row["status"].as_str().unwrap().to_owned()
    };
    // Checks that no scanner answers: the documents alone do.
    for (check, told) in [
        ("account-contact-data", ["failed", "passed", "passed"]),
        ("default-groups-closed", ["failed", "failed", "passed"]),
        ("public-access-block", ["failed", "failed", "failed"]),
    ] {
        let days = ["2026-01-16", "2026-01-23", "2026-02-20"];
        assert_eq!(days.map(|day| failing(check, day)), told.map(str::to_owned), "{check}");
    }
}

#[test]
fn a_component_says_who_runs_it_whom_it_serves_and_what_is_attested() {
    let demo = Place::demo();
    let shown = |id: &str| demo.run(["component", "show", id]).ok().stdout;
    let firewall = shown("isv-firewall");
    for text in [
        "Example Gate, virtual firewall and WAF (example-gate, a software vendor)",
        "app-payments, security-vpc: what it meets, it meets once for them",
        "critical   yes",
        "expired  attestation firewall-aoc",
    ] {
        assert!(firewall.contains(text), "{text}: {firewall}");
    }
    assert!(shown("msp-soc").contains("a managed service provider"));
    assert!(shown("app-payments").contains("served by  aws-infra, delivery-pipeline"));
    let control = demo.run(["control", "show", "pci-dss-4.0.1/1.3.1"]).ok().stdout;
    let duty = "security-vpc: team-platform answers, ours alone; met once for app-payments";
    assert!(control.contains(duty), "{control}");
}

#[test]
fn what_fails_says_what_it_is_attached_to() {
    let check = Place::demo().run(["check", "show", "ebs-volumes-encrypted"]).ok().stdout;
    assert!(check.contains("AWS::EC2::Instance i-a8fe445bade8f8c3b"), "{check}");
}

#[test]
fn measures_stand_with_their_target_sprint_by_sprint() {
    let data = Place::demo().run(["status", "--format", "json"]).ok().data();
    let measures = data["measures"].as_array().unwrap();
    let coverage = measures.iter().find(|row| row["id"] == "control-coverage").unwrap();
    let proven: u64 =
        data["coverage"].as_array().unwrap().iter().map(|r| r["proven"].as_u64().unwrap()).sum();
    let counted: u64 =
        data["coverage"].as_array().unwrap().iter().map(|r| r["counted"].as_u64().unwrap()).sum();
    assert_eq!(coverage["of"], format!("{proven} of {counted}").as_str());
    assert_eq!(coverage["history"].as_array().unwrap().len(), 6);
    assert_eq!(coverage["state"]["status"], "not-reached");
    let machines = &data["verified_by_machines"];
    assert_eq!(machines["counted"].as_u64(), Some(counted));
    assert!(machines["proven"].as_u64().unwrap() < proven, "people prove some, providers others");
    let stories = measures.iter().find(|row| row["id"] == "verified-stories").unwrap();
    let claimed = data["headline"]["claimed"]["stories"].as_u64().unwrap();
    let verified = data["headline"]["proven"]["stories"].as_u64().unwrap();
    assert_eq!(stories["of"], format!("{verified} of {claimed}").as_str());
}

#[test]
fn commits_without_a_run_are_listed_for_the_repositories_that_a_check_is_about() {
    let gaps = overlooked("2026-04-03");
    let of = |id: &str| gaps.iter().find(|row| row.0 == id).map(|row| row.1.as_str());
    assert_eq!(of("code-scan"), Some("1 of 2 not observed"), "the missing repository first");
    let commits = gaps.iter().filter(|row| row.1.contains("commits without a run"));
    let commits: Vec<_> = commits.map(|row| (row.0.as_str(), row.1.as_str())).collect();
    assert!(commits.contains(&("code-scan", "13 of 18 commits without a run")), "{commits:?}");
    assert!(commits.contains(&("unit-tests", "7 of 9 commits without a run")), "{commits:?}");
    let check = Place::demo().run(["check", "show", "unit-tests"]).ok().stdout;
    assert!(check.contains("merge ") && !check.contains("of security-baseline"), "{check}");
}
