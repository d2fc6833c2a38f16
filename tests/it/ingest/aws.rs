//! The readers of what AWS's own services and Prowler's other formats say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    seeds::{CSV, JSON},
    *,
};

fn text(name: &str) -> String {
    let bytes = fixture(name);
    let mut text = String::new();
    let mut unpacked = flate2::read::GzDecoder::new(bytes.as_slice());
    if std::io::Read::read_to_string(&mut unpacked, &mut text).is_ok() {
        return text;
    }
    String::from_utf8(bytes).unwrap()
}

fn read_text(text: &str, claims: Claims) -> (Run, Vec<ScanResult>) {
    let (_, collected) = read_as(text.as_bytes(), &Asked { format: None, claims }).unwrap();
    let (run, results) = only_run(&collected);
    (run.clone(), results.to_vec())
}

fn plain(text: &str) -> (Run, Vec<ScanResult>) {
    read_text(text, Claims::default())
}

fn refusal(text: &str) -> String {
    read_as(text.as_bytes(), &Asked::default()).unwrap_err().to_string()
}

#[test]
fn prowler_csv_says_what_its_ocsf_says() {
    let truth: [(&str, Row); 5] = [
        ("subset-run1", [25, 51, 0, 3, 1, 3]),
        ("subset-run2", [37, 37, 0, 3, 1, 3]),
        ("subset-run3", [60, 9, 0, 3, 1, 3]),
        ("tz-sydney", [25, 2, 0, 2, 0, 0]),
        ("tz-sydney-unix", [25, 2, 0, 2, 0, 0]),
    ];
    for (name, counts) in truth {
        let (summary, csv) = read_ok(&format!("prowler/{name}.csv.gz"));
        assert_eq!(summary.format.name(), "prowler-csv");
        let (run, results) = only_run(&csv);
        assert_eq!(row(&run.counts), counts, "{name}");
        assert!(run.succeeded);
        let (_, ocsf) = read_ok(&format!("prowler/{name}.ocsf.json.gz"));
        let (other, findings) = only_run(&ocsf);
        let cells = |results: &[ScanResult]| -> BTreeSet<_> {
            let cell = |r: &ScanResult| (r.rule.clone(), r.subject.clone(), r.outcome, r.muted);
            results.iter().map(cell).collect()
        };
        assert_eq!(cells(results), cells(findings), "{name}: the same cells");
        assert_eq!(run.tool_name(), other.tool_name());
        assert_eq!(run.version, other.version);
        assert_eq!(run.scope.accounts, other.scope.accounts);
    }
    let (run, _) = plain(&text("prowler/tz-sydney-unix.csv.gz"));
    assert_eq!(run.observed_at, instant("2026-11-23T14:42:51Z"));
    assert!(run.warnings.is_empty(), "{:?}", run.warnings);
    let (run, _) = plain(&text("prowler/tz-sydney.csv.gz"));
    assert!(run.warnings.iter().any(|w| w.contains("no offset")), "{:?}", run.warnings);
}

#[test]
fn a_compliance_csv_gives_each_finding_once_and_no_requirement() {
    let name = "prowler/compliance-onboarding.csv.gz";
    let (summary, collected) = read_ok(name);
    let (run, results) = only_run(&collected);
    assert_eq!(summary.format.name(), "prowler-compliance");
    assert_eq!(row(&run.counts), [34, 14, 0, 2, 0, 1], "the 51 findings of the same scan's CSV");
    // Counted again by hand: this file has no quoted `;`.
    let table = text(name);
    let mut lines = table.lines();
    let columns: Vec<&str> = lines.next().unwrap().split(';').collect();
    let at = |name: &str| columns.iter().position(|column| *column == name).unwrap();
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(';').collect()).collect();
    assert_eq!(rows.len(), 130);
    let findings: BTreeSet<_> = rows
        .iter()
        .filter(|row| row[at("CHECKID")] != "manual")
        .map(|row| (row[at("CHECKID")], row[at("RESOURCEID")], row[at("REGION")]))
        .collect();
    assert_eq!(findings.len(), results.len());
    assert!(run.warnings.iter().any(|w| w.contains("96 rows repeat 51 findings")));
    assert!(run.warnings.iter().any(|w| w.contains("34 rows are left to a person")));
    let rules: BTreeSet<&str> = results.iter().map(|r| r.rule.as_str()).collect();
    assert!(rows.iter().all(|row| !rules.contains(row[at("REQUIREMENTS_ID")])));
}

