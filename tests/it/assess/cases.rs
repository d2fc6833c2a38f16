//! The cases that DESIGN and EVIDENCE name, one by one.

use storyproof::{
    assess::{AttestationStatus, CheckStatus, ControlStatus, Lack, NotJudged, Proof, assess},
    evidence::{ClaimedOr, History, Outcome, Severity, TakenBack, TakenBackHow},
    ids::{PartyId, StoryId},
    model::{Mode, Population},
    program::Program,
    time::Day,
};

use super::world::*;

pub(super) fn one_check(rules: &[&str]) -> Program {
    let mut program = empty_program();
    with_accounts(&mut program);
    let rules: Vec<String> = rules.iter().map(ToString::to_string).collect();
    program
        .checks
        .insert(check_id(0), check(0, &[0], 7, vec![source("prowler", &rules, false, None)]));
    program.controls.insert(control_id(0), control(0, Mode::Auto));
    program
}

pub(super) fn code_check(absence: bool, rules: &[&str]) -> Program {
    let mut program = empty_program();
    with_accounts(&mut program);
    let rules: Vec<String> = rules.iter().map(ToString::to_string).collect();
    let sources = vec![source("semgrep", &rules, absence, Some(Severity::High))];
    program.checks.insert(check_id(0), check(0, &[0], 7, sources));
    program
}

pub(super) fn status(program: &Program, history: &History, day: u32) -> CheckStatus {
    assess(program, history, as_of(day)).checks[&check_id(0)].status
}

pub(super) fn history(runs: Vec<storyproof::evidence::RunRecord>) -> History {
    History { runs, ..empty_history() }
}

#[test]
fn nothing_evaluated_is_nothing_proven() {
    let program = one_check(&["r0"]);
    assert_eq!(status(&program, &empty_history(), 5), CheckStatus::NeverRun);
    assert_eq!(status(&program, &history(vec![run(1, true, vec![])]), 5), CheckStatus::NeverRun);
}

#[test]
fn a_fail_stays_a_fail_however_old_and_whatever_errors_follow() {
    let program = one_check(&["r0"]);
    let runs =
        vec![run(0, true, vec![saw(0, Outcome::Fail)]), run(2, true, vec![saw(0, Outcome::Error)])];
    assert_eq!(status(&program, &history(runs), 400), CheckStatus::Failed);
}

#[test]
fn a_check_that_says_nothing_any_more_is_not_fixed() {
    // securityhub_enabled failed twice, then had no finding at all.
    let program = one_check(&["r0"]);
    let runs =
        vec![run(0, true, vec![saw(0, Outcome::Fail)]), run(2, true, vec![saw(4, Outcome::Pass)])];
    assert_eq!(status(&program, &history(runs), 2), CheckStatus::Failed);
}

#[test]
fn a_resource_gone_from_a_scan_that_covered_it_is_closed() {
    let program = one_check(&["r0"]);
    let both = vec![saw(0, Outcome::Fail), saw(1, Outcome::Pass)];
    let runs = vec![run(0, true, both), run(2, true, vec![saw(1, Outcome::Pass)])];
    assert_eq!(status(&program, &history(runs.clone()), 2), CheckStatus::Passed);
    assert_eq!(status(&program, &history(runs), 1), CheckStatus::Failed, "and not before");
}

#[test]
fn a_scan_of_one_account_does_not_close_the_other() {
    let program = one_check(&["r0"]);
    let runs =
        vec![run(0, true, vec![saw(2, Outcome::Fail)]), run(2, true, vec![saw(1, Outcome::Pass)])];
    assert_eq!(status(&program, &history(runs), 2), CheckStatus::Failed);
}

#[test]
fn a_failed_run_passes_nothing_and_closes_nothing() {
    let program = one_check(&["r0"]);
    let mut broken = run(2, true, vec![saw(1, Outcome::Pass)]);
    broken.run.succeeded = false;
    let runs = vec![run(0, true, vec![saw(0, Outcome::Fail)]), broken.clone()];
    assert_eq!(status(&program, &history(runs), 2), CheckStatus::Failed);
    assert_eq!(status(&program, &history(vec![broken]), 2), CheckStatus::Error);
}

