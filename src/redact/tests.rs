//! What is caught, what is not, and that it does not matter how the text arrives.

use std::io::{self, Cursor, Read as _, Write as _};

use sha2::{Digest as _, Sha256};

use super::{
    Key, OwnRule, Redactor, Rules,
    stream::{AHEAD, PIECE},
};
use crate::evidence::Redaction;

#[expect(clippy::unnecessary_wraps, reason = "a source of keys may fail")]
fn key() -> io::Result<Key> {
    Ok(Key::from_bytes([7; 32]))
}

/// A text split up where sources may not hold it whole: this file is scanned for secrets too.
fn made(parts: &[&str]) -> String {
    parts.concat()
}

fn clean_with(rules: &Rules, bytes: &[u8]) -> (Vec<u8>, Redaction) {
    let mut out = Vec::new();
    let mut redactor = Redactor::new(Cursor::new(bytes.to_vec()), rules, &key);
    redactor.read_to_end(&mut out).unwrap();
    (out, redactor.finish().unwrap())
}

fn clean(text: &str) -> String {
    let rules = Rules::new(&[]).unwrap();
    String::from_utf8(clean_with(&rules, text.as_bytes()).0).unwrap()
}

/// One secret of each kind, with the rule that takes it out.
fn secrets() -> Vec<(&'static str, String)> {
    let body = "Zm9vYmFyYmF6cXV4".repeat(6);
    vec![
        ("aws-access-key", made(&["AK", "IA", "QWERTYUIOP234567"])),
        ("github-token", made(&["gh", "p_", &"a1B2".repeat(9)])),
        ("github-token", made(&["github", "_pat_", &"a1_B2".repeat(9)])),
        ("gitlab-token", made(&["gl", "pat-", "a1B2c3D4e5F6g7H8i9J0"])),
        ("slack-token", made(&["xo", "xb-", "1234567890-abcdefABCDEF"])),
        ("stripe-key", made(&["sk", "_live_", "a1B2c3D4e5F6g7H8"])),
        ("google-key", made(&["AI", "za", &"a1B2_".repeat(7)])),
        ("azure-key", made(&["abc8", "Q", "~", &"a1B2".repeat(8), "x"])),
        ("npm-token", made(&["np", "m_", &"a1B2".repeat(9)])),
        ("json-web-token", made(&["ey", "JhbGciOiJIUzI1NiJ9.ey", "JzdWIiOiIxIn0.c2lnbmF0dXJl"])),
        (
            "private-key",
            made(&[
                "-----BEGIN RSA PRIV",
                "ATE KEY-----\\n",
                &body,
                "\\n-----END RSA PRIV",
                "ATE KEY-----",
            ]),
        ),
        ("card-number", made(&["4111 1111", " 1111 1111"])),
    ]
}

#[test]
fn a_secret_is_taken_out_wherever_it_stands() {
    for (rule, secret) in secrets() {
        for (before, after) in [
            ("", ""),
            ("x: ", " y"),
            ("{\"a\":\"", "\"}"),
            ("<a b='", "'/>"),
            ("\\n", "\\n"),
            ("=", ";"),
        ] {
            let text = format!("{before}{secret}{after}");
            let cleaned = clean(&text);
            assert!(!cleaned.contains(&secret), "{text} became {cleaned}");
            let mark = format!("{before}[redacted:{rule}:");
            assert!(cleaned.starts_with(&mark) && cleaned.ends_with(after), "{text}: {cleaned}");
        }
    }
}

#[test]
fn secrets_are_known_by_what_stands_before_them() {
    let secret = made(&["wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYzzzzzzzKEY"]);
    for text in [
        format!("AWS_SECRET_ACCESS_KEY={secret}"),
        format!("{{\"SecretAccessKey\": \"{secret}\"}}"),
        format!("aws_secret_access_key = \\\"{}\\\"", secret.replace('/', "\\/")),
        format!("&#34;secret_key&#34;: &#34;{secret}&#34;"),
    ] {
        let cleaned = clean(&text);
        assert!(cleaned.contains("[redacted:aws-secret-key:"), "{cleaned}");
        assert!(!cleaned.contains("MDENG"), "{cleaned}");
    }
    for (text, cleaned) in [
        ("postgres://app:hunter2x@db/x", "postgres://app:[redacted:password-in-address:"),
        ("Server=a;Password=hunter2x;", "Server=a;Password=[redacted:assigned-secret:"),
        ("https://a/b?api_key=hunter2x&c", "https://a/b?api_key=[redacted:assigned-secret:"),
    ] {
        assert!(clean(text).starts_with(cleaned), "{}", clean(text));
        assert!(!clean(text).contains("hunter2x"));
    }
}

#[test]
fn what_secret_scanners_report_is_taken_out_whatever_it_is() {
    let sarif =
        r#"{"driver": {"name": "gitleaks"}, "snippet": {"text": "tiny \"pw\" here"}, "x": 1}"#;
    let cleaned = clean(sarif);
    let value: serde_json::Value = serde_json::from_str(&cleaned).unwrap();
    assert!(value["snippet"]["text"].as_str().unwrap().starts_with("[redacted:reported-secret:"));
    let own = r#"[{"RuleID": "generic", "Match": "k = 'tiny'", "Secret": "tiny", "File": "a"}]"#;
    let value: serde_json::Value = serde_json::from_str(&clean(own)).unwrap();
    for field in ["Match", "Secret"] {
        assert!(value[0][field].as_str().unwrap().starts_with("[redacted:"), "{value}");
    }
    assert_eq!(value[0]["File"], "a");
    let junit =
        "<failure>{&#34;RuleID&#34;: &#34;g&#34;, &#34;Secret&#34;: &#34;tiny&#34;}</failure>";
    assert!(!clean(junit).contains("tiny") && clean(junit).ends_with("&#34;}</failure>"));
    let sorted = r#"{"snippet": {"text": "a1b2c3d4e5f6a7b8"}, "tool": {"name": "gitleaks"}}"#;
    assert!(clean(sorted).contains("reported-secret"), "a bare secret before the tool's name");
}

