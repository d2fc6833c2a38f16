//! The readers of application security tools.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{formats::SAMPLES, *};

fn read_text(text: &str) -> (Run, Vec<ScanResult>) {
    let (_, collected) = read_as(text.as_bytes(), &Asked::default())
        .unwrap_or_else(|error| panic!("{error}: {text:.300}"));
    let (run, results) = only_run(&collected);
    (run.clone(), results.to_vec())
}

fn problem(text: &str) -> String {
    match read_as(text.as_bytes(), &Asked::default()) {
        Ok(_) => panic!("accepted: {text:.300}"),
        Err(error) => error.to_string(),
    }
}

fn warns(run: &Run, words: &str) -> bool {
    run.warnings.iter().any(|warning| warning.contains(words))
}

fn sample(name: &str) -> Value {
    serde_json::from_str(SAMPLES.iter().find(|(other, _)| *other == name).unwrap().1).unwrap()
}

/// The sample with one value replaced.
fn changed(name: &str, pointer: &str, value: Value) -> String {
    let mut document = sample(name);
    *document.pointer_mut(pointer).unwrap() = value;
    document.to_string()
}

/// A second way of counting: the values of a key anywhere in a document.
fn count_key(value: &Value, key: &str, wanted: &dyn Fn(&Value) -> bool) -> u64 {
    match value {
        Value::Array(all) => all.iter().map(|v| count_key(v, key, wanted)).sum(),
        Value::Object(all) => all
            .iter()
            .map(|(k, v)| u64::from(k == key && wanted(v)) + count_key(v, key, wanted))
            .sum(),
        _ => 0,
    }
}

fn plain(name: &str) -> String {
    let bytes = fixture(name);
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut text)
            .unwrap();
        text
    } else {
        String::from_utf8(bytes).unwrap()
    }
}

#[test]
fn files_count_as_other_programs_count_them() {
    // Pass, fail, error, manual, muted pass, muted fail; examined; ended well.
    let truth: [(&str, Row, Option<u64>, bool); 10] = [
        ("checkov/results_json.json.gz", [16, 31, 0, 0, 0, 1], Some(16), true),
        ("gitleaks/gitleaks-redacted.json", [0, 5, 0, 0, 0, 0], None, true),
        ("pip-audit/pip-audit.json", [0, 0, 0, 0, 0, 0], Some(0), false),
        ("cargo-audit/cargo-audit.json", [0, 4, 0, 0, 0, 0], Some(19), true),
        ("cargo-audit/cargo-audit-with-ignore.json", [0, 3, 0, 0, 0, 1], Some(19), true),
        ("cargo-audit/cargo-audit-clean.json", [0, 0, 0, 0, 0, 0], Some(1), true),
        ("bandit/bandit.json", [0, 11, 0, 0, 0, 1], Some(1), true),
        ("bandit/bandit-ignore-nosec.json", [0, 13, 0, 0, 0, 0], Some(1), true),
        ("bandit/bandit-empty.json", [0, 0, 0, 0, 0, 0], Some(0), false),
        ("semgrep/semgrep.json", [0, 5, 0, 0, 0, 0], Some(3), true),
    ];
    for (name, counts, examined, succeeded) in truth {
        let (_, collected) = read_ok(name);
        let (run, results) = only_run(&collected);
        assert_eq!(row(&run.counts), counts, "{name}");
        assert_eq!((run.scope.examined, run.succeeded), (examined, succeeded), "{name}");
        let unique: BTreeSet<_> = results.iter().map(|r| (&r.rule, &r.subject)).collect();
        assert_eq!(unique.len(), results.len(), "{name}: no two results share rule and subject");
    }
    let any = |_: &Value| true;
    for (name, key, total) in [
        ("gitleaks/gitleaks-redacted.json", "Fingerprint", 5),
        ("cargo-audit/cargo-audit.json", "advisory", 4),
        ("bandit/bandit.json", "issue_text", 11),
        ("semgrep/semgrep.json", "check_id", 5),
        ("pip-audit/pip-audit.json", "skip_reason", 5),
        ("checkov/results_json.json.gz", "check_result", 48),
    ] {
        let document: Value = serde_json::from_str(&plain(name)).unwrap();
        assert_eq!(count_key(&document, key, &any), total, "{name}");
    }
    let checkov: Value = serde_json::from_str(&plain("checkov/results_json.json.gz")).unwrap();
    let word = |word: &'static str| count_key(&checkov, "result", &|v| v == word);
    assert_eq!([word("PASSED"), word("FAILED"), word("SKIPPED")], [16, 31, 1]);
}

