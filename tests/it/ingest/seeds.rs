//! Small good files of the formats of AWS and Prowler, to be cut, changed and counted.

/// Good files of the JSON formats; any part of them is none.
pub(crate) const JSON: [(&str, &str); 4] = [
    (
        "ocsf-compliance",
        r#"[{"class_uid":2003,"metadata":{"product":{"name":"Security Hub","version":"1"}},"time":1795444083000,"compliance":{"control":"IAM.8","status_id":1},"resources":[{"uid":"arn:aws:iam::123456789012:user/é"}],"cloud":{"account":{"uid":"123456789012"},"region":"eu-west-1"}}]"#,
    ),
    (
        "asff",
        r#"{"Findings":[{"SchemaVersion":"2018-10-08","ProductArn":"arn:aws:securityhub:eu-west-1::product/aws/securityhub","GeneratorId":"aws-foundational-security-best-practices/v/1.0.0/IAM.8","AwsAccountId":"123456789012","UpdatedAt":"2026-11-23T14:28:03Z","RecordState":"ACTIVE","Workflow":{"Status":"NEW"},"Compliance":{"Status":"FAILED"},"Description":"é","Resources":[{"Type":"AwsIamUser","Id":"arn:aws:iam::123456789012:user/u","Region":"eu-west-1"}]}]}"#,
    ),
    (
        "aws-config",
        r#"{"EvaluationResults":[{"EvaluationResultIdentifier":{"EvaluationResultQualifier":{"ConfigRuleName":"r","ResourceType":"AWS::EC2::Volume","ResourceId":"vol-1"}},"ComplianceType":"NON_COMPLIANT","Annotation":"é","ResultRecordedTime":1795444741.586552}]}"#,
    ),
    (
        "aws-config-items",
        r#"{"configurationItems":[{"arn":"arn:aws:ec2:eu-west-1:123456789012:volume/vol-1","accountId":"123456789012","awsRegion":"eu-west-1","resourceType":"AWS::EC2::Volume","resourceId":"vol-1","configurationItemStatus":"OK","configurationItemCaptureTime":"2026-03-02T00:00:00Z","relationships":[{"resourceType":"AWS::EC2::Instance","resourceId":"i-1","relationshipName":"Is attached to Instance"}]},{"arn":"arn:aws:ec2:eu-west-1:123456789012:volume/vol-1","accountId":"123456789012","awsRegion":"eu-west-1","resourceType":"AWS::EC2::Volume","resourceId":"vol-1","configurationItemCaptureTime":"2026-03-01T00:00:00Z","relationships":[]}]}"#,
    ),
];

/// Good files with one record a line; a part of them may be one too.
pub(crate) const CSV: [(&str, &str); 2] = [
    (
        "prowler-csv",
        "TIMESTAMP;ACCOUNT_UID;FINDING_UID;CHECK_ID;STATUS;STATUS_EXTENDED;MUTED;SEVERITY;RESOURCE_TYPE;RESOURCE_UID;REGION;PROWLER_VERSION\n2026-11-23 14:28:03.616581;1;f;c;PASS;\"two\nlines; one field\";False;high;Other;é;eu-west-1;5\n",
    ),
    (
        "prowler-compliance",
        "ACCOUNTID;REGION;ASSESSMENTDATE;REQUIREMENTS_ID;STATUS;STATUSEXTENDED;RESOURCEID;CHECKID;MUTED\n1;eu-west-1;2026-11-23 14:28:03;1.1;PASS;é;r;c;False\n",
    ),
];