#[test]
fn what_is_no_secret_stays_as_it_is() {
    for text in [
        "arn:aws:iam::123456789012:role/AKIA",
        "https://docs.aws.amazon.com/a:b@c",
        "https://user:${PASSWORD}@host/ and password=<password> and PWD=/home/x",
        "MaximumPasswordAge=90 NextToken=none password=true",
        "sha256:4111111111111111aaaa 2026-11-23T14:41:07.869191Z 1795444867000",
        "-----BEGIN RSA PRIVATE KEY----- is how a key begins",
        "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----",
        r#"{"snippet": {"text": "let x = read(path)?;"}, "Secret": "of success"}"#,
        "the class eyJust.Some.Name",
    ] {
        assert_eq!(clean(text), text);
    }
}

#[test]
fn json_stays_json() {
    let rules = Rules::new(&[OwnRule {
        id: "staff".into(),
        pattern: r#""staff": "?(\d+|[a-z]+"?)"#.into(),
        hashed: false,
    }]);
    let rules = rules.unwrap();
    let pan = made(&["411111111111", "1111"]);
    let text = format!(
        r#"{{"n": {pan}, "l": [1, {pan}], "s": "n: {pan}, x", "staff": 12345, "key\n{pan}\\": 2}}"#
    );
    let (bytes, redaction) = clean_with(&rules, text.as_bytes());
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(value["staff"], "[redacted:staff]");
    assert!(value["n"].as_str().unwrap().starts_with("[redacted:card-number:"));
    assert_eq!((value["l"][1].clone(), redaction.total()), (value["n"].clone(), 5));
    assert!(!String::from_utf8(bytes).unwrap().contains(&pan));
}

#[test]
fn it_does_not_matter_where_a_piece_ends() {
    let rules = Rules::new(&[]).unwrap();
    for (rule, secret) in secrets() {
        // Around the end of the first piece, and where the first handing on ends.
        for place in [PIECE, PIECE - AHEAD] {
            for shift in
                [0, 1, 3, secret.len() / 2, secret.len() - 1, secret.len(), secret.len() + 1]
            {
                let padding = " ".repeat(place - shift);
                let text = format!("{padding}{secret} {}", "x ".repeat(80_000));
                let (bytes, redaction) = clean_with(&rules, text.as_bytes());
                assert_eq!(redaction.counts.get(rule), Some(&1), "{rule} at {shift}");
                let cleaned = String::from_utf8(bytes).unwrap();
                assert!(!cleaned.contains(&secret[..8]), "{rule} at {shift}");
                assert!(cleaned.ends_with("x "));
            }
        }
    }
}

#[test]
fn a_text_without_secrets_passes_unchanged_however_large() {
    let text = "{\"account\": \"123456789012\", \"at\": 1795444867}\n".repeat(100_000);
    let (bytes, redaction) = clean_with(&Rules::new(&[]).unwrap(), text.as_bytes());
    assert!(bytes == text.as_bytes());
    assert_eq!((redaction.total(), redaction.original), (0, None));
}

#[test]
fn packed_text_is_looked_into() {
    let gzip = |text: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    };
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let mark = [0xfeff_u16].into_iter().chain(text.encode_utf16());
        mark.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let rules = Rules::new(&[]).unwrap();
    let (_, secret) = secrets().remove(0);
    let text = format!("日本 {secret} 😀 ").repeat(9000);
    let plain = clean(&text);
    for packed in
        [gzip(text.as_bytes()), utf16(&text, false), utf16(&text, true), gzip(&utf16(&text, false))]
    {
        let (bytes, redaction) = clean_with(&rules, &packed);
        assert!(bytes == plain.as_bytes(), "the redacted text stands in for the packed file");
        assert!(redaction.unpacked && redaction.total() == 9000);
        assert_eq!(redaction.original.unwrap().bytes, packed.len() as u64);
    }
    for packed in [gzip(b"nothing here"), utf16("nothing here", false), gzip(b"x")[..9].to_vec()] {
        let (bytes, redaction) = clean_with(&rules, &packed);
        assert!(bytes == packed && !redaction.unpacked, "bytes without a secret stay as they are");
    }
}

#[test]
fn equal_secrets_can_be_told_with_the_key_only() {
    let rules = Rules::new(&[]).unwrap();
    let [one, two] = [made(&["4111111111", "111111"]), made(&["4111-1111-11", "11-1111"])];
    let text = format!("{one} and {two}");
    let cleaned = clean(&text);
    let (first, second) = cleaned.split_once(" and ").unwrap();
    assert_eq!(first, second, "however the digits are grouped");
    let other = || Ok(Key::from_bytes([8; 32]));
    assert_ne!(Redactor::text(&text, &rules, &other).unwrap(), cleaned);
    let digits = hex_of(&Sha256::digest(one.as_bytes()));
    assert!(!cleaned.contains(&digits[..16]), "a plain hash of a card number can be guessed");
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[test]
fn the_key_is_asked_for_only_when_something_was_found() {
    let rules = Rules::new(&[]).unwrap();
    let none = || Err(io::Error::other("no key"));
    assert_eq!(Redactor::text("nothing", &rules, &none).unwrap(), "nothing");
    let (_, secret) = secrets().remove(0);
    assert!(Redactor::text(&secret, &rules, &none).is_err());
}
