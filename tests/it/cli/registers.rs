//! `report responsibility`, `report risks` and `report traceability`, and the rules behind them.

use serde_json::Value;

use super::harness::Place;

/// The rows of a CSV table, without its header.
fn table(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    (header, rows.collect())
}

fn column(header: &[String], name: &str) -> usize {
    header.iter().position(|title| title == name).unwrap()
}

/// What `check` says.
fn checked(place: &Place) -> String {
    let said = place.run(["check"]).ok();
    format!("{}{}", said.stdout, said.stderr)
}

#[test]
fn the_matrix_of_the_demo_has_one_party_for_each_requirement_in_every_form() {
    let demo = Place::demo();
    let data = demo.run(["report", "responsibility", "--format", "json"]).ok().data();
    assert_eq!(data["settled"], data["applicable"]);
    assert_eq!(data["flaws"].as_array().unwrap().len(), 0);
    let rows: Vec<&Value> = data["frameworks"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|f| f["rows"].as_array().unwrap())
        .collect();
    let applies = |row: &&&Value| row["class"]["status"] != "not-applicable";
    assert_eq!(data["applicable"], rows.iter().filter(applies).count());
    for row in rows.iter().filter(applies) {
        assert_eq!(row["accountable"].as_array().unwrap().len(), 1, "{row}");
    }
    let shown = demo.run(["report", "responsibility"]).ok().stdout;
    let (settled, applicable) = (&data["settled"], &data["applicable"]);
    assert!(shown.contains(&format!("**{settled}** of {applicable} requirements")), "{shown}");
    let html = demo.run(["report", "responsibility", "--format", "html"]).ok().stdout;
    let counted = html.matches("<tr id=\"control:").count();
    assert_eq!(*applicable, counted, "a row for each requirement that applies");
    let csv = demo.run(["report", "responsibility", "--format", "csv"]).ok().stdout;
    let (header, table) = table(&csv);
    let mut ids: Vec<(String, String)> = table
        .iter()
        .map(|row| (row[0].clone(), row[column(&header, "requirement")].clone()))
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), rows.len(), "every requirement stands in the table");
}

#[test]
fn an_expired_attestation_is_loud_and_one_framework_stands_alone() {
    let demo = Place::demo();
    let args = ["report", "responsibility", "pci-dss-4.0.1", "--format", "json"];
    let data = demo.run(args).ok().data();
    assert_eq!(data["frameworks"].as_array().unwrap().len(), 1);
    let later = [&args[..], &["--as-of", "2028-01-01"]].concat();
    let data = demo.run(later).ok().data();
    let aws = data["parties"].as_array().unwrap().iter().find(|p| p["id"] == "aws").unwrap();
    let aoc = aws["papers"].as_array().unwrap().iter().find(|p| p["id"] == "aws-pci-aoc").unwrap();
    assert_eq!((&aoc["status"]["status"], &aoc["attention"]), (&"expired".into(), &true.into()));
    assert!(aoc["standing"].as_str().unwrap().starts_with("EXPIRED on "), "{aoc}");
    assert!(aoc["reference"].as_str().unwrap().starts_with("entry:"), "{aoc}");
}

#[test]
fn what_nobody_or_two_answer_for_stands_first_with_its_place_and_check_finds_it() {
    let place = Place::small();
    let settings = place.read("storyproof.toml");
    place.write(
        "storyproof.toml",
        format!("{settings}\n[[target]]\nframework = \"base\"\ndate = 2027-01-01\n"),
    );
    let args = ["report", "responsibility", "--format", "json", "--allow-empty"];
    let data = place.run(args).ok().data();
    assert_eq!(data["flaws"][0]["kind"], "nobody");
    assert_eq!(data["flaws"][0]["places"][0], "controls/checks.toml:8");
    assert!(checked(&place).contains("nobody answers for 1 control of `base`"));
    let duty = |id: &str, party: &str, kind: &str| {
        format!(
            "[[party]]\nid = \"{party}\"\nname = \"{party}\"\nkind = \"team\"\n[[component]]\nid = \"{id}\"\n\
             name = \"{id}\"\nparty = \"{party}\"\n[[component.responsibility]]\ncontrols = [\"base/B.*\"]\n\
             kind = \"{kind}\"\naccountable = \"{party}\"\nprovider_does = \"x\"\ncustomer_does = \"y\"\n"
        )
    };
    place.write("controls/a.toml", duty("app", "one", "customer"));
    place.write("controls/b.toml", duty("base", "two", "shared"));
    let data = place.run(args).ok().data();
    assert_eq!(data["flaws"][0]["kind"], "several");
    let places = ["controls/a.toml:10", "controls/b.toml:10"];
    assert_eq!(data["flaws"][0]["places"], serde_json::json!(places));
    assert_eq!(data["flaws"][1]["kind"], "no-other-side");
    assert_eq!((&data["settled"], &data["applicable"]), (&0.into(), &1.into()));
    let said = checked(&place);
    assert!(said.contains("`one` and `two` both answer for `base/B.1`"), "{said}");
    assert!(said.contains("a shared duty of `base` does not say with whom"), "{said}");
}

