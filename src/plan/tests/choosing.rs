//! What is in and what is not, and why.

use super::world::{World, chosen, entry, story};
use crate::{
    assess::{AttestationStatus, CheckStatus, Proof},
    plan::{
        Asked, Refused,
        build::Place,
        capacity::{Basis, Capacity},
        plan,
        ready::{Blocked, Lacking},
        velocity::{Points, SprintVelocity, Velocity},
    },
    time::Period,
};

#[test]
fn candidates_are_in_no_sprint_in_this_one_or_left_over() {
    let stories = [
        story("E-1", ""),
        story("E-2", "sprint = \"S4\""),
        story("E-3", "sprint = \"S1\""),
        story("E-4", "sprint = \"S3\""),
        story("E-5", "status = \"dropped\""),
        story("E-6", "sprint = \"S1\"\nstatus = \"done\"\ndone = 2026-02-12"),
        story("E-7", "sprint = \"S1\"\nstatus = \"done\"\ndone = 2026-02-12"),
        story("E-8", ""),
    ];
    let mut world = World::new(&stories.concat());
    world.verified("E-7", "2026-02-11");
    world.verified("E-8", "2026-02-11");
    let found = world.fill(100);
    assert_eq!(chosen(&found), ["E-1", "E-2", "E-3", "E-6"]);
    assert_eq!(entry(&found, "E-3").from.as_ref().unwrap().as_str(), "S1");
    assert!(entry(&found, "E-6").is_rework && !entry(&found, "E-3").is_rework);
    assert_eq!(found.elsewhere, [("E-4".parse().unwrap(), "S3".parse().unwrap())]);
    assert_eq!(found.proven, ["E-8".parse().unwrap()]);
    let asked = Asked { capacity: Some(100), carry_over: true, ..Asked::default() };
    assert_eq!(chosen(&world.plan(&asked)), ["E-1", "E-2", "E-3", "E-4", "E-6"]);
}

#[test]
fn what_a_story_lacks_is_said() {
    let cases = [
        ("persona = none", vec![Lacking::Field("a persona")]),
        ("owner = none\npoints = none", vec![Lacking::Field("an owner"), Lacking::Field("points")]),
        ("points = 0", vec![Lacking::Field("points")]),
        ("points = 13", vec![Lacking::TooLarge { points: 13, limit: 8 }]),
        ("acceptance = none", vec![Lacking::Field("acceptance criteria")]),
        (
            "acceptance = [{ text = \"t\" }, { text = \"u\", checks = [\"c1\"] }]",
            vec![Lacking::Unprovable(1)],
        ),
        ("controls = none", vec![Lacking::Controls]),
        ("status = \"draft\"", vec![Lacking::Draft]),
    ];
    for (more, expected) in cases {
        let plan = World::new(&story("E-1", more)).fill(100);
        let entry = entry(&plan, "E-1");
        assert_eq!((&entry.lacking, &entry.place), (&expected, &Place::NotReady), "{more}");
    }
}

#[test]
fn a_story_waits_for_what_will_not_be_there() {
    let stories = [
        story("E-1", "status = \"draft\""),
        story("E-2", "depends_on = [\"E-1\"]"),
        story("E-3", "depends_on = [\"E-2\"]"),
        story("E-4", "depends_on = [\"E-5\"]"),
        story("E-5", "depends_on = [\"E-4\"]"),
        story("E-6", "status = \"dropped\""),
        story("E-7", "depends_on = [\"E-6\"]"),
        story("E-8", "sprint = \"S3\""),
        story("E-9", "depends_on = [\"E-8\"]"),
    ];
    let world = World::new(&stories.concat());
    let plan = world.fill(100);
    let blocked = |id: &str, on: &str, why| {
        assert_eq!(entry(&plan, id).place, Place::Blocked(on.parse().unwrap(), why));
    };
    blocked("E-2", "E-1", Blocked::NotReady);
    blocked("E-3", "E-2", Blocked::Waits);
    blocked("E-4", "E-5", Blocked::Circle);
    blocked("E-5", "E-4", Blocked::Circle);
    blocked("E-7", "E-6", Blocked::Dropped);
    // What the open sprint will bring is expected, and said.
    assert_eq!(chosen(&plan), ["E-9"]);
    assert_eq!(entry(&plan, "E-9").expects.len(), 1);
    // The other way round it comes too late.
    let asked = Asked { sprint: Some("S3".parse().unwrap()), ..Asked::default() };
    let stories = [story("E-8", "sprint = \"S4\""), story("E-9", "depends_on = [\"E-8\"]")];
    let plan = World::new(&stories.concat()).plan(&asked);
    let late = Place::Blocked("E-8".parse().unwrap(), Blocked::Later);
    assert_eq!(entry(&plan, "E-9").place, late);
}

