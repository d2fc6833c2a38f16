//! AWS Config's verdicts, as the AWS CLI writes them: `describe-compliance-by-config-rule`,
//! `describe-compliance-by-resource`, `get-compliance-details-by-config-rule` and
//! `get-compliance-details-by-resource`.
//!
//! Proves which rules and resources Config found compliant. A rule's overall verdict is about the
//! account; the verdict of a resource over all rules has the rule `all-rules`.
//!
//! Does not prove that Config records every resource. The account stands in the file only where
//! the account itself is the resource, and must be claimed (`--account`) else.
//!
//! * `NOT_APPLICABLE` and `INSUFFICIENT_DATA` are not verdicts (`ComplianceType` in the Config API).
//! * A listing is as new as the newest `ResultRecordedTime` in it: older verdicts in it still
//!   stand. The other documents name no time.
//! * With a `NextToken` there is more, and the run does not count as one that ended well.
//! * The numbers of contributors are capped at 25 (`CapExceeded`).
//! * The documents by resource list some resources only, so that no other is closed by them.

use serde::Deserialize;
use serde_json::Value;

use crate::evidence::{Outcome, ScanResult, Subject};
use crate::ingest::{
    error::{Failure, Problem, quote},
    format::{Reader, Shape},
    json::{objects, told},
    record::{Header, Recorder},
    stream::{self, Part},
    times::Stamp,
    window::Window,
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "aws-config",
    versions: "AWS CLI 1 and 2: describe-compliance-by-…, get-compliance-details-by-…",
    proves: "which rules and which resources AWS Config found compliant or not",
    does_not_prove: "that Config records every resource; which account it was, unless claimed",
    names_accounts: false,
    recognise,
    read,
};

const BY_RULE: &str = "ComplianceByConfigRules";
const BY_RESOURCE: &str = "ComplianceByResources";
const DETAILS: &str = "EvaluationResults";
const ACCOUNT: &str = "AWS::::Account";
const WHAT: &str = "an AWS Config document";

