//! Hosts and benchmarks: XCCDF and ARF, Lynis, kube-bench, Powerpipe.

use std::{collections::BTreeMap, io::Read};

use serde_json::Value;
use storyproof::evidence::{Counts, Outcome, Severity, TimeSource};

use super::{Asked, fixture, instant, only_run, read_as, read_ok};

/// Pass, fail, error, not applicable, manual, informational.
fn row(counts: &Counts) -> [u64; 6] {
    assert_eq!((counts.muted_pass, counts.muted_fail), (0, 0));
    let Counts { pass, fail, error, not_applicable, manual, informational, .. } = *counts;
    [pass, fail, error, not_applicable, manual, informational]
}

fn text(name: &str) -> String {
    let bytes = fixture(name);
    let mut text = String::new();
    if bytes.starts_with(&[0x1f, 0x8b]) {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    } else {
        text = String::from_utf8(bytes).unwrap();
    }
    text
}

fn refused(text: &str) -> String {
    match read_as(text.as_bytes(), &Asked::default()) {
        Ok((summary, _)) => panic!("accepted: {:?}", summary.runs),
        Err(error) => {
            assert!(!error.help().is_empty());
            error.to_string()
        }
    }
}

#[test]
fn xccdf_files_count_as_other_programs_count_them() {
    // The corpus' counts: pass (with fixed), fail, error (with unknown), not applicable, not
    // checked, informational; not selected.
    let truth = [
        ("xccdf/all-values.xml", "xccdf", [2, 2, 2, 1, 2, 1], 1, true),
        ("arf/all-values.arf.xml.gz", "arf", [2, 2, 2, 1, 2, 1], 1, true),
        ("xccdf/debian12-standard.xml.gz", "xccdf", [17, 1, 0, 26, 0, 0], 311, true),
        ("xccdf/debian12-anssi_np_nt28_high.xml.gz", "xccdf", [20, 2, 0, 28, 0, 0], 305, true),
        ("xccdf/all-not-applicable.xml.gz", "xccdf", [0, 0, 0, 45, 0, 0], 310, false),
    ];
    for (name, format, counts, not_selected, succeeded) in truth {
        let (summary, collected) = read_ok(name);
        let (run, results) = only_run(&collected);
        assert_eq!(summary.format.name(), format);
        assert_eq!(row(&run.counts), counts, "{name}");
        assert_eq!(run.succeeded, succeeded, "{name}: nothing applicable is nothing evaluated");
        assert_eq!(run.tool_name(), "openscap");
        assert_eq!(run.version.read.as_deref(), Some("1.3.7"));
        assert_eq!(run.observed_at_source, TimeSource::Read);
        assert!(run.warnings.iter().all(|warning| !warning.contains("14 hours")));
        assert!(results.iter().all(|r| r.subject.uid == "vm" && r.subject.kind == "host"));
        let said = format!("{not_selected} of ");
        assert!(run.warnings.iter().any(|w| w.starts_with(&said)), "{:?}", run.warnings);
        // A second way: the words between the tags.
        let text = text(name);
        let words = text.split("<result>").skip(1).map(|rest| rest.split('<').next().unwrap());
        let mut counted: BTreeMap<&str, u64> = BTreeMap::new();
        words.for_each(|word| *counted.entry(word).or_default() += 1);
        let of = |words: &[&str]| -> u64 {
            words.iter().map(|word| counted.get(word).copied().unwrap_or(0)).sum()
        };
        assert_eq!(
            row(&run.counts),
            [
                of(&["pass", "fixed"]),
                of(&["fail"]),
                of(&["error", "unknown"]),
                of(&["notapplicable"]),
                of(&["notchecked"]),
                of(&["informational"]),
            ],
            "{name}"
        );
        assert_eq!(of(&["notselected"]), not_selected);
        assert_eq!(run.scope.rules.len(), results.len());
    }
}

#[test]
fn xccdf_results_carry_what_the_benchmark_says() {
    for name in ["xccdf/all-values.xml", "arf/all-values.arf.xml.gz"] {
        let (_, collected) = read_ok(name);
        let (run, results) = only_run(&collected);
        assert_eq!(run.observed_at, instant("2026-11-23T14:46:53Z"));
        let of = |rule: &str| {
            results.iter().find(|r| r.rule == format!("xccdf_acme_rule_{rule}")).unwrap()
        };
        let words = &of("fail").message;
        assert!(words.starts_with("fail; No suitable fix found. ["), "{words}");
        assert!(words.contains("CCE-0052-1"), "{words}");
        assert_eq!(of("fail").severity, Some(Severity::High));
        assert_eq!(of("fixed").outcome, Outcome::Pass);
        assert!(of("fixed").message.contains("was fixed during the scan"));
        let words = &of("notapplicable").message;
        assert!(words.contains("cpe:/o:microsoft:windows_10"), "{words}");
        assert_eq!(of("unchecked_role").outcome, Outcome::Manual);
    }
    // Without the benchmark nothing says why, and what has no reason proves nothing.
    let (_, collected) = read_ok("xccdf/debian12-standard.xml.gz");
    let (_, results) = only_run(&collected);
    let silent = results.iter().filter(|r| r.outcome == Outcome::NotApplicable);
    assert!(silent.clone().count() > 0 && silent.clone().all(|r| r.message.is_empty()));
}

