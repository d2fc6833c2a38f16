//! Nobody is fooled by what is absent: commits, periods, accounts and subjects that are not there.

use storyproof::{
    assess::{CheckStatus, Expected, Missed, expected, feeds, movements},
    evidence::{ClaimedOr, History, Outcome, RunRecord},
    model::Cadence,
    program::Program,
    time::Period,
};

use super::{
    cases::{code_check, history, one_check, status},
    world::*,
};

/// A check of code that is asked for every commit; the commits are of the days 1, 7 and 14.
fn commit_check() -> (Program, History) {
    let mut program = code_check(true, &["*"]);
    let checked = program.checks.get_mut(&check_id(0)).unwrap();
    checked.cadence = Some(sp(Cadence::EveryCommit));
    checked.max_age = None;
    (program, empty_history())
}

fn clean_scan(day: u32, commit: &str) -> RunRecord {
    let mut record = run(day, false, vec![]);
    record.run.scope.commit = ClaimedOr { claimed: Some(commit.into()), read: None };
    record
}

#[test]
fn every_commit_is_fresh_while_the_newest_commit_has_a_run() {
    let (mut program, mut history) = commit_check();
    with_clone(&mut program, &mut history, true);
    history.runs = vec![clean_scan(2, "aaaaaaaaa1"), clean_scan(8, "bbbbbbb")];
    let status = |day| status(&program, &history, day);
    assert_eq!(status(6), CheckStatus::Passed, "day 1's commit is the newest one");
    assert_eq!(status(7), CheckStatus::Stale, "the commit of day 7 has no run yet");
    assert_eq!(status(13), CheckStatus::Passed, "named by the beginning of its hash");
    assert_eq!(status(14), CheckStatus::Stale);
    assert_eq!(status(60), CheckStatus::Stale);
}

#[test]
fn a_scan_of_another_commit_or_one_that_broke_is_no_run_for_the_newest() {
    let spoiled: [(bool, &str); 4] =
        [(false, "ccccccccc3"), (true, "fffffff"), (true, "ccccc"), (true, "aaaaaaaaa1")];
    for (succeeded, commit) in spoiled {
        let (mut program, mut history) = commit_check();
        with_clone(&mut program, &mut history, true);
        history.runs = vec![clean_scan(15, "ccccccccc3")];
        assert_eq!(status(&program, &history, 20), CheckStatus::Passed);
        history.runs = vec![clean_scan(15, commit)];
        history.runs[0].run.succeeded = succeeded;
        assert!(!status(&program, &history, 20).is_proof());
    }
}

#[test]
fn commits_that_cannot_be_read_prove_nothing_and_those_nobody_asks_for_leave_the_age() {
    let (mut program, mut history) = commit_check();
    history.runs = vec![clean_scan(15, "ccccccccc3")];
    assert_eq!(status(&program, &history, 20), CheckStatus::Passed, "no clone: by age");
    assert_eq!(status(&program, &history, 40), CheckStatus::Stale);
    with_clone(&mut program, &mut history, false);
    assert_eq!(status(&program, &history, 20), CheckStatus::Stale, "a clone that is gone");
    history.commits.clear();
    assert_eq!(status(&program, &history, 20), CheckStatus::Stale, "a clone nobody read");
}

fn counted(program: &Program, history: &History, start: u32, end: u32) -> Expected {
    let fed = feeds(program, history, as_of(end));
    let none = Vec::new();
    let days = |n: u32| day0().plus_days(i64::from(n));
    let period = Period { start: days(start), end: days(end) };
    let check = &program.checks[&check_id(0)];
    let fed = fed.get(&check_id(0)).unwrap_or(&none);
    expected(program, history, check, fed, period, as_of(end))
}

