//! What a failing resource is attached to is said beside it, from AWS Config's newest item.

use serde_json::json;

use super::harness::Place;

const CHECK: &str = r#"
[[check]]
id = "volumes"
title = "Volumes are encrypted"
controls = ["base/B.1"]
max_age = "90d"

[[check.source]]
tool = "aws-config"
rules = ["encrypted-volumes"]
"#;

fn item(place: &Place, day: u32, instance: &str) {
    let item = json!({"configurationItems": [{
        "arn": "arn:aws:ec2:eu-west-1:123456789012:volume/vol-1", "accountId": "123456789012",
        "awsRegion": "eu-west-1", "resourceType": "AWS::EC2::Volume", "resourceId": "vol-1",
        "configurationItemCaptureTime": format!("2026-11-{day:02}T10:00:00Z"),
        "relationships": [{"resourceType": "AWS::EC2::Instance", "resourceId": instance,
            "relationshipName": "Is attached to Instance"}],
    }]});
    let name = format!("item-{day}.json");
    place.write(&name, item.to_string());
    place.run(["ingest", &name]).ok();
}

#[test]
fn a_failing_resource_says_what_it_is_attached_to() {
    let place = Place::small();
    place.write("controls/volumes.toml", CHECK);
    let details = json!({"EvaluationResults": [{
        "EvaluationResultIdentifier": {"EvaluationResultQualifier": {"ConfigRuleName":
            "encrypted-volumes", "ResourceType": "AWS::EC2::Volume", "ResourceId": "vol-1"}},
        "ComplianceType": "NON_COMPLIANT", "ResultRecordedTime": "2026-11-10T00:00:00Z",
    }]});
    place.write("details.json", details.to_string());
    place.run(["ingest", "details.json", "--account", "123456789012"]).ok();
    let show = || place.run(["check", "show", "volumes", "--format", "json"]).ok().stdout;
    assert!(!show().contains("attached"));
    item(&place, 11, "i-first");
    assert!(
        show().contains("is attached to: AWS::EC2::Instance i-first (Is attached to Instance)")
    );
    item(&place, 12, "i-second");
    let now = show();
    assert!(now.contains("i-second") && !now.contains("i-first"), "the newest item: {now}");
    item(&place, 9, "i-older");
    assert!(show().contains("i-second"), "an older item changes nothing");
    let then = ["check", "show", "volumes", "--format", "json", "--as-of", "2026-11-11T12:00:00Z"];
    assert!(place.run(then).ok().stdout.contains("i-first"), "as of the day before");
    let audit = place.run(["report", "audit", "base", "--format", "md"]).stdout;
    assert!(audit.contains("i-second"), "{audit}");
}
