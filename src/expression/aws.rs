//! Words of expressions for what AWS documents hold: error messages, policies and network rules.
//!
//! Their grammar is that of the "IAM JSON policy elements reference" and of the EC2 API reference
//! (`IpPermission`, `NetworkAclEntry`). What does not follow it is an error, never an answer.

use minijinja::{Environment, Error, ErrorKind, value::Value};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value as Json, json};

use super::{escalation, fields::Tracker, networks};

pub(super) fn add(environment: &mut Environment<'static>, tracker: &Tracker) {
    environment.add_filter("aws_error", |value: &Value| Tracker::error_code(value));
    let notes = tracker.clone();
    environment.add_filter("statements", move |policy: &Value| -> Result<Value, Error> {
        Ok(notes.value(&Json::Array(statements(&document(policy)?)?), "statements"))
    });
    let notes = tracker.clone();
    environment.add_filter("principals", move |policy: &Value| -> Result<Value, Error> {
        Ok(notes.value(&Json::Array(principals(&document(policy)?)?), "principals"))
    });
    environment.add_filter("escalations", |policies: &Value| -> Result<Vec<String>, Error> {
        let policies = policies.try_iter()?.map(|policy| document(&policy));
        escalation::escalations(&policies.collect::<Result<Vec<_>, _>>()?)
    });
    environment.add_filter("public_subnets", |subnets: &Value, tables: &Value| {
        let plain = |value: &Value| Tracker::plain(value).ok_or_else(|| odd("a field is missing"));
        let subnets = subnets.try_iter()?.map(|subnet| plain(&subnet));
        let subnets = subnets.collect::<Result<Vec<_>, _>>()?;
        networks::public_subnets(&subnets, &plain(tables)?).map_err(odd)
    });
    environment.add_filter("admits_internet", |rules: &Value, port: u16| -> Result<bool, Error> {
        let rules = Tracker::plain(rules).ok_or_else(|| odd("there are no network rules"))?;
        networks::admits_internet(&rules, port).map_err(odd)
    });
}

fn odd(why: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidOperation, why.into())
}

/// A policy as an object; as text it is JSON, which the IAM API encodes as in an address (RFC 3986).
fn document(policy: &Value) -> Result<Json, Error> {
    let policy = Tracker::plain(policy).ok_or_else(|| odd("there is no policy"))?;
    let Json::String(text) = policy else { return Ok(policy) };
    let decoded = if text.trim_start().starts_with('{') {
        text.into()
    } else {
        percent_decode_str(&text).decode_utf8_lossy()
    };
    serde_json::from_str(&decoded).map_err(|error| odd(format!("the policy is no JSON: {error}")))
}

/// The statements of a policy, each with these fields:
///
/// * `effect`: `Allow` or `Deny`;
/// * `actions`, `resources`: what it names, as lists; for `NotAction` and `NotResource` the list is
///   `["*"]`, since it covers all but a few;
/// * `everything`: it allows every action on every resource, without a condition;
/// * `anyone`: it allows what it allows to everybody, without a condition that narrows this to an
///   account, an organization, a network or a resource;
/// * `conditions`: such as `bool aws:securetransport false`, in small letters.
fn statements(policy: &Json) -> Result<Vec<Json>, Error> {
    let read = |statement: &Map<String, Json>| -> Result<Json, Error> {
        let (effect, conditions) = (effect(statement)?, conditions(statement)?);
        let actions = covered(statement, "Action", "NotAction")?;
        let resources = covered(statement, "Resource", "NotResource")?;
        let all = |list: &[String], every: &[&str]| {
            list.iter().any(|name| every.contains(&name.as_str()))
        };
        let everything = effect == "Allow"
            && all(&actions, &["*", "*:*"])
            && all(&resources, &["*"])
            && conditions.is_empty();
        let holders = holders(statement)?;
        let anyone = effect == "Allow"
            && holders.iter().any(|(_, id)| id == "*")
            && !conditions.iter().any(Condition::narrows);
        let conditions: Vec<String> = conditions.iter().map(Condition::words).collect();
        Ok(json!({
            "effect": effect, "actions": actions, "resources": resources, "everything": everything,
            "anyone": anyone, "conditions": conditions,
        }))
    };
    list(policy)?.into_iter().map(read).collect()
}

