//! Runs and results out of a Trivy report.

use super::document::{Finding, Metadata, Modified, Report, Target};
use crate::{
    evidence::{ClaimedOr, Outcome, ScanResult, Scope, Severity},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::said,
        readers::grype::image_name,
        record::{Header, Recorder},
        whole::{self, Names},
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "trivy",
    versions: "Trivy 0.20 and later, `--format json` (schema version 2)",
    proves: "vulnerabilities, secrets, licences and failed checks of configurations; what was \
             looked at",
    does_not_prove: "which of its scanners ran, or that what it looked at had any package",
    names_accounts: false,
    recognise,
    read,
};

const DOCUMENT: &str = "the Trivy report";

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(!outline.list
        && outline.has("SchemaVersion")
        && (outline.has("ArtifactName") || outline.has("Results")))
}

/// What kind of finding it is: it decides about the rule's id and the subject.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Vulnerability,
    Misconfiguration,
    Secret,
    License,
}

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let report: Report<'_> = whole::parse(&text, DOCUMENT)?;
    if report.schema_version != Some(2) {
        let found = report.schema_version.map_or_else(|| "missing".into(), |n| n.to_string());
        return Err(Problem::Word { field: "`SchemaVersion`", found, expected: "2" }.into());
    }
    recorder.begin("trivy")?;
    let image = image_of(&report);
    let names = Names::below(recorder, image);
    for target in report.results.iter().flatten() {
        read_target(target, &names, recorder)?;
    }
    recorder.end(header(&report, image, recorder)?)
}

/// The repository of the image that was scanned, if it was one.
fn image_of<'r>(report: &'r Report<'_>) -> Option<&'r str> {
    if said(&report.artifact_type) != Some("container_image") {
        return None;
    }
    let tags = report.metadata.as_ref().and_then(|m| m.repo_tags.as_ref());
    let tag = tags.and_then(|tags| tags.first()).map(crate::ingest::json::Str::as_str);
    tag.or(said(&report.artifact_name)).map(image_name)
}

fn read_target(
    target: &Target<'_>,
    names: &Names,
    recorder: &mut Recorder<'_>,
) -> Result<(), Problem> {
    let lists = [
        (&target.vulnerabilities, Kind::Vulnerability),
        (&target.misconfigurations, Kind::Misconfiguration),
        (&target.secrets, Kind::Secret),
        (&target.licenses, Kind::License),
    ];
    for (list, kind) in lists {
        for finding in list.iter().flatten() {
            recorder.result(&mut result_of(finding, kind, target, names)?)?;
        }
    }
    for modified in target.experimental_modified_findings.iter().flatten() {
        recorder.result(&mut modified_result(modified, target, names)?)?;
    }
    Ok(())
}

fn modified_result(
    modified: &Modified<'_>,
    target: &Target<'_>,
    names: &Names,
) -> Result<ScanResult, Problem> {
    let kind = match said(&modified.kind) {
        Some("vulnerability") => Kind::Vulnerability,
        Some("misconfiguration") => Kind::Misconfiguration,
        Some("secret") => Kind::Secret,
        Some("license") => Kind::License,
        other => {
            return Err(Problem::Word {
                field: "`ExperimentalModifiedFindings.Type`",
                found: other.map_or_else(|| "missing".into(), quote),
                expected: "vulnerability, misconfiguration, secret or license",
            });
        }
    };
    let mut result = result_of(&modified.finding, kind, target, names)?;
    // Whatever the finding itself says: it was found, and taken out.
    result.outcome = Outcome::Fail;
    result.muted = true;
    let status = said(&modified.status).unwrap_or("no status");
    let statement = said(&modified.statement).unwrap_or("no statement");
    let source = said(&modified.source).unwrap_or("an unnamed source");
    result.message = format!("{} (muted: {status}, {statement}, by {source})", result.message);
    Ok(result)
}

fn result_of(
    finding: &Finding<'_>,
    kind: Kind,
    target: &Target<'_>,
    names: &Names,
) -> Result<ScanResult, Problem> {
    let missing = |missing| Problem::Missing { what: "a Trivy finding", missing };
    let rule = match kind {
        Kind::Vulnerability => said(&finding.vulnerability_id).ok_or(missing("`VulnerabilityID`")),
        Kind::Misconfiguration => said(&finding.id).ok_or(missing("`ID`")),
        Kind::Secret => said(&finding.rule_id).ok_or(missing("`RuleID`")),
        Kind::License => said(&finding.name).ok_or(missing("`Name`")),
    }?;
    let (uid, word) = subject(finding, kind, target, names).ok_or(missing("`Target`"))?;
    let (outcome, muted) = verdict(finding, kind)?;
    let mut result = whole::finding(rule, uid, word, outcome);
    result.muted = muted;
    result.severity = severity(finding)?;
    result.message = message(finding, kind, rule);
    if muted {
        result.message.push_str(" (muted: EXCEPTION)");
    }
    Ok(result)
}

/// A name without versions and tags, which change while the finding does not.
fn subject<'f>(
    finding: &'f Finding<'_>,
    kind: Kind,
    target: &'f Target<'_>,
    names: &Names,
) -> Option<(String, &'static str)> {
    let os = said(&target.class).is_some_and(|class| class == "os-pkgs");
    let at = if os { "os" } else { said(&target.name)? };
    let base = names.thing(at);
    let path = said(&finding.pkg_path).or(said(&finding.file_path));
    let path = path.map(|path| format!(" {path}")).unwrap_or_default();
    Some(match kind {
        Kind::Vulnerability | Kind::License => {
            let ecosystem = said(&target.kind).or(said(&target.class)).unwrap_or("package");
            let name = said(&finding.pkg_name).unwrap_or_default();
            (format!("{base}#{name}@{ecosystem}{path}"), "package")
        }
        Kind::Misconfiguration => {
            let cause = finding.cause_metadata.as_ref();
            let resource = cause.and_then(|cause| said(&cause.resource));
            let resource = resource.map(|name| format!("#{name}")).unwrap_or_default();
            (format!("{base}{resource}"), "configuration")
        }
        Kind::Secret => (base, "file"),
    })
}