#[test]
fn every_account_in_scope_must_have_a_result() {
    let mut program = one_check(&["r0"]);
    program.checks.get_mut(&check_id(0)).unwrap().population = Some(sp(Population::Accounts));
    let one = history(vec![run(0, true, vec![saw(0, Outcome::Pass)])]);
    let judged = assess(&program, &one, as_of(0));
    assert_eq!(judged.checks[&check_id(0)].status, CheckStatus::Incomplete);
    assert_eq!(judged.checks[&check_id(0)].missing, [ACCOUNTS[1]]);
    let both = history(vec![run(0, true, vec![saw(0, Outcome::Pass), saw(2, Outcome::Pass)])]);
    assert_eq!(status(&program, &both, 0), CheckStatus::Passed);
    assert_eq!(status(&program, &both, 8), CheckStatus::Stale);
}

#[test]
fn a_muted_fail_is_an_exception_that_nobody_approved() {
    let program = one_check(&["r0"]);
    let mut muted = saw(0, Outcome::Fail);
    muted.state.muted = true;
    let mut evidence = history(vec![run(0, true, vec![muted])]);
    assert_eq!(status(&program, &evidence, 0), CheckStatus::Failed);
    evidence.exceptions = vec![excepted(0, "arn:*", 0, 3, "asker")];
    assert_eq!(status(&program, &evidence, 0), CheckStatus::Failed, "who asks does not approve");
    evidence.exceptions = vec![excepted(0, "arn:*", 0, 3, "approver")];
    assert_eq!(status(&program, &evidence, 3), CheckStatus::Excepted);
    assert_eq!(status(&program, &evidence, 4), CheckStatus::Failed, "it ends at its day");
}

#[test]
fn an_exception_is_never_evidence() {
    let program = one_check(&["r0"]);
    let mut evidence = history(vec![run(0, true, vec![saw(0, Outcome::Fail)])]);
    evidence.exceptions = vec![excepted(0, "*", 0, 5, "approver")];
    let judged = assess(&program, &evidence, as_of(0));
    let control = &judged.controls[&control_id(0)];
    assert_eq!(control.status, ControlStatus::Unproven);
    assert_eq!(control.lacks, [Lack::Check(check_id(0), CheckStatus::Excepted)]);
}

#[test]
fn absence_passes_only_where_coverage_is_known() {
    let program = code_check(true, &["r0"]);
    let clean = run(0, false, vec![]);
    assert_eq!(status(&program, &history(vec![clean.clone()]), 0), CheckStatus::Passed);

    let mut unnamed = clean.clone();
    unnamed.run.scope.repository = ClaimedOr::default();
    assert_eq!(status(&program, &history(vec![unnamed]), 0), CheckStatus::NeverRun);

    let mut other_rules = clean.clone();
    other_rules.run.scope.rules = ["r1".to_owned()].into();
    assert_eq!(status(&program, &history(vec![other_rules]), 0), CheckStatus::Error);

    let mut broken = clean.clone();
    broken.run.succeeded = false;
    assert_eq!(status(&program, &history(vec![broken]), 0), CheckStatus::Error);

    let silent = code_check(false, &["r0"]);
    assert_eq!(status(&silent, &history(vec![clean]), 0), CheckStatus::NeverRun);
}

#[test]
fn a_finding_that_a_covering_scan_no_longer_reports_is_closed() {
    let program = code_check(true, &["r0"]);
    let found = run(0, false, vec![saw(N_CLOUD_CELLS, Outcome::Fail)]);
    let runs = vec![found, run(1, false, vec![])];
    assert_eq!(status(&program, &history(runs.clone()), 0), CheckStatus::Failed);
    assert_eq!(status(&program, &history(runs), 1), CheckStatus::Passed);
}

