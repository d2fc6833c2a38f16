//! What people and frameworks say of controls: HDF, SAF attestations, OSCAL assessment results.

use serde_json::Value;
use storyproof::{
    evidence::{Counts, Outcome, ScanResult, Severity},
    ingest::{Source, read},
};

use super::{Asked, fixture, instant, only_run, read_as, read_ok, samples::samples};

fn text(name: &str) -> String {
    String::from_utf8(fixture(name)).unwrap()
}

fn refused(text: &str) -> String {
    match read_as(text.as_bytes(), &Asked::default()) {
        Ok((summary, _)) => panic!("accepted: {:?}", summary.runs),
        Err(error) => error.to_string(),
    }
}

/// Pass, fail, error, not applicable, manual, muted fail.
fn row(counts: &Counts) -> [u64; 6] {
    let Counts { pass, fail, error, not_applicable, manual, muted_fail, .. } = *counts;
    [pass, fail, error, not_applicable, manual, muted_fail]
}

fn by_rule<'r>(results: &'r [ScanResult], rule: &str) -> &'r ScanResult {
    let mut found = results.iter().filter(|result| result.rule == rule);
    let result = found.next().unwrap_or_else(|| panic!("{rule} has a result"));
    assert!(found.next().is_none(), "{rule} has one result");
    result
}

#[test]
fn an_hdf_control_has_the_status_that_its_tests_give_it() {
    let (summary, collected) = read_ok("hdf/each-status.json");
    let (run, results) = only_run(&collected);
    assert_eq!(summary.format.name(), "hdf");
    assert_eq!((run.tool_name(), run.version.read.as_deref()), ("inspec", Some("5.22.3")));
    assert_eq!(run.observed_at, instant("2026-11-20T08:30:00Z"));
    assert!(run.succeeded, "{:?}", run.warnings);
    assert_eq!(row(&run.counts), [1, 1, 4, 1, 2, 1]);
    for (rule, outcome, severity) in [
        ("ex-passed", Outcome::Pass, Severity::High),
        ("ex-failed", Outcome::Fail, Severity::Critical),
        ("ex-reviewed", Outcome::Manual, Severity::Medium),
        ("ex-applicable", Outcome::NotApplicable, Severity::Info),
        ("ex-error", Outcome::Error, Severity::Medium),
        ("ex-error-word", Outcome::Error, Severity::Medium),
        ("ex-empty", Outcome::Error, Severity::Medium),
        ("ex-none", Outcome::Error, Severity::Medium),
        ("ex-waived", Outcome::Manual, Severity::Medium),
        ("ex-waived-ran", Outcome::Fail, Severity::Low),
    ] {
        let result = by_rule(results, rule);
        assert_eq!((result.outcome, result.severity), (outcome, Some(severity)), "{rule}");
        assert_eq!(result.subject.uid, "5f0c2d1e-example");
        assert_eq!(result.muted, rule.starts_with("ex-waived"), "{rule}");
    }
    let words = &by_rule(results, "ex-failed").message;
    assert!(words.contains("1 passed, 1 failed, 0 skipped"), "{words}");
    assert!(words.contains("expected `Port 23` not to listen"), "{words}");
    assert!(by_rule(results, "ex-applicable").message.contains("there is no desktop"));
    assert!(by_rule(results, "ex-waived").message.contains("until the move"));
}

#[test]
fn an_hdf_overlay_is_followed_to_the_profile_that_ran() {
    let (_, collected) = read_ok("hdf/overlays.json");
    let (run, results) = only_run(&collected);
    assert_eq!(row(&run.counts), [1, 1, 0, 0, 1, 0]);
    // A second way: the controls that have tests, wherever they stand.
    let value: Value = serde_json::from_slice(&fixture("hdf/overlays.json")).unwrap();
    let profiles = value["profiles"].as_array().unwrap().iter();
    let controls = profiles.flat_map(|profile| profile["controls"].as_array().unwrap());
    let tested = controls.filter(|control| control["results"].get(0).is_some()).count();
    assert_eq!(results.len(), tested);
    let failed = by_rule(results, "o-2");
    assert_eq!(failed.severity, Some(Severity::High), "an overlay takes no impact away");
    for words in ["6 controls of overlays", "names no target", "is \"skipped\""] {
        assert!(run.warnings.iter().any(|w| w.contains(words)), "{:?}", run.warnings);
    }
    assert!(run.succeeded);
}

