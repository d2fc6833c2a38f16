//! `report audit` over a period: each day as a report of that day says it, the same numbers in
//! every form, a sample that is drawn again, and two clocks.

use std::collections::BTreeMap;

use serde_json::Value;

use super::harness::Place;

const PCI: [&str; 5] = ["report", "audit", "pci-dss-4.0.1", "--period", "2026-01-05..2026-04-03"];

fn audit(place: &Place, more: &[&str]) -> Value {
    place.run([&PCI[..], more, &["--format", "json"]].concat()).ok().data()
}

/// The status of each control on a day, out of the strips of a period.
fn strips_on(data: &Value, day: &str) -> BTreeMap<String, String> {
    let rows = data["period"]["controls"].as_array().unwrap();
    let on = |row: &Value| {
        let spans = row["strip"]["spans"].as_array().unwrap().clone();
        let covers = |span: &&Value| {
            span["from"].as_str().unwrap() <= day && day <= span["to"].as_str().unwrap()
        };
        let span = spans.iter().find(covers).unwrap_or_else(|| panic!("no status on {day}"));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&row["control"]["id"]), text(&span["status"]["status"]))
    };
    rows.iter().map(on).collect()
}

/// The status of each control as of a day, from a report of that day alone.
fn statuses_as_of(place: &Place, day: &str) -> BTreeMap<String, String> {
    let listed = place.run(["control", "list", "--as-of", day, "--format", "json"]).ok().data();
    let rows = listed.as_array().unwrap().iter().filter_map(|row| {
        let id = row["id"].as_str()?.strip_prefix("pci-dss-4.0.1/")?;
        Some((id.to_owned(), row["status"].as_str()?.to_owned()))
    });
    rows.collect()
}

#[test]
fn each_day_of_the_demo_is_what_a_report_as_of_that_day_says() {
    let demo = Place::demo();
    let data = audit(&demo, &[]);
    // Before the first evidence, and days on which much changed.
    let days = ["2026-01-06", "2026-01-16", "2026-02-03", "2026-02-20", "2026-03-17", "2026-04-03"];
    for day in days {
        let (strips, alone) = (strips_on(&data, day), statuses_as_of(&demo, day));
        assert!(strips.len() > 200, "{}", strips.len());
        assert_eq!(strips, alone, "on {day}");
    }
}

#[test]
fn a_period_of_the_demo_has_findings_methods_deviations_and_responses() {
    let demo = Place::demo();
    let data = audit(&demo, &[]);
    let counts = data["assessor"]["counts"].as_array().unwrap();
    let words: Vec<_> = counts.iter().map(|c| c["finding"]["word"].as_str().unwrap()).collect();
    assert_eq!(words, ["In Place", "Not Applicable", "Not Tested", "Not in Place"]);
    let all: u64 = counts.iter().map(|count| count["count"].as_u64().unwrap()).sum();
    assert_eq!(all, data["total"]["all"].as_u64().unwrap());
    let rows = data["assessor"]["rows"].as_array().unwrap();
    let row = |id: &str| rows.iter().find(|row| row["control"]["id"] == id).unwrap();
    assert_eq!(row("8.6.3")["methods"][0]["method"], "compensating control");
    assert_eq!(row("8.6.3")["finding"]["word"], "Not in Place", "a worksheet proves nothing");
    assert_eq!(row("11.3.1.1")["methods"][0]["method"], "customized approach");
    assert!(row("8.4.2")["evidence"].as_array().unwrap().len() > 1);
    let deviations = data["period"]["deviations"].as_array().unwrap();
    let password = deviations.iter().find(|d| d["control"]["id"] == "8.3.6").unwrap();
    assert_eq!(password["responses"][0]["id"], "MR-01");
    assert_eq!(password["stories"][0]["id"], "IAM-05");
    assert_eq!((&password["failed"], &password["until"]), (&true.into(), &"2026-03-17".into()));
    // What management said later was not yet said.
    let early = audit(&demo, &["--as-of", "2026-01-25"]);
    let told = early["period"]["deviations"].as_array().unwrap();
    assert!(told.iter().all(|d| d["responses"].as_array().unwrap().is_empty()));
    assert_eq!(early["period"]["days"]["end"], "2026-01-25");
}