#[test]
fn the_capacity_is_filled_with_the_best_set_and_the_rest_is_explained() {
    let two = "controls = [\"f/1\", \"f/2\"]";
    let stories = [
        story("E-1", &format!("points = 3\n{two}")),
        story("E-2", "points = 2"),
        story("E-3", "points = 2\ndepends_on = [\"E-4\"]"),
        story("E-4", "points = 5"),
        story("E-5", "controls = [\"f/3\"]"),
    ];
    let mut world = World::new(&stories.concat());
    world.control("f/3", crate::assess::ControlStatus::Met, vec![]);
    let plan = world.fill(5);
    assert!(plan.is_exact);
    assert_eq!(chosen(&plan), ["E-1", "E-2"]);
    assert_eq!(entry(&plan, "E-3").place, Place::NoRoom(7));
    assert_eq!(entry(&plan, "E-4").place, Place::NoRoom(5));
    assert_eq!(entry(&plan, "E-5").place, Place::NoValue);
}

#[test]
fn what_people_have_begun_or_committed_to_stays_and_takes_its_points() {
    let mut stories = [
        story("E-1", "sprint = \"S3\"\nstatus = \"doing\"\npoints = 5"),
        story("E-2", "sprint = \"S3\"\nstatus = \"done\"\ndone = 2026-03-03\npoints = 2"),
        story("E-3", "points = 3\ncontrols = [\"f/1\", \"f/2\"]"),
        story("E-4", "points = 1"),
    ]
    .concat();
    stories
        .push_str("[[sprint]]\nid = \"S0\"\nstart = 2026-01-05\nend = 2026-01-16\ngoal = \"g\"\n");
    let mut world = World::new(&stories);
    world.verified("E-2", "2026-03-03");
    let asked =
        Asked { sprint: Some("S3".parse().unwrap()), capacity: Some(8), ..Asked::default() };
    let plan = world.plan(&asked);
    assert_eq!((plan.capacity.finished, plan.capacity.stays), (2, 5));
    assert_eq!(plan.capacity.room(), Some(1));
    assert_eq!(chosen(&plan), ["E-4", "E-1"]);
    let tight = world.plan(&Asked { capacity: Some(4), ..asked });
    assert_eq!((tight.capacity.room(), tight.capacity.over()), (Some(0), 3));
}

