//! The account baseline, proven from the documents of the AWS CLI alone: three stages of one
//! simulated account, and for each check what an independent count of the documents gave.

use std::{collections::BTreeMap, fs::File, path::Path, sync::Arc};

use flate2::read::GzDecoder;
use storyproof::{
    assess::{Assessment, CheckStatus, assess, documents_asked, with_documents},
    evidence::{Claims, Documents, TimeSource},
    ids::CheckId,
    ingest::{self, Source, tee},
    ledger::{Fallback, Ledger, Noted, Submission},
    model,
    program::{self, Program},
    source::Sources,
    time::{AsOf, Clock, ClockSource, Instant},
};

pub(super) const TIMES: [&str; 3] =
    ["2026-11-23T14:30:04Z", "2026-11-23T14:33:47Z", "2026-11-23T14:39:22Z"];

/// How the collected files are called, and which document each is; what follows a name is the
/// subject.
const NAMES: [(&str, &str); 35] = [
    ("account-get-alternate-contact-BILLING", "account-billing-contact"),
    ("account-get-alternate-contact-OPERATIONS", "account-operations-contact"),
    ("account-get-alternate-contact-SECURITY", "account-security-contact"),
    ("account-get-contact-information", "account-contact-information"),
    ("cloudtrail-describe-trails", "cloudtrail-trails"),
    ("cloudtrail-get-trail-status-", "cloudtrail-trail-status"),
    ("cloudwatch-describe-alarms", "cloudwatch-alarms"),
    ("config-describe-configuration-recorder-status", "config-recorder-status"),
    ("config-describe-configuration-recorders", "config-recorders"),
    ("config-describe-delivery-channels", "config-delivery-channels"),
    ("ec2-describe-flow-logs", "ec2-flow-logs"),
    ("ec2-describe-route-tables", "ec2-route-tables"),
    ("ec2-describe-security-groups", "ec2-security-groups"),
    ("ec2-describe-volumes", "ec2-volumes"),
    ("ec2-describe-vpc-peering-connections", "ec2-vpc-peering-connections"),
    ("ec2-describe-vpcs", "ec2-vpcs"),
    ("ec2-get-ebs-encryption-by-default", "ec2-ebs-encryption-by-default"),
    ("guardduty-list-detectors", "guardduty-detectors"),
    ("iam-get-account-password-policy", "iam-password-policy"),
    ("iam-get-account-summary", "iam-account-summary"),
    ("iam-get-credential-report", "iam-credential-report"),
    ("iam-list-open-id-connect-providers", "iam-open-id-connect-providers"),
    ("iam-list-roles", "iam-roles"),
    ("iam-list-saml-providers", "iam-saml-providers"),
    ("iam-list-virtual-mfa-devices", "iam-virtual-mfa-devices"),
    ("kms-describe-key-", "kms-key"),
    ("kms-get-key-rotation-status-", "kms-key-rotation"),
    ("kms-list-keys", "kms-keys"),
    ("logs-describe-log-groups", "logs-log-groups"),
    ("logs-describe-metric-filters", "logs-metric-filters"),
    ("rds-describe-db-instances", "rds-instances"),
    ("s3api-get-bucket-encryption-", "s3-bucket-encryption"),
    ("s3api-get-public-access-block-", "s3-public-access-block"),
    ("s3api-list-buckets", "s3-buckets"),
    ("securityhub-describe-hub", "securityhub-hub"),
];