#[test]
fn the_tables_are_those_of_the_report() {
    let demo = Place::demo();
    let data = audit(&demo, &["--sample", "5", "--seed", "x"]);
    let csv = |table: &str| {
        let args = ["--sample", "5", "--seed", "x", "--table", table, "--format", "csv"];
        let text = demo.run([&PCI[..], &args].concat()).ok().stdout;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.records().map(Result::unwrap).collect::<Vec<_>>()
    };
    let length = |value: &Value| value.as_array().unwrap().len();
    assert_eq!(csv("controls").len(), length(&data["period"]["controls"]));
    assert_eq!(csv("deviations").len(), length(&data["period"]["deviations"]));
    assert_eq!(csv("findings").len(), length(&data["assessor"]["rows"]));
    let population = csv("population");
    assert_eq!(population.len() as u64, data["sample"]["count"].as_u64().unwrap());
    let drawn = population.iter().filter(|row| !row[1].is_empty());
    let mut drawn: Vec<(u64, u64)> =
        drawn.map(|row| (row[1].parse().unwrap(), row[0].parse().unwrap())).collect();
    drawn.sort_unstable();
    let told = data["sample"]["drawn"].as_array().unwrap().iter();
    let told: Vec<_> =
        told.map(|i| (i["draw"].as_u64().unwrap(), i["number"].as_u64().unwrap())).collect();
    assert_eq!(drawn, told);
    let other = audit(&demo, &["--sample", "5", "--seed", "y"]);
    assert_ne!(other["sample"]["drawn"], data["sample"]["drawn"]);
    let review =
        demo.run(["report", "audit", "iso27001-2022", "--format", "csv", "--table", "review"]);
    assert_eq!(review.ok().stdout.lines().filter(|line| line.starts_with("9.3.2 ")).count(), 7);
}

#[test]
fn what_the_ledger_learned_later_is_left_out_of_an_earlier_view() {
    let place = Place::small();
    let scan = |time: &str, inside: &str| {
        format!(
            "<testsuite name=\"x\" timestamp=\"{time}\">\
             <testcase classname=\"t\" name=\"locked\">{inside}</testcase></testsuite>"
        )
    };
    let check = "[[check]]\nid = \"locked\"\ntitle = \"Locked\"\ncontrols = [\"base/B.1\"]\n\
        cadence = \"daily\"\nsource = [{ tool = \"junit\", rules = [\"*locked\"] }]\n";
    let checks = place.read("controls/checks.toml");
    let base = checks[..checks.find("[[check]]").unwrap()].trim_end();
    place.write("controls/checks.toml", format!("{base}\nmode = \"auto\"\n{check}"));
    place.write("stories/IAM-01.toml", "");
    place.write("1.xml", scan("2026-03-10T08:00:00", ""));
    place.write("2.xml", scan("2026-03-12T08:00:00", "<failure message=\"open\"/>"));
    place.write("3.xml", scan("2026-03-14T08:00:00", ""));
    place.run(["ingest", "1.xml", "--now", "2026-03-10T09:00:00Z"]).ok();
    place.run(["ingest", "3.xml", "--now", "2026-03-14T09:00:00Z"]).ok();
    place.run(["ingest", "2.xml", "--now", "2026-03-20T09:00:00Z"]).ok();
    let args =
        ["report", "audit", "base", "--period", "2026-03-09..2026-03-15", "--format", "json"];
    let now = place.run(args).ok().data();
    let row = |data: &Value| data["period"]["controls"][0].clone();
    assert_eq!(row(&now)["strip"]["text"], "◷✓✓✗✗✓✓");
    assert_eq!(row(&now)["strip"]["longest_failure"], 2);
    assert_eq!(
        (&row(&now)["restored"], &row(&now)["mean_days_to_restore"]),
        (&1.into(), &2.into())
    );
    assert_eq!(now["period"]["late_runs"], 1);
    // A run on each of 10, 12 and 14 March; the others, from the first run on, had none.
    assert_eq!((&row(&now)["runs"]["kept"], &row(&now)["runs"]["missed"]), (&3.into(), &3.into()));
    let then = [&args[..], &["--known-at", "2026-03-16"]].concat();
    let then = place.run(then).ok().data();
    assert_eq!(row(&then)["strip"]["text"], "◷✓✓◷◷✓✓");
    place
        .run(["report", "audit", "base", "--period", "2030-01-01..2030-01-02"])
        .code(2)
        .complains(&["begins after the as-of"]);
    let csv = ["report", "audit", "base", "--format", "csv", "--table", "deviations"];
    place.run(csv).code(2).complains(&["no table `deviations`", "--period"]);
    let of = ["report", "audit", "base", "--sample", "1", "--sample-of", "dice"];
    place.run(of).code(2).complains(&["no population `dice`", "subjects:CHECK"]);
}
