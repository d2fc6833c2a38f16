//! Deployments: stacks, their drift, and what `CodeDeploy` put where.

use serde_json::Value;

use super::*;

const STACK: &str = "arn:aws:cloudformation:eu-central-1:123456789012:stack/s/1";

fn read(text: &str) -> Result<(Summary, Collected), Error> {
    read_as(text.as_bytes(), &Asked::default())
}

fn stack(fields: &str) -> String {
    format!(
        r#"{{"Stacks": [{{"StackId": "{STACK}", "StackName": "s", "CreationTime": "2026-01-01T00:00:00Z", {fields}}}]}}"#
    )
}

/// The outcome of a rule over all runs of a file; the worst, if there are several.
fn outcome(collected: &Collected, rule: &str) -> Vec<Outcome> {
    let results = collected.runs.iter().flat_map(|(_, results)| results);
    results.filter(|result| result.rule == rule).map(|result| result.outcome).collect()
}

/// What was counted for a rule over all runs of a file.
fn rule<'s>(summary: &'s Summary, rule: &str) -> &'s Counts {
    let found = summary.rules_seen.iter().find(|(key, _)| key.rule == rule);
    found.map(|(_, counts)| counts).unwrap()
}

/// How often a word stands under a key, counted in the JSON itself.
fn count(text: &[u8], key: &str, words: &[&str]) -> u64 {
    fn walk(value: &Value, key: &str, words: &[&str]) -> u64 {
        match value {
            Value::Object(fields) => fields
                .iter()
                .map(|(name, value)| {
                    let own = name == key && value.as_str().is_some_and(|w| words.contains(&w));
                    u64::from(own) + walk(value, key, words)
                })
                .sum(),
            Value::Array(items) => items.iter().map(|item| walk(item, key, words)).sum(),
            _ => 0,
        }
    }
    let values = serde_json::Deserializer::from_slice(text).into_iter::<Value>();
    values.map(|value| walk(&value.unwrap(), key, words)).sum()
}

#[test]
fn stacks_count_as_another_program_counts_them() {
    let bytes = fixture("aws/describe-stacks.json");
    let (summary, collected) = read_ok("aws/describe-stacks.json");
    assert_eq!(summary.format.name(), "cloudformation-stacks");
    let status = rule(&summary, "stack-status");
    let stands = count(&bytes, "StackStatus", &["UPDATE_COMPLETE", "CREATE_COMPLETE"]);
    assert_eq!((status.pass, stands), (2, 2));
    assert_eq!(status.fail, count(&bytes, "StackStatus", &["UPDATE_ROLLBACK_COMPLETE"]));
    assert_eq!(status.error, count(&bytes, "StackStatus", &["CREATE_IN_PROGRESS"]));
    let drift = rule(&summary, "stack-drift");
    assert_eq!(drift.pass, count(&bytes, "StackDriftStatus", &["IN_SYNC"]));
    assert_eq!(drift.fail, count(&bytes, "StackDriftStatus", &["DRIFTED"]));
    assert_eq!(drift.error, count(&bytes, "StackDriftStatus", &["NOT_CHECKED"]), "never a pass");
    let version = rule(&summary, "stack-version");
    assert_eq!((version.pass, version.fail), (2, 2), "two stacks say no version");
    assert_eq!(collected.runs.len(), 6, "four stacks, and two checks of drift");
    let (first, checked) = (&collected.runs[0].0, &collected.runs[1].0);
    assert_eq!(first.observed_at_source, TimeSource::FileTime, "the file says no time of its own");
    assert_eq!(checked.observed_at, instant("2026-03-31T04:00:00Z"), "as old as the check");
    assert_eq!(
        first.scope.commit.read.as_deref(),
        Some("7332f6e6d4c85cfbe5c461b6f6e5fce8f4696162")
    );
    assert_eq!(first.scope.document.read.as_deref(), Some("templates/logging.yaml"));
    assert!(first.scope.partial && first.scope.accounts.contains("123456789012"));
}

