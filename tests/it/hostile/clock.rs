//! Clocks that are wrong: a machine's clock set back or forward, the hour that summer time takes or
//! gives, and a leap second.

use std::process::Command;

use serde_json::Value;

use crate::cli::harness::{Place, evidence};

const CASE: &str =
    "<testsuite name='a' timestamp='TIME'><testcase classname='b' name='c'/></testsuite>";

/// Runs on a machine whose clock says something else.
fn at(place: &Place, time: &str, zone: &str, args: &[&str]) -> (Option<i32>, String) {
    let inner = place.process(args);
    let mut process = Command::new("faketime");
    process.args(["-f", time]).arg(inner.get_program()).args(inner.get_args());
    process.current_dir(place.path("")).env_clear().env("TZ", zone).env("HOME", place.path(""));
    process.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    let output = process.output().expect("faketime is installed");
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[track_caller]
fn fine(place: &Place, time: &str, zone: &str, args: &[&str]) -> String {
    let (code, said) = at(place, time, zone, args);
    assert_eq!(code, Some(0), "{args:?}: {said}");
    said
}

fn submit(place: &Place, n: usize, observed: &str) -> String {
    let name = format!("{n}.xml");
    place.write(&name, CASE.replace("TIME", observed));
    name
}

#[test]
fn a_clock_that_went_back_or_ahead_is_flagged() {
    let place = Place::small();
    let first = submit(&place, 1, "2026-03-01T09:00:00Z");
    fine(&place, "@2026-03-01 10:00:00", "UTC", &["ingest", &first]);
    // A year back: what is recorded now comes before what was recorded first.
    let second = submit(&place, 2, "2025-02-01T09:00:00Z");
    fine(&place, "@2025-03-01 10:00:00", "UTC", &["ingest", &second]);
    // A scan from a machine whose clock is a year ahead.
    let third = submit(&place, 3, "2027-03-01T09:00:00Z");
    let (code, said) = at(&place, "@2026-03-02 10:00:00", "UTC", &["ingest", &third]);
    assert!(matches!(code, Some(0 | 2)), "{said}");
    let entry = |n: &str| fine(&place, "@2026-03-03 10:00:00", "UTC", &["explain", n]);
    assert!(entry("entry:2").contains("clock"), "{}", entry("entry:2"));
    if code == Some(0) {
        assert!(said.contains("future") || entry("entry:3").contains("clock"), "{said}");
    }
    fine(&place, "@2026-03-03 10:00:00", "UTC", &["doctor"]);
}

#[test]
fn the_hour_that_summer_time_gives_twice_is_two_hours() {
    let place = Place::small();
    // 02:30 in Berlin comes twice on this day; the clock is kept in UTC, so order stays.
    for (n, time) in ["@2026-10-25 02:10:00", "@2026-10-25 03:20:00"].iter().enumerate() {
        let name = submit(&place, n, &format!("2026-10-2{n}T00:00:00Z"));
        fine(&place, time, "Europe/Berlin", &["ingest", &name]);
    }
    let said = fine(
        &place,
        "@2026-10-26 10:00:00",
        "Europe/Berlin",
        &["evidence", "list", "--format", "json"],
    );
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["ledger_head"]["size"], 2);
    // The zone of the machine changes no byte of a report.
    let report = |zone| {
        place
            .process(["report", "program", "--format", "json", "--now", "2026-10-26T10:00:00Z"])
            .env("TZ", zone)
            .output()
            .unwrap()
            .stdout
    };
    assert!(report("Asia/Tokyo") == report("America/New_York"));
}

#[test]
fn a_leap_second_is_read_or_refused_and_never_a_bug() {
    let place = Place::small();
    for (n, time) in
        ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z", "2017-01-01T00:00:00Z"].iter().enumerate()
    {
        let name = submit(&place, n, time);
        let said = place.run(["ingest", &name]);
        assert!(matches!(said.code, Some(0 | 2)), "{time}: {said:?}");
    }
    place.run(["doctor"]).ok();
}

#[test]
fn a_clock_that_was_set_is_recorded_and_shown() {
    let place = Place::small();
    place.run(["ingest", &evidence("sarif/semgrep.sarif"), "--now", "2026-11-28"]).ok();
    for form in ["html", "md", "json"] {
        let page = place.run(["report", "program", "--format", form]).ok().stdout;
        assert!(page.contains("under a clock that was set by hand"), "{form} says so");
    }
    let entry = place.run(["explain", "entry:1"]).ok().stdout;
    assert!(entry.contains("clock"), "{entry}");
}
