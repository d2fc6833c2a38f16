//! The program view on a small program.

use snapbox::{assert_data_eq, file};

use crate::{
    render::markdown,
    report::{self, testing::Sample},
};

#[test]
fn proven_and_the_difference_make_up_what_is_claimed() {
    let sample = Sample::with_text("x");
    let headline = report::program(&sample.inputs()).headline;
    assert_eq!((headline.proven.points, headline.difference.points), (3, 7));
    assert_eq!(headline.claimed.points, 10);
    assert_eq!(headline.unclaimed.points, 1, "E-4 is proven and nobody claims it");
    assert_eq!((headline.scope.stories, headline.unestimated), (5, 1));
}

#[test]
fn the_strip_counts_every_control_once() {
    let sample = Sample::with_text("x");
    let inputs = sample.inputs();
    let view = report::program(&inputs);
    let strip: u64 = view.frame.chips.iter().map(|chip| chip.count).sum();
    assert_eq!(strip, inputs.assessment.controls.len() as u64);
    assert_eq!(view.matrix.iter().map(|row| row.total).sum::<u64>(), strip);
    let rows = view.controls.iter().flat_map(|part| &part.groups).map(|group| group.rows.len());
    assert_eq!(rows.sum::<usize>() as u64, strip);
}

#[test]
fn the_burn_up_ends_at_the_headline() {
    let sample = Sample::with_text("x");
    let view = report::program(&sample.inputs());
    assert_eq!(view.burn_up.last.claimed, view.headline.claimed.points);
    assert_eq!(view.burn_up.last.proven, view.headline.proven.points);
    assert!(view.burn_up.steps.iter().all(|step| step.points.proven <= step.points.claimed));
}

#[test]
fn a_page_for_management() {
    let sample = Sample::with_text("plain words");
    let text = markdown::program(&report::program(&sample.inputs())).unwrap();
    assert_data_eq!(text, file!["../snapshots/program.md"]);
}
