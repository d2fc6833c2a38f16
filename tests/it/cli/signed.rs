//! Signed test results through the binary. The envelope and its signatures were made with OpenSSL 3,
//! by `pkeyutl -sign -rawin` (Ed25519) and `dgst -sha256 -sign` (ECDSA over P-256).

use std::path::PathBuf;

use super::harness::Place;

fn fixture(name: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/dsse");
    root.join(name).to_str().unwrap().to_owned()
}

fn ingest(place: &Place, file: &str, key: &str) -> super::harness::Answer {
    place.run(["ingest", file, "--key", &fixture(key)])
}

#[test]
fn results_signed_by_the_named_key_say_so() {
    for (key, begins) in [("ed25519.pub", "sha256:"), ("p256.pub", "sha256:")] {
        let place = Place::small();
        let said = ingest(&place, &fixture("signed.json"), key).ok();
        assert!(!said.stdout.contains("not verified"), "{}", said.stdout);
        let shown = place.run(["evidence", "show", "E-1"]).ok().stdout;
        assert!(shown.contains(&format!("by the key {begins}")), "{shown}");
        assert!(shown.contains("(verified)"), "{shown}");
        // What is derived is derived again from the original and the key that was kept.
        place.run(["doctor", "--deep"]).ok();
    }
}

#[test]
fn results_that_the_named_key_did_not_sign_are_refused() {
    let place = Place::small();
    let refused = ingest(&place, &fixture("signed.json"), "other.pub").code(2);
    refused.complains(&["none of its 2 signatures is by the key sha256:", "--key"]);
    assert!(!place.has_ledger() || !place.run(["evidence", "list"]).ok().stdout.contains("E-0001"));

    // One letter of the payload, one of its type.
    let good = std::fs::read_to_string(fixture("signed.json")).unwrap();
    let payload = good.split("\"payload\": \"").nth(1).unwrap().split('"').next().unwrap();
    let mut changed = payload.to_owned();
    let at = changed.len() / 2;
    let other = if &changed[at..=at] == "A" { "B" } else { "A" };
    changed.replace_range(at..=at, other);
    place.write("changed.json", good.replace(payload, &changed));
    assert_ne!(ingest(&place, "changed.json", "p256.pub").code, Some(0));

    let statement = r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"w"}],"predicateType":"https://in-toto.io/attestation/test-result/v0.1","predicate":{"result":"PASSED"}}"#;
    place.write("bare.json", statement);
    ingest(&place, "bare.json", "p256.pub").code(2).complains(&["the statement is not signed"]);
    place.write("scan.xml", "<testsuite name=\"x\"><testcase name=\"a\"/></testsuite>");
    ingest(&place, "scan.xml", "p256.pub").code(2).complains(&["a junit file has no signature"]);
    ingest(&place, "bare.json", "signed.json").code(2).complains(&["neither PEM nor base64"]);
    ingest(&place, "bare.json", "none.pub").code(2).complains(&["cannot read the key"]);
}

#[test]
fn without_a_key_nobody_vouches() {
    let place = Place::small();
    let said = place.run(["ingest", &fixture("signed.json")]).ok().stdout;
    assert!(said.contains("kept and not verified"), "{said}");
    let shown = place.run(["evidence", "show", "E-1"]).ok().stdout;
    assert!(!shown.contains("(verified)"), "{shown}");
}
