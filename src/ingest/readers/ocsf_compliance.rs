//! Compliance findings in OCSF JSON (class 2003), by any product: an array, or one finding a line.
//!
//! Proves passes and fails of named resources, as `compliance.status_id` says: 1 pass, 2 warning
//! (information was missing), 3 fail (OCSF schema, class Compliance Finding, object Compliance).
//!
//! Does not prove that a resource without a finding passed. Findings that are closed, archived or
//! deleted are no longer present; `compliance.requirements` and `standards` are the product's
//! claims and are not read.
//!
//! * The rule is `compliance.control`, else each of `compliance.checks`, else
//!   `finding_info.analytic.uid`.
//! * Where the number and the word of a status differ, the worse of the two counts.
//! * `time` is in milliseconds since 1970, as the schema says; values that can only be seconds are
//!   taken as such.

use serde::Deserialize;

use crate::evidence::{Outcome, ScanResult, Severity, State, Subject};
use crate::ingest::{
    error::{Failure, Problem, quote},
    format::{Reader, Shape},
    gather::Gathered,
    json::{objects, told},
    names::tool_name,
    record::Recorder,
    times::Stamp,
    window::{Stop, Window},
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "ocsf-compliance",
    versions: "OCSF 1.0 to 1.6, class 2003, by any product; an array or one finding a line",
    proves: "passes and fails of named resources, for each product",
    does_not_prove: "that a resource without a finding passed; closed findings close nothing",
    names_accounts: true,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other readers have forms that they refuse")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.get("class_uid") == "2003" && outline.has("metadata"))
}

