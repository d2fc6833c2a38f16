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

/// The same place with a failing subject and somebody who may approve, or nobody who is named.
fn failing(critical: bool, settings: &str) -> Place {
    let place = place(critical, settings);
    let parties = place.read("controls/x.toml").replace(
        "kind = \"team\" }]",
        "kind = \"team\" }, { id = \"ciso\", name = \"C\", kind = \"role\" }, \
         { id = \"lead\", name = \"L\", kind = \"role\" }]",
    );
    place.write("controls/x.toml", parties);
    place.write(
        "scan.xml",
        SCAN.replace("name=\"locked\"/>", "name=\"locked\"><failure/></testcase>"),
    );
    place.run(["ingest", "scan.xml"]).ok();
    place
}

fn except(approver: &str) -> [&str; 14] {
    [
        "except",
        "locked",
        "--subject",
        "*",
        "--reason",
        "r",
        "--requested-by",
        "team-x",
        "--approved-by",
        approver,
        "--from",
        "2026-03-10T09:00:00Z",
        "--expires",
        "2026-06-01",
    ]
}

#[test]
fn an_exception_for_something_critical_needs_one_of_the_named_approvers() {
    let place = failing(true, "critical_approvers = [\"ciso\"]");
    let refused = place.run(except("lead")).code(2);
    for words in ["`lead` may not approve", "pay is critical", "--approved-by is one of: ciso"] {
        assert!(refused.stderr.contains(words), "{words}: {}", refused.stderr);
    }
    assert_eq!(status(&place, "2026-03-12"), "failed");
    let checked = place.run(["check"]).stdout;
    assert!(!checked.contains("nobody names party `ciso`"), "{checked}");
    place.run(except("ciso")).ok();
    assert_eq!(status(&place, "2026-03-12"), "excepted");

    let usual = failing(false, "critical_approvers = [\"ciso\"]");
    usual.run(except("lead")).ok();
    assert_eq!(status(&usual, "2026-03-12"), "excepted", "nothing critical rests on it");
}

#[test]
fn an_exception_that_was_recorded_before_the_rule_has_no_effect_under_it() {
    let place = failing(true, "");
    place.run(except("lead")).ok();
    assert_eq!(status(&place, "2026-03-12"), "excepted");
    let settings = place.read("storyproof.toml");
    for (rule, says) in [
        ("critical_approvers = [\"ciso\"]", "lead may not approve it"),
        ("critical_approvers = []", "lead may not approve it"),
    ] {
        place.write("storyproof.toml", format!("{settings}\n{rule}\n"));
        assert_eq!(status(&place, "2026-03-12"), "failed", "{rule}");
        let listed = place.run(["exception", "list", "--as-of", "2026-03-12"]).ok().stdout;
        assert!(listed.contains("no effect"), "{listed}");
        let told = place.run(["status", "--as-of", "2026-03-12"]);
        assert!(format!("{}{}", told.stdout, told.stderr).contains(says), "{}", told.stdout);
    }
    place.write("storyproof.toml", format!("{settings}\ncritical_approvers = [\"cis\"]\n"));
    let checked = place.run(["check"]).code(2);
    let said = format!("{}{}", checked.stdout, checked.stderr);
    assert!(said.contains("`ciso`"), "the nearest party is named: {said}");
    assert_eq!(status(&place, "2026-03-12"), "failed", "a slip lets nobody in");
}