#[expect(clippy::unnecessary_wraps, reason = "other readers have forms that they refuse")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok([BY_RULE, BY_RESOURCE, DETAILS].iter().any(|key| outline.has(key)))
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Element {
    #[serde(default)]
    config_rule_name: Option<String>,
    #[serde(default)]
    resource_type: Option<String>,
    #[serde(default)]
    resource_id: Option<String>,
    #[serde(default)]
    compliance: Option<Compliance>,
    #[serde(default)]
    compliance_type: Option<String>,
    #[serde(default)]
    annotation: Option<String>,
    #[serde(default)]
    result_recorded_time: Option<Value>,
    #[serde(default)]
    evaluation_result_identifier: Option<Identifier>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Compliance {
    #[serde(default)]
    compliance_type: Option<String>,
    #[serde(default)]
    compliance_contributor_count: Option<Contributors>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Contributors {
    #[serde(default)]
    capped_count: u64,
    #[serde(default)]
    cap_exceeded: bool,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Identifier {
    #[serde(default)]
    evaluation_result_qualifier: Option<Qualifier>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Qualifier {
    #[serde(default)]
    config_rule_name: Option<String>,
    #[serde(default)]
    resource_type: Option<String>,
    #[serde(default)]
    resource_id: Option<String>,
}

objects!(Element, Compliance, Contributors, Identifier, Qualifier);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin("aws-config")?;
    let mut header = Header::default();
    let (mut count, mut more) = (0_u64, false);
    let mut rules = std::collections::BTreeSet::new();
    let mut other_account = None;
    let claimed = recorder.claimed_account();
    stream::document::<Element>(window, WHAT, &[BY_RULE, BY_RESOURCE, DETAILS], |part| {
        let (list, element) = match part {
            Part::Element(list, element) => (list, element),
            Part::Rest(rest) => {
                more |= rest.get("NextToken").is_some_and(|token| !token.is_null());
                return Ok(());
            }
        };
        count += 1;
        let mut result = result(list, &element, claimed)?;
        header.scope.partial |= list == BY_RESOURCE;
        if list == DETAILS {
            rules.insert(result.rule.clone());
        }
        if result.subject.kind == ACCOUNT && claimed.is_some_and(|id| id != result.subject.uid) {
            other_account = Some(result.subject.uid.clone());
        }
        if let Some(time) = time(element.result_recorded_time.as_ref())? {
            let newer = header.time.is_none_or(|known| known.at < time.at);
            header.time = if newer { Some(time) } else { header.time };
        }
        recorder.result(&mut result)
    })?;
    // The details of one rule are all its resources; those of several rules are of one resource.
    header.scope.partial |= rules.len() > 1;
    header.succeeded = count > 0 && !more && other_account.is_none();
    if count == 0 {
        header.warnings.push("the document lists nothing: nothing was evaluated".into());
    }
    if more {
        header.warnings.push(
            "the listing ends with a `NextToken`: there is more, and the run does not count as one \
             that ended well; fetch it without `--max-items`"
                .into(),
        );
    }
    if let Some(other) = other_account {
        header.warnings.push(format!(
            "the file is about account {}, another than the one claimed; the run proves nothing",
            quote(&other)
        ));
    }
    recorder.end(header)
}

fn result(list: &str, element: &Element, claimed: Option<&str>) -> Result<ScanResult, Problem> {
    let named = |text: Option<&str>, missing| {
        text.map(str::to_owned).ok_or(Problem::Missing { what: WHAT, missing })
    };
    let qualifier = element
        .evaluation_result_identifier
        .as_ref()
        .and_then(|identifier| identifier.evaluation_result_qualifier.as_ref());
    let compliance = element.compliance.as_ref();
    let (rule, kind, uid, word) = match (list, qualifier) {
        (DETAILS, Some(by)) => (
            named(told(&by.config_rule_name), "`ConfigRuleName`")?,
            named(told(&by.resource_type), "`ResourceType`")?,
            named(told(&by.resource_id), "`ResourceId`")?,
            told(&element.compliance_type),
        ),
        (DETAILS, None) => {
            return Err(Problem::Missing { what: WHAT, missing: "`EvaluationResultQualifier`" });
        }
        (BY_RESOURCE, _) => (
            "all-rules".to_owned(),
            named(told(&element.resource_type), "`ResourceType`")?,
            named(told(&element.resource_id), "`ResourceId`")?,
            compliance.and_then(|c| told(&c.compliance_type)),
        ),
        _ => (
            named(told(&element.config_rule_name), "`ConfigRuleName`")?,
            ACCOUNT.to_owned(),
            claimed.unwrap_or("the account").to_owned(),
            compliance.and_then(|c| told(&c.compliance_type)),
        ),
    };
    let (outcome, why) = verdict(word)?;
    let count = compliance.and_then(|c| c.compliance_contributor_count.as_ref());
    let count = count.map(|n| {
        let least = if n.cap_exceeded { "at least " } else { "" };
        format!("{least}{} contributors", n.capped_count)
    });
    let words = [Some(why), count.as_deref(), told(&element.annotation)];
    let uid = uid.trim().to_owned();
    let account = (kind == ACCOUNT && claimed.is_none() && list == DETAILS).then(|| uid.clone());
    Ok(ScanResult {
        rule,
        subject: Subject { uid, kind, account, region: None },
        outcome,
        muted: false,
        severity: None,
        message: words.into_iter().flatten().collect::<Vec<_>>().join(": "),
    })
}

fn verdict(word: Option<&str>) -> Result<(Outcome, &'static str), Problem> {
    Ok(match word {
        Some("COMPLIANT") => (Outcome::Pass, "compliant"),
        Some("NON_COMPLIANT") => (Outcome::Fail, "not compliant"),
        Some("NOT_APPLICABLE") => {
            (Outcome::NotApplicable, "AWS Config says that the rule does not apply")
        }
        Some("INSUFFICIENT_DATA") => (Outcome::Error, "AWS Config has not enough data"),
        other => {
            let found = other.map_or_else(|| "missing".into(), quote);
            let expected = "COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE or INSUFFICIENT_DATA";
            return Err(Problem::Word { field: "`ComplianceType`", found, expected });
        }
    })
}

/// A time as the AWS CLI writes it: version 1 seconds with a fraction, version 2 RFC 3339.
pub(super) fn time(value: Option<&Value>) -> Result<Option<Stamp>, Problem> {
    const FIELD: &str = "a time";
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Stamp::parse(FIELD, text).map(Some),
        Some(Value::Number(number)) => {
            let whole = number.to_string();
            let whole = whole.split('.').next().unwrap_or_default();
            let seconds = whole.parse::<i64>().map_err(|_| bad_time(value))?;
            Stamp::from_unix(FIELD, seconds).map(Some)
        }
        Some(_) => Err(bad_time(value)),
    }
}

fn bad_time(value: Option<&Value>) -> Problem {
    let found = value.map(Value::to_string).unwrap_or_default();
    Problem::Time { field: "a time", found: quote(&found), hint: "" }
}
