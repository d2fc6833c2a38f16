//! IAM Access Analyzer's findings: `list-findings-v2`, `list-findings`, `get-finding-v2` and
//! `get-finding` of the AWS CLI.
//!
//! Proves which resources have an open finding (external access, unused roles, keys, passwords
//! and permissions), and which findings the analyzer resolved because the access is gone.
//!
//! Does not prove that a resource without a finding has none: the file does not say what the
//! analyzer looks at. ARCHIVED is a person's or a rule's wish not to see it: a muted fail.
//!
//! The rule is the `findingType`; findings of version 1 have none and are all `ExternalAccess`. A
//! listing is as new as the newest `analyzedAt` in it.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::aws_config::time;
use crate::evidence::{Outcome, ScanResult, Subject};
use crate::ingest::{
    error::{Failure, Problem, quote},
    format::{Reader, Shape},
    gather::note,
    json::{self, objects, told},
    record::{Header, Recorder},
    stream::{self, Part},
    window::Window,
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "access-analyzer",
    versions: "AWS CLI 1 and 2: accessanalyzer list-findings-v2, get-finding-v2, and version 1",
    proves: "which resources have an open finding of unused or external access, or a resolved one",
    does_not_prove: "that a resource without a finding has none",
    names_accounts: true,
    recognise,
    read,
};

const FINDING: &str = "an Access Analyzer finding";
/// The most unused permissions that a message names.
const MAX_NAMED: usize = 40;

#[expect(clippy::unnecessary_wraps, reason = "other readers have forms that they refuse")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has_all(&["findings.resourceOwnerAccount", "findings.resourceType"])
        || outline.has_all(&["finding.resourceOwnerAccount", "finding.resourceType"])
        || outline.has_all(&["resourceOwnerAccount", "findingType"]))
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
struct Finding {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    resource: Option<String>,
    #[serde(default)]
    resource_type: Option<String>,
    #[serde(default)]
    resource_owner_account: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default, rename = "findingType")]
    rule: Option<String>,
    #[serde(default)]
    analyzed_at: Option<Value>,
    #[serde(default)]
    error: Option<String>,
    #[serde(default, rename = "findingDetails")]
    details: Option<Vec<Value>>,
}

objects!(Finding);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin("access-analyzer")?;
    let mut header = Header::default();
    let (mut count, mut more) = (0_u64, false);
    let mut take = |finding: &Finding, header: &mut Header| {
        count += 1;
        let mut result = result(finding)?;
        note(header, &result.subject);
        if let Some(time) = time(finding.analyzed_at.as_ref())?
            && header.time.is_none_or(|known| known.at < time.at)
        {
            header.time = Some(time);
        }
        recorder.result(&mut result)
    };
    stream::document::<Finding>(window, FINDING, &["findings"], |part| match part {
        Part::Element(_, finding) => take(&finding, &mut header),
        Part::Rest(mut rest) => {
            more |= rest.get("nextToken").is_some_and(|token| !token.is_null());
            let one = match rest.remove("finding") {
                Some(Value::Object(one)) => one,
                _ if rest.contains_key("resourceOwnerAccount") => rest,
                _ => return Ok(()),
            };
            header.scope.partial = true;
            take(&parse(one)?, &mut header)
        }
    })?;
    header.succeeded = count > 0 && !more;
    if count == 0 {
        header.warnings.push("the document lists no finding: nothing was evaluated".into());
    }
    if more {
        header.warnings.push(
            "the listing ends with a `nextToken`: there is more, and the run does not count as one \
             that ended well; fetch it without `--max-items`"
                .into(),
        );
    }
    recorder.end(header)
}

fn parse(finding: Map<String, Value>) -> Result<Finding, Problem> {
    serde_json::from_value(Value::Object(finding)).map_err(|error| json::problem(FINDING, &error))
}

fn result(finding: &Finding) -> Result<ScanResult, Problem> {
    let missing = |missing| Problem::Missing { what: FINDING, missing };
    let rule = told(&finding.rule).unwrap_or("ExternalAccess");
    let resource = told(&finding.resource).or(told(&finding.id));
    let resource = resource.ok_or_else(|| missing("`resource` and no `id`"))?;
    // A resource may be open to several principals, each a finding of its own.
    let uid = match told(&finding.id) {
        Some(id) if !rule.starts_with("Unused") => format!("{resource} {id}"),
        _ => resource.to_owned(),
    };
    let (outcome, muted, word) = match told(&finding.status) {
        _ if told(&finding.error).is_some() => (Outcome::Error, false, "not analysed"),
        Some("ACTIVE") => (Outcome::Fail, false, "active"),
        Some("ARCHIVED") => (Outcome::Fail, true, "archived by a person or an archive rule"),
        Some("RESOLVED") => (Outcome::Pass, false, "resolved: the access is gone"),
        other => {
            let found = other.map_or_else(|| "missing".into(), quote);
            let expected = "ACTIVE, ARCHIVED or RESOLVED";
            return Err(Problem::Word { field: "`status`", found, expected });
        }
    };
    let unused = unused(finding.details.as_deref().unwrap_or_default());
    let account = told(&finding.resource_owner_account);
    Ok(ScanResult {
        rule: rule.to_owned(),
        subject: Subject {
            uid,
            kind: told(&finding.resource_type).unwrap_or_default().to_owned(),
            account: account.map(str::to_owned),
            region: None,
        },
        outcome,
        muted,
        severity: None,
        message: if unused.is_empty() { word.into() } else { format!("{word}; unused: {unused}") },
    })
}

/// The services and actions that `unusedPermissionDetails` names, with when they were last used.
fn unused(details: &[Value]) -> String {
    let mut named = Vec::new();
    let mut more = 0_usize;
    let mut name = |text: String| {
        if named.len() < MAX_NAMED { named.push(text) } else { more += 1 }
    };
    for detail in details {
        let detail = &detail["unusedPermissionDetails"];
        let Some(service) = detail["serviceNamespace"].as_str() else { continue };
        let actions = detail["actions"].as_array().map(Vec::as_slice).unwrap_or_default();
        if actions.is_empty() {
            name(format!("{service}{}", last(detail)));
        }
        for action in actions {
            let word = action["action"].as_str().unwrap_or("an action");
            name(format!("{service}:{word}{}", last(action)));
        }
    }
    if more > 0 {
        named.push(format!("and {more} more"));
    }
    named.join(", ")
}

fn last(of: &Value) -> String {
    let time = time(Some(&of["lastAccessed"])).ok().flatten();
    time.map_or_else(String::new, |time| format!(" (last used {})", time.at.day()))
}