#[test]
fn csv_is_read_whole_or_not_at_all() {
    let good = CSV[0].1;
    let (run, results) = plain(good);
    assert_eq!((row(&run.counts), results.len()), ([1, 0, 0, 0, 0, 0], 1));
    assert_eq!(results[0].message, "two\nlines; one field");
    assert!(refusal(good.trim_end()).contains("ends early"));
    assert!(refusal(&format!("{good}x;y\n")).contains("2 fields where the header has"));
    assert!(refusal(&good.replace(";PASS;", ";GOOD;")).contains("`STATUS` is \"GOOD\""));
    assert!(refusal(&good.replace(";False;", ";maybe;")).contains("True or False"));
    assert!(
        refusal(&good.replace("CHECK_ID;STATUS;", "CHECK_ID;CHECK_ID;STATUS;")).contains("twice")
    );
    let header = good.lines().next().unwrap().to_owned() + "\n";
    let (run, _) = plain(&header);
    assert!(!run.succeeded && run.warnings[0].contains("nothing was evaluated"));
}

fn statuses(document: &Value) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for finding in document.as_array().or(document["Findings"].as_array()).unwrap() {
        let status = finding["Compliance"]["Status"].as_str().unwrap_or("none");
        *counts.entry(status.to_owned()).or_default() += 1;
    }
    counts
}

#[test]
fn security_hub_files_count_as_other_programs_count_them() {
    let truth: [(&str, Row); 4] = [
        ("prowler/subset-run1.asff.json.gz", [25, 51, 0, 4, 0, 0]),
        ("prowler/subset-run2.asff.json.gz", [37, 37, 0, 4, 0, 0]),
        ("prowler/subset-run3.asff.json.gz", [60, 9, 0, 4, 0, 0]),
        ("aws/securityhub-get-findings.json.gz", [28, 1, 0, 1, 0, 0]),
    ];
    for (name, counts) in truth {
        let (summary, collected) = read_ok(name);
        let (run, _) = only_run(&collected);
        assert_eq!(summary.format.name(), "asff");
        assert_eq!(row(&run.counts), counts, "{name}");
        assert!(run.succeeded && run.warnings.is_empty(), "{name}: {:?}", run.warnings);
        assert_eq!((run.tool_name(), run.version.read.as_deref()), ("prowler", Some("5.46.0")));
        let counted = statuses(&serde_json::from_str(&text(name)).unwrap());
        assert_eq!(
            [counted["PASSED"], counted["FAILED"], counted["WARNING"]],
            [counts[0], counts[1], counts[3]]
        );
    }
    // What is not muted joins with the OCSF of the same scan, by rule, ARN, account and region.
    let cells = |name: &str| -> BTreeSet<_> {
        let (_, collected) = read_ok(name);
        let kept =
            only_run(&collected).1.iter().filter(|r| !r.muted && r.outcome != Outcome::Manual);
        let cell = |r: &ScanResult| {
            let s = &r.subject;
            (r.rule.clone(), s.uid.clone(), s.account.clone(), s.region.clone(), r.outcome)
        };
        kept.map(cell).collect()
    };
    assert_eq!(cells(truth[0].0), cells("prowler/subset-run1.ocsf.json.gz"));
}

fn asff(change: &str) -> String {
    let mut finding: Value = serde_json::from_str(JSON[1].1).unwrap();
    let change: BTreeMap<String, Value> = serde_json::from_str(change).unwrap();
    for (key, value) in change {
        finding["Findings"][0][key] = value;
    }
    finding.to_string()
}

