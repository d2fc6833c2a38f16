//! in-toto test results (`https://in-toto.io/attestation/test-result/v0.1`): a statement, alone or
//! in a DSSE envelope.
//!
//! Proves: which tests of a named commit or artifact passed and failed, as far as its author is
//! believed.
//!
//! Does not prove: who wrote it, unless the submitter names the key of whoever did (`--key`): then
//! one signature of the envelope must be by that key, or the file is refused. Without a key the
//! signatures are kept with the file and not verified, and every run says so.
//!
//! A test with a warning is for a person to look at, not a pass. The result of the whole stands
//! under the rule `result`; where it says `PASSED` and failed tests are listed, it is a fail.

use std::collections::BTreeSet;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE},
};
use serde::Deserialize;
use serde_json::Value;

use crate::{
    evidence::{ClaimedOr, Outcome, Scope},
    ingest::{
        dsse::SignerKey,
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Entries, Str, objects, said},
        record::{Header, Recorder},
        whole::{self, Names},
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "in-toto",
    versions: "in-toto statements 0.1 and 1 with test-result 0.1, alone or in a DSSE envelope",
    proves: "which tests of a named commit or artifact passed and failed, if its author is believed",
    does_not_prove: "who wrote it, unless `--key` names the key that must have signed it",
    names_accounts: false,
    recognise,
    read,
};

const ENVELOPE: &str = "the DSSE envelope";
const STATEMENT: &str = "the in-toto statement";
const PAYLOAD: &str = "application/vnd.in-toto+json";
const PREDICATE: &str = "https://in-toto.io/attestation/test-result/v0.1";

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    let statement = outline.get("_type").starts_with("https://in-toto.io/Statement/")
        && outline.has("predicateType");
    let envelope = outline.get("payloadType") == PAYLOAD && outline.has("payload");
    Ok(!outline.list && (statement || envelope))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
struct Envelope<'a> {
    #[serde(borrow)]
    payload_type: Str<'a>,
    #[serde(borrow)]
    payload: Str<'a>,
    #[serde(default)]
    signatures: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
struct Statement<'a> {
    #[serde(borrow)]
    subject: Vec<Described<'a>>,
    #[serde(borrow)]
    predicate_type: Str<'a>,
    #[serde(borrow, default)]
    predicate: Option<Predicate<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Described<'a> {
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
    #[serde(borrow, default)]
    uri: Option<Str<'a>>,
    #[serde(borrow, default)]
    digest: Option<Entries<'a, Str<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
struct Predicate<'a> {
    #[serde(borrow, default)]
    result: Option<Str<'a>>,
    #[serde(borrow, default)]
    configuration: Option<Vec<Described<'a>>>,
    #[serde(borrow, default)]
    passed_tests: Option<Vec<Str<'a>>>,
    #[serde(borrow, default)]
    warned_tests: Option<Vec<Str<'a>>>,
    #[serde(borrow, default)]
    failed_tests: Option<Vec<Str<'a>>>,
}

objects!(Envelope<'a>, Statement<'a>, Described<'a>, Predicate<'a>);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, ENVELOPE)?;
    // What a statement and an envelope each must have decides which of the two it is.
    let top: Entries<'_, serde::de::IgnoredAny> = whole::parse(&text, ENVELOPE)?;
    let key = recorder.claimed_key()?;
    if top.get("payload").is_none() {
        if key.is_some() {
            return Err(Problem::Signature("the statement is not signed".into()).into());
        }
        let trust = Trust::Nobody("the statement is not signed: nobody vouches for it".to_owned());
        return read_statement(&text, trust, recorder);
    }
    let envelope: Envelope<'_> = whole::parse(&text, ENVELOPE)?;
    if envelope.payload_type.as_str() != PAYLOAD {
        let found = quote(envelope.payload_type.as_str());
        return Err(Problem::Word { field: "`payloadType`", found, expected: PAYLOAD }.into());
    }
    // The specification allows both alphabets.
    let payload = envelope.payload.as_str();
    let bytes = STANDARD.decode(payload).or_else(|_| URL_SAFE.decode(payload));
    let broken = || Problem::Shape { what: ENVELOPE, message: "`payload` is not base64".into() };
    let bytes = bytes.map_err(|_| broken())?;
    let trust = trust(key, &envelope, &bytes)?;
    let statement = String::from_utf8(bytes).map_err(|_| Problem::Encoding("UTF-8"))?;
    // A place in the payload is no place in the file.
    read_statement(&statement, trust, recorder)
        .map_err(|failure| Failure { position: None, ..failure })
}

/// Whether it is known who signed a statement.
enum Trust {
    /// By nobody who is known; why.
    Nobody(String),
    /// By the holder of this key.
    Key(String),
}