/// How many subjects fail in each stage; none is a pass.
pub(super) const EXPECTED: [(&str, [usize; 3]); 46] = [
    ("root-mfa", [1, 0, 0]),
    ("root-no-keys", [1, 0, 0]),
    ("account-contact-data", [1, 0, 0]),
    ("account-security-contact", [1, 0, 0]),
    ("account-contacts-differ", [1, 0, 0]),
    ("password-policy", [1, 0, 0]),
    ("console-mfa", [5, 2, 0]),
    ("access-key-rotation", [1, 0, 0]),
    ("federation", [1, 0, 0]),
    ("trail-everywhere", [1, 0, 0]),
    ("trail-validation", [1, 0, 0]),
    ("trail-encrypted", [1, 0, 0]),
    ("trail-feeds-alarms", [1, 0, 0]),
    ("config-recorder", [1, 0, 0]),
    ("ebs-default-encryption", [1, 1, 0]),
    ("ebs-volumes-encrypted", [4, 4, 3]),
    ("rds-encrypted", [1, 1, 1]),
    ("flow-logs", [4, 4, 0]),
    ("guardduty-on", [1, 1, 0]),
    ("security-hub-on", [1, 1, 0]),
    ("s3-encrypted", [3, 3, 0]),
    ("public-access-block", [6, 6, 1]),
    ("key-rotation", [4, 4, 1]),
    ("alarm-root-use", [1, 1, 0]),
    ("alarm-sign-in-without-mfa", [1, 1, 0]),
    ("alarm-denied-calls", [1, 1, 0]),
    ("alarm-trail-changes", [1, 1, 0]),
    ("alarm-policy-changes", [1, 1, 0]),
    ("alarm-actions", [1, 1, 0]),
    ("root-not-used", [0, 0, 0]),
    ("idle-credentials", [0, 0, 0]),
    ("log-retention", [1, 2, 0]),
    ("default-groups-closed", [4, 4, 0]),
    ("keys-not-deleted", [0, 0, 1]),
    ("databases-not-public", [1, 1, 0]),
    ("database-backups", [1, 1, 0]),
    ("databases-multi-zone", [1, 1, 0]),
    ("role-trust-exact", [1, 1, 0]),
    ("role-no-confused-deputy", [5, 5, 5]),
    ("peering-least-access", [0, 0, 3]),
    ("admin-ports-closed", [1, 1, 0]),
    ("trail-bucket-private", [1, 1, 0]),
    ("root-hardware-mfa", [1, 0, 0]),
    ("alarms-data-and-config", [4, 4, 0]),
    ("alarms-network", [5, 5, 0]),
    ("alarm-organization-changes", [1, 1, 1]),
];

/// Checks of the credential report, which has no pages.
const OF_THE_REPORT: [&str; 4] =
    ["console-mfa", "access-key-rotation", "root-not-used", "idle-credentials"];

type Stage = BTreeMap<String, String>;

fn stage(n: usize) -> Stage {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/demo/evidence/aws-cli");
    let file = File::open(root.join(format!("stage-{}.json.gz", n + 1))).unwrap();
    serde_json::from_reader(GzDecoder::new(file)).unwrap()
}

/// The document that a file is, and its subject.
fn named(file: &str) -> (String, Option<String>) {
    let stem = file.rsplit_once('.').unwrap().0;
    let (start, document) = NAMES.iter().rfind(|(start, _)| stem.starts_with(start)).unwrap();
    let subject = stem.strip_prefix(start).filter(|rest| !rest.is_empty());
    ((*document).to_owned(), subject.map(str::to_owned))
}

pub(super) fn record(ledger: &mut Ledger, text: &str, claims: &Claims, n: i64) {
    let at = claims.observed_at.unwrap();
    // Every entry is recorded a moment after the one before.
    let clock = Clock { now: at.plus_seconds(n), source: ClockSource::Overridden };
    let fallback = Fallback { time: at, source: TimeSource::Claimed };
    let source = Source {
        file_name: "x.json",
        format: Some("json".parse().unwrap()),
        claims,
        fallback_time: (fallback.time, fallback.source),
        now: clock.now,
    };
    let writer = ledger.artifacts().writer().unwrap();
    let mut recording = ledger.begin(clock).unwrap();
    let (_, writer) =
        tee(text.as_bytes(), writer, |bytes| ingest::read(bytes, &source, &mut recording)).unwrap();
    let artifact = writer.finish().unwrap();
    recording
        .finish(Submission {
            artifact: &artifact,
            file_name: "x.json",
            claims,
            fallback,
            noted: Noted::default(),
        })
        .unwrap();
}

/// A ledger of the stages, with what one may do to a file before it is recorded.
fn ledger(change: impl Fn(usize, &str, String) -> Option<String>) -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::open_write(&folder.path().join("ledger.sqlite")).unwrap();
    for (n, at) in TIMES.iter().enumerate() {
        for (number, (file, text)) in (0..).zip(stage(n)) {
            let (document, subject) = named(&file);
            let Some(text) = change(n, &document, text) else { continue };
            let claims = Claims {
                observed_at: Some(at.parse().unwrap()),
                account: Some("123456789012".into()),
                region: Some("eu-west-1".into()),
                document: Some(document),
                subject,
                ..Claims::default()
            };
            record(&mut ledger, &text, &claims, number);
        }
    }
    (folder, ledger)
}

