//! `report encryption` and `report logging`, and what is wrong with what they are made from.

use super::harness::Place;

#[test]
fn the_matrices_of_the_demo_come_in_every_form_and_at_every_date() {
    let demo = Place::demo();
    for (kind, aspect) in [("encryption", "at rest"), ("logging", "on")] {
        let said = demo.run(["report", kind, "--format", "json"]).ok();
        let data = said.data();
        assert_eq!(data["aspects"][0]["name"], aspect);
        let services = data["services"].as_array().unwrap();
        assert_eq!(data["aspects"][0]["of"], services.len());
        for row in services {
            let cells = row["cells"].as_array().unwrap();
            assert_eq!(cells.len(), 4, "{row}");
            for cell in cells {
                let is_empty = cell["answers"].as_array().unwrap().is_empty();
                assert_eq!(is_empty, cell["status"]["status"] == "no-check", "{cell}");
            }
        }
        assert!(demo.run(["report", kind]).ok().stdout.contains("## Components"));
        // Before the first scan nothing is proven.
        let early = ["report", kind, "--format", "json", "--as-of", "2026-01-01", "--allow-empty"];
        for total in demo.run(early).ok().data()["aspects"].as_array().unwrap() {
            assert_eq!((&total["proven"], &total["attested"]), (&0.into(), &0.into()), "{total}");
        }
    }
}

#[test]
fn an_unknown_service_or_aspect_is_shown_with_what_was_meant() {
    let place = Place::small();
    place.write(
        "controls/more.toml",
        r#"
[[service]]
id = "store"
name = "Store"

[[check]]
id = "stored"
title = "Stored things are encrypted"
controls = ["base/B.1"]
shows = [{ service = "stor", aspect = "at-rest" }, { service = "store", aspect = "at-rst" }]
source = [{ tool = "prowler", rules = ["stored"] }]
"#,
    );
    let said = place.run(["check"]).code(2);
    let all = format!("{}{}", said.stdout, said.stderr);
    for part in
        ["unknown service `stor`", "unknown word `at-rst`", "`store`", "`at-rest`", "more.toml:10"]
    {
        assert!(all.contains(part), "no {part} in {all}");
    }
}