#[test]
fn what_evaluated_nothing_proves_nothing() {
    let (run, _) = read_text(r#"{"passed":0,"failed":0,"skipped":0,"checkov_version":"3"}"#);
    assert!(!run.succeeded && warns(&run, "nothing was evaluated"));
    for (name, pointer, value) in [
        ("checkov", "/results/parsing_errors", json!(["/broken.tf"])),
        ("trivy", "/Results", json!([])),
        ("trivy", "/Results", Value::Null),
        ("bandit", "/errors", json!([{"filename": "x", "reason": "gone"}])),
        ("bandit", "/metrics", json!({"_totals": {"loc": 0}})),
        ("semgrep", "/paths/scanned", json!([])),
        ("semgrep", "/errors", json!([{"level": "error", "message": "no rules"}])),
        ("npm-audit", "/metadata/dependencies/total", json!(0)),
        ("pip-audit", "/dependencies", json!([])),
        ("pip-audit", "/dependencies/0", json!({"name": "x", "skip_reason": "not found: x"})),
        ("cargo-audit", "/lockfile/dependency-count", json!(0)),
        ("cargo-audit", "/database/advisory-count", json!(0)),
        ("zap", "/site", json!([])),
        ("in-toto", "/predicate", json!({})),
    ] {
        let (run, _) = read_text(&changed(name, pointer, value));
        assert!(!run.succeeded && !run.warnings.is_empty(), "{name} {pointer}: {run:?}");
    }
    let folder = changed("grype", "/source", json!({"type": "directory", "target": "src"}));
    let mut folder: Value = serde_json::from_str(&folder).unwrap();
    assert!(read_text(&folder.to_string()).0.succeeded);
    folder["matches"] = json!([]);
    assert!(!read_text(&folder.to_string()).0.succeeded, "an empty folder looks the same");
    let (run, _) = read_text("ref_id;result\n");
    assert!(!run.succeeded);
    let asked = Asked { format: "gitleaks".parse().ok(), ..Asked::default() };
    let (summary, _) = read_as(b"[]", &asked).unwrap();
    assert!(!summary.runs[0].succeeded && warns(&summary.runs[0], "SARIF"));
    let skipped = read_ok("pip-audit/pip-audit.json").0;
    assert!(warns(&skipped.runs[0], "5 of 5 dependencies were skipped"));
}

#[test]
fn error_documents_and_inventories_are_refused() {
    for (text, words) in [
        (plain("npm-audit/npm-audit.json"), "error message in place of a report"),
        (r#"{"error":{"code":"E","summary":"s","detail":""}}"#.into(), "error message"),
        (plain("cyclonedx/requirements.cdx.json"), "inventory, not evidence"),
        (changed("cyclonedx-vex", "/vulnerabilities", json!([])), "inventory"),
    ] {
        assert!(problem(&text).contains(words), "{}", problem(&text));
    }
}

#[test]
fn a_clean_report_is_coverage_and_no_pass() {
    for (name, pointer, value, examined) in [
        ("trivy", "/Results/0/Vulnerabilities", Value::Null, 1),
        ("grype", "/matches", json!([]), 1),
        ("semgrep", "/results", json!([]), 1),
        ("bandit", "/results", json!([]), 1),
        ("npm-audit", "/vulnerabilities", json!({}), 9),
        ("pip-audit", "/dependencies/0/vulns", json!([]), 1),
    ] {
        let (run, results) = read_text(&changed(name, pointer, value));
        assert!(run.succeeded && results.is_empty(), "{name}: {:?}", run.warnings);
        assert_eq!(run.scope.examined, Some(examined), "{name}");
    }
    let summary = json!([{"Target": "a.yaml", "Class": "config",
        "MisconfSummary": {"Successes": 62, "Failures": 0}}]);
    let (run, _) = read_text(&changed("trivy", "/Results", summary));
    assert_eq!((run.scope.examined, run.counts.total()), (Some(62), 0));
}

#[test]
fn every_word_has_one_outcome() {
    let outcome = |name: &str, pointer: &str, value: Value| {
        let (_, results) = read_text(&changed(name, pointer, value));
        (results[0].outcome, results[0].muted)
    };
    let vex = |analysis: Value| outcome("cyclonedx-vex", "/vulnerabilities/0/analysis", analysis).0;
    assert_eq!(vex(json!({"state": "exploitable"})), Outcome::Fail);
    assert_eq!(vex(Value::Null), Outcome::Fail);
    assert_eq!(vex(json!({"state": "not_affected"})), Outcome::Manual, "no reason");
    let reason = json!({"state": "not_affected", "justification": "code_not_present"});
    assert_eq!(vex(reason), Outcome::NotApplicable);
    assert_eq!(vex(json!({"state": "false_positive"})), Outcome::Manual, "no reason");
    let reason = json!({"state": "false_positive", "detail": "another package"});
    assert_eq!(vex(reason), Outcome::NotApplicable);
    for state in ["in_triage", "resolved", "resolved_with_pedigree"] {
        assert_eq!(vex(json!({"state": state, "detail": "d"})), Outcome::Manual, "never a pass");
    }
    for (risk, expected) in [
        ("0", Outcome::Informational),
        ("1", Outcome::Fail),
        ("2", Outcome::Fail),
        ("3", Outcome::Fail),
    ] {
        let riskcode = "/site/0/alerts/0/riskcode";
        assert_eq!(outcome("zap", riskcode, json!(risk)), (expected, false));
    }
    assert_eq!(outcome("zap", "/site/0/alerts/0/confidence", json!("0")), (Outcome::Fail, true));
    for (status, expected) in [
        ("PASS", (Outcome::Pass, false)),
        ("FAIL", (Outcome::Fail, false)),
        ("EXCEPTION", (Outcome::Fail, true)),
    ] {
        let results =
            json!([{"Target": "a", "Misconfigurations": [{"ID": "D", "Status": status}]}]);
        assert_eq!(outcome("trivy", "/Results", results), expected, "{status}");
    }
    for (category, expected) in [
        ("forbidden", Outcome::Fail),
        ("reciprocal", Outcome::Fail),
        ("notice", Outcome::Informational),
        ("unknown", Outcome::Manual),
    ] {
        let results = json!([{"Target": "a", "Licenses": [{"Name": "L", "Category": category}]}]);
        assert_eq!(outcome("trivy", "/Results", results).0, expected, "{category}");
    }
    let tests = |list: &str| json!({ list: ["t"] });
    assert_eq!(outcome("in-toto", "/predicate", tests("passedTests")).0, Outcome::Pass);
    assert_eq!(outcome("in-toto", "/predicate", tests("warnedTests")).0, Outcome::Manual);
    assert_eq!(outcome("in-toto", "/predicate", tests("failedTests")).0, Outcome::Fail);
}

#[test]
fn unknown_words_are_errors() {
    for (name, pointer, value, words) in [
        (
            "checkov",
            "/results/passed_checks/0/check_result/result",
            json!("FAILED"),
            "`check_result.result`",
        ),
        ("trivy", "/SchemaVersion", json!(3), "`SchemaVersion`"),
        ("trivy", "/Results/0/Vulnerabilities/0/Severity", json!("DIRE"), "`Severity`"),
        ("grype", "/descriptor/name", json!("other"), "`descriptor.name`"),
        ("semgrep", "/results/0/extra/severity", json!("LOUD"), "`extra.severity`"),
        ("bandit", "/results/0/issue_severity", json!("LOUD"), "`issue_severity`"),
        ("npm-audit", "/auditReportVersion", json!(3), "`auditReportVersion`"),
        ("pip-audit", "/dependencies/0", json!({"name": "x"}), "`vulns`"),
        ("zap", "/site/0/alerts/0/riskcode", json!("4"), "`riskcode`"),
        ("zap", "/site/0/alerts/0/confidence", json!("9"), "`confidence`"),
        ("cyclonedx-vex", "/vulnerabilities/0/analysis/state", json!("fine"), "`analysis.state`"),
        ("cyclonedx-vex", "/specVersion", json!("1.1"), "`specVersion`"),
        ("in-toto", "/predicate/result", json!("GREAT"), "`predicate.result`"),
        ("in-toto", "/predicateType", json!("https://slsa.dev/provenance/v1"), "`predicateType`"),
        ("cargo-audit", "/database/last-updated", json!("soon"), "not a time"),
    ] {
        let text = changed(name, pointer, value);
        assert!(problem(&text).contains(words), "{name}: {}", problem(&text));
    }
    let twice = SAMPLES[8].1.replace("\"count\":1", "\"count\":1,\"count\":0");
    assert!(problem(&twice).contains("twice"), "{}", problem(&twice));
}

#[test]
fn a_mute_is_never_a_fix_and_says_why() {
    let (_, collected) = read_ok("checkov/results_json.json.gz");
    let muted: Vec<_> = only_run(&collected).1.iter().filter(|r| r.muted).collect();
    assert!(muted[0].message.contains("RISK-011") && muted[0].outcome == Outcome::Fail);
    let (_, collected) = read_ok("cargo-audit/cargo-audit-with-ignore.json");
    let muted: Vec<_> = only_run(&collected).1.iter().filter(|r| r.muted).collect();
    assert_eq!(muted[0].rule, "RUSTSEC-2020-0159");
    let mut grype = sample("grype");
    grype["ignoredMatches"] = grype["matches"].clone();
    grype["ignoredMatches"][0]["appliedIgnoreRules"] = json!([{"vulnerability": "CVE-1"}]);
    let (run, results) = read_text(&grype.to_string());
    assert_eq!((run.counts.fail, run.counts.muted_fail), (1, 1));
    assert!(results[1].message.contains("CVE-1\"}"), "{}", results[1].message);
    let modified = json!([{"Type": "vulnerability", "Status": "not_affected", "Statement": "not reached",
        "Source": "vex.json", "Finding": {"VulnerabilityID": "CVE-2", "PkgName": "p"}}]);
    let mut trivy = sample("trivy");
    trivy["Results"][0]["ExperimentalModifiedFindings"] = modified;
    let (run, results) = read_text(&trivy.to_string());
    assert_eq!((run.counts.fail, run.counts.muted_fail), (1, 1));
    assert!(results[1].message.contains("not_affected, not reached, by vex.json"));
}

#[test]
fn secrets_are_not_taken_over() {
    let secret = "hunter2-hunter2";
    let texts = [
        changed("gitleaks", "/0/Secret", json!(secret))
            .replace("\"REDACTED\"", &format!("{secret:?}")),
        changed(
            "trivy",
            "/Results",
            json!([{"Target": "a.env", "Secrets": [
            {"RuleID": "key", "Title": "A key", "Match": secret, "StartLine": 3}]}]),
        ),
        changed("zap", "/site/0/alerts/0/instances/0/uri", json!(format!("https://a/?t={secret}"))),
        changed(
            "bandit",
            "/results/0/issue_text",
            json!(format!("Possible hardcoded password: '{secret}'")),
        )
        .replace("\"B1\"", "\"B105\""),
    ];
    for text in texts {
        let (run, results) = read_text(&text);
        let said = serde_json::to_string(&(run, results)).unwrap();
        assert!(text.contains(secret) && !said.contains(secret), "{said}");
    }
    let (run, _) = read_text(&changed("gitleaks", "/0/Secret", json!(secret)));
    assert!(warns(&run, "--redact"));
}

#[test]
fn subjects_outlive_versions_and_lines_and_belong_to_their_repository() {
    let uid = |text: &str| read_text(text).1[0].subject.uid.clone();
    let trivy = sample("trivy").to_string();
    assert_eq!(uid(&trivy), "acme/web:os#é@alpine");
    assert_eq!(uid(&trivy), uid(&trivy.replace("acme/web:1", "acme/web:2")), "another tag");
    let grype = sample("grype").to_string();
    assert_eq!(uid(&grype), "acme/web:é@deb");
    assert_eq!(uid(&sample("cyclonedx-vex").to_string()), "pkg:npm/é".replace("pkg:", ""));
    let bandit = sample("bandit").to_string();
    let moved =
        bandit.replace("1 x = ", "9 x = ").replace("\"line_number\":1", "\"line_number\":9");
    assert_ne!(bandit, moved);
    assert_eq!(uid(&bandit), uid(&moved), "another line");
    let claims = Claims { repository: Some("shop".into()), ..Claims::default() };
    let (_, collected) = read_as(SAMPLES[7].1.as_bytes(), &Asked { format: None, claims }).unwrap();
    assert_eq!(only_run(&collected).1[0].subject.uid, "shop:é@pypi");
}

#[test]
fn what_was_looked_at_is_named() {
    let (run, _) = read_text(SAMPLES[1].1);
    assert!(run.scope.digests.iter().eq(["sha256:ab"]));
    assert_eq!(run.scope.repository.read.as_deref(), Some("acme/web"));
    assert_eq!(run.observed_at, instant("2026-11-23T14:00:00Z"), "nine digits of fraction");
    let (run, _) = read_text(SAMPLES[2].1);
    assert!(run.warnings.is_empty() && run.scope.digests.iter().eq(["sha256:ab"]), "{run:?}");
    let (run, _) = read_text(&SAMPLES[2].1.replace("2026-11-23T01", "2026-10-23T01"));
    assert!(warns(&run, "31 days old"), "{:?}", run.warnings);
    let (run, _) = read_text(&changed("trivy", "/CreatedAt", json!("0001-01-01T00:00:00Z")));
    assert_eq!(run.observed_at_source, TimeSource::FileTime, "year 1 is unknown");
    let (run, _) = read_text(SAMPLES[9].1);
    assert_eq!(run.observed_at, instant("2026-11-19T10:53:11Z"));
    assert!(warns(&run, "14 hours"));
    let (run, _) = read_text(SAMPLES[11].1);
    assert_eq!(run.scope.commit.read.as_deref(), Some("abcdef0123"));
}

#[test]
fn an_envelope_is_opened_and_not_believed() {
    use base64::Engine as _;
    let payload = base64::engine::general_purpose::STANDARD.encode(SAMPLES[11].1);
    let envelope = |payload: &str| {
        json!({"payloadType": "application/vnd.in-toto+json", "payload": payload,
            "signatures": [{"keyid": "k", "sig": "c2ln"}]})
        .to_string()
    };
    let (run, results) = read_text(&envelope(&payload));
    assert_eq!(results, read_text(SAMPLES[11].1).1);
    assert!(warns(&run, "1 signatures, which are kept and not verified"), "{:?}", run.warnings);
    assert!(warns(&read_text(SAMPLES[11].1).0, "not signed"));
    assert!(problem(&envelope("%%%")).contains("base64"));
    let lie = SAMPLES[11].1.replace("FAILED", "PASSED");
    let (run, results) = read_text(&lie);
    assert_eq!(results.iter().find(|r| r.rule == "result").unwrap().outcome, Outcome::Fail);
    assert!(warns(&run, "failed tests are listed"));
}

#[test]
fn npm_packages_are_not_lost() {
    let package = |via: Value| {
        json!({"b": {"severity": "low", "via": via}, "a": {"via": [{
        "source": 7, "title": "t", "severity": "low"}]}})
    };
    let (run, results) =
        read_text(&changed("npm-audit", "/vulnerabilities", package(json!(["a"]))));
    assert_eq!(results.len(), 1);
    assert!(results[0].rule == "npm-7" && warns(&run, "1 packages are vulnerable only through"));
    let (_, results) =
        read_text(&changed("npm-audit", "/vulnerabilities", package(json!(["gone"]))));
    assert_eq!(results.len(), 2, "what explains it is not listed");
    let older = json!({"actions": [], "advisories": {"106": {"module_name": "m", "severity": "high"}},
        "muted": [], "metadata": {"totalDependencies": 159}});
    let (run, results) = read_text(&older.to_string());
    assert_eq!((results[0].rule.as_str(), run.scope.examined), ("npm-106", Some(159)));
}

#[test]
fn tables_are_read_with_any_separator_and_refused_with_the_line() {
    let words = [
        ("pass", Outcome::Pass),
        ("FAIL", Outcome::Fail),
        ("Error", Outcome::Error),
        ("na", Outcome::NotApplicable),
        ("Not applicable", Outcome::NotApplicable),
        ("manual", Outcome::Manual),
        ("skip", Outcome::Manual),
        ("info", Outcome::Informational),
    ];
    for separator in [",", ";", "\t"] {
        let line = |cells: [&str; 4]| cells.join(separator) + "\r\n";
        let mut text = String::from("\u{feff}") + &line(["Ref_ID", "result", "message", "subject"]);
        for (word, _) in words {
            text += &line(["R", word, "\"a, \"\"b\"\";\nc\"", "s"]);
        }
        let (run, results) = read_text(&text);
        assert_eq!(results.iter().map(|r| r.outcome).collect::<Vec<_>>(), words.map(|w| w.1));
        assert_eq!(results[0].message, "a, \"b\";\nc");
        assert_eq!((run.tool_name(), run.counts.total()), ("csv", 8));
    }
    let (run, results) = read_text("ref_id,result,other\nR,n/a,x\n");
    assert_eq!(results[0].outcome, Outcome::Manual, "not applicable needs a reason");
    assert!(warns(&run, "without a message") && warns(&run, "\"other\""));
    let timed = "ref_id,result,account,severity,observed_at\nR,pass,1,high,2026-11-02T00:00:00Z\n\
                 S,fail,2,low,2026-11-01T00:00:00Z\n";
    let (run, results) = read_text(timed);
    assert_eq!(run.observed_at, instant("2026-11-01T00:00:00Z"));
    assert_eq!(results[1].subject.account.as_deref(), Some("2"));
    for (text, said) in [
        ("ref_id,result\nR,pass\nS,good\n", "line 3"),
        ("ref_id,result\nR,pass\nS,good\n", "looked for pass, fail"),
        ("ref_id,result\nR,pass,more\n", "3 cells, the header has 2"),
        ("ref_id,result,result\nR,pass,fail\n", "twice"),
        ("ref_id,result\n,pass\n", "no `ref_id`"),
        ("ref_id,result,severity\nR,fail,dire\n", "`severity`"),
        ("ref_id,result,observed_at\nR,fail,soon\n", "`observed_at`"),
    ] {
        assert!(problem(text).contains(said), "{}", problem(text));
    }
}

#[test]
fn a_report_cut_anywhere_is_refused() {
    for (name, text) in SAMPLES.iter().filter(|(name, _)| *name != "generic-csv") {
        for end in 0..text.len() {
            for format in [None, name.parse().ok()] {
                let asked = Asked { format, ..Asked::default() };
                let error = read_as(&text.as_bytes()[..end], &asked).unwrap_err().to_string();
                assert!(error.starts_with("report") && error.len() < 1000, "{name}: {error}");
            }
        }
    }
}
