//! The audit report of small programs.

use super::{Audit, audit};
use crate::{
    assess::assess,
    evidence::History,
    model::decode::decode,
    program::{Program, resolve},
    report::{Inputs, testing::Sample},
    source::Sources,
    time::{AsOf, Day},
};

fn sample() -> Audit {
    audit(&Sample::with_text("plain").inputs(), &"f".parse().unwrap())
}

/// The audit of a catalog of controls without any evidence, as of 2026-01-20.
fn catalog(controls: &str) -> Audit {
    let settings = "[program]\nname = \"p\"\norganization = \"o\"\n".to_owned();
    let framework =
        "[[framework]]\nid = \"f\"\ntitle = \"F\"\npublisher = \"x\"\nnoun = \"requirement\"\n";
    let sources = Sources::from_texts([
        ("storyproof.toml".to_owned(), settings),
        ("controls/f.toml".to_owned(), format!("{controls}{framework}")),
    ]);
    let (program, _): (Program, _) = resolve(decode(&sources).0);
    let observed = Day::from_ymd(2026, 1, 20).unwrap().end();
    let history = History::default();
    let assessment = assess(&program, &history, AsOf { observed, known: observed });
    let inputs = Inputs {
        program: &program,
        revision: None,
        history: &history,
        assessment: &assessment,
        messages: &std::collections::BTreeMap::new(),
        clock_overridden: false,
        served: None,
        lang: crate::report::Lang::En,
    };
    audit(&inputs, &"f".parse().unwrap())
}

/// One line a control: what an auditor sees first.
fn outline(audit: &Audit) -> String {
    let mut lines = Vec::new();
    for section in &audit.sections {
        lines.push(format!(
            "{} {} {}",
            "#".repeat(section.level.into()),
            section.id,
            section.title
        ));
        let controls = section.controls.iter();
        lines.extend(
            controls.map(|c| format!("{} {}: {}", c.id, c.status.word, c.reasons.join(" "))),
        );
    }
    lines.join("\n")
}

const HEADINGS: &str = r#"
control = [
  { framework = "f", id = "2", title = "Two", heading = true },
  { framework = "f", id = "2.10", title = "b", parent = "2", mode = "manual" },
  { framework = "f", id = "2.9", title = "a", parent = "2", mode = "auto" },
  { framework = "f", id = "10", title = "Ten", heading = true },
  { framework = "f", id = "10.1", title = "Sub", parent = "10", heading = true },
  { framework = "f", id = "10.1.1", title = "c", parent = "10.1", effective_from = 2027-01-01 },
  { framework = "f", id = "10.1.2", title = "d", parent = "10.1", applies_to = "issuer" },
  { framework = "f", id = "11", title = "Empty", heading = true },
]
"#;

#[test]
fn controls_stand_under_their_headings_in_natural_order() {
    let audit = catalog(HEADINGS);
    snapbox::assert_data_eq!(
        outline(&audit),
        snapbox::str![[r"
# 2 Two
2.9 gap: No check, no attestation and no story.
2.10 gap: No check, no attestation and no story.
# 10 Ten
## 10.1 Sub
10.1.1 not due: It is due from 2027-01-01.
"]]
    );
}

#[test]
fn a_control_for_another_class_is_listed_and_has_no_section() {
    let audit = catalog(HEADINGS);
    let rows: Vec<_> = audit
        .not_judged
        .iter()
        .map(|row| (row.control.id.as_str(), row.anchor.is_some()))
        .collect();
    assert_eq!(rows, [("10.1.1", false), ("10.1.2", true)]);
}

#[test]
fn groups_are_the_topmost_headings_and_add_up() {
    let audit = catalog(HEADINGS);
    let groups: Vec<_> = audit
        .groups
        .iter()
        .map(|group| {
            (group.name.as_str(), group.tally.proven, group.tally.counted, group.tally.all)
        })
        .collect();
    assert_eq!(groups, [("2 Two", 0, 2, 2), ("10 Ten", 0, 0, 2)]);
    assert_eq!((audit.total.counted, audit.total.all), (2, 4));
    let listed: u64 = audit.lists.iter().map(|list| list.count).sum();
    assert_eq!(listed, audit.total.all, "every control stands behind one count");
}

#[test]
fn what_is_open_says_what_is_lacking_and_what_would_close_it() {
    let lines: Vec<String> = sample()
        .open
        .iter()
        .map(|item| {
            let closers: Vec<_> =
                item.closers.iter().map(|c| format!("{} {} {}", c.kind, c.id, c.what)).collect();
            format!("{} {}: {}", item.control.id, item.status.word, closers.join("; "))
        })
        .collect();
    snapbox::assert_data_eq!(
        lines.join("\n"),
        snapbox::str![[r"
2 failing: check bad must pass; check scan must pass; check turned must pass
"]]
    );
}

#[test]
fn reference_numbers_are_those_of_the_ledger_and_each_has_its_row() {
    let audit = sample();
    let index: Vec<_> = audit.artifacts.iter().map(|a| a.reference.as_str()).collect();
    assert_eq!(index.len(), 3);
    let entries = audit.artifacts.iter().map(|a| format!("E-{:04}", a.runs[0].entry));
    assert_eq!(index, entries.collect::<Vec<_>>());
    let used: Vec<_> = audit
        .sections
        .iter()
        .flat_map(|section| &section.controls)
        .flat_map(|control| &control.evidence)
        .map(|row| row.reference.as_str())
        .collect();
    assert_eq!(used.first(), index.first());
    assert!(used.iter().all(|reference| index.contains(reference)), "{used:?}");
    assert!(audit.artifacts.iter().all(|a| a.sha256.len() == 64), "hashes stand in full");
    assert_eq!(audit.statements.len(), 1);
}

#[test]
fn what_is_claimed_and_not_proven_is_a_deviation() {
    let claims: Vec<_> = sample()
        .deviations
        .claims
        .iter()
        .map(|story| (story.id.to_string(), story.proof.word))
        .collect();
    // No story of the sample names a control, so none belongs to this framework.
    assert!(claims.is_empty(), "{claims:?}");
    let exceptions = sample().deviations.exceptions;
    let standing: Vec<_> = exceptions.iter().map(|x| x.standing.as_str()).collect();
    let standing_now =
        "covers nothing that fails; expires soon, counts until 2026-02-01, 12 days left";
    assert_eq!(standing, [standing_now]);
}

#[test]
fn limitations_name_what_the_report_cannot_tell() {
    let audit = sample();
    let about = |title: &str| audit.limitations.iter().any(|l| l.title == title);
    for title in ["Not proven", "Signature", "Recorded times", "Times that the file does not state"]
    {
        assert!(about(title), "the limitation `{title}` is missing");
    }
}