fn trust(
    key: Option<SignerKey>,
    envelope: &Envelope<'_>,
    payload: &[u8],
) -> Result<Trust, Problem> {
    let n = envelope.signatures.len();
    let Some(key) = key else {
        return Ok(Trust::Nobody(match n {
            0 => "the envelope has no signature: nobody vouches for it".to_owned(),
            n => format!(
                "the envelope has {n} signatures, which are kept and not verified (--key does)"
            ),
        }));
    };
    let mut texts = envelope.signatures.iter().filter_map(|one| one.get("sig")?.as_str());
    if texts.any(|text| key.signed(envelope.payload_type.as_str(), payload, text)) {
        return Ok(Trust::Key(key.fingerprint()));
    }
    let fingerprint = key.fingerprint();
    Err(Problem::Signature(format!("none of its {n} signatures is by the key {fingerprint}")))
}

fn read_statement(text: &str, trust: Trust, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let statement: Statement<'_> = whole::parse(text, STATEMENT)?;
    if statement.predicate_type.as_str() != PREDICATE {
        let found = quote(statement.predicate_type.as_str());
        return Err(Problem::Word { field: "`predicateType`", found, expected: PREDICATE }.into());
    }
    let missing = |missing| Problem::Missing { what: STATEMENT, missing };
    let predicate = statement.predicate.as_ref().ok_or(missing("`predicate`"))?;
    let first = statement.subject.first().ok_or(missing("`subject`"))?;
    // The file names the tests, not the tool that ran them.
    recorder.begin_guessed("in-toto")?;
    let suite = predicate.configuration.as_ref().and_then(|all| all.first()).and_then(called);
    let uid = Names::below(recorder, None).thing(suite.or(called(first)).unwrap_or("tests"));
    let mut warnings = Vec::new();
    match trust {
        Trust::Nobody(why) => warnings.push(why),
        Trust::Key(fingerprint) => recorder.signed_by(fingerprint),
    }
    let lists = [
        (&predicate.passed_tests, Outcome::Pass, "passed"),
        (&predicate.warned_tests, Outcome::Manual, "gave a warning, so a person must look"),
        (&predicate.failed_tests, Outcome::Fail, "failed"),
    ];
    let mut listed = 0_u64;
    for (list, outcome, words) in lists {
        for test in list.iter().flatten() {
            let mut result = whole::finding(test.as_str(), uid.clone(), "test suite", outcome);
            result.message = format!("{} {words}", test.as_str());
            recorder.result(&mut result)?;
            listed += 1;
        }
    }
    let failed = predicate.failed_tests.as_ref().is_some_and(|tests| !tests.is_empty());
    let overall = overall(predicate, failed, &mut warnings)?;
    if let Some(outcome) = overall {
        let mut result = whole::finding("result", uid, "test suite", outcome);
        let word = said(&predicate.result).unwrap_or_default();
        result.message = format!("the whole is {word}; {listed} tests are listed");
        recorder.result(&mut result)?;
    } else if listed == 0 {
        warnings.push("neither a result nor a test is named: nothing was evaluated".into());
    }
    let succeeded = listed > 0 || overall.is_some();
    let scope = scope(&statement.subject, &mut warnings);
    recorder.end(Header { succeeded, scope, warnings, ..Header::default() })
}

/// What the statement says of the whole.
fn overall(
    predicate: &Predicate<'_>,
    failed: bool,
    warnings: &mut Vec<String>,
) -> Result<Option<Outcome>, Problem> {
    match said(&predicate.result) {
        None => Ok(None),
        Some("PASSED" | "WARNED") if failed => {
            warnings.push(
                "the whole did not fail by its own words, but failed tests are listed".into(),
            );
            Ok(Some(Outcome::Fail))
        }
        Some("PASSED") => Ok(Some(Outcome::Pass)),
        Some("WARNED") => Ok(Some(Outcome::Manual)),
        Some("FAILED") => Ok(Some(Outcome::Fail)),
        Some(other) => Err(Problem::Word {
            field: "`predicate.result`",
            found: quote(other),
            expected: "PASSED, WARNED or FAILED",
        }),
    }
}

fn called<'d>(described: &'d Described<'_>) -> Option<&'d str> {
    said(&described.name).or(said(&described.uri))
}

/// The commit, when the subjects name one, and the digests of everything else.
fn scope(subjects: &[Described<'_>], warnings: &mut Vec<String>) -> Scope {
    let mut commits = BTreeSet::new();
    let mut digests = BTreeSet::new();
    let all = subjects.iter().flat_map(|s| s.digest.iter().flat_map(|digest| &digest.0));
    for (algorithm, value) in all {
        if algorithm == "gitCommit" {
            commits.insert(value.as_str().to_owned());
        } else {
            digests.insert(format!("{algorithm}:{}", value.as_str()));
        }
    }
    if commits.len() > 1 {
        warnings.push("the subjects name several commits, so none is taken".into());
    }
    let commit = commits.pop_first().filter(|_| commits.is_empty());
    Scope { commit: ClaimedOr { claimed: None, read: commit }, digests, ..Scope::default() }
}
