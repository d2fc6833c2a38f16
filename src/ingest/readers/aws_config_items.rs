//! AWS Config's configuration items: `aws configservice get-resource-config-history`, and the
//! snapshot and history files that Config delivers to S3.
//!
//! Proves nothing by itself: an item says what a resource is attached to. Each is one
//! informational result of the rule `configuration-item`, whose message names the relationships,
//! and reports show it beside what fails.
//!
//! Does not prove that Config records every resource. Of several items of a resource the newest
//! one counts; one whose status says `Deleted` tells so.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::aws_config::time;
use crate::evidence::{Outcome, ScanResult, Subject};
use crate::ingest::{
    error::{Failure, Problem},
    format::{Reader, Shape},
    gather::note,
    json::{objects, told},
    record::{Header, Recorder},
    stream::{self, Part},
    times::Stamp,
    window::Window,
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "aws-config-items",
    versions: "`aws configservice get-resource-config-history`, Config's snapshot and history files",
    proves: "nothing by itself: what a resource is attached to, shown beside what fails",
    does_not_prove: "that AWS Config records every resource",
    names_accounts: true,
    recognise,
    read,
};

const ITEMS: &str = "configurationItems";
const ITEM: &str = "a configuration item";
/// The most resources of a file.
const MAX_RESOURCES: usize = 500_000;
/// The most relationships that a message names.
const MAX_NAMED: usize = 40;

#[expect(clippy::unnecessary_wraps, reason = "other readers have forms that they refuse")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has(ITEMS))
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
struct Item {
    #[serde(default, alias = "ARN")]
    arn: Option<String>,
    #[serde(default, alias = "awsAccountId")]
    account_id: Option<String>,
    #[serde(default)]
    aws_region: Option<String>,
    #[serde(default)]
    resource_type: Option<String>,
    #[serde(default)]
    resource_id: Option<String>,
    #[serde(default)]
    configuration_item_capture_time: Option<Value>,
    #[serde(default)]
    configuration_item_status: Option<String>,
    #[serde(default)]
    relationships: Option<Vec<Relationship>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
struct Relationship {
    #[serde(default)]
    resource_type: Option<String>,
    #[serde(default)]
    resource_id: Option<String>,
    #[serde(default)]
    resource_name: Option<String>,
    /// `relationshipName` in the API, `name` in delivered files.
    #[serde(default, rename = "relationshipName", alias = "name")]
    name: Option<String>,
}

objects!(Item, Relationship);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin("aws-config")?;
    let mut newest: BTreeMap<Subject, (Option<Stamp>, String)> = BTreeMap::new();
    let mut header = Header::default();
    let mut more = false;
    stream::document::<Item>(window, ITEM, &[ITEMS], |part| {
        let item = match part {
            Part::Element(_, item) => item,
            Part::Rest(rest) => {
                more |= ["nextToken", "NextToken"]
                    .iter()
                    .any(|key| rest.get(*key).is_some_and(|token| !token.is_null()));
                return Ok(());
            }
        };
        let taken = time(item.configuration_item_capture_time.as_ref())?;
        let subject = subject(&item)?;
        if newest.len() == MAX_RESOURCES && !newest.contains_key(&subject) {
            return Err(Problem::TooLarge { what: "the file", limit: "500,000 resources" });
        }
        note(&mut header, &subject);
        // A listing is as new as the newest thing in it.
        header.time = later(header.time, taken);
        let known = newest.get(&subject).and_then(|(time, _)| *time);
        if known.is_none() || later(known, taken) != known {
            newest.insert(subject, (taken, message(&item)));
        }
        Ok(())
    })?;
    header.succeeded = !newest.is_empty() && !more;
    header.scope.partial = true;
    if newest.is_empty() {
        header.warnings.push("the file holds no configuration item".into());
    }
    if more {
        header.warnings.push("the listing ends with a `nextToken`: there is more".into());
    }
    for (subject, (_, message)) in newest {
        recorder.result(&mut ScanResult {
            rule: "configuration-item".into(),
            subject,
            outcome: Outcome::Informational,
            muted: false,
            severity: None,
            message,
        })?;
    }
    recorder.end(header)
}

fn later(one: Option<Stamp>, other: Option<Stamp>) -> Option<Stamp> {
    [one, other].into_iter().flatten().max_by_key(|stamp| stamp.at)
}

fn subject(item: &Item) -> Result<Subject, Problem> {
    let missing = |missing| Problem::Missing { what: ITEM, missing };
    let kind = told(&item.resource_type).ok_or_else(|| missing("`resourceType`"))?;
    let uid = told(&item.arn).or(told(&item.resource_id));
    Ok(Subject {
        uid: uid.ok_or_else(|| missing("`arn` and no `resourceId`"))?.to_owned(),
        kind: kind.to_owned(),
        account: told(&item.account_id).map(str::to_owned),
        region: told(&item.aws_region).map(str::to_owned),
    })
}

fn message(item: &Item) -> String {
    if told(&item.configuration_item_status).is_some_and(|word| word.contains("Deleted")) {
        return "was deleted".into();
    }
    let all = item.relationships.as_deref().unwrap_or_default();
    let mut named: Vec<String> = all.iter().take(MAX_NAMED).map(relationship).collect();
    if all.len() > MAX_NAMED {
        named.push(format!("and {} more", all.len() - MAX_NAMED));
    }
    if named.is_empty() {
        return "is attached to nothing that AWS Config knows".into();
    }
    format!("is attached to: {}", named.join("; "))
}

fn relationship(to: &Relationship) -> String {
    let id = told(&to.resource_id).or(told(&to.resource_name)).unwrap_or("unnamed");
    let kind = told(&to.resource_type).unwrap_or("a resource");
    let name = told(&to.name).map(|name| format!(" ({})", name.trim()));
    format!("{kind} {id}{}", name.unwrap_or_default())
}
