//! What is expected against what there is, through the binary.

use super::harness::{Place, evidence};

const PROGRAM: &str = "
[[repository]]
id = \"app\"
name = \"App\"
path = \"../app\"
branch = \"main\"

[[check]]
id = \"scan\"
title = \"Code is scanned\"
cadence = \"every commit\"
[[check.source]]
tool = \"semgrep\"
rules = [\"*\"]
level = \"critical\"
absence = \"passes\"
";

/// A program beside a clone with one commit and one merge; gives the place and the two hashes.
fn cloned() -> (Place, String, String) {
    let place = Place::small();
    place.write("program/storyproof.toml", place.read("storyproof.toml"));
    place.write("program/controls/app.toml", PROGRAM);
    let git = |args: &[&str]| {
        let done = std::process::Command::new("git")
            .arg("-C")
            .arg(place.path("app"))
            .args(["-c", "user.name=A", "-c", "user.email=a@example.com"])
            .args(args)
            .env("GIT_AUTHOR_DATE", "2026-01-10T10:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-01-10T10:00:00Z")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    };
    place.write("app/a.txt", "1");
    git(&["init", "--quiet", "--initial-branch", "main"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "First"]);
    let first = git(&["rev-parse", "HEAD"]);
    git(&["checkout", "--quiet", "-b", "side"]);
    git(&["commit", "--quiet", "--allow-empty", "--message", "Side"]);
    git(&["checkout", "--quiet", "main"]);
    git(&["merge", "--quiet", "--no-ff", "--message", "Merge", "side"]);
    let merge = git(&["rev-parse", "HEAD"]);
    (place, first, merge)
}

fn show(place: &Place) -> serde_json::Value {
    let args = ["-C", "program", "--as-of", "2026-01-12", "check", "show", "scan"];
    place.run(args.into_iter().chain(["--format", "json"])).ok().data()
}

#[test]
fn merges_without_a_scan_for_that_commit_are_listed() {
    let (place, first, merge) = cloned();
    let scan = |commit: &str| {
        place
            .run([
                "-C",
                "program",
                "ingest",
                &evidence("sarif/semgrep.sarif"),
                "--repository",
                "app",
                "--commit",
                commit,
                "--observed-at",
                "2026-01-10T12:00:00Z",
            ])
            .ok();
    };
    scan(&first);
    let shown = show(&place);
    assert_eq!(shown["status"]["status"], "stale", "{shown}");
    assert_eq!((&shown["runs"]["kept"], &shown["runs"]["missed"]), (&1.into(), &1.into()));
    let missed = shown["runs"]["gaps"][0].as_str().unwrap().to_owned();
    assert!(missed.starts_with(&format!("merge {}", &merge[..12])), "{missed}");
    // Named by the beginning of its hash.
    scan(&merge[..9]);
    let shown = show(&place);
    assert_eq!(shown["status"]["status"], "passed", "{shown}");
    assert_eq!(shown["runs"]["missed"], 0);
    // A clone that is gone makes nothing better, and the answer says why.
    std::fs::rename(place.path("app"), place.path("elsewhere")).unwrap();
    let shown = show(&place);
    assert_eq!(shown["status"]["status"], "stale", "{shown}");
    let unknown = shown["runs"]["unknown"][0].as_str().unwrap();
    assert!(unknown.contains("commits of app are not known"), "{unknown}");
}

#[test]
fn an_inventory_names_who_is_missing() {
    let place = Place::small();
    place.write("controls/inventory/hosts.csv", "id,owner\nhost-a,team\n\"host-b\",team\n");
    place.write(
        "controls/hosts.toml",
        "[[check]]\nid = \"hosts\"\ntitle = \"Hosts\"\npopulation = \"inventory:hosts\"\n\
         [[check.source]]\ntool = \"junit\"\nrules = [\"*\"]\n",
    );
    let shown = place.run(["check", "show", "hosts"]).ok().stdout;
    assert!(shown.contains("0 of 2 observed"), "{shown}");
    assert!(shown.contains("host-a, host-b"), "{shown}");
    // A list that is gone is an error, and nobody is proven by it.
    std::fs::remove_file(place.path("controls/inventory/hosts.csv")).unwrap();
    let said = place.run(["check"]).code(2);
    assert!(format!("{}{}", said.stdout, said.stderr).contains("unknown inventory `hosts`"));
}

#[test]
fn what_happened_to_findings_is_counted_between_two_days() {
    let place = Place::demo();
    let shown = place.run(["check", "show", "root-mfa", "--since", "2026-01-16"]).ok().stdout;
    assert!(shown.contains("fixed") && shown.contains("gone") && shown.contains("regressed"));
    place.run(["story", "show", "IAM-01", "--since", "2026-01-16"]).code(2);
}