fn xccdf(namespace: &str, results: &str) -> String {
    format!(
        "<cdf:Benchmark xmlns:cdf='http://checklists.nist.gov/xccdf/{namespace}'>\
         <cdf:TestResult id='t' end-time='2026-11-20T10:00:00+09:00'>\
         <cdf:target>db.example</cdf:target>{results}</cdf:TestResult></cdf:Benchmark>"
    )
}

fn rule_result(attributes: &str, inside: &str) -> String {
    format!("<cdf:rule-result idref='r' {attributes}>{inside}</cdf:rule-result>")
}

#[test]
fn xccdf_words_mean_what_the_specification_says() {
    let one = |attributes: &str, inside: &str| {
        let text = xccdf("1.1", &rule_result(attributes, inside));
        let (_, collected) = read_as(text.as_bytes(), &Asked::default()).unwrap();
        only_run(&collected).1[0].clone()
    };
    for (word, role, outcome) in [
        ("pass", "", Outcome::Pass),
        ("pass", "full", Outcome::Pass),
        ("pass", "unscored", Outcome::Informational),
        ("pass", "unchecked", Outcome::Manual),
        ("fail", "unscored", Outcome::Fail),
        ("fail", "", Outcome::Fail),
        ("error", "", Outcome::Error),
        ("unknown", "", Outcome::Error),
        ("notapplicable", "", Outcome::NotApplicable),
        ("notchecked", "", Outcome::Manual),
        ("informational", "", Outcome::Informational),
        // Of a tool that is not known to look again.
        ("fixed", "", Outcome::Manual),
    ] {
        let result = one(&format!("role='{role}'"), &format!("<cdf:result>{word}</cdf:result>"));
        assert_eq!(result.outcome, outcome, "{word} {role}");
        assert_eq!((result.rule.as_str(), result.subject.uid.as_str()), ("r", "db.example"));
    }
    let overridden = "<cdf:result>pass</cdf:result><cdf:override authority='A. Person'>\
                      <cdf:old-result>fail</cdf:old-result><cdf:new-result>pass</cdf:new-result>\
                      </cdf:override>";
    let result = one("severity='low'", overridden);
    assert_eq!((result.outcome, result.muted), (Outcome::Fail, true));
    assert!(result.message.contains("A. Person"), "{}", result.message);
}

