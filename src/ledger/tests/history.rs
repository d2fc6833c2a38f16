//! Replaying: what comes out is what went in, at any two clocks, in any order of arrival.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{
    evidence::{CellId, History, RunId, Severity, State},
    time::AsOf,
};

fn history(ledger: &Ledger, observed: i64, known: i64) -> History {
    ledger.history(AsOf { observed: at(observed), known: at(known) }).unwrap()
}

/// The states of each run, by rule and subject.
type Plain = Vec<(i64, u64, BTreeMap<(String, Subject), State>)>;

fn plain(history: &History) -> Plain {
    let runs = history.runs.iter().map(|run| {
        let states = run.observations.iter().map(|observation| {
            let rule = history.rule(observation.cell).unwrap().rule.clone();
            ((rule, history.subject(observation.cell).unwrap().clone()), observation.state)
        });
        (run.run.observed_at.unix(), run.entry, states.collect())
    });
    runs.collect()
}

/// What a file says, worked out from its results alone.
fn expected(results: &[ScanResult]) -> BTreeMap<(String, Subject), State> {
    let mut states: BTreeMap<_, State> = BTreeMap::new();
    for result in results {
        let said = State {
            outcome: result.outcome,
            muted: result.muted,
            severity: result.severity,
            reasoned: !result.message.trim().is_empty(),
        };
        states
            .entry((result.rule.clone(), result.subject.clone()))
            .and_modify(|state| *state = state.worse(said))
            .or_insert(said);
    }
    states
}

fn any_result() -> impl Strategy<Value = ScanResult> {
    let outcome = proptest::sample::select(&Outcome::ALL[..]);
    let severity = proptest::option::of(proptest::sample::select(&Severity::ALL[..]));
    let account = proptest::option::of(proptest::sample::select(vec!["", "1"]));
    (0..3u8, 0..4u8, outcome, any::<bool>(), severity, account, "[ a]{0,3}").prop_map(
        |(rule, subject, outcome, muted, severity, account, message)| {
            let mut result = result(rule, subject, outcome);
            result.subject.account = account.map(Into::into);
            ScanResult { muted, severity, message, ..result }
        },
    )
}

/// Files in the order of arrival: when observed (if said), and the results of each run.
fn any_files() -> impl Strategy<Value = Vec<Vec<ToyRun>>> {
    let run = (proptest::option::of(0..40i64), proptest::collection::vec(any_result(), 0..12))
        .prop_map(|(at, results)| ToyRun { at, results });
    proptest::collection::vec(proptest::collection::vec(run, 0..3), 1..7)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn replaying_gives_back_what_was_appended(
        files in any_files(),
        observed in 0..50i64,
        known in 0..80i64,
    ) {
        let fixture = Fixture::new();
        let mut ledger = fixture.write();
        let mut told: Vec<(i64, u64, u32, i64, Vec<ScanResult>)> = Vec::new();
        for (n, runs) in files.iter().enumerate() {
            let now = 10 * i64::try_from(n).unwrap();
            let recorded = record(&mut ledger, now, runs, &Claims::default());
            if recorded.already {
                continue;
            }
            for (ordinal, run) in (0..).zip(runs) {
                let observed_at = run.at.unwrap_or(now);
                told.push((observed_at, recorded.entry, ordinal, now, run.results.clone()));
            }
        }
        told.sort_by_key(|(observed_at, entry, ordinal, ..)| (*observed_at, *entry, *ordinal));
        let expected: Plain = told
            .iter()
            .filter(|(at, _, _, recorded, _)| *at <= observed && *recorded <= known)
            .map(|(at, entry, _, _, results)| (*at, *entry, expected(results)))
            .collect();
        let reader = fixture.read();
        let replayed = history(&reader, observed, known);
        prop_assert_eq!(plain(&replayed), expected);
        // Nothing is listed that these runs did not observe, and cells ascend.
        let seen: std::collections::BTreeSet<CellId> =
            replayed.runs.iter().flat_map(|run| &run.observations).map(|o| o.cell).collect();
        prop_assert_eq!(seen.len(), replayed.cells.len());
        for run in &replayed.runs {
            prop_assert!(run.observations.is_sorted_by(|a, b| a.cell < b.cell));
        }
        prop_assert_eq!(reader.check().unwrap(), []);
    }

    #[test]
    fn what_was_known_does_not_change_when_more_is_learned(
        files in any_files(),
        observed in 0..50i64,
    ) {
        let fixture = Fixture::new();
        let mut ledger = fixture.write();
        let mut before = Vec::new();
        for (n, runs) in files.iter().enumerate() {
            let now = 10 * i64::try_from(n).unwrap();
            record(&mut ledger, now, runs, &Claims::default());
            before.push((now, history(&ledger, observed, now)));
        }
        for (known, then) in before {
            prop_assert_eq!(history(&ledger, observed, known), then);
        }
    }

    #[test]
    fn a_rebuild_gives_the_same_tables(files in any_files()) {
        let fixture = Fixture::new();
        let mut ledger = fixture.write();
        for (n, runs) in files.iter().enumerate() {
            record(&mut ledger, 10 * i64::try_from(n).unwrap(), runs, &Claims::default());
        }
        let before = dump(&ledger);
        prop_assert_eq!(ledger.rederive(&reread).unwrap(), []);
        prop_assert_eq!(ledger.rebuild(&reread).unwrap(), []);
        prop_assert_eq!(dump(&ledger), before);
        prop_assert_eq!(ledger.check().unwrap(), []);
    }
}

