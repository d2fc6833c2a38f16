//! A secret that is put into every kind of input is nowhere afterwards: not in the ledger, the
//! artifacts, the reports, on standard output or in a message.

use std::io::Write as _;

use serde_json::{Value, json};

use super::harness::{Answer, Place};

/// Secrets, split up so that this file holds none.
fn canaries() -> [String; 4] {
    [
        ["AK", "IA", "CANARY7CANARY723"].concat(),
        ["gh", "p_", &"Canary7".repeat(6)].concat(),
        ["411111", "1111111111"].concat(),
        [
            "-----BEGIN PRIV",
            "ATE KEY-----\\n",
            &"Q2FuYXJ5".repeat(9),
            "\\n-----END PRIV",
            "ATE KEY-----",
        ]
        .concat(),
    ]
}

fn prowler(secret: &str) -> String {
    format!(
        r#"[{{"metadata": {{"event_code": "iam_root_mfa_enabled", "product": {{"name": "Prowler", "version": "5"}}}},
        "class_uid": 2004, "status_code": "FAIL", "status_detail": "found {secret} here",
        "resources": [{{"uid": "bucket {secret}"}}, {{"uid": " {secret}"}}], "time": 1790000000,
        "cloud": {{"account": {{"uid": "1"}}, "region": "r"}}}}]"#
    )
}

fn sarif(secret: &str) -> String {
    format!(
        r#"{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {{"name": "gitleaks"}}}},
        "invocations": [{{"executionSuccessful": true, "commandLine": "gitleaks dir --x {secret}"}}],
        "results": [{{"ruleId": "r", "message": {{"text": "see {secret}"}}, "locations": [{{
        "physicalLocation": {{"artifactLocation": {{"uri": "a.txt"}},
        "region": {{"startLine": 1, "snippet": {{"text": "odd one \"{secret}\""}}}}}}}}]}}]}}]}}"#
    )
}

