//! `report soa` and `import soa`: the statement of the demo in every form, and edited decisions on
//! their way back.

use std::{collections::BTreeMap, fs};

use serde_json::Value;

use super::harness::Place;

fn by_status(data: &Value) -> BTreeMap<String, u64> {
    let totals = data["totals"]["statuses"].as_array().unwrap().iter();
    totals
        .map(|total| {
            (total["status"]["word"].as_str().unwrap().to_owned(), total["count"].as_u64().unwrap())
        })
        .collect()
}

/// CSV as rows of cells.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn csv_of(rows: &[Vec<String>]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.into_inner().unwrap()
}

fn column(rows: &[Vec<String>], name: &str) -> usize {
    rows[0].iter().position(|cell| cell == name).unwrap()
}

#[test]
fn the_statement_of_the_demo_has_every_annex_a_control_in_every_form() {
    let demo = Place::demo();
    let said = demo.run(["report", "soa", "--format", "json"]).ok();
    let data = said.data();
    assert_eq!(data["totals"]["all"], 93);
    assert_eq!(data["rows"].as_array().unwrap().len(), 93);
    assert_eq!(data["totals"]["undecided"], 0);
    let counts = by_status(&data);
    assert_eq!(counts.values().sum::<u64>(), 93);
    let written = rows(&demo.run(["report", "soa", "--format", "csv"]).ok().stdout);
    let beyond = data["beyond"].as_array().unwrap().len();
    assert_eq!(written.len(), 1 + 93 + beyond);
    let (id, status) = (column(&written, "Control"), column(&written, "Implementation"));
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for row in written[1..].iter().filter(|row| row[id].starts_with("A.")) {
        *found.entry(row[status].clone()).or_default() += 1;
    }
    assert_eq!(found, counts);
    let markdown = demo.run(["report", "soa"]).ok().stdout;
    assert!(markdown.contains("## Implementation plan") && markdown.contains("**A.8.34**"));
    for row in data["rows"].as_array().unwrap() {
        let proven =
            ["met", "attested", "inherited"].contains(&row["status"]["word"].as_str().unwrap());
        assert!(!proven || !row["evidence"].as_array().unwrap().is_empty(), "{row}");
        assert!(!proven || row["last_verified"].is_string(), "{row}");
    }
}

#[test]
fn nothing_is_proven_before_the_first_scan_and_what_changed_since_is_listed() {
    let demo = Place::demo();
    let early = ["report", "soa", "--format", "json", "--as-of", "2026-01-01", "--allow-empty"];
    assert_eq!(demo.run(early).ok().data()["totals"]["proven"], 0);
    let since = ["report", "soa", "--format", "json", "--since", "2026-02-06"];
    let changes = demo.run(since).ok().data()["changes"]["rows"].take();
    for kind in ["implementation", "evidence-added"] {
        assert!(changes.as_array().unwrap().iter().any(|row| row["kind"] == kind), "no {kind}");
    }
    demo.run(["report", "soa", "--since", "2027-01-01"]).code(2).complains(&["after the day"]);
}

#[test]
fn a_form_that_a_report_does_not_have_is_refused() {
    let demo = Place::demo();
    demo.run(["report", "soa", "--format", "xlsx"]).code(2).complains(&["-o soa.xlsx"]);
    demo.run(["report", "roadmap", "--format", "csv"]).code(2).complains(&["no table form"]);
}

#[test]
fn an_edited_workbook_goes_there_and_back() {
    let demo = Place::demo_to_change();
    demo.run(["report", "soa", "-o", "soa.xlsx"]).ok();
    let again = fs::read(demo.path("soa.xlsx")).unwrap();
    demo.run(["report", "soa", "-o", "soa.xlsx"]).ok();
    assert!(again == fs::read(demo.path("soa.xlsx")).unwrap(), "the same inputs, other bytes");
    let before = demo.read("controls/soa.toml");
    let said = demo.run(["import", "soa", "soa.xlsx", "--write"]).ok();
    assert_eq!(said.stdout, "93 rows: 93 unchanged.\n\nNothing to change.\n");
    assert_eq!(demo.read("controls/soa.toml"), before);
}

#[test]
fn edited_decisions_change_their_lines_and_no_others() {
    let demo = Place::demo_to_change();
    let mut table = rows(&demo.run(["report", "soa", "--format", "csv"]).ok().stdout);
    let inclusion = column(&table, "Justification for inclusion");
    let law = column(&table, "Law");
    let row = table.iter_mut().find(|row| row[0] == "A.5.6").unwrap();
    row[inclusion] = "=Members of two groups".to_owned();
    row[law] = "yes".to_owned();
    demo.write("soa.csv", csv_of(&table));
    let before = demo.read("controls/soa.toml");
    let said = demo.run(["import", "soa", "soa.csv"]).ok();
    assert!(said.stdout.contains("iso27001-2022/A.5.6: changed reason"), "{}", said.stdout);
    assert!(said.stdout.contains("+ applicable (law, best-practice): =Members"), "{}", said.stdout);
    assert_eq!(demo.read("controls/soa.toml"), before, "nothing is written without --write");
    demo.run(["import", "soa", "soa.csv", "--write"]).ok();
    let after = demo.read("controls/soa.toml");
    let changed: Vec<(&str, &str)> =
        before.lines().zip(after.lines()).filter(|(old, new)| old != new).collect();
    assert_eq!(
        changed,
        [
            (
                "reason = \"The security team is a member of the groups it needs.\"",
                "reason = \"=Members of two groups\""
            ),
            ("because = [\"best-practice\"]", "because = [\"law\", \"best-practice\"]"),
        ]
    );
    assert_eq!(before.lines().count(), after.lines().count());
    // The old table again: nobody edited the other rows, and this one says what the files say.
    let said = demo.run(["import", "soa", "soa.csv", "--write"]).ok();
    assert!(said.stdout.contains("Nothing to change"), "{}", said.stdout);
    // Edited on both sides.
    demo.write("controls/soa.toml", after.replace("=Members of two groups", "Members of three"));
    let said = demo.run(["import", "soa", "soa.csv", "--write"]).code(1);
    assert!(said.stdout.contains("iso27001-2022/A.5.6: conflict"), "{}", said.stdout);
    assert!(demo.read("controls/soa.toml").contains("Members of three"));
}

#[test]
fn what_is_no_table_is_refused_and_hostile_words_are_shown_harmless() {
    let demo = Place::demo_to_change();
    demo.write("x.xlsx", b"PK\x03\x04 no archive");
    demo.run(["import", "soa", "x.xlsx"]).code(2).complains(&["cannot be unpacked"]);
    demo.write("x.csv", "Name,Applicable\n");
    demo.run(["import", "soa", "x.csv"]).code(2).complains(&["`Control`", "keep the headings"]);
    demo.run(["import", "soa", "gone.csv"]).code(2).complains(&["cannot read"]);
    demo.write("y.csv", "Control,Applicable\n\u{1b}[31mA.5.1,yes\nA.5.2,\u{1b}]0;x\u{7}\n");
    let said = demo.run(["import", "soa", "y.csv"]).code(1);
    assert!(!said.stdout.contains('\u{1b}') && said.stdout.contains("unknown control"));
}
