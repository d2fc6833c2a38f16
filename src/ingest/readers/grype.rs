//! Grype's own JSON (`-o json`), as Grype 0.40 to 0.100 write it.
//!
//! Proves: known vulnerabilities of the packages in an image, folder or bill of materials; by
//! absence that an image has none, where a check allows that.
//!
//! Does not prove: which packages were looked at. The report lists only packages with a match, so
//! a clean report of a folder may be that of an empty folder: only an image, whose digest it
//! names, counts as examined. A match that a rule ignored is muted, with the rule.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    evidence::{ClaimedOr, Outcome, ScanResult, Scope, Severity},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Str, objects, said},
        record::{Header, Recorder},
        times::Stamp,
        whole::{self, Names},
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "grype",
    versions: "Grype 0.40 and later, `-o json`",
    proves: "known vulnerabilities of the packages in an image, folder or bill of materials",
    does_not_prove: "which packages were looked at; a clean report of a folder proves nothing",
    names_accounts: false,
    recognise,
    read,
};

const DOCUMENT: &str = "the Grype report";
/// Grype itself refuses a database that is older than this.
const OLD_DAYS: i64 = 5;
const DAY_SECONDS: i64 = 86_400;

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    // The descriptor stands at the end, which may lie beyond what can be seen.
    let named = outline.get("descriptor.name") == "grype";
    let matched = outline.has_all(&["matches.vulnerability", "matches.artifact"]);
    Ok(!outline.list && outline.has("matches") && (named || matched))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
struct Report<'a> {
    #[serde(borrow)]
    matches: Vec<Match<'a>>,
    #[serde(borrow, default)]
    ignored_matches: Option<Vec<Match<'a>>>,
    #[serde(default)]
    source: Option<Map<String, Value>>,
    #[serde(default)]
    descriptor: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
struct Match<'a> {
    #[serde(borrow)]
    vulnerability: Vulnerability<'a>,
    #[serde(borrow)]
    artifact: Artifact<'a>,
    #[serde(default)]
    applied_ignore_rules: Option<Vec<Map<String, Value>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Vulnerability<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow, default)]
    severity: Option<Str<'a>>,
    #[serde(borrow, default)]
    fix: Option<Fix<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Fix<'a> {
    #[serde(borrow, default)]
    versions: Option<Vec<Str<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Artifact<'a> {
    #[serde(borrow)]
    name: Str<'a>,
    #[serde(borrow, default)]
    version: Option<Str<'a>>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<Str<'a>>,
}

objects!(Report<'a>, Match<'a>, Vulnerability<'a>, Fix<'a>, Artifact<'a>);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let report: Report<'_> = whole::parse(&text, DOCUMENT)?;
    let tool = report.descriptor.get("name").and_then(Value::as_str);
    if tool != Some("grype") {
        return Err(Problem::Word {
            field: "`descriptor.name`",
            found: tool.map_or_else(|| "missing".into(), quote),
            expected: "grype",
        }
        .into());
    }
    recorder.begin("grype")?;
    let looked = Target::of(report.source.as_ref());
    let names = Names::below(recorder, looked.name.as_deref());
    for found in &report.matches {
        recorder.result(&mut result_of(found, false, &names)?)?;
    }
    for found in report.ignored_matches.iter().flatten() {
        recorder.result(&mut result_of(found, true, &names)?)?;
    }
    recorder.end(header(&report, looked, recorder)?)
}

/// What was looked at.
#[derive(Default)]
struct Target {
    /// The repository of an image, without tag and digest; else the path.
    name: Option<String>,
    image: bool,
    digests: Vec<String>,
}

impl Target {
    fn of(source: Option<&Map<String, Value>>) -> Self {
        let kind = source.and_then(|source| source.get("type")).and_then(Value::as_str);
        let target = source.and_then(|source| source.get("target"));
        let text = |key: &str| target.and_then(|t| t.get(key)).and_then(Value::as_str);
        let name = target.and_then(Value::as_str).or(text("userInput"));
        let digests = ["manifestDigest", "imageID"].iter().filter_map(|key| text(key));
        Self {
            name: name.filter(|name| !name.is_empty()).map(|name| image_name(name).to_owned()),
            image: kind == Some("image"),
            digests: digests.map(Into::into).collect(),
        }
    }
}