#[test]
fn the_worst_of_several_results_stands_with_its_message() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    let results =
        [Outcome::Pass, Outcome::Fail, Outcome::Error].map(|outcome| result(1, 1, outcome));
    record_results(&mut ledger, 10, &results);
    let history = history(&ledger, 10, 10);
    assert_eq!(history.runs[0].observations.len(), 1);
    assert_eq!(history.runs[0].observations[0].state.outcome, Outcome::Fail);
    let notes = ledger.notes(&history, &[(CellId(0), RunId(0))]).unwrap();
    assert_eq!(notes[0].as_ref().unwrap().text, "Fail 1 1");
}

fn said(message: &str, outcome: Outcome) -> [ScanResult; 1] {
    [ScanResult { message: message.into(), ..result(1, 1, outcome) }]
}

fn texts(ledger: &Ledger, history: &History) -> Vec<String> {
    let asked: Vec<_> =
        (0u32..).zip(&history.runs).map(|(run, _)| (CellId(0), RunId(run))).collect();
    let notes = ledger.notes(history, &asked).unwrap();
    notes.into_iter().map(|note| note.map_or("none".into(), |note| note.text)).collect()
}

#[test]
fn a_message_stands_from_the_run_that_changed_the_verdict() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    for (now, message, outcome) in [
        (10, "91 days", Outcome::Fail),
        (20, "92 days", Outcome::Fail),
        (30, "rotated", Outcome::Pass),
        (40, "93 days", Outcome::Fail),
        (50, "94 days", Outcome::Fail),
    ] {
        record_results(&mut ledger, now, &said(message, outcome));
    }
    let all = history(&ledger, 100, 100);
    assert_eq!(texts(&ledger, &all), ["91 days", "91 days", "rotated", "93 days", "93 days"]);
    assert_eq!(ledger.notes(&all, &[(CellId(7), RunId(0))]).unwrap(), [None]);
}

#[test]
fn a_late_file_finds_the_message_recorded_before_it() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    record_results(&mut ledger, 50, &said("newer", Outcome::Fail));
    let late = ToyRun { at: Some(10), results: said("older", Outcome::Fail).to_vec() };
    record(&mut ledger, 60, &[late], &Claims::default());
    let all = history(&ledger, 100, 100);
    assert_eq!(all.runs.iter().map(|run| run.entry).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(texts(&ledger, &all), ["newer", "newer"]);
}

#[test]
fn a_note_that_was_not_yet_known_is_not_shown() {
    let fixture = Fixture::new();
    let mut ledger = fixture.write();
    record_results(&mut ledger, 50, &said("first", Outcome::Fail));
    let then = history(&ledger, 100, 55);
    record_results(&mut ledger, 60, &said("gone", Outcome::Pass));
    let late = ToyRun { at: Some(40), results: said("late", Outcome::Fail).to_vec() };
    record(&mut ledger, 70, &[late], &Claims::default());
    assert_eq!(texts(&ledger, &then), ["first"]);
    assert_eq!(history(&ledger, 100, 55), then);
}
