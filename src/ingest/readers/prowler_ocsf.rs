//! Prowler's detection findings in OCSF JSON (class 2004), as Prowler 4.2 to 5.46 write them with
//! `--output-formats json-ocsf`: an array, or one finding a line.
//!
//! Proves: passes and fails, each of a named resource in a named account and region, by a named
//! check, at one time for the whole scan.
//!
//! Does not prove: that a check without findings passed (Prowler says nothing when it finds no
//! resource or is denied access), or that the file is complete (`--status FAIL` leaves no trace).
//!
//! What the versions agree on, and what this reader relies on:
//!
//! * the verdict is `status_code`; `status` only says whether the finding is muted
//!   (`Suppressed`), and `status_id` means different things in different versions;
//! * the time is `time`, in seconds. `time_dt` is the scanner's local time without an offset, so
//!   it counts only where `time` is missing (before 5.0), as does `event_time` (4.2);
//! * the scan is `unmapped.scan_id`; files of older versions have none and are one run;
//! * the subject is `resources[0].uid`, unchanged, so that it stays the same from scan to scan.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::evidence::{Outcome, ScanResult, Scope, Severity, Subject};
use crate::ingest::{
    error::{Failure, Problem, quote},
    format::{Reader, Shape},
    json::{Str, objects, said},
    record::{Header, Recorder},
    times::Stamp,
    window::{Stop, Window},
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "prowler-ocsf",
    versions: "Prowler 4.2 to 5.46, `--output-formats json-ocsf`; an array or one finding a line",
    proves: "passes and fails, each of a named resource in a named account",
    does_not_prove: "that a check without findings passed, or that the file was not filtered",
    names_accounts: true,
    recognise,
    read,
};

fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    if outline.get("class_uid") == "2003" {
        return Ok(false);
    }
    let product = outline.get("metadata.product.name");
    let ocsf = outline.has("class_uid") || outline.has("metadata.version");
    if product == "Prowler" && (ocsf || outline.has("metadata.event_code")) {
        return Ok(true);
    }
    if ocsf && outline.has("metadata") {
        let product = if product.is_empty() { "an unnamed product".into() } else { quote(product) };
        return Err(Problem::OtherProduct { product });
    }
    Ok(false)
}

const FINDING: &str = "a Prowler finding";
const MAX_SCAN_ID: usize = 1024;

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Finding<'a> {
    #[serde(borrow)]
    metadata: Metadata<'a>,
    #[serde(default)]
    class_uid: Option<u64>,
    #[serde(borrow, default)]
    status_code: Option<Str<'a>>,
    #[serde(borrow, default)]
    status: Option<Str<'a>>,
    #[serde(borrow, default)]
    status_detail: Option<Str<'a>>,
    #[serde(borrow, default)]
    message: Option<Str<'a>>,
    #[serde(borrow, default)]
    severity: Option<Str<'a>>,
    #[serde(borrow, default)]
    resources: Option<Vec<Resource<'a>>>,
    #[serde(borrow, default)]
    cloud: Option<Cloud<'a>>,
    #[serde(borrow, default)]
    unmapped: Option<Unmapped<'a>>,
    #[serde(default)]
    time: Option<i64>,
    #[serde(borrow, default)]
    time_dt: Option<Str<'a>>,
    #[serde(borrow, default)]
    event_time: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Metadata<'a> {
    #[serde(borrow, default)]
    event_code: Option<Str<'a>>,
    #[serde(borrow, default)]
    product: Option<Product<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Product<'a> {
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
    #[serde(borrow, default)]
    version: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Resource<'a> {
    #[serde(borrow, default)]
    uid: Option<Str<'a>>,
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<Str<'a>>,
    #[serde(borrow, default)]
    region: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Cloud<'a> {
    #[serde(borrow, default)]
    account: Option<Account<'a>>,
    #[serde(borrow, default)]
    region: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Account<'a> {
    #[serde(borrow, default)]
    uid: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Unmapped<'a> {
    #[serde(borrow, default)]
    scan_id: Option<Str<'a>>,
    #[serde(borrow, default)]
    provider_uid: Option<Str<'a>>,
}

