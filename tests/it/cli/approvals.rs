//! `approve` and `approval`: decisions on the exact text of a record, end to end, and against
//! `ssh-keygen` in both directions.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};
use storyproof::{
    approval::fingerprint,
    evidence::{Approvable, Approval, Decision, RecordRef, Signed},
    ledger::Ledger,
    time::{Clock, ClockSource},
};

use super::harness::{Answer, NOW, Place};

const RULES: &str = r#"
[[persona]]
id = "lead"
name = "Security lead"
security = true

[[party]]
id = "risk-owner"
name = "Who owns risk"
kind = "role"

[[party]]
id = "office"
name = "Office"
kind = "team"
members = ["lead"]

[[party]]
id = "team"
name = "Team"
kind = "team"

[[risk]]
id = "R-01"
title = "Takeover"
owner = "team"
likelihood = 4
impact = 5
treatment = "mitigate"
target_likelihood = 2
target_impact = 5

[[approval_rule]]
id = "story"
kind = "story"
roles = ["office"]

[[approval_rule]]
id = "risk-small"
kind = "risk"
roles = ["office", "team"]
max_score = 4

[[approval_rule]]
id = "risk"
kind = "risk"
roles = ["risk-owner", "team"]

[[approval_rule]]
id = "exception"
kind = "exception"
roles = ["risk-owner"]
max_days = 90
"#;

const STORY: &str = r#"
[[epic]]
id = "IAM"
title = "Access"

[[story]]
id = "IAM-01"
epic = "IAM"
title = "Root is locked away"
persona = "lead"
want = "root put away"
so_that = "nobody takes the account"
points = 3
owner = "team"
status = "ready"
controls = ["base/B.1"]

[[story.acceptance]]
text = "Root MFA is on"
checks = ["root-mfa"]
"#;

/// A small program in which the lead and who owns risk have keys.
fn place(signatures: &str) -> Place {
    let place = Place::small();
    let settings = place.read("storyproof.toml");
    place
        .write("storyproof.toml", format!("{settings}[approval]\nsignatures = \"{signatures}\"\n"));
    place.write("controls/rules.toml", RULES);
    place.write("stories/IAM-01.toml", STORY);
    let mut signers = String::new();
    for (name, options) in [
        ("lead", "namespaces=\"approval@storyproof\""),
        ("risk-owner", "namespaces=\"approval@storyproof\""),
        ("stranger", ""),
        ("old", "valid-before=\"20260101Z\""),
    ] {
        let file = place.path(&format!("keys/{name}"));
        fs::create_dir_all(place.path("keys")).unwrap();
        keygen(&["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file.to_str().unwrap()]);
        let public = place.read(&format!("keys/{name}.pub"));
        let whose = if name == "old" { "risk-owner" } else { name };
        if name != "stranger" {
            signers.extend([whose, " ", options, " ", public.as_str()]);
        }
    }
    place.write("controls/allowed_signers", signers);
    place
}

fn keygen(args: &[&str]) {
    assert!(Command::new("ssh-keygen").args(args).status().expect("ssh-keygen is there").success());
}

fn approve<'a>(what: &'a str, by: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["approve", what, "--by", by, "--reason", "Reviewed"], more].concat()
}

fn lead<'a>(what: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    approve(what, "lead", &[&["--sign-with", "keys/lead"], more].concat())
}

fn json(answer: Answer) -> Value {
    answer.ok().data()
}

fn listed(place: &Place, clocks: &[&str]) -> Value {
    json(place.run([&["approval", "list", "--format", "json"], clocks].concat()))
}

/// Where a record stands, with the whole row.
fn row(place: &Place, id: &str, clocks: &[&str]) -> Value {
    let data = listed(place, clocks);
    let rows = data["records"].as_array().unwrap();
    rows.iter().find(|row| row["id"] == id).cloned().unwrap_or(Value::Null)
}

fn state(place: &Place, id: &str) -> String {
    row(place, id, &[])["state"]["status"].as_str().unwrap_or("none").to_owned()
}

/// Whether the standard command accepts an export.
fn verifies(folder: &Path, entry: u64, principal: &str) -> bool {
    let text = fs::File::open(folder.join(format!("approval-{entry}.txt"))).unwrap();
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "verify", "-f", "allowed_signers", "-n", "approval@storyproof"]);
    command.args(["-I", principal, "-O", "verify-time=20261201120000Z"]);
    command.arg("-s").arg(format!("approval-{entry}.txt.sig")).stdin(text).current_dir(folder);
    command.output().expect("ssh-keygen is there").status.success()
}

