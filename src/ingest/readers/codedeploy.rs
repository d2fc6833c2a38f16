//! Which revision was put where: AWS `CodeDeploy`'s deployments and their targets
//! (`aws deploy get-deployment`, `batch-get-deployments` and `batch-get-deployment-targets`).
//!
//! Proves: that a revision (a commit, or an object with its `ETag`) was put on a deployment group
//! or on a named host at a time, or that this failed.
//!
//! Does not prove: that it is still there, that what was put there does what it should, or anything
//! about hosts that are not listed.
//!
//! How it is read (source: the service's API reference, `DeploymentInfo` and `DeploymentTarget`):
//!
//! * each deployment is a run of its own, with the rule [`DEPLOYMENT`] for its application and
//!   group, as old as its end; its targets are another, with the rule [`TARGET`], as old as the
//!   oldest of them;
//! * `Succeeded` is a pass; `Failed` and `Stopped` are fails; what is not over, was skipped or is
//!   unknown is an error;
//! * targets do not name the revision: put both files behind each other (`cat info.json
//!   targets.json | storyproof ingest -`), else only the deployment's id joins them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::aws_config::time;
use crate::{
    evidence::{ClaimedOr, Outcome, ScanResult, Scope, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{objects, told},
        record::{Header, Recorder},
        stream::{Part, document},
        times::Stamp,
        window::Window,
    },
};