#[test]
fn an_error_beside_no_finding_is_not_a_clean_scan() {
    let program = code_check(true, &["r0"]);
    let runs = vec![run(0, false, vec![saw(N_CLOUD_CELLS, Outcome::Error)])];
    assert_eq!(status(&program, &history(runs), 0), CheckStatus::Error);
}

#[test]
fn a_mixed_control_is_never_green_on_checks_alone() {
    let mut program = one_check(&["r0"]);
    program.controls.insert(control_id(0), control(0, Mode::Mixed));
    let mut evidence = history(vec![run(0, true, vec![saw(0, Outcome::Pass)])]);
    let lacks = |program: &Program, evidence: &History, day| {
        let judged = assess(program, evidence, as_of(day));
        (judged.controls[&control_id(0)].status, judged.controls[&control_id(0)].lacks.clone())
    };
    assert_eq!(
        lacks(&program, &evidence, 0),
        (ControlStatus::Unproven, vec![Lack::NoAttestationDefined])
    );
    program.attestations.insert(attestation_id(0), attestation(0, &[0]));
    assert_eq!(
        lacks(&program, &evidence, 0),
        (ControlStatus::Unproven, vec![Lack::AttestationMissing(attestation_id(0))])
    );
    evidence.attestations = vec![attested(0, 0, 3)];
    assert_eq!(lacks(&program, &evidence, 0), (ControlStatus::Met, vec![]));
    let ended = day0().plus_days(3);
    assert_eq!(
        lacks(&program, &evidence, 4),
        (ControlStatus::Unproven, vec![Lack::AttestationExpired(attestation_id(0), ended)])
    );
}

#[test]
fn inherited_ends_with_the_providers_attestation() {
    let mut program = empty_program();
    program.controls.insert(control_id(0), control(0, Mode::Manual));
    let mut statement = attestation(0, &[]);
    statement.provider = Some(sp(PartyId::parse("provider").unwrap()));
    program.attestations.insert(attestation_id(0), statement);
    program.applicability.insert(control_id(0), inherited_decision(0, 0));
    let mut evidence = empty_history();
    evidence.attestations = vec![attested(0, 0, 3)];
    let at = |day| assess(&program, &evidence, as_of(day)).controls[&control_id(0)].status;
    assert_eq!((at(3), at(4)), (ControlStatus::Inherited, ControlStatus::Unproven));
}

#[test]
fn future_and_superseded_requirements_are_right_at_any_date() {
    let due = Day::from_ymd(2026, 1, 11).unwrap();
    let mut program = empty_program();
    let mut old = control(0, Mode::Manual);
    old.superseded_by = Some(sp(control_id(1).control));
    let mut new = control(1, Mode::Manual);
    new.effective_from = Some(sp(due));
    program.controls.insert(control_id(0), old);
    program.controls.insert(control_id(1), new);
    let at = |day| {
        let judged = assess(&program, &empty_history(), as_of(day));
        [0, 1].map(|n| {
            (
                judged.controls[&control_id(n)].status,
                judged.controls[&control_id(n)].not_judged.clone(),
            )
        })
    };
    assert_eq!(
        at(9),
        [(ControlStatus::Gap, None), (ControlStatus::NotDue, Some(NotJudged::DueFrom(due)))]
    );
    let superseded = Some(NotJudged::SupersededBy(control_id(1)));
    assert_eq!(at(10), [(ControlStatus::Excluded, superseded), (ControlStatus::Gap, None)]);
}

