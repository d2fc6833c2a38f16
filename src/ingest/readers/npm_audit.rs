//! `npm audit --json`: report version 2 (npm 7 and later) and the older form with `advisories`
//! (npm 6; pnpm writes it too).
//!
//! Proves: known vulnerabilities of packages; by absence that there are none, where a check allows
//! that and the report says how many dependencies were looked at.
//!
//! Does not prove: anything when no dependency was looked at. When the registry cannot answer, npm
//! writes an error document in place of the report: it is refused, not read as clean.
//!
//! In version 2 each package lists why it is vulnerable (`via`): an advisory, or the name of
//! another package. Each advisory of each package is a result, named by its GHSA id; a package
//! that is only affected through another listed one is counted in a warning.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    evidence::{Outcome, ScanResult, Scope, Severity},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Entries, Str, objects, said},
        record::{Header, Recorder},
        whole::{self, Names},
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "npm-audit",
    versions: "npm 6 to 11 and pnpm, `npm audit --json`",
    proves: "known vulnerabilities of packages; how many dependencies were looked at",
    does_not_prove: "anything when the registry did not answer, or when no dependency was found",
    names_accounts: false,
    recognise,
    read,
};

const DOCUMENT: &str = "the npm audit report";
const ERROR: &str = "npm's answer to a failed audit";

fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    let older = outline.has("advisories")
        && (outline.has("actions") || outline.has("metadata.totalDependencies"));
    if outline.has("auditReportVersion") || older {
        return Ok(true);
    }
    let failed = outline.has("error.summary") && outline.has("error.detail");
    if !outline.list && (failed || outline.has_all(&["statusCode", "method", "uri"])) {
        return Err(Problem::ErrorDocument(ERROR));
    }
    Ok(false)
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Report<'a> {
    #[serde(default, rename = "auditReportVersion")]
    version: Option<u64>,
    #[serde(borrow, default)]
    vulnerabilities: Option<Entries<'a, Package<'a>>>,
    #[serde(borrow, default)]
    advisories: Option<Entries<'a, Advisory<'a>>>,
    #[serde(default)]
    muted: Option<Vec<Value>>,
    #[serde(default)]
    metadata: Option<Map<String, Value>>,
    #[serde(default)]
    error: Option<Value>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Package<'a> {
    #[serde(borrow, default)]
    severity: Option<Str<'a>>,
    #[serde(default)]
    via: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Advisory<'a> {
    #[serde(borrow)]
    module_name: Str<'a>,
    #[serde(borrow, default)]
    title: Option<Str<'a>>,
    #[serde(borrow, default)]
    severity: Option<Str<'a>>,
    #[serde(borrow, default)]
    url: Option<Str<'a>>,
    #[serde(borrow, default)]
    github_advisory_id: Option<Str<'a>>,
}

objects!(Report<'a>, Package<'a>, Advisory<'a>);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let report: Report<'_> = whole::parse(&text, DOCUMENT)?;
    if report.error.is_some() {
        return Err(Problem::ErrorDocument(ERROR).into());
    }
    // The file does not name its tool: pnpm and others write the same.
    recorder.begin_guessed("npm-audit")?;
    let names = Names::below(recorder, None);
    let mut warnings = Vec::new();
    let found = match (report.version, &report.vulnerabilities, &report.advisories) {
        (Some(2), Some(packages), _) => packages_of(packages, &names, &mut warnings, recorder)?,
        (None, _, Some(advisories)) => advisories_of(advisories, &names, recorder)?,
        (Some(2), None, _) | (None, _, None) => {
            return Err(Problem::Missing { what: DOCUMENT, missing: "`vulnerabilities`" }.into());
        }
        (Some(other), ..) => {
            return Err(Problem::Word {
                field: "`auditReportVersion`",
                found: other.to_string(),
                expected: "2",
            }
            .into());
        }
    };
    let muted = report.muted.as_ref().map_or(0, Vec::len);
    if muted > 0 {
        warnings.push(format!("{muted} findings were muted and are not described in the report"));
    }
    let examined = examined(report.metadata.as_ref());
    let told = told(report.metadata.as_ref(), report.version == Some(2));
    if let (Some(told), Some(packages)) = (told, &report.vulnerabilities)
        && told != packages.0.len() as u64
    {
        warnings.push(format!(
            "the summary says {told} vulnerable packages, but {} are listed; what is listed counts",
            packages.0.len()
        ));
    }
    let looked = examined.unwrap_or_default() > 0 || (examined.is_none() && found > 0);
    if !looked {
        warnings.push(
            "the report names no dependency that was looked at: nothing was evaluated".into(),
        );
    }
    let scope = Scope { examined, ..Scope::default() };
    recorder.end(Header { succeeded: looked && muted == 0, scope, warnings, ..Header::default() })
}

