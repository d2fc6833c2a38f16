//! Runs that say until when they are good.

use proptest::prelude::*;
use storyproof::{
    assess::{CheckStatus, assess},
    evidence::{History, Outcome, RunRecord},
    program::Program,
};

use super::world::*;

fn program() -> Program {
    let mut program = empty_program();
    with_accounts(&mut program);
    let sources = vec![source("prowler", &["r0".into()], false, None)];
    program.checks.insert(check_id(0), check(0, &[0], 30, sources));
    program
}

/// A run of one cell that is good until a day.
fn until(day: u32, outcome: Outcome, good_until: u32) -> RunRecord {
    let mut record = run(day, true, vec![saw(0, outcome)]);
    record.run.valid_until = Some(noon(good_until));
    record
}

fn status(runs: &[RunRecord], day: u32) -> CheckStatus {
    let history = History { runs: runs.to_vec(), ..empty_history() };
    assess(&program(), &history, as_of(day)).checks[&check_id(0)].status
}

#[test]
fn a_pass_is_stale_from_when_it_runs_out() {
    let runs = [until(0, Outcome::Pass, 5)];
    for day in 0..5 {
        assert_eq!(status(&runs, day), CheckStatus::Passed, "day {day}");
    }
    for day in 5..12 {
        assert_eq!(status(&runs, day), CheckStatus::Stale, "day {day}");
    }
    let history = History { runs: runs.to_vec(), ..empty_history() };
    let judged = assess(&program(), &history, as_of(2));
    assert_eq!(judged.checks[&check_id(0)].fresh_until, Some(noon(5)));
}

#[test]
fn the_limit_of_the_check_counts_when_it_is_shorter() {
    assert_eq!(status(&[until(0, Outcome::Pass, 300)], 29), CheckStatus::Passed);
    assert_eq!(status(&[until(0, Outcome::Pass, 300)], 31), CheckStatus::Stale);
}

#[test]
fn a_statement_made_anew_holds_longer_and_a_shorter_one_takes_nothing_away() {
    let renewed = [until(0, Outcome::Pass, 5), until(4, Outcome::Pass, 9)];
    assert_eq!(status(&renewed, 8), CheckStatus::Passed);
    assert_eq!(status(&renewed, 9), CheckStatus::Stale);
    let shorter = [until(0, Outcome::Pass, 9), until(4, Outcome::Pass, 5)];
    assert_eq!(status(&shorter, 8), status(&shorter[..1], 8), "forgetting the second is no better");
    let failed = [until(0, Outcome::Pass, 9), until(2, Outcome::Fail, 3)];
    assert_eq!(status(&failed, 8), CheckStatus::Failed, "a fail does not run out");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Invariant 1, with runs that run out: neither time nor the loss of a run of passes proves
    /// anything anew.
    #[test]
    fn nothing_is_proven_by_time_or_by_loss(
        runs in prop::collection::vec((0_u32..20, 0_u32..12, any::<bool>()), 1..6),
        lost in any::<prop::sample::Index>(),
        day in 0_u32..30,
    ) {
        let mut runs = runs;
        runs.sort_unstable();
        let runs: Vec<RunRecord> = runs
            .into_iter()
            .map(|(day, good_for, endless)| {
                let mut record = until(day, Outcome::Pass, day + good_for);
                record.run.valid_until = record.run.valid_until.filter(|_| !endless);
                record
            })
            .collect();
        let now = status(&runs, day);
        let mut fewer = runs.clone();
        fewer.remove(lost.index(runs.len()));
        prop_assert!(now.is_proof() || !status(&fewer, day).is_proof());
        let later: Vec<RunRecord> =
            runs.iter().filter(|record| record.run.observed_at <= noon(day)).cloned().collect();
        prop_assert!(now.is_proof() || !status(&later, day + 1).is_proof());
    }
}
