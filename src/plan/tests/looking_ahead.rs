//! Forecasts.

use super::world::{World, story};
use crate::{
    assess::ControlStatus,
    plan::{
        Asked,
        forecast::{Doubt, Forecast, Goal, Outlook},
    },
    time::Day,
};

const TARGET: &str = "[[target]]\nframework = \"f\"\ndate = 2026-04-24\n";
const RISK: &str = "[[risk]]\nid = \"R\"\ntitle = \"t\"\ndescription = \"d\"\nlikelihood = 4\nimpact = 5\ntreatment = \"mitigate\"\ntarget_likelihood = 1\ntarget_impact = 4\n";

/// Three sprints have ended and proved so many points each; what is open is 3 points a story.
fn world(proven: [u32; 3], open: &str) -> World {
    let mut text = open.to_owned();
    let sprints = [("S1", "2026-02-13"), ("S2", "2026-02-27"), ("S3", "2026-03-13")];
    for ((sprint, end), points) in sprints.iter().zip(proven) {
        let more = format!(
            "sprint = \"{sprint}\"\nstatus = \"done\"\ndone = {end}\npoints = {points}\ncontrols = [\"g/1\"]\nacceptance = [{{ text = \"t\", checks = [\"cg\"] }}]"
        );
        text.push_str(&story(&format!("D-{sprint}"), &more));
    }
    let mut world = World::with(TARGET, &text, "2026-03-15");
    for (sprint, end) in sprints {
        world.verified(&format!("D-{sprint}"), end);
    }
    world
}

fn covers_all(id: &str) -> String {
    story(
        id,
        "controls = [\"f/1\", \"f/2\", \"f/3\"]\nacceptance = [{ text = \"t\", checks = [\"c1\", \"c2\", \"c3\"] }]",
    )
}

fn of_framework(world: &World) -> Forecast {
    let plan = world.plan(&Asked::default());
    let is_it =
        |forecast: &Forecast| matches!(&forecast.goal, Goal::Framework(id) if id.as_str() == "f");
    plan.forecasts.into_iter().find(is_it).unwrap()
}

#[test]
fn a_steady_team_arrives_when_it_must() {
    // 9 points at 3 a sprint: three sprints, which end on 03-27, 04-10 and 04-24.
    let stories = [covers_all("E-1"), covers_all("E-2"), covers_all("E-3")].concat();
    let forecast = of_framework(&world([3, 3, 3], &stories));
    assert_eq!((forecast.left, forecast.points, forecast.stories.len()), (3, 9, 3));
    let dates = forecast.dates.unwrap();
    let day: Day = "2026-04-24".parse().unwrap();
    assert_eq!((dates.p50, dates.p85, dates.chance), (Some(day), Some(day), Some(100)));
    assert_eq!(forecast.outlook(), Outlook::InTime);
}

#[test]
fn an_unsteady_team_has_two_dates_and_a_chance() {
    let stories = [covers_all("E-1"), covers_all("E-2"), covers_all("E-3")].concat();
    let world = world([1, 2, 8], &stories);
    let forecast = of_framework(&world);
    let dates = forecast.dates.unwrap();
    assert!(dates.p50 < dates.p85, "{dates:?}");
    // Of 27 ways through three sprints 20 bring 9 points: those with an 8 and something beside
    // it, 19, and no other; the simulation is close to 19 of 27.
    assert!((67..74).contains(&dates.chance.unwrap()), "{dates:?}");
    assert_eq!(forecast.outlook(), Outlook::Doubtful);
    assert_eq!(forecast, of_framework(&world), "the same seed, the same futures");
}

#[test]
fn nothing_is_told_while_it_cannot_be() {
    let all = [covers_all("E-1")].concat();
    // Two sprints have ended by then.
    let mut early = World::with(TARGET, &all, "2026-03-04");
    let forecast = of_framework(&early);
    assert_eq!(forecast.doubts, [Doubt::ShortHistory(2)]);
    assert_eq!((forecast.dates, forecast.outlook()), (None, Outlook::Unknown));
    for id in ["f/1", "f/2", "f/3"] {
        early.control(id, ControlStatus::Met, vec![]);
    }
    assert_eq!(of_framework(&early).outlook(), Outlook::Reached);

    let nothing = World::with(TARGET, &all, "2026-03-15");
    assert_eq!(of_framework(&nothing).doubts, [Doubt::NothingProven]);

    let part = of_framework(&world([3, 3, 3], &story("E-1", "")));
    assert_eq!(part.doubts, [Doubt::NoStory(2)], "f/2 and f/3 have no story");
    assert!(part.dates.is_some() && part.outlook() == Outlook::Unknown);

    let unsized_story = covers_all("E-1").replace("points = 3\n", "");
    let forecast = of_framework(&world([3, 3, 3], &unsized_story));
    assert_eq!((forecast.doubts, forecast.dates), (vec![Doubt::NoPoints(1)], None));
}

#[test]
fn a_story_that_names_a_control_and_does_not_prove_it_is_not_enough() {
    let named = story("E-1", "controls = [\"f/1\", \"f/2\", \"f/3\"]");
    assert_eq!(of_framework(&world([3, 3, 3], &named)).doubts, [Doubt::NoStory(2)]);
}

#[test]
fn a_risk_waits_for_its_stories_and_for_theirs() {
    let stories = [
        story("E-1", "risks = [\"R\"]\ndepends_on = [\"E-2\"]"),
        story("E-2", "points = 5"),
        RISK.to_owned(),
    ];
    let plan = world([4, 4, 4], &stories.concat()).plan(&Asked::default());
    let risk = plan.forecasts.last().unwrap();
    assert_eq!((risk.points, risk.left, risk.target), (8, 16, None));
    assert_eq!(risk.dates.unwrap().p50, Some("2026-04-10".parse().unwrap()));
    assert_eq!(risk.outlook(), Outlook::Undated);
    let nobody = world([4, 4, 4], RISK).plan(&Asked::default());
    assert_eq!(nobody.forecasts.last().unwrap().doubts, [Doubt::NobodyTreats]);
}

#[test]
fn the_open_sprint_counts_for_the_days_that_are_left() {
    let stories = [covers_all("E-1"), covers_all("E-2")].concat();
    let at = |day: &str| {
        let mut world = world([6, 6, 6], &stories);
        let now = day.parse::<Day>().unwrap().end();
        world.assessment.as_of.observed = now;
        of_framework(&world).dates.unwrap().p50.unwrap().to_string()
    };
    assert_eq!(at("2026-03-15"), "2026-03-27", "the whole sprint is to come");
    assert_eq!(at("2026-03-21"), "2026-04-10", "half of it brings 3 of 6");
}
