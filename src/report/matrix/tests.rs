//! The matrices of a small program: every cell says what it rests on, and nothing absent looks fine.

use crate::{
    assess::AspectStatus,
    report::{
        self, Matrix,
        matrix::view::{MatrixCell, ServiceRow},
        testing::Sample,
    },
};

fn row<'m>(matrix: &'m Matrix, service: &str) -> &'m ServiceRow {
    matrix.services.iter().find(|row| row.id.as_str() == service).unwrap()
}

fn words(matrix: &Matrix, service: &str) -> Vec<&'static str> {
    row(matrix, service).cells.iter().map(|cell| cell.status.word).collect()
}

fn answers(cell: &MatrixCell) -> Vec<(&str, &str, Option<&str>)> {
    let each = cell.answers.iter();
    each.map(|a| (&*a.link.text, a.status.word, a.answered.as_deref())).collect()
}

#[test]
fn each_cell_has_its_own_word() {
    let sample = Sample::with_text("plain");
    let encryption = report::encryption(&sample.inputs());
    assert_eq!(words(&encryption, "store"), ["passed", "failed", "attested", "never run"]);
    assert_eq!(words(&encryption, "queue"), ["no check"; 4], "nothing shows anything of it");
    let logging = report::logging(&sample.inputs());
    assert_eq!(words(&logging, "store"), ["passed", "no check", "no check", "no check"]);
}

#[test]
fn a_cell_is_the_worst_of_its_checks_and_names_each_with_its_last_answer() {
    let sample = Sample::with_text("plain");
    let encryption = report::encryption(&sample.inputs());
    let day = Some("2026-01-19");
    let cells = &row(&encryption, "store").cells;
    assert_eq!(answers(&cells[1]), [("turned", "failed", day), ("good", "passed", day)]);
    assert_eq!(answers(&cells[2]), [("said", "attested", Some("2026-01-10"))]);
    assert_eq!(answers(&cells[3]), [("scan", "never run", None)]);
}

#[test]
fn a_check_says_nothing_of_a_service_that_none_of_its_rules_answered_for() {
    let sample = Sample::with_text("plain");
    let logging = report::logging(&sample.inputs());
    let on = &row(&logging, "queue").cells[0];
    assert_eq!(answers(on), [("good", "never run", None)], "the check itself passed");
}

#[test]
fn what_was_proven_goes_stale_and_what_was_attested_ends() {
    let sample = Sample::at("plain", "2026-02-20T18:00:00Z");
    let encryption = report::encryption(&sample.inputs());
    let then = ["stale", "failed", "statement expired", "never run"];
    assert_eq!(words(&encryption, "store"), then, "a fail stays a fail");
    assert_eq!(words(&report::logging(&sample.inputs()), "store")[0], "stale");
    assert_eq!(encryption.aspects[0].proven, 0);
}

#[test]
fn totals_tell_proven_attested_and_unwatched_apart() {
    let sample = Sample::with_text("plain");
    let totals = report::encryption(&sample.inputs()).aspects;
    let of = |at: usize| (totals[at].proven, totals[at].attested, totals[at].no_check);
    assert_eq!([of(0), of(1), of(2), of(3)], [(1, 0, 1), (0, 0, 1), (0, 1, 1), (0, 0, 1)]);
    assert!(totals.iter().all(|total| total.of == 2));
}

#[test]
fn a_component_is_as_bad_as_its_worst_service_and_what_it_declares_proves_nothing() {
    let sample = Sample::with_text("plain words");
    let encryption = report::encryption(&sample.inputs());
    let [data, shop] = encryption.components.as_slice() else { panic!("two components") };
    let at_rest = &data.cells[0];
    assert_eq!((at_rest.status.word, at_rest.proven, at_rest.of), ("no check", 1, 2));
    assert_eq!(at_rest.because[0].text, "queue");
    assert_eq!(data.serves[0].text, "shop");
    assert_eq!(data.cells[2].declared.as_deref(), Some("plain words"));
    assert_eq!(data.cells[2].status.word, "no check");
    assert!(data.is_listed && !shop.is_listed);
    assert!(shop.cells.iter().all(|cell| cell.status.word == "no check" && cell.of == 0));
    let logging = report::logging(&sample.inputs());
    let declared = logging.components[0].cells.iter().map(|cell| cell.declared.is_some());
    assert_eq!(declared.collect::<Vec<_>>(), [false, true, true, true]);
}

#[test]
fn the_worst_of_several_is_never_better_than_any() {
    for one in AspectStatus::ALL {
        for other in AspectStatus::ALL {
            let worst = AspectStatus::worst([one, other]);
            assert!(!worst.is_proof() || (one.is_proof() && other.is_proof()), "{one:?} {other:?}");
        }
    }
    assert_eq!(AspectStatus::worst([]), AspectStatus::NoCheck);
    assert!(AspectStatus::ALL.is_sorted(), "the list says worst first");
}