fn junit(secret: &str) -> String {
    format!(
        r#"<testsuites><testsuite name="s" hostname="h"><testcase classname="c" name="n"><failure message="got {secret}">{secret}</failure></testcase></testsuite></testsuites>"#
    )
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// Every form of every input, whole and broken.
fn inputs(secret: &str) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    for (name, text) in [
        ("prowler.json", prowler(secret)),
        ("x.sarif", sarif(secret)),
        ("junit.xml", junit(secret)),
        ("unknown.json", format!(r#"{{"{secret}": 1}}"#)),
        ("trailing.json", format!("{} {secret} and on", prowler("x"))),
        ("unknown.txt", format!("{secret} begins this\n")),
        ("word.json", prowler("x").replace("FAIL", secret)),
        ("root.xml", format!("<x>{secret}</x>")),
    ] {
        all.push((name.to_owned(), text.clone().into_bytes()));
        all.push((format!("cut-{name}"), text.as_bytes()[..text.len() - 3].to_vec()));
        all.push((format!("{name}.gz"), gzip(&text)));
        let packed = gzip(&text);
        all.push((format!("cut-{name}.gz"), packed[..packed.len() - 9].to_vec()));
        all.push((format!("utf16-{name}"), utf16(&text)));
    }
    all
}

/// The part of a secret that must be nowhere: its middle, so that no cut or escape hides it.
fn core(secret: &str) -> &[u8] {
    let start = secret.len() / 2 - 5;
    &secret.as_bytes()[start..start + 10]
}

#[track_caller]
fn is_nowhere(place: &Place, secret: &str, said: &[Answer]) {
    let core = core(secret);
    let holds = |bytes: &[u8]| bytes.windows(core.len()).any(|window| window == core);
    for answer in said {
        assert!(!holds(answer.stdout.as_bytes()), "stdout: {}", answer.stdout);
        assert!(!holds(answer.stderr.as_bytes()), "stderr: {}", answer.stderr);
    }
    for (path, bytes) in place.files(".") {
        if path.starts_with("in") {
            continue;
        }
        assert!(!holds(&bytes), "{}", path.display());
        if path.extension().is_some_and(|ending| ending == "zst") {
            let unpacked = zstd::decode_all(&bytes[..]).unwrap();
            assert!(!holds(&unpacked), "{}", path.display());
        }
    }
}

#[test]
fn a_canary_in_any_input_is_nowhere_afterwards() {
    for secret in canaries() {
        let place = Place::small();
        let mut said = Vec::new();
        for (name, bytes) in inputs(&secret) {
            let file = format!("in/{name}");
            place.write(&file, bytes);
            for more in [&["-n"][..], &["--format", "json"], &[]] {
                let command = format!("t --key {secret}");
                let args = ["ingest", "--command", command.as_str(), file.as_str()];
                said.push(place.run(args.iter().chain(more)));
            }
        }
        let source = format!("--source-system={secret}");
        let named = place.run_on(junit(&secret), ["ingest", "-", "--account", "7", &source]);
        said.push(named);
        said.push(place.run(["status"]));
        said.push(place.run(["explain", "root-mfa"]));
        said.push(place.run(["check", "show", "root-mfa", "--format", "json"]));
        for ending in ["html", "md", "json"] {
            said.push(place.run(["report", "audit", "base", "-o", &format!("audit.{ending}")]));
        }
        let doctor = place.run(["doctor", "--deep"]);
        assert_eq!(doctor.code, Some(0), "what is kept can be read again: {doctor:?}");
        said.push(doctor);
        is_nowhere(&place, &secret, &said);
        let recorded = said.iter().filter(|answer| answer.stdout.contains("recorded as entry"));
        assert!(recorded.count() >= 9, "each format in each form is recorded");
    }
}

/// Whatever the submitter types is evidence too.
#[test]
fn a_canary_in_a_name_or_a_claim_is_nowhere_afterwards() {
    // A private key is no name.
    for secret in &canaries()[..3] {
        let place = Place::small();
        let mut said = Vec::new();
        // A card number counts where it stands by itself, not as a part of a name.
        let file = format!("in/report of {secret} today.xml");
        place.write(&file, junit("x"));
        place.write("in/plain.xml", junit("x"));
        place.write("in/document.json", "{}");
        said.push(place.run(["ingest", &file]));
        for option in [
            "--tool-version",
            "--command",
            "--source-system",
            "--host",
            "--document",
            "--subject",
            "--repository",
            "--commit",
            "--region",
            "--account",
            "--tool",
        ] {
            let claim = format!("{option}={secret}");
            said.push(place.run(["ingest", "in/plain.xml", &claim]));
            said.push(place.run(["ingest", "in/plain.xml", &claim, "--format", "json"]));
        }
        let mut process = place.process(["ingest", "--format", "json", "in/plain.xml"]);
        process.envs([("GITHUB_ACTIONS", "true"), ("GITHUB_REPOSITORY", "acme/web")]);
        process.envs([("GITHUB_SERVER_URL", "https://github.example"), ("GITHUB_RUN_ID", "9")]);
        process.env("GITHUB_SHA", secret).env("GITHUB_REF", format!("refs/heads/{secret}"));
        process.env("GITHUB_WORKFLOW", secret).env("GITHUB_JOB", secret);
        process.output().unwrap();
        for args in [
            &["status"][..],
            &["evidence", "list"],
            &["evidence", "list", "--format", "json"],
            &["doctor", "--deep"],
        ] {
            said.push(place.run(args));
        }
        for entry in 1..30 {
            said.push(place.run(["explain", &format!("entry:{entry}")]));
            said.push(place.run(["evidence", "show", &format!("E-{entry:04}")]));
        }
        is_nowhere(&place, secret, &said);
    }
}

#[test]
fn what_was_taken_out_is_said_and_the_file_is_known_again() {
    let place = Place::small();
    let [secret, ..] = canaries();
    for (name, bytes) in
        [("a.xml", junit(&secret).into_bytes()), ("b.xml.gz", gzip(&junit(&secret)))]
    {
        place.write(name, bytes);
        let first = place.run(["ingest", "--format", "json", name]).ok().data();
        let again = place.run(["ingest", "--format", "json", name]).ok().data();
        assert_eq!(again[0]["already_recorded"], name != "c.xml");
        assert_eq!(first[0]["redaction"]["counts"], json!({"aws-access-key": 2}));
        assert_eq!(first[0]["sha256"], again[0]["sha256"]);
        let hash = first[0]["redaction"]["original"]["hmac_sha256"].as_str().unwrap();
        assert_eq!(hash.len(), 64);
    }
    let said = place.run(["ingest", "--observed-at", "2026-11-30", "a.xml"]).ok().stdout;
    assert!(said.contains("redacted  2 secrets before storing: 2 aws-access-key"), "{said}");
}

#[test]
fn a_program_has_rules_of_its_own_and_may_switch_redaction_off() {
    let place = Place::small();
    let settings = "[program]\nname = \"Small\"\norganization = \"Example Pay\"\n";
    place.write("a.xml", junit("EMP-00417"));
    let counts = |place: &Place| -> Value {
        let data = place.run(["ingest", "-n", "--format", "json", "a.xml"]).ok().data();
        data[0]["redaction"]["counts"].clone()
    };
    assert_eq!(counts(&place), Value::Null);
    let rule = "[[redaction]]\nid = \"staff\"\npattern = 'EMP-(\\d+)'\n";
    place.write("storyproof.toml", format!("{settings}{rule}"));
    assert_eq!(counts(&place), json!({"staff": 2}));
    for broken in [
        "[[redaction]]\nid = \"staff\"\npattern = '('\n",
        "[[redaction]]\nid = \"staff\"\n",
        "[[redaction]\n",
    ] {
        place.write("storyproof.toml", format!("{settings}{broken}"));
        place.run(["ingest", "a.xml"]).code(2);
        assert!(!place.has_ledger(), "nothing is kept that a broken rule was to take out");
    }
    let [secret, ..] = canaries();
    place.write("a.xml", junit(&secret));
    place.write("storyproof.toml", format!("{settings}[evidence]\nredact = \"off\"\n"));
    let data = place.run(["ingest", "--format", "json", "a.xml"]).ok().data();
    assert_eq!(data[0]["redaction"], Value::Null);
    assert!(!place.path(".storyproof/redaction.key").exists());
}

#[test]
fn a_ci_job_is_noted_and_makes_no_submission_another_one() {
    let place = Place::small();
    place.write("a.xml", junit("x"));
    let submit = |run: &str, more: &[&str]| {
        let mut process = place.process([&["ingest", "--format", "json", "a.xml"], more].concat());
        process.envs([("GITHUB_ACTIONS", "true"), ("GITHUB_REPOSITORY", "acme/web")]);
        process.envs([("GITHUB_SERVER_URL", "https://github.example"), ("GITHUB_RUN_ID", run)]);
        let output = process.output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        answer["data"][0]["already_recorded"].as_bool().unwrap()
    };
    assert!(!submit("1", &[]));
    assert!(submit("2", &[]), "a later run of the job tells nothing new");
    assert!(!submit("2", &["--commit", "abc1234"]), "a claim does");
    assert!(!submit("2", &["--host", "h", "--command", "pytest -q"]));
    assert!(submit("3", &["--host", "h", "--command", "pytest -q", "--no-ci"]));
}
