//! When a role last used each service that it is granted: IAM's service-last-accessed details, as
//! `aws iam get-service-last-accessed-details` prints them.
//!
//! Proves: that a role used a granted service, and which granted services it did not use.
//!
//! Does not prove: anything about single actions where the report is at service level, nor about
//! what happened before IAM's tracking period (400 days at most, less in newer regions).
//!
//! What the format needs and this reader relies on:
//!
//! * the report does not say whose it is: `--subject ARN` does, or an `Arn` beside `JobStatus`,
//!   which also lets several reports stand in one file (an array, or one behind the other);
//! * a service without `LastAuthenticated` was not used in the tracking period;
//! * a grant counts as unused when it was not used in the [`WINDOW_DAYS`] before the report was
//!   made. The report's own date decides, never the clock, so that the file is read the same way
//!   for ever;
//! * `IsTruncated` means that services are missing: the role's report is then an error.
//!
//! A report says nothing of other roles; a service that it no longer names is no longer granted.
//! Each role gives one result of the rule [`REPORT`] and one of [`SERVICE`] for each service, whose
//! subject is the role's ARN, `#`, and the service's namespace.

use serde::Deserialize;
use serde_json::Value;

use crate::{
    evidence::{Outcome, ScanResult, Scope, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        record::{Header, Recorder},
        stream::{Part, document},
        times::Stamp,
        window::Window,
    },
};

/// The rule that a role has a report.
const REPORT: &str = "last-accessed-report";
/// The rule that a granted service is used.
const SERVICE: &str = "service-used";
/// How long a grant may rest before it counts as unused; also the default of IAM Access
/// Analyzer's unused access analyzers.
const WINDOW_DAYS: i64 = 90;
const DAY_SECONDS: i64 = 24 * 60 * 60;
const LIST: &str = "ServicesLastAccessed";

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "iam-last-accessed",
    versions: "`aws iam get-service-last-accessed-details` of the AWS CLI 1 and 2; say whose report \
               it is with `--subject ARN`, or add an `Arn` to each",
    proves: "which granted services a role or user has used in the 90 days before the report, and \
             which it has not",
    does_not_prove: "which actions of a service are needed, or use before IAM's tracking period",
    names_accounts: true,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has("JobStatus") && (outline.has(LIST) || outline.has("JobCreationDate")))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Service {
    #[serde(rename = "ServiceName")]
    name: Option<String>,
    #[serde(rename = "ServiceNamespace")]
    namespace: String,
    last_authenticated: Option<Value>,
    last_authenticated_region: Option<String>,
}

/// Reads a file of reports.
fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin("iam-last-accessed")?;
    let mut services: Vec<Service> = Vec::new();
    let mut time = None;
    let mut scope = Scope { partial: true, ..Scope::default() };
    let mut roles = 0_u64;
    let mut warnings = Vec::new();
    document::<Service>(window, "a last-accessed report", &[LIST], |part| match part {
        Part::Element(_, service) => {
            services.push(service);
            Ok(())
        }
        Part::Rest(rest) => {
            let report = Report::of(&rest, recorder.claimed_subject())?;
            time = Stamp::better(time, Some(report.made));
            scope.accounts.extend(report.account.clone());
            roles += 1;
            if report.truncated {
                warnings.push(format!(
                    "the report of {} is truncated: services are missing",
                    quote(&report.arn)
                ));
            }
            for mut result in report.results(&std::mem::take(&mut services))? {
                recorder.result(&mut result)?;
            }
            Ok(())
        }
    })?;
    scope.examined = Some(roles);
    let header = Header { time, succeeded: roles > 0, scope, warnings, ..Header::default() };
    recorder.end(header)
}

/// One role's report, without its services.
struct Report {
    arn: String,
    account: Option<String>,
    made: Stamp,
    truncated: bool,
}

