//! Files and claims that must not be believed: what a reader doubts never turns a light green.

use super::*;

fn claimed(text: &str, claims: Claims) -> (Run, Vec<ScanResult>) {
    let (_, collected) = read_as(text.as_bytes(), &Asked { format: None, claims }).unwrap();
    let (run, results) = only_run(&collected);
    (run.clone(), results.to_vec())
}

fn unclaimed(text: &str) -> Run {
    claimed(text, Claims::default()).0
}

fn warns(run: &Run, words: &[&str]) -> bool {
    run.warnings.iter().any(|warning| words.iter().all(|word| warning.contains(word)))
}

#[expect(clippy::unnecessary_wraps, reason = "it stands where an optional claim stands")]
fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_claim_that_contradicts_the_file_proves_nothing() {
    let text = sarif(
        r#"{"tool": {"driver": {"name": "Semgrep OSS"}}, "results": [], "versionControlProvenance":
            [{"repositoryUri": "https://github.com/acme/sandbox.git", "revisionId": "deadbeef01"}]}"#,
    );
    let repository =
        |name: &str| claimed(&text, Claims { repository: some(name), ..Claims::default() }).0;
    let run = repository("web");
    assert!(!run.succeeded && warns(&run, &["\"web\"", "acme/sandbox", "repository"]));
    assert_eq!(run.scope.repository.claimed.as_deref(), Some("web"));
    assert_eq!(
        run.scope.repository.read.as_deref(),
        Some("https://github.com/acme/sandbox.git"),
        "both are kept"
    );
    for same in ["sandbox", "acme/Sandbox", "git@github.com:acme/sandbox.git"] {
        let run = repository(same);
        assert!(run.succeeded && run.warnings.is_empty(), "{same}: {:?}", run.warnings);
    }
    for other in ["box", "other/sandbox", "https://gitlab.com/acme/sandbox"] {
        assert!(!repository(other).succeeded, "{other}");
    }
    for (commit, same) in
        [("cafe", false), ("deadbeef01", true), ("DEADBEEF", true), ("dead", false)]
    {
        let claims = Claims { commit: some(commit), ..Claims::default() };
        let (run, _) = claimed(&text, claims);
        assert_eq!(run.succeeded, same, "{commit}");
        assert!(same || warns(&run, &["cafe", "deadbeef01"]) || commit != "cafe");
    }
    for (tool, same) in [("semgrep", true), ("Semgrep Pro", true), ("codeql", false)] {
        let (run, _) = claimed(&text, Claims { tool: some(tool), ..Claims::default() });
        assert_eq!(run.succeeded, same, "{tool}");
        assert!(same || warns(&run, &["codeql", "semgrep"]));
    }
}

#[test]
fn a_tool_may_be_claimed_where_the_file_names_none() {
    let generic = "<testsuite name='s'><testcase name='n'/></testsuite>";
    // Recognised as Node's by a habit, which is a guess.
    let guessed =
        "<testsuites><testsuite><testcase classname='test' name='n'/></testsuite></testsuites>";
    for text in [generic, guessed] {
        let (run, _) = claimed(text, Claims { tool: some("tap-junit"), ..Claims::default() });
        assert!(run.succeeded && run.warnings.is_empty(), "{:?}", run.warnings);
        assert_eq!(run.tool_name(), "tap-junit");
    }
    let named = "<testsuite name='pytest'><testcase name='n'/></testsuite>";
    let (run, _) = claimed(named, Claims { tool: some("semgrep"), ..Claims::default() });
    assert!(!run.succeeded && warns(&run, &["semgrep", "pytest"]));
    let (run, _) = claimed(&finding("{}"), Claims { tool: some("trivy"), ..Claims::default() });
    assert!(!run.succeeded && warns(&run, &["trivy", "prowler"]));
}

