//! IAM's last-accessed reports and Access Analyzer's findings.

use super::*;

const ROLE: &str = "arn:aws:iam::123456789012:role/PaymentsAppRole";

fn report(fields: &str, services: &str) -> String {
    format!(
        r#"{{"JobStatus": "COMPLETED", "JobCreationDate": "2026-11-01T10:00:00Z",
            "JobCompletionDate": "2026-11-01T10:00:02+00:00", {fields}
            "ServicesLastAccessed": [{services}]}}"#
    )
}

fn about(role: &str) -> Claims {
    Claims { subject: Some(role.into()), ..Claims::default() }
}

fn read_about(text: &str, role: &str) -> Result<(Summary, Collected), Error> {
    read_as(text.as_bytes(), &Asked { format: None, claims: about(role) })
}

fn service(namespace: &str, last: &str) -> String {
    format!(
        r#"{{"ServiceName": "N", "ServiceNamespace": "{namespace}", {last} "TotalAuthenticatedEntities": 0}}"#
    )
}

#[test]
fn a_grant_is_used_or_it_is_not() {
    let used = |last: &str| {
        let text = report("", &service("s3", &format!(r#""LastAuthenticated": {last},"#)));
        let (_, collected) = read_about(&text, ROLE).unwrap();
        collected.runs[0].1[0].clone()
    };
    for (last, outcome) in [
        (r#""2026-10-31T08:00:00Z""#, Outcome::Pass),
        // 90 days and two seconds before, and 91.
        (r#""2026-08-03T10:00:00Z""#, Outcome::Pass),
        (r#""2026-08-02T09:59:59Z""#, Outcome::Fail),
        // The first version of the AWS CLI writes seconds.
        ("1793433600.5", Outcome::Pass),
        ("null", Outcome::Fail),
    ] {
        let result = used(last);
        assert_eq!(result.outcome, outcome, "{last}: {}", result.message);
        assert_eq!(result.rule, "service-used");
        assert_eq!(result.subject.uid, format!("{ROLE}#s3"));
        assert_eq!(result.subject.account.as_deref(), Some("123456789012"));
    }
    assert!(used("null").message.contains("tracking period"));
    assert!(used(r#""2026-07-01T00:00:00Z""#).message.contains("123 days before"));
    let text = report("", &service("s3", ""));
    let (summary, _) = read_about(&text, ROLE).unwrap();
    assert_eq!(
        (summary.counts().pass, summary.counts().fail),
        (1, 1),
        "never used; and the report"
    );
    let run = &summary.runs[0];
    assert_eq!(run.observed_at, instant("2026-11-01T10:00:02Z"));
    assert!(run.succeeded && run.scope.accounts.contains("123456789012"));
}

#[test]
fn a_report_must_be_somebodys_and_finished() {
    let text = report("", &service("s3", ""));
    let error = read_as(text.as_bytes(), &Asked::default()).unwrap_err();
    assert!(error.to_string().contains("--subject"), "{error}");
    let named = report(&format!(r#""Arn": "{ROLE}","#), "");
    let (summary, _) = read_as(named.as_bytes(), &Asked::default()).unwrap();
    assert_eq!(summary.counts().total(), 1, "a role without any grant has a report");
    let waiting = text.replace("COMPLETED", "IN_PROGRESS");
    let error = read_about(&waiting, ROLE).unwrap_err();
    assert!(error.to_string().contains("finished"), "{error}");
    let error = read_about(&report("", &service("s3", r#""LastAuthenticated": true,"#)), ROLE);
    assert!(error.unwrap_err().to_string().contains("LastAuthenticated"));
    let truncated = report(r#""IsTruncated": true,"#, &service("s3", ""));
    let (summary, _) = read_about(&truncated, ROLE).unwrap();
    assert_eq!(summary.counts().error, 1, "services are missing");
    assert!(summary.runs[0].warnings[0].contains("truncated"));
}

#[test]
fn several_reports_stand_in_one_file() {
    let other = "arn:aws:iam::123456789012:role/DeployRole";
    let one = |role: &str, services: &str| report(&format!(r#""Arn": "{role}","#), services);
    let reports = [
        one(ROLE, &format!("{},{}", service("s3", ""), service("ec2", ""))),
        one(other, &service("s3", "")),
    ];
    for text in [format!("[{}]", reports.join(",")), reports.join("\n")] {
        let (summary, collected) = read_as(text.as_bytes(), &Asked::default()).unwrap();
        assert_eq!((summary.counts().pass, summary.counts().fail), (2, 3));
        let uids: Vec<_> = collected.runs[0].1.iter().map(|r| r.subject.uid.as_str()).collect();
        let ec2 = format!("{ROLE}#ec2");
        assert!(uids.contains(&ROLE) && uids.contains(&other) && uids.contains(&ec2.as_str()));
        // A second way of counting.
        assert_eq!(uids.len(), text.matches("ServiceNamespace").count() + 2);
    }
}

#[test]
fn findings_of_an_analyzer_fail_or_are_resolved() {
    let finding = |status: &str, more: &str| {
        format!(
            r#"{{"id": "f-1", "resource": "{ROLE}", "resourceType": "AWS::IAM::Role",
                "resourceOwnerAccount": "123456789012", "status": "{status}",
                "findingType": "UnusedPermission", "analyzedAt": "2026-11-02T00:00:00Z"{more}}}"#
        )
    };
    let counts =
        |text: &str| read_as(text.as_bytes(), &Asked::default()).unwrap().0.runs[0].clone();
    for (status, more, row) in [
        ("ACTIVE", "", [0, 1, 0, 0]),
        ("RESOLVED", "", [1, 0, 0, 0]),
        ("ARCHIVED", "", [0, 0, 0, 1]),
        ("ACTIVE", r#", "error": "ACCESS_DENIED""#, [0, 0, 1, 0]),
    ] {
        let run = counts(&format!(r#"{{"findings": [{}]}}"#, finding(status, more)));
        let told = run.counts;
        assert_eq!([told.pass, told.fail, told.error, told.muted_fail], row, "{status}{more}");
        assert!(run.succeeded);
        assert_eq!(run.observed_at, instant("2026-11-02T00:00:00Z"));
    }
    let more = format!(r#"{{"findings": [{}], "nextToken": "x"}}"#, finding("RESOLVED", ""));
    assert!(!counts(&more).succeeded, "findings are missing");
    let unknown = format!(r#"{{"findings": [{}]}}"#, finding("GONE", ""));
    let error = read_as(unknown.as_bytes(), &Asked::default()).unwrap_err();
    assert!(error.to_string().contains("\"GONE\""), "{error}");
    let asked = Asked { format: "access-analyzer".parse().ok(), ..Asked::default() };
    let (summary, _) = read_as(br#"{"findings": []}"#, &asked).unwrap();
    assert!(!summary.runs[0].succeeded, "no finding is not a pass");
}
