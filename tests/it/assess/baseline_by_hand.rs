//! The checks of the account baseline whose documents the simulated account does not have: documents
//! written by hand after the responses of the AWS API, at least one that passes and one that fails.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;
use storyproof::{
    assess::CheckStatus, evidence::Claims, ids::CheckId, ledger::Ledger, program::Program,
};

use super::baseline::{EXPECTED, TIMES, example, judge, record};

/// What documents say of a check.
#[derive(Debug, Clone, Deserialize)]
struct Case {
    check: String,
    status: String,
    /// How many subjects fail.
    failing: usize,
    /// By name, or by name and subject (`name/subject`), or by name and region (`name@region`); a text is what the AWS CLI prints of an error.
    documents: BTreeMap<String, Value>,
}

/// Checks that have no failing document: the AWS CLI prints nothing at all when there is none.
const NEVER_FAILS: [&str; 1] = ["trail-bucket-logged"];

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("../../fixtures/aws-cli/by-hand.json")).unwrap()
}

fn text(document: &Value) -> String {
    document.as_str().map_or_else(|| document.to_string(), str::to_owned)
}

/// What the case's check is found to be, with the documents as `change` makes them.
fn outcome(
    program: &Program,
    case: &Case,
    change: impl Fn(&str, &Value) -> Option<String>,
) -> (CheckStatus, usize, String) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open_write(&folder.path().join("ledger.sqlite")).unwrap();
    for (n, (name, document)) in (0..).zip(&case.documents) {
        let Some(text) = change(name, document) else { continue };
        let (name, region) = name.split_once('@').unwrap_or((name, "eu-west-1"));
        let (name, subject) = match name.split_once('/') {
            Some((name, subject)) => (name, Some(subject.to_owned())),
            None => (name, None),
        };
        let claims = Claims {
            observed_at: Some(TIMES[0].parse().unwrap()),
            account: Some("123456789012".into()),
            region: Some(region.into()),
            document: Some(name.to_owned()),
            subject,
            ..Claims::default()
        };
        record(&mut ledger, &text, &claims, n);
    }
    // The rest of the program would only take time.
    let checks = program.checks.iter().filter(|(id, _)| id.as_str() == case.check);
    let mut alone = Program::default();
    alone.settings = program.settings.clone();
    alone.accounts = program.accounts.clone();
    alone.inventories = program.inventories.clone();
    alone.checks = checks.map(|(id, check)| (id.clone(), check.clone())).collect();
    let judged = judge(&alone, &ledger, 0);
    let check = &judged.checks[&CheckId::parse(&case.check).unwrap()];
    (check.status, check.failing.len(), format!("{:?}", check.errors))
}

fn status(word: &str) -> CheckStatus {
    match word {
        "passed" => CheckStatus::Passed,
        "failed" => CheckStatus::Failed,
        "not-applicable" => CheckStatus::NotApplicable,
        "error" => CheckStatus::Error,
        other => panic!("{other} is no status of a case"),
    }
}

#[test]
fn documents_written_by_hand_prove_what_they_say() {
    let program = example();
    let mut wrong = Vec::new();
    for case in cases() {
        let (found, failing, errors) = outcome(&program, &case, |_, document| Some(text(document)));
        if (found, failing) != (status(&case.status), case.failing) {
            wrong.push(format!(
                "{}: {found:?}, {failing} failing, {errors} of {case:?}",
                case.check
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Invariant 1: whichever of the documents says nothing, is refused or is another, nothing passes.
#[test]
fn a_document_written_by_hand_that_says_nothing_passes_nothing() {
    let program = example();
    let denied = "An error occurred (AccessDenied) when calling the X operation: no\n";
    let mut wrong = Vec::new();
    for case in cases().into_iter().filter(|case| case.status == "passed") {
        for broken in case.documents.keys() {
            for (what, instead) in [
                ("nothing", None),
                ("an empty object", Some("{}")),
                ("an empty list", Some("[]")),
                ("a refusal", Some(denied)),
                ("a list of numbers", Some("[7]")),
            ] {
                let (found, ..) = outcome(&program, &case, |name, document| {
                    if name == broken { instead.map(str::to_owned) } else { Some(text(document)) }
                });
                let good = matches!(found, CheckStatus::Passed | CheckStatus::NotApplicable);
                if good {
                    wrong.push(format!("{} with {what} as {broken}: {found:?}", case.check));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every check of the program with a `json` source has a document that passes and one that fails.
#[test]
fn every_check_of_documents_has_documents() {
    let program = example();
    let cases = cases();
    let with = |status: &str| -> BTreeSet<&str> {
        cases.iter().filter(|case| case.status == status).map(|case| case.check.as_str()).collect()
    };
    let (passing, failing) = (with("passed"), with("failed"));
    let counted: BTreeSet<&str> = EXPECTED.iter().map(|(id, _)| *id).collect();
    for check in program.checks.values() {
        let id = check.id.value.as_str();
        if check.sources.iter().all(|source| source.pass_when.is_none()) || counted.contains(id) {
            continue;
        }
        assert!(passing.contains(id), "{id} has no document that passes");
        assert!(failing.contains(id) || NEVER_FAILS.contains(&id), "{id} has none that fails");
    }
}

/// A check that asks for a document which nobody knows how to get is of no use.
#[test]
fn every_document_has_its_command_on_the_page() {
    let page = include_str!("../../../src/ingest/DOCUMENTS.md");
    let listed: BTreeSet<&str> =
        page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let program = example();
    let sources = program.checks.values().flat_map(|check| &check.sources);
    // What is no output of AWS has its own words in its check.
    let ours = ["custody-record", "external-scan", "trace"];
    let asked: BTreeSet<&str> = sources
        .filter(|source| source.pass_when.is_some())
        .flat_map(|source| source.document.iter().chain(&source.over.with))
        .map(|name| name.value.as_str())
        .filter(|name| !ours.contains(name))
        .collect();
    assert_eq!(asked, listed);
}

/// A list of buckets alone says nothing of policies: what a scanner proved must not become an error.
#[test]
fn collecting_one_document_more_breaks_no_other_source() {
    let program = example();
    let list = |case: &Case| case.check == "tls-only" && case.status == "passed";
    let case = cases().into_iter().find(list).unwrap();
    let only = |kept: &'static str| {
        move |name: &str, document: &Value| (name == kept).then(|| text(document))
    };
    assert_eq!(outcome(&program, &case, only("s3-buckets")).0, CheckStatus::NeverRun);
    // A check with no other source says which document is missing.
    let federated = |case: &Case| case.check == "federated-trust-narrow" && case.status == "passed";
    let case = cases().into_iter().find(federated).unwrap();
    assert_eq!(outcome(&program, &case, only("iam-roles")).0, CheckStatus::Error);
}
