//! The JSON of `powerpipe benchmark run --output json`, and of `steampipe check --output json`
//! before it: groups in groups, controls in them, and a result for each resource.
//!
//! Proves: passes and fails of named resources, in the account and region that the result's
//! dimensions name.
//!
//! Does not prove: when it ran (the file says nothing), or anything by a control without results:
//! there may have been nothing to look at, or nothing that could be seen.
//!
//! How it is read:
//!
//! * `ok`, `alarm` and `error` are pass, fail and error; `info` is information; `skip` is left to
//!   a person, with its reason. (Its own `NUnit` output counts `info` as passed.)
//! * a control's `run_error` is an error of the whole control, for no resource is named;
//! * a control may stand in several groups, and its results then stand there again. They are one
//!   cell each, and the tool's own summary counts them as often;
//! * the summary is only compared: one that tells of more alarms or errors than are listed makes
//!   the run one that proves nothing.

use serde::{Deserialize, de::IgnoredAny};

use super::whole;
use crate::{
    evidence::{Outcome, ScanResult, Severity, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Entries, Str, objects, said},
        record::{Header, Recorder},
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "powerpipe",
    versions: "`powerpipe benchmark run --output json`, `steampipe check --output json`",
    proves: "passes and fails, each of a named resource in a named account",
    does_not_prove: "when it ran, or that a control without results passed",
    names_accounts: true,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    let inside = outline.has("groups") || outline.has("controls") || outline.has("summary.status");
    Ok(!outline.list && outline.has_all(&["group_id", "summary"]) && inside)
}

