//! The plan view on a small program.

use snapbox::{assert_data_eq, file};

use crate::{
    plan::Asked,
    render,
    report::{self, PlanReport, testing::Sample},
};

fn plan(capacity: Option<u32>) -> PlanReport {
    let sample = Sample::at("plain words", "2026-01-31T18:00:00Z");
    let asked = Asked { capacity, ..Asked::default() };
    report::plan(&sample.inputs(), &asked).unwrap()
}

#[test]
fn the_terms_add_up_to_the_value() {
    let view = plan(Some(10));
    assert!(view.backlog.len() >= 3, "{:#?}", view.backlog);
    for row in &view.backlog {
        assert_eq!(row.terms.len(), view.rule.terms.len());
        let number = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
        let sum: i64 = row.terms.iter().map(|term| number(&term.adds)).sum();
        assert!((sum - number(&row.value)).abs() <= 3, "{row:#?}");
    }
}

#[test]
fn every_candidate_is_in_or_has_its_reason() {
    let view = plan(None);
    assert_eq!(view.room.capacity, None);
    assert!(view.room.basis.starts_with("unknown: 2 sprints ended"), "{}", view.room.basis);
    assert!(view.backlog.iter().all(|row| !row.is_in && !row.reason.is_empty()));
    assert_eq!(view.headline.left_out, view.backlog.len() as u64);
}

#[test]
fn a_plan() {
    let text = render::plan::markdown(&plan(Some(10))).unwrap();
    assert_data_eq!(text, file!["../snapshots/plan.md"]);
}