#[test]
fn a_later_claim_makes_nothing_fresher() {
    let at = |time: &str| {
        let claims = Claims { observed_at: Some(instant(time)), ..Claims::default() };
        claimed(&finding("{}"), claims).0
    };
    let read = instant("2026-11-23T14:28:03Z");
    let run = at("2026-11-30T00:00:00Z");
    assert_eq!((run.observed_at, run.observed_at_source), (read, TimeSource::Read));
    assert_eq!(run.observed_at_read, Some(read));
    assert!(warns(&run, &["2026-11-30T00:00:00Z", "2026-11-23T14:28:03Z"]), "{:?}", run.warnings);
    let run = at("2026-11-23T20:00:00Z");
    assert_eq!(run.observed_at, read);
    assert!(run.warnings.is_empty(), "{:?}", run.warnings);
    let run = at("2026-11-20T00:00:00Z");
    assert_eq!(run.observed_at, instant("2026-11-20T00:00:00Z"));
    assert_eq!(run.observed_at_source, TimeSource::Claimed);
    assert!(warns(&run, &["2026-11-20T00:00:00Z", "2026-11-23T14:28:03Z"]));
}

#[test]
fn a_claimed_account_is_filled_in_only_where_the_file_names_none() {
    let nameless = finding(r#"{"cloud": null}"#);
    let named = finding("{}");
    let read = |text: &str| {
        let (run, results) = claimed(text, Claims { account: some("999"), ..Claims::default() });
        let accounts: Vec<_> = results.into_iter().map(|r| r.subject.account).collect();
        (run, accounts)
    };
    let (run, accounts) = read(&format!("[{nameless},{nameless}]"));
    assert_eq!(accounts, [some("999"), some("999")]);
    assert!(run.scope.accounts.iter().eq(["999"]) && run.warnings.is_empty());
    for order in [[&nameless, &named], [&named, &nameless]] {
        let (run, accounts) = read(&format!("[{},{}]", order[0], order[1]));
        assert!(accounts.contains(&None) && accounts.contains(&some("1")), "{accounts:?}");
        assert_eq!(accounts[0].is_none(), order[0] == &nameless, "the order is kept");
        assert!(warns(&run, &["999", "1 results name no account"]), "{:?}", run.warnings);
        assert!(run.scope.accounts.iter().eq(["1"]));
    }
}

#[test]
fn a_level_that_nobody_stated_is_the_specifications() {
    let text = sarif_results(r#"{"ruleId": "X"}, {"ruleId": "Y", "level": "warning"}"#);
    let (_, results) = claimed(&text, Claims::default());
    let severities: Vec<_> = results.iter().map(|r| r.severity).collect();
    assert_eq!(severities, [Some(Severity::Medium), Some(Severity::Medium)]);
}

#[test]
fn a_sarif_run_that_ended_badly_proves_nothing() {
    let run = |invocation: &str| {
        let tool = r#""tool": {"driver": {"name": "T"}}, "results": []"#;
        unclaimed(&sarif(&format!(
            r#"{{{tool}, "invocations": [{{"executionSuccessful": true, {invocation}}}]}}"#
        )))
    };
    for (invocation, word) in [
        (
            r#""toolExecutionNotifications": [{"level": "error", "message": {"text": "boom"}}]"#,
            "boom",
        ),
        (
            r#""toolConfigurationNotifications": [{"level": "error", "message": {"text": "rule?"}}]"#,
            "rule?",
        ),
        (r#""exitSignalName": "SIGKILL""#, "SIGKILL"),
        (r#""processStartFailureMessage": "no such file""#, "no such file"),
    ] {
        let run = run(invocation);
        assert!(!run.succeeded && warns(&run, &[word]), "{invocation}: {:?}", run.warnings);
    }
    for invocation in [
        r#""exitCode": 1"#,
        r#""exitSignalName": null, "toolExecutionNotifications": [{"level": "warning"}, {}]"#,
    ] {
        assert!(run(invocation).succeeded, "{invocation}");
    }
}

#[test]
fn junit_totals_that_tell_of_more_failures_are_believed() {
    let run = |suite: &str, cases: &str| {
        unclaimed(&format!("<testsuites><testsuite {suite}>{cases}</testsuite></testsuites>"))
    };
    let pass = "<testcase name='a'/>";
    let fail = "<testcase name='b'><failure/></testcase>";
    for suite in
        ["name='x' failures='1'", "name='x' errors='1'", "name='x' errors='1' failures='1'"]
    {
        let run = run(suite, pass);
        assert!(!run.succeeded && warns(&run, &["\"x\"", "lists 0"]), "{suite}");
    }
    assert!(!run("failures='2'", fail).succeeded);
    assert!(run("failures='1' errors='0'", fail).succeeded);
    assert!(run("failures='0'", fail).succeeded, "fewer is a stale total");
    assert!(run("failures='many'", pass).succeeded);
    let nested =
        format!("<testsuites failures='1'><testsuite failures='1'>{fail}</testsuite></testsuites>");
    assert!(unclaimed(&nested).succeeded);
    let root =
        format!("<testsuites failures='3'><testsuite failures='1'>{fail}</testsuite></testsuites>");
    assert!(!unclaimed(&root).succeeded);
}

#[test]
fn a_junit_test_may_fail_in_an_attribute() {
    let counts = |case: &str| counts_of(&format!("<testsuite name='s'>{case}</testsuite>"));
    for attributes in
        ["failure='boom'", "failure=''", "status='failed'", "status='Failure'", "result='fail'"]
    {
        assert_eq!(counts(&format!("<testcase name='n' {attributes}/>")).fail, 1, "{attributes}");
    }
    for attributes in ["status='error'", "result='broken'", "status='timeout'"] {
        assert_eq!(counts(&format!("<testcase name='n' {attributes}/>")).error, 1, "{attributes}");
    }
    for attributes in ["status='run' result='completed'", "status='passed'", "failure='0'"] {
        assert_eq!(counts(&format!("<testcase name='n' {attributes}/>")).pass, 1, "{attributes}");
    }
    assert_eq!(counts("<testcase name='n' status='failed'><skipped/></testcase>").fail, 1);
    let text = "<testsuite><testcase name='n' failure='short'><failure message='long'/></testcase></testsuite>";
    let (_, results) = claimed(text, Claims::default());
    assert_eq!(results[0].message, "long");
}

#[test]
fn a_time_before_2000_is_no_time() {
    let truth = [
        finding(r#"{"time": 0}"#),
        format!("[{},{}]", finding("{}"), finding(r#"{"time": 946684799}"#)),
        finding(r#"{"time": null, "time_dt": "1999-12-31T00:00:00Z"}"#),
        sarif(
            r#"{"tool": {"driver": {"name": "T"}}, "results": [],
                "invocations": [{"endTimeUtc": "1980-01-01T00:00:00Z"}]}"#,
        ),
        "<testsuite timestamp='1970-01-01T00:00:00Z'><testcase name='a'/></testsuite>".to_owned(),
    ];
    for text in truth {
        let error = read_as(text.as_bytes(), &Asked::default()).unwrap_err();
        assert!(error.to_string().contains("not a time between 2000"), "{error}");
        assert!(error.help().contains("clock"));
    }
    assert_eq!(counts_of(&finding(r#"{"time": 946684800}"#)).pass, 1);
    let claims = Claims { observed_at: Some(Instant::MIN), ..Claims::default() };
    let error = read_as(finding("{}").as_bytes(), &Asked { format: None, claims }).unwrap_err();
    assert!(error.to_string().contains("claimed"), "{error}");
}

#[test]
fn what_was_not_said_stays_empty() {
    let message = |inside: &str| {
        let text = format!("<testsuite><testcase name='n'>{inside}</testcase></testsuite>");
        claimed(&text, Claims::default()).1[0].message.clone()
    };
    assert_eq!(message("<failure/>"), "");
    assert_eq!(message("<skipped/>"), "skipped");
    assert_eq!(message("<flakyFailure/>"), "flaky, passed on a retry");
    assert_eq!(claimed(&finding("{}"), Claims::default()).1[0].message, "");
    assert_eq!(claimed(&sarif_results(r#"{"ruleId": "R"}"#), Claims::default()).1[0].message, "");
}