#[test]
fn what_is_approved_is_bound_to_its_text_and_ssh_keygen_verifies_it() {
    let place = place("required");
    assert_eq!(state(&place, "IAM-01"), "not-approved");
    let dry = json(place.run(lead("IAM-01", &["-n", "--format", "json"])));
    assert_eq!((&dry[0]["recorded"], &dry[0]["entry"]), (&json!(false), &Value::Null));
    assert!(!place.has_ledger(), "a dry run records nothing");
    let wet = json(place.run(lead("IAM-01", &["--format", "json"])));
    let body = &wet[0]["body"];
    assert_eq!((&body["by"], &body["role"]), (&json!("lead"), &json!("office")));
    assert_eq!(body["fingerprint"], dry[0]["body"]["fingerprint"]);
    assert_eq!(body["fingerprint"], fingerprint(body["text"].as_str().unwrap()));
    assert_eq!(state(&place, "IAM-01"), "approved");

    place.run(["approval", "export", "1", "-o", "out"]).ok();
    let out = place.path("out");
    assert!(verifies(&out, 1, "lead"));
    assert!(!verifies(&out, 1, "risk-owner"), "it is the lead's");
    let text = place.read("out/approval-1.txt");
    place.write("out/approval-1.txt", text.replace("approve\n", "reject\n"));
    assert!(!verifies(&out, 1, "lead"), "another decision");
    let shown = place.run(["approval", "show", "1"]).ok().stdout;
    assert!(shown.contains("ssh-keygen -Y verify -f allowed_signers -I lead"), "{shown}");
    assert!(shown.contains("Root is locked away") && shown.contains("BEGIN SSH SIGNATURE"));
    let verified = place.run(["verify"]).ok().stdout;
    assert!(verified.contains("1 decision on records"), "{verified}");
    place.run(["doctor", "--deep"]).ok();
    place.run(["doctor", "--rebuild"]).ok();
}

#[test]
fn a_change_makes_suspect_with_the_difference_until_it_is_approved_again() {
    let place = place("required");
    place.run(lead("IAM-01", &[])).ok();
    place.write(
        "stories/IAM-01.toml",
        STORY.replace("Root is locked away", "Root  is\tlocked away"),
    );
    assert_eq!(state(&place, "IAM-01"), "approved", "white space is not what was approved");
    place.write("stories/IAM-01.toml", STORY.replace("Root is locked", "Root is put"));
    assert_eq!(state(&place, "IAM-01"), "suspect");
    for command in [["explain", "IAM-01"].as_slice(), &["story", "show", "IAM-01"]] {
        let said = place.run(command).ok().stdout;
        for words in ["≠ suspect", "- Root is locked away", "+ Root is put away", "approval show 1"]
        {
            assert!(said.contains(words), "{command:?} does not say {words}:\n{said}");
        }
    }
    let again = json(place.run(lead("IAM-01", &["--format", "json"])));
    assert_eq!(again[0]["before"]["state"]["status"], "suspect");
    assert_eq!(state(&place, "IAM-01"), "approved");
    // What it rests on changes: suspect too, and said from there as well.
    let checks = place.read("controls/checks.toml");
    place.write("controls/checks.toml", checks.replace("Root has MFA", "Root has a second factor"));
    let suspect = row(&place, "IAM-01", &[]);
    assert_eq!(suspect["changes"], json!(["check root-mfa has changed, on which it rests"]));
    let check = place.run(["explain", "root-mfa"]).ok().stdout;
    assert!(check.contains("since it changed: story IAM-01"), "{check}");
    place.write("controls/checks.toml", &checks);
    // Both are taken back: nothing is better, and whoever does not know that sees what there was.
    for entry in ["1", "2"] {
        let args = ["withdraw", entry, "--reason", "A slip", "--by", "office"];
        place.run([&["--now", "2026-12-02T12:00:00Z"], &args[..]].concat()).ok();
    }
    assert_eq!(state(&place, "IAM-01"), "not-approved");
    let known = ["--known-at", NOW];
    assert_eq!(row(&place, "IAM-01", &known)["state"]["status"], "approved");
    let entry = place.run(["explain", "entry:2"]).ok().stdout;
    assert!(entry.contains("withdrawn by entry 4"), "{entry}");
}