#[test]
fn a_story_that_was_verified_and_is_not_has_regressed_since_a_day() {
    let mut program = one_check(&["r0"]);
    let id = StoryId::parse("S-0").unwrap();
    program.stories.insert(id.clone(), story(0, &[(vec![0], None)]));
    let runs = vec![
        run(1, true, vec![saw(0, Outcome::Fail)]),
        run(3, true, vec![saw(0, Outcome::Pass)]),
        run(5, true, vec![saw(0, Outcome::Fail)]),
    ];
    let evidence = history(runs);
    let at = |day| {
        let story = assess(&program, &evidence, as_of(day)).stories[&id].clone();
        (story.proof, story.since)
    };
    let day = |n| Some(day0().plus_days(n));
    assert_eq!(at(0), (Proof::Unverified, None));
    assert_eq!(at(2), (Proof::Contradicted, None));
    assert_eq!(at(4), (Proof::Verified, day(3)));
    assert_eq!(at(6), (Proof::Regressed, day(5)));
}

#[test]
fn what_was_recorded_later_changes_the_past_only_for_those_who_know_it() {
    let program = one_check(&["r0"]);
    let mut late = run(1, true, vec![saw(0, Outcome::Pass)]);
    late.recorded_at = noon(9);
    let evidence = history(vec![late]);
    let known = |day: u32| {
        let clocks = storyproof::time::AsOf { observed: as_of(2).observed, known: noon(day) };
        assess(&program, &evidence, clocks).checks[&check_id(0)].status
    };
    assert_eq!((known(8), known(9)), (CheckStatus::NeverRun, CheckStatus::Passed));
}

#[test]
fn a_statement_has_one_status_at_a_time() {
    let mut program = empty_program();
    program.attestations.insert(attestation_id(0), attestation(0, &[0]));
    let mut evidence = empty_history();
    evidence.attestations = vec![attested(0, 0, 3), attested(0, 5, 3)];
    let at = |day| assess(&program, &evidence, as_of(day)).attestations[&attestation_id(0)];
    assert!(matches!(at(3), AttestationStatus::Live { record: 0, .. }));
    assert!(matches!(at(4), AttestationStatus::Expired { record: 0, .. }));
    assert!(matches!(at(5), AttestationStatus::Live { record: 1, .. }));
}

#[test]
fn every_rule_that_is_written_out_must_answer_and_the_oldest_decides() {
    let mut program = one_check(&["r0", "r1"]);
    let old = run(0, true, vec![saw(4, Outcome::Pass)]);
    let new = run(20, true, vec![saw(0, Outcome::Pass)]);
    assert_eq!(status(&program, &history(vec![new.clone()]), 20), CheckStatus::Incomplete);
    assert_eq!(status(&program, &history(vec![old.clone(), new.clone()]), 20), CheckStatus::Stale);
    let both = run(20, true, vec![saw(0, Outcome::Pass), saw(4, Outcome::Pass)]);
    assert_eq!(status(&program, &history(vec![old, both]), 20), CheckStatus::Passed);
    let source = &mut program.checks.get_mut(&check_id(0)).unwrap().sources[0];
    source.optional = vec![sp("r1".into())];
    assert_eq!(status(&program, &history(vec![new]), 20), CheckStatus::Passed);
}

#[test]
fn a_run_that_examined_nothing_closes_no_finding() {
    let program = code_check(true, &["r0"]);
    let mut empty = run(1, false, vec![]);
    empty.run.scope.rules.clear();
    let found = run(0, false, vec![saw(N_CLOUD_CELLS, Outcome::Fail)]);
    assert_eq!(status(&program, &history(vec![found, empty]), 1), CheckStatus::Failed);
}

#[test]
fn without_absence_a_finding_is_not_closed_by_silence() {
    let program = code_check(false, &["r0"]);
    let passed = saw(N_CLOUD_CELLS + 1, Outcome::Pass);
    let found = run(0, false, vec![saw(N_CLOUD_CELLS, Outcome::Fail), passed]);
    assert_eq!(
        status(&program, &history(vec![found, run(1, false, vec![])]), 1),
        CheckStatus::Failed
    );
}

