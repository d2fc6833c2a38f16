//! `storyproof evidence`: from a number back to the bytes of the tool.

use super::harness::{Place, evidence};

fn place() -> Place {
    let place = Place::small();
    let prowler = evidence("prowler/subset-run1.ocsf.json.gz");
    let args = ["ingest", "--command", "prowler aws -M json-ocsf", "--host", "audit-1", &prowler];
    place.run(args).ok();
    place.run(["ingest", &evidence("sarif/semgrep.sarif"), "--observed-at", "2026-11-30"]).ok();
    place.run(["ingest", &evidence("junit/pytest-xunit2.xml")]).ok();
    place
}

#[test]
fn evidence_is_listed_newest_first_and_filtered() {
    let place = place();
    let ids = |more: &[&str]| -> Vec<String> {
        let args = [&["evidence", "list", "--format", "json"], more].concat();
        let data = place.run(args).ok().data();
        let rows = data.as_array().unwrap().iter();
        rows.map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let all = ids(&[]);
    assert_eq!((all.len(), all[0].as_str()), (3, "E-0002"), "{all:?}");
    assert_eq!(ids(&["--tool", "Prowler"]), ["E-0001"]);
    assert_eq!(ids(&["--check", "root-mfa"]), ["E-0001"]);
    assert_eq!(ids(&["--control", "base/B.1"]).len(), 2);
    assert_eq!(ids(&["--since", "2026-11-30", "--until", "2026-11-30"]), ["E-0002"]);
    assert!(ids(&["--account", "000000000000"]).is_empty());
    place.run(["evidence", "list", "--check", "root-mfaa"]).code(2).complains(&["root-mfa"]);
}

#[test]
fn all_that_is_known_is_shown_with_who_says_so() {
    let place = place();
    let said = place.run(["evidence", "show", "E-1"]).ok().stdout;
    for words in [
        "E-0001  subset-run1.ocsf.json.gz",
        "command     prowler aws -M json-ocsf (claimed)",
        "host        audit-1 (claimed)",
        "tool        prowler (read from the file)",
        "they add up",
        "no secret found by builtin-1",
        "withdrawn   no",
        "root-mfa",
        "base/B.1",
    ] {
        assert!(said.contains(words), "{words:?} is not in\n{said}");
    }
    let data = place.run(["evidence", "show", "1", "--format", "json"]).ok().data();
    assert_eq!(data["runs"][0]["run"]["command"]["claimed"], "prowler aws -M json-ocsf");
    let rules = data["runs"][0]["rules"].as_array().unwrap();
    assert!(rules[0]["results"]["fail"].as_u64() >= rules[1]["results"]["fail"].as_u64());
    let sha256 = data["sha256"].as_str().unwrap();
    let same = place.run(["evidence", "show", &sha256[..8], "--format", "json"]).ok().data();
    assert_eq!(same, data);
    for wrong in ["E-9", "ffffff", "nonsense"] {
        place.run(["evidence", "show", wrong]).code(2).complains(&["evidence list"]);
    }
}

#[test]
fn the_original_bytes_come_back_and_an_altered_artifact_does_not() {
    let place = place();
    let original = std::fs::read(evidence("sarif/semgrep.sarif")).unwrap();
    place.run(["evidence", "open", "E-2", "-o", "out/semgrep.sarif"]).ok();
    assert!(std::fs::read(place.path("out/semgrep.sarif")).unwrap() == original);
    let piped = place.run(["evidence", "open", "E-2"]).ok().stdout;
    assert!(piped.as_bytes() == original);
    let (name, _) = place.files(".storyproof/artifacts").into_iter().next().unwrap();
    for (path, _) in place.files(".storyproof/artifacts") {
        let other = zstd::encode_all(&b"[]"[..], 3).unwrap();
        place.write(&format!(".storyproof/artifacts/{}", path.display()), other);
    }
    assert!(name.extension().is_some());
    let said = place.run(["evidence", "open", "E-2", "-o", "out/other"]).code(3);
    said.complains(&["altered"]);
    assert!(!place.path("out/other").exists());
    assert_eq!(place.run(["evidence", "open", "E-2"]).code(3).stdout, "");
}

#[test]
fn one_result_is_found_in_the_words_of_the_tool() {
    let place = place();
    let csv = place.run(["evidence", "open", "E-1", "--results"]).ok().stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert!(lines[0].starts_with("record,run,rule,subject"), "{}", lines[0]);
    let third: Vec<&str> = lines[3].split(',').collect();
    let text = place.run(["evidence", "open", "E-1", "--record", "3"]).ok().stdout;
    let finding: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((third[0], finding["metadata"]["event_code"].as_str()), ("3", Some(third[2])));
    let text = place.run(["evidence", "open", "E-3", "--record", "1"]).ok().stdout;
    assert!(text.starts_with("<testcase "), "{text}");
    let text = place.run(["evidence", "open", "E-2", "--record", "1"]).ok().stdout;
    assert!(text.contains("ruleId"), "{text}");
    place
        .run(["evidence", "open", "E-2", "--record", "999"])
        .code(2)
        .complains(&["there is no number"]);
}

#[test]
fn no_cell_of_a_table_is_a_formula() {
    let place = Place::small();
    let junit = r#"<testsuite name="=cmd()"><testcase name="@sum"><failure message="+1&#x1b;[2J"/></testcase></testsuite>"#;
    place.write("a.xml", junit);
    place.run(["ingest", "a.xml"]).ok();
    let csv = place.run(["evidence", "open", "E-1", "--results"]).ok().stdout;
    let row = csv.lines().nth(1).unwrap();
    for cell in row.split(',') {
        assert!(!cell.trim_matches('"').starts_with(['=', '+', '-', '@']), "{row}");
    }
    assert!(row.contains("'=cmd()") && !row.contains('\u{1b}'), "{row}");
}

/// A document that a check reads beside another is of use, though no result hangs on it.
#[test]
fn a_document_that_is_read_beside_another_feeds_its_check() {
    let place = Place::demo_to_change();
    place.write("providers.json", r#"{"OpenIDConnectProviderList": []}"#);
    let document = ["--document", "iam-open-id-connect-providers", "--account", "123456789012"];
    let said = place.run([&["ingest", "providers.json"][..], &document].concat()).ok().stdout;
    assert!(said.contains("1 fed: federated-trust-narrow"), "{said}");
    assert!(!said.contains("unmatched"), "{said}");
    let list = place.run(["evidence", "list", "--as-of", "2030-01-01"]).ok().stdout;
    let line = list.lines().find(|line| line.contains("providers.json")).unwrap();
    assert!(line.contains("feeds 1 check"), "{line}");
}

/// A document waits for the one that is read beside it: it is of use from the beginning.
#[test]
fn a_document_that_came_before_its_companion_feeds_its_check() {
    let place = Place::small();
    let checks = place.read("controls/checks.toml");
    let source = "[[check]]\nid = \"both\"\ntitle = \"B\"\ncontrols = [\"base/B.1\"]\n[[check.source]]\n\
                  tool = \"json\"\ndocument = \"first\"\nwith = [\"second\"]\n\
                  pass_when = \"doc.a == docs[\\\"second\\\"].b\"\n";
    place.write("controls/checks.toml", format!("{checks}\n{source}"));
    place.write("a.json", r#"{"a": 1}"#);
    let said = place.run(["ingest", "a.json", "--document", "first"]).ok().stdout;
    assert!(said.contains("both"), "{said}");
    let list = place.run(["evidence", "list"]).ok().stdout;
    assert!(list.contains("feeds 1 check"), "{list}");
}
