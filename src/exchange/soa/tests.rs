//! Tables come back: what was edited, what was not, and what went on in the meantime.

use super::{ImportPlan, Verdict, edit, mapping, plan};
use crate::{
    exchange::table::{self, Table},
    model,
    program::{self, Program},
    report::soa::{Label, Lang, state::state},
    source::Sources,
};

const FRAMEWORK: &str = r#"
framework = [{ id = "f", title = "F", statement_of_applicability = ["A.*"] }]
control = [
    { framework = "f", id = "A.1", title = "One" },
    { framework = "f", id = "A.2", title = "Two" },
    { framework = "f", id = "A.3", title = "Three" },
    { framework = "f", id = "A.4", title = "Four" },
]
"#;

const DECISIONS: &str = r#"# Decided by the board.

[[applicability]]
control = "f/A.1"
applicable = true          # until the move
reason = 'It must be.'     # said so
because = ["risk",
  "law"] # both
implementation = "process"
process = "Reviews"

# The second.
[[applicability]]
control    =   "f/A.2"
applicable =   false
reason     = """
We have none."""
implementation = "excluded"

[[applicability]]
control = "f/A.3"
applicable = true
reason = "=SUM(1)"
"#;

fn read(decisions: &str) -> (Sources, Program) {
    let files =
        [("storyproof.toml", ""), ("controls/f.toml", FRAMEWORK), ("controls/soa.toml", decisions)];
    let sources = Sources::from_texts(files);
    let (program, _) = program::resolve(model::decode(&sources).0);
    (sources, program)
}

/// A row as the export writes it: control, applicable, the four reasons, both justifications, state.
fn exported(id: &str, applicable: bool, because: &[&str], reason: &str) -> Vec<String> {
    let words: Vec<String> = because.iter().map(|word| (*word).to_owned()).collect();
    let chosen = |word: &str| if because.contains(&word) { "yes" } else { "" }.to_owned();
    let reasons = if applicable { [reason, ""] } else { ["", reason] };
    let mut cells = vec![id.to_owned(), if applicable { "yes" } else { "no" }.to_owned()];
    cells.extend(["risk", "law", "contract", "best-practice"].map(chosen));
    cells.extend(reasons.map(|text| crate::render::csv::cell(text).into_owned()));
    cells.push(state(&format!("f/{id}"), applicable, &words, reason));
    cells
}

fn table(rows: Vec<Vec<String>>) -> Table {
    let labels = [
        Label::Control,
        Label::Applicable,
        Label::Risk,
        Label::Law,
        Label::Contract,
        Label::BestPractice,
        Label::Inclusion,
        Label::Exclusion,
        Label::RowState,
    ];
    let heading = labels.map(|label| label.text(Lang::En).to_owned()).to_vec();
    Table { heading, rows: (2..).zip(rows).collect() }
}

fn all() -> Vec<Vec<String>> {
    vec![
        exported("A.1", true, &["risk", "law"], "It must be."),
        exported("A.2", false, &[], "We have none."),
        exported("A.3", true, &[], "=SUM(1)"),
        vec!["A.4".to_owned()],
    ]
}

fn planned(decisions: &str, rows: Vec<Vec<String>>) -> (ImportPlan, Vec<(String, String)>) {
    let (sources, program) = read(decisions);
    let table = table(rows);
    let mapping = mapping(&table.heading).unwrap();
    let plan = plan(&program, &"f".parse().unwrap(), &table, mapping);
    let files = edit(&program, &sources, &plan).unwrap();
    (plan, files)
}

/// What a table with this one change asks for, and what the file becomes.
fn with(change: impl Fn(&mut Vec<Vec<String>>)) -> (Vec<Verdict>, Option<String>) {
    let mut rows = all();
    change(&mut rows);
    let (plan, files) = planned(DECISIONS, rows);
    let verdicts = plan.rows.iter().map(|row| row.verdict).collect();
    (verdicts, files.into_iter().next().map(|(_, text)| text))
}

#[test]
fn a_round_trip_changes_nothing() {
    let (plan, files) = planned(DECISIONS, all());
    assert!(plan.rows.iter().all(|row| row.verdict == Verdict::Unchanged), "{:?}", plan.rows);
    assert!(files.is_empty());
}

#[test]
fn a_reason_changes_in_its_place_and_the_rest_stays() {
    let (verdicts, file) = with(|rows| {
        rows[0][6] = "It \"must\" be.\r\nTruly.  ".to_owned();
        rows[0][3] = String::new();
        rows[0][4] = "YES".to_owned();
    });
    let kept = Verdict::Unchanged;
    assert_eq!(verdicts, [Verdict::ChangedReason, kept, kept, kept]);
    let expected = DECISIONS
        .replace(
            "'It must be.'     # said so",
            "\"\"\"\nIt \"must\" be.\nTruly.\"\"\"     # said so",
        )
        .replace("[\"risk\",\n  \"law\"] # both", "[\"risk\", \"contract\"] # both");
    assert_eq!(file.unwrap(), expected);
}

#[test]
fn a_control_goes_out_and_in_with_all_that_hangs_on_it() {
    let (verdicts, file) = with(|rows| {
        rows[0][1] = "no".to_owned();
        rows[0][7] = "We moved.".to_owned();
        rows[1][1] = "yes".to_owned();
        rows[1][6] = "We have some now.".to_owned();
        rows[1][2] = "yes".to_owned();
    });
    assert_eq!(verdicts[..2], [Verdict::ChangedApplicable; 2]);
    let file = file.unwrap();
    for part in [
        "applicable = false          # until the move\nreason = \"We moved.\"     # said so\nimplementation = \"excluded\"\n",
        "applicable =   true\nreason     = \"We have some now.\"\nbecause = [\"risk\"]\n",
    ] {
        assert!(file.contains(part), "{part}\nis not in\n{file}");
    }
    let (_, program) = read(&file);
    assert_eq!(program.file_errors, read(DECISIONS).1.file_errors);
}

