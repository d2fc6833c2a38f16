//! `plan`: the next sprint, shown and written.

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde_json::Value;

use super::harness::{Place, Said};

const NEXT: &str = "\n[[sprint]]\nid = \"2026-S7\"\nstart = 2026-04-06\nend = 2026-04-17\ngoal = \"Mend what broke\"\ncapacity = 20\n";

/// The demo with a sprint to come.
fn with_next_sprint() -> Place {
    let demo = Place::demo_to_change();
    let sprints = demo.read("stories/sprints.toml");
    demo.write("stories/sprints.toml", format!("{sprints}{NEXT}"));
    demo
}

fn chosen(said: &Said) -> Vec<String> {
    let data = said.data();
    let rows = data["backlog"].as_array().unwrap().iter();
    let chosen = rows.filter(|row| row["place"]["status"] == "chosen");
    chosen.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

fn stories(place: &Place) -> BTreeMap<PathBuf, String> {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    place.files("stories").into_iter().map(|(path, bytes)| (path, text(bytes))).collect()
}

#[test]
fn the_next_sprint_of_the_demo_is_proposed_ranked_and_filled() {
    let demo = Place::demo();
    let said = demo.run(["plan", "--format", "json"]).ok();
    let data = said.data();
    assert_eq!(data["sprint"]["id"], "2026-S7");
    assert!(data["sprint"]["to_write"].as_str().unwrap().contains("start = 2026-04-06"));
    assert_eq!(data["room"]["velocity"].as_array().unwrap().len(), 5);
    let points: u64 = data["headline"]["chosen"].as_u64().unwrap();
    assert!(points > 0 && points <= data["room"]["free_before"].as_u64().unwrap());
    assert_eq!(data["headline"]["is_exact"], true);
    for row in data["backlog"].as_array().unwrap() {
        assert_eq!(row["terms"].as_array().unwrap().len(), 6);
        assert!(!row["reason"].as_str().unwrap().is_empty());
    }
    let better = |row: &Value| row["after"].as_u64() > row["before"].as_u64();
    assert!(data["coverage"].as_array().unwrap().iter().any(better));
    assert_eq!(said.stdout, demo.run(["plan", "--format", "json"]).ok().stdout);

    let text = demo.run(["plan"]).ok().stdout;
    for words in [
        "Sprint 2026-S7, 2026-04-06 to 2026-04-17 (proposed, not written down)",
        "the median of what was proven in the last 5 sprints",
        "Weights: risk 40.0, regression 30.0",
        "Proof that ends inside it",
        "no room: takes",
        "Planned in another sprint: DAT-05 (2026-S6)",
        "Next: storyproof new sprint id=2026-S7 start=2026-04-06 end=2026-04-17",
    ] {
        assert!(text.contains(words), "{words:?} is not in:\n{text}");
    }
}

#[test]
fn a_plan_is_shown_and_nothing_is_written_until_asked() {
    let demo = with_next_sprint();
    let before = stories(&demo);
    let text = demo.run(["plan", "-n"]).ok().stdout;
    assert!(text.contains("Nothing is written yet. Next: storyproof plan 2026-S7 --write"));
    assert!(stories(&demo) == before);
}

#[test]
fn what_is_written_changes_only_the_sprint_and_keeps_every_comment() {
    let demo = with_next_sprint();
    let before = stories(&demo);
    let elsewhere = demo.files("controls");
    let said = demo.run(["plan", "--write", "--capacity", "25", "--format", "json"]).ok();
    let chosen = chosen(&said);
    assert!(chosen.len() > 4, "{chosen:?}");
    assert_eq!(said.data()["written"].as_array().unwrap().len(), chosen.len());
    let after = stories(&demo);
    assert!(demo.files("controls") == elsewhere);
    for (path, text) in &after {
        let (old, new): (Vec<&str>, Vec<&str>) =
            (before[path].lines().collect(), text.lines().collect());
        if old == new {
            continue;
        }
        let id = path.file_stem().unwrap().to_str().unwrap();
        assert!(chosen.iter().any(|story| story == id), "{}", path.display());
        let gone: Vec<&str> = old.iter().copied().filter(|line| !new.contains(line)).collect();
        let came: Vec<&str> = new.iter().copied().filter(|line| !old.contains(line)).collect();
        assert!(gone.iter().all(|line| line.starts_with("sprint = ")), "{gone:?}");
        assert!(came.contains(&"sprint = \"2026-S7\""), "{came:?}");
        let moved = |line: &&&str| line.contains("{ on = 2026-04-03, from = \"2026-S");
        assert!(came.iter().filter(moved).count() == 1 && came.len() == 2, "{came:?}");
        assert!(text.starts_with(before[path].lines().next().unwrap()));
    }
    assert_eq!(after.iter().filter(|(path, text)| before[*path] != **text).count(), chosen.len());
    // The files are as good as before, and a second time there is nothing left to write.
    demo.run(["check"]).ok();
    let again = demo.run(["plan", "--write", "--capacity", "25", "--format", "json"]).ok();
    assert_eq!(self::chosen(&again), chosen);
    assert_eq!(again.data()["written"].as_array().unwrap().len(), 0);
    assert!(stories(&demo) == after);
}

#[test]
fn a_file_with_errors_is_left_alone_and_said() {
    let demo = with_next_sprint();
    let chosen = chosen(&demo.run(["plan", "--format", "json"]).ok());
    let name = demo
        .files("stories")
        .into_iter()
        .find_map(|(path, _)| (path.file_stem()?.to_str()? == chosen[0]).then_some(path));
    let path = format!("stories/{}", name.unwrap().display());
    let broken = format!("{}\n[[story]]\nid = 7\n", demo.read(&path));
    demo.write(&path, &broken);
    let said = demo.run(["plan", "--write"]).code(2);
    said.complains(&["left stories/", &chosen[0], "it has errors: `storyproof check` shows them"]);
    assert_eq!(demo.read(&path), broken);
}

#[test]
fn a_link_out_of_the_program_is_not_followed() {
    let demo = with_next_sprint();
    let chosen = chosen(&demo.run(["plan", "--format", "json"]).ok());
    let (name, text) = demo
        .files("stories")
        .into_iter()
        .find(|(path, _)| path.file_stem().unwrap().to_str() == Some(&chosen[0]))
        .unwrap();
    let outside = tempfile::tempdir().unwrap();
    let target = outside.path().join("story.toml");
    fs::write(&target, &text).unwrap();
    let path = demo.path("stories").join(name);
    fs::remove_file(&path).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(&target, &path).unwrap();
    let _ = demo.run(["plan", "--write"]);
    assert_eq!(fs::read(&target).unwrap(), text);
}

#[test]
fn a_sprint_that_cannot_be_planned_is_refused_with_what_to_do() {
    let demo = Place::demo();
    demo.run(["plan", "2026-S3"]).code(2).complains(&["ended on 2026-02-20", "--as-of DAY"]);
    demo.run(["plan", "2027-X"]).code(2).complains(&["no sprint `2027-X`", "sprint list"]);
    demo.run(["plan", "2026-S"]).code(2).complains(&["could be several things"]);
    let said = demo.run(["plan", "--write"]).code(2);
    said.complains(&[
        "`2026-S7` is not written down yet",
        "new sprint id=2026-S7 start=2026-04-06",
    ]);
    demo.run(["plan", "2026-S7"]).ok();
    demo.run(["plan", "2026-S6"]).ok();
}

#[test]
fn a_sprint_starts_once_with_the_stories_that_stand_in_it() {
    let demo = with_next_sprint();
    let on = |day: &'static str, args: &[&'static str]| {
        demo.run([&["--now", day, "--as-of", day], args].concat())
    };
    let first = "2026-04-06T08:00:00Z";
    let start: &[&str] = &["sprint", "start", "2026-S7", "--write"];
    on(first, start).code(2).complains(&["no story stands in 2026-S7", "plan 2026-S7 --write"]);
    let said = on("2026-04-05T08:00:00Z", &["plan", "2026-S7", "--write"]).ok();
    said.complains(&["sprint start 2026-S7 --write"]);
    let chosen = chosen(&on("2026-04-05T08:00:00Z", &["plan", "--format", "json"]).ok());
    on(first, start).ok();
    let mut lines: Vec<String> = chosen.iter().map(|id| format!("    \"{id}\",")).collect();
    lines.sort_unstable();
    let sprints = demo.read("stories/sprints.toml");
    assert!(sprints.ends_with(&format!("committed = [\n{}\n]\n", lines.join("\n"))), "{sprints}");

    on(first, start).code(2).complains(&["2026-S7 has begun with", "sprint board"]);
    on(first, &["sprint", "start", "2026-S3"]).code(2).complains(&["2026-S3 ended on 2026-02-20"]);
    on(first, &["move", "DAT-05", "--to", "2026-S7", "--write"]).ok();
    let board = on(first, &["sprint", "board", "2026-S7"]).ok().stdout;
    let added = board.lines().find(|line| line.trim_start().starts_with("added"));
    assert!(added.is_some_and(|line| line.contains("DAT-05")), "{board}");
}

