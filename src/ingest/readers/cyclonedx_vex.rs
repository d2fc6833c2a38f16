//! What a `CycloneDX` document (JSON, 1.4 to 1.6) says of vulnerabilities: a VEX or VDR.
//!
//! Proves: that its author holds a component to be vulnerable, or, with a reason, not to be.
//!
//! Does not prove: that anything is fixed or clean. It is a statement, not a scan, so no state is
//! ever a pass: `resolved` says that a fixed version exists somewhere, and whether that one is
//! deployed is for a person to look at (or for a scan that no longer finds it). A bill of materials
//! without `vulnerabilities` is an inventory and no evidence; it is refused.
//!
//! | `analysis.state` | becomes |
//! |---|---|
//! | `exploitable`, or no analysis at all | fail |
//! | `not_affected` with a justification or detail, `false_positive` with a detail | not applicable |
//! | the same without | manual: a mute without a reason is no reason |
//! | `in_triage`, `resolved`, `resolved_with_pedigree` | manual |

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    evidence::{ClaimedOr, Outcome, Scope, Severity},
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
    name: "cyclonedx-vex",
    versions: "CycloneDX 1.4 to 1.6, JSON with `vulnerabilities`",
    proves: "that its author holds a component to be vulnerable or, with a reason, not affected",
    does_not_prove: "that anything is fixed; a bill of materials alone is no evidence",
    names_accounts: false,
    recognise,
    read,
};

const DOCUMENT: &str = "the CycloneDX document";

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    // `vulnerabilities` may stand beyond what can be seen; whether it is there is for the reader.
    Ok(!outline.list && outline.get("bomFormat") == "CycloneDX")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", remote = "Self")]
struct Bom<'a> {
    #[serde(borrow)]
    spec_version: Str<'a>,
    #[serde(borrow, default)]
    serial_number: Option<Str<'a>>,
    #[serde(borrow, default)]
    metadata: Option<Metadata<'a>>,
    #[serde(borrow, default)]
    components: Option<Vec<Component<'a>>>,
    #[serde(borrow, default)]
    vulnerabilities: Option<Vec<Vulnerability<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Metadata<'a> {
    #[serde(borrow, default)]
    timestamp: Option<Str<'a>>,
    #[serde(default)]
    tools: Option<Value>,
    #[serde(borrow, default)]
    component: Option<Component<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Component<'a> {
    #[serde(borrow, default, rename = "bom-ref")]
    bom_ref: Option<Str<'a>>,
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
    #[serde(borrow, default)]
    purl: Option<Str<'a>>,
    #[serde(borrow, default)]
    components: Option<Vec<Self>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Vulnerability<'a> {
    #[serde(borrow)]
    id: Str<'a>,
    #[serde(borrow, default)]
    ratings: Option<Vec<Rating<'a>>>,
    #[serde(borrow, default)]
    analysis: Option<Analysis<'a>>,
    #[serde(borrow, default)]
    affects: Option<Vec<Affected<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Rating<'a> {
    #[serde(borrow, default)]
    severity: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Analysis<'a> {
    #[serde(borrow, default)]
    state: Option<Str<'a>>,
    #[serde(borrow, default)]
    justification: Option<Str<'a>>,
    #[serde(borrow, default)]
    detail: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Affected<'a> {
    #[serde(borrow, rename = "ref")]
    reference: Str<'a>,
}

objects!(
    Bom<'a>,
    Metadata<'a>,
    Component<'a>,
    Vulnerability<'a>,
    Rating<'a>,
    Analysis<'a>,
    Affected<'a>,
);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let bom: Bom<'_> = whole::parse(&text, DOCUMENT)?;
    if !matches!(bom.spec_version.as_str(), "1.4" | "1.5" | "1.6") {
        return Err(Problem::Word {
            field: "`specVersion`",
            found: quote(bom.spec_version.as_str()),
            expected: "1.4, 1.5 or 1.6",
        }
        .into());
    }
    let all = bom.vulnerabilities.as_ref().filter(|all| !all.is_empty());
    let all = all.ok_or(Problem::Inventory("a CycloneDX bill of materials"))?;
    let (tool, version) = tool_of(bom.metadata.as_ref());
    recorder.begin(tool.as_deref().unwrap_or("cyclonedx-vex"))?;
    let names = Names::below(recorder, None);
    let whole = bom.metadata.as_ref().and_then(|metadata| metadata.component.as_ref());
    let mut known = BTreeMap::new();
    let mut count = 0;
    note(bom.components.as_deref().unwrap_or_default(), &mut known, &mut count);
    note(whole.map(std::slice::from_ref).unwrap_or_default(), &mut known, &mut 0);
    for vulnerability in all {
        let affected = vulnerability.affects.as_deref().unwrap_or_default();
        for one in affected {
            let reference = one.reference.as_str();
            let name = known.get(reference).copied().unwrap_or(reference);
            take(vulnerability, name, &names, recorder)?;
        }
        if affected.is_empty() {
            let name = whole.and_then(name_of).unwrap_or("(the whole document)");
            take(vulnerability, name, &names, recorder)?;
        }
    }
    let metadata = bom.metadata.as_ref();
    recorder.end(Header {
        version,
        time: whole::time("`metadata.timestamp`", metadata.and_then(|m| said(&m.timestamp)))?,
        succeeded: true,
        tool_run_id: said(&bom.serial_number).map(Into::into),
        scope: Scope {
            document: ClaimedOr { claimed: None, read: whole.and_then(name_of).map(Into::into) },
            examined: (count > 0).then_some(count),
            ..Scope::default()
        },
        ..Header::default()
    })
}