#[test]
fn a_signature_made_elsewhere_is_taken_and_a_wrong_one_refused() {
    let place = place("required");
    let at = ["--at", "2026-12-01T09:00:00Z"];
    place.run(approve("IAM-01", "lead", &[&at[..], &["--text", "a.txt"]].concat())).ok();
    assert!(!place.has_ledger());
    let sign = |key: &str, namespace: &str| {
        let file = place.path("a.txt");
        fs::remove_file(place.path("a.txt.sig")).ok();
        let key = place.path(&format!("keys/{key}"));
        let (key, file) = (key.to_str().unwrap(), file.to_str().unwrap());
        keygen(&["-q", "-Y", "sign", "-n", namespace, "-f", key, file]);
    };
    let with = [&at[..], &["--signature", "a.txt.sig"]].concat();
    let refused = |args: &[&str], words: &[&str]| {
        place.run(args).code(2).complains(words);
        assert!(!place.has_ledger(), "what is refused is not recorded");
    };
    sign("lead", "git");
    refused(&approve("IAM-01", "lead", &with), &["made for `git`", "help:"]);
    sign("stranger", "approval@storyproof");
    refused(
        &approve("IAM-01", "lead", &with),
        &["not among the allowed signers", "allowed_signers"],
    );
    sign("risk-owner", "approval@storyproof");
    refused(&approve("IAM-01", "lead", &with), &["is that of risk-owner", "help:"]);
    sign("lead", "approval@storyproof");
    let other = ["--at", "2026-12-01T09:00:01Z", "--signature", "a.txt.sig"];
    refused(&approve("IAM-01", "lead", &other), &["not over this text", "--text FILE"]);
    refused(&approve("IAM-01", "lead", &with[2..]), &["--at"]);
    place.run(approve("IAM-01", "lead", &with)).ok();
    assert_eq!(state(&place, "IAM-01"), "approved");
    place.run(["verify"]).ok();
}

#[test]
fn the_rules_refuse_whoever_may_not_with_a_remedy() {
    let place = place("required");
    let owner = ["--sign-with", "keys/risk-owner"];
    let refused = |args: &[&str], words: &[&str]| {
        place.run(args).code(2).complains(words);
        assert!(!place.has_ledger());
    };
    refused(&approve("IAM-01", "lead", &[]), &["it is not signed", "--sign-with KEY"]);
    refused(&approve("IAM-01", "risk-owner", &owner), &["the rules name office", "help:"]);
    refused(&lead("R-01", &[]), &["it has 10", "up to `max_score` 4", "[[approval_rule]]"]);
    refused(&approve("R-01", "team", &[]), &["team owns it", "owner_may"]);
    refused(&approve("R-01", "nobody-here", &[]), &["is no [[party]]"]);
    refused(&["approve", "IAM-01", "--reason", "r"], &["nobody is named who decides"]);
    refused(&approve("no-such", "lead", &[]), &["nothing is named `no-such`"]);
    refused(&approve("entry:9", "lead", &[]), &["entry 9 is no exception"]);
    refused(&approve("soa:base/B.1", "lead", &[]), &["no decision on `base/B.1`"]);
    let old = ["--sign-with", "keys/old"];
    refused(&approve("R-01", "risk-owner", &old), &["was not valid at", "20"]);
    let back = [&old[..], &["--at", "2025-06-01"]].concat();
    refused(&approve("R-01", "risk-owner", &back), &["was not valid at 2026-12-01"]);
    place.run(approve("R-01", "risk-owner", &owner)).ok();
    assert_eq!(state(&place, "R-01"), "approved");
    // The rules change: what was approved under the old ones has no effect, and says why.
    let rules = place.read("controls/rules.toml");
    place.write("controls/rules.toml", rules.replace("[\"risk-owner\", \"team\"]", "[\"office\"]"));
    assert_eq!(state(&place, "R-01"), "refused");
    let data = listed(&place, &[]);
    assert_eq!(data["no_effect"][0]["entry"], 1);
    assert!(data["no_effect"][0]["why"].as_str().unwrap().contains("the rules name"));
    let status = place.run(["status"]).ok().stdout;
    assert!(status.contains("1 decision without effect"), "{status}");
}

