//! OWASP ZAP's JSON report (`traditional-json` and its kin), as ZAP 2.7 to 2.16 write it.
//!
//! Proves: alerts about a site, with ZAP's own confidence.
//!
//! Does not prove: which pages were visited or which rules ran: the report lists alerts only, so
//! no alert is no pass. Nor the moment: `@generated` is text without an offset, in the words of
//! the machine's language; only newer reports have `created`.
//!
//! An alert is one result for its site: which addresses it was seen at depends on the crawl, so
//! they are counted, and the first is named without its query, which may hold secrets. Risk 0 is
//! for information, and an alert that somebody marked as a false positive (confidence 0) is muted.

use serde::Deserialize;

use crate::{
    evidence::{ClaimedOr, Outcome, ScanResult, Scope, Severity},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Str, objects, said},
        record::{Header, Recorder},
        times::Stamp,
        whole,
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "zap",
    versions: "ZAP 2.7 to 2.16, the JSON report",
    proves: "alerts about a site",
    does_not_prove: "which pages were visited or which rules ran, so nothing by silence",
    names_accounts: false,
    recognise,
    read,
};

const DOCUMENT: &str = "the ZAP report";

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    Ok(!outline.list && outline.has_all(&["@generated", "site"]))
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Report<'a> {
    #[serde(borrow, default, rename = "@version")]
    version: Option<Str<'a>>,
    #[serde(borrow, default, rename = "@generated")]
    generated: Option<Str<'a>>,
    #[serde(borrow, default)]
    created: Option<Str<'a>>,
    #[serde(borrow)]
    site: Vec<Site<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Site<'a> {
    #[serde(borrow, rename = "@name")]
    name: Str<'a>,
    #[serde(borrow, default)]
    alerts: Option<Vec<Alert<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Alert<'a> {
    #[serde(borrow)]
    pluginid: Str<'a>,
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
    #[serde(borrow, default, rename = "alert")]
    title: Option<Str<'a>>,
    #[serde(borrow)]
    riskcode: Str<'a>,
    #[serde(borrow)]
    confidence: Str<'a>,
    #[serde(borrow, default)]
    instances: Option<Vec<Instance<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Instance<'a> {
    #[serde(borrow, default)]
    uri: Option<Str<'a>>,
}

objects!(Report<'a>, Site<'a>, Alert<'a>, Instance<'a>);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let report: Report<'_> = whole::parse(&text, DOCUMENT)?;
    recorder.begin("zap")?;
    let mut warnings = Vec::new();
    for site in &report.site {
        for alert in site.alerts.iter().flatten() {
            recorder.result(&mut result_of(site, alert)?)?;
        }
    }
    if report.site.is_empty() {
        warnings.push("the report names no site: nothing was evaluated".into());
    }
    let time = match said(&report.created) {
        Some(text) => whole::time("`created`", Some(text))?,
        None => said(&report.generated).and_then(|text| {
            let stamp = generated(text);
            if stamp.is_none() {
                warnings.push(format!(
                    "the time {} cannot be read; claim it with --observed-at",
                    quote(text)
                ));
            }
            stamp
        }),
    };
    let site = match report.site.as_slice() {
        [site] => Some(site.name.as_str().to_owned()),
        _ => None,
    };
    recorder.end(Header {
        version: said(&report.version).map(Into::into),
        time,
        succeeded: !report.site.is_empty(),
        scope: Scope {
            document: ClaimedOr { claimed: None, read: site },
            examined: Some(report.site.len() as u64),
            ..Scope::default()
        },
        warnings,
        ..Header::default()
    })
}

/// Reads `Thu, 6 Dec 2018 10:53:11`: a local time of nobody knows where.
fn generated(text: &str) -> Option<Stamp> {
    let (_, rest) = text.split_once(", ")?;
    let time = chrono::NaiveDateTime::parse_from_str(rest.trim(), "%d %b %Y %H:%M:%S").ok()?;
    Stamp::parse("`@generated`", &time.format("%Y-%m-%dT%H:%M:%S").to_string()).ok()
}

fn result_of(site: &Site<'_>, alert: &Alert<'_>) -> Result<ScanResult, Problem> {
    let word = |field, found: &Str<'_>, expected| Problem::Word {
        field,
        found: quote(found.as_str()),
        expected,
    };
    let (outcome, severity) = match alert.riskcode.as_str() {
        "0" => (Outcome::Informational, Severity::Info),
        "1" => (Outcome::Fail, Severity::Low),
        "2" => (Outcome::Fail, Severity::Medium),
        "3" => (Outcome::Fail, Severity::High),
        _ => return Err(word("`riskcode`", &alert.riskcode, "0, 1, 2 or 3")),
    };
    let confidence = match alert.confidence.as_str() {
        "0" => "false positive",
        "1" => "low",
        "2" => "medium",
        "3" => "high",
        "4" => "confirmed",
        _ => return Err(word("`confidence`", &alert.confidence, "0, 1, 2, 3 or 4")),
    };
    let name = site.name.as_str();
    if name.is_empty() {
        return Err(Problem::Missing { what: "a site in the ZAP report", missing: "`@name`" });
    }
    let mut result = whole::finding(alert.pluginid.as_str(), name.to_owned(), "site", outcome);
    result.muted = confidence == "false positive";
    result.severity = Some(severity);
    let instances = alert.instances.as_deref().unwrap_or_default();
    let first = instances.first().and_then(|i| said(&i.uri)).unwrap_or(name);
    let first = first.split(['?', '#']).next().unwrap_or(first);
    let title = said(&alert.name).or(said(&alert.title)).unwrap_or(alert.pluginid.as_str());
    let muted = if result.muted { " (muted: marked as a false positive in ZAP)" } else { "" };
    result.message = format!(
        "{title} (confidence {confidence}; seen at {} places, such as {first}){muted}",
        instances.len().max(1)
    );
    Ok(result)
}
