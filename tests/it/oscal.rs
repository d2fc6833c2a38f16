//! OSCAL as others read it: every document of the example program against the official JSON
//! Schema, and every reference inside it.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use crate::cli::harness::Place;

const SCHEMA: &str = "tests/fixtures/oscal/oscal_complete_schema-1.2.1.json";

const DOCUMENTS: [&[&str]; 10] = [
    &["catalog", "iso27001-2022"],
    &["catalog", "pci-dss-4.0.1"],
    &["catalog", "aws-baseline"],
    &["profile", "pci-dss-4.0.1"],
    &["assessment-results", "aws-baseline"],
    &["assessment-results", "iso27001-2022"],
    &["assessment-results", "pci-dss-4.0.1"],
    &["poam"],
    &["component-definition"],
    &["component-definition", "aws-baseline"],
];

/// Every value of some keys, anywhere in a document.
fn values<'v>(value: &'v Value, keys: &[&str], found: &mut Vec<&'v str>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if keys.contains(&key.as_str()) {
                    found.extend(value.as_str());
                }
                values(value, keys, found);
            }
        }
        Value::Array(list) => list.iter().for_each(|value| values(value, keys, found)),
        _ => {}
    }
}

fn all<'v>(value: &'v Value, keys: &[&str]) -> Vec<&'v str> {
    let mut found = Vec::new();
    values(value, keys, &mut found);
    found
}

#[test]
fn every_document_is_valid_and_every_reference_in_it_leads_somewhere() {
    let schema = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(SCHEMA)).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let place = Place::demo();
    for words in DOCUMENTS {
        let typed = [&["export", "oscal"], words].concat();
        let text = place.run(&typed).ok().stdout;
        assert_eq!(text, place.run(&typed).ok().stdout, "{words:?} differs from run to run");
        let document: Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&document)
            .take(5)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .map(|error| error.chars().take(600).collect())
            .collect();
        assert!(errors.is_empty(), "{words:?}: {errors:#?}");
        let uuids = all(&document, &["uuid"]);
        let known: BTreeSet<&str> = uuids.iter().copied().collect();
        assert_eq!(known.len(), uuids.len(), "{words:?}: a UUID stands twice");
        let refers = ["observation-uuid", "risk-uuid", "subject-uuid", "actor-uuid"];
        for uuid in all(&document, &refers) {
            assert!(known.contains(uuid), "{words:?}: {uuid} leads nowhere");
        }
        for href in all(&document, &["href"]) {
            if let Some(uuid) = href.strip_prefix('#') {
                assert!(known.contains(uuid), "{words:?}: {href} leads nowhere");
            }
        }
    }
}

#[test]
fn the_findings_are_the_statuses_of_the_audit_report() {
    let place = Place::demo();
    for framework in ["aws-baseline", "pci-dss-4.0.1"] {
        let results = place.run(["export", "oscal", "assessment-results", framework]).ok().stdout;
        let results: Value = serde_json::from_str(&results).unwrap();
        let findings =
            results["assessment-results"]["results"][0]["findings"].as_array().unwrap().clone();
        let list =
            place.run(["control", "list", "--in", framework, "--format", "json"]).ok().stdout;
        let list: Value = serde_json::from_str(&list).unwrap();
        let mut counted = 0;
        for control in list["data"].as_array().unwrap() {
            let id = control["id"].as_str().unwrap();
            let status = control["status"].as_str().unwrap();
            let is_it = |finding: &&Value| {
                finding["props"].as_array().unwrap().iter().any(|prop| prop["value"] == id)
            };
            let finding = findings.iter().find(is_it);
            if ["not-due", "excluded", "heading"].contains(&status) {
                assert!(finding.is_none(), "{id} is {status}");
                continue;
            }
            counted += 1;
            let state = &finding.unwrap()["target"]["status"]["state"];
            let is_proven = ["met", "inherited"].contains(&status);
            assert_eq!(state, if is_proven { "satisfied" } else { "not-satisfied" }, "{id}");
        }
        assert_eq!(counted, findings.len());
    }
}
