//! `pip-audit --format json`, as pip-audit 1 (a list) and 2 (an object) write it.
//!
//! Proves: known vulnerabilities of Python packages; by absence that the audited ones have none,
//! where a check allows that.
//!
//! Does not prove: anything about a dependency that was skipped (not on the index, or the index
//! did not answer). pip-audit prints "No known vulnerabilities found" and ends with 0 even when it
//! skipped them all. So a run that skipped any does not count as one that ended well: its findings
//! stand, its silence proves nothing.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{
    evidence::{Outcome, Scope},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Str, objects, said},
        record::{Header, Recorder},
        whole::{self, Names},
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "pip-audit",
    versions: "pip-audit 1 and 2, `--format json`",
    proves: "known vulnerabilities of Python packages; how many packages were audited",
    does_not_prove: "anything about skipped dependencies, or by silence when any was skipped",
    names_accounts: false,
    recognise,
    read,
};

const DOCUMENT: &str = "the pip-audit report";

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    let told =
        |of: &str| ["vulns", "skip_reason"].iter().any(|key| outline.has(&format!("{of}{key}")));
    let object = !outline.list && outline.has("dependencies.name") && told("dependencies.");
    let empty = !outline.list && outline.has_all(&["dependencies", "fixes"]);
    Ok(object || empty || (outline.list && outline.has("name") && told("")))
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Report<'a> {
    #[serde(borrow)]
    dependencies: Vec<Dependency<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Dependency<'a> {
    #[serde(borrow)]
    name: Str<'a>,
    #[serde(borrow, default)]
    version: Option<Str<'a>>,
    #[serde(borrow, default)]
    vulns: Option<Vec<Vulnerability<'a>>>,
    #[serde(borrow, default)]
    skip_reason: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Vulnerability<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow, default)]
    fix_versions: Option<Vec<Str<'a>>>,
    #[serde(borrow, default)]
    aliases: Option<Vec<Str<'a>>>,
}

objects!(Report<'a>, Dependency<'a>, Vulnerability<'a>);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let dependencies: Vec<Dependency<'_>> = if text.trim_start().starts_with('[') {
        whole::parse(&text, DOCUMENT)?
    } else {
        whole::parse::<Report<'_>>(&text, DOCUMENT)?.dependencies
    };
    recorder.begin("pip-audit")?;
    let names = Names::below(recorder, None);
    let mut audited = 0_u64;
    let mut skipped: BTreeMap<String, u64> = BTreeMap::new();
    for dependency in &dependencies {
        let name = dependency.name.as_str();
        if let Some(reason) = &dependency.skip_reason {
            // The reasons differ in the name and version that they end with.
            let reason = reason.as_str().split(": ").next().unwrap_or_default().to_owned();
            *skipped.entry(reason).or_default() += 1;
        } else if dependency.vulns.is_some() {
            audited += 1;
        } else {
            return Err(missing("`vulns` or `skip_reason`").into());
        }
        for vulnerability in dependency.vulns.iter().flatten() {
            let rule = vulnerability.id.as_str();
            let mut result =
                whole::finding(rule, names.package(name, "pypi"), "package", Outcome::Fail);
            let aliases = list(vulnerability.aliases.as_deref(), "also ");
            let fixes = list(vulnerability.fix_versions.as_deref(), "fixed in ");
            let version = said(&dependency.version).unwrap_or_default();
            result.message = format!("{name} {version} has {rule}{aliases}{fixes}");
            recorder.result(&mut result)?;
        }
    }
    let all = dependencies.len();
    let count: u64 = skipped.values().sum();
    let mut warnings = Vec::new();
    if audited == 0 {
        warnings.push(
            "no dependency was audited: nothing was evaluated, so there is no evidence".into(),
        );
    }
    if count > 0 {
        let reasons =
            skipped.iter().take(3).map(|(reason, n)| format!("{n} with {}", quote(reason)));
        warnings.push(format!(
            "{count} of {all} dependencies were skipped ({}): what the report does not say proves \
             nothing; audit them elsewhere, and leave them out here",
            reasons.collect::<Vec<_>>().join(", ")
        ));
    }
    let scope = Scope { examined: Some(audited), ..Scope::default() };
    let succeeded = audited > 0 && count == 0;
    recorder.end(Header { succeeded, scope, warnings, ..Header::default() })
}

fn missing(missing: &'static str) -> Problem {
    Problem::Missing { what: "a dependency in the pip-audit report", missing }
}

/// A list in brackets for a message.
fn list(words: Option<&[Str<'_>]>, intro: &str) -> String {
    let words: Vec<&str> = words.unwrap_or_default().iter().take(5).map(Str::as_str).collect();
    if words.is_empty() { String::new() } else { format!(" ({intro}{})", words.join(", ")) }
}