/// Whom the statements of a policy allow something, each with these fields:
///
/// * `kind`: `AWS`, `Service`, `Federated`, `CanonicalUser`;
/// * `id`: as the policy names it; `account`: its account, empty when the name has none;
/// * `anyone`: it is everybody (`*`, or `NotPrincipal`);
/// * `whole_account`: it is an account as a whole, whose administrators choose who may;
/// * `external_id`: it must name an agreed `sts:ExternalId`;
/// * `from_own`: a condition names the account, organization or resource on whose behalf it may act
///   (`aws:SourceAccount`, `aws:SourceArn`, `aws:SourceOrgID`, `aws:PrincipalOrgID`);
/// * `audience`, `subject`: a condition names the audience or the subject of a federated sign-in;
/// * `actions`: what it may do.
fn principals(policy: &Json) -> Result<Vec<Json>, Error> {
    let mut found = Vec::new();
    for statement in list(policy)? {
        if effect(statement)? == "Deny" {
            continue;
        }
        let conditions = conditions(statement)?;
        let has = |test: fn(&Condition) -> bool| conditions.iter().any(test);
        let actions = covered(statement, "Action", "NotAction")?;
        for (kind, id) in holders(statement)? {
            let account = account_of(&id);
            let whole = kind == "AWS" && (id == account || id.ends_with(":root"));
            found.push(json!({
                "kind": kind, "account": account, "anyone": id == "*",
                "whole_account": whole && id != "*", "id": id, "actions": actions,
                "external_id": has(|c| c.is_exact() && c.key == "sts:externalid"),
                "from_own": has(Condition::names_source),
                "audience": has(|c| c.is_exact() && c.key.ends_with(":aud")),
                "subject": has(|c| c.is_bound() && c.key.ends_with(":sub")),
            }));
        }
    }
    Ok(found)
}

/// The account in a principal: twelve digits, alone or in an ARN.
fn account_of(id: &str) -> String {
    let is_account = |text: &str| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    let part = if id.starts_with("arn:") { id.split(':').nth(4).unwrap_or_default() } else { id };
    if is_account(part) { part.to_owned() } else { String::new() }
}

pub(super) fn list(policy: &Json) -> Result<Vec<&Map<String, Json>>, Error> {
    let statements = policy.get("Statement").ok_or_else(|| odd("the policy has no `Statement`"))?;
    let object = |json: &'_ Json| json.is_object();
    let statements = match statements {
        Json::Array(list) if list.iter().all(object) => list.iter().collect(),
        Json::Object(_) => vec![statements],
        _ => return Err(odd("`Statement` of the policy is no list of objects")),
    };
    Ok(statements.into_iter().filter_map(Json::as_object).collect())
}

pub(super) fn effect(statement: &Map<String, Json>) -> Result<&str, Error> {
    match statement.get("Effect").and_then(Json::as_str) {
        Some(effect @ ("Allow" | "Deny")) => Ok(effect),
        _ => Err(odd("`Effect` of a statement is neither Allow nor Deny")),
    }
}