#[test]
fn commits_without_a_run_are_listed_merges_among_them() {
    let (mut program, mut history) = commit_check();
    with_clone(&mut program, &mut history, true);
    history.runs = vec![clean_scan(8, "bbbbbbbbb2")];
    let found = counted(&program, &history, 0, 20);
    assert_eq!((found.expected(), found.kept, found.missed), (3, 1, 2));
    let missed: Vec<&str> = found
        .gaps
        .iter()
        .map(|gap| match gap {
            Missed::Commit { hash, .. } => hash.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(missed, ["aaaaaaaaa1", "ccccccccc3"]);
    // Only what was there by then is asked for.
    assert_eq!(counted(&program, &history, 2, 13).expected(), 1);
}

#[test]
fn a_period_is_missed_to_the_day_and_the_open_one_is_not_counted() {
    let mut program = one_check(&["r0"]);
    let weekly = program.checks.get_mut(&check_id(0)).unwrap();
    (weekly.cadence, weekly.max_age) = (Some(sp(Cadence::Weekly)), None);
    let scans = |days: &[u32]| {
        history(days.iter().map(|day| run(*day, true, vec![saw(0, Outcome::Pass)])).collect())
    };
    let kept = counted(&program, &scans(&[0, 7, 14]), 0, 20);
    assert_eq!((kept.kept, kept.missed, kept.longest_gap), (2, 0, Some(7)));
    assert!(!kept.open.unwrap().done);
    let late = counted(&program, &scans(&[0, 8, 14]), 0, 20);
    assert_eq!(late.missed, 1);
    let day = |n: i64| day0().plus_days(n);
    assert_eq!(late.gaps, [Missed::Days { from: day(1), to: day(7), periods: 1 }]);
    // More often than asked is no debt; a run that broke is none.
    assert_eq!(counted(&program, &scans(&[0, 1, 2, 3, 4, 5, 6, 7]), 0, 9).missed, 0);
    let mut broken = scans(&[0, 7, 14]);
    broken.runs[1].run.succeeded = false;
    assert_eq!(counted(&program, &broken, 0, 20).missed, 1);
}

#[test]
fn a_check_that_never_ran_owes_no_period_but_its_status_says_so() {
    let program = one_check(&["r0"]);
    let found = counted(&program, &empty_history(), 0, 20);
    assert_eq!((found.expected(), found.runs, found.longest_gap), (0, 0, None));
    assert_eq!(status(&program, &empty_history(), 20), CheckStatus::NeverRun);
}

#[test]
fn an_account_or_a_region_that_a_later_scan_leaves_out_is_not_fixed_and_ages() {
    let program = one_check(&["r0"]);
    let both = vec![saw(0, Outcome::Fail), saw(2, Outcome::Pass), saw(3, Outcome::Pass)];
    // The second scan looks only into the second account.
    let runs = vec![run(0, true, both), run(5, true, vec![saw(2, Outcome::Pass)])];
    let history = history(runs);
    assert_eq!(status(&program, &history, 6), CheckStatus::Failed);
    let all = movements(&program, &history, noon(1), noon(6), as_of(6).known);
    let moved = all[&check_id(0)];
    assert_eq!((moved.before, moved.not_evaluated, moved.after), (1, 1, 1));
    assert_eq!((moved.fixed, moved.gone), (0, 0));
}

#[test]
fn what_is_gone_from_a_scan_that_covered_it_is_gone_and_not_fixed() {
    let program = one_check(&["r0"]);
    // Cell 0 leaves while cell 1, of the same rule and place, is still answered.
    let runs = vec![
        run(0, true, vec![saw(0, Outcome::Fail), saw(1, Outcome::Fail), saw(2, Outcome::Pass)]),
        run(5, true, vec![saw(1, Outcome::Pass), saw(2, Outcome::Fail), saw(3, Outcome::Fail)]),
        run(8, true, vec![saw(0, Outcome::Fail), saw(1, Outcome::Pass)]),
    ];
    let history = history(runs);
    let moved = |from, to| {
        movements(&program, &history, noon(from), noon(to), as_of(9).known)[&check_id(0)]
    };
    let first = moved(1, 6);
    assert_eq!((first.fixed, first.gone, first.regressed, first.new), (1, 1, 1, 1));
    assert_eq!((first.before, first.after), (2, 2));
    // What comes back after it was gone has regressed.
    assert_eq!(moved(6, 9).regressed, 1);
}
