//! `cargo audit --json`, as cargo-audit 0.14 to 0.22 write it.
//!
//! Proves: advisories of the `RustSec` database against the packages of a lock file; by absence that
//! there are none, where a check allows that: the report says how many packages were looked at.
//!
//! Does not prove: anything with an empty or old database, whose age only sometimes stands in the
//! report; or about an advisory that was ignored. `--ignore` leaves no finding behind, only the id
//! in `settings.ignore`; each such id is a muted fail of the lock file, since a mute must not look
//! like a fix.
//!
//! Vulnerabilities are `high` and warnings (unmaintained, unsound, yanked) `medium`, which is how
//! cargo-audit's SARIF has them: `error` and `warning`.

use serde::Deserialize;

use crate::{
    evidence::{Outcome, Scope, Severity},
    ingest::{
        error::{Failure, Problem},
        format::{Reader, Shape},
        json::{Entries, Str, objects, said},
        record::{Header, Recorder},
        times::Stamp,
        whole::{self, Names},
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "cargo-audit",
    versions: "cargo-audit 0.14 to 0.22, `cargo audit --json`",
    proves: "known vulnerabilities of the packages in a lock file; how many were looked at",
    does_not_prove: "anything with an old database, or about advisories that were ignored",
    names_accounts: false,
    recognise,
    read,
};

const DOCUMENT: &str = "the cargo audit report";
const OLD_DAYS: i64 = 7;
const DAY_SECONDS: i64 = 86_400;

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(outline.has_all(&["database", "lockfile", "vulnerabilities"]))
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Report<'a> {
    #[serde(borrow)]
    database: Database<'a>,
    lockfile: Lockfile,
    #[serde(borrow, default)]
    settings: Option<Settings<'a>>,
    #[serde(borrow)]
    vulnerabilities: Vulnerabilities<'a>,
    #[serde(borrow, default)]
    warnings: Option<Entries<'a, Vec<Finding<'a>>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", remote = "Self")]
struct Database<'a> {
    #[serde(default)]
    advisory_count: Option<u64>,
    #[serde(borrow, default)]
    last_updated: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", remote = "Self")]
struct Lockfile {
    #[serde(default)]
    dependency_count: Option<u64>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Settings<'a> {
    #[serde(borrow, default)]
    ignore: Option<Vec<Str<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Vulnerabilities<'a> {
    #[serde(default)]
    count: Option<u64>,
    #[serde(borrow)]
    list: Vec<Finding<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Finding<'a> {
    #[serde(borrow, default)]
    advisory: Option<Advisory<'a>>,
    #[serde(borrow)]
    package: Package<'a>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Advisory<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow, default)]
    title: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Package<'a> {
    #[serde(borrow)]
    name: Str<'a>,
    #[serde(borrow, default)]
    version: Option<Str<'a>>,
}

objects!(
    Report<'a>,
    Database<'a>,
    Lockfile,
    Settings<'a>,
    Vulnerabilities<'a>,
    Finding<'a>,
    Advisory<'a>,
    Package<'a>,
);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let report: Report<'_> = whole::parse(&text, DOCUMENT)?;
    recorder.begin("cargo-audit")?;
    let names = Names::below(recorder, None);
    for finding in &report.vulnerabilities.list {
        take(finding, "vulnerability", Severity::High, &names, recorder)?;
    }
    for (kind, findings) in report.warnings.iter().flat_map(|warnings| &warnings.0) {
        for finding in findings {
            take(finding, kind, Severity::Medium, &names, recorder)?;
        }
    }
    let ignored: Vec<&str> =
        report.settings.iter().flat_map(|s| s.ignore.iter().flatten()).map(Str::as_str).collect();
    for id in &ignored {
        let mut result = whole::finding(id, names.thing("Cargo.lock"), "lock file", Outcome::Fail);
        result.muted = true;
        result.message = "the report does not say whether this advisory applies (muted: ignored \
                          by the settings of cargo-audit)"
            .into();
        recorder.result(&mut result)?;
    }
    recorder.end(header(&report, &ignored, recorder)?)
}

fn take(
    finding: &Finding<'_>,
    kind: &str,
    severity: Severity,
    names: &Names,
    recorder: &mut Recorder<'_>,
) -> Result<(), Problem> {
    let name = finding.package.name.as_str();
    // A yanked package has no advisory.
    let rule = finding.advisory.as_ref().map_or(kind, |advisory| advisory.id.as_str());
    let mut result = whole::finding(rule, names.package(name, "cargo"), "package", Outcome::Fail);
    result.severity = Some(severity);
    let title = finding.advisory.as_ref().and_then(|a| said(&a.title)).unwrap_or(kind);
    let version = said(&finding.package.version).unwrap_or_default();
    result.message = format!("{title} ({kind}, {name} {version})");
    recorder.result(&mut result)
}

fn header(
    report: &Report<'_>,
    ignored: &[&str],
    recorder: &Recorder<'_>,
) -> Result<Header, Problem> {
    let mut warnings = Vec::new();
    let examined = report.lockfile.dependency_count;
    let advisories = report.database.advisory_count;
    let looked = examined.unwrap_or_default() > 0 && advisories != Some(0);
    if !looked {
        warnings.push("no package, or no advisory to compare with: nothing was evaluated".into());
    }
    if !ignored.is_empty() {
        warnings.push(format!(
            "the settings ignore {} advisories: {}",
            ignored.len(),
            ignored.iter().take(10).copied().collect::<Vec<_>>().join(", ")
        ));
    }
    let listed = report.vulnerabilities.list.len() as u64;
    if let Some(count) = report.vulnerabilities.count.filter(|count| *count != listed) {
        warnings.push(format!(
            "the report says {count} vulnerabilities, but {listed} are listed; what is listed counts"
        ));
    }
    match said(&report.database.last_updated) {
        None => warnings.push("the report does not say how old its advisory database is".into()),
        Some(text) => {
            let updated = Stamp::parse("`database.last-updated`", text)?.at;
            let days = (recorder.assumed_time().unix() - updated.unix()) / DAY_SECONDS;
            if days > OLD_DAYS {
                warnings.push(format!(
                    "the advisory database was {days} days old: newer advisories are not found"
                ));
            }
        }
    }
    let scope = Scope { examined, ..Scope::default() };
    Ok(Header { succeeded: looked, scope, warnings, ..Header::default() })
}
