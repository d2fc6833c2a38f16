//! Every format holds the same findings, and nothing in them gets out.

use super::{github, gitlab, junit, markdown, sarif};
use crate::diag::{Diagnostic, Levels, LintLevel, Outcome, Report, Rule, Verdict};

static RULE: Rule =
    Rule { code: "a/b", level: LintLevel::Deny, fixed: false, summary: "x", docs: "" };

const EVIL: &str = "x\n::set-env name=A::b%0A::error::c</failure>|`@all` <img>]]>";

fn with<T>(count: usize, use_it: impl FnOnce(&Outcome<'_>) -> T) -> T {
    let sources = crate::source::Sources::from_texts([("storyproof.toml", "a = 1\n")]);
    let file = sources.iter().next().unwrap().0;
    let span = crate::source::Span { file, start: 0, end: 1 };
    let found = (0..count).map(|n| Diagnostic::new(&RULE, format!("{n} {EVIL}"), span));
    let report = Report::new(found.collect(), &Levels::default());
    use_it(&Outcome::new(&report, &sources, |_| 0, Verdict::Failed))
}

#[test]
fn a_command_stays_on_its_line_and_the_tenth_says_how_many_more() {
    let text = with(12, github);
    let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("::error ")).collect();
    assert_eq!(errors.len(), 10, "{text}");
    assert!(errors[9].contains("and 3 more errors"), "{text}");
    assert!(text.lines().all(|line| line.starts_with("::error ") || line.starts_with("::notice ")));
    assert!(!text.contains("%0A::error::c") && text.contains("%250A"), "{text}");
}

#[test]
fn a_message_is_never_longer_than_an_annotation() {
    let sources = crate::source::Sources::from_texts([("storyproof.toml", "a = 1\n")]);
    let file = sources.iter().next().unwrap().0;
    let span = crate::source::Span { file, start: 0, end: 1 };
    let found = vec![Diagnostic::new(&RULE, "監%".repeat(40_000), span)];
    let report = Report::new(found, &Levels::default());
    let text = github(&Outcome::new(&report, &sources, |_| 0, Verdict::Failed));
    let longest = text.lines().map(str::len).max().unwrap();
    assert!((8_000..64_000).contains(&longest), "{longest}");
}

#[test]
fn the_same_findings_stand_in_every_format() {
    let log: serde_json::Value = serde_json::from_str(&with(3, sarif).unwrap()).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 3);
    let issues: serde_json::Value = serde_json::from_str(&with(3, gitlab).unwrap()).unwrap();
    assert_eq!(issues.as_array().unwrap().len(), 3);
    let cases = with(3, junit).unwrap();
    assert_eq!(cases.matches("<testcase").count(), 4, "{cases}");
    assert!(!cases.contains("<img>") && cases.contains("&lt;img"), "{cases}");
    let rows = with(3, |outcome| markdown(outcome, markdown::LIMIT));
    assert_eq!(rows.matches("| error |").count(), 3, "{rows}");
    assert!(!rows.contains("<img>") && !rows.contains("@all"), "{rows}");
}

#[test]
fn what_is_cut_is_counted() {
    let text = with(50, |outcome| markdown(outcome, 2_000));
    assert!(text.len() <= 2_000 && text.contains("omitted"), "{text}");
    let log: serde_json::Value = serde_json::from_str(&with(5_002, sarif).unwrap()).unwrap();
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 5_000);
    assert!(log.to_string().contains("2 more findings are left out"));
}
