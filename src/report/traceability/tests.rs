//! The threads of a small program: both ways, down to the entry, and what leads nowhere.

use crate::report::{
    self, Traceability,
    testing::Sample,
    traceability::{Within, orphans::Orphans},
};

fn whole() -> Traceability {
    let sample = Sample::with_duties("x", "2026-01-20T18:00:00Z");
    report::traceability(&sample.inputs(), &Within::default())
}

fn orphans<'t>(view: &'t Traceability, kind: &str) -> &'t Orphans {
    view.orphans.iter().find(|orphans| orphans.kind == kind).unwrap()
}

fn names(orphans: &Orphans) -> Vec<&str> {
    orphans.rows.iter().map(|row| row.name.text.as_str()).collect()
}

#[test]
fn a_story_leads_over_its_criteria_to_the_entry_that_last_answered() {
    let view = whole();
    let story = view.stories.iter().find(|story| story.id.as_str() == "E-1").unwrap();
    let proof = &story.criteria[0].proofs[0];
    assert_eq!(
        (proof.kind, proof.name.text.as_str(), proof.status.word),
        ("check", "good", "passed")
    );
    let evidence = proof.evidence.as_ref().unwrap();
    assert_eq!(
        (evidence.reference.as_str(), evidence.observed),
        ("E-0003", "2026-01-19".parse().unwrap())
    );
    let waiting = view.stories.iter().find(|story| story.id.as_str() == "E-5").unwrap();
    assert!(waiting.criteria[0].proofs[0].evidence.is_none(), "never run is no evidence");
    let attested = view.stories.iter().find(|story| story.id.as_str() == "E-4").unwrap();
    let statement = attested.criteria[0].proofs[0].evidence.as_ref().unwrap();
    assert_eq!(statement.reference, "entry:4");
}

#[test]
fn every_link_leads_back() {
    let view = whole();
    for control in &view.controls {
        for end in &control.proofs {
            let proof = view.proofs.iter().find(|proof| proof.end == *end).unwrap();
            let back = proof.controls.iter().any(|name| name.text == control.id.to_string());
            assert!(back, "{} does not lead back to {}", proof.end.name.text, control.id);
        }
    }
    for story in &view.stories {
        for end in story.criteria.iter().flat_map(|criterion| &criterion.proofs) {
            let proof = view.proofs.iter().find(|proof| proof.end == *end).unwrap();
            assert!(proof.stories.iter().any(|name| name.text == story.id.as_str()));
        }
    }
    for proof in &view.proofs {
        let Some(evidence) = &proof.end.evidence else { continue };
        let row = view.evidence.iter().find(|row| row.reference == evidence.reference).unwrap();
        assert!(row.answers.iter().any(|name| name.text == proof.end.name.text));
    }
}

#[test]
fn what_leads_nowhere_is_listed_from_every_end() {
    let view = whole();
    let all = ["E-1", "E-2", "E-3", "E-4", "E-5"];
    assert_eq!(names(orphans(&view, "stories-without-control")), all);
    assert_eq!(names(orphans(&view, "controls-without-story")), ["f/1", "f/2", "f/3"]);
    assert_eq!(names(orphans(&view, "controls-without-proof")), [""; 0], "4 does not apply");
    assert_eq!(names(orphans(&view, "attestations-without-control")), ["paper", "unused"]);
    assert_eq!(names(orphans(&view, "evidence-without-check")), [""; 0]);
    let sum: usize = view.orphans.iter().map(|kind| kind.rows.len()).sum();
    assert_eq!(view.orphan_count, sum as u64);
}

#[test]
fn a_report_can_be_narrowed_to_a_framework_and_an_epic() {
    let sample = Sample::with_duties("x", "2026-01-20T18:00:00Z");
    let of = |framework: Option<&str>, epic: Option<&str>| {
        let within = Within {
            framework: framework.map(|id| id.parse().unwrap()),
            epic: epic.map(|id| id.parse().unwrap()),
        };
        report::traceability(&sample.inputs(), &within)
    };
    let framework = of(Some("f"), None);
    assert_eq!((framework.controls.len(), framework.stories.len()), (4, 0), "no story names one");
    assert!(framework.proofs.iter().all(|proof| proof.end.name.text != "unused"));
    let epic = of(None, Some("E"));
    assert_eq!((epic.controls.len(), epic.stories.len()), (0, 5));
    assert!(epic.orphans.iter().all(|kind| kind.kind != "evidence-without-check"));
    assert_eq!(of(None, Some("none")).stories.len(), 0);
}