#[test]
fn xccdf_runs_stay_apart_and_broken_files_are_refused() {
    let pass = rule_result("", "<cdf:result>pass</cdf:result>");
    let one = xccdf("1.2", &pass);
    let test = &one[one.find("<cdf:TestResult").unwrap()..one.find("</cdf:Benchmark").unwrap()];
    let two = one.replace("</cdf:Benchmark>", &format!("{test}</cdf:Benchmark>"));
    let (summary, _) = read_as(two.as_bytes(), &Asked::default()).unwrap();
    assert_eq!(summary.runs.len(), 2);
    assert!(summary.runs.iter().all(|run| run.succeeded));
    assert_eq!(summary.runs[0].observed_at, instant("2026-11-20T01:00:00Z"));

    let of = |inside: &str| xccdf("1.2", &rule_result("", inside));
    for (text, words) in [
        (of("<cdf:result>passed</cdf:result>"), r#"`result` is "passed"; looked for pass, fail"#),
        (of("<cdf:result></cdf:result>"), r#"is """#),
        (of("<cdf:result>pass</cdf:result><cdf:result>fail</cdf:result>"), "two results"),
        (of(""), "no `result`"),
        (one.replace("idref='r'", ""), "no `idref`"),
        (one.replace("<cdf:target>db.example</cdf:target>", ""), "no `target`"),
        (one.replace("2026-11-20T10", "20x6"), "`end-time`"),
        (one.replace(test, ""), "no `TestResult`"),
        (one.replace("xccdf/1.2", "xccdf/9"), "XCCDF 1.1 or 1.2"),
        (format!("<!DOCTYPE x [<!ENTITY a 'b'>]>{one}"), "document type definition"),
        (format!("{one}{one}"), "one behind the other"),
        (of(&"<a>".repeat(500)), "deeper than 200"),
    ] {
        let error = refused(&text);
        assert!(error.contains(words), "{error}\n  for {text}");
    }
    // The results of OVAL inside an asset report are no results of rules.
    let oval = one.replace("cdf:TestResult", "cdf:other");
    assert!(refused(&oval).contains("no `TestResult`"));
    let nothing = of("<cdf:result>notselected</cdf:result>");
    let (summary, _) = read_as(nothing.as_bytes(), &Asked::default()).unwrap();
    assert!(!summary.runs[0].succeeded && summary.counts().total() == 0);
}

#[test]
fn lynis_counts_as_other_programs_count_it() {
    let (summary, collected) = read_ok("lynis/report.dat.gz");
    let (run, results) = only_run(&collected);
    assert_eq!(summary.format.name(), "lynis");
    assert_eq!((run.tool_name(), run.version.read.as_deref()), ("lynis", Some("3.0.8")));
    assert_eq!(run.observed_at, instant("2026-11-23T14:29:12Z"));
    assert!(run.succeeded && run.warnings.iter().any(|w| w.contains("14 hours")));
    assert!(run.warnings.iter().any(|w| w.starts_with("4 questions")), "{:?}", run.warnings);
    // Two warnings and 46 suggestions, one exception; 217 skipped and one event for a person.
    let text = text("lynis/report.dat.gz");
    let list = |key: &str| -> Vec<&str> {
        let line = text.lines().find_map(|line| line.strip_prefix(key)).unwrap();
        line.split('|').filter(|test| !test.is_empty()).collect()
    };
    let (executed, skipped) = (list("tests_executed="), list("tests_skipped="));
    assert_eq!((executed.len(), skipped.len()), (236, 217));
    assert_eq!((run.counts.fail, run.counts.error, run.counts.manual), (48, 1, 218));
    let remarked = |test: &str| {
        let about = |line: &str| {
            let (_, value) = line.split_once("[]=").unwrap_or_default();
            let event = line.starts_with("warning")
                || line.starts_with("suggestion")
                || line.starts_with("exception_event")
                || line.starts_with("manual_event");
            event && value.get(..test.len()) == Some(test)
        };
        text.lines().any(about)
    };
    let silent = executed.iter().filter(|test| !remarked(test) && !skipped.contains(test)).count();
    assert_eq!(run.counts.pass, silent as u64);
    let of = |rule: &str| results.iter().filter(|r| r.rule == rule).collect::<Vec<_>>();
    assert_eq!(of("PKGS-7392").len(), 2, "a warning and a suggestion");
    assert_eq!(of("LOGG-2138")[0].severity, Some(Severity::Medium));
    assert!(results.iter().all(|r| r.subject.uid == "vm"));
}

#[test]
fn a_lynis_report_that_ended_early_proves_nothing() {
    let good = "# Lynis Report\nreport_version_major=1\nhostname=a\ntests_executed=A-1|A-2|\n\
                tests_skipped=A-2|\nfinish=true\n";
    let read = |text: &str| read_as(text.as_bytes(), &Asked::default()).unwrap();
    let (summary, _) = read(good);
    assert_eq!(row(&summary.runs[0].counts), [1, 0, 0, 0, 1, 0]);
    assert!(summary.runs[0].succeeded);
    for (cut, words) in [("finish=true", "interrupted"), ("tests_executed=A-1|A-2|", "no executed")]
    {
        let (summary, _) = read(&good.replace(cut, ""));
        assert!(!summary.runs[0].succeeded);
        assert!(summary.runs[0].warnings[0].contains(words), "{:?}", summary.runs[0].warnings);
    }
    assert!(refused(&good.replace("hostname=a", "")).contains("`hostname`"));
    assert!(refused(&format!("{good}warning[]=|x|\n")).contains("no test id"));
    assert!(refused(&format!("{good}report_datetime_start=soon\n")).contains("not a time"));
}

fn statuses(value: &Value, key: &str, into: &mut BTreeMap<String, u64>) {
    match value {
        Value::Object(map) => {
            for (name, inner) in map {
                match inner.as_str().filter(|_| name == key) {
                    Some(word) => *into.entry(word.to_owned()).or_default() += 1,
                    None => statuses(inner, key, into),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| statuses(inner, key, into)),
        _ => {}
    }
}

fn counted(name: &str) -> BTreeMap<String, u64> {
    let mut counted = BTreeMap::new();
    statuses(&serde_json::from_slice(&fixture(name)).unwrap(), "status", &mut counted);
    counted
}

#[test]
fn kube_bench_tests_are_counted_one_by_one() {
    for (name, succeeded, warnings) in [
        ("kube-bench/node.json", true, 0),
        ("kube-bench/no-totals.json", true, 0),
        ("kube-bench/totals-disagree.json", true, 1),
    ] {
        let (summary, collected) = read_ok(name);
        let (run, results) = only_run(&collected);
        assert_eq!(summary.format.name(), "kube-bench");
        assert_eq!(row(&run.counts), [2, 1, 0, 0, 1, 1], "{name}");
        let words = counted(name);
        assert_eq!(words.values().copied().collect::<Vec<_>>(), [1, 1, 2, 1], "{words:?}");
        assert_eq!((run.succeeded, run.warnings.len()), (succeeded, warnings), "{name}");
        assert_eq!(run.scope.rules.len(), 5);
        let manual = results.iter().find(|r| r.rule == "1.1.10").unwrap();
        assert_eq!(manual.outcome, Outcome::Manual);
        assert!(manual.message.ends_with("[not scored]: Test marked as a manual test"));
        assert_eq!(manual.subject.uid, "CIS cis-1.24 master");
    }
}

#[test]
fn kube_bench_totals_that_tell_of_lost_fails_prove_nothing() {
    let text = text("kube-bench/node.json");
    let lost = text.replace("\"status\": \"FAIL\"", "\"status\": \"PASS\"");
    let (summary, _) = read_as(lost.as_bytes(), &Asked::default()).unwrap();
    assert!(!summary.runs[0].succeeded, "{:?}", summary.runs[0].warnings);
    assert!(refused(&text.replace("\"WARN\"", "\"OK\"")).contains(r#"`status` is "OK"; looked"#));
    assert!(refused(&text.replace("\"1.1.1\"", "\"\"")).contains("`test_number`"));
    let twice = text.replacen("\"status\":", "\"status\": \"PASS\", \"status\":", 1);
    assert!(refused(&twice).contains("`status` twice"));
    let empty = r#"{"Controls": [], "Totals": {"total_pass": 0}}"#;
    let (summary, _) = read_as(empty.as_bytes(), &Asked::default()).unwrap();
    assert!(!summary.runs[0].succeeded);
}

#[test]
fn powerpipe_results_are_read_in_nested_groups() {
    let (summary, collected) = read_ok("powerpipe/check.json");
    let (run, results) = only_run(&collected);
    assert_eq!(summary.format.name(), "powerpipe");
    assert_eq!(row(&run.counts), [2, 1, 2, 0, 1, 1]);
    let words = counted("powerpipe/check.json");
    assert_eq!((words["ok"], words["alarm"], words["skip"], words["error"]), (2, 1, 1, 1));
    assert!(run.succeeded);
    assert!(run.warnings.iter().any(|w| w.starts_with("1 controls list no result")));
    assert!(run.scope.accounts.iter().eq(["111122223333", "444455556666"]));
    let broken = results.iter().find(|r| r.subject.kind == "control").unwrap();
    assert_eq!(broken.outcome, Outcome::Error);
    assert!(broken.message.contains("access denied"));
    let alarm = results.iter().find(|r| r.outcome == Outcome::Fail).unwrap();
    assert_eq!(alarm.severity, Some(Severity::High));
    assert_eq!(alarm.subject.region.as_deref(), Some("us-east-1"));
    assert!(!run.scope.rules.contains("aws_example.control.trail"), "it did not run");
}

#[test]
fn powerpipe_files_that_prove_nothing_say_so() {
    let text = text("powerpipe/check.json");
    assert!(refused(&text.replace("\"alarm\",", "\"alert\",")).contains(r#"is "alert""#));
    let lost = text.replace("\"status\": \"alarm\"", "\"status\": \"ok\"");
    let (summary, _) = read_as(lost.as_bytes(), &Asked::default()).unwrap();
    assert!(!summary.runs[0].succeeded && summary.runs[0].warnings[0].contains("1 alarms"));
    let empty = r#"{"group_id": "g", "summary": {"status": {"ok": 0}}, "groups": null}"#;
    let (summary, _) = read_as(empty.as_bytes(), &Asked::default()).unwrap();
    assert!(!summary.runs[0].succeeded);
    let group = r#"{"group_id": "g", "summary": {}, "groups": ["#;
    let deep = group.repeat(70) + &"]}".repeat(70);
    assert!(refused(&deep).contains("deeper than"));
}

#[test]
fn a_host_report_cut_anywhere_is_refused_or_proves_nothing() {
    for name in [
        "xccdf/all-values.xml",
        "kube-bench/node.json",
        "powerpipe/check.json",
        "lynis/report.dat.gz",
    ] {
        let text = text(name);
        for end in (0..text.trim_end().len() - 1).step_by(97) {
            match read_as(&text.as_bytes()[..end], &Asked::default()) {
                Ok((summary, _)) => assert!(!summary.runs[0].succeeded, "{name} at {end}"),
                Err(error) => assert!(error.to_string().len() < 600, "{error}"),
            }
        }
    }
}