#[test]
fn the_risks_of_the_demo_say_the_same_in_every_form() {
    let demo = Place::demo();
    let data = demo.run(["report", "risks", "--format", "json"]).ok().data();
    let (header, table) = table(&demo.run(["report", "risks", "--format", "csv"]).ok().stdout);
    let shown = demo.run(["report", "risks"]).ok().stdout;
    let program = demo.run(["report", "program", "--format", "json"]).ok().data();
    for part in ["inherent", "current", "target"] {
        assert_eq!(data["totals"][part], program["risks"][part], "{part}");
    }
    let now = column(&header, "score now");
    let sum: u64 = table.iter().map(|row| row[now].parse::<u64>().unwrap()).sum();
    assert_eq!(data["totals"]["current"], sum);
    assert!(shown.contains(&format!("**{sum}** now")), "{shown}");
    assert_eq!(data["rows"].as_array().unwrap().len(), table.len());
    let total = data["trend"]["total"].as_array().unwrap();
    assert_eq!(total.last(), Some(&data["totals"]["current"]));
    assert_eq!(total.len(), data["trend"]["sprints"].as_array().unwrap().len() + 1);
    // What the register said at the end of a sprint is what the trend says of it today.
    let first = &data["trend"]["sprints"][0];
    let then = ["report", "risks", "--format", "json", "--as-of", first["day"].as_str().unwrap()];
    assert_eq!(demo.run(then).ok().data()["totals"]["current"], total[0]);
}

#[test]
fn the_threads_of_the_demo_lead_both_ways_and_can_be_narrowed() {
    let demo = Place::demo();
    let data = demo.run(["report", "traceability", "--format", "json"]).ok().data();
    let named = |from: &str, id: &str, links: &str, other: &str| {
        data[from].as_array().unwrap().iter().any(|row| {
            let own = row["id"].as_str().or_else(|| row["name"]["text"].as_str());
            own == Some(id)
                && row[links].as_array().unwrap().iter().any(|link| {
                    link["text"].as_str().or_else(|| link["name"]["text"].as_str()) == Some(other)
                })
        })
    };
    assert!(
        named("stories", "IAM-01", "controls", "pci-dss-4.0.1/8.4.2")
            || named("stories", "IAM-01", "controls", "aws-baseline/AB.ROOT-01")
    );
    assert!(named("controls", "aws-baseline/AB.ROOT-01", "stories", "IAM-01"));
    assert!(named("controls", "aws-baseline/AB.ROOT-01", "proofs", "root-mfa"));
    assert!(named("proofs", "root-mfa", "controls", "aws-baseline/AB.ROOT-01"));
    let epic = ["report", "traceability", "--epic", "IAM", "--format", "json"];
    let data = demo.run(epic).ok().data();
    for story in data["stories"].as_array().unwrap() {
        assert_eq!(story["epic"], "IAM");
    }
    let framework = ["report", "traceability", "--framework", "aws-baseline", "--format", "json"];
    let data = demo.run(framework).ok().data();
    for control in data["controls"].as_array().unwrap() {
        assert!(control["id"].as_str().unwrap().starts_with("aws-baseline/"), "{control}");
    }
    demo.run(["report", "traceability", "--epic", "nothing"]).code(2);
}

#[test]
fn the_threads_of_the_demo_are_counted_alike_in_every_form() {
    let demo = Place::demo();
    let args = ["report", "traceability", "--framework", "iso27001-2022", "--format"];
    let of = |format: &str| demo.run([&args[..], &[format]].concat()).ok();
    let data = of("json").data();
    let (shown, html, csv) = (of("md").stdout, of("html").stdout, of("csv").stdout);
    for count in data["counts"].as_array().unwrap() {
        let (linked, all, name) = (&count["linked"], &count["of"], count["name"].as_str().unwrap());
        assert!(shown.contains(&format!("**{linked}** of {all} {name} linked")), "{name}");
        assert!(html.contains(&format!("of {all} {name} linked end to end")), "{name}");
    }
    let (header, table) = table(&csv);
    let from = |kind: &str| {
        let mut ids: Vec<&String> =
            table.iter().filter(|row| row[0] == kind).map(|row| &row[1]).collect();
        ids.dedup();
        ids.len()
    };
    assert_eq!(from("story"), data["stories"].as_array().unwrap().len());
    assert_eq!(from("control"), data["controls"].as_array().unwrap().len());
    assert_eq!(from("evidence"), data["evidence"].as_array().unwrap().len());
    assert_eq!(data["orphan_count"], from("orphan"));
    let rows = |name: &str| html.matches(&format!("<tr id=\"{name}:")).count();
    assert_eq!(rows("story"), from("story"));
    assert_eq!(rows("control"), from("control"));
    assert_eq!(column(&header, "evidence"), 12);
}

#[test]
fn a_report_that_is_no_table_says_so() {
    let said = Place::demo().run(["report", "sprint", "--format", "csv"]).code(2);
    assert!(said.stderr.contains("has no table form"), "{}", said.stderr);
}