const DOCUMENT: &str = "the Powerpipe result";
const MAX_GROUPS: u32 = 60;

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Group<'a> {
    #[serde(borrow, default)]
    summary: Option<Summary<'a>>,
    #[serde(borrow, default)]
    groups: Option<Vec<Self>>,
    #[serde(borrow, default)]
    controls: Option<Vec<Control<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Summary<'a> {
    #[serde(borrow, default)]
    status: Option<Entries<'a, u64>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Control<'a> {
    #[serde(borrow, default, rename = "control_id")]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    title: Option<Str<'a>>,
    #[serde(borrow, default)]
    severity: Option<Str<'a>>,
    #[serde(borrow, default)]
    run_error: Option<Str<'a>>,
    #[serde(borrow, default)]
    results: Option<Vec<Row<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Row<'a> {
    #[serde(borrow, default)]
    status: Option<Str<'a>>,
    #[serde(borrow, default)]
    reason: Option<Str<'a>>,
    #[serde(borrow, default)]
    resource: Option<Str<'a>>,
    #[serde(borrow, default)]
    dimensions: Option<Dimensions<'a>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Dimensions<'a> {
    #[serde(borrow)]
    List(Vec<Dimension<'a>>),
    Map(std::collections::BTreeMap<String, serde_json::Value>),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Dimension<'a> {
    #[serde(borrow, default)]
    key: Option<Str<'a>>,
    #[serde(borrow, default)]
    value: Option<Str<'a>>,
}

objects!(Group<'a>, Summary<'a>, Control<'a>, Row<'a>, Dimension<'a>);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let root: Group<'_> = whole::parse(&text, DOCUMENT)?;
    recorder.begin("powerpipe")?;
    let mut tally = Tally::default();
    tally.group(&root, 0, recorder)?;
    recorder.end(tally.header(&root))
}

#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    errors: u64,
    silent: u64,
    header: Header,
}

impl Tally {
    fn group(
        &mut self,
        group: &Group<'_>,
        depth: u32,
        recorder: &mut Recorder<'_>,
    ) -> Result<(), Failure> {
        if depth > MAX_GROUPS {
            return Err(Problem::TooDeep { what: DOCUMENT, limit: MAX_GROUPS }.into());
        }
        for control in group.controls.iter().flatten() {
            self.control(control, recorder)?;
        }
        for inner in group.groups.iter().flatten() {
            self.group(inner, depth + 1, recorder)?;
        }
        Ok(())
    }

    fn control(
        &mut self,
        control: &Control<'_>,
        recorder: &mut Recorder<'_>,
    ) -> Result<(), Failure> {
        let missing = |missing| Problem::Missing { what: "a control", missing };
        let rule = said(&control.id).ok_or(missing("`control_id`"))?;
        let severity = said(&control.severity).and_then(Severity::parse);
        let mut result = ScanResult {
            rule: rule.to_owned(),
            subject: Subject { uid: rule.to_owned(), kind: "control".into(), ..Subject::default() },
            outcome: Outcome::Error,
            muted: false,
            severity,
            message: String::new(),
        };
        let rows = control.results.as_deref().unwrap_or_default();
        if let Some(error) = said(&control.run_error) {
            self.errors += 1;
            result.message = format!("the control did not run: {error}");
            recorder.result(&mut result)?;
        } else if rows.is_empty() {
            self.silent += 1;
        } else {
            self.header.scope.rules.insert(rule.to_owned());
        }
        for row in rows {
            result.outcome = self.outcome(row)?;
            result.subject = self.subject(row)?;
            let title = said(&control.title).unwrap_or_default();
            said(&row.reason).unwrap_or(title).clone_into(&mut result.message);
            recorder.result(&mut result)?;
        }
        Ok(())
    }

    fn outcome(&mut self, row: &Row<'_>) -> Result<Outcome, Problem> {
        Ok(match said(&row.status) {
            Some("ok") => {
                self.passed += 1;
                Outcome::Pass
            }
            Some("alarm") => {
                self.failed += 1;
                Outcome::Fail
            }
            Some("error") => {
                self.errors += 1;
                Outcome::Error
            }
            Some("skip") => Outcome::Manual,
            Some("info") => Outcome::Informational,
            other => {
                return Err(Problem::Word {
                    field: "`status`",
                    found: other.map_or_else(|| "missing".into(), quote),
                    expected: "ok, alarm, info, skip or error",
                });
            }
        })
    }

    fn subject(&mut self, row: &Row<'_>) -> Result<Subject, Problem> {
        let missing = Problem::Missing { what: "a result", missing: "`resource`" };
        let uid = said(&row.resource).ok_or(missing)?.to_owned();
        let account = row.dimension(&["account_id", "subscription_id", "project"]);
        let region = row.dimension(&["region", "location"]);
        self.header.scope.accounts.extend(account.clone());
        self.header.scope.regions.extend(region.clone());
        Ok(Subject { uid, kind: String::new(), account, region })
    }

    fn header(mut self, root: &Group<'_>) -> Header {
        let told = |word| {
            let status = root.summary.as_ref().and_then(|summary| summary.status.as_ref());
            status.and_then(|status| status.get(word)).copied().unwrap_or(0)
        };
        let warnings = &mut self.header.warnings;
        let lost = told("alarm") > self.failed || told("error") > self.errors;
        if lost {
            let (alarms, errors) = (told("alarm"), told("error"));
            warnings.push(format!(
                "the summary tells of {alarms} alarms and {errors} errors; listed are {} and {}: \
                 it proves nothing",
                self.failed, self.errors
            ));
        }
        if self.silent > 0 {
            warnings.push(format!(
                "{} controls list no result: nothing says whether they passed",
                self.silent
            ));
        }
        let evaluated = self.passed + self.failed > 0;
        if !evaluated {
            warnings.push("no control passed or failed: nothing was evaluated".into());
        }
        self.header.succeeded = evaluated && !lost;
        self.header
    }
}

impl Row<'_> {
    /// The first of these dimensions that has a value.
    fn dimension(&self, names: &[&str]) -> Option<String> {
        let value = |name: &&str| match self.dimensions.as_ref()? {
            Dimensions::List(list) => {
                let found = list.iter().find(|one| said(&one.key) == Some(name))?;
                said(&found.value).map(Into::into)
            }
            Dimensions::Map(map) => map.get(*name)?.as_str().map(Into::into),
            Dimensions::Other(_) => None,
        };
        names.iter().find_map(value).filter(|value: &String| !value.is_empty())
    }
}