#[test]
fn an_exception_counts_once_who_may_has_signed_it() {
    let place = place("required");
    place.run(["ingest", &super::harness::evidence("prowler/subset-run1.ocsf.json.gz")]).ok();
    let except = |expires: &'static str| {
        [
            "except",
            "root-mfa",
            "--subject",
            "*",
            "--allow-unmatched",
            "--reason",
            "Until the move",
            "--requested-by",
            "team",
            "--approved-by",
            "risk-owner",
            "--expires",
            expires,
        ]
    };
    let said = place.run(except("2027-02-01")).ok().stdout;
    assert!(said.contains("it counts once it is signed"), "{said}");
    let shown = |place: &Place| place.run(["exception", "list", "--format", "json"]).ok().data();
    assert_eq!(shown(&place)[0]["status"], "no-effect");
    let entry = shown(&place)[0]["id"].as_str().unwrap().to_owned();
    place.run(approve(&entry, "team", &[])).code(2).complains(&["team owns it or asked for it"]);
    place.run(lead(&entry, &[])).code(2).complains(&["says that risk-owner approved it"]);
    let owner = ["--sign-with", "keys/risk-owner"];
    place.run(approve(&entry, "risk-owner", &owner)).ok();
    assert_eq!(shown(&place)[0]["status"], "live");
    // Beyond the limit nobody may.
    place.run(except("2027-06-01")).ok();
    let rows = shown(&place);
    let ids = rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap());
    let long = ids.into_iter().find(|id| **id != *entry).unwrap().to_owned();
    place.run(approve(&long, "risk-owner", &owner)).code(2).complains(&["`max_days` 90"]);
    // Rejected: it ends.
    let reject = [&owner[..], &["--decision", "reject"]].concat();
    place.run(approve(&entry, "risk-owner", &reject)).ok();
    assert!(shown(&place).as_array().unwrap().iter().all(|row| row["status"] == "no-effect"));
}

#[test]
fn without_a_demand_for_signatures_what_is_unsigned_says_so() {
    let place = place("optional");
    place.run(approve("IAM-01", "lead", &[])).ok();
    let row = row(&place, "IAM-01", &[]);
    assert_eq!((&row["signed"], &row["state"]["status"]), (&json!(false), &json!("approved")));
    assert!(place.run(["approval", "list"]).ok().stdout.contains("approved (unsigned)"));
    assert!(place.run(["status"]).ok().stdout.contains("1 unsigned"));
    assert!(place.run(["approval", "show", "1"]).ok().stdout.contains("it is not signed"));
    for format in ["html", "md", "json"] {
        let report = place.run(["report", "program", "--format", format, "--allow-empty"]).ok();
        assert!(report.stdout.contains("nsigned") || report.stdout.contains("without a signature"));
        assert!(report.stdout.contains("R-01"), "what is not approved is listed: {format}");
    }
    place.demand_signatures();
    assert_eq!(state(&place, "IAM-01"), "refused");
}

#[test]
fn a_decision_that_contradicts_itself_is_no_verified_ledger() {
    let decision = |signed: Option<Signed>, text: &str| Approval {
        record: RecordRef::new(Approvable::Story, "IAM-01"),
        decision: Decision::Approve,
        fingerprint: fingerprint("storyproof record v1\nrecord\n  story IAM-01\n"),
        text: text.to_owned(),
        rests_on: Vec::new(),
        by: "office".into(),
        role: "office".into(),
        reason: "Reviewed".into(),
        observed_at: NOW.parse().unwrap(),
        signed,
        corrects: None,
    };
    let good = "storyproof record v1\nrecord\n  story IAM-01\n";
    let signature = Signed { public_key: "ssh-ed25519 AAAA".into(), signature: "nonsense".into() };
    for (made, code) in [
        (decision(None, "storyproof record v1\nrecord\n  story IAM-02\n"), "approval-text"),
        (decision(Some(signature), good), "approval-signature"),
        (decision(None, good), ""),
    ] {
        let place = place("optional");
        let mut ledger = Ledger::open_write(&place.path(".storyproof/ledger.sqlite")).unwrap();
        let clock = Clock { now: NOW.parse().unwrap(), source: ClockSource::System };
        ledger.append_approvals(clock, &[made]).unwrap();
        drop(ledger);
        let verified = place.run(["verify", "--format", "json"]);
        if code.is_empty() {
            verified.ok();
        } else {
            let said = verified.code(3);
            assert_eq!(said.data()["findings"][0]["code"], code);
        }
    }
}

#[test]
fn the_demo_shows_what_is_approved_suspect_and_without_effect() {
    let place = Place::demo();
    assert_eq!(state(&place, "2026-S1"), "approved");
    assert_eq!(state(&place, "iso27001-2022/A.7.4"), "approved");
    let suspect = row(&place, "R-07", &[]);
    assert_eq!(suspect["state"]["status"], "suspect");
    assert_eq!(
        suspect["changes"],
        json!(["target likelihood", "- 1", "+ 2", "target score", "- 3", "+ 6"])
    );
    assert_eq!(state(&place, "R-11"), "refused");
    assert_eq!(state(&place, "RES-01"), "not-approved");
    let before = ["--as-of", "2026-01-13"];
    assert_eq!(row(&place, "R-07", &before)["state"]["status"], "not-approved");
    let exceptions = json(place.run(["exception", "list", "--format", "json"]));
    assert_eq!(exceptions[0]["status"], "live", "its approval is signed");
    let verified = place.run(["verify", "--quick"]).ok().stdout;
    assert!(verified.contains("decisions on records"), "{verified}");
}
