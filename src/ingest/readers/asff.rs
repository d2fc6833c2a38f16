//! AWS Security Hub's findings (ASFF, schema 2018-10-08): `{"Findings": […]}` as
//! `aws securityhub get-findings` writes it, an array, one finding, or one a line.
//!
//! Proves passes and fails of named resources, by the product that found them: each product is a
//! run of its own.
//!
//! Does not prove that a resource without a finding passed. Archived findings are no longer
//! present: they close nothing and are only counted. A listing with a `NextToken` is not whole, and
//! the run does not count as one that ended well.
//!
//! * `Compliance.Status`: `PASSED`, `FAILED`; `WARNING` and `NOT_AVAILABLE` could not be evaluated (the
//!   `Compliance` object in the ASFF reference). Without it the finding itself is the fail
//!   (vulnerabilities, threats, access).
//! * Prowler writes WARNING for what is on its mute list and drops the verdict, so such a result is
//!   left to a person; it writes no MANUAL findings at all. Its OCSF has both.
//! * `Workflow.Status` SUPPRESSED is a mute. RESOLVED is a person's word: without a PASSED beside
//!   it, it mutes too, and proves nothing.
//! * The rule is the check for Prowler, the control id for Security Hub (`IAM.8`), the
//!   `GeneratorId` for others.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::evidence::{Outcome, ScanResult, Severity, Subject};
use crate::ingest::{
    error::{Failure, Problem, quote},
    format::{Reader, Shape},
    gather::Gathered,
    json::{objects, told},
    names::tool_name,
    record::Recorder,
    stream::{self, Part},
    times::Stamp,
    window::Window,
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "asff",
    versions: "schema 2018-10-08: `aws securityhub get-findings`, Prowler's json-asff, other products",
    proves: "passes and fails of named resources in named accounts, for each product",
    does_not_prove: "that a resource without a finding passed; archived findings close nothing",
    names_accounts: true,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other readers have forms that they refuse")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has_all(&["Findings.SchemaVersion", "Findings.ProductArn"])
        || outline.has_all(&["SchemaVersion", "ProductArn"])
        // A hub without findings.
        || (!outline.list && outline.has("Findings") && outline.top_keys().len() == 1))
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Finding {
    product_arn: String,
    #[serde(default)]
    product_name: Option<String>,
    #[serde(default)]
    generator_id: Option<String>,
    #[serde(default)]
    aws_account_id: Option<String>,
    #[serde(default)]
    region: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    description: Option<String>,
    #[serde(default)]
    updated_at: Option<String>,
    #[serde(default)]
    record_state: Option<String>,
    #[serde(default)]
    workflow: Option<Status>,
    #[serde(default)]
    severity: Option<Grade>,
    #[serde(default)]
    compliance: Option<Compliance>,
    #[serde(default)]
    product_fields: Option<Map<String, Value>>,
    #[serde(default)]
    resources: Option<Vec<Resource>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Status {
    #[serde(default)]
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Grade {
    #[serde(default)]
    label: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Compliance {
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    security_control_id: Option<String>,
    #[serde(default)]
    status_reasons: Option<Vec<Reason>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Reason {
    #[serde(default)]
    reason_code: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Resource {
    #[serde(default)]
    id: Option<String>,
    #[serde(default, rename = "Type")]
    kind: Option<String>,
    #[serde(default)]
    region: Option<String>,
}

objects!(Finding, Status, Grade, Compliance, Reason, Resource);

const FINDING: &str = "a Security Hub finding";

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let mut gathered = Gathered::default();
    let mut incomplete = None;
    stream::document::<Finding>(window, FINDING, &["Findings"], |part| match part {
        Part::Element(_, finding) => take(&finding, &mut gathered),
        Part::Rest(rest) => {
            if rest.contains_key("ProductArn") {
                let finding = serde_json::from_value::<Finding>(Value::Object(rest))
                    .map_err(|error| crate::ingest::json::problem(FINDING, &error))?;
                return take(&finding, &mut gathered);
            }
            if rest.get("NextToken").is_some_and(|token| !token.is_null()) {
                incomplete = Some(
                    "the listing ends with a `NextToken`: there is more, and the run does not \
                     count as one that ended well; fetch it without `--max-items`",
                );
            }
            Ok(())
        }
    })?;
    gathered.hand_over(recorder, "security-hub", incomplete)
}

fn take(finding: &Finding, gathered: &mut Gathered) -> Result<(), Problem> {
    let tool = tool(finding);
    if let Some(version) = field(finding, "ProviderVersion") {
        let header = &mut gathered.run(&tool).header;
        header.version.get_or_insert_with(|| version.to_owned());
    }
    match told(&finding.record_state) {
        Some("ARCHIVED") => {
            gathered.run(&tool).header.absent += 1;
            return Ok(());
        }
        Some("ACTIVE") | None => {}
        Some(other) => {
            let expected = "ACTIVE or ARCHIVED";
            return Err(Problem::Word { field: "`RecordState`", found: quote(other), expected });
        }
    }
    let time = told(&finding.updated_at);
    let time = time.map(|text| Stamp::parse("`UpdatedAt`", text)).transpose()?;
    let (outcome, muted, note) = verdict(finding, tool == "prowler")?;
    let severity = finding.severity.as_ref().and_then(|grade| told(&grade.label));
    for subject in subjects(finding)? {
        let result = ScanResult {
            rule: rule(finding, &tool),
            subject,
            outcome,
            muted,
            severity: severity.and_then(Severity::parse),
            message: message(finding, note),
        };
        gathered.add(&tool, time, result)?;
    }
    Ok(())
}

/// The tool behind a finding: `…:product/COMPANY/PRODUCT`.
fn tool(finding: &Finding) -> String {
    let arn = finding.product_arn.as_str();
    let product = arn.rsplit_once("product/").map_or(arn, |(_, product)| product);
    match product {
        "prowler/prowler" => return "prowler".into(),
        "aws/securityhub" => return "security-hub".into(),
        _ => {}
    }
    let last = product.rsplit('/').next().unwrap_or(product);
    // Accounts may import under a product of their own, named `default`.
    let name = field(finding, "ProviderName").or_else(|| field(finding, "Product Name"));
    let name = name.or_else(|| told(&finding.product_name)).filter(|_| last == "default");
    match tool_name(name.unwrap_or(last)) {
        empty if empty.is_empty() => "asff".into(),
        name => name,
    }
}

fn field<'f>(finding: &'f Finding, name: &str) -> Option<&'f str> {
    finding.product_fields.as_ref()?.get(name)?.as_str().filter(|text| !text.is_empty())
}

fn rule(finding: &Finding, tool: &str) -> String {
    let generator = told(&finding.generator_id).unwrap_or_default();
    if tool == "prowler" {
        return generator.strip_prefix("prowler-").unwrap_or(generator).to_owned();
    }
    if tool == "access-analyzer" {
        return field(finding, "findingType").unwrap_or("ExternalAccess").to_owned();
    }
    let control = finding.compliance.as_ref().and_then(|c| told(&c.security_control_id));
    if let Some(control) = control {
        return control.to_owned();
    }
    // `security-control/IAM.8`, `aws-foundational-security-best-practices/v/1.0.0/IAM.8`; the ids
    // of other rulesets, such as `…/rule/1.1`, mean nothing alone.
    let last = generator.rsplit('/').next().unwrap_or(generator);
    let named = last.starts_with(|c: char| c.is_ascii_alphabetic()) && last.contains('.');
    if tool == "security-hub" && named { last.to_owned() } else { generator.to_owned() }
}

fn verdict(finding: &Finding, prowler: bool) -> Result<(Outcome, bool, &'static str), Problem> {
    let workflow = finding.workflow.as_ref().and_then(|workflow| told(&workflow.status));
    let suppressed = match workflow {
        Some("SUPPRESSED") => true,
        Some("NEW" | "NOTIFIED" | "RESOLVED") | None => false,
        Some(other) => {
            let expected = "NEW, NOTIFIED, RESOLVED or SUPPRESSED";
            return Err(Problem::Word {
                field: "`Workflow.Status`",
                found: quote(other),
                expected,
            });
        }
    };
    let note = if suppressed { "suppressed in Security Hub: " } else { "" };
    let status = finding.compliance.as_ref().and_then(|c| told(&c.status));
    Ok(match status {
        Some("PASSED") => (Outcome::Pass, suppressed, note),
        Some("WARNING") if prowler => {
            let note = "muted in Prowler, whose ASFF does not say the verdict: ";
            (Outcome::Manual, true, note)
        }
        Some("WARNING" | "NOT_AVAILABLE") => (Outcome::Error, suppressed, "not evaluated: "),
        Some("FAILED") | None if workflow == Some("RESOLVED") => {
            (Outcome::Fail, true, "marked as resolved by a person, not found to pass: ")
        }
        Some("FAILED") | None => (Outcome::Fail, suppressed, note),
        Some(other) => {
            let expected = "PASSED, FAILED, WARNING or NOT_AVAILABLE";
            let field = "`Compliance.Status`";
            return Err(Problem::Word { field, found: quote(other), expected });
        }
    })
}

fn subjects(finding: &Finding) -> Result<Vec<Subject>, Problem> {
    let account = told(&finding.aws_account_id).map(str::to_owned);
    let all = finding.resources.as_deref().unwrap_or_default();
    let subject = |resource: &Resource| {
        let uid = told(&resource.id)?.to_owned();
        let region = told(&resource.region).or_else(|| told(&finding.region));
        let kind = told(&resource.kind).unwrap_or_default().to_owned();
        Some(Subject { uid, kind, account: account.clone(), region: region.map(str::to_owned) })
    };
    let mut named: Vec<Subject> = all.iter().filter_map(subject).collect();
    if named.is_empty() {
        let missing = "resource and no account";
        let uid = account.clone().ok_or(Problem::Missing { what: FINDING, missing })?;
        let region = told(&finding.region).map(str::to_owned);
        named.push(Subject { uid, kind: "account".into(), account, region });
    }
    Ok(named)
}

fn message(finding: &Finding, note: &str) -> String {
    let text = told(&finding.description).or_else(|| told(&finding.title)).unwrap_or_default();
    let reasons = finding.compliance.as_ref().and_then(|c| c.status_reasons.as_deref());
    let codes: Vec<&str> =
        reasons.unwrap_or_default().iter().filter_map(|r| told(&r.reason_code)).collect();
    let codes = if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) };
    format!("{note}{text}{codes}")
}
