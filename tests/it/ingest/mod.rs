//! The readers on real, broken and hostile files.

mod appsec;
mod assessments;
mod aws;
mod deployments;
mod doubt;
mod formats;
mod hosts;
pub(crate) mod mutations;
pub(crate) mod oddities;
mod permissions;
mod recognise;
mod samples;
pub(crate) mod seeds;
mod words;

use std::{collections::BTreeMap, fs, path::PathBuf};

use storyproof::{
    evidence::{Claims, Collected, Counts, Outcome, Run, ScanResult, Severity, TimeSource},
    ingest::{Error, Format, Source, Summary, read},
    time::Instant,
};

fn fixture(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/evidence").join(name);
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn instant(text: &str) -> Instant {
    text.parse().unwrap()
}

#[derive(Default)]
pub(crate) struct Asked {
    pub(crate) format: Option<Format>,
    pub(crate) claims: Claims,
}

pub(crate) fn read_as(bytes: &[u8], asked: &Asked) -> Result<(Summary, Collected), Error> {
    let source = Source {
        file_name: "report",
        format: asked.format,
        claims: &asked.claims,
        fallback_time: (instant("2026-11-20T00:00:00Z"), TimeSource::FileTime),
        now: instant("2026-12-01T00:00:00Z"),
    };
    let mut sink = Collected::default();
    let summary = read(bytes, &source, &mut sink)?;
    let runs: Vec<&Run> = sink.runs.iter().map(|(run, _)| run).collect();
    assert_eq!(summary.runs.iter().collect::<Vec<_>>(), runs);
    for (run, results) in &sink.runs {
        let mut counted = Counts::default();
        for result in results {
            counted.add(result.outcome, result.muted);
        }
        assert_eq!(counted, run.counts, "counts are those of the results");
    }
    let mut by_rule = Counts::default();
    for counts in summary.rules_seen.values() {
        by_rule.merge(counts);
    }
    assert_eq!(by_rule, summary.counts());
    Ok((summary, sink))
}

fn read_ok(name: &str) -> (Summary, Collected) {
    match read_as(&fixture(name), &Asked::default()) {
        Ok(done) => done,
        Err(error) => panic!("{name}: {error}"),
    }
}

fn only_run(collected: &Collected) -> (&Run, &[ScanResult]) {
    let [(run, results)] = collected.runs.as_slice() else { panic!("one run") };
    (run, results)
}

/// Pass, fail, error, manual, muted pass, muted fail.
type Row = [u64; 6];

fn row(counts: &Counts) -> Row {
    assert_eq!((counts.not_applicable, counts.informational), (0, 0));
    let Counts { pass, fail, error, manual, muted_pass, muted_fail, .. } = *counts;
    [pass, fail, error, manual, muted_pass, muted_fail]
}

#[test]
fn prowler_files_count_as_other_programs_count_them() {
    let truth: [(&str, Row, usize, usize, &str); 9] = [
        ("full-run1", [274, 260, 0, 5, 1, 5], 218, 95, "2026-11-23T14:28:03Z"),
        ("full-run2", [291, 236, 0, 5, 1, 5], 216, 96, "2026-11-23T14:32:13Z"),
        ("full-run3", [384, 173, 0, 9, 1, 5], 219, 109, "2026-11-23T14:36:57Z"),
        ("subset-run1", [25, 51, 0, 3, 1, 3], 36, 0, "2026-11-23T14:28:03Z"),
        ("subset-run2", [37, 37, 0, 3, 1, 3], 36, 0, "2026-11-23T14:32:13Z"),
        ("subset-run3", [60, 9, 0, 3, 1, 3], 35, 0, "2026-11-23T14:36:57Z"),
        ("only-fail", [0, 2, 0, 0, 0, 0], 2, 2, "2026-11-23T14:46:37Z"),
        ("tz-sydney", [25, 2, 0, 2, 0, 0], 7, 7, "2026-11-23T14:41:07Z"),
        ("tz-sydney-unix", [25, 2, 0, 2, 0, 0], 7, 7, "2026-11-23T14:42:51Z"),
    ];
    for (name, counts, rules, subjects, time) in truth {
        let (summary, collected) = read_ok(&format!("prowler/{name}.ocsf.json.gz"));
        let (run, results) = only_run(&collected);
        assert_eq!(summary.format.name(), "prowler-ocsf");
        assert_eq!(row(&run.counts), counts, "{name}");
        assert_eq!(summary.rules_seen.len(), rules, "{name}");
        let mut uids: Vec<&str> = results.iter().map(|r| r.subject.uid.as_str()).collect();
        uids.sort_unstable();
        uids.dedup();
        assert!(subjects == 0 || uids.len() == subjects, "{name}: {} subjects", uids.len());
        assert_eq!(run.observed_at, instant(time), "{name}: `time`, not the local `time_dt`");
        assert_eq!(run.observed_at_source, TimeSource::Read);
        assert_eq!(run.tool_name(), "prowler");
        assert_eq!(run.version.read.as_deref(), Some("5.46.0"));
        assert!(run.succeeded && run.warnings.is_empty(), "{name}: {:?}", run.warnings);
        assert!(run.scope.accounts.iter().eq(["123456789012"]));
        assert!(run.tool_run_id.is_some());
    }
}

#[test]
fn a_prowler_subject_is_the_same_in_every_scan() {
    let subjects = |run: u32| {
        let (_, collected) = read_ok(&format!("prowler/full-run{run}.ocsf.json.gz"));
        let (_, results) = only_run(&collected);
        let key = |r: &ScanResult| (r.rule.clone(), r.subject.clone());
        let all: Vec<_> = results.iter().map(key).collect();
        let unique: std::collections::BTreeSet<_> = all.iter().cloned().collect();
        assert_eq!(unique.len(), all.len(), "no two results share rule and subject");
        unique
    };
    // Of 545 findings all but 22 have a counterpart in the next scan, by rule, ARN and region.
    assert_eq!(subjects(1).difference(&subjects(2)).count(), 22);
}

#[test]
fn sarif_files_count_as_other_programs_count_them() {
    /// File; fail, muted fail; error, warning, note; rules listed; time read.
    type Row = (&'static str, [u64; 2], [usize; 3], usize, bool);
    let truth: [Row; 8] = [
        ("bandit.sarif", [11, 0], [3, 3, 5], 11, true),
        ("cargo-audit.sarif", [4, 0], [3, 1, 0], 4, false),
        ("cfn-lint.sarif", [7, 0], [2, 5, 0], 7, false),
        ("checkov.sarif", [31, 1], [31, 1, 0], 31, false),
        ("eslint.sarif", [8, 1], [7, 2, 0], 7, false),
        ("eslint-ignore-suppressed.sarif", [8, 0], [6, 2, 0], 6, false),
        ("gitleaks-clean.sarif.gz", [0, 0], [0, 0, 0], 222, false),
        ("semgrep.sarif", [5, 0], [2, 2, 1], 6, false),
    ];
    for (name, [fail, muted], levels, rules, timed) in truth {
        let (summary, collected) = read_ok(&format!("sarif/{name}"));
        let (run, results) = only_run(&collected);
        assert_eq!(summary.format.name(), "sarif");
        assert_eq!(row(&run.counts), [0, fail, 0, 0, 0, muted], "{name}");
        let count = |severity| results.iter().filter(|r| r.severity == Some(severity)).count();
        assert_eq!([Severity::High, Severity::Medium, Severity::Low].map(count), levels, "{name}");
        assert_eq!(run.scope.rules.len(), rules, "{name}");
        assert_eq!(run.observed_at_source == TimeSource::Read, timed, "{name}");
        assert!(run.succeeded, "{name}");
        let unique: std::collections::BTreeSet<_> =
            results.iter().map(|r| (&r.rule, &r.subject)).collect();
        assert_eq!(unique.len(), results.len(), "{name}: no two results are merged");
        let tool = name.split(['.']).next().unwrap();
        assert!(tool.starts_with(run.tool_name()), "{name}: {}", run.tool_name());
    }
}

#[test]
fn junit_files_count_as_other_programs_count_them() {
    let truth: [(&str, Row, &str, bool); 7] = [
        ("bandit.junit.xml", [0, 11, 0, 0, 0, 0], "bandit", false),
        ("cfn-lint.junit.xml", [300, 7, 0, 22, 0, 0], "cfn-lint", false),
        ("checkov.junit.xml", [16, 31, 0, 1, 0, 0], "checkov", false),
        ("nextest.junit.xml", [4, 1, 0, 0, 0, 0], "cargo-nextest", true),
        ("pytest-xunit1-logs.xml", [4, 2, 2, 2, 0, 0], "pytest", true),
        ("pytest-xunit2.xml", [4, 2, 2, 2, 0, 0], "pytest", true),
        ("semgrep.junit.xml", [0, 5, 0, 0, 0, 0], "semgrep", false),
    ];
    for (name, counts, tool, timed) in truth {
        let (summary, collected) = read_ok(&format!("junit/{name}"));
        let (run, results) = only_run(&collected);
        assert_eq!(summary.format.name(), "junit");
        assert_eq!(row(&run.counts), counts, "{name}");
        assert_eq!(run.tool_name(), tool);
        assert_eq!(run.observed_at_source == TimeSource::Read, timed, "{name}");
        assert!(run.succeeded && run.warnings.is_empty(), "{name}: {:?}", run.warnings);
        assert!(results.iter().all(|r| r.subject.kind == "test suite"));
    }
    let (_, collected) = read_ok("junit/nextest.junit.xml");
    let flaky: Vec<_> =
        only_run(&collected).1.iter().filter(|r| r.message.contains("flaky, passed")).collect();
    assert_eq!(flaky.len(), 1);
    assert_eq!(flaky[0].outcome, Outcome::Pass);
}

#[test]
fn hostile_files_are_refused_with_a_message() {
    let truth = [
        ("truncated.ocsf.json.gz", "ends early"),
        ("empty.json", "the file is empty"),
        ("null.json", "only `null`"),
        ("html-error-page-as.json", "web page"),
        ("two-concatenated.sarif", "`{...}{...}`"),
        ("lone-surrogate.ocsf.json", "lone surrogate"),
        ("duplicate-keys.ocsf.json", "`status_code` twice"),
        ("big-number-time.ocsf.json", "milliseconds"),
        ("deep-nesting.json", "unknown format"),
        ("xxe.junit.xml", "document type definition"),
        ("billion-laughs.junit.xml", "document type definition"),
    ];
    for (name, words) in truth {
        let error = read_as(&fixture(&format!("hostile/{name}")), &Asked::default()).unwrap_err();
        assert!(error.to_string().contains(words), "{name}: {error}");
        assert!(!error.help().is_empty());
    }
    let error = read_as(&fixture("hostile/two-concatenated.sarif"), &Asked::default()).unwrap_err();
    assert_eq!(error.position.unwrap().byte, 18_300);
}

#[test]
fn hostile_files_without_harm_are_read() {
    for (name, format, results) in [
        ("utf16le-bom.sarif", "sarif", 11),
        ("utf8-bom.sarif", "sarif", 11),
        ("injection.ocsf.json", "prowler-ocsf", 1),
        ("six-findings-original.ocsf.json", "prowler-ocsf", 6),
        ("six-findings-reserialised-sorted.ocsf.json", "prowler-ocsf", 6),
    ] {
        let (summary, _) = read_ok(&format!("hostile/{name}"));
        assert_eq!((summary.format.name(), summary.counts().total()), (format, results), "{name}");
    }
    let (_, marked) = read_ok("hostile/utf16le-bom.sarif");
    let (_, plain) = read_ok("sarif/bandit.sarif");
    assert_eq!(marked.runs, plain.runs, "the encoding changes nothing");
    let (_, original) = read_ok("hostile/six-findings-original.ocsf.json");
    let (_, sorted) = read_ok("hostile/six-findings-reserialised-sorted.ocsf.json");
    assert_eq!(original.runs, sorted.runs, "neither does the order of keys");
}

#[test]
fn a_time_in_the_future_is_said() {
    let (summary, _) = read_ok("hostile/future-time.ocsf.json");
    assert!(summary.runs[0].warnings.iter().any(|w| w.contains("future")));
}

#[test]
fn claimed_time_wins_and_both_are_kept() {
    let claims = Claims {
        observed_at: Some(instant("2026-11-22T00:00:00Z")),
        account: Some("999999999999".into()),
        commit: Some("abc".into()),
        ..Claims::default()
    };
    let asked = Asked { format: None, claims };
    let (summary, _) = read_as(&fixture("hostile/injection.ocsf.json"), &asked).unwrap();
    let run = &summary.runs[0];
    assert_eq!(run.observed_at, instant("2026-11-22T00:00:00Z"));
    assert_eq!(run.observed_at_source, TimeSource::Claimed);
    assert_eq!(run.observed_at_read, Some(instant("2026-11-23T14:28:03Z")));
    assert!(run.scope.accounts.iter().eq(["123456789012"]), "a claim widens no scope");
    assert!(run.warnings.iter().any(|w| w.contains("999999999999")));
    assert_eq!(run.scope.commit.claimed.as_deref(), Some("abc"));
}

fn finding(change: &str) -> String {
    let base = r#"{"metadata": {"event_code": "c", "product": {"name": "Prowler", "version": "5"}},
        "class_uid": 2004, "status_code": "PASS", "status": "New", "time": 1795444083,
        "resources": [{"uid": "r"}], "cloud": {"account": {"uid": "1"}}}"#;
    let mut object: serde_json::Value = serde_json::from_str(base).unwrap();
    let change: BTreeMap<String, serde_json::Value> = serde_json::from_str(change).unwrap();
    for (key, value) in change {
        object[key] = value;
    }
    object.to_string()
}

fn counts_of(text: &str) -> Counts {
    read_as(text.as_bytes(), &Asked::default()).unwrap().0.counts()
}

#[test]
fn prowler_scans_in_one_file_are_runs() {
    let scan = |id: &str| finding(&format!(r#"{{"unmapped": {{"scan_id": "{id}"}}}}"#));
    let file = format!("[{},{},{}]", scan("a"), scan("a"), scan("b"));
    let (summary, _) = read_as(file.as_bytes(), &Asked::default()).unwrap();
    let totals: Vec<u64> = summary.runs.iter().map(|run| run.counts.total()).collect();
    assert_eq!(totals, [2, 1]);
    let file = format!("[{},{},{}]", scan("a"), scan("b"), scan("a"));
    let error = read_as(file.as_bytes(), &Asked::default()).unwrap_err();
    assert!(error.to_string().contains("\"a\" continue"), "{error}");
}

#[test]
fn prowler_findings_are_read_as_documented() {
    let all = |change: &str| {
        let (_, collected) = read_as(finding(change).as_bytes(), &Asked::default()).unwrap();
        let (run, results) = only_run(&collected);
        (run.clone(), results[0].clone())
    };
    let (_, result) = all(r#"{"resources": []}"#);
    assert_eq!((result.subject.uid.as_str(), result.subject.kind.as_str()), ("1", "account"));
    let (_, result) = all(r#"{"status": "Suppressed", "status_id": 1, "status_code": "FAIL"}"#);
    assert!(result.muted && result.outcome == Outcome::Fail);
    let (run, _) = all(r#"{"time": null, "time_dt": "2026-11-23T14:28:03.616581"}"#);
    assert_eq!(run.observed_at, instant("2026-11-23T14:28:03Z"));
    assert!(run.warnings[0].contains("14 hours"), "{:?}", run.warnings);
    let (run, _) = all(r#"{"time": null}"#);
    assert_eq!(run.observed_at_source, TimeSource::FileTime);
}

#[test]
fn an_empty_prowler_file_needs_its_format_and_proves_nothing() {
    assert!(read_as(b"[]", &Asked::default()).unwrap_err().to_string().contains("only `[]`"));
    let asked = Asked { format: "prowler-ocsf".parse().ok(), ..Asked::default() };
    let (summary, _) = read_as(b"[]", &asked).unwrap();
    let claims = Claims { tool: Some("Prowler".into()), ..Claims::default() };
    assert_eq!(read_as(b"[]", &Asked { format: None, claims }).unwrap().0, {
        let mut named = summary.clone();
        named.runs[0].tool.claimed = Some("prowler".into());
        named
    });
    assert!(!summary.runs[0].succeeded);
    assert!(summary.runs[0].warnings[0].contains("nothing was evaluated"));
}

fn sarif(run: &str) -> String {
    format!(r#"{{"version": "2.1.0", "runs": [{run}]}}"#)
}

fn sarif_results(results: &str) -> String {
    sarif(&format!(
        r#"{{"results": [{results}], "tool": {{"driver": {{"name": "T", "rules": [
            {{"id": "R", "defaultConfiguration": {{"level": "note"}},
              "messageStrings": {{"m": {{"text": "{{0}} and {{1}}"}}}}}}]}},
          "extensions": [{{"name": "E", "rules": [{{"id": "X"}}]}}]}}}}"#
    ))
}

#[test]
fn sarif_results_are_read_as_the_specification_says() {
    let one = |result: &str| {
        let text = sarif_results(result);
        let (_, collected) = read_as(text.as_bytes(), &Asked::default()).unwrap();
        only_run(&collected).1[0].clone()
    };
    let result = one(r#"{"ruleIndex": 0, "message": {"id": "m", "arguments": ["{1}", "b"]}}"#);
    assert_eq!((result.rule.as_str(), result.severity), ("R", Some(Severity::Low)));
    assert_eq!(result.message, "{1} and b");
    let result = one(r#"{"ruleId": "R/2", "message": {"text": "t"}}"#);
    assert_eq!((result.rule.as_str(), result.message.as_str()), ("R", "t [R/2]"));
    let result = one(r#"{"rule": {"index": 0, "toolComponent": {"index": 0}}}"#);
    assert_eq!((result.rule.as_str(), result.severity), ("X", Some(Severity::Medium)));
    assert_eq!(one(r#"{"message": {"text": "t"}}"#).rule, "(none)");
    for (kind, outcome) in [
        ("pass", Outcome::Pass),
        ("fail", Outcome::Fail),
        ("open", Outcome::Error),
        ("review", Outcome::Manual),
        ("informational", Outcome::Informational),
        ("notApplicable", Outcome::NotApplicable),
    ] {
        let result = one(&format!(r#"{{"ruleId": "R", "kind": "{kind}"}}"#));
        assert_eq!(result.outcome, outcome);
        assert_eq!(result.severity == Some(Severity::Info), kind != "fail", "{kind}");
    }
    for (suppressions, muted) in [
        ("null", false),
        ("[]", false),
        (r#"[{"kind": "inSource"}]"#, true),
        (r#"[{"status": "accepted", "justification": "RISK-011"}]"#, true),
        (r#"[{"status": "underReview"}]"#, false),
        (r#"[{"status": "accepted"}, {"status": "rejected"}]"#, false),
    ] {
        let result = one(&format!(r#"{{"ruleId": "R", "suppressions": {suppressions}}}"#));
        assert_eq!(result.muted, muted, "{suppressions}");
        assert_eq!(result.message.contains("RISK-011"), suppressions.contains("RISK-011"));
    }
}

#[test]
fn a_moved_line_keeps_its_subject() {
    let subject = |line: u32, repeated: bool| {
        let place = |line| {
            format!(
                r#"{{"ruleId": "R", "fingerprints": {{"id": "requires login"}}, "locations": [
                    {{"physicalLocation": {{"artifactLocation": {{"uri": "a.py"}},
                      "region": {{"startLine": {line}, "snippet": {{"text": "x = 1"}}}}}}}}]}}"#
            )
        };
        let results = if repeated { place(1) + "," + &place(line) } else { place(line) };
        let (_, collected) =
            read_as(sarif_results(&results).as_bytes(), &Asked::default()).unwrap();
        let (_, results) = only_run(&collected);
        results.iter().map(|r| r.subject.uid.clone()).collect::<Vec<_>>()
    };
    assert_eq!(subject(7, false), subject(900, false));
    let both = subject(7, true);
    assert_ne!(both[0], both[1], "the same code twice is two places");
    assert_eq!(both[0], subject(7, false)[0]);
}

#[test]
fn a_sarif_run_that_proves_nothing_says_so() {
    let run = |text: &str| read_as(text.as_bytes(), &Asked::default()).unwrap().0.runs[0].clone();
    let tool = r#""tool": {"driver": {"name": "T"}}"#;
    for results in ["", r#", "results": null"#] {
        let run = run(&sarif(&format!("{{{tool}{results}}}")));
        assert!(!run.succeeded && run.warnings[0].contains("did not look"));
    }
    let ended = r#""results": [], "invocations": [{"executionSuccessful": false}]"#;
    assert!(!run(&sarif(&format!("{{{tool}, {ended}}}"))).succeeded);
    assert!(run(&sarif(&format!(r#"{{{tool}, "results": []}}"#))).succeeded);
    let error = read_as(sarif("").as_bytes(), &Asked::default()).unwrap_err();
    assert!(error.to_string().contains("no run"), "{error}");
    let gone =
        r#"{"ruleId": "R", "baselineState": "absent"}, {"ruleId": "R", "baselineState": "new"}"#;
    let run = run(&sarif_results(gone));
    assert_eq!((run.absent, run.counts.total()), (1, 1));
}

#[test]
fn junit_outcomes_are_the_worst_that_is_said() {
    let counts = |case: &str| counts_of(&format!("<testsuite name='s'>{case}</testsuite>"));
    let case = |inside: &str| counts(&format!("<testcase name='n'>{inside}</testcase>"));
    assert_eq!(case("<error/><failure/><skipped/>").fail, 1);
    assert_eq!(case("<skipped/><error/>").error, 1);
    assert_eq!(case("<skipped/>").manual, 1);
    assert_eq!(case("<flakyFailure/>").pass, 1);
    assert_eq!(case("<failure/><rerunFailure/>").fail, 1);
    assert_eq!(case("<rerunFailure/>").fail, 1);
    assert_eq!(counts("<testcase name='n' status='notrun' result='suppressed'/>").manual, 1);
    let nested = "<testsuites><testcase name='a'/><testsuite><testsuite><testcase name='b'/>\
                  </testsuite></testsuite></testsuites>";
    assert_eq!(counts_of(nested).pass, 2);
}

#[test]
fn a_junit_file_without_tests_proves_nothing() {
    for text in ["<testsuites/>", "<testsuites><testsuite name='x' tests='3'/></testsuites>"] {
        let (summary, _) = read_as(text.as_bytes(), &Asked::default()).unwrap();
        let run = &summary.runs[0];
        assert!(!run.succeeded && run.warnings[0].contains("nothing was tested"));
    }
    let local = "<testsuite timestamp='2026-11-23T14:28:03'><testcase name='a'/></testsuite>";
    let (summary, _) = read_as(local.as_bytes(), &Asked::default()).unwrap();
    assert!(summary.runs[0].warnings[0].contains("14 hours"));
}

const GOOD: [(&str, &str); 3] = [
    (
        "prowler",
        r#"[{"metadata":{"event_code":"c","product":{"name":"Prowler"}},"status_code":"PASS","time":1795444083,"resources":[{"uid":"é"}]}]"#,
    ),
    (
        "sarif",
        r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T","rules":[{"id":"R"}]}},"results":[{"ruleId":"R","level":"error","message":{"text":"é"}}]}]}"#,
    ),
    (
        "junit",
        r#"<testsuites><testsuite name="é"><testcase classname="c" name="n"><failure message="m">t &lt; &#65;</failure></testcase></testsuite></testsuites>"#,
    ),
];

#[test]
fn a_file_cut_anywhere_is_refused() {
    for (name, text) in GOOD.into_iter().chain(seeds::JSON) {
        assert!(read_as(text.as_bytes(), &Asked::default()).is_ok(), "{name}");
        for end in 0..text.len() {
            let cut = &text.as_bytes()[..end];
            for format in [None, Some(name)] {
                let format = format
                    .and_then(|name| Format::all().find(|format| format.name().starts_with(name)));
                let asked = Asked { format, ..Asked::default() };
                let error = read_as(cut, &asked).unwrap_err().to_string();
                assert!(error.starts_with("report") && error.len() < 600, "{name}: {error}");
            }
        }
    }
}

#[test]
fn broken_files_are_refused_with_the_reason() {
    let deep = |open: &str, close: &str| open.repeat(5000) + &close.repeat(5000);
    let prowler = |change: &str| finding(change);
    let huge = "x".repeat(5000);
    let table: Vec<(String, &str)> = vec![
        (prowler(r#"{"status_code": 7}"#), "expected a string"),
        (prowler(r#"{"status_code": "GOOD"}"#), r#"is "GOOD""#),
        (prowler(r#"{"status_code": null}"#), "is missing"),
        (prowler(r#"{"time": "now"}"#), "expected i64"),
        (prowler(r#"{"time": -5}"#), "not a time"),
        (prowler(r#"{"class_uid": 2001}"#), "2004"),
        (prowler(r#"{"resources": [], "cloud": null}"#), "no resource and no account"),
        (prowler(&format!(r#"{{"unmapped": {{"scan_id": "{huge}"}}}}"#)), "1024 bytes"),
        (prowler("{}").replace("Prowler", "Other"), "OCSF finding by \"Other\""),
        (format!("[{0}][{0}]", prowler("{}")), "`[...][...]`"),
        (format!("[{}] done", prowler("{}")), "text follows"),
        (format!("[{}", prowler("{}")), "ends early"),
        (sarif_results(r#"{"level": "fatal"}"#), "runs[0].results[0]"),
        (sarif_results(r#"{"kind": "maybe"}"#), "`kind`"),
        (sarif_results(r#"{"baselineState": "lost"}"#), "`baselineState`"),
        (sarif_results(r#"{"ruleId": "R", "ruleId": "S"}"#), "`ruleId` twice"),
        (sarif_results(r#"{"ruleId": ["R"]}"#), "expected a string"),
        (sarif_results(r#"{"ruleId": "\udc00"}"#), "surrogate"),
        (sarif_results("{}").replace("2.1.0", "2.2"), r#"SARIF version "2.2""#),
        (r#"{"version": "2.1.0", "runs": null}"#.into(), "no run"),
        (sarif("{}"), "missing field `tool`"),
        (sarif_results("{}") + "x", "text follows"),
        (sarif(&deep("[", "]")), "expected an object"),
        (deep("{\"a\":", "}"), "unknown format"),
        (deep("<testsuite>", "</testsuite>"), "deeper than 100"),
        ("<testsuites><testcase name='a'></testsuites>".into(), "not well-formed"),
        ("<testsuites><testcase name='a' name='b'/></testsuites>".into(), "not well-formed"),
        ("<testsuites><testcase/></testsuites>".into(), "no name"),
        ("<testsuites><testcase name='&x;'/></testsuites>".into(), "not well-formed"),
        ("<testsuites/><testsuites/>".into(), "one behind the other"),
        ("<testsuites/>done".into(), "text follows"),
        (
            "<?xml version='1.0' encoding='ISO-8859-1'?><testsuites>é</testsuites>".into(),
            "ISO-8859-1",
        ),
        ("\u{feff}".into(), "is empty"),
        ("hello".into(), "looked for prowler-ocsf, "),
    ];
    for (text, words) in table {
        let error = match read_as(text.as_bytes(), &Asked::default()) {
            Ok(_) => panic!("accepted: {text:.200}"),
            Err(error) => error.to_string(),
        };
        assert!(error.contains(words), "{error}\n  for {text:.200}");
    }
}

#[test]
fn endless_text_is_refused_in_every_format() {
    let endless = "x".repeat(20 << 20);
    for (text, words) in [
        (
            format!(
                r#"[{{"metadata": {{"product": {{"name": "Prowler"}}, "event_code": "{endless}"#
            ),
            "16 MiB",
        ),
        (format!("<testsuites><testcase name='{endless}"), "16 MiB"),
        (format!("<testsuites><testcase name='a'/>{endless}"), "16 MiB"),
        (format!(r#"{{"version": "2.1.0", "runs": [{{"tool": "{endless}"#), "ends early"),
    ] {
        let error = read_as(text.as_bytes(), &Asked::default()).unwrap_err().to_string();
        assert!(error.contains(words) || error.contains("expected an object"), "{error}");
    }
}

#[test]
fn long_messages_are_shortened_and_said_so() {
    let text = finding(&format!(r#"{{"status_detail": "{}"}}"#, "é".repeat(10_000)));
    let (_, collected) = read_as(text.as_bytes(), &Asked::default()).unwrap();
    let (run, results) = only_run(&collected);
    assert!(results[0].message.ends_with("(15904 more bytes)"), "{}", results[0].message);
    assert!(run.warnings[0].starts_with("1 results"), "{:?}", run.warnings);
}

#[test]
fn long_names_stay_apart() {
    let uid = |end: &str| {
        let text = finding(&format!(r#"{{"resources": [{{"uid": "{}{end}"}}]}}"#, "é".repeat(999)));
        let (_, collected) = read_as(text.as_bytes(), &Asked::default()).unwrap();
        only_run(&collected).1[0].subject.uid.clone()
    };
    assert!(uid("a").len() < 1100);
    assert_eq!(uid("a"), uid("a"));
    assert_ne!(uid("a"), uid("b"));
}