/// Remembers what each reference means, also of parts of components.
fn note<'b>(
    components: &'b [Component<'_>],
    known: &mut BTreeMap<&'b str, &'b str>,
    count: &mut u64,
) {
    for component in components {
        *count += 1;
        if let (Some(reference), Some(name)) = (said(&component.bom_ref), name_of(component)) {
            known.insert(reference, name);
        }
        note(component.components.as_deref().unwrap_or_default(), known, count);
    }
}

fn name_of<'c>(component: &'c Component<'_>) -> Option<&'c str> {
    said(&component.purl).or(said(&component.name))
}

/// The first tool that is named, in the old form (a list) or the new one.
fn tool_of(metadata: Option<&Metadata<'_>>) -> (Option<String>, Option<String>) {
    let tools = metadata.and_then(|metadata| metadata.tools.as_ref());
    let list = tools.map(|tools| tools.get("components").unwrap_or(tools));
    let first = list.and_then(|list| list.get(0));
    let text = |key: &str| {
        let text = first.and_then(|tool| tool.get(key)).and_then(Value::as_str);
        text.filter(|text| !text.is_empty()).map(ToOwned::to_owned)
    };
    (text("name"), text("version"))
}

fn take(
    vulnerability: &Vulnerability<'_>,
    name: &str,
    names: &Names,
    recorder: &mut Recorder<'_>,
) -> Result<(), Problem> {
    let rule = vulnerability.id.as_str();
    // A package's name without its version and qualifiers: the statement outlives an upgrade.
    let stable = match name.strip_prefix("pkg:") {
        Some(purl) => {
            let purl = purl.split(['?', '#']).next().unwrap_or(purl);
            purl.rsplit_once('@').map_or(purl, |(before, _)| before)
        }
        None => name,
    };
    let (outcome, reason) = verdict(vulnerability.analysis.as_ref())?;
    let mut result = whole::finding(rule, names.thing(stable), "component", outcome);
    result.severity = severity(vulnerability)?;
    result.message = format!("{rule} in {name}: {reason}");
    recorder.result(&mut result)
}

fn verdict(analysis: Option<&Analysis<'_>>) -> Result<(Outcome, String), Problem> {
    let Some(analysis) = analysis else {
        return Ok((Outcome::Fail, "listed without an analysis".into()));
    };
    let (justification, detail) = (said(&analysis.justification), said(&analysis.detail));
    let state = said(&analysis.state);
    let outcome = match state {
        None | Some("exploitable") => Outcome::Fail,
        Some("not_affected") if justification.or(detail).is_some() => Outcome::NotApplicable,
        Some("false_positive") if detail.is_some() => Outcome::NotApplicable,
        Some(
            "not_affected" | "false_positive" | "in_triage" | "resolved" | "resolved_with_pedigree",
        ) => Outcome::Manual,
        Some(other) => {
            return Err(Problem::Word {
                field: "`analysis.state`",
                found: quote(other),
                expected: "exploitable, in_triage, not_affected, false_positive, resolved or \
                           resolved_with_pedigree",
            });
        }
    };
    let words = [Some(state.unwrap_or("no state")), justification, detail];
    Ok((outcome, words.into_iter().flatten().collect::<Vec<_>>().join(", ")))
}

/// The worst of the ratings.
fn severity(vulnerability: &Vulnerability<'_>) -> Result<Option<Severity>, Problem> {
    let mut worst = None;
    for word in vulnerability.ratings.iter().flatten().filter_map(|r| said(&r.severity)) {
        if word == "unknown" {
            continue;
        }
        let severity = Severity::parse(word).ok_or_else(|| Problem::Word {
            field: "`ratings.severity`",
            found: quote(word),
            expected: "critical, high, medium, low, info, none or unknown",
        })?;
        worst = worst.max(Some(severity));
    }
    Ok(worst)
}