#[test]
fn the_forecast_says_when_and_what_it_cannot_tell() {
    let demo = Place::demo();
    let data = demo.run(["plan", "--forecast", "--format", "json"]).ok().data();
    let rows = data["rows"].as_array().unwrap();
    let pci = rows.iter().find(|row| row["id"] == "pci-dss-4.0.1").unwrap();
    assert_eq!(pci["outlook"]["status"], "cannot-tell");
    assert_eq!(pci["command"], "storyproof story suggest --framework pci-dss-4.0.1");
    assert!(pci["chance"].is_null() && pci["p85"].is_string());
    let risk = rows.iter().find(|row| row["id"] == "R-07").unwrap();
    assert!(risk["p50"].as_str() <= risk["p85"].as_str());
    let text = demo.run(["plan", "--forecast"]).ok().stdout;
    assert!(text.contains("The seed is 27001") && text.contains("cannot tell yet"), "{text}");
    // Two sprints into the program nobody can know.
    let early = ["plan", "--forecast", "--as-of", "2026-02-06"];
    let text = demo.run(early).ok().stdout;
    assert!(text.contains("history is too short (1 sprint ended, 3 are needed)"), "{text}");
}

#[test]
fn a_program_without_stories_or_sprints_has_an_empty_plan() {
    let place = Place::empty();
    place.write("storyproof.toml", "[program]\nname = \"x\"\norganization = \"o\"\n");
    let text = place.run(["plan"]).ok().stdout;
    assert!(text.contains("Sprint S1") && text.contains("No story is open"), "{text}");
    // A report without evidence is written, and says so by its exit code, like every report.
    place.run(["report", "plan"]).code(4).complains(&["there is no evidence"]);
    place.run(["report", "plan", "--allow-empty"]).ok();
}

#[test]
fn the_report_is_the_plan_in_every_format() {
    let demo = Place::demo_to_change();
    demo.run(["report", "plan", "-o", "plan.html", "--carry-over"]).ok();
    let page = demo.read("plan.html");
    assert!(page.starts_with("<!doctype html>") && page.contains("Plan of sprint 2026-S7"));
    assert!(page.contains("left over from 2026-S6"), "carried over from the open sprint");
    let text = demo.run(["plan", "--format", "md"]).ok().stdout;
    assert_eq!(text, demo.run(["report", "plan", "--format", "md"]).ok().stdout);
    assert!(text.starts_with("# Plan of sprint 2026-S7"));
}

#[test]
fn a_weight_that_nobody_knows_is_reported() {
    let place = Place::small();
    let settings = place.read("storyproof.toml");
    place.write(
        "storyproof.toml",
        format!("{settings}[priority]\nrisks = 4\nstale = -1\n[planning]\nrenewal_points = 101\n"),
    );
    let text = place.run(["check"]).code(2);
    let said = format!("{}{}", text.stdout, text.stderr);
    for words in ["unknown key `risks`", "the weight of `stale` is -1", "outside its scale"] {
        assert!(said.contains(words), "{words:?} is not in:\n{said}");
    }
}