#[test]
fn a_stack_stands_or_it_does_not() {
    for (status, expected) in [
        ("CREATE_COMPLETE", Outcome::Pass),
        ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", Outcome::Pass),
        ("IMPORT_COMPLETE", Outcome::Pass),
        ("UPDATE_ROLLBACK_COMPLETE", Outcome::Fail),
        ("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS", Outcome::Fail),
        ("ROLLBACK_FAILED", Outcome::Fail),
        ("DELETE_COMPLETE", Outcome::Fail),
        ("UPDATE_ROLLBACK_IN_PROGRESS", Outcome::Error),
        ("REVIEW_IN_PROGRESS", Outcome::Error),
    ] {
        let (_, collected) = read(&stack(&format!(r#""StackStatus": "{status}""#))).unwrap();
        assert_eq!(outcome(&collected, "stack-status"), [expected], "{status}");
        assert_eq!(outcome(&collected, "stack-drift"), [Outcome::Error], "nobody checked it");
    }
    let error = read(&stack(r#""StackStatus": "FINE""#)).unwrap_err();
    assert!(error.to_string().contains("\"FINE\""), "{error}");
    let elsewhere = stack(r#""StackStatus": "CREATE_COMPLETE""#).replace(":stack/", ":table/");
    assert!(read(&elsewhere).unwrap_err().to_string().contains("StackId"));
}

#[test]
fn drift_is_as_old_as_its_check() {
    let drift = |fields: &str| {
        let fields =
            format!(r#""StackStatus": "CREATE_COMPLETE", "DriftInformation": {{{fields}}}"#);
        read(&stack(&fields)).unwrap().1
    };
    let checked = drift(r#""StackDriftStatus": "IN_SYNC", "LastCheckTimestamp": 1767225600.5"#);
    assert_eq!(outcome(&checked, "stack-drift"), [Outcome::Pass]);
    assert_eq!(checked.runs[1].0.observed_at, instant("2026-01-01T00:00:00Z"));
    for fields in [
        r#""StackDriftStatus": "IN_SYNC""#,
        r#""StackDriftStatus": "NOT_CHECKED""#,
        r#""StackDriftStatus": "UNKNOWN", "LastCheckTimestamp": "2026-01-01T00:00:00Z""#,
        r#""StackDriftStatus": "NOT_CHECKED", "LastCheckTimestamp": "2026-01-01T00:00:00Z""#,
    ] {
        assert_eq!(outcome(&drift(fields), "stack-drift"), [Outcome::Error], "{fields}");
    }
}

#[test]
fn two_versions_of_one_stack_prove_neither() {
    let tags = r#""StackStatus": "CREATE_COMPLETE",
        "Tags": [{"Key": "commit", "Value": "0123456"}, {"Key": "git-commit", "Value": "89abcde"}]"#;
    let (_, collected) = read(&stack(tags)).unwrap();
    let run = &collected.runs[0].0;
    assert!(!run.succeeded && run.warnings[0].contains("more than one commit"), "{run:?}");
    assert_eq!(run.scope.commit.read, None);
    let odd =
        r#""StackStatus": "CREATE_COMPLETE", "Tags": [{"Key": "Commit", "Value": "main; rm"}]"#;
    let (_, collected) = read(&stack(odd)).unwrap();
    assert!(!collected.runs[0].0.succeeded && collected.runs[0].0.scope.commit.read.is_none());
}

#[test]
fn resources_are_in_sync_only_where_they_were_checked() {
    let name = "aws/describe-stack-resource-drifts.json";
    let bytes = fixture(name);
    let (summary, collected) = read_ok(name);
    assert_eq!(summary.format.name(), "cloudformation-drift");
    let (run, results) = only_run(&collected);
    let counted = |words: &[&str]| count(&bytes, "StackResourceDriftStatus", words);
    assert_eq!(run.counts.pass, counted(&["IN_SYNC"]));
    assert_eq!(run.counts.fail, counted(&["MODIFIED", "DELETED"]));
    assert_eq!(run.counts.error, counted(&["UNKNOWN", "NOT_CHECKED", "UNSUPPORTED"]));
    assert_eq!(run.observed_at, instant("2026-03-30T04:00:01Z"), "the oldest");
    assert!(results[1].subject.uid.ends_with("/PeeringRoute"));
    assert!(results[1].message.contains("in /DestinationCidrBlock"), "{}", results[1].message);
    let (summary, _) = read(r#"{"StackResourceDrifts": []}"#).unwrap();
    assert!(!summary.runs[0].succeeded, "nothing checked is nothing proven");
}

#[test]
fn deployments_say_what_was_put_where() {
    let bytes = fixture("aws/codedeploy.json");
    let (summary, collected) = read_ok("aws/codedeploy.json");
    assert_eq!(summary.format.name(), "codedeploy");
    assert_eq!(collected.runs.len(), 3, "two deployments, and the targets of one");
    assert_eq!(summary.counts().pass, 2);
    assert_eq!(count(&bytes, "status", &["Succeeded"]), 3, "with one step of a target");
    assert_eq!((summary.counts().fail, summary.counts().error), (1, 1), "skipped is no pass");
    let (info, targets) = (&collected.runs[0].0, &collected.runs[2].0);
    assert_eq!(info.observed_at, instant("2026-03-13T09:06:00Z"));
    assert_eq!(targets.observed_at, instant("2026-03-13T09:03:00Z"), "the oldest of them");
    for run in [info, targets] {
        assert_eq!(run.tool_run_id.as_deref(), Some("d-EXAMPLE01"));
        assert_eq!(run.scope.repository.read.as_deref(), Some("example-pay/forensic-kit"));
    }
    assert_eq!(collected.runs[2].1[0].subject.account.as_deref(), Some("123456789012"));
    let one = r#"{"deploymentInfo": {"deploymentId": "d-1", "applicationName": "a", "status": "InProgress"}}"#;
    let (summary, _) = read(one).unwrap();
    assert_eq!((summary.counts().error, summary.counts().total()), (1, 1));
    let other = one.replace("InProgress", "Fine");
    assert!(read(&other).unwrap_err().to_string().contains("\"Fine\""));
    let (summary, _) = read(r#"{"deploymentsInfo": []}"#).unwrap();
    assert!(!summary.runs[0].succeeded, "no deployment is not a pass");
}

#[test]
fn a_stack_that_a_slip_can_delete_is_a_fail() {
    for (field, expected) in [
        (r#""EnableTerminationProtection": true"#, Outcome::Pass),
        (r#""EnableTerminationProtection": false"#, Outcome::Fail),
        (r#""EnableTerminationProtection": null"#, Outcome::Error),
        (r#""Tags": []"#, Outcome::Error),
    ] {
        let text = stack(&format!(r#""StackStatus": "CREATE_COMPLETE", {field}"#));
        let (_, collected) = read(&text).unwrap();
        assert_eq!(outcome(&collected, "stack-protection"), [expected], "{field}");
    }
    let word = stack(r#""StackStatus": "CREATE_COMPLETE", "EnableTerminationProtection": "yes""#);
    assert!(read(&word).is_err());
}