#[test]
fn hdf_that_proves_nothing_says_so() {
    let good = text("hdf/each-status.json");
    assert!(refused(&good.replace("\"passed\"", "\"ok\"")).contains(r#"`status` is "ok"; looked"#));
    assert!(refused(&good.replace("\"ex-none\"", "\"\"")).contains("no `id`"));
    assert!(refused(&good.replace("2026-11-20T09", "soon")).contains("`start_time`"));
    let failed = good.replace("\"loaded\"", "\"failed\"");
    let (summary, _) = read_as(failed.as_bytes(), &Asked::default()).unwrap();
    assert!(!summary.runs[0].succeeded);
    let empty = r#"{"platform": {"name": "x"}, "profiles": [{"name": "a", "controls": []}]}"#;
    let (summary, _) = read_as(empty.as_bytes(), &Asked::default()).unwrap();
    assert!(!summary.runs[0].succeeded && summary.counts().total() == 0);
    let unreasoned =
        good.replace(r#""skip_message": "there is no desktop on this host""#, r#""x": 1"#);
    let unreasoned = unreasoned.replacen("\"code_desc\": \"No-op\"", "\"y\": 1", 2);
    let (_, collected) = read_as(unreasoned.as_bytes(), &Asked::default()).unwrap();
    let result = by_rule(only_run(&collected).1, "ex-applicable");
    assert_eq!((result.outcome, result.message.as_str()), (Outcome::NotApplicable, ""));
}

/// Reads at a time.
fn read_at(text: impl AsRef<[u8]>, now: &str) -> storyproof::evidence::Collected {
    let claims = storyproof::evidence::Claims::default();
    let (now, written) = (instant(now), instant("2026-12-01T00:00:00Z"));
    let source = Source {
        file_name: "report",
        format: None,
        claims: &claims,
        fallback_time: (written, storyproof::evidence::TimeSource::FileTime),
        now,
    };
    let mut sink = storyproof::evidence::Collected::default();
    read(text.as_ref(), &source, &mut sink).unwrap();
    sink
}

#[test]
fn no_result_depends_on_when_it_is_read() {
    let mut compared = 0;
    for sample in samples() {
        if read_as(&sample.bytes, &Asked::default()).is_err() {
            continue;
        }
        let results = |now: &str| {
            let runs = read_at(&sample.bytes, now).runs.into_iter();
            runs.map(|(run, results)| (run.valid_until, run.succeeded, results)).collect::<Vec<_>>()
        };
        let first = results("2020-01-01T00:00:00Z");
        assert_eq!(first, results("9999-12-31T00:00:00Z"), "{}", sample.folder);
        compared += 1;
    }
    assert!(compared > 80, "{compared}");
}

#[test]
fn an_attestation_holds_until_it_runs_out() {
    let (summary, collected) = read_ok("saf-attestation/attestations.json");
    assert_eq!(summary.format.name(), "saf-attestation");
    assert_eq!(row(&summary.counts()), [2, 1, 0, 0, 0, 0]);
    let [(live, one), (past, two), (bad, three)] = collected.runs.as_slice() else {
        panic!("a run for each")
    };
    assert_eq!((one[0].rule.as_str(), one[0].outcome), ("PE-1", Outcome::Pass));
    assert_eq!(live.observed_at, instant("2026-11-01T08:00:00Z"));
    assert_eq!(live.valid_until, Some(instant("2027-11-01T08:00:00Z")));
    assert_eq!((two[0].rule.as_str(), two[0].outcome), ("PE-2", Outcome::Pass));
    assert_eq!(past.valid_until, Some(instant("2026-10-30T08:00:00Z")), "it proves nothing later");
    assert!(past.warnings[0].contains("ran out at 2026-10-30T08:00:00Z"), "{:?}", past.warnings);
    assert_eq!(
        (three[0].outcome, bad.valid_until),
        (Outcome::Fail, None),
        "a fail does not run out"
    );
    assert!(one[0].message.contains("A. Person"));
}

#[test]
fn frequencies_are_those_of_the_calendar() {
    let one = |frequency: &str, updated: &str| {
        format!(
            r#"[{{"control_id": "C", "frequency": "{frequency}", "status": "passed",
                "updated": "{updated}"}}]"#
        )
    };
    for (frequency, updated, until) in [
        ("0d", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("1d", "2026-01-31T10:00:00Z", "2026-02-01T10:00:00Z"),
        ("2w", "2026-01-31T10:00:00Z", "2026-02-14T10:00:00Z"),
        ("every2weeks", "2026-01-31T10:00:00Z", "2026-02-14T10:00:00Z"),
        ("1m", "2026-01-31T10:00:00Z", "2026-02-28T10:00:00Z"),
        ("quarterly", "2026-11-30T10:00:00Z", "2027-02-28T10:00:00Z"),
        ("1y", "2028-02-29", "2029-02-28T00:00:00Z"),
    ] {
        let until = instant(until);
        let text = one(frequency, updated);
        let warned = |now: &str| {
            let collected = read_at(&text, now);
            let (run, results) = only_run(&collected);
            assert_eq!(run.valid_until, Some(until), "{frequency}");
            assert_eq!(results[0].outcome, Outcome::Pass, "{frequency}");
            run.warnings.iter().any(|warning| warning.contains("ran out"))
        };
        assert!(warned(&until.to_string()), "{frequency}");
        let before = until.plus_seconds(-1);
        assert!(!warned(&before.to_string()), "{frequency}");
    }
    for (text, words) in [
        (one("1.5m", "2026-01-31"), "`frequency`"),
        (one("sometimes", "2026-01-31"), "annually"),
        (one("99999d", "2026-01-31"), "`frequency`"),
        (one("1d", "never"), "`updated`"),
        (one("1d", "2026-01-31").replace("passed", "fine"), r#"`status` is "fine""#),
        (one("1d", "2026-01-31").replace("\"C\"", "null"), "no `control_id`"),
        ("- control_id: C\n  frequency: 1d\n  updated: 2026-01-31\n".into(), "YAML"),
    ] {
        let error = refused(&text);
        assert!(error.contains(words), "{error}\n  for {text}");
    }
}

#[test]
fn oscal_findings_are_as_good_as_their_observations() {
    let (summary, collected) = read_ok("oscal-ar/two-results.json");
    assert_eq!(summary.format.name(), "oscal-ar");
    let results: Vec<ScanResult> =
        collected.runs.iter().flat_map(|(_, results)| results.clone()).collect();
    assert_eq!(row(&summary.counts()), [5, 1, 1, 0, 0, 1]);
    for (rule, outcome, muted) in [
        ("ac-1_obj", Outcome::Pass, false),
        ("ac-3_obj", Outcome::Pass, false),
        ("ac-4_obj", Outcome::Error, false),
        ("ac-5_obj", Outcome::Fail, false),
        ("ac-6_obj", Outcome::Fail, true),
        ("ac-7_obj", Outcome::Pass, false),
    ] {
        let result = by_rule(&results, rule);
        assert_eq!((result.outcome, result.muted), (outcome, muted), "{rule}");
    }
    let both: Vec<&str> = results
        .iter()
        .filter(|result| result.rule == "ac-2_obj")
        .map(|result| result.subject.uid.as_str())
        .collect();
    assert_eq!(both.len(), 2, "one for each subject: {both:?}");
    let warnings = collected.runs.iter().flat_map(|(run, _)| &run.warnings);
    let expired = warnings.filter(|warning| warning.contains("expired at 2026-11-20"));
    assert_eq!(expired.count(), 1);
    assert!(by_rule(&results, "ac-5_obj").message.contains("reason: fail"));
    // One run without an end, one for each expiry, and the result without findings.
    let runs: Vec<_> = summary.runs.iter().map(|run| (run.valid_until, run.succeeded)).collect();
    assert_eq!(
        runs,
        [
            (None, true),
            (Some(instant("2026-11-20T00:00:00Z")), true),
            (Some(instant("2027-01-01T00:00:00Z")), true),
            (None, false),
        ]
    );
    assert_eq!(summary.runs[1].observed_at, instant("2026-11-14T09:00:00Z"));
}

#[test]
fn oscal_that_is_not_as_it_should_be_is_refused() {
    let good = text("oscal-ar/two-results.json");
    for (from, to, words) in [
        (
            "\"not-satisfied\"",
            "\"unsatisfied\"",
            r#"`state` is "unsatisfied"; looked for satisfied"#,
        ),
        ("\"ac-1_obj\"", "\"\"", "no `target-id`"),
        ("2027-01-01T00:00:00Z", "later", "`expires`"),
        ("22222222-0000-4000-8000-000000000002", "22222222-0000-4000-8000-000000000001", "twice"),
        ("\"results\"", "\"outcomes\"", "nothing was assessed"),
        ("\"state\":", "\"state\": \"satisfied\", \"state\":", "`state` twice"),
    ] {
        let error = refused(&good.replace(from, to));
        assert!(error.contains(words), "{error}");
    }
    assert!(refused(&format!("{good}{good}")).contains("one behind the other"));
}

#[test]
fn a_statement_cut_anywhere_is_refused() {
    for name in
        ["hdf/each-status.json", "saf-attestation/attestations.json", "oscal-ar/two-results.json"]
    {
        let text = text(name);
        for end in (0..text.trim_end().len() - 1).step_by(41) {
            assert!(
                read_as(&text.as_bytes()[..end], &Asked::default()).is_err(),
                "{name} at {end}"
            );
        }
    }
}