/// How many dependencies were looked at.
fn examined(metadata: Option<&Map<String, Value>>) -> Option<u64> {
    let metadata = metadata?;
    let of_2 = metadata.get("dependencies").and_then(|all| all.get("total"));
    let older = metadata.get("totalDependencies").or(metadata.get("dependencies"));
    of_2.or(older)?.as_u64()
}

/// How many packages the summary of version 2 counts; the older form counts paths.
fn told(metadata: Option<&Map<String, Value>>, version_2: bool) -> Option<u64> {
    metadata.filter(|_| version_2)?.get("vulnerabilities")?.get("total")?.as_u64()
}

fn packages_of(
    packages: &Entries<'_, Package<'_>>,
    names: &Names,
    warnings: &mut Vec<String>,
    recorder: &mut Recorder<'_>,
) -> Result<u64, Problem> {
    let (mut found, mut indirect) = (0, 0_u64);
    for (name, package) in &packages.0 {
        let before = found;
        let mut explained = false;
        for via in &package.via {
            match via {
                Value::String(other) => explained |= packages.get(other).is_some(),
                Value::Object(advisory) => {
                    recorder.result(&mut of_version_2(name, advisory, names)?)?;
                    found += 1;
                }
                _ => return Err(shape("`via` holds neither a name nor an advisory")),
            }
        }
        if found == before && explained {
            indirect += 1;
        } else if found == before {
            // Vulnerable, and the report does not say by what.
            let mut result =
                whole::finding("unexplained", names.package(name, "npm"), "package", Outcome::Fail);
            result.severity = severity(said(&package.severity))?;
            result.message = format!("{name} is vulnerable; the report does not list the advisory");
            recorder.result(&mut result)?;
            found += 1;
        }
    }
    if indirect > 0 {
        warnings.push(format!(
            "{indirect} packages are vulnerable only through another package that is listed; the \
             advisories stand with that one"
        ));
    }
    Ok(found)
}

fn of_version_2(
    name: &str,
    advisory: &Map<String, Value>,
    names: &Names,
) -> Result<ScanResult, Problem> {
    let text = |key: &str| advisory.get(key).and_then(Value::as_str);
    let source = advisory.get("source").map(Value::to_string);
    let rule = ghsa(text("url")).map(Into::into).or(source.map(|id| format!("npm-{id}")));
    let rule =
        rule.ok_or(Problem::Missing { what: "an advisory", missing: "`url` or `source`" })?;
    let mut result = whole::finding(&rule, names.package(name, "npm"), "package", Outcome::Fail);
    result.severity = severity(text("severity"))?;
    let range = text("range").map(|range| format!(" ({name} {range})")).unwrap_or_default();
    result.message = format!("{}{range}", text("title").unwrap_or(&rule));
    Ok(result)
}

fn advisories_of(
    advisories: &Entries<'_, Advisory<'_>>,
    names: &Names,
    recorder: &mut Recorder<'_>,
) -> Result<u64, Problem> {
    for (id, advisory) in &advisories.0 {
        let name = advisory.module_name.as_str();
        let own = said(&advisory.github_advisory_id).or(ghsa(said(&advisory.url)));
        let rule = own.map_or_else(|| format!("npm-{id}"), Into::into);
        let mut result =
            whole::finding(&rule, names.package(name, "npm"), "package", Outcome::Fail);
        result.severity = severity(said(&advisory.severity))?;
        result.message = format!("{} ({name})", said(&advisory.title).unwrap_or(&rule));
        recorder.result(&mut result)?;
    }
    Ok(advisories.0.len() as u64)
}

/// The id at the end of an advisory's address.
fn ghsa(url: Option<&str>) -> Option<&str> {
    url?.rsplit('/').next().filter(|id| id.starts_with("GHSA-"))
}

fn severity(word: Option<&str>) -> Result<Option<Severity>, Problem> {
    let Some(word) = word else { return Ok(None) };
    Severity::parse(word).map(Some).ok_or_else(|| Problem::Word {
        field: "`severity`",
        found: quote(word),
        expected: "info, low, moderate, high or critical",
    })
}

fn shape(message: &str) -> Problem {
    Problem::Shape { what: DOCUMENT, message: message.into() }
}