/// What was asked for, what is written and what was proven; then the capacity and why.
type Case = (Option<u32>, Option<u32>, &'static [u64], Option<u64>, Basis);

#[test]
fn the_capacity_is_what_was_proven_unless_less_fits() {
    let velocity = |proven: &[u64]| {
        let day = "2026-01-01".parse().unwrap();
        let one = |proven: &u64| SprintVelocity {
            sprint: "S".parse().unwrap(),
            period: Period { start: day, end: day },
            points: Points { claimed: 30, proven: *proven },
        };
        Velocity { sprints: proven.iter().map(one).collect() }
    };
    let cases: [Case; 8] = [
        (Some(9), Some(30), &[10, 20, 30], Some(9), Basis::Asked),
        (None, Some(30), &[10, 25, 20], Some(20), Basis::Velocity),
        (None, None, &[10, 20, 30, 40], Some(20), Basis::Velocity),
        (None, Some(15), &[10, 25, 20], Some(15), Basis::SprintIsLess),
        (None, Some(30), &[10, 20], Some(30), Basis::ShortHistory),
        (None, Some(30), &[0, 0, 9], Some(30), Basis::NothingProven),
        (None, None, &[10, 20], None, Basis::Unknown),
        (None, None, &[0, 0, 0], None, Basis::Unknown),
    ];
    for (asked, written, proven, points, basis) in cases {
        let capacity = Capacity::new(asked, written, velocity(proven));
        assert_eq!((capacity.points, capacity.basis), (points, basis), "{written:?} {proven:?}");
    }
    let plan = World::new(&story("E-1", ""))
        .plan(&Asked { sprint: Some("S3".parse().unwrap()), ..Asked::default() });
    assert_eq!(entry(&plan, "E-1").place, Place::NoCapacity);
}

#[test]
fn points_count_for_the_sprint_in_which_they_stood_proven() {
    let done = |id: &str, more: &str| story(id, &format!("status = \"done\"\n{more}"));
    let stories = [
        done("E-1", "points = 3\nsprint = \"S1\"\ndone = 2026-02-12"),
        done("E-2", "points = 5\nsprint = \"S1\"\ndone = 2026-02-12"),
        // Unfinished at the end of S1, and taken along to S2.
        done(
            "E-3",
            "points = 2\nsprint = \"S2\"\ndone = 2026-02-20\nmoved = [{ on = 2026-02-13, from = \"S1\" }]",
        ),
        // Proven in S1, broken later, and planned again: S1 keeps its points.
        done(
            "E-4",
            "points = 1\nsprint = \"S4\"\ndone = 2026-02-10\nmoved = [{ on = 2026-03-01, from = \"S1\" }]",
        ),
    ];
    let mut world = World::new(&stories.concat());
    world.verified("E-1", "2026-02-12");
    world.verified("E-2", "2026-02-16");
    world.verified("E-3", "2026-02-20");
    world.verified("E-4", "2026-02-10");
    let velocity = Velocity::of(&world.program, &world.assessment, "2026-03-04".parse().unwrap());
    let points = |n: usize| velocity.sprints[n].points;
    assert_eq!(points(0), Points { claimed: 9, proven: 4 }, "E-2 was proven after its end");
    assert_eq!(points(1), Points { claimed: 2, proven: 2 });
    assert_eq!(velocity.range(), None, "two sprints are too few");
}

#[test]
fn proof_that_ends_inside_the_sprint_takes_points() {
    let more = r#"
[[attestation]]
id = "soon"
title = "t"
by = "team"
[[attestation]]
id = "before"
title = "t"
[[attestation]]
id = "late"
title = "t"
[[check]]
id = "slow"
title = "t"
cadence = "quarterly"
source = [{ tool = "x", rules = ["s"] }]
[[check]]
id = "quick"
title = "t"
max_age = "29d"
source = [{ tool = "x", rules = ["q"] }]
"#;
    let settings = "[planning]\nrenewal_points = 2\n";
    let mut world = World::with(settings, &format!("{more}{}", story("E-1", "")), "2026-03-04");
    for (id, until) in [("soon", "2026-03-27"), ("before", "2026-03-13"), ("late", "2026-03-28")] {
        let status = AttestationStatus::Live { record: 0, until: until.parse().unwrap() };
        world.assessment.attestations.insert(id.parse().unwrap(), status);
    }
    for id in ["slow", "quick"] {
        let judged = world.assessment.checks.get_mut(&id.parse().unwrap()).unwrap();
        judged.status = CheckStatus::Passed;
        // The weekend before the sprint belongs to it: no other sprint will see to it.
        judged.fresh_until = Some("2026-03-14T08:00:00Z".parse().unwrap());
    }
    let plan = world.fill(10);
    let renewed: Vec<String> = plan.renewals.iter().map(|r| format!("{:?}", r.what)).collect();
    assert_eq!(renewed.len(), 2, "{renewed:?}");
    assert!(renewed[0].contains("soon") && renewed[1].contains("slow"), "{renewed:?}");
    assert_eq!((plan.capacity.renewals, plan.capacity.room()), (4, Some(6)));
    assert!(plan.renewals[1].by.is_none(), "nobody answers for it, and it is listed");
}

#[test]
fn before_and_after_are_what_the_criteria_would_prove() {
    let risk = "[[risk]]\nid = \"R\"\ntitle = \"t\"\ndescription = \"d\"\nlikelihood = 4\nimpact = 5\ntreatment = \"mitigate\"\ntarget_likelihood = 1\ntarget_impact = 4\n";
    let two =
        "controls = [\"f/1\", \"f/2\"]\nacceptance = [{ text = \"t\", checks = [\"c1\", \"c2\"] }]";
    let stories = [
        story("E-1", &format!("points = 2\nrisks = [\"R\"]\n{two}")),
        story(
            "E-2",
            "points = 8\nrisks = [\"R\"]\nacceptance = [{ text = \"t\", checks = [\"c3\"] }]",
        ),
    ];
    let mut world = World::new(&format!("{risk}{}", stories.concat()));
    world.unproven("f/2", "c2", CheckStatus::Stale);
    let plan = world.fill(2);
    assert_eq!(chosen(&plan), ["E-1"]);
    let f = &plan.coverage[0];
    assert_eq!((f.counted, f.before, f.after), (3, 0, 2));
    let risk = &plan.risks[0];
    assert_eq!((risk.before, risk.after, risk.target), (20, 12, 4), "one of two stories");
    // A control that lacks more than the stories prove is not gained.
    let lack =
        |check: &str| crate::assess::Lack::Check(check.parse().unwrap(), CheckStatus::NeverRun);
    world.control("f/1", crate::assess::ControlStatus::Unproven, vec![lack("c1"), lack("c3")]);
    assert_eq!(world.fill(2).coverage[0].after, 1);
}

#[test]
fn the_next_sprint_is_planned_or_proposed() {
    let world = World::new("");
    let next = world.plan(&Asked::default());
    assert_eq!((next.aim.id.as_str(), next.aim.is_written), ("S4", true));
    assert!(next.backlog.is_empty() && next.is_exact);
    let late = World::with("", "", "2026-03-20").plan(&Asked::default());
    assert_eq!((late.aim.id.as_str(), late.aim.is_written), ("S5", false));
    assert_eq!(late.aim.period.start.to_string(), "2026-03-30");
    assert_eq!(late.aim.period.end.to_string(), "2026-04-10");
    let first_day = World::with("", "", "2026-03-30").plan(&Asked::default());
    assert_eq!(first_day.aim.period, late.aim.period, "on the morning on which it begins");
    let later = World::with("", "", "2026-05-20").plan(&Asked::default());
    assert_eq!(later.aim.period.start.to_string(), "2026-05-25", "the rhythm goes on");
    let asked = |id: &str| Asked { sprint: Some(id.parse().unwrap()), ..Asked::default() };
    let refused = |id: &str| plan(&world.program, &world.assessment, &asked(id)).unwrap_err();
    assert!(matches!(refused("S1"), Refused::Ended(..)));
    assert!(matches!(refused("S5"), Refused::Unknown(_)), "S4 comes first");
}

#[test]
fn an_empty_program_has_an_empty_plan() {
    let program = crate::program::Program::default();
    let now = "2026-03-04T00:00:00Z".parse().unwrap();
    let as_of = crate::time::AsOf { observed: now, known: now };
    let assessment = crate::assess::assess(&program, &crate::evidence::History::default(), as_of);
    let plan = plan(&program, &assessment, &Asked::default()).unwrap();
    assert_eq!((plan.aim.id.as_str(), plan.backlog.len()), ("S1", 0));
    assert!(plan.forecasts.is_empty() && plan.coverage.is_empty());
}

#[test]
fn a_story_that_lost_its_proof_is_rework_wherever_it_stood() {
    let stories = story("E-1", "sprint = \"S2\"\nstatus = \"done\"\ndone = 2026-02-20");
    let mut world = World::new(&stories);
    world.verified("E-1", "2026-02-20");
    world.proof("E-1", Proof::Regressed);
    let plan = world.fill(3);
    assert!(entry(&plan, "E-1").is_rework && chosen(&plan) == ["E-1"]);
}
