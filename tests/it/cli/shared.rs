//! Shared components and links to outside the program, through the binary.

use super::harness::Place;

const ESTATE: &str = r#"
party = [{ id = "team-x", name = "X", kind = "team" }]
[[component]]
id = "security-vpc"
name = "Security VPC"
owner = "team-x"
serves = ["shop"]
[[component.responsibility]]
controls = ["base/B.1"]
kind = "shared"
accountable = "team-x"
[[component]]
id = "shop"
name = "Shop"
owner = "team-x"
[[component]]
id = "stall"
name = "Stall"
owner = "team-x"
"#;

const CHECK: &str = "[[check]]\nid = \"locked\"\ntitle = \"Locked\"\ncontrols = [\"base/B.1\"]\n\
    max_age = \"30d\"\nsource = [{ tool = \"junit\", rules = [\"*locked\"] }]\n";

fn scan(inside: &str) -> String {
    format!(
        "<testsuite name=\"x\" timestamp=\"2026-03-10T08:00:00\">\
         <testcase classname=\"t\" name=\"locked\">{inside}</testcase></testsuite>"
    )
}

#[test]
fn what_a_shared_component_meets_is_inherited_by_those_it_serves() {
    let place = Place::small();
    let checks = place.read("controls/checks.toml");
    let base = checks[..checks.find("[[check]]").unwrap()].trim_end();
    place.write("controls/checks.toml", format!("{base}\nmode = \"auto\"\n{CHECK}"));
    place.write("stories/IAM-01.toml", "");
    place.write("controls/estate.toml", ESTATE);
    place.write("scan.xml", scan(""));
    place.run(["ingest", "scan.xml"]).ok();
    let inherited = |id: &str, day: &str| {
        let shown = place.run(["component", "show", id, "--format", "json", "--as-of", day]).ok();
        let below = shown.data()["below"].as_array().cloned().unwrap_or_default();
        let nodes = below.into_iter().filter(|node| node["kind"] == "inherits");
        nodes.collect::<Vec<_>>()
    };
    let shop = inherited("shop", "2026-03-11");
    assert_eq!(shop.len(), 1);
    assert_eq!(shop[0]["id"], "security-vpc");
    let told = place.run(["control", "show", "base/B.1", "--as-of", "2026-03-11"]).ok().stdout;
    assert_eq!(shop[0]["reasons"][0], "met once for all: 1 of 1 that apply and are due", "{told}");
    assert_eq!(shop[0]["below"][0]["status"]["status"], "met");
    assert!(inherited("stall", "2026-03-11").is_empty(), "nobody serves it");
    assert!(inherited("security-vpc", "2026-03-11").is_empty());

    // Where it is not met, it is met for none of them, with the reason.
    let old = inherited("shop", "2026-06-01");
    assert_eq!(old[0]["reasons"][0], "met once for all: 0 of 1 that apply and are due");
    place.write("scan.xml", scan("<failure/>"));
    place.run(["ingest", "scan.xml"]).ok();
    let failing = inherited("shop", "2026-03-11");
    assert_ne!(failing[0]["below"][0]["status"]["status"], "met");
    assert!(!failing[0]["below"][0]["reasons"].as_array().unwrap().is_empty());
}

#[test]
fn links_lead_out_of_stories_controls_and_decisions() {
    let place = Place::small();
    let story = place.read("stories/IAM-01.toml");
    let linked = story.replace(
        "controls = ",
        "references = [{ title = \"Root <b>guide</b>\", url = \"https://docs.example/root?a=1&b=2\" }]\ncontrols = ",
    );
    place.write("stories/IAM-01.toml", &linked);
    place.write(
        "controls/soa.toml",
        "[[applicability]]\ncontrol = \"base/B.1\"\napplicable = true\nreason = \"r\"\n\
         references = [{ url = \"https://provider.example/report\" }]\n",
    );
    let told = place.run(["story", "show", "IAM-01"]).ok().stdout;
    assert!(told.contains("Root <b>guide</b>: https://docs.example/root?a=1&b=2"), "{told}");
    let told = place.run(["control", "show", "base/B.1"]).ok().stdout;
    assert!(told.contains("see        https://provider.example/report"), "{told}");
    place.run(["report", "audit", "base", "--output", "audit.html", "--allow-empty"]).ok();
    let page = place.read("audit.html").replace("&#x2f;", "/");
    assert!(page.contains("href=\"https://provider.example/report\""), "the link is one");

    for bad in ["javascript:alert(1)", "docs.example", "https://a b"] {
        place
            .write("stories/IAM-01.toml", linked.replace("https://docs.example/root?a=1&b=2", bad));
        let checked = place.run(["check"]).code(2);
        assert!(checked.stdout.contains("no link that a browser can follow"), "{}", checked.stdout);
        assert!(checked.stdout.contains("stories/IAM-01.toml:"), "{}", checked.stdout);
    }
}