objects!(
    Finding<'a>,
    Metadata<'a>,
    Product<'a>,
    Resource<'a>,
    Cloud<'a>,
    Account<'a>,
    Unmapped<'a>,
);

/// Reads a file of findings.
fn read(mut window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let mut scans = Scans { recorder, current: None, ended: BTreeSet::new(), result: blank() };
    let count = window.each(FINDING, |text| {
        let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Finding<'_>>();
        let Some(finding) = stream.next() else { return Ok(0) };
        scans.take(&finding?)?;
        Ok(stream.byte_offset())
    })?;
    if count == 0 {
        scans.begin(None)?;
    }
    scans.end()
}

fn blank() -> ScanResult {
    ScanResult {
        rule: String::new(),
        subject: Subject::default(),
        outcome: Outcome::Error,
        muted: false,
        severity: None,
        message: String::new(),
    }
}

/// The scans in a file: findings of one scan follow each other.
struct Scans<'r, 'a> {
    recorder: &'r mut Recorder<'a>,
    current: Option<Scan>,
    ended: BTreeSet<String>,
    /// Filled anew for each finding, so that its strings are allocated once.
    result: ScanResult,
}

#[derive(Default)]
struct Scan {
    id: Option<String>,
    version: Option<String>,
    time: Option<Stamp>,
    times_differ: bool,
    scope: Scope,
    findings: u64,
    several_resources: u64,
}

impl Scans<'_, '_> {
    fn take(&mut self, finding: &Finding<'_>) -> Result<(), Stop> {
        refuse_others(finding)?;
        let id = finding.unmapped.as_ref().and_then(|unmapped| said(&unmapped.scan_id));
        if self.current.as_ref().is_none_or(|scan| scan.id.as_deref() != id) {
            self.change_scan(id)?;
        }
        let time = time_of(finding)?;
        fill(&mut self.result, finding)?;
        self.recorder.result(&mut self.result)?;
        if let Some(scan) = &mut self.current {
            scan.note(finding, time, &self.result.subject);
        }
        Ok(())
    }

    fn change_scan(&mut self, id: Option<&str>) -> Result<(), Problem> {
        let problem = |failure: Failure| failure.problem;
        self.end().map_err(problem)?;
        if self.ended.contains(id.unwrap_or_default()) {
            return Err(Problem::Interleaved { scan: quote(id.unwrap_or_default()) });
        }
        self.begin(id).map_err(problem)
    }

    fn begin(&mut self, id: Option<&str>) -> Result<(), Failure> {
        if id.is_some_and(|id| id.len() > MAX_SCAN_ID) {
            return Err(Problem::TooLarge { what: "a scan id", limit: "1024 bytes" }.into());
        }
        self.recorder.begin("prowler")?;
        self.current = Some(Scan { id: id.map(Into::into), ..Scan::default() });
        Ok(())
    }

    fn end(&mut self) -> Result<(), Failure> {
        let Some(scan) = self.current.take() else { return Ok(()) };
        self.ended.insert(scan.id.clone().unwrap_or_default());
        self.recorder.rows("findings", scan.findings);
        self.recorder.end(scan.header())
    }
}

impl Scan {
    fn note(&mut self, finding: &Finding<'_>, time: Option<Stamp>, subject: &Subject) {
        self.findings += 1;
        if self.version.is_none() {
            let product = finding.metadata.product.as_ref();
            self.version = product.and_then(|p| said(&p.version)).map(Into::into);
        }
        self.times_differ |= self.findings > 1 && time != self.time;
        self.time = Stamp::better(self.time, time);
        let several = finding.resources.as_ref().is_some_and(|all| all.len() > 1);
        self.several_resources += u64::from(several);
        insert(&mut self.scope.accounts, account_of(finding));
        insert(&mut self.scope.regions, subject.region.as_deref());
    }

    fn header(self) -> Header {
        let mut warnings = Vec::new();
        if self.findings == 0 {
            warnings.push("the file holds no finding: nothing was evaluated".into());
        }
        if self.times_differ {
            warnings.push("the findings name several times; the earliest one counts".into());
        }
        if self.several_resources > 0 {
            warnings.push(format!(
                "{} findings name several resources; only the first of each is recorded",
                self.several_resources
            ));
        }
        Header {
            version: self.version,
            time: self.time,
            succeeded: self.findings > 0,
            tool_run_id: self.id,
            scope: self.scope,
            absent: 0,
            warnings,
        }
    }
}