pub(super) fn example() -> Program {
    let sources = Sources::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    program::resolve(model::decode(&sources).0).0
}

pub(super) fn judge(program: &Program, ledger: &Ledger, n: usize) -> Assessment {
    let observed: Instant = TIMES[n].parse().unwrap();
    let as_of = AsOf { observed, known: observed.plus_seconds(100_000) };
    let history = ledger.history(as_of).unwrap();
    let documents: Documents = documents_asked(program, &history, as_of)
        .into_iter()
        .map(|sha256| {
            let bytes = ledger.artifacts().bytes(&sha256, 1 << 20).map_err(|e| e.to_string());
            let read = |bytes: Vec<u8>| {
                ingest::document(&*bytes, "x").map(Arc::new).map_err(|e| e.to_string())
            };
            (sha256.clone(), bytes.and_then(read))
        })
        .collect();
    assess(program, &with_documents(program, history, &documents, as_of), as_of)
}

#[test]
fn the_baseline_is_proven_by_documents_as_an_independent_count_says() {
    let program = example();
    let (_folder, ledger) = ledger(|_, _, text| Some(text));
    let mut wrong = Vec::new();
    for n in 0..TIMES.len() {
        let judged = judge(&program, &ledger, n);
        for (id, expected) in EXPECTED {
            let check = &judged.checks[&CheckId::parse(id).unwrap()];
            let status = if expected[n] == 0 { CheckStatus::Passed } else { CheckStatus::Failed };
            if (check.status, check.failing.len(), check.errors.len()) != (status, expected[n], 0) {
                wrong.push(format!(
                    "{id} in stage {}: {:?}, {} failing, {} errors; expected {}",
                    n + 1,
                    check.status,
                    check.failing.len(),
                    check.errors.len(),
                    expected[n]
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Invariant 1: a document that is missing, broken, cut or an error of another kind proves nothing.
#[test]
fn a_document_that_is_missing_or_says_something_else_passes_nothing() {
    let program = example();
    let denied = "An error occurred (AccessDenied) when calling the X operation: no\n";
    for (what, text) in [
        ("nothing", None),
        ("an empty object", Some("{}")),
        ("an empty list", Some("[]")),
        ("another shape", Some(r#"{"SummaryMap": 1, "Volumes": {}, "Keys": 3, "trailList": ""}"#)),
        ("a refusal", Some(denied)),
    ] {
        let (_folder, ledger) = ledger(|_, _, _| text.map(str::to_owned));
        let judged = judge(&program, &ledger, 2);
        for (id, _) in EXPECTED {
            let check = &judged.checks[&CheckId::parse(id).unwrap()];
            let expected = if text.is_none() { CheckStatus::NeverRun } else { CheckStatus::Error };
            assert_eq!(check.status, expected, "{id} of {what}");
        }
    }
}

#[test]
fn the_first_page_of_a_listing_can_fail_and_never_pass() {
    let program = example();
    let (_folder, ledger) =
        ledger(|_, _, text| Some(text.replacen('{', "{\"NextToken\": \"more\",", 1)));
    for n in 0..TIMES.len() {
        let judged = judge(&program, &ledger, n);
        for (id, expected) in EXPECTED {
            let check = &judged.checks[&CheckId::parse(id).unwrap()];
            if expected[n] == 0 && !OF_THE_REPORT.contains(&id) {
                assert_ne!(check.status, CheckStatus::Passed, "{id} in stage {}", n + 1);
            }
        }
    }
}

#[test]
fn an_artifact_that_was_altered_is_an_error() {
    let program = example();
    let (folder, ledger) = ledger(|_, _, text| Some(text));
    for entry in std::fs::read_dir(folder.path().join("artifacts")).unwrap() {
        std::fs::write(entry.unwrap().path(), b"altered").unwrap();
    }
    let judged = judge(&program, &ledger, 2);
    for (id, _) in EXPECTED {
        let check = &judged.checks[&CheckId::parse(id).unwrap()];
        assert_eq!(check.status, CheckStatus::Error, "{id}");
    }
}