fn verdict(finding: &Finding<'_>, kind: Kind) -> Result<(Outcome, bool), Problem> {
    let word = |field, found: Option<&str>, expected| Problem::Word {
        field,
        found: found.map_or_else(|| "missing".into(), quote),
        expected,
    };
    match kind {
        Kind::Vulnerability | Kind::Secret => Ok((Outcome::Fail, false)),
        Kind::Misconfiguration => match said(&finding.status) {
            Some("PASS") => Ok((Outcome::Pass, false)),
            Some("FAIL") => Ok((Outcome::Fail, false)),
            Some("EXCEPTION") => Ok((Outcome::Fail, true)),
            other => Err(word("`Misconfigurations.Status`", other, "PASS, FAIL or EXCEPTION")),
        },
        // Trivy lists every licence, also those that nobody minds.
        Kind::License => match said(&finding.category) {
            Some("forbidden" | "restricted" | "reciprocal") => Ok((Outcome::Fail, false)),
            Some("notice" | "permissive" | "unencumbered") => Ok((Outcome::Informational, false)),
            None | Some("unknown") => Ok((Outcome::Manual, false)),
            other => Err(word(
                "`Licenses.Category`",
                other,
                "forbidden, restricted, reciprocal, notice, permissive, unencumbered or unknown",
            )),
        },
    }
}

fn severity(finding: &Finding<'_>) -> Result<Option<Severity>, Problem> {
    match said(&finding.severity) {
        None | Some("UNKNOWN") => Ok(None),
        Some(word) => Severity::parse(word).map(Some).ok_or_else(|| Problem::Word {
            field: "`Severity`",
            found: quote(word),
            expected: "UNKNOWN, LOW, MEDIUM, HIGH or CRITICAL",
        }),
    }
}

fn message(finding: &Finding<'_>, kind: Kind, rule: &str) -> String {
    let title = said(&finding.title).unwrap_or(rule);
    let cause = finding.cause_metadata.as_ref();
    let line = finding.start_line.or(cause.and_then(|cause| cause.start_line));
    let line = line.filter(|line| *line > 0).map(|l| format!(" (line {l})")).unwrap_or_default();
    match kind {
        Kind::Vulnerability => {
            let name = said(&finding.pkg_name).unwrap_or("a package");
            let version = said(&finding.installed_version).unwrap_or_default();
            let fixed = said(&finding.fixed_version);
            let fixed = fixed.map(|f| format!(", fixed in {f}")).unwrap_or_default();
            format!("{title} ({name} {version}{fixed})")
        }
        Kind::Misconfiguration => {
            let detail = said(&finding.message).map(|text| format!(": {text}")).unwrap_or_default();
            format!("{title}{detail}{line}")
        }
        Kind::Secret => format!("{title}{line}"),
        Kind::License => format!(
            "licence {rule}, {}, of {}",
            said(&finding.category).unwrap_or("unknown"),
            said(&finding.pkg_name).or(said(&finding.file_path)).unwrap_or("the target")
        ),
    }
}

fn header(
    report: &Report<'_>,
    image: Option<&str>,
    recorder: &Recorder<'_>,
) -> Result<Header, Problem> {
    let none = Metadata::default();
    let metadata = report.metadata.as_ref().unwrap_or(&none);
    let targets = report.results.as_deref().unwrap_or_default();
    let mut warnings = Vec::new();
    if targets.is_empty() {
        warnings.push("the report names nothing that was looked at: nothing was evaluated".into());
    }
    if let Some(os) = metadata.os.as_ref().filter(|os| os.end_of_life == Some(true)) {
        warnings.push(format!(
            "the operating system {} {} is no longer maintained, so its vulnerabilities are no \
             longer published",
            quote(said(&os.family).unwrap_or_default()),
            quote(said(&os.name).unwrap_or_default())
        ));
    }
    let looked = |target: &Target<'_>| {
        let summary = target.misconf_summary.as_ref();
        summary.map_or(1, |s| (s.successes + s.failures + s.exceptions).max(1))
    };
    let read = |text: Option<&str>| ClaimedOr { claimed: None, read: text.map(Into::into) };
    // An image's repository stands for the scope where no repository of code was claimed.
    let image = image.filter(|_| recorder.claimed_repository().is_none());
    let name = said(&report.artifact_name);
    let digests = metadata.repo_digests.iter().flatten().map(|digest| {
        let text = digest.as_str();
        text.split_once('@').map_or(text, |(_, digest)| digest).to_owned()
    });
    Ok(Header {
        version: report.trivy.as_ref().and_then(|tool| said(&tool.version)).map(Into::into),
        time: whole::time("`CreatedAt`", said(&report.created_at))?,
        succeeded: !targets.is_empty(),
        tool_run_id: said(&report.id).map(Into::into),
        scope: Scope {
            repository: read(said(&metadata.repo_url).or(image)),
            commit: read(said(&metadata.commit)),
            document: read(name),
            digests: digests.chain(said(&metadata.image_id).map(Into::into)).collect(),
            examined: Some(targets.iter().map(looked).sum()),
            ..Scope::default()
        },
        absent: 0,
        warnings,
    })
}
