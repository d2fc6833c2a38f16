//! The terms of the rule one by one, the weights, and the order.

use super::world::{World, entry, story};
use crate::{
    assess::{CheckStatus, ControlStatus, Lack, Proof},
    plan::{
        rank::Decided,
        terms::{Scales, WHOLE},
        weights::{Term, Weights},
    },
    time::Day,
};

const RISK: &str = "[[risk]]\nid = \"R\"\ntitle = \"t\"\ndescription = \"d\"\nlikelihood = 4\nimpact = 5\ntreatment = \"mitigate\"\ntarget_likelihood = 1\ntarget_impact = 5\n";

#[track_caller]
fn term(world: &World, id: &str, term: Term) -> u64 {
    let day: Day = world.assessment.as_of.observed.day();
    let scales = Scales::new(&world.program, &world.assessment, day);
    let id = id.parse().unwrap();
    scales.terms(&id, &world.program.stories[&id]).term(term)
}

#[test]
fn the_exposure_of_a_risk_is_shared_among_its_open_stories() {
    let of_risk = |id: &str| story(id, "risks = [\"R\"]");
    let text =
        [RISK, &of_risk("E-1"), &of_risk("E-2"), &of_risk("E-3"), &story("E-4", "")].concat();
    let mut world = World::new(&text);
    // 20 now, 5 at the target: 15 for three stories, of 25.
    assert_eq!(term(&world, "E-1", Term::Risk), 15 * WHOLE / (3 * 25));
    assert_eq!(term(&world, "E-4", Term::Risk), 0);
    let risk = world.assessment.risks.get_mut(&"R".parse().unwrap()).unwrap();
    risk.verified = vec!["E-3".parse().unwrap()];
    risk.current = 15;
    assert_eq!(term(&world, "E-1", Term::Risk), 10 * WHOLE / (2 * 25));
}

#[test]
fn what_was_verified_and_is_not_now_has_regressed() {
    let mut world = World::new(&[story("E-1", ""), story("E-2", "")].concat());
    world.verified("E-1", "2026-02-10");
    world.proof("E-1", Proof::Unverified);
    assert_eq!(term(&world, "E-1", Term::Regression), WHOLE);
    assert_eq!(term(&world, "E-2", Term::Regression), 0);
}

#[test]
fn a_control_counts_once_for_the_worst_of_it() {
    use CheckStatus::{Error, Excepted, Incomplete, NeverRun, Stale};
    let check = |status| Lack::Check("c1".parse().unwrap(), status);
    let too_old = Lack::TooOld("c1".parse().unwrap(), "2026-01-01T00:00:00Z".parse().unwrap());
    let ended = Lack::AttestationExpired("a".parse().unwrap(), "2026-01-01".parse().unwrap());
    let (failing, unproven) = (ControlStatus::Failing, ControlStatus::Unproven);
    let one = WHOLE / 5;
    // Status and lacks of the control; then the terms failing, stale, missing.
    let cases = [
        (failing, vec![check(CheckStatus::Failed), check(Stale)], [one, 0, 0]),
        (unproven, vec![check(Excepted)], [one, 0, 0]),
        (unproven, vec![check(Stale), check(NeverRun)], [0, one, 0]),
        (unproven, vec![check(Error)], [0, one, 0]),
        (unproven, vec![too_old], [0, one, 0]),
        (unproven, vec![ended], [0, one, 0]),
        (unproven, vec![check(NeverRun)], [0, 0, one]),
        (unproven, vec![check(Incomplete)], [0, 0, one]),
        (unproven, vec![Lack::NoCheckDefined], [0, 0, one]),
        (ControlStatus::Planned, vec![], [0, 0, one]),
        (ControlStatus::Gap, vec![], [0, 0, one]),
        (ControlStatus::Met, vec![], [0, 0, 0]),
        (ControlStatus::NotDue, vec![], [0, 0, 0]),
        (ControlStatus::Excluded, vec![check(Stale)], [0, 0, 0]),
    ];
    let mut world = World::new(&story("E-1", ""));
    for (status, lacks, expected) in cases {
        world.control("f/1", status, lacks.clone());
        let terms = [Term::Failing, Term::Stale, Term::Missing];
        assert_eq!(terms.map(|kind| term(&world, "E-1", kind)), expected, "{status:?} {lacks:?}");
    }
}

#[test]
fn an_audit_draws_near_from_half_a_year_before_it() {
    let on = |date: &str| {
        let settings = format!(
            "[[target]]\nframework = \"f\"\ndate = {date}\n[[target]]\nframework = \"g\"\ndate = 2026-01-01\n"
        );
        term(&World::with(&settings, &story("E-1", ""), "2026-03-04"), "E-1", Term::AuditDate)
    };
    assert_eq!(on("2026-03-04"), WHOLE);
    assert_eq!(on("2025-03-04"), WHOLE);
    assert_eq!(on("2026-06-02"), WHOLE / 2, "90 days to go");
    assert_eq!(on("2026-08-31"), 0, "180 days to go");
    assert_eq!(on("2027-08-31"), 0);
    // A proven control is no reason to hurry, whatever its date.
    let settings = "[[target]]\nframework = \"f\"\ndate = 2026-03-04\n";
    let mut world = World::with(settings, &story("E-1", ""), "2026-03-04");
    world.control("f/1", ControlStatus::Met, vec![]);
    assert_eq!(term(&world, "E-1", Term::AuditDate), 0);
}

#[test]
fn a_weight_that_is_not_written_has_its_default_and_says_so() {
    let world = World::with("[priority]\nrisk = 2.5\nstale = 0\n", "", "2026-03-04");
    let weights = Weights::of(&world.program.settings);
    assert_eq!(weights.weight(Term::Risk), 2500);
    assert_eq!(weights.weight(Term::Stale), 0);
    assert_eq!(weights.weight(Term::Failing), 25_000);
    assert!(weights.is_given(Term::Stale) && !weights.is_given(Term::Failing));
}

#[test]
fn every_tie_is_decided_visibly() {
    let stories = [
        story("E-1", "points = 3"),
        story("E-2", "points = 2"),
        story("E-3", "points = none"),
        story("E-4", "points = 2"),
        story("E-5", "points = 4\ncontrols = [\"f/1\", \"f/2\"]"),
        // Its control is met: it is worth nothing.
        story("E-6", "points = 2\ncontrols = [\"f/3\"]"),
        story("E-7", "points = 1\ncontrols = [\"f/3\"]"),
    ];
    let mut world = World::new(&stories.concat());
    world.control("f/3", ControlStatus::Met, vec![]);
    let plan = world.fill(100);
    let order: Vec<(&str, Option<Decided>)> =
        plan.backlog.iter().map(|entry| (entry.ranked.story.as_str(), entry.decided)).collect();
    assert_eq!(
        order,
        [
            ("E-5", Some(Decided::Value)),
            ("E-2", Some(Decided::Id)),
            ("E-4", Some(Decided::PerPoint)),
            ("E-1", Some(Decided::PerPoint)),
            ("E-7", Some(Decided::FewerPoints)),
            ("E-6", Some(Decided::NoPoints)),
            ("E-3", None),
        ]
    );
    assert_eq!(plan, world.fill(100), "the same again");
    assert_eq!(entry(&plan, "E-5").ranked.value, 2 * entry(&plan, "E-2").ranked.value);
}
