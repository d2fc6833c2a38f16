//! What part of an estate a subject is: its account, its service and its type.
//!
//! Read from what the name says, never guessed from the rule that was asked: an ARN, a type of
//! `CloudFormation` (`AWS::S3::Bucket`) or of the Security Hub format (`AwsS3Bucket`), a repository,
//! a host. Tests, lines of code and documents are no part of an estate.

use std::borrow::Cow;

use super::Subject;

/// The service of source repositories.
pub const REPOSITORY: &str = "repository";

/// The service of container images.
pub const IMAGE: &str = "container-image";

/// A part of an estate.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resource<'s> {
    /// The account that it lives in, when known.
    pub account: Option<&'s str>,
    /// Its service, in small letters, such as `s3`; `other` when only the tool's word is known.
    pub service: Cow<'s, str>,
    /// Its type, such as `bucket`; empty when not known.
    pub kind: &'s str,
}

impl Resource<'_> {
    /// Whether a name means it: its service, or its service and type (`ec2/volume`).
    pub fn is_called(&self, name: &str) -> bool {
        match name.split_once('/') {
            Some((service, kind)) => {
                self.service.eq_ignore_ascii_case(service) && self.kind.eq_ignore_ascii_case(kind)
            }
            None => self.service.eq_ignore_ascii_case(name),
        }
    }
}

/// The part of an estate that a subject is; `None` when it is none.
pub fn resource(subject: &Subject) -> Option<Resource<'_>> {
    let account = subject.account.as_deref();
    let (uid, kind) = (subject.uid.as_str(), subject.kind.as_str());
    let known = |service: Cow<'static, str>, kind| Some(Resource { account, service, kind });
    if let Some(found) = of_arn(uid, kind, account) {
        return Some(found);
    }
    if kind == REPOSITORY {
        return known(REPOSITORY.into(), "");
    }
    let is_named = account.is_some_and(|account| {
        // Some tools write the account's number as an ARN: `arn:aws:::111122223333`.
        account == uid || uid.starts_with("arn:") && uid.rsplit(':').next() == Some(account)
    });
    if kind == "account" || kind == "AWS::::Account" || is_named {
        let account = account.or(Some(uid));
        return Some(Resource { account, service: "account".into(), kind: "" });
    }
    if kind == "host" || kind.starts_with("Kubernetes ") {
        return known("host".into(), kind);
    }
    if let Some((service, kind)) = kind.strip_prefix("AWS::").and_then(|k| k.split_once("::")) {
        return Some(Resource { account, service: service.to_ascii_lowercase().into(), kind });
    }
    if let Some((service, kind)) = kind.strip_prefix("Aws").and_then(camel) {
        return Some(Resource { account, service: service.to_ascii_lowercase().into(), kind });
    }
    // Something in an account, of which only the tool's word is known.
    account.and_then(|_| known("other".into(), kind))
}

/// What an ARN says: `arn:partition:service:region:account:resource`.
fn of_arn<'s>(uid: &'s str, kind: &'s str, account: Option<&'s str>) -> Option<Resource<'s>> {
    let mut parts = uid.strip_prefix("arn:")?.splitn(5, ':');
    let (_, service, _, owner, rest) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let account = account.or(Some(owner).filter(|owner| !owner.is_empty()));
    let rest = rest.strip_prefix('/').unwrap_or(rest);
    let told = kind.strip_prefix("Aws").and_then(camel).map_or(kind, |(_, kind)| kind);
    let kind = match rest.find(['/', ':']) {
        // Here names stand alone, and what follows them is no second name.
        _ if service == "s3" && owner.is_empty() => "bucket",
        _ if service == "sns" => "topic",
        _ if service == "sqs" => "queue",
        Some(end) => &rest[..end],
        // A scanner's way to say "all of them": the type without a name.
        None if rest == "root" || rest.eq_ignore_ascii_case(told) => rest,
        None => told,
    };
    let service = if service.bytes().any(|b| b.is_ascii_uppercase()) {
        service.to_ascii_lowercase().into()
    } else {
        service.into()
    };
    Some(Resource { account, service, kind })
}

/// Services whose names have two words in the Security Hub format: `CloudTrailTrail`.
const TWO_WORDS: [&str; 16] = [
    "Access",
    "Api",
    "App",
    "Auto",
    "Certificate",
    "Cloud",
    "Code",
    "Dynamo",
    "Event",
    "Guard",
    "Network",
    "Open",
    "Secrets",
    "Security",
    "Step",
    "Transit",
];

