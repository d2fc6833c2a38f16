//! What belongs to the text of a record, and what does not.

use super::{fingerprint, text};
use crate::{
    evidence::{Approvable, History, RecordRef},
    testing::{diagnose, sources},
};

fn print_of(record: &RecordRef, overlay: &str) -> String {
    let (program, _) = diagnose(&sources(overlay));
    let text = text(&program, &History::default(), record);
    fingerprint(&text.unwrap_or_else(|| panic!("no {record} in {overlay}")))
}

const STORY: &str = r#"//- stories/E-09.toml
[[story]]
id = "E-09"
epic = "E"
title = "Café is closed"
persona = "developer"
want = "a thing"
so_that = "it works"
sprint = "S2"
points = 2
layer = 1
owner = "team"
status = "ready"
controls = ["fw-1/A.1", "fw-1/A.3"]
risks = ["R-01"]
depends_on = ["E-01"]
notes = "a remark"
[[story.acceptance]]
text = """It
is so"""
checks = ["root-mfa"]
attestation = "custody"
"#;

#[test]
fn every_field_of_a_story_counts_and_its_layout_does_not() {
    let record = RecordRef::new(Approvable::Story, "E-09");
    let whole = print_of(&record, STORY);
    for (from, to) in [
        ("title = \"Café is closed\"", "title = \"  Cafe\u{301}  is\\tclosed \""),
        ("title = \"Café", "title   =    \"Café"),
        ("It\nis so", "  It  \r\n\r\n is so\n"),
        ("[\"fw-1/A.1\", \"fw-1/A.3\"]", "[\n  \"fw-1/A.3\", # and\n  \"fw-1/A.1\"]"),
        ("status = \"ready\"", "status = \"doing\"\nstarted = 2026-01-13"),
        ("sprint = \"S2\"", "sprint = \"S1\""),
        ("a remark", "another remark"),
        ("id = \"E-09\"", "alias = \"nine\"\nid = \"E-09\""),
    ] {
        assert!(STORY.contains(from), "{from}");
        assert_eq!(print_of(&record, &STORY.replace(from, to)), whole, "{to}");
    }
    let mut seen = vec![whole];
    for (from, to) in [
        ("Café is closed", "Cafe is closed"),
        ("persona = \"developer\"\n", ""),
        ("a thing", "another thing"),
        ("it works", "it is so"),
        ("points = 2", "points = 3"),
        ("layer = 1", "layer = 2"),
        ("owner = \"team\"\n", ""),
        (", \"fw-1/A.3\"", ""),
        ("risks = [\"R-01\"]", "risks = []"),
        ("depends_on = [\"E-01\"]", "depends_on = []"),
        ("is so", "is not so"),
        ("It\nis so", "It is so"),
        ("checks = [\"root-mfa\"]\n", ""),
        ("attestation = \"custody\"\n", ""),
        ("status = \"ready\"", "kind = \"abuse\"\nstatus = \"ready\""),
    ] {
        assert!(STORY.contains(from), "{from}");
        seen.push(print_of(&record, &STORY.replace(from, to)));
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all, "two of these have one fingerprint");
}

const CHECK: &str = "//- controls/x.toml\n[[check]]\nid = \"c\"\ntitle = \"C\"\ncontrols = [\"fw-1/A.1\"]\nowner = \"team\"\nmax_age = \"7d\"\npopulation = \"accounts\"\n[[check.source]]\ntool = \"semgrep\"\nrules = [\"*\"]\nlevel = \"high\"\nabsence = \"passes\"\n";
const RISK: &str = "//- controls/x.toml\n[[risk]]\nid = \"Q\"\ntitle = \"Q\"\ndescription = \"d\"\nowner = \"team\"\nlikelihood = 4\nimpact = 4\ntreatment = \"mitigate\"\ntarget_likelihood = 2\ntarget_impact = 3\n";
const SPRINT: &str = "//- controls/x.toml\n[[sprint]]\nid = \"Z\"\nstart = 2026-05-04\nend = 2026-05-15\ngoal = \"g\"\ncapacity = 20\ncommitted = [\"E-01\"]\n";
const DECISION: &str = "//- controls/soa.toml\n[[applicability]]\ncontrol = \"fw-1/A.1\"\napplicable = true\nreason = \"r\"\nbecause = [\"risk\"]\nimplementation = \"process\"\nprocess = \"p\"\nowner = \"team\"\n";

type Case = (Approvable, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const CASES: [Case; 4] = [
    (
        Approvable::Check,
        "c",
        CHECK,
        &[
            ("title = \"C\"", "title = \"D\""),
            ("[\"fw-1/A.1\"]", "[\"fw-1/A.3\"]"),
            ("owner = \"team\"\n", ""),
            ("\"7d\"", "\"8d\""),
            ("population = \"accounts\"\n", ""),
            ("semgrep", "bandit"),
            ("rules = [\"*\"]", "rules = [\"x\"]"),
            ("level = \"high\"\n", ""),
            ("absence = \"passes\"\n", ""),
        ],
    ),
    (
        Approvable::Risk,
        "Q",
        RISK,
        &[
            ("title = \"Q\"", "title = \"P\""),
            ("\"d\"", "\"e\""),
            ("owner = \"team\"\n", ""),
            ("likelihood = 4", "likelihood = 5"),
            ("impact = 4", "impact = 5"),
            ("mitigate", "accept"),
            ("target_likelihood = 2", "target_likelihood = 1"),
            ("target_impact = 3", "target_impact = 2"),
        ],
    ),
    (
        Approvable::Sprint,
        "Z",
        SPRINT,
        &[
            ("2026-05-04", "2026-05-05"),
            ("2026-05-15", "2026-05-14"),
            ("\"g\"", "\"h\""),
            ("capacity = 20", "capacity = 21"),
            ("[\"E-01\"]", "[]"),
        ],
    ),
    (
        Approvable::Applicability,
        "fw-1/A.1",
        DECISION,
        &[
            ("applicable = true", "applicable = false"),
            ("reason = \"r\"", "reason = \"s\""),
            ("[\"risk\"]", "[\"law\"]"),
            ("\"process\"", "\"story\""),
            ("process = \"p\"", "process = \"q\""),
            ("owner = \"team\"\n", ""),
        ],
    ),
];

#[test]
fn every_field_of_the_other_records_counts() {
    for (kind, id, overlay, changes) in CASES {
        let record = RecordRef::new(kind, id);
        let mut seen = vec![print_of(&record, overlay)];
        for (from, to) in changes {
            assert!(overlay.contains(from), "{from}");
            seen.push(print_of(&record, &overlay.replacen(from, to, 1)));
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all, "two texts of {record} have one fingerprint");
    }
}

#[test]
fn the_form_of_a_text_never_changes() {
    let (program, _) = diagnose(&sources(STORY));
    let record = RecordRef::new(Approvable::Story, "E-09");
    let text = text(&program, &History::default(), &record).unwrap();
    let expected = "storyproof record v1\nrecord\n  story E-09\ntitle\n  Café is closed\nepic\n  E\n\
                    kind\n  use\npersona\n  developer\nwant\n  a thing\nso that\n  it works\npoints\n  2\n\
                    layer\n  1\nowner\n  team\ncontrols\n  fw-1/A.1\n  fw-1/A.3\nrisks\n  R-01\ndepends on\n  \
                    E-01\ncriterion 1\n  It\n  is so\ncriterion 1 checks\n  root-mfa\ncriterion 1 attestation\n  \
                    custody\n";
    assert_eq!(text, expected);
}