#[test]
fn security_hub_findings_are_read_as_documented() {
    let status = |change: &str| {
        let (_, results) = plain(&asff(change));
        (results[0].outcome, results[0].muted)
    };
    let of = |word: &str| status(&format!(r#"{{"Compliance": {{"Status": "{word}"}}}}"#));
    assert_eq!(of("PASSED"), (Outcome::Pass, false));
    assert_eq!(of("FAILED"), (Outcome::Fail, false));
    assert_eq!(of("WARNING"), (Outcome::Error, false));
    assert_eq!(of("NOT_AVAILABLE"), (Outcome::Error, false));
    assert_eq!(status(r#"{"Compliance": null}"#), (Outcome::Fail, false));
    let workflow = |status: &str, workflow: &str| {
        let change = r#"{"Compliance": {"Status": "S"}, "Workflow": {"Status": "W"}}"#;
        change
            .replace("\"S\"", &format!("\"{status}\""))
            .replace("\"W\"", &format!("\"{workflow}\""))
    };
    assert_eq!(status(&workflow("FAILED", "SUPPRESSED")), (Outcome::Fail, true));
    assert_eq!(status(&workflow("FAILED", "RESOLVED")), (Outcome::Fail, true), "a person's word");
    assert_eq!(status(&workflow("PASSED", "RESOLVED")), (Outcome::Pass, false));
    assert_eq!(status(&workflow("PASSED", "SUPPRESSED")), (Outcome::Pass, true));
    assert!(refusal(&asff(r#"{"Compliance": {"Status": "OK"}}"#)).contains("`Compliance.Status`"));
    assert!(refusal(&asff(r#"{"Workflow": {"Status": "GONE"}}"#)).contains("`Workflow.Status`"));
    assert!(refusal(&asff(r#"{"RecordState": "OLD"}"#)).contains("`RecordState`"));
    let (run, results) = plain(&asff(r#"{"RecordState": "ARCHIVED"}"#));
    assert!(results.is_empty() && run.absent == 1 && !run.succeeded);
    let rule = |change: &str| plain(&asff(change)).1[0].rule.clone();
    assert_eq!(rule("{}"), "IAM.8");
    assert_eq!(rule(r#"{"GeneratorId": "security-control/IAM.9"}"#), "IAM.9");
    let old = r#"{"GeneratorId": "arn:aws:securityhub:::ruleset/cis/v/1.2.0/rule/1.1"}"#;
    assert!(rule(old).ends_with("rule/1.1"), "a bare number is no rule");
    assert_eq!(
        rule(r#"{"Compliance": {"Status": "PASSED", "SecurityControlId": "S3.1"}}"#),
        "S3.1"
    );
}

#[test]
fn security_hub_listings_come_in_four_forms_and_may_be_cut_short() {
    let wrapped = asff("{}");
    let finding = serde_json::from_str::<Value>(&wrapped).unwrap()["Findings"][0].to_string();
    let (expected, _) = plain(&wrapped);
    for form in [finding.clone(), format!("[{finding}]"), format!("{finding}\n")] {
        let (run, _) = plain(&form);
        assert_eq!(run, expected, "{form:.60}");
    }
    assert_eq!(plain(&format!("{finding}\n{finding}")).1.len(), 2);
    let cut = wrapped.replacen('{', r#"{"NextToken": "x", "#, 1);
    let (run, results) = plain(&cut);
    assert!(!run.succeeded && run.warnings[0].contains("NextToken") && results.len() == 1);
    let other = finding.replace("aws/securityhub", "acme/scan-o-matic");
    let both = format!(r#"{{"Findings": [{finding}, {other}, {finding}]}}"#);
    let (summary, _) = read_as(both.as_bytes(), &Asked::default()).unwrap();
    let tools: Vec<_> = summary.runs.iter().map(|r| (r.tool_name(), r.counts.total())).collect();
    assert_eq!(tools, [("scan-o-matic", 1), ("security-hub", 2)]);
}

#[test]
fn config_files_count_as_other_programs_count_them() {
    let truth: [(&str, [u64; 2], bool); 7] = [
        ("config-by-rule-1", [0, 0], false),
        ("config-by-rule-2", [4, 6], true),
        ("config-by-rule-3", [8, 2], true),
        ("config-details-volumes-2", [1, 4], true),
        ("config-details-volumes-3", [1, 3], true),
        ("config-details-trail-2", [1, 0], true),
        ("config-details-trail-3", [1, 0], true),
    ];
    for (name, [pass, fail], succeeded) in truth {
        let name = format!("aws/{name}.json");
        let (run, results) = plain(&text(&name));
        assert_eq!((run.counts.pass, run.counts.fail), (pass, fail), "{name}");
        assert_eq!(run.succeeded, succeeded, "{name}");
        let file = text(&name);
        let words = |word: &str| file.matches(&format!(": \"{word}\"")).count() as u64;
        assert_eq!((words("COMPLIANT"), words("NON_COMPLIANT")), (pass, fail), "{name}");
        assert_eq!(run.tool_name(), "aws-config");
        assert!(results.iter().all(|r| !r.subject.uid.is_empty() && !r.message.is_empty()));
    }
    let (run, _) = plain(&text("aws/config-details-volumes-2.json"));
    assert_eq!(run.observed_at, instant("2026-11-23T14:33:16Z"), "the newest time in the listing");
}

#[test]
fn config_documents_are_read_as_documented() {
    let details = |word: &str| {
        plain(&JSON[2].1.replace("NON_COMPLIANT", word)).1.into_iter().map(|r| r.outcome).next()
    };
    assert_eq!(details("COMPLIANT"), Some(Outcome::Pass));
    assert_eq!(details("NON_COMPLIANT"), Some(Outcome::Fail));
    assert_eq!(details("NOT_APPLICABLE"), Some(Outcome::NotApplicable));
    assert_eq!(details("INSUFFICIENT_DATA"), Some(Outcome::Error));
    assert!(refusal(&JSON[2].1.replace("NON_COMPLIANT", "FINE")).contains("`ComplianceType`"));
    let cut = JSON[2].1.replacen('{', r#"{"NextToken": "x", "#, 1);
    assert!(!plain(&cut).0.succeeded);
    let by_rule = r#"{"ComplianceByConfigRules": [{"ConfigRuleName": "r", "Compliance": {
        "ComplianceType": "NON_COMPLIANT", "ComplianceContributorCount":
        {"CappedCount": 25, "CapExceeded": true}}}]}"#;
    let claims = Claims { account: Some("123456789012".into()), ..Claims::default() };
    let (_, results) = read_text(by_rule, claims.clone());
    assert_eq!(results[0].subject.account.as_deref(), Some("123456789012"));
    assert!(results[0].message.contains("at least 25"), "{}", results[0].message);
    let by_resource = r#"{"ComplianceByResources": [{"ResourceType": "AWS::EC2::Volume",
        "ResourceId": "vol-1", "Compliance": {"ComplianceType": "COMPLIANT"}}]}"#;
    let (run, results) = plain(by_resource);
    assert!(run.scope.partial && results[0].rule == "all-rules");
    let account = text("aws/config-details-trail-2.json");
    assert_eq!(read_text(&account, claims).1[0].subject.account.as_deref(), Some("123456789012"));
    let other = Claims { account: Some("999999999999".into()), ..Claims::default() };
    let (run, _) = read_text(&account, other);
    assert!(!run.succeeded && run.warnings.iter().any(|w| w.contains("another than the one")));
}

#[test]
fn configuration_items_say_what_a_resource_is_attached_to() {
    let (run, results) = plain(JSON[3].1);
    assert_eq!(results.len(), 1, "of two items the newest");
    assert_eq!(
        (results[0].rule.as_str(), results[0].outcome),
        ("configuration-item", Outcome::Informational)
    );
    assert_eq!(
        results[0].message,
        "is attached to: AWS::EC2::Instance i-1 (Is attached to Instance)"
    );
    assert_eq!(results[0].subject.uid, "arn:aws:ec2:eu-west-1:123456789012:volume/vol-1");
    assert_eq!(run.observed_at, instant("2026-03-02T00:00:00Z"));
    let deleted = JSON[3].1.replace("\"OK\"", "\"ResourceDeleted\"");
    assert_eq!(plain(&deleted).1[0].message, "was deleted");
    assert!(!plain(r#"{"configurationItems": []}"#).0.succeeded);
}

#[test]
fn ocsf_compliance_findings_are_read_as_the_schema_says() {
    let of = |status: &str| {
        let (_, results) = plain(&JSON[0].1.replace(r#""status_id":1"#, status));
        (results[0].outcome, results[0].muted)
    };
    assert_eq!(of(r#""status_id":1"#), (Outcome::Pass, false));
    assert_eq!(of(r#""status_id":2"#), (Outcome::Error, false));
    assert_eq!(of(r#""status_id":3"#), (Outcome::Fail, false));
    assert_eq!(of(r#""status_id":0"#), (Outcome::Error, false));
    assert_eq!(of(r#""status":"FAILED""#), (Outcome::Fail, false));
    assert_eq!(of(r#""status_id":1,"status":"Fail""#), (Outcome::Fail, false), "the worse counts");
    assert_eq!(of(r#""status_id":99,"status":"Pass""#), (Outcome::Pass, false));
    for bad in [r#""status_id":7"#, r#""status":"fine""#, r#""status":null"#] {
        assert!(
            refusal(&JSON[0].1.replace(r#""status_id":1"#, bad)).contains("`compliance.status")
        );
    }
    let (run, results) = plain(JSON[0].1);
    assert_eq!(run.tool_name(), "security-hub");
    assert_eq!(run.observed_at, instant("2026-11-23T14:28:03Z"), "milliseconds");
    assert_eq!(
        (results[0].rule.as_str(), results[0].subject.region.as_deref()),
        ("IAM.8", Some("eu-west-1"))
    );
    let (run, results) =
        plain(&JSON[0].1.replace(r#""class_uid""#, r#""activity_id":3,"class_uid""#));
    assert!(results.is_empty() && run.absent == 1 && !run.succeeded);
}
