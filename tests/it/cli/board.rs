//! The board of a sprint, its review and the roadmap, on the example program.

use super::harness::Place;

#[test]
fn the_board_and_the_plan_show_the_same_velocity() {
    let place = Place::demo();
    let board = place.run(["sprint", "board", "--format", "json"]).ok().data();
    let plan = place.run(["plan", "--format", "json"]).ok().data();
    let planned = plan["room"]["velocity"].as_array().unwrap();
    assert!(!planned.is_empty(), "{plan}");
    let shown = board["velocity"].as_array().unwrap();
    for row in planned {
        let same = shown.iter().find(|shown| shown["sprint"] == row["sprint"]).unwrap();
        for number in ["claimed", "proven"] {
            assert_eq!(same["at_end"][number], row[number], "{} {number}", row["sprint"]);
        }
    }
    // Each story of the sprint stands in one column, and says what it comes to.
    let cards = board["columns"].as_array().unwrap().iter();
    let cards: Vec<_> = cards.flat_map(|column| column["cards"].as_array().unwrap()).collect();
    assert!(!cards.is_empty());
    assert!(cards.iter().all(|card| card["next"].as_str().is_some_and(|next| !next.is_empty())));
    assert!(!board["every_commit"].as_array().unwrap().is_empty());
    assert!(!board["every_sprint"].as_array().unwrap().is_empty());
}

#[test]
fn what_is_sent_is_short_and_what_is_shown_fits() {
    let place = Place::demo();
    let review = place.run(["sprint", "review", "2026-S5"]).ok().stdout;
    assert!(review.starts_with("## Sprint 2026-S5: ") && review.len() < 5_000, "{review}");
    let board = place.run(["sprint", "board", "2026-S5"]).ok().stdout;
    for heading in ["VELOCITY", "WHAT CAME AND WENT", "WHAT WAS PROVEN AND BROKE"] {
        assert!(board.contains(heading), "{board}");
    }
    let roadmap = place.run(["epic", "roadmap"]).ok().stdout;
    assert!(roadmap.contains("2026-S1") && roadmap.contains("○ 2"), "{roadmap}");
}
