//! Which stacks stand in an account, and in which version: `aws cloudformation describe-stacks`.
//!
//! Proves: that a stack was created or updated, and from which commit, version and template, where
//! its tags or outputs say so; and that drift detection found it to be as its template says.
//!
//! Does not prove: that a stack whose drift was never checked is as its template says, that a stack
//! which is not listed is gone, or that the tags tell the truth: whoever deploys writes them.
//!
//! How it is read (source: the service's API reference, `Stack` and `StackDriftInformation`):
//!
//! * each stack is a run of its own, with the rules [`STATUS`], [`VERSION`] and [`DRIFT`];
//! * the file does not say when it was asked for: say so with `--observed-at`;
//! * drift is as old as its `LastCheckTimestamp`, and a run of its own: a stack that was described
//!   today was not checked today, and one that was updated since was not checked either. `NOT_CHECKED` and `UNKNOWN` are errors, never passes;
//! * an update that was rolled back is a fail: what was to be deployed was not;
//! * commit, version, repository, template and the template's SHA-256 are read from tags, then from
//!   outputs, by the last part of their key: `storyproof:commit`, `Commit` and `git-commit` are one.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::aws_config::time;
use crate::{
    evidence::{ClaimedOr, Outcome, ScanResult, Scope, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::objects,
        record::{Header, Recorder},
        stream::{Part, document},
        times::Stamp,
        window::Window,
    },
};

