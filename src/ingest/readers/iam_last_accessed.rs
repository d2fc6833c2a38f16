//! What a role is granted and what it used: `aws iam get-service-last-accessed-details`.
//!
//! For each role or user there are four rules:
//!
//! * `last-accessed-report`: passes when its report is there and whole;
//! * `service-used`, of the role and each service that it is granted: passes when the service was
//!   used in the 90 days before the report, fails when it is granted and was not;
//! * `action-used`, the same of each action that IAM tracks (`--granularity ACTION_LEVEL`);
//! * `no-unused-service`: passes when every granted service was used, fails when one was not. A
//!   check asks for this one: it is said anew in every report, also when a grant is gone.
//!
//! Does not prove that actions which IAM does not track were used, nor anything about other roles.
//! IAM looks back 400 days at most; what it never saw used has no day.
//!
//! The document does not name its role. The name is claimed (`--subject ARN`), or stands beside
//! the document: `{"Arn": …, "Details": {…}}`, or `Arn` added to it, or an array of these, as
//! `jq --arg arn "$ARN" '{Arn: $arn, Details: .}'` and `jq -s .` make them.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::aws_config::time;
use crate::evidence::{Outcome, ScanResult, Subject};
use crate::ingest::{
    error::{Failure, Problem, quote},
    format::{Reader, Shape},
    gather::note,
    record::{Header, Recorder},
    stream::{self, Part},
    times::Stamp,
    window::Window,
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "iam-last-accessed",
    versions: "AWS CLI 1 and 2: iam get-service-last-accessed-details, with `--subject ARN` or an `Arn`",
    proves: "which granted services (and tracked actions) a role used in the 90 days before",
    does_not_prove: "that untracked actions were used; anything about other roles",
    names_accounts: true,
    recognise,
    read,
};

const WHAT: &str = "a last-accessed report";
/// A grant that was not used for so long is unused.
const UNUSED_AFTER_DAYS: i64 = 90;

#[expect(clippy::unnecessary_wraps, reason = "other readers have forms that they refuse")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has_all(&["JobStatus", "JobCreationDate"])
        || outline.has_all(&["JobStatus", "ServicesLastAccessed"])
        || outline.has("Details.JobStatus"))
}

/// The report of one role.
struct Role<'v> {
    arn: &'v str,
    done: Stamp,
}

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin("iam-last-accessed")?;
    let mut header = Header::default();
    header.scope.partial = true;
    let mut seen = BTreeSet::new();
    let mut whole = true;
    stream::document::<Value>(window, WHAT, &[], |part| {
        let Part::Rest(document) = part else { return Ok(()) };
        let inner = document.get("Details").and_then(Value::as_object);
        let details = inner.unwrap_or(&document);
        let arn = document.get("Arn").and_then(Value::as_str);
        let arn = arn.or(recorder.claimed_subject()).ok_or(Problem::NoSubject)?;
        if !seen.insert(arn.to_owned()) {
            return Err(Problem::DuplicateKey { what: "the file", key: quote(arn) });
        }
        let results = role(arn, details, &mut header)?;
        whole &= results.iter().any(|result| result.rule == "service-used");
        for mut result in results {
            note(&mut header, &result.subject);
            recorder.result(&mut result)?;
        }
        Ok(())
    })?;
    header.succeeded = !seen.is_empty() && whole && header.warnings.is_empty();
    if seen.is_empty() {
        header.warnings.push("the file holds no report: nothing was evaluated".into());
    }
    recorder.end(header)
}

