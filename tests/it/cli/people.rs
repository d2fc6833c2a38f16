//! `attest`, `except` and `withdraw`: what people state, decide and take back, end to end.

use serde_json::{Value, json};

use super::harness::{Answer, Place};

/// The last day of the example's story, when its evidence is fresh.
const THEN: [&str; 2] = ["--now", "2026-04-03T22:00:00Z"];

const CHECK: &str = "ebs-snapshots-encrypted";

fn then(place: &Place, args: &[&str]) -> Answer {
    place.run([&THEN[..], args].concat())
}

fn json(place: &Place, args: &[&str]) -> Value {
    then(place, &[args, &["--format", "json"]].concat()).ok().data()
}

fn status(place: &Place, noun: &str, id: &str, clocks: &[&str]) -> String {
    let args = [&[noun, "show", id, "--format", "json"], clocks].concat();
    let data = place.run(args).ok().data();
    data["status"]["status"].as_str().unwrap().to_owned()
}

/// The entry of the last scan of the example's account.
fn last_scan(place: &Place) -> String {
    let shown = place.run(["check", "show", "buckets-not-public"]).ok().stdout;
    let entry = shown.split("as entry ").nth(1).unwrap();
    entry.split_whitespace().next().unwrap().to_owned()
}

fn except<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let args = ["except", CHECK, "--reason", "It is being replaced", "--subject"];
    let args = [&args[..], &["*", "--expires", "2026-12-31"]].concat();
    [&args[..], &["--requested-by", "team-platform", "--approved-by"], more].concat()
}

#[test]
fn a_provider_s_attestation_is_recorded_with_its_document() {
    let place = Place::demo_to_change();
    place.write("aoc.pdf", "the attestation of compliance");
    let args = ["attest", "aws-pci-aoc", "--document", "aoc.pdf", "--kind", "aoc"];
    let period = ["--period", "2025-07-01..2026-06-30", "--valid-until", "2026-12-31"];
    let args = [&args[..], &period, &["--issuer", "Example Assessors"]].concat();
    let dry = json(&place, &[&args[..], &["-n"]].concat());
    assert_eq!((&dry["recorded"], &dry["entry"]), (&json!(false), &Value::Null));
    let wet = json(&place, &args);
    assert_eq!(wet["recorded"], true);
    assert_eq!(dry["body"], wet["body"], "what is shown is what is recorded");
    let body = &wet["body"];
    assert_eq!(body["by"], "aws");
    assert_eq!(body["paper"], json!({ "kind": "aoc", "issuer": "Example Assessors" }));
    assert_eq!(body["period"], json!({ "start": "2025-07-01", "end": "2026-06-30" }));
    let sha256 = body["document_sha256"].as_str().unwrap();
    assert!(place.path(&format!(".storyproof/artifacts/{sha256}.zst")).is_file());
    place.run(["doctor", "--deep"]).ok();
    place.run(["doctor", "--rebuild"]).ok();
}

#[test]
fn a_statement_that_would_not_count_is_not_recorded() {
    let place = Place::demo_to_change();
    place.write("empty.pdf", "");
    let refused = |args: &[&str], words: &[&str]| {
        then(&place, &[&["attest"], args].concat()).code(2).complains(words);
    };
    refused(&["no-such"], &["nothing is named `no-such`"]);
    refused(
        &["root-device-custody", "--by", "team-payments"],
        &["asked of `account-owner`, not of `team-payments`", "help:"],
    );
    refused(&["root-device-custody", "--by", "nobody-here"], &["is no [[party]]"]);
    refused(&["root-device-custody", "--on", "2026-05-01"], &["later than now"]);
    refused(
        &["root-device-custody", "--valid-until", "2028-01-01"],
        &["longer than the program lets", "is the last day"],
    );
    refused(
        &["root-device-custody", "--on", "2026-03-06", "--valid-until", "2026-03-05"],
        &["before the statement was made"],
    );
    refused(&["root-device-custody", "--period", "2026-02-01..2026-01-01"], &["ends before"]);
    refused(&["root-device-custody", "--period", "2026-03-01..2026-09-01"], &["has not happened"]);
    refused(&["root-device-custody", "--kind", "aoc"], &["no provider's attestation"]);
    refused(&["aws-pci-aoc", "--url", "https://example.com/aoc"], &["--kind aoc"]);
    refused(&["aws-pci-aoc", "--kind", "aoc"], &["no document behind it", "--document FILE"]);
    refused(&["root-device-custody", "--url", "file:///etc/passwd"], &["no web address"]);
    refused(&["root-device-custody", "--document", "empty.pdf"], &["is empty"]);
    refused(&["root-device-custody", "--document", "stories"], &["not a regular file"]);
    refused(&["root-device-custody", "--statement", "a\u{1b}[31mb"], &["control characters"]);
    refused(&["root-device-custody", "--corrects", "9999"], &["no entry 9999"]);
    let scan = last_scan(&place);
    refused(&["root-device-custody", "--corrects", &scan], &["kind `ingest`"]);
    assert_eq!(place.files(".storyproof"), Place::demo().files(".storyproof"), "nothing changed");
}