/// The tool's name, for this reader and the one of drifts.
pub(super) const TOOL: &str = "cloudformation";
/// The rule that a stack stands.
const STATUS: &str = "stack-status";
/// The rule that a stack says which version it is.
const VERSION: &str = "stack-version";
/// The rule that a stack is as its template says.
const DRIFT: &str = "stack-drift";
/// The rule that a stack cannot be deleted by a slip.
const PROTECTION: &str = "stack-protection";
const LIST: &str = "Stacks";
const WHAT: &str = "a list of stacks";
/// More stacks than an account may have in all regions together.
const MOST: usize = 4_000;

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "cloudformation-stacks",
    versions: "`aws cloudformation describe-stacks` of the AWS CLI 1 and 2",
    proves: "that a stack stands, by its tags or outputs in which version, and whether it is \
             protected against deletion; that its drift was checked, when, and with which result",
    does_not_prove: "that a stack which was never checked for drift is as its template says, or \
                     that its tags tell the truth",
    names_accounts: true,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has(LIST))
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Stack {
    #[serde(default, rename = "StackId")]
    arn: Option<String>,
    #[serde(default, rename = "StackStatus")]
    status: Option<String>,
    #[serde(default, rename = "StackStatusReason")]
    reason: Option<String>,
    #[serde(default)]
    creation_time: Option<Value>,
    #[serde(default)]
    last_updated_time: Option<Value>,
    #[serde(default)]
    drift_information: Option<Drift>,
    #[serde(default)]
    tags: Option<Vec<Tag>>,
    #[serde(default)]
    outputs: Option<Vec<Output>>,
    #[serde(default)]
    enable_termination_protection: Option<bool>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Drift {
    #[serde(default)]
    stack_drift_status: Option<String>,
    #[serde(default)]
    last_check_timestamp: Option<Value>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Tag {
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    value: Option<String>,
}

#[derive(Deserialize)]
#[serde(remote = "Self", rename_all = "PascalCase")]
struct Output {
    #[serde(default)]
    output_key: Option<String>,
    #[serde(default)]
    output_value: Option<String>,
}

objects!(Stack, Drift, Tag, Output);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let (mut stacks, mut more) = (Vec::new(), false);
    document::<Stack>(window, WHAT, &[LIST], |part| {
        match part {
            Part::Element(_, _) if stacks.len() == MOST => {
                return Err(Problem::TooLarge { what: WHAT, limit: "4,000 stacks" });
            }
            Part::Element(_, stack) => stacks.push(stack),
            Part::Rest(rest) => more |= rest.get("NextToken").is_some_and(|t| !t.is_null()),
        }
        Ok(())
    })?;
    let mut warnings: Vec<String> = Vec::new();
    if more {
        warnings.push("the list goes on elsewhere (`NextToken`): stacks are missing".into());
    }
    if stacks.is_empty() {
        warnings.push("the file lists no stack: it does not say what was looked at".into());
        recorder.begin(TOOL)?;
        return recorder.end(Header { warnings, ..Header::default() });
    }
    for stack in &stacks {
        record(stack, &warnings, recorder)?;
    }
    Ok(())
}

/// One stack: its state, and apart from it its drift, which is older.
fn record(stack: &Stack, warnings: &[String], recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let place = Place::of(stack.arn.as_deref())?;
    let deployed = Deployed::of(stack);
    let changed = changed(stack)?;
    let mut scope = Scope {
        repository: ClaimedOr { claimed: None, read: deployed.repository.clone() },
        commit: ClaimedOr { claimed: None, read: deployed.commit.clone() },
        document: ClaimedOr { claimed: None, read: deployed.template.clone() },
        digests: deployed.digest.iter().map(|hash| format!("sha256:{hash}")).collect(),
        changed_at: changed.map(|changed| changed.at),
        partial: true,
        ..Scope::default()
    };
    scope.accounts.insert(place.account.clone());
    scope.regions.insert(place.region.clone());
    let (drift, checked) = drift(stack.drift_information.as_ref(), changed)?;
    recorder.begin(TOOL)?;
    recorder.result(&mut place.result(STATUS, status(stack)?))?;
    recorder.result(&mut place.result(VERSION, deployed.version_told()))?;
    recorder.result(&mut place.result(PROTECTION, protection(stack)))?;
    if checked.is_none() {
        recorder.result(&mut place.result(DRIFT, drift.clone()))?;
    }
    let mut warnings = warnings.to_vec();
    warnings.extend(deployed.doubts.iter().cloned());
    let succeeded = deployed.doubts.is_empty();
    let own = scope.clone();
    recorder.end(Header { succeeded, scope, warnings, ..Header::default() })?;
    let Some(time) = checked else { return Ok(()) };
    recorder.begin(TOOL)?;
    recorder.result(&mut place.result(DRIFT, drift))?;
    recorder.end(Header { time: Some(time), succeeded: true, scope: own, ..Header::default() })
}

/// Whose stack it is: `arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID`.
pub(super) struct Place {
    pub(super) arn: String,
    pub(super) account: String,
    pub(super) region: String,
}

impl Place {
    pub(super) fn of(arn: Option<&str>) -> Result<Self, Problem> {
        let arn = arn.filter(|arn| !arn.is_empty());
        let arn = arn.ok_or(Problem::Missing { what: "a stack", missing: "`StackId`" })?;
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        match parts.as_slice() {
            ["arn", _, "cloudformation", region, account, stack]
                if stack.starts_with("stack/") && !account.is_empty() =>
            {
                Ok(Self {
                    arn: arn.to_owned(),
                    account: (*account).to_owned(),
                    region: (*region).to_owned(),
                })
            }
            _ => Err(Problem::Word {
                field: "`StackId`",
                found: quote(arn),
                expected: "the ARN of a stack",
            }),
        }
    }

    fn result(&self, rule: &str, (outcome, message): (Outcome, String)) -> ScanResult {
        ScanResult {
            rule: rule.to_owned(),
            subject: Subject {
                uid: self.arn.clone(),
                kind: "AWS::CloudFormation::Stack".into(),
                account: Some(self.account.clone()),
                region: Some(self.region.clone()),
            },
            outcome,
            muted: false,
            severity: None,
            message,
        }
    }
}

/// What the API calls `StackStatus`.
fn status(stack: &Stack) -> Result<(Outcome, String), Problem> {
    let word = stack.status.as_deref().unwrap_or_default();
    let outcome = match word {
        "CREATE_COMPLETE"
        | "UPDATE_COMPLETE"
        | "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
        | "IMPORT_COMPLETE" => Outcome::Pass,
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" => Outcome::Fail,
        _ if word.ends_with("_IN_PROGRESS") => Outcome::Error,
        _ if word.ends_with("_FAILED")
            || word.ends_with("ROLLBACK_COMPLETE")
            || word == "DELETE_COMPLETE" =>
        {
            Outcome::Fail
        }
        _ => {
            return Err(Problem::Word {
                field: "`StackStatus`",
                found: quote(word),
                expected: "a status such as CREATE_COMPLETE or UPDATE_ROLLBACK_FAILED",
            });
        }
    };
    let mut said = word.to_owned();
    if let Some(since) = changed(stack)? {
        said = format!("{said} since {}", since.at);
    }
    if let Some(why) = stack.reason.as_deref().filter(|why| !why.is_empty()) {
        said = format!("{said}: {why}");
    }
    Ok((outcome, said))
}

/// What the API calls `EnableTerminationProtection`.
fn protection(stack: &Stack) -> (Outcome, String) {
    match stack.enable_termination_protection {
        Some(true) => (Outcome::Pass, "protected against deletion".into()),
        Some(false) => (Outcome::Fail, "not protected against deletion".into()),
        None => (Outcome::Error, "the file does not say whether it is protected".into()),
    }
}

/// When the stack was last updated, or else created.
fn changed(stack: &Stack) -> Result<Option<Stamp>, Problem> {
    let updated = time(stack.last_updated_time.as_ref())?;
    Ok(updated.or(time(stack.creation_time.as_ref())?))
}

/// The verdict on drift, and when it was reached. One from before the last update says nothing of
/// what stands there since.
fn drift(
    drift: Option<&Drift>,
    changed: Option<Stamp>,
) -> Result<((Outcome, String), Option<Stamp>), Problem> {
    let word = drift.and_then(|drift| drift.stack_drift_status.as_deref());
    let checked = time(drift.and_then(|drift| drift.last_check_timestamp.as_ref()))?;
    let (outcome, said) = match (word, checked) {
        (Some("IN_SYNC"), Some(checked)) if changed.is_some_and(|c| c.at > checked.at) => {
            (Outcome::Error, "in sync before its last update, and not checked since")
        }
        (Some("IN_SYNC"), Some(_)) => (Outcome::Pass, "in sync, as far as it was checked"),
        (Some("IN_SYNC"), None) => (Outcome::Error, "in sync, without the time of the check"),
        (Some("DRIFTED"), _) => (Outcome::Fail, "drifted"),
        (Some("UNKNOWN"), _) => (Outcome::Error, "its drift is unknown"),
        (Some("NOT_CHECKED") | None, _) => (Outcome::Error, "its drift was never checked"),
        (Some(other), _) => {
            return Err(Problem::Word {
                field: "`StackDriftStatus`",
                found: quote(other),
                expected: "IN_SYNC, DRIFTED, NOT_CHECKED or UNKNOWN",
            });
        }
    };
    let is_verdict = matches!(outcome, Outcome::Pass | Outcome::Fail);
    Ok(((outcome, said.to_owned()), checked.filter(|_| is_verdict)))
}

/// What a stack says of the code that it came from.
#[derive(Default)]
struct Deployed {
    commit: Option<String>,
    version: Option<String>,
    repository: Option<String>,
    template: Option<String>,
    digest: Option<String>,
    /// Where tags and outputs contradict each other, or say what cannot be.
    doubts: Vec<String>,
}

impl Deployed {
    fn of(stack: &Stack) -> Self {
        let tags = stack.tags.iter().flatten().map(|tag| (&tag.key, &tag.value));
        let outputs =
            stack.outputs.iter().flatten().map(|out| (&out.output_key, &out.output_value));
        let mut told: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for (key, value) in tags.chain(outputs) {
            if let (Some(key), Some(value)) = (key, value) {
                told.entry(last_part(key)).or_default().insert(value.trim());
            }
        }
        let mut deployed = Self::default();
        deployed.commit = deployed.one(&told, &["commit", "gitcommit", "commitid"]);
        deployed.version = deployed.one(&told, &["version", "templateversion", "baselineversion"]);
        deployed.repository = deployed.one(&told, &["repository"]);
        deployed.template = deployed.one(&told, &["template"]);
        deployed.digest = deployed.one(&told, &["templatesha256"]);
        if deployed.commit.as_ref().is_some_and(|commit| !is_hex(commit, 7, 64)) {
            deployed.doubts.push("what the stack calls its commit is no commit".into());
            deployed.commit = None;
        }
        if let Some(hash) = &mut deployed.digest {
            hash.make_ascii_lowercase();
        }
        if deployed.digest.as_ref().is_some_and(|hash| !is_hex(hash, 64, 64)) {
            deployed.doubts.push("what the stack calls its template's SHA-256 is none".into());
            deployed.digest = None;
        }
        deployed
    }

    /// The one value of some keys; nothing, and a doubt, when there are two.
    fn one(&mut self, told: &BTreeMap<String, BTreeSet<&str>>, keys: &[&str]) -> Option<String> {
        let found = keys.iter().filter_map(|key| told.get(*key)).flatten();
        let values: BTreeSet<&&str> = found.filter(|value| !value.is_empty()).collect();
        if values.len() > 1 {
            self.doubts.push(format!("the stack names more than one {}", keys[0]));
            return None;
        }
        values.first().map(|value| (**value).to_owned())
    }

    fn version_told(&self) -> (Outcome, String) {
        let mut said = Vec::new();
        said.extend(self.version.as_ref().map(|version| format!("version {version}")));
        said.extend(self.commit.as_ref().map(|commit| format!("commit {commit}")));
        if said.is_empty() {
            return (Outcome::Fail, "no tag or output names a version or a commit".into());
        }
        said.extend(self.template.as_ref().map(|template| format!("template {template}")));
        let outcome = if self.doubts.is_empty() { Outcome::Pass } else { Outcome::Error };
        (outcome, said.join(", "))
    }
}

/// `storyproof:template-sha256` and `TemplateSha256` are one key.
fn last_part(key: &str) -> String {
    let last = key.rsplit([':', '/']).next().unwrap_or(key);
    last.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn is_hex(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
