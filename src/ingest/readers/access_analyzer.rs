//! Findings of IAM Access Analyzer: what is shared outside, and which access nobody uses
//! (`aws accessanalyzer list-findings-v2`, and `list-findings` of external access analyzers).
//!
//! Proves: fails, each of a named resource; and that what was found before is resolved.
//!
//! Does not prove: that a resource without a finding is in order. An analyzer lists only what it
//! found, and the file does not say what it looked at.
//!
//! How it is read (source: the service's API reference):
//!
//! * `ACTIVE` is a fail, `RESOLVED` a pass, and `ARCHIVED` a fail that somebody silenced: a mute;
//! * the rule is the `findingType` (`UnusedPermission`, `UnusedIAMRole`, `ExternalAccess`, …); the
//!   first version of the list has none, and its findings are all of external access;
//! * the analyzer last looked when its newest finding was analyzed;
//! * the list may have been filtered: what it does not name is as it was;
//! * `nextToken` means that the list goes on elsewhere: then the run did not end well.

use serde::Deserialize;

use crate::{
    evidence::{Outcome, ScanResult, Scope, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        record::{Header, Recorder},
        stream::{Part, document},
        times::Stamp,
        window::Window,
    },
};

const EXTERNAL: &str = "ExternalAccess";

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "access-analyzer",
    versions: "`aws accessanalyzer list-findings-v2` and `list-findings`",
    proves: "fails (unused or external access of a named resource), and that one is resolved",
    does_not_prove: "that a resource without a finding was looked at",
    names_accounts: true,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    let kind = outline.has("findings.findingType") || outline.has("findings.isPublic");
    Ok(kind && outline.has("findings.status") && outline.has("findings.id"))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Finding {
    id: String,
    #[serde(default)]
    resource: Option<String>,
    #[serde(default)]
    resource_type: Option<String>,
    #[serde(default)]
    resource_owner_account: Option<String>,
    #[serde(default, rename = "findingType")]
    rule: Option<String>,
    status: String,
    #[serde(default)]
    error: Option<String>,
    #[serde(default)]
    is_public: Option<bool>,
    #[serde(default)]
    analyzed_at: Option<String>,
    #[serde(default)]
    updated_at: Option<String>,
}

/// Reads a list of findings.
fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin("access-analyzer")?;
    let mut scope = Scope { partial: true, ..Scope::default() };
    let mut newest: Option<Stamp> = None;
    let mut count = 0_u64;
    let mut truncated = false;
    document::<Finding>(window, "a list of findings", &["findings"], |part| {
        match part {
            Part::Element(_, finding) => {
                count += 1;
                if let Some(analyzed) = finding.analyzed_at.as_deref() {
                    let analyzed = Stamp::parse("`analyzedAt`", analyzed)?;
                    if newest.is_none_or(|stamp| stamp.at < analyzed.at) {
                        newest = Some(analyzed);
                    }
                }
                scope.accounts.extend(finding.resource_owner_account.clone());
                recorder.result(&mut finding.result()?)?;
            }
            Part::Rest(rest) => truncated |= rest.get("nextToken").is_some_and(|t| !t.is_null()),
        }
        Ok(())
    })?;
    let mut warnings = Vec::new();
    if truncated {
        warnings.push("the list goes on elsewhere (`nextToken`): findings are missing".into());
    }
    if count == 0 {
        warnings.push("the file holds no finding: it does not say what was looked at".into());
    }
    let succeeded = count > 0 && !truncated;
    recorder.end(Header { time: newest, succeeded, scope, warnings, ..Header::default() })
}

impl Finding {
    fn result(self) -> Result<ScanResult, Problem> {
        let (outcome, muted) = match (self.status.as_str(), &self.error) {
            ("ACTIVE", None) => (Outcome::Fail, false),
            ("ACTIVE", Some(_)) => (Outcome::Error, false),
            ("ARCHIVED", _) => (Outcome::Fail, true),
            ("RESOLVED", _) => (Outcome::Pass, false),
            _ => {
                return Err(Problem::Word {
                    field: "`status`",
                    found: quote(&self.status),
                    expected: "ACTIVE, ARCHIVED or RESOLVED",
                });
            }
        };
        let mut said = vec![match outcome {
            Outcome::Pass => "resolved".to_owned(),
            _ if muted => "archived in the analyzer".to_owned(),
            _ => "active".to_owned(),
        }];
        said.extend(self.updated_at.map(|at| format!("updated at {at}")));
        said.extend(self.is_public.filter(|public| *public).map(|_| "public".to_owned()));
        said.extend(self.error.map(|error| format!("the analyzer failed: {error}")));
        let subject = Subject {
            // A finding without a resource still has an id of its own.
            uid: self.resource.unwrap_or(self.id),
            kind: self.resource_type.unwrap_or_default(),
            account: self.resource_owner_account,
            region: None,
        };
        Ok(ScanResult {
            rule: self.rule.unwrap_or_else(|| EXTERNAL.into()),
            subject,
            outcome,
            muted,
            severity: None,
            message: said.join(", "),
        })
    }
}