#[test]
fn an_exception_names_what_it_covers_and_is_never_a_pass() {
    let place = Place::demo_to_change();
    place.demands_no_signatures();
    assert_eq!(status(&place, "check", CHECK, &[]), "failed");
    let refused = |args: &[&str], words: &[&str]| {
        then(&place, args).code(2).complains(words);
    };
    refused(&except(&["team-platform"]), &["asks for the exception and approves it", "help:"]);
    refused(&except(&["risk-owner", "--subject", "arn:nope"]), &["fits `arn:nope`", "these fail"]);
    let long = except(&["risk-owner", "--from", "2025-12-01"]);
    refused(&long, &["more than twelve months", "2026-12-02 is the last day"]);
    refused(&except(&["risk-owner", "--risk", "R-99"]), &["nothing is named `R-99`"]);

    let args = except(&["risk-owner", "--risk", "R-03", "--compensating", "Looked at weekly"]);
    let said = json(&place, &args);
    assert_eq!(said["body"]["compensating"], json!(["Looked at weekly"]));
    let changes = said["changes"].as_array().unwrap();
    let check = json!({ "kind": "check", "id": CHECK, "from": "failed", "to": "excepted" });
    assert!(changes.contains(&check), "{changes:?}");
    assert_eq!(status(&place, "check", CHECK, &[]), "excepted");
    assert_eq!(status(&place, "check", CHECK, &["--as-of", "2026-04-02"]), "failed");

    // What is taken back counts no longer, but did for whoever does not know that.
    let entry = said["entry"].to_string();
    let reason = ["--reason", "Asked for the wrong volume", "--by", "risk-owner"];
    let args = [&["--now", "2026-04-03T23:00:00Z", "withdraw", &entry], &reason[..]].concat();
    place.run(&args).ok();
    assert_eq!(status(&place, "check", CHECK, &[]), "failed");
    let known = ["--known-at", "2026-04-03T22:30:00Z"];
    assert_eq!(status(&place, "check", CHECK, &known), "excepted");
    place.run(args).code(2).complains(&["has withdrawn it"]);
    place.run(["doctor", "--deep"]).ok();
}

#[test]
fn withdrawing_a_scan_makes_nothing_better() {
    let place = Place::demo_to_change();
    // Prowler's last scan of the example.
    let entry = &last_scan(&place);
    let args = ["withdraw", entry, "--reason", "Scan of the wrong account"];
    let args = [&args[..], &["--by", "program-manager"]].concat();
    let said = json(&place, &args);
    let changes = said["changes"].as_array().unwrap();
    assert!(!changes.is_empty());
    for change in changes {
        let to = change["to"].as_str().unwrap();
        let proven = ["passed", "not-applicable", "met", "inherited", "verified", "live"];
        assert!(!proven.contains(&to), "{change}");
    }
    // What failed is an error, with the reason and the remedy.
    let check = place.run(["check", "show", "buckets-not-public"]).ok().stdout;
    assert!(check.contains("! error"), "{check}");
    assert!(check.contains(&format!("entry {entry} said was withdrawn")), "{check}");
    place.run(["explain", &format!("entry:{entry}")]).ok();
}

#[test]
fn a_correction_replaces_what_it_corrects() {
    let place = Place::small();
    let file = super::harness::evidence("prowler/subset-run1.ocsf.json.gz");
    let answer = |args: &[&str]| place.run([&["ingest", "--format", "json"], args].concat());
    assert_eq!(answer(&[&file]).ok().data()[0]["entry"], 1);
    let again = answer(&[&file]).ok().data();
    assert_eq!(again[0]["already_recorded"], true);
    let other = answer(&[&file, "--account", "210987654321", "--corrects", "1"]).ok().data();
    assert_eq!((&other[0]["entry"], &other[0]["recorded"]), (&json!(2), &json!(true)));
    // What was taken back and is submitted again counts no more than before, and says so.
    answer(&[&file]).ok().complains(&["entry 1 was taken back by entry 2"]);
    answer(&[&file, "--corrects", "1", "--commit", "abc"])
        .code(2)
        .complains(&["name entry 2 instead"]);
    place.run(["doctor", "--deep"]).ok();
}

#[test]
fn what_has_ended_or_was_taken_back_is_said_loudly() {
    let place = Place::demo_to_change();
    let status = place.run(["status"]).ok().stdout;
    assert!(status.contains("firewall-aoc: expired since 2026-03-16"), "{status}");
    assert!(status.contains("expires soon, counts until"), "{status}");
    assert!(status.contains("muted by the tool, not approved"), "{status}");
    let check = place.run(["check", "show", "evidence-locked"]).ok().stdout;
    assert!(check.contains("storyproof except evidence-locked --subject=arn:aws:s3:::"), "{check}");

    // The boundary: the last day counts, the day after does not.
    let on = |day: &str| {
        let args = ["attestation", "list", "--status", "expired", "--format", "json"];
        let data = place.run([&args[..], &["--as-of", day]].concat()).ok().data();
        let rows = data.as_array().unwrap();
        rows.iter().any(|row| row["id"] == "firewall-aoc")
    };
    assert!(!on("2026-03-15") && on("2026-03-16"));

    let before = json(&place, &["exception", "list"]);
    let granted = before[0]["id"].as_str().unwrap();
    let args = ["withdraw", granted, "--reason", "Decided anew", "--by", "risk-owner"];
    let by = json(&place, &args)["entry"].to_string();
    let after = json(&place, &["exception", "list"]);
    assert_eq!((&after[0]["id"], &after[0]["status"]), (&before[0]["id"], &"withdrawn".into()));
    let shown = place.run(["exception", "show", granted]).ok().stdout;
    assert!(
        shown.contains(&format!("withdrawn by entry {by} (risk-owner: Decided anew)")),
        "{shown}"
    );
    let number = granted.strip_prefix("entry:").unwrap();
    assert!(place.run(["status"]).ok().stdout.contains(&format!("↶ entry {number} ")));
    for report in [["program", "--format"].as_slice(), &["audit", "pci-dss-4.0.1", "--format"]] {
        for format in ["html", "md", "json"] {
            let said = place.run([&["report"], report, &[format]].concat()).ok().stdout;
            assert!(said.contains("Decided anew"), "{report:?} {format}");
        }
    }
}