/// An image's name without its tag and digest: `registry:5000/acme/web:1.2@sha256:…` is
/// `registry:5000/acme/web`.
pub(super) fn image_name(name: &str) -> &str {
    let name = name.split('@').next().unwrap_or(name);
    match name.rsplit_once(':') {
        Some((before, tag)) if !tag.contains('/') && !before.is_empty() => before,
        _ => name,
    }
}

fn result_of(found: &Match<'_>, muted: bool, names: &Names) -> Result<ScanResult, Problem> {
    let (vulnerability, artifact) = (&found.vulnerability, &found.artifact);
    let (rule, name) = (vulnerability.id.as_str(), artifact.name.as_str());
    let kind = said(&artifact.kind).unwrap_or("package");
    let mut result = whole::finding(rule, names.package(name, kind), "package", Outcome::Fail);
    result.severity = match said(&vulnerability.severity) {
        None | Some("Unknown") => None,
        Some("Negligible") => Some(Severity::Info),
        Some(word) => Some(Severity::parse(word).ok_or_else(|| Problem::Word {
            field: "`vulnerability.severity`",
            found: quote(word),
            expected: "Unknown, Negligible, Low, Medium, High or Critical",
        })?),
    };
    result.muted = muted;
    let fixes = vulnerability.fix.iter().flat_map(|fix| fix.versions.iter().flatten());
    let fixes: Vec<&str> = fixes.take(5).map(Str::as_str).collect();
    let fixes =
        if fixes.is_empty() { String::new() } else { format!(" (fixed in {})", fixes.join(", ")) };
    let version = said(&artifact.version).unwrap_or_default();
    let reason = if muted { ignored_by(found) } else { String::new() };
    result.message = format!("{name} {version} has {rule}{fixes}{reason}");
    Ok(result)
}

/// The rule that ignored a match, in its own words.
fn ignored_by(found: &Match<'_>) -> String {
    let rules: Vec<String> = found
        .applied_ignore_rules
        .iter()
        .flatten()
        .map(|rule| match rule.get("reason").and_then(Value::as_str) {
            Some(reason) if !reason.is_empty() => reason.to_owned(),
            _ => Value::Object(rule.clone()).to_string(),
        })
        .collect();
    let rules = if rules.is_empty() { "no rule is named".into() } else { rules.join("; ") };
    format!(" (muted: {rules})")
}

fn header(report: &Report<'_>, looked: Target, recorder: &Recorder<'_>) -> Result<Header, Problem> {
    let descriptor = &report.descriptor;
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(ToOwned::to_owned);
    let time = whole::time("`descriptor.timestamp`", text(descriptor.get("timestamp")).as_deref())?;
    let mut warnings = Vec::new();
    let database = descriptor.get("db").map(|db| db.get("status").unwrap_or(db));
    match text(database.and_then(|db| db.get("built"))) {
        None => warnings.push("the report does not say how old its database is".to_owned()),
        Some(built) => {
            let built = Stamp::parse("`descriptor.db.built`", &built)?.at;
            let now = time.map_or(recorder.assumed_time(), |time| time.at);
            let days = (now.unix() - built.unix()) / DAY_SECONDS;
            if days > OLD_DAYS {
                warnings.push(format!(
                    "the vulnerability database was {days} days old: newer entries are not found"
                ));
            }
        }
    }
    let image = looked.image && !looked.digests.is_empty();
    let findings = !report.matches.is_empty()
        || report.ignored_matches.as_ref().is_some_and(|all| !all.is_empty());
    if !image && !findings {
        warnings.push(
            "the report does not say which packages were looked at, and it is no image's: its \
             silence proves nothing"
                .to_owned(),
        );
    }
    // An image's repository stands for the scope where no repository of code was claimed.
    let repository =
        looked.name.clone().filter(|_| image && recorder.claimed_repository().is_none());
    Ok(Header {
        version: text(descriptor.get("version")),
        time,
        succeeded: image || findings,
        scope: Scope {
            repository: ClaimedOr { claimed: None, read: repository },
            document: ClaimedOr { claimed: None, read: looked.name },
            digests: looked.digests.into_iter().collect(),
            examined: image.then_some(1),
            ..Scope::default()
        },
        warnings,
        ..Header::default()
    })
}