/// The results of one role's report; nothing but an error when the report is not whole.
fn role(
    arn: &str,
    details: &Map<String, Value>,
    header: &mut Header,
) -> Result<Vec<ScanResult>, Problem> {
    let missing = |missing| Problem::Missing { what: WHAT, missing };
    let done = time(details.get("JobCompletionDate"))?;
    header.time = Stamp::better(header.time, done);
    let cut = details.get("IsTruncated") == Some(&Value::Bool(true));
    let reason = match details.get("JobStatus").and_then(Value::as_str) {
        Some("COMPLETED") if cut => Some("the report is cut short (`IsTruncated`)".to_owned()),
        Some("COMPLETED") => None,
        Some("IN_PROGRESS") => Some("the job has not ended (`IN_PROGRESS`)".to_owned()),
        Some("FAILED") => {
            let words = details.get("Error").and_then(|e| e["Message"].as_str());
            Some(format!("the job failed: {}", words.unwrap_or("no reason is given")))
        }
        other => {
            let found = other.map_or_else(|| "missing".into(), quote);
            let expected = "COMPLETED, IN_PROGRESS or FAILED";
            return Err(Problem::Word { field: "`JobStatus`", found, expected });
        }
    };
    if let Some(reason) = reason {
        header.warnings.push(format!("{}: {reason}", quote(arn)));
        return Ok(vec![result(arn, "", "last-accessed-report", Outcome::Error, reason)]);
    }
    let role = Role { arn, done: done.ok_or_else(|| missing("`JobCompletionDate`"))? };
    let services = details.get("ServicesLastAccessed").and_then(Value::as_array);
    let services = services.ok_or_else(|| missing("`ServicesLastAccessed`"))?;
    let mut results = Vec::new();
    for service in services {
        service_results(&role, service, &mut results)?;
    }
    let of_services = || results.iter().filter(|result| result.rule == "service-used");
    let granted = of_services().count();
    let unused: Vec<&str> = of_services()
        .filter(|result| result.outcome != Outcome::Pass)
        .filter_map(|result| result.subject.uid.rsplit(' ').next())
        .collect();
    let (outcome, message) = match (granted, unused.len()) {
        (0, _) => (Outcome::NotApplicable, "no service is granted".to_owned()),
        (_, 0) => (Outcome::Pass, format!("all {granted} granted services were used")),
        (_, n) => {
            let names = unused.join(", ");
            (Outcome::Fail, format!("{n} of {granted} granted services were not used: {names}"))
        }
    };
    let whole = format!("{granted} services, as of {}", role.done.at);
    results.push(result(arn, "", "no-unused-service", outcome, message));
    results.push(result(arn, "", "last-accessed-report", Outcome::Pass, whole));
    Ok(results)
}

fn service_results(
    role: &Role<'_>,
    service: &Value,
    results: &mut Vec<ScanResult>,
) -> Result<(), Problem> {
    let missing = |missing| Problem::Missing { what: WHAT, missing };
    let name = service["ServiceNamespace"].as_str().filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| missing("`ServiceNamespace`"))?;
    let by = service["LastAuthenticatedEntity"].as_str();
    let (outcome, words) = used(role, &service["LastAuthenticated"], by)?;
    results.push(result(role.arn, name, "service-used", outcome, words));
    let Some(actions) = service.get("TrackedActionsLastAccessed").filter(|v| !v.is_null()) else {
        return Ok(());
    };
    for action in actions.as_array().ok_or_else(|| missing("list of tracked actions"))? {
        let word = action["ActionName"].as_str().filter(|name| !name.is_empty());
        let word = word.ok_or_else(|| missing("`ActionName`"))?;
        let by = action["LastAccessedEntity"].as_str();
        let (outcome, words) = used(role, &action["LastAccessedTime"], by)?;
        results.push(result(role.arn, &format!("{name}:{word}"), "action-used", outcome, words));
    }
    Ok(())
}

/// Whether something was used in the window before the report, in words that begin the same.
fn used(role: &Role<'_>, last: &Value, by: Option<&str>) -> Result<(Outcome, String), Problem> {
    let Some(last) = time(Some(last))? else {
        return Ok((Outcome::Fail, "granted and never used, as far as IAM looks back".into()));
    };
    let age = role.done.at.unix() - last.at.unix();
    let outcome =
        if age <= UNUSED_AFTER_DAYS * 24 * 60 * 60 { Outcome::Pass } else { Outcome::Fail };
    let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
    Ok((outcome, format!("last used {}{by}", last.at.day())))
}

fn result(arn: &str, of: &str, rule: &str, outcome: Outcome, message: String) -> ScanResult {
    let account = arn.split(':').nth(4).filter(|account| !account.is_empty());
    ScanResult {
        rule: rule.to_owned(),
        subject: Subject {
            uid: if of.is_empty() { arn.to_owned() } else { format!("{arn} {of}") },
            kind: if of.is_empty() { "AwsIamIdentity" } else { "AwsIamGrant" }.to_owned(),
            account: account.map(str::to_owned),
            region: None,
        },
        outcome,
        muted: false,
        severity: None,
        message,
    }
}