#[test]
fn a_selection_of_tests_does_not_close_a_failing_one() {
    let mut program = code_check(false, &["*"]);
    program.checks.get_mut(&check_id(0)).unwrap().sources[0].document = Some(sp("suite".into()));
    let in_suite = |day, seen| {
        let mut record = run(day, false, seen);
        record.run.scope.document.claimed = Some("suite".into());
        record
    };
    let (a, b) = (N_CLOUD_CELLS, N_CLOUD_CELLS + 1);
    let all = in_suite(0, vec![saw(a, Outcome::Pass), saw(b, Outcome::Fail)]);
    let some = in_suite(1, vec![saw(a, Outcome::Pass)]);
    assert_eq!(status(&program, &history(vec![all, some]), 1), CheckStatus::Failed);
}

#[test]
fn evidence_dated_later_than_it_was_recorded_proves_nothing() {
    let program = one_check(&["r0"]);
    let mut early = run(9, true, vec![saw(0, Outcome::Pass)]);
    early.recorded_at = noon(1);
    assert_eq!(status(&program, &history(vec![early]), 10), CheckStatus::Error);
}

#[test]
fn a_population_of_nothing_and_an_account_of_somebody_else_prove_nothing() {
    let mut program = one_check(&["r0"]);
    let passed = history(vec![run(0, true, vec![saw(0, Outcome::Pass)])]);
    program.accounts.retain(|id, _| id.as_str() == ACCOUNTS[1]);
    assert_eq!(status(&program, &passed, 0), CheckStatus::NeverRun);
    program.accounts.clear();
    assert_eq!(status(&program, &passed, 0), CheckStatus::Passed, "it names no account at all");
    program.checks.get_mut(&check_id(0)).unwrap().population = Some(sp(Population::Accounts));
    assert_eq!(status(&program, &passed, 0), CheckStatus::Incomplete);
}

#[test]
fn a_condition_that_nobody_evaluates_is_not_fulfilled() {
    let mut program = one_check(&["r0"]);
    let source = &mut program.checks.get_mut(&check_id(0)).unwrap().sources[0];
    source.pass_when = Some(sp("1 == 2".into()));
    let passed = history(vec![run(0, true, vec![saw(0, Outcome::Pass)])]);
    assert_eq!(status(&program, &passed, 0), CheckStatus::NeverRun);
}

#[test]
fn a_statement_counts_only_from_the_party_that_is_asked() {
    let mut program = empty_program();
    let mut statement = attestation(0, &[0]);
    statement.by = Some(sp(PartyId::parse("somebody-else").unwrap()));
    program.attestations.insert(attestation_id(0), statement);
    let mut evidence = empty_history();
    evidence.attestations = vec![attested(0, 0, 3)];
    let judged = assess(&program, &evidence, as_of(0));
    assert_eq!(judged.attestations[&attestation_id(0)], AttestationStatus::Missing);
}

#[test]
fn only_a_providers_own_attestation_carries_inheritance() {
    let mut program = empty_program();
    program.controls.insert(control_id(0), control(0, Mode::Manual));
    program.attestations.insert(attestation_id(0), attestation(0, &[]));
    program.applicability.insert(control_id(0), inherited_decision(0, 0));
    let mut evidence = empty_history();
    evidence.attestations = vec![attested(0, 0, 3)];
    let judged = assess(&program, &evidence, as_of(0));
    assert_eq!(judged.controls[&control_id(0)].status, ControlStatus::Unproven);
}

/// A withdrawal that is known from the beginning.
fn withdrawn(entry: u64) -> TakenBack {
    let how = TakenBackHow::Withdrawn { reason: "a slip".into(), by: "role".into() };
    TakenBack { target: entry, entry: 900 + entry, recorded_at: noon(0), how }
}

#[test]
fn a_withdrawn_fail_is_an_error_until_a_later_result_answers() {
    let program = one_check(&["r0"]);
    // The entry of a run is its day and one.
    let runs = vec![
        run(0, true, vec![saw(0, Outcome::Pass)]),
        run(1, true, vec![saw(0, Outcome::Fail)]),
        run(3, true, vec![saw(0, Outcome::Pass)]),
    ];
    let mut history = history(runs);
    assert_eq!(status(&program, &history, 2), CheckStatus::Failed);
    history.taken_back.push(withdrawn(2));
    assert_eq!(status(&program, &history, 0), CheckStatus::Passed);
    assert_eq!(status(&program, &history, 2), CheckStatus::Error, "not passed, as before it");
    assert_eq!(status(&program, &history, 3), CheckStatus::Passed);
}

