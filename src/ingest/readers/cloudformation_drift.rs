//! How the resources of a stack differ from their template:
//! `aws cloudformation describe-stack-resource-drifts`.
//!
//! Proves: that a named resource was, when it was checked, as the template says in the properties
//! that the template sets, or that it was not.
//!
//! Does not prove: anything about properties that the template does not set, about resources that
//! are not listed (many kinds cannot be checked), or about what the template ought to say.
//!
//! How it is read (source: the service's API reference, `StackResourceDrift`):
//!
//! * `IN_SYNC` is a pass; `MODIFIED` and `DELETED` are fails; `NOT_CHECKED`, `UNKNOWN` and
//!   `UNSUPPORTED` are errors, never passes;
//! * the subject is the stack's ARN, `/`, and the resource's logical id;
//! * the run is as old as the oldest `Timestamp` in it;
//! * the list may be filtered: what it does not name is as it was.

use serde::Deserialize;
use serde_json::Value;

use super::{
    aws_config::time,
    cloudformation_stacks::{Place, TOOL},
};
use crate::{
    evidence::{Outcome, ScanResult, Scope, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{objects, told},
        record::{Header, Recorder},
        stream::{Part, document},
        times::Stamp,
        window::Window,
    },
};

const RULE: &str = "resource-drift";
const LIST: &str = "StackResourceDrifts";
/// How many changed properties a message names.
const NAMED: usize = 5;

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "cloudformation-drift",
    versions: "`aws cloudformation describe-stack-resource-drifts` of the AWS CLI 1 and 2",
    proves: "that a resource of a stack was as its template says when it was checked, or was not",
    does_not_prove: "anything about resources that are not listed or not checked, or properties \
                     that the template does not set",
    names_accounts: true,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has(LIST))
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Drift {
    #[serde(default)]
    stack_id: Option<String>,
    #[serde(default)]
    logical_resource_id: Option<String>,
    #[serde(default)]
    physical_resource_id: Option<String>,
    #[serde(default)]
    resource_type: Option<String>,
    #[serde(default)]
    stack_resource_drift_status: Option<String>,
    #[serde(default, rename = "DriftStatusReason")]
    reason: Option<String>,
    #[serde(default)]
    property_differences: Option<Vec<Difference>>,
    #[serde(default)]
    timestamp: Option<Value>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Difference {
    #[serde(default)]
    property_path: Option<String>,
}

objects!(Drift, Difference);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin(TOOL)?;
    let mut scope = Scope { partial: true, ..Scope::default() };
    let (mut oldest, mut count, mut more) = (None, 0_u64, false);
    document::<Drift>(window, "a list of drifts", &[LIST], |part| {
        match part {
            Part::Element(_, drift) => {
                count += 1;
                let place = Place::of(drift.stack_id.as_deref())?;
                let (mut result, checked) = drift.result(&place)?;
                oldest = Stamp::better(oldest, Some(checked));
                scope.accounts.insert(place.account);
                scope.regions.insert(place.region);
                recorder.result(&mut result)?;
            }
            Part::Rest(rest) => more |= rest.get("NextToken").is_some_and(|t| !t.is_null()),
        }
        Ok(())
    })?;
    let mut warnings = Vec::new();
    if more {
        warnings.push("the list goes on elsewhere (`NextToken`): resources are missing".into());
    }
    if count == 0 {
        warnings.push("the file lists no resource: none was checked".into());
    }
    scope.examined = Some(count);
    let succeeded = count > 0;
    recorder.end(Header { time: oldest, succeeded, scope, warnings, ..Header::default() })
}

impl Drift {
    fn result(&self, place: &Place) -> Result<(ScanResult, Stamp), Problem> {
        let missing = |missing| Problem::Missing { what: "a drift", missing };
        let logical =
            told(&self.logical_resource_id).ok_or(missing("`LogicalResourceId`"))?.to_owned();
        let checked = time(self.timestamp.as_ref())?.ok_or(missing("`Timestamp`"))?;
        let word = told(&self.stack_resource_drift_status).unwrap_or_default();
        let (outcome, said) = match word {
            "IN_SYNC" => (Outcome::Pass, "in sync"),
            "MODIFIED" => (Outcome::Fail, "differs from its template"),
            "DELETED" => (Outcome::Fail, "deleted behind its template's back"),
            "NOT_CHECKED" | "UNKNOWN" | "UNSUPPORTED" => (Outcome::Error, "not checked"),
            _ => {
                return Err(Problem::Word {
                    field: "`StackResourceDriftStatus`",
                    found: quote(word),
                    expected: "IN_SYNC, MODIFIED, DELETED, NOT_CHECKED, UNKNOWN or UNSUPPORTED",
                });
            }
        };
        let mut said = vec![said.to_owned()];
        let changed = self.property_differences.iter().flatten();
        let paths: Vec<&str> = changed.filter_map(|d| told(&d.property_path)).collect();
        if !paths.is_empty() {
            let more = paths.len().saturating_sub(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            said.push(format!("in {}{more}", paths[..paths.len().min(NAMED)].join(", ")));
        }
        said.extend(told(&self.physical_resource_id).map(|id| format!("resource {id}")));
        said.extend(told(&self.reason).map(str::to_owned));
        let result = ScanResult {
            rule: RULE.into(),
            subject: Subject {
                uid: format!("{}/{logical}", place.arn),
                kind: self.resource_type.clone().unwrap_or_default(),
                account: Some(place.account.clone()),
                region: Some(place.region.clone()),
            },
            outcome,
            muted: false,
            severity: None,
            message: said.join(", "),
        };
        Ok((result, checked))
    }
}