const TOOL: &str = "codedeploy";
/// The rule that a deployment succeeded.
const DEPLOYMENT: &str = "deployment";
/// The rule that a revision is on a target.
const TARGET: &str = "deployment-target";
const INFOS: &str = "deploymentsInfo";
const TARGETS: &str = "deploymentTargets";
const INFO: &str = "deploymentInfo";
const WHAT: &str = "a list of deployments";
/// As many runs as a file may have, with one for the targets of each deployment.
const MOST: usize = 4_000;
/// Hosts that one file may name.
const MOST_TARGETS: usize = 200_000;

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "codedeploy",
    versions: "`aws deploy get-deployment`, `batch-get-deployments` and \
               `batch-get-deployment-targets` of the AWS CLI 1 and 2",
    proves: "that a revision was put on a deployment group or a host at a time, or that this failed",
    does_not_prove: "that it is still there, or anything about hosts that are not listed",
    names_accounts: false,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has("deploymentInfo.deploymentId") || outline.has(INFOS) || outline.has(TARGETS))
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
struct Element {
    // A deployment.
    #[serde(default)]
    deployment_id: Option<String>,
    #[serde(default)]
    application_name: Option<String>,
    #[serde(default)]
    deployment_group_name: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    revision: Option<Revision>,
    #[serde(default)]
    create_time: Option<Value>,
    #[serde(default)]
    complete_time: Option<Value>,
    #[serde(default)]
    error_information: Option<Trouble>,
    // A target: one of four kinds, with the same fields.
    #[serde(default)]
    instance_target: Option<Target>,
    #[serde(default)]
    lambda_target: Option<Target>,
    #[serde(default)]
    ecs_target: Option<Target>,
    #[serde(default)]
    cloud_formation_target: Option<Target>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
struct Revision {
    #[serde(default)]
    s3_location: Option<S3>,
    #[serde(default)]
    git_hub_location: Option<GitHub>,
    #[serde(default)]
    string: Option<Text>,
    #[serde(default)]
    app_spec_content: Option<Text>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
struct S3 {
    #[serde(default)]
    bucket: Option<String>,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    e_tag: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
struct GitHub {
    #[serde(default)]
    repository: Option<String>,
    #[serde(default)]
    commit_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
struct Text {
    #[serde(default)]
    sha256: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
struct Trouble {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "camelCase")]
struct Target {
    #[serde(default)]
    deployment_id: Option<String>,
    #[serde(default, rename = "targetId")]
    id: Option<String>,
    #[serde(default, rename = "targetArn")]
    arn: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    last_updated_at: Option<Value>,
}

objects!(Element, Revision, S3, GitHub, Text, Trouble, Target);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let (mut infos, mut more) = (Vec::new(), false);
    let mut targets: BTreeMap<String, Vec<(&'static str, Target)>> = BTreeMap::new();
    let mut count = 0;
    document::<Element>(window, WHAT, &[INFOS, TARGETS], |part| {
        match part {
            Part::Element(TARGETS, element) => {
                count += 1;
                let (kind, target) = element.target()?;
                let id = named(&target.deployment_id, "`deploymentId`")?;
                targets.entry(id).or_default().push((kind, target));
            }
            Part::Element(_, element) => infos.push(element),
            Part::Rest(mut rest) => {
                more |= rest.get("nextToken").is_some_and(|token| !token.is_null());
                if let Some(info) = rest.remove(INFO) {
                    let shape = |error: serde_json::Error| {
                        crate::ingest::json::problem("a deployment", &error)
                    };
                    infos.push(serde_json::from_value(info).map_err(shape)?);
                }
            }
        }
        if infos.len() + targets.len() > MOST {
            return Err(Problem::TooLarge { what: WHAT, limit: "4,000 deployments" });
        }
        if count > MOST_TARGETS {
            return Err(Problem::TooLarge { what: WHAT, limit: "200,000 targets" });
        }
        Ok(())
    })?;
    let mut warnings: Vec<String> = Vec::new();
    if more {
        warnings.push("the list goes on elsewhere (`nextToken`): deployments are missing".into());
    }
    if infos.is_empty() && targets.is_empty() {
        warnings.push("the file lists no deployment".into());
        recorder.begin(TOOL)?;
        return recorder.end(Header { warnings, ..Header::default() });
    }
    let mut scopes: BTreeMap<String, Put> = BTreeMap::new();
    for info in &infos {
        let (id, put) = deployment(info, &warnings, recorder)?;
        scopes.insert(id, put);
    }
    for (id, targets) in targets {
        targets_of(&id, targets, scopes.get(&id), &warnings, recorder)?;
    }
    Ok(())
}

#[expect(clippy::ref_option, reason = "fields are optional, and this is how they are read")]
fn named(text: &Option<String>, missing: &'static str) -> Result<String, Problem> {
    told(text).map(str::to_owned).ok_or(Problem::Missing { what: "a deployment", missing })
}

/// What was put somewhere: its scope, and the words for it.
struct Put {
    scope: Scope,
    words: String,
}

fn deployment(
    info: &Element,
    warnings: &[String],
    recorder: &mut Recorder<'_>,
) -> Result<(String, Put), Failure> {
    let id = named(&info.deployment_id, "`deploymentId`")?;
    let application = named(&info.application_name, "`applicationName`")?;
    let group = told(&info.deployment_group_name);
    let put = info.revision.as_ref().map_or_else(|| Put::of(None), |r| Put::of(Some(r)));
    let (outcome, word) = outcome(told(&info.status).unwrap_or_default())?;
    let mut said = vec![format!("{word}: {}", put.words)];
    if let Some(trouble) = &info.error_information {
        said.extend(
            [&trouble.code, &trouble.message].into_iter().filter_map(told).map(str::to_owned),
        );
    }
    let time = time(info.complete_time.as_ref())?.or(time(info.create_time.as_ref())?);
    recorder.begin(TOOL)?;
    recorder.result(&mut ScanResult {
        rule: DEPLOYMENT.into(),
        subject: Subject {
            uid: group.map_or(application.clone(), |group| format!("{application}/{group}")),
            kind: "AWS::CodeDeploy::DeploymentGroup".into(),
            account: None,
            region: None,
        },
        outcome,
        muted: false,
        severity: None,
        message: said.join(", "),
    })?;
    recorder.end(Header {
        time,
        succeeded: true,
        tool_run_id: Some(id.clone()),
        scope: put.scope.clone(),
        warnings: warnings.to_vec(),
        ..Header::default()
    })?;
    Ok((id, put))
}

fn targets_of(
    id: &str,
    targets: Vec<(&'static str, Target)>,
    put: Option<&Put>,
    warnings: &[String],
    recorder: &mut Recorder<'_>,
) -> Result<(), Failure> {
    let mut scope = put.map_or_else(|| Put::of(None).scope, |put| put.scope.clone());
    scope.examined = Some(targets.len() as u64);
    let mut oldest = None;
    let mut warnings = warnings.to_vec();
    if put.is_none() {
        warnings.push("the file does not say which revision was deployed".into());
    }
    recorder.begin(TOOL)?;
    for (kind, target) in targets {
        let (outcome, word) = outcome(told(&target.status).unwrap_or_default())?;
        let uid = told(&target.arn).or(told(&target.id)).map(str::to_owned);
        let uid = uid.ok_or(Problem::Missing { what: "a target", missing: "`targetId`" })?;
        // `arn:aws:ec2:REGION:ACCOUNT:instance/ID`
        let parts: Vec<&str> = uid.splitn(6, ':').collect();
        let part = |n: usize| {
            let part = parts.get(n).filter(|part| parts[0] == "arn" && !part.is_empty());
            part.map(|part| (*part).to_owned())
        };
        let (region, account) = (part(3), part(4));
        scope.accounts.extend(account.clone());
        scope.regions.extend(region.clone());
        oldest = Stamp::better(oldest, time(target.last_updated_at.as_ref())?);
        let revision = put.map_or("a revision that the file does not name", |put| &put.words);
        recorder.result(&mut ScanResult {
            rule: TARGET.into(),
            subject: Subject { uid, kind: kind.into(), account, region },
            outcome,
            muted: false,
            severity: None,
            message: format!("{word}: {revision}"),
        })?;
    }
    recorder.end(Header {
        time: oldest,
        succeeded: true,
        tool_run_id: Some(id.to_owned()),
        scope,
        warnings,
        ..Header::default()
    })
}

/// The status of a deployment or of a target.
fn outcome(word: &str) -> Result<(Outcome, &'static str), Problem> {
    Ok(match word {
        "Succeeded" => (Outcome::Pass, "succeeded"),
        "Failed" => (Outcome::Fail, "failed"),
        "Stopped" => (Outcome::Fail, "stopped"),
        "Skipped" => (Outcome::Error, "skipped"),
        "Created" | "Queued" | "InProgress" | "Baking" | "Ready" | "Pending" => {
            (Outcome::Error, "not over")
        }
        "Unknown" => (Outcome::Error, "unknown"),
        _ => {
            return Err(Problem::Word {
                field: "`status`",
                found: quote(word),
                expected: "a status such as Succeeded, Failed or InProgress",
            });
        }
    })
}

impl Put {
    fn of(revision: Option<&Revision>) -> Self {
        let mut scope = Scope { partial: true, ..Scope::default() };
        let mut words = Vec::new();
        if let Some(github) = revision.and_then(|r| r.git_hub_location.as_ref()) {
            let (repository, commit) = (told(&github.repository), told(&github.commit_id));
            scope.repository = ClaimedOr { claimed: None, read: repository.map(str::to_owned) };
            scope.commit = ClaimedOr { claimed: None, read: commit.map(str::to_owned) };
            words.extend(repository.map(|name| format!("repository {name}")));
            words.extend(commit.map(|commit| format!("commit {commit}")));
        }
        if let Some(s3) = revision.and_then(|r| r.s3_location.as_ref()) {
            let (bucket, key) = (told(&s3.bucket).unwrap_or_default(), told(&s3.key));
            words.push(format!("s3://{bucket}/{}", key.unwrap_or_default()));
            words.extend(told(&s3.version).map(|version| format!("object version {version}")));
            words.extend(told(&s3.e_tag).map(|tag| format!("ETag {tag}")));
        }
        let texts = revision.map(|r| [&r.string, &r.app_spec_content]).into_iter().flatten();
        for hash in texts.flatten().filter_map(|text| told(&text.sha256)) {
            scope.digests.insert(format!("sha256:{hash}"));
            words.push(format!("SHA-256 {hash}"));
        }
        if words.is_empty() {
            words.push("a revision that the file does not name".into());
        }
        Self { scope, words: words.join(", ") }
    }
}

impl Element {
    fn target(self) -> Result<(&'static str, Target), Problem> {
        let kinds = [
            ("AWS::EC2::Instance", self.instance_target),
            ("AWS::Lambda::Function", self.lambda_target),
            ("AWS::ECS::Service", self.ecs_target),
            ("AWS::CloudFormation::Resource", self.cloud_formation_target),
        ];
        let found = kinds.into_iter().find_map(|(kind, target)| Some((kind, target?)));
        found.ok_or(Problem::Missing { what: "a target", missing: "`instanceTarget`" })
    }
}