#[test]
fn a_new_decision_is_put_beside_the_others() {
    let (verdicts, file) = with(|rows| {
        rows[3] = exported("A.4", false, &[], "None here.");
        rows[3][8] = String::new();
    });
    assert_eq!(verdicts[3], Verdict::New);
    let end = "\n[[applicability]]\ncontrol = \"f/A.4\"\napplicable = false\nreason = \"None here.\"\nimplementation = \"excluded\"\n";
    assert_eq!(file.unwrap(), format!("{DECISIONS}{end}"));
}

#[test]
fn files_that_went_on_win_over_rows_that_nobody_edited_and_meet_edited_ones_in_conflict() {
    let newer = DECISIONS.replace("'It must be.'", "'It must really be.'");
    let (plan, files) = planned(&newer, all());
    assert_eq!(plan.rows[0].verdict, Verdict::FilesAreNewer);
    assert!(files.is_empty() && !plan.has_trouble());
    let mut rows = all();
    rows[0][6] = "It should be.".to_owned();
    let (plan, _) = planned(&newer, rows);
    assert_eq!(plan.rows[0].verdict, Verdict::Conflict);
    assert!(plan.has_trouble() && plan.changes().next().is_none());
}

/// A change of the rows of a table.
type Change = dyn Fn(&mut Vec<Vec<String>>);

#[test]
fn what_cannot_be_taken_says_why() {
    let cases: [(&Change, Verdict, &str); 6] = [
        (&|rows| rows[0][0] = "A.9".to_owned(), Verdict::UnknownControl, ""),
        (&|rows| rows[0][0] = "../A.1".to_owned(), Verdict::UnknownControl, ""),
        (&|rows| rows[0][1] = "maybe".to_owned(), Verdict::Invalid, "`maybe` is neither"),
        (&|rows| rows[0][1] = String::new(), Verdict::Invalid, "left empty"),
        (&|rows| rows[0][1] = "no".to_owned(), Verdict::Invalid, "exclusion is empty"),
        (&|rows| rows[0][6] = "#REF!".to_owned(), Verdict::Invalid, "error"),
    ];
    for (change, verdict, why) in cases {
        let mut rows = all();
        change(&mut rows);
        let (plan, files) = planned(DECISIONS, rows);
        let row = &plan.rows[0];
        assert_eq!(row.verdict, verdict);
        assert!(row.note.as_deref().unwrap_or_default().contains(why), "{:?}", row.note);
        assert!(files.is_empty() && plan.has_trouble());
    }
    let (verdicts, _) = with(|rows| rows[1] = rows[0].clone());
    assert_eq!(verdicts[1], Verdict::Invalid, "a control stands twice");
}

#[test]
fn hostile_cells_stay_text_in_the_files() {
    for text in [
        "\"\"\"\n[[applicability]]\ncontrol = \"f/A.4\"",
        "'''\\",
        "=HYPERLINK(\"https://evil.example\")",
        "a\u{0}b\u{1b}[31m\u{202e}",
        "<script>alert(1)</script>",
    ] {
        let (verdicts, file) = with(|rows| rows[0][6] = text.to_owned());
        assert_eq!(verdicts[0], Verdict::ChangedReason);
        let (_, program) = read(&file.unwrap());
        assert_eq!(program.applicability.len(), 3, "{text:?}");
        let made = &program.applicability[&"f/A.1".parse().unwrap()];
        let reason = crate::report::soa::state::plain(text);
        assert_eq!(made.reason.as_ref().unwrap().value, reason);
    }
}

#[test]
fn columns_are_found_by_their_headings_in_any_language_and_place() {
    let text = "該当,適用・除外,管理策番号,適用の理由\n,除外,A.2,\n";
    let table = table::read(text.as_bytes(), &[]).unwrap();
    let mapping = mapping(&table.heading).unwrap();
    assert_eq!((mapping.control, mapping.applicable, mapping.inclusion), (2, 1, Some(3)));
    assert_eq!((&mapping.because, &*mapping.ignored), (&None, &["該当".to_owned()][..]));
    let (_, program) = read(DECISIONS);
    let plan = plan(&program, &"f".parse().unwrap(), &table, mapping);
    assert_eq!(plan.rows[0].verdict, Verdict::Unchanged, "what has no column stays");
}

#[test]
fn a_table_without_its_columns_is_refused() {
    let heading = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
    let error = mapping(&heading("Name,Applicable")).unwrap_err().to_string();
    assert!(error.contains("`Control`"), "{error}");
    let error = mapping(&heading("Control,control,Applicable")).unwrap_err().to_string();
    assert!(error.contains("two columns"), "{error}");
}

#[test]
fn inline_decisions_are_edited_too() {
    let inline = "applicability = [\n    { control = \"f/A.1\", applicable = true, reason = \"r\" }, # first\n]\n";
    let mut row = exported("A.1", true, &[], "r");
    row[6] = "better".to_owned();
    let (_, files) = planned(inline, vec![row]);
    assert_eq!(files[0].1, inline.replace("\"r\"", "\"better\""));
}
