//! What is critical is looked at more often, through the binary.

use super::harness::Place;

/// A component that answers for the control of `root-mfa`; the account's scan is of 2026-01-20.
fn place(critical: bool, limit: &str) -> Place {
    let place = Place::small();
    let settings = place.read("storyproof.toml");
    place.write("storyproof.toml", format!("{settings}\n[evidence]\n{limit}\n"));
    place.write(
        "controls/x.toml",
        format!(
            "party = [{{ id = \"team-x\", name = \"X\", kind = \"team\" }}]\n\
             [[component]]\nid = \"pay\"\nname = \"Pay\"\nowner = \"team-x\"\ncritical = {critical}\n\
             [[component.responsibility]]\ncontrols = [\"base/B.1\"]\nkind = \"customer\"\n\
             accountable = \"team-x\"\n"
        ),
    );
    place.write("scan.xml", SCAN);
    place.write("controls/y.toml", CHECK);
    place.run(["ingest", "scan.xml"]).ok();
    place
}

const SCAN: &str = r#"<testsuite name="x" timestamp="2026-03-10T08:00:00"><testcase classname="t" name="locked"/></testsuite>"#;

const CHECK: &str = "[[check]]\nid = \"locked\"\ntitle = \"Locked\"\ncontrols = [\"base/B.1\"]\n\
    max_age = \"30d\"\nsource = [{ tool = \"junit\", rules = [\"*locked\"] }]\n";

fn status(place: &Place, day: &str) -> String {
    let shown = place.run(["check", "show", "locked", "--format", "json", "--as-of", day]);
    shown.ok().data()["status"]["status"].as_str().unwrap().to_owned()
}

#[test]
fn a_result_that_something_critical_rests_on_grows_old_sooner() {
    let usual = place(false, "critical_max_age = \"7d\"");
    assert_eq!(status(&usual, "2026-03-30"), "passed");
    let critical = place(true, "critical_max_age = \"7d\"");
    assert_eq!(status(&critical, "2026-03-16"), "passed");
    assert_eq!(status(&critical, "2026-03-18"), "stale");
    let said = critical.run(["check", "show", "locked", "--as-of", "2026-03-18"]).ok().stdout;
    assert!(said.contains("counts for 7 days at most: pay is critical"), "{said}");
    let unsaid = place(true, "");
    assert_eq!(status(&unsaid, "2026-03-30"), "passed", "the program names no limit");
    let longer = place(true, "critical_max_age = \"92d\"");
    assert_eq!(status(&longer, "2026-04-20"), "stale", "it never makes anything count longer");
}
