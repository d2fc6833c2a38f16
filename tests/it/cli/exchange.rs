//! `import jira` and its like, and `export`: nothing is written unasked, the rest is imported beside
//! what is refused, and the same again changes nothing.

use std::{fs, time::Instant};

use super::harness::Place;

const JIRA: &str = "Summary,Issue key,Issue Type,Status,Parent,Assignee,Description\r\n\
\"Keys rotate, each quarter\",SEC-7,Story,Waiting,IAM,ann@example.com,\"Line one\nline two\"\r\n\
a,b,c,d,e,f,g,h\r\n";

#[test]
fn an_import_shows_what_it_would_do_and_then_does_it_once() {
    let place = Place::small();
    place.write("jira.csv", JIRA);
    let before = place.files(".");
    let said = place.run(["import", "jira", "jira.csv"]).code(1).stdout;
    for words in [
        "2 rows: 1 refused, 1 new.",
        "  key     Issue key",
        "status \"Waiting\" in 1 row: --status \"Waiting=doing\"",
        "owner \"ann@example.com\" in 1 row: --person",
        "line 4: refused: it has 8 cells and the heading 7",
        "line 2: SEC-7: new: Keys rotate, each quarter",
        "To write 1 file: the same with --write.",
    ] {
        assert!(said.contains(words), "{words:?} is not in:\n{said}");
    }
    assert_eq!(place.files("."), before, "nothing is written unasked");
    let typed = ["import", "jira", "jira.csv", "--write", "--format", "json"];
    let data = place.run(typed).code(1).data();
    assert_eq!((&data["written"], &data["files"][0]), (&true.into(), &"stories/SEC-7.toml".into()));
    let written = place.read("stories/SEC-7.toml");
    assert!(written.contains("external = [\"jira:SEC-7\"]"), "{written}");
    let said = place.run_on(JIRA, ["import", "jira", "-", "--write"]).code(1).stdout;
    assert!(
        said.contains("1 refused, 1 unchanged") && said.contains("Nothing to change."),
        "{said}"
    );
    assert_eq!(place.read("stories/SEC-7.toml"), written);
    let typed = ["import", "jira", "jira.csv", "--status", "waiting=doing", "--write"];
    place.run(typed).code(1).complains(&[]);
    assert_eq!(
        place.read("stories/SEC-7.toml"),
        written,
        "a claim waits while the story lacks something"
    );
    // Asked for all the same, it is written, and what `check` finds then is said.
    let typed = [&typed[..], &["--anyway"]].concat();
    let said = place.run(typed).code(1).stdout;
    assert!(said.contains("status: draft -> doing"), "{said}");
    assert!(said.contains("after this `check` has 1 error more of story/not-ready"), "{said}");
    let said = place.run(["import", "jira", "jira.csv", "--status", "Waiting=maybe"]).code(2);
    said.complains(&["`maybe` claims nothing", "draft, ready, doing, done, dropped"]);
}

#[test]
fn what_is_exported_from_the_demo_comes_back_unchanged() {
    let demo = Place::demo();
    let folder = tempfile::TempDir::new().unwrap();
    for (tracker, file) in
        [("jira", "j.csv"), ("github", "g.jsonl"), ("linear", "l.csv"), ("csv", "c.csv")]
    {
        let path = folder.path().join(file);
        let path = path.to_str().unwrap();
        demo.run(["export", tracker, "-o", path]).ok();
        let data = demo.run(["import", tracker, path, "--format", "json"]).ok().data();
        let rows = data["rows"].as_array().unwrap();
        assert!(
            rows.len() >= 60 && rows.iter().all(|row| row["verdict"] == "unchanged"),
            "{tracker}"
        );
        let printed = demo.run(["export", tracker, "--epic", "IAM"]).ok().stdout;
        let ends = if tracker == "github" { "}\n" } else { "\r\n" };
        assert!(printed.ends_with(ends) && printed.contains("IAM-01"), "{tracker}: {printed}");
    }
    let said = demo.run(["export", "jira", "-o", folder.path().join("x").to_str().unwrap()]).ok();
    said.complains(&["External System Import, date format yyyy-MM-dd"]);
    let ics = demo.run(["export", "ics", "--as-of", "2026-03-13"]).ok().stdout;
    assert!(ics.starts_with("BEGIN:VCALENDAR\r\n") && ics.ends_with("END:VCALENDAR\r\n"), "{ics}");
    for words in
        ["Audit date: PCI DSS", "Sprint 2026-S6 ends", "DTSTART;VALUE=DATE:20260403", " stale"]
    {
        assert!(ics.contains(words), "{words} is not in:\n{ics}");
    }
    let summary = demo.run(["export", "summary"]).ok().stdout;
    assert_eq!(summary, demo.run(["sprint", "review"]).ok().stdout);
}

#[test]
fn five_thousand_rows_are_looked_at_in_no_time() {
    let place = Place::small();
    let row = |n| format!("Story {n},SEC-{n},Story,To Do,IAM,,text {n}\r\n");
    let rows = (0..5_000).map(row).collect::<Vec<String>>().concat();
    let heading = JIRA.lines().next().unwrap();
    fs::write(place.path("jira.csv"), format!("{heading}\r\n{rows}")).unwrap();
    let began = Instant::now();
    let said = place.run(["import", "jira", "jira.csv"]).ok().stdout;
    assert!(said.starts_with("5,000 rows: 5000 new."), "{said}");
    // Far more than it takes: tests run unoptimised and side by side.
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
}