impl Report {
    fn of(fields: &serde_json::Map<String, Value>, claimed: Option<&str>) -> Result<Self, Problem> {
        let text = |key: &str| fields.get(key).and_then(Value::as_str);
        if text("JobStatus") != Some("COMPLETED") {
            return Err(Problem::Word {
                field: "`JobStatus`",
                found: text("JobStatus").map_or_else(|| "missing".into(), quote),
                expected: "COMPLETED: ask again when IAM has finished the report",
            });
        }
        let arn =
            text("Arn").or(claimed).filter(|arn| !arn.is_empty()).ok_or(Problem::Missing {
                what: "a last-accessed report",
                missing: "word of whose it is: say it with `--subject ARN`, or add an `Arn`",
            })?;
        let made = fields.get("JobCompletionDate").or_else(|| fields.get("JobCreationDate"));
        let made = made.ok_or(Problem::Missing {
            what: "a last-accessed report",
            missing: "`JobCompletionDate`",
        })?;
        Ok(Self {
            arn: arn.to_owned(),
            account: account_of(arn),
            made: stamp("`JobCompletionDate`", made)?,
            truncated: fields.get("IsTruncated").and_then(Value::as_bool) == Some(true),
        })
    }

    fn results(&self, services: &[Service]) -> Result<Vec<ScanResult>, Problem> {
        let mut results = Vec::with_capacity(services.len() + 1);
        let mut used = 0;
        for service in services {
            let (outcome, message) = self.verdict(service)?;
            used += usize::from(outcome == Outcome::Pass);
            let uid = format!("{}#{}", self.arn, service.namespace);
            results.push(self.result(SERVICE, uid, "IamServiceGrant", outcome, message));
        }
        let granted = services.len();
        let mut message = format!("{granted} services granted, {used} used in {WINDOW_DAYS} days");
        let outcome = if self.truncated {
            message.push_str("; the report is truncated");
            Outcome::Error
        } else {
            Outcome::Pass
        };
        results.push(self.result(REPORT, self.arn.clone(), "IamPrincipal", outcome, message));
        Ok(results)
    }

    fn verdict(&self, service: &Service) -> Result<(Outcome, String), Problem> {
        let name = service.name.as_deref().unwrap_or(&service.namespace);
        let Some(last) = service.last_authenticated.as_ref().filter(|last| !last.is_null()) else {
            return Ok((
                Outcome::Fail,
                format!("{name} is granted and was not used in IAM's tracking period"),
            ));
        };
        let last = stamp("`LastAuthenticated`", last)?.at;
        let days = (self.made.at.unix() - last.unix()).div_euclid(DAY_SECONDS);
        let region = service.last_authenticated_region.as_deref();
        let place = region.map(|region| format!(" in {region}")).unwrap_or_default();
        let day = last.day();
        Ok(if days > WINDOW_DAYS {
            (
                Outcome::Fail,
                format!("{name} is granted and was last used on {day}{place}, {days} days before"),
            )
        } else {
            (Outcome::Pass, format!("{name} was used on {day}{place}"))
        })
    }

    fn result(
        &self,
        rule: &str,
        uid: String,
        kind: &str,
        outcome: Outcome,
        message: String,
    ) -> ScanResult {
        let account = self.account.clone();
        let subject = Subject { uid, kind: kind.into(), account, region: None };
        ScanResult { rule: rule.into(), subject, outcome, muted: false, severity: None, message }
    }
}

/// The account in an ARN, `arn:PARTITION:iam::ACCOUNT:role/NAME`.
fn account_of(arn: &str) -> Option<String> {
    let account = arn.split(':').nth(4)?;
    (account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit())).then(|| account.into())
}

/// A time as the AWS CLI writes it: text in version 2, seconds in version 1.
fn stamp(field: &'static str, value: &Value) -> Result<Stamp, Problem> {
    match value {
        Value::String(text) => Stamp::parse(field, text),
        Value::Number(number) => {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "a fraction of a second is dropped"
            )]
            let seconds = number.as_i64().or_else(|| number.as_f64().map(|float| float as i64));
            Stamp::from_unix(field, seconds.unwrap_or_default())
        }
        other => Err(Problem::Time { field, found: quote(&other.to_string()), hint: "" }),
    }
}