#[test]
fn a_withdrawn_pass_does_not_count_and_what_it_closed_is_open_again() {
    let program = one_check(&["r0"]);
    let runs =
        vec![run(0, true, vec![saw(0, Outcome::Fail)]), run(2, true, vec![saw(0, Outcome::Pass)])];
    let mut closed = history(runs);
    closed.taken_back.push(withdrawn(3));
    assert_eq!(status(&program, &closed, 4), CheckStatus::Failed);

    let both = vec![saw(0, Outcome::Fail), saw(1, Outcome::Pass)];
    let mut gone = history(vec![run(0, true, both), run(2, true, vec![saw(1, Outcome::Pass)])]);
    assert_eq!(status(&program, &gone, 2), CheckStatus::Passed, "the failing one is gone");
    gone.taken_back.push(withdrawn(3));
    assert_eq!(status(&program, &gone, 2), CheckStatus::Failed, "nobody saw it go");

    let mut clean = history(vec![run(2, false, vec![])]);
    let by_absence = code_check(true, &["r0"]);
    assert_eq!(status(&by_absence, &clean, 2), CheckStatus::Passed);
    clean.taken_back.push(withdrawn(3));
    assert_eq!(status(&by_absence, &clean, 2), CheckStatus::NeverRun);
}

#[test]
fn an_earlier_entry_cannot_take_back_a_later_one() {
    let program = one_check(&["r0"]);
    let mut history = history(vec![run(5, true, vec![saw(0, Outcome::Pass)])]);
    history.taken_back.push(TakenBack { entry: 2, ..withdrawn(6) });
    assert_eq!(status(&program, &history, 5), CheckStatus::Passed);
}

#[test]
fn statements_and_exceptions_stop_counting_the_day_after_their_last() {
    let mut program = one_check(&["r0"]);
    program.attestations.insert(attestation_id(0), attestation(0, &[0]));
    let mut evidence = history(vec![run(0, true, vec![saw(0, Outcome::Fail)])]);
    evidence.attestations.push(attested(0, 0, 5));
    evidence.exceptions.push(excepted(0, "*", 0, 5, "approver"));
    let until = day0().plus_days(5);
    for (day, live) in [(0, true), (4, true), (5, true), (6, false)] {
        let judged = assess(&program, &evidence, as_of(day));
        let stated = judged.attestations[&attestation_id(0)];
        let expected = if live {
            AttestationStatus::Live { record: 0, until }
        } else {
            AttestationStatus::Expired { record: 0, until }
        };
        assert_eq!(stated, expected, "day {day}");
        let accepted = if live { CheckStatus::Excepted } else { CheckStatus::Failed };
        assert_eq!(judged.checks[&check_id(0)].status, accepted, "day {day}");
    }
    evidence.attestations[0].entry = 50;
    evidence.exceptions[0].entry = 51;
    evidence.taken_back = vec![withdrawn(50), withdrawn(51)];
    let judged = assess(&program, &evidence, as_of(1));
    assert_eq!(judged.attestations[&attestation_id(0)], AttestationStatus::Missing);
    assert_eq!(judged.checks[&check_id(0)].status, CheckStatus::Failed);
}

#[test]
fn a_name_written_in_another_way_is_no_second_person() {
    let program = one_check(&["r0"]);
    let mut evidence = history(vec![run(0, true, vec![saw(0, Outcome::Fail)])]);
    evidence.exceptions.push(excepted(0, "*", 0, 5, " Asker"));
    assert_eq!(status(&program, &evidence, 1), CheckStatus::Failed);
}
