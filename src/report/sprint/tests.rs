//! The sprint view on a small program.

use snapbox::{assert_data_eq, file};

use crate::{
    render::markdown,
    report::{self, SprintReport, testing::Sample},
};

fn sprint(id: &str) -> Option<SprintReport> {
    let sample = Sample::with_text("plain words");
    report::sprint(&sample.inputs(), &id.parse().unwrap())
}

#[test]
fn a_sprint_that_is_not_there_has_no_report() {
    assert!(sprint("S9").is_none());
}

#[test]
fn proof_is_counted_at_the_end_of_the_sprint() {
    let view = sprint("S1").unwrap();
    let numbers = view.numbers;
    assert_eq!((numbers.committed, numbers.added, numbers.removed), (8, 2, 0));
    assert_eq!((numbers.claimed, numbers.proven), (10, 3), "E-2 broke before the sprint ended");
    assert_eq!(view.burn_up.last.proven, 3);
}

#[test]
fn a_story_that_moved_away_is_shown_with_where_it_went() {
    let view = sprint("S1").unwrap();
    assert_eq!(view.scope.removed[0].how, "to S2 on 2026-01-15");
    let next = sprint("S2").unwrap();
    assert_eq!(next.scope.carried_over[0].how, "from S1 on 2026-01-15");
    assert!(!next.scope.is_recorded, "nobody wrote down what S2 committed to");
}

#[test]
fn a_sprint_without_its_scan_says_so() {
    let view = sprint("S1").unwrap();
    assert_eq!((view.scans.len(), view.scans[0].runs), (1, 0));
}

#[test]
fn a_review() {
    let text = markdown::sprint(&sprint("S1").unwrap()).unwrap();
    assert_data_eq!(text, file!["../snapshots/sprint.md"]);
}