/// The service and the type of `S3Bucket`: `S3` and `Bucket`.
fn camel(text: &str) -> Option<(&str, &str)> {
    let next = |from: usize| {
        let rest = text.get(from + 1..)?;
        rest.find(|c: char| c.is_ascii_uppercase()).map(|at| from + 1 + at)
    };
    let first = next(0)?;
    let end = if TWO_WORDS.contains(&&text[..first]) { next(first)? } else { first };
    Some((&text[..end], &text[end..]))
}

/// The name of the resource itself: a role's grant (`ROLE#service`) is a part of the role.
pub fn resource_name(subject: &Subject) -> &str {
    let uid = subject.uid.as_str();
    if uid.starts_with("arn:") { uid.split('#').next().unwrap_or(uid) } else { uid }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(uid: &str, kind: &str, account: Option<&str>) -> Option<(String, String, String)> {
        let account = account.map(str::to_owned);
        let subject = Subject { uid: uid.into(), kind: kind.into(), account, region: None };
        let found = resource(&subject)?;
        let account = found.account.unwrap_or_default().to_owned();
        Some((account, found.service.into_owned(), found.kind.to_owned()))
    }

    #[test]
    fn a_name_says_what_a_resource_is() {
        let one = Some("111122223333");
        for (uid, kind, account, expected) in [
            ("arn:aws:s3:::logs", "AwsS3Bucket", one, ("111122223333", "s3", "bucket")),
            ("arn:aws:s3:::logs/a/b", "", None, ("", "s3", "bucket")),
            ("arn:aws-cn:ec2:cn-north-1:1:volume/v", "", None, ("1", "ec2", "volume")),
            ("arn:aws:rds:eu-west-1:1:db:x", "Other", None, ("1", "rds", "db")),
            ("arn:aws:apigateway:eu-west-1::/restapis/x", "", None, ("", "apigateway", "restapis")),
            ("arn:aws:logs:eu-west-1:1:log-group:/a:*", "", None, ("1", "logs", "log-group")),
            ("arn:aws:sqs:eu-west-1:1:jobs", "AwsSqsQueue", None, ("1", "sqs", "queue")),
            ("arn:aws:sns:eu-west-1:1:alerts:3b475", "", None, ("1", "sns", "topic")),
            ("arn:aws:ec2:eu-west-1:1:vpc", "AwsEc2Vpc", None, ("1", "ec2", "vpc")),
            ("arn:aws:codecommit:eu-west-1:1:app", "", None, ("1", "codecommit", "")),
            ("arn:aws:iam::1:root", "AwsIamUser", None, ("1", "iam", "root")),
            ("vol-1", "AWS::EC2::Volume", one, ("111122223333", "ec2", "Volume")),
            ("t", "AwsCloudTrailTrail", one, ("111122223333", "cloudtrail", "Trail")),
            ("b", "AwsS3Bucket", one, ("111122223333", "s3", "Bucket")),
            ("111122223333", "", one, ("111122223333", "account", "")),
            ("1", "account", None, ("1", "account", "")),
            ("arn:aws:::111122223333", "", one, ("111122223333", "account", "")),
            ("the account", "AWS::::Account", one, ("111122223333", "account", "")),
            ("payments", "repository", None, ("", "repository", "")),
            ("web-1", "host", None, ("", "host", "host")),
            ("x", "Thing", one, ("111122223333", "other", "Thing")),
        ] {
            let (account_, service, kind_) = expected;
            let expected = Some((account_.into(), service.into(), kind_.into()));
            assert_eq!(told(uid, kind, account), expected, "{uid}");
        }
    }

    #[test]
    fn tests_and_lines_of_code_are_no_resources() {
        assert_eq!(told("suite", "test suite", None), None);
        assert_eq!(told("src/a.py#1:1", "source location", None), None);
        assert_eq!(told("arn:x", "", None), None);
    }

    #[test]
    fn a_name_means_a_service_or_one_type_of_it() {
        let volume = Resource { account: None, service: "ec2".into(), kind: "volume" };
        assert!(volume.is_called("EC2") && volume.is_called("ec2/Volume"));
        assert!(!volume.is_called("ec2/instance") && !volume.is_called("volume"));
    }
}