/// What a statement names: an element that is one text or a list of them.
pub(super) fn names(json: &Json, element: &str) -> Result<Vec<String>, Error> {
    let text = |json: &Json| match json {
        Json::String(text) => Some(text.clone()),
        Json::Bool(truth) => Some(truth.to_string()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let names = match json {
        Json::Array(list) => list.iter().map(text).collect(),
        one => text(one).map(|one| vec![one]),
    };
    names.ok_or_else(|| {
        odd(format!("`{element}` of a statement is neither text nor a list of texts"))
    })
}

pub(super) fn covered(
    statement: &Map<String, Json>,
    element: &str,
    negated: &str,
) -> Result<Vec<String>, Error> {
    match (statement.get(element), statement.get(negated)) {
        (Some(json), None) => names(json, element),
        (None, Some(_)) => Ok(vec!["*".into()]),
        // A trust policy has no resource.
        (None, None) if element == "Resource" => Ok(Vec::new()),
        _ => Err(odd(format!("a statement has not exactly one of `{element}` and `{negated}`"))),
    }
}

/// Whom a statement names, by kind; none for a policy of an identity, which names nobody.
fn holders(statement: &Map<String, Json>) -> Result<Vec<(String, String)>, Error> {
    if statement.contains_key("NotPrincipal") {
        return Ok(vec![("AWS".into(), "*".into())]);
    }
    match statement.get("Principal") {
        None => Ok(Vec::new()),
        Some(Json::String(anyone)) if anyone == "*" => Ok(vec![("AWS".into(), "*".into())]),
        Some(Json::Object(kinds)) => {
            let mut all = Vec::new();
            for (kind, ids) in kinds {
                all.extend(names(ids, "Principal")?.into_iter().map(|id| (kind.clone(), id)));
            }
            Ok(all)
        }
        Some(_) => Err(odd("`Principal` of a statement is neither * nor an object")),
    }
}

/// One condition of a statement, in small letters but for its values.
pub(super) struct Condition {
    operator: String,
    key: String,
    values: Vec<String>,
}

impl Condition {
    fn words(&self) -> String {
        format!("{} {} {}", self.operator, self.key, self.values.join(","))
    }

    /// It holds only for the very values that it names.
    fn is_exact(&self) -> bool {
        let exact = ["stringequals", "stringequalsignorecase", "arnequals"];
        exact.contains(&self.operator.as_str()) && self.is_bound()
    }

    /// It holds only when the key is there, with a value that says something.
    fn is_bound(&self) -> bool {
        let positive =
            ["stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike"];
        let says_nothing = |value: &String| value.chars().all(|c| matches!(c, '*' | '?' | ':'));
        positive.contains(&self.operator.as_str())
            && !self.values.is_empty()
            && !self.values.iter().any(says_nothing)
    }

    fn names_source(&self) -> bool {
        let keys = ["aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid", "aws:principalorgid"];
        self.is_bound() && keys.contains(&self.key.as_str())
    }

    /// It narrows everybody down to somebody.
    fn narrows(&self) -> bool {
        let keys = [
            "aws:principalaccount",
            "aws:principalarn",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "kms:calleraccount",
            "aws:sourceowner",
        ];
        self.names_source() || self.is_bound() && keys.contains(&self.key.as_str())
    }
}

pub(super) fn conditions(statement: &Map<String, Json>) -> Result<Vec<Condition>, Error> {
    let malformed = || odd("`Condition` of a statement is no object of objects");
    let mut all = Vec::new();
    let Some(operators) = statement.get("Condition") else { return Ok(all) };
    for (operator, keys) in operators.as_object().ok_or_else(malformed)? {
        for (key, values) in keys.as_object().ok_or_else(malformed)? {
            all.push(Condition {
                operator: operator.to_lowercase(),
                key: key.to_lowercase(),
                values: names(values, "Condition")?,
            });
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trusted(principal: &Json, condition: &Json) -> Result<Vec<Json>, String> {
        let policy = json!({"Statement": {"Effect": "Allow", "Principal": principal,
            "Action": "sts:AssumeRole", "Condition": condition}});
        principals(&policy).map_err(|error| error.to_string())
    }

    #[test]
    fn a_principal_is_somebody_an_account_or_anyone() {
        for (principal, account, whole, anyone) in [
            (json!({"AWS": "arn:aws:iam::123456789012:role/ops"}), "123456789012", false, false),
            (json!({"AWS": "arn:aws:iam::123456789012:root"}), "123456789012", true, false),
            (json!({"AWS": ["123456789012"]}), "123456789012", true, false),
            (json!({"AWS": "*"}), "", false, true),
            (json!("*"), "", false, true),
            (json!({"Service": "lambda.amazonaws.com"}), "", false, false),
            (json!({"AWS": "AROAEXAMPLEOFADELETEDROLE"}), "", false, false),
        ] {
            let found = trusted(&principal, &json!({})).unwrap();
            let facts = |name: &str| found[0][name].clone();
            assert_eq!(found.len(), 1, "{principal}");
            assert_eq!(
                (facts("account"), facts("whole_account"), facts("anyone")),
                (json!(account), json!(whole), json!(anyone)),
                "{principal}"
            );
        }
    }

    /// A condition that may be absent, or that every value meets, narrows nothing.
    #[test]
    fn only_a_condition_that_binds_counts() {
        for (condition, external_id, from_own) in [
            (json!({"StringEquals": {"sts:ExternalId": "x"}}), true, false),
            (json!({"StringEqualsIfExists": {"sts:ExternalId": "x"}}), false, false),
            (json!({"StringLike": {"sts:ExternalId": "*"}}), false, false),
            (json!({"StringNotEquals": {"sts:ExternalId": "x"}}), false, false),
            (json!({"StringEquals": {"sts:ExternalId": []}}), false, false),
            (json!({"StringEquals": {"AWS:SourceAccount": ["1", "2"]}}), false, true),
            (json!({"ArnLike": {"aws:SourceArn": "*"}}), false, false),
            (json!({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::acme-*"}}), false, true),
            (json!({"Null": {"aws:SourceArn": "false"}}), false, false),
        ] {
            let found = trusted(&json!("*"), &condition).unwrap();
            let expected = (json!(external_id), json!(from_own));
            assert_eq!((found[0]["external_id"].clone(), found[0]["from_own"].clone()), expected);
        }
    }

    #[test]
    fn a_policy_that_is_none_is_an_error() {
        for policy in [
            json!({}),
            json!([]),
            json!({"Statement": "x"}),
            json!({"Statement": [1]}),
            json!({"Statement": {}}),
            json!({"Statement": {"Effect": "allow", "Action": "*", "Principal": "*"}}),
            json!({"Statement": {"Effect": "Allow", "Principal": "*"}}),
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Principal": "me"}}),
            json!({"Statement": {"Effect": "Allow", "Action": {}, "Principal": "*"}}),
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Principal": {"AWS": 1.5e300, "X": {}}}}),
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Principal": "*", "Condition": 1}}),
            json!({"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*", "Principal": "*"}}),
        ] {
            assert!(principals(&policy).is_err(), "{policy}");
            assert!(statements(&policy).is_err(), "{policy}");
        }
    }

    #[test]
    fn a_policy_may_be_text_as_the_api_sends_it() {
        let text = r#"{"Statement":[]}"#;
        for policy in [text.to_owned(), "%7B%22Statement%22%3A%5B%5D%7D".to_owned()] {
            assert_eq!(document(&Value::from(policy)).unwrap(), json!({"Statement": []}));
        }
        assert!(document(&Value::from("nothing")).is_err());
    }
}
