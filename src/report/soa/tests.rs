//! The statement of a small program: what is derived, what is counted, what differs.

use super::{Lang, Soa, changes, view::SoaRow};
use crate::report::{self, testing::Sample};

fn soa(sample: &Sample) -> Soa {
    report::soa(&sample.inputs(), &"f".parse().unwrap(), Lang::En)
}

fn row<'s>(soa: &'s Soa, id: &str) -> &'s SoaRow {
    soa.rows.iter().find(|row| row.id == id).unwrap()
}

#[test]
fn implementation_is_derived_and_says_why() {
    let soa = soa(&Sample::with_text("plain"));
    let words: Vec<&str> = soa.rows.iter().map(|row| row.status.word).collect();
    assert_eq!(words, ["met", "failing", "attested", "excluded"]);
    let failing = row(&soa, "2");
    assert!(failing.why.iter().any(|why| why.starts_with("Check turned: 1 subject fails")));
    assert!(failing.decision.is_none(), "nobody decided it");
    let excluded = row(&soa, "4").decision.as_ref().unwrap();
    assert!(!excluded.applicable && excluded.reason == "plain");
}

#[test]
fn every_control_is_in_the_totals_once_and_each_count_has_its_controls() {
    let soa = soa(&Sample::with_text("plain"));
    let totals = &soa.totals;
    assert_eq!((totals.all, totals.proven, totals.counted), (4, 2, 3));
    assert_eq!((totals.applicable, totals.excluded, totals.undecided), (0, 1, 3));
    assert_eq!(totals.statuses.iter().map(|total| total.count).sum::<u64>(), totals.all);
    assert_eq!(totals.themes.iter().map(|theme| theme.all).sum::<u64>(), totals.all);
    for (at, total) in totals.statuses.iter().enumerate() {
        assert_eq!(total.controls.len() as u64, total.count);
        assert_eq!(totals.themes.iter().map(|theme| theme.counts[at]).sum::<u64>(), total.count);
    }
    assert_eq!(totals.statuses.last().unwrap().status.word, "excluded", "not judged, so last");
}

#[test]
fn evidence_has_the_numbers_of_other_reports_and_every_reference_its_entry() {
    let soa = soa(&Sample::with_text("plain"));
    let references = |id: &str| -> Vec<&str> {
        row(&soa, id).evidence.iter().map(|link| &*link.reference).collect()
    };
    assert_eq!(references("1"), ["E-0003"]);
    assert_eq!(references("3"), ["entry:4"], "a statement is named by its entry");
    for link in soa.rows.iter().flat_map(|row| &row.evidence) {
        let entry = soa.evidence.iter().find(|entry| entry.reference == link.reference).unwrap();
        assert_eq!(link.href, format!("#{}", entry.anchor));
        assert!(!entry.controls.is_empty());
    }
}

#[test]
fn days_of_proof_and_of_its_end_stand_beside_it() {
    let soa = soa(&Sample::with_text("plain"));
    let met = row(&soa, "1");
    assert_eq!(met.last_verified.as_deref(), Some("2026-01-19"));
    assert_eq!(met.next_review.as_deref(), Some("2026-01-26"));
    let said = row(&soa, "3");
    assert_eq!(said.last_verified.as_deref(), Some("2026-01-10"));
    assert_eq!(said.next_review.as_deref(), Some("2026-02-10"));
    let failing = row(&soa, "2");
    assert_eq!((&failing.last_verified, &failing.next_review), (&None, &None), "it never was");
}

#[test]
fn what_was_proven_keeps_the_last_day_on_which_it_was() {
    let soa = soa(&Sample::at("plain", "2026-02-20T18:00:00Z"));
    let words: Vec<&str> = soa.rows.iter().map(|row| row.status.word).collect();
    assert_eq!(words, ["stale", "failing", "statement expired", "excluded"]);
    assert_eq!(row(&soa, "3").last_verified.as_deref(), Some("2026-02-10"));
    assert!(row(&soa, "1").last_verified.is_some());
    assert_eq!(row(&soa, "1").next_review, None, "it is due already");
    assert_eq!(soa.totals.proven, 0);
}

#[test]
fn the_plan_holds_what_is_open_and_nothing_else() {
    let soa = soa(&Sample::with_text("plain"));
    let ids: Vec<&str> = soa.plan.iter().map(|row| &*row.id).collect();
    assert_eq!(ids, ["2"]);
    assert!(soa.plan[0].story.is_none(), "no story names it, and that is seen");
}

#[test]
fn two_statements_differ_in_implementation_and_evidence() {
    let before = soa(&Sample::at("plain", "2026-01-12T18:00:00Z"));
    let after = soa(&Sample::with_text("plain"));
    let found = changes(&before, &after);
    let of = |kind: &str| -> Vec<(&str, &str, &str)> {
        let rows = found.rows.iter().filter(|row| row.kind == kind);
        rows.map(|row| (&*row.what, &*row.before, &*row.after)).collect()
    };
    assert!(of("decision").is_empty());
    assert_eq!(of("evidence-added"), [("E-0003", "", "1, 2")]);
    assert_eq!(of("evidence-removed"), [("E-0001", "1, 2", "")]);
    assert!(found.since.iter().any(|fact| fact.text.starts_with("2026-01-12")));
    assert!(changes(&after, &after).rows.is_empty());
    let back = changes(&after, &soa(&Sample::at("plain", "2026-02-20T18:00:00Z")));
    let row = back.rows.iter().find(|row| row.what == "1").unwrap();
    assert_eq!((&*row.before, &*row.after), ("met", "stale"));
    assert!(!row.why.is_empty());
}

#[test]
fn a_decision_that_changed_shows_both() {
    let before = soa(&Sample::with_text("plain"));
    let mut after = soa(&Sample::with_text("plain"));
    let made = after.rows[3].decision.as_mut().unwrap();
    made.applicable = true;
    made.because = vec!["law".to_owned()];
    after.rows.remove(0);
    let found = changes(&before, &after);
    let decision = found.rows.iter().find(|row| row.kind == "decision").unwrap();
    assert_eq!(decision.before, "excluded: plain");
    assert_eq!(decision.after, "applicable (law): plain");
    assert_eq!(found.rows.iter().filter(|row| row.kind == "control-removed").count(), 1);
}

#[test]
fn another_language_changes_words_and_no_number() {
    let sample = Sample::with_text("plain");
    let (english, japanese) =
        (soa(&sample), report::soa(&sample.inputs(), &"f".parse().unwrap(), Lang::Ja));
    assert_eq!(japanese.frame.lang, Lang::Ja);
    let counts = |soa: &Soa| -> Vec<(&str, u64)> {
        soa.totals.statuses.iter().map(|total| (total.status.status, total.count)).collect()
    };
    assert_eq!(counts(&english), counts(&japanese));
    assert_eq!(japanese.rows[3].status.word, "除外");
}