fn insert(seen: &mut BTreeSet<String>, value: Option<&str>) {
    if let Some(value) = value
        && !seen.contains(value)
    {
        seen.insert(value.to_owned());
    }
}

fn refuse_others(finding: &Finding<'_>) -> Result<(), Problem> {
    let product = finding.metadata.product.as_ref().and_then(|product| said(&product.name));
    if product != Some("Prowler") {
        let product = product.map_or_else(|| "an unnamed product".into(), quote);
        return Err(Problem::OtherProduct { product });
    }
    match finding.class_uid {
        None | Some(2004) => Ok(()),
        Some(class) => Err(Problem::Word {
            field: "`class_uid`",
            found: class.to_string(),
            expected: "2004 (detection finding)",
        }),
    }
}

fn time_of(finding: &Finding<'_>) -> Result<Option<Stamp>, Problem> {
    if let Some(seconds) = finding.time {
        return Stamp::from_unix("`time`", seconds).map(Some);
    }
    if let Some(text) = said(&finding.time_dt) {
        return Stamp::parse("`time_dt`", text).map(Some);
    }
    said(&finding.event_time).map(|text| Stamp::parse("`event_time`", text)).transpose()
}

fn account_of<'f>(finding: &'f Finding<'_>) -> Option<&'f str> {
    let cloud = finding.cloud.as_ref().and_then(|cloud| cloud.account.as_ref());
    let provider = || finding.unmapped.as_ref().and_then(|unmapped| said(&unmapped.provider_uid));
    cloud.and_then(|account| said(&account.uid)).or_else(provider)
}

fn fill(result: &mut ScanResult, finding: &Finding<'_>) -> Result<(), Problem> {
    let missing = |missing| Problem::Missing { what: FINDING, missing };
    let rule = said(&finding.metadata.event_code).ok_or(missing("`metadata.event_code`"))?;
    set(&mut result.rule, rule);
    let resource = finding.resources.as_ref().and_then(|all| all.first());
    let account = account_of(finding);
    let subject = &mut result.subject;
    if let Some(uid) = resource.and_then(|r| said(&r.uid).or(said(&r.name))) {
        set(&mut subject.uid, uid);
        set(&mut subject.kind, resource.and_then(|r| said(&r.kind)).unwrap_or_default());
    } else {
        set(&mut subject.uid, account.ok_or(missing("resource and no account"))?);
        set(&mut subject.kind, "account");
    }
    set_option(&mut subject.account, account);
    let cloud_region = || finding.cloud.as_ref().and_then(|cloud| said(&cloud.region));
    let region = resource.and_then(|resource| said(&resource.region)).or_else(cloud_region);
    set_option(&mut subject.region, region);
    (result.outcome, result.muted) = verdict(finding)?;
    result.severity = said(&finding.severity).and_then(Severity::parse);
    let message = said(&finding.status_detail).or(said(&finding.message));
    set(&mut result.message, message.unwrap_or_default());
    Ok(())
}

fn verdict(finding: &Finding<'_>) -> Result<(Outcome, bool), Problem> {
    let muted = said(&finding.status) == Some("Suppressed");
    match said(&finding.status_code) {
        Some("PASS") => Ok((Outcome::Pass, muted)),
        Some("FAIL") => Ok((Outcome::Fail, muted)),
        Some("MANUAL") => Ok((Outcome::Manual, muted)),
        // Early 4.x wrote this for a fail on the mute list.
        Some("MUTED") => Ok((Outcome::Fail, true)),
        Some("INFO") => Ok((Outcome::Informational, muted)),
        other => Err(Problem::Word {
            field: "`status_code`",
            found: other.map_or_else(|| "missing".into(), quote),
            expected: "PASS, FAIL, MANUAL, MUTED or INFO",
        }),
    }
}

fn set(text: &mut String, value: &str) {
    text.clear();
    text.push_str(value);
}

fn set_option(text: &mut Option<String>, value: Option<&str>) {
    match (text.as_mut(), value) {
        (Some(text), Some(value)) => set(text, value),
        (_, value) => *text = value.map(Into::into),
    }
}
