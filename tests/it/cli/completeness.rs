//! What is expected against what there is, through the binary.

use std::collections::{BTreeMap, BTreeSet};

use storyproof::time::Instant;

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
fn a_check_is_about_the_repositories_that_it_names() {
    let (place, _, merge) = cloned();
    let file = evidence("sarif/semgrep.sarif");
    let claims = ["--repository", "app", "--commit", &merge];
    let ingest = ["-C", "program", "ingest", &file, "--observed-at", "2026-01-10T12:00:00Z"];
    place.run([&ingest[..], &claims[..]].concat()).ok();
    assert_eq!(show(&place)["status"]["status"], "passed");
    // Another repository that nobody scans.
    let other = "\n[[repository]]\nid = \"web\"\nname = \"Web\"\npath = \"../web\"\n";
    place.write("program/controls/web.toml", other);
    assert_eq!(show(&place)["status"]["status"], "stale");
    let asked = |list: &str| {
        let line = format!("cadence = \"every commit\"\nrepositories = {list}");
        let program = PROGRAM.replace("cadence = \"every commit\"", &line);
        place.write("program/controls/app.toml", program);
    };
    asked("[\"app\"]");
    let shown = show(&place);
    assert_eq!(shown["status"]["status"], "passed", "{shown}");
    assert!(shown["runs"]["unknown"].as_array().unwrap().is_empty(), "{shown}");
    asked("[\"web\"]");
    assert_eq!(show(&place)["status"]["status"], "stale");
    // A name that leads nowhere proves nothing, whatever the others say.
    asked("[\"app\", \"wbe\"]");
    let shown =
        place.run(["-C", "program", "--as-of", "2026-01-12", "check", "list", "--format", "json"]);
    let data: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    let data = &data["data"];
    let scan = data.as_array().unwrap().iter().find(|row| row["id"] == "scan").unwrap();
    assert_ne!(scan["status"], "passed", "{scan}");
    let said = place.run(["-C", "program", "check"]).code(2).stdout;
    assert!(said.contains("unknown repository `wbe`"), "{said}");
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

/// Rule, subject, account and region.
type Key = (String, String, String, String);

/// What a Prowler file says, read without storyproof: the worst word for each key, and its time.
fn said_by(name: &str) -> (BTreeMap<Key, &'static str>, i64) {
    let file = std::fs::File::open(evidence(name)).unwrap();
    let findings: Vec<serde_json::Value> =
        serde_json::from_reader(flate2::read::GzDecoder::new(file)).unwrap();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let (mut said, mut last) = (BTreeMap::new(), 0);
    for finding in &findings {
        let key = (
            text(&finding["metadata"]["event_code"]),
            text(&finding["resources"][0]["uid"]),
            text(&finding["cloud"]["account"]["uid"]),
            text(&finding["cloud"]["region"]),
        );
        let word = match finding["status_code"].as_str() {
            Some("FAIL") => "fail",
            Some("PASS") => "pass",
            _ => "manual",
        };
        let worst = said.entry(key).or_insert(word);
        if word == "fail" || *worst == "pass" {
            *worst = word;
        }
        last = last.max(finding["time"].as_i64().unwrap());
    }
    (said, last)
}

#[test]
fn movements_between_two_real_scans_are_those_of_an_independent_count() {
    for (first, second) in [(1, 2), (2, 3), (1, 3)] {
        let files = [first, second].map(|n| format!("prowler/subset-run{n}.ocsf.json.gz"));
        let (then, since) = said_by(&files[0]);
        let (now, until) = said_by(&files[1]);
        let covered: BTreeSet<_> = now
            .iter()
            .filter(|(_, word)| **word != "manual")
            .map(|((rule, _, account, region), _)| (rule, account, region))
            .collect();
        let mut truth: BTreeMap<&str, u64> = BTreeMap::new();
        let mut count = |word| *truth.entry(word).or_default() += 1;
        for (key, _) in then.iter().filter(|(_, word)| **word == "fail") {
            let (rule, _, account, region) = key;
            count("before");
            count(match now.get(key).copied() {
                Some("pass") => "fixed",
                Some("fail") => "still_failing",
                None if covered.contains(&(rule, account, region)) => "gone",
                _ => "not_evaluated",
            });
        }
        for (key, _) in now.iter().filter(|(_, word)| **word == "fail") {
            match then.get(key).copied() {
                Some("pass") => count("regressed"),
                Some("fail") => {}
                _ => count("new"),
            }
        }
        let place = Place::small();
        place.write(
            "controls/all.toml",
            "[[check]]\nid = \"all\"\ntitle = \"All\"\n\
             [[check.source]]\ntool = \"prowler\"\nrules = [\"*\"]\n",
        );
        for file in &files {
            place.run(["ingest", &evidence(file)]).ok();
        }
        let at = |seconds| Instant::from_unix(seconds).unwrap().to_string();
        let (since, until) = (at(since), at(until));
        let args = ["--as-of", &until, "check", "show", "all", "--since", &since];
        let shown = place.run(args.into_iter().chain(["--format", "json"])).ok().data();
        for word in
            ["before", "fixed", "gone", "not_evaluated", "still_failing", "regressed", "new"]
        {
            let counted = shown["movement"][word].as_u64().unwrap();
            let expected = truth.get(word).copied().unwrap_or_default();
            assert_eq!(counted, expected, "{word} from run {first} to run {second}");
        }
        assert!(truth["before"] > 0 && truth["fixed"] > 0, "{truth:?}");
    }
}

/// Two repositories in scope have a file, a test or a finding of the same name: a run of one tells
/// nothing of the other.
#[test]
fn a_clean_run_of_one_repository_clears_nothing_of_another() {
    let place = Place::small();
    let source = |tool: &str| {
        format!(
            "[[check]]\nid = \"{tool}\"\ntitle = \"Clean\"\n[[check.source]]\ntool = \"{tool}\"\n\
             rules = [\"*\"]\nabsence = \"passes\"\n"
        )
    };
    place.write(
        "controls/two.toml",
        format!(
            "repository = [{{ id = \"a\", name = \"A\" }}, {{ id = \"b\", name = \"B\" }}]\n{}{}",
            source("bandit"),
            source("junit").replace("absence = \"passes\"\n", "")
        ),
    );
    let suite = |inside: &str| {
        format!(
            "<testsuite name=\"s\"><testcase classname=\"k\" name=\"t\">{inside}</testcase></testsuite>"
        )
    };
    place.write("red.xml", suite("<failure message=\"no\"/>"));
    place.write("green.xml", suite(""));
    let scan = |results: &str| {
        format!(
            r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"Bandit","rules":[{{"id":"B602"}}]}}}},
            "invocations":[{{"executionSuccessful":true}}],"results":[{results}]}}]}}"#
        )
    };
    let finding = r#"{"ruleId":"B602","level":"error","message":{"text":"shell"},"locations":[
        {"physicalLocation":{"artifactLocation":{"uri":"app.py"},"region":{"startLine":3}}}]}"#;
    place.write("found.sarif", scan(finding));
    place.write("clean.sarif", scan(""));
    let record = |file: &str, repository: &str, day: &str| {
        place.run(["ingest", file, "--repository", repository, "--observed-at", day]).ok();
    };
    let status = |check: &str| {
        let args = ["--as-of", "2026-01-12", "check", "show", check, "--format", "json"];
        place.run(args).ok().data()["status"]["status"].as_str().unwrap().to_owned()
    };
    for (file, repository, day) in [
        ("red.xml", "a", "2026-01-10T10:00:00Z"),
        ("found.sarif", "a", "2026-01-10T10:00:00Z"),
        ("green.xml", "b", "2026-01-11T10:00:00Z"),
        ("clean.sarif", "b", "2026-01-11T10:00:00Z"),
    ] {
        record(file, repository, day);
    }
    assert_eq!((status("junit"), status("bandit")), ("failed".to_owned(), "failed".to_owned()));
    for file in ["green.xml", "clean.sarif"] {
        record(file, "a", "2026-01-11T11:00:00Z");
    }
    assert_eq!((status("junit"), status("bandit")), ("passed".to_owned(), "passed".to_owned()));
}
