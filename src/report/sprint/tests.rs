//! The sprint view on a small program.

use snapbox::{assert_data_eq, file};

use crate::{
    plan::velocity::Velocity,
    render::markdown,
    report::{self, SprintReport, testing::Sample},
};

/// A story that was claimed and proven in S1, and moved on after its end to be done again.
const REWORK: &str = r#"
[[story]]
id = "E-6"
epic = "E"
title = TEXT
points = 4
sprint = "S2"
status = "done"
started = 2026-01-05
done = 2026-01-08
moved = [{ on = 2026-01-19, from = "S1" }]
depends_on = ["E-4"]
acceptance = [{ text = TEXT, checks = ["good"] }]
[[story]]
id = "E-7"
epic = "E"
title = TEXT
points = 1
sprint = "S2"
status = "ready"
depends_on = ["E-2"]
acceptance = [{ text = TEXT, checks = ["bad"] }]
"#;

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

#[test]
fn the_plan_and_the_report_count_velocity_alike() {
    let sample = Sample::with_more("plain", "2026-01-20T18:00:00Z", REWORK);
    let inputs = sample.inputs();
    let view = report::sprint(&inputs, &"S1".parse().unwrap()).unwrap();
    let today = inputs.assessment.as_of.observed.day();
    let planned = Velocity::of(inputs.program, inputs.assessment, today);
    let planned = planned.sprints[0].points;
    let row = &view.velocity[0];
    assert_eq!((row.at_end, row.sprint.as_str()), (planned, "S1"));
    assert_eq!((view.numbers.claimed, view.numbers.proven), (planned.claimed, planned.proven));
    assert_eq!(view.burn_up.last, planned, "the chart ends where the number stands");
    let before = sprint("S1").unwrap().numbers;
    assert_eq!(planned.claimed, before.claimed + 4, "what left after the end had been there");
}

#[test]
fn a_board_says_where_each_story_stands_and_what_proves_it_next() {
    let sample = Sample::with_more("plain", "2026-01-20T18:00:00Z", REWORK);
    let column = |id: &str, name: &str| {
        let view = report::sprint(&sample.inputs(), &id.parse().unwrap()).unwrap();
        let column = view.board.into_iter().find(|column| column.name == name).unwrap();
        column.cards
    };
    let names = |id: &str, name: &str| -> Vec<String> {
        column(id, name).into_iter().map(|card| card.story.text).collect()
    };
    assert_eq!(names("S1", "verified"), ["E-1"]);
    assert_eq!(names("S1", "slipped back"), ["E-2", "E-3"]);
    assert_eq!(names("S2", "in progress"), ["E-4"]);
    assert_eq!(names("S2", "planned"), ["E-5"]);
    assert_eq!(names("S2", "verified"), ["E-6"], "what it depends on does not undo proof");
    let blocked = column("S2", "blocked");
    assert_eq!(blocked[0].marks, ["waits for E-2"]);
    assert_eq!((blocked[0].proven, blocked[0].criteria), (0, 1));
    let carried = column("S2", "planned");
    assert_eq!(carried[0].marks, ["carried over from S1 on 2026-01-15"]);
    assert!(carried[0].next.contains("scan"), "{carried:?}");
}

#[test]
fn what_broke_is_told_with_since_when() {
    let regressions = sprint("S1").unwrap().regressions;
    let open: Vec<&str> = regressions.open.iter().map(|row| row.story.text.as_str()).collect();
    assert_eq!(open, ["E-2"]);
    assert!(regressions.open[0].since.is_some() && regressions.open[0].days.is_some());
    assert_eq!(regressions.days_clean, None, "a day on which something is broken is not clean");
    assert_eq!(regressions.sprints[0].broke, ["E-2"]);
}

#[test]
fn lead_time_runs_from_the_start_to_the_first_proof() {
    let lead = sprint("S1").unwrap().lead_time;
    let first = |row: &report::sprint::flow::LeadRow| row.started <= row.verified;
    assert!(!lead.rows.is_empty() && lead.rows.iter().all(first), "{lead:?}");
    assert!(lead.rows.windows(2).all(|pair| pair[0].days >= pair[1].days));
    assert_eq!(lead.median.is_some(), !lead.rows.is_empty());
}

#[test]
fn a_review_is_short_and_holds_both_numbers() {
    let text = markdown::review(&sprint("S1").unwrap()).unwrap();
    assert!(text.lines().count() < 40 && text.len() < 4_000, "{text}");
    assert!(text.contains("| 10 | **3** | 7 |"), "{text}");
    assert!(
        text.contains("What slipped back:\n\n- **E\\-2**") || text.contains("**E-2**"),
        "{text}"
    );
}