const FINDING: &str = "an OCSF compliance finding";

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Finding {
    metadata: Metadata,
    class_uid: u64,
    #[serde(default)]
    activity_id: Option<u64>,
    #[serde(default)]
    status_id: Option<u64>,
    #[serde(default)]
    compliance: Option<Compliance>,
    #[serde(default, rename = "finding_info")]
    info: Option<Info>,
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    severity: Option<String>,
    #[serde(default)]
    resource: Option<Resource>,
    #[serde(default)]
    resources: Option<Vec<Resource>>,
    #[serde(default)]
    cloud: Option<Cloud>,
    #[serde(default)]
    time: Option<i64>,
    #[serde(default)]
    time_dt: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Metadata {
    #[serde(default)]
    product: Option<Product>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Product {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    version: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Compliance {
    #[serde(default)]
    control: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    status_id: Option<u64>,
    #[serde(default)]
    status_detail: Option<String>,
    #[serde(default)]
    checks: Option<Vec<Check>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Check {
    #[serde(default)]
    uid: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    status_id: Option<u64>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Info {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    analytic: Option<Analytic>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Analytic {
    #[serde(default)]
    uid: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Resource {
    #[serde(default)]
    uid: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    region: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Cloud {
    #[serde(default)]
    account: Option<Account>,
    #[serde(default)]
    region: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Account {
    #[serde(default)]
    uid: Option<String>,
}

objects!(Finding, Metadata, Product, Compliance, Check, Info, Analytic, Resource, Cloud, Account);

fn read(mut window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let mut gathered = Gathered::default();
    window.each(FINDING, |text| {
        let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Finding>();
        let Some(finding) = stream.next() else { return Ok(0) };
        take(&finding?, &mut gathered).map_err(Stop::Problem)?;
        Ok(stream.byte_offset())
    })?;
    gathered.hand_over(recorder, "ocsf-compliance", None)
}

/// The states in which a finding is no longer present: `activity_id` Close, `status_id` Archived
/// and Deleted.
fn is_gone(finding: &Finding) -> bool {
    finding.activity_id == Some(3) || matches!(finding.status_id, Some(5 | 6))
}

fn take(finding: &Finding, gathered: &mut Gathered) -> Result<(), Problem> {
    if finding.class_uid != 2003 {
        let (found, expected) = (finding.class_uid.to_string(), "2003 (compliance finding)");
        return Err(Problem::Word { field: "`class_uid`", found, expected });
    }
    let product = finding.metadata.product.as_ref();
    let name = product.and_then(|product| told(&product.name));
    let tool = tool_name(name.unwrap_or("ocsf-compliance"));
    if let Some(version) = product.and_then(|product| told(&product.version)) {
        gathered.run(&tool).header.version.get_or_insert_with(|| version.to_owned());
    }
    if is_gone(finding) {
        gathered.run(&tool).header.absent += 1;
        return Ok(());
    }
    let missing = |missing| Problem::Missing { what: FINDING, missing };
    let compliance = finding.compliance.as_ref().ok_or_else(|| missing("`compliance`"))?;
    let subject = subject(finding)?;
    let time = time(finding)?;
    for (rule, outcome) in verdicts(finding, compliance)? {
        let result = ScanResult {
            rule,
            subject: subject.clone(),
            outcome,
            muted: finding.status_id == Some(3),
            severity: told(&finding.severity).and_then(Severity::parse),
            message: message(finding, compliance),
        };
        gathered.add(&tool, time, result)?;
    }
    Ok(())
}

/// The rules of a finding, each with what was said of it.
fn verdicts(finding: &Finding, of: &Compliance) -> Result<Vec<(String, Outcome)>, Problem> {
    let analytic = finding.info.as_ref().and_then(|info| info.analytic.as_ref());
    let checks = of.checks.as_deref().unwrap_or_default();
    if let Some(control) = told(&of.control) {
        return Ok(vec![(control.to_owned(), verdict(of.status_id, told(&of.status))?)]);
    }
    let rule = |check: &Check| told(&check.uid).or(told(&check.name)).map(str::to_owned);
    if !checks.is_empty() {
        let missing = Problem::Missing { what: FINDING, missing: "check id" };
        let each = checks
            .iter()
            .map(|check| Some((rule(check)?, verdict(check.status_id, told(&check.status)))));
        let each: Vec<_> = each.collect::<Option<_>>().ok_or(missing)?;
        return each.into_iter().map(|(rule, outcome)| Ok((rule, outcome?))).collect();
    }
    let missing = "`compliance.control`, no checks and no analytic";
    let rule = analytic.and_then(|analytic| told(&analytic.uid));
    let rule = rule.ok_or(Problem::Missing { what: FINDING, missing })?;
    Ok(vec![(rule.to_owned(), verdict(of.status_id, told(&of.status))?)])
}

/// The worse of what the number and the word say.
fn verdict(id: Option<u64>, word: Option<&str>) -> Result<Outcome, Problem> {
    let by_id = match id {
        None | Some(99) => None,
        Some(1) => Some(Outcome::Pass),
        Some(3) => Some(Outcome::Fail),
        Some(0 | 2) => Some(Outcome::Error),
        Some(other) => {
            let (field, expected) = ("`compliance.status_id`", "0, 1, 2, 3 or 99");
            return Err(Problem::Word { field, found: other.to_string(), expected });
        }
    };
    let lower = word.map(str::to_ascii_lowercase);
    let by_word = match lower.as_deref() {
        Some("pass" | "passed") => Some(Outcome::Pass),
        Some("fail" | "failed") => Some(Outcome::Fail),
        Some("warning" | "unknown" | "not_available") => Some(Outcome::Error),
        Some(_) if by_id.is_some() => by_id,
        None => None,
        Some(_) => {
            let found = quote(word.unwrap_or_default());
            let expected = "Pass, Warning, Fail, Unknown or NOT_AVAILABLE";
            return Err(Problem::Word { field: "`compliance.status`", found, expected });
        }
    };
    match (by_id, by_word) {
        (Some(a), Some(b)) => Ok(State::new(a).worse(State::new(b)).outcome),
        (one, other) => {
            one.or(other).ok_or(Problem::Missing { what: FINDING, missing: "`compliance.status`" })
        }
    }
}

fn subject(finding: &Finding) -> Result<Subject, Problem> {
    let cloud = finding.cloud.as_ref();
    let account = cloud.and_then(|cloud| cloud.account.as_ref()).and_then(|a| told(&a.uid));
    let resource = finding.resources.iter().flatten().chain(&finding.resource).next();
    let named = resource.and_then(|resource| told(&resource.uid).or(told(&resource.name)));
    let uid = named.or(account);
    let uid = uid.ok_or(Problem::Missing { what: FINDING, missing: "resource and no account" })?;
    let kind = resource.and_then(|resource| told(&resource.kind));
    let region = resource.and_then(|resource| told(&resource.region));
    let region = region.or_else(|| cloud.and_then(|cloud| told(&cloud.region)));
    Ok(Subject {
        uid: uid.to_owned(),
        kind: if named.is_some() { kind.unwrap_or_default() } else { "account" }.to_owned(),
        account: account.map(str::to_owned),
        region: region.map(str::to_owned),
    })
}

fn time(finding: &Finding) -> Result<Option<Stamp>, Problem> {
    /// Milliseconds from 1973 on have twelve digits and more, seconds until 5138 have eleven.
    const MILLISECONDS: i64 = 100_000_000_000;
    if let Some(time) = finding.time {
        let seconds = if time >= MILLISECONDS { time / 1000 } else { time };
        return Stamp::from_unix("`time`", seconds).map(Some);
    }
    told(&finding.time_dt).map(|text| Stamp::parse("`time_dt`", text)).transpose()
}

fn message(finding: &Finding, compliance: &Compliance) -> String {
    let title = finding.info.as_ref().and_then(|info| told(&info.title));
    let text = told(&compliance.status_detail).or(told(&finding.message)).or(title);
    let muted = if finding.status_id == Some(3) { "suppressed in the product: " } else { "" };
    format!("{muted}{}", text.unwrap_or_default())
}
