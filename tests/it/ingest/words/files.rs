//! A good file with one result for each format, to put words into.

/// Good files with one result, of the formats that have none in `seeds` or `GOOD`.
pub(in crate::ingest) const FILES: &[(&str, &str)] = &[
    ("junit", r#"<testsuites><testsuite name="s"><testcase/></testsuite></testsuites>"#),
    (
        "iam-last-accessed",
        r#"{"Arn":"arn:aws:iam::123456789012:role/r","JobStatus":"COMPLETED","JobCreationDate":"2026-03-01T00:00:00Z","JobCompletionDate":"2026-03-01T00:00:05Z","ServicesLastAccessed":[{"ServiceName":"Amazon S3","ServiceNamespace":"s3","LastAuthenticated":"2026-02-20T00:00:00Z"}]}"#,
    ),
    (
        "access-analyzer",
        r#"{"findings":[{"id":"f-1","resource":"arn:aws:iam::123456789012:role/r","resourceType":"AWS::IAM::Role","resourceOwnerAccount":"123456789012","status":"ACTIVE","findingType":"UnusedPermission","createdAt":"2026-02-01T00:00:00Z","updatedAt":"2026-03-01T00:00:00Z","analyzedAt":"2026-03-01T00:00:00Z"}]}"#,
    ),
    (
        "codedeploy",
        r#"{"deploymentsInfo":[{"applicationName":"a","deploymentGroupName":"g","deploymentId":"d-EXAMPLE01","status":"Succeeded","createTime":"2026-03-13T09:00:00Z","completeTime":"2026-03-13T09:06:00Z"}]}"#,
    ),
    (
        "cloudformation-stacks",
        r#"{"Stacks":[{"StackId":"arn:aws:cloudformation:eu-central-1:123456789012:stack/s/1","StackName":"s","CreationTime":"2026-01-22T09:00:00Z","StackStatus":"CREATE_COMPLETE","DriftInformation":{"StackDriftStatus":"IN_SYNC","LastCheckTimestamp":"2026-03-30T04:00:00Z"},"Tags":[]}]}"#,
    ),
    (
        "cloudformation-drift",
        r#"{"StackResourceDrifts":[{"StackId":"arn:aws:cloudformation:eu-central-1:123456789012:stack/s/1","LogicalResourceId":"L","PhysicalResourceId":"p","ResourceType":"AWS::EC2::VPC","StackResourceDriftStatus":"IN_SYNC","Timestamp":"2026-03-30T04:00:02Z"}]}"#,
    ),
    (
        "xccdf",
        r#"<Benchmark xmlns="http://checklists.nist.gov/xccdf/1.2"><TestResult id="t" end-time="2026-11-20T10:00:00+09:00"><target>db.example</target><rule-result idref="r"><result>pass</result><message>words</message></rule-result></TestResult></Benchmark>"#,
    ),
    (
        "arf",
        r#"<arf:asset-report-collection xmlns:arf="http://scap.nist.gov/schema/asset-reporting-format/1.1"><arf:reports><arf:report id="x"><arf:content><TestResult xmlns="http://checklists.nist.gov/xccdf/1.2" id="t" end-time="2026-11-20T10:00:00+09:00"><target>db.example</target><rule-result idref="r"><result>pass</result><message>words</message></rule-result></TestResult></arf:content></arf:report></arf:reports></arf:asset-report-collection>"#,
    ),
    (
        "kube-bench",
        r#"{"Controls":[{"id":"1","version":"cis-1.24","detected_version":"1.29","text":"t","node_type":"node","tests":[{"section":"1.1","results":[{"test_number":"1.1.1","test_desc":"d","status":"PASS"}]}]}]}"#,
    ),
    (
        "powerpipe",
        r#"{"group_id":"root_result_group","summary":{"status":{}},"groups":null,"controls":[{"control_id":"c","summary":{},"results":[{"reason":"r","resource":"arn:aws:s3:::b","status":"ok","dimensions":[]}]}]}"#,
    ),
    (
        "lynis",
        "report_version_major=1\nhostname=h\nlynis_version=3.0.8\nreport_datetime_start=2026-11-23 14:29:12\ntests_executed=A-1|\nnothing[]=A-1|text|-|-|\nfinish=true\n",
    ),
    (
        "checkov",
        r#"{"check_type":"terraform","results":{"passed_checks":[{"check_id":"CKV_1","check_result":{"result":"PASSED"},"file_path":"/a.tf","resource":"b"}],"failed_checks":[],"skipped_checks":[],"parsing_errors":[]},"summary":{"passed":1,"failed":0,"skipped":0,"parsing_errors":0,"resource_count":1,"checkov_version":"3"}}"#,
    ),
    (
        "trivy",
        r#"{"SchemaVersion":2,"CreatedAt":"2026-11-23T14:00:00Z","ArtifactName":"a","ArtifactType":"filesystem","Results":[{"Target":"a","Misconfigurations":[]}]}"#,
    ),
    (
        "zap",
        r#"{"@version":"2.16","@generated":"Thu, 19 Nov 2026 10:53:11","site":[{"@name":"https://a.example","alerts":[{"pluginid":"10","name":"n","riskcode":"2","confidence":"2","instances":[{"uri":"https://a.example/"}]}]}]}"#,
    ),
    (
        "cyclonedx-vex",
        r#"{"bomFormat":"CycloneDX","specVersion":"1.5","metadata":{"timestamp":"2026-11-23T14:00:00Z"},"vulnerabilities":[{"id":"CVE-1","analysis":{"state":"exploitable"},"affects":[{"ref":"pkg:npm/e@1"}]}]}"#,
    ),
    (
        "in-toto",
        r#"{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"web","digest":{"gitCommit":"abcdef0123"}}],"predicateType":"https://in-toto.io/attestation/test-result/v0.1","predicate":{"result":"PASSED","configuration":[{"name":"c"}]}}"#,
    ),
    (
        "generic-csv",
        "ref_id,result,message,subject,observed_at\nR-1,fail,no lock,door 1,2026-11-20T10:00:00Z\n",
    ),
    (
        "hdf",
        r#"{"platform":{"name":"debian","release":"12","target_id":"h"},"version":"5.22.3","statistics":{"duration":1},"profiles":[{"name":"p","controls":[{"id":"c","impact":0.7,"results":[{"status":"passed","code_desc":"d","start_time":"2026-11-20T08:30:00Z"}]}]}]}"#,
    ),
    (
        "saf-attestation",
        r#"[{"control_id":"PE-1","explanation":"e","frequency":"1y","status":"passed","updated":"2026-11-01T08:00:00.000Z","updated_by":"Facilities"}]"#,
    ),
    (
        "oscal-ar",
        r#"{"assessment-results":{"uuid":"55555555-0000-4000-8000-000000000000","metadata":{"title":"t","last-modified":"2026-11-20T12:00:00Z","version":"1","oscal-version":"1.1.2"},"results":[{"uuid":"66666666-0000-4000-8000-000000000001","title":"t","start":"2026-11-15T08:00:00Z","end":"2026-11-16T08:00:00Z","observations":[{"uuid":"22222222-0000-4000-8000-000000000001","methods":["TEST"],"subjects":[{"subject-uuid":"11111111-0000-4000-8000-000000000001","type":"component"}],"collected":"2026-11-15T09:00:00Z"}],"findings":[{"uuid":"33333333-0000-4000-8000-000000000001","title":"t","target":{"type":"objective-id","target-id":"ac-1","status":{"state":"satisfied"}},"related-observations":[{"observation-uuid":"22222222-0000-4000-8000-000000000001"}]}]}]}}"#,
    ),
];
