//! The attestations of MITRE's SAF (`saf attest create`), as JSON: what a person says of controls
//! that no machine can see, each with the time of the statement and how long it holds.
//!
//! Proves: that somebody stated, at a time, that a control passes or fails; until the statement
//! runs out.
//!
//! Does not prove: who that was (`updated_by` is only told), or which system was meant.
//!
//! How it is read:
//!
//! * each attestation is a run of its own, observed when it was `updated`, and good until
//!   `updated` plus `frequency`: from then on it proves nothing, as SAF itself turns it into
//!   *skipped*. A warning names one that had already run out when it was read. What it says is the
//!   same whenever it is read, so that a ledger can be verified later;
//! * a statement that a control fails does not run out;
//! * `frequency` is a number with `d`, `w`, `m` or `y`, or one of SAF's words. Months and years are
//!   those of the calendar;
//! * YAML and XLSX are not read: SAF writes JSON, too.

use serde::Deserialize;

use crate::{
    evidence::{Outcome, ScanResult, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Str, objects, said},
        record::{Header, Recorder},
        times::Stamp,
        window::Window,
    },
    time::{Day, Instant},
};

use super::whole;

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "saf-attestation",
    versions: "MITRE SAF attestations, `saf attest create`, as JSON",
    proves: "that a person stated a control's state, until the statement runs out",
    does_not_prove: "who stated it, or of which system",
    names_accounts: false,
    recognise,
    read,
};

fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    match shape {
        Shape::Json(outline) => {
            Ok(outline.has_all(&["control_id", "frequency", "status", "updated"]))
        }
        Shape::Lines { text, .. } => {
            let yaml = text.contains("control_id:") && text.contains("frequency:");
            if yaml && text.contains("updated:") {
                return Err(Problem::NotRead("SAF attestations in YAML (their JSON is read)"));
            }
            Ok(false)
        }
        Shape::Xml { .. } => Ok(false),
    }
}

const DOCUMENT: &str = "the list of attestations";

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Attestation<'a> {
    #[serde(borrow, default)]
    control_id: Option<Str<'a>>,
    #[serde(borrow, default)]
    explanation: Option<Str<'a>>,
    #[serde(borrow, default)]
    frequency: Option<Str<'a>>,
    #[serde(borrow, default)]
    status: Option<Str<'a>>,
    #[serde(borrow, default)]
    updated: Option<Str<'a>>,
    #[serde(borrow, default)]
    updated_by: Option<Str<'a>>,
}

objects!(Attestation<'a>);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let list: Vec<Attestation<'_>> = if text.trim_start().starts_with('{') {
        vec![whole::parse(&text, DOCUMENT)?]
    } else {
        whole::parse(&text, DOCUMENT)?
    };
    if list.is_empty() {
        recorder.begin("saf")?;
        let warnings = vec!["the file holds no attestation: nothing was stated".into()];
        return recorder.end(Header { warnings, ..Header::default() });
    }
    for attestation in &list {
        attestation.record(recorder)?;
    }
    Ok(())
}

impl Attestation<'_> {
    fn record(&self, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
        let missing = |missing| Problem::Missing { what: "an attestation", missing };
        let rule = said(&self.control_id).ok_or(missing("`control_id`"))?;
        let updated = said(&self.updated).ok_or(missing("`updated`"))?;
        let frequency = said(&self.frequency).ok_or(missing("`frequency`"))?;
        let stamp = Stamp::parse("`updated`", &dated(updated))?;
        let until = until(stamp.at, frequency)?;
        let outcome = match said(&self.status) {
            Some("passed") => Outcome::Pass,
            Some("failed") => Outcome::Fail,
            Some("skipped") => Outcome::Manual,
            other => {
                return Err(Problem::Word {
                    field: "`status`",
                    found: other.map_or_else(|| "missing".into(), quote),
                    expected: "passed, failed or skipped",
                }
                .into());
            }
        };
        recorder.begin("saf")?;
        let mut header = Header { time: Some(stamp), succeeded: true, ..Header::default() };
        let by = said(&self.updated_by).unwrap_or("somebody");
        let why = said(&self.explanation).unwrap_or("no explanation");
        let message = format!("{why} (stated by {by}, every {frequency}, until {until})");
        if outcome == Outcome::Pass {
            recorder.good_until(until);
            if until <= recorder.now() {
                header
                    .warnings
                    .push(format!("the attestation of {} ran out at {until}", quote(rule)));
            }
        }
        header.scope.rules.insert(rule.to_owned());
        recorder.result(&mut ScanResult {
            rule: rule.to_owned(),
            subject: Subject {
                uid: "attested system".into(),
                kind: "system".into(),
                account: None,
                region: None,
            },
            outcome,
            muted: false,
            severity: None,
            message,
        })?;
        recorder.end(header)
    }
}

/// A day alone means its start, so that it makes nothing look fresher.
fn dated(text: &str) -> String {
    if text.parse::<Day>().is_ok() { format!("{text}T00:00:00Z") } else { text.to_owned() }
}

/// When a statement runs out.
fn until(updated: Instant, frequency: &str) -> Result<Instant, Problem> {
    const EXPECTED: &str = "a number with d, w, m or y (such as 3m), daily, every3days, weekly, \
                            every2weeks, monthly, quarterly, semiannually or annually";
    let word = frequency.trim().to_ascii_lowercase();
    let short = match word.as_str() {
        "daily" => "1d",
        "every3days" => "3d",
        "weekly" => "1w",
        "every2weeks" => "2w",
        "monthly" => "1m",
        "quarterly" => "3m",
        "semiannually" => "6m",
        "annually" => "1y",
        other => other,
    };
    let unknown =
        || Problem::Word { field: "`frequency`", found: quote(frequency), expected: EXPECTED };
    let unit = short.chars().last().ok_or_else(unknown)?;
    let number = short.strip_suffix(unit).unwrap_or_default();
    let digits = (1..=4).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    let number: u32 = number.parse().ok().filter(|_| digits).ok_or_else(unknown)?;
    let days = |days: u32| updated.plus_seconds(i64::from(days) * 86_400);
    match unit {
        'd' => Ok(days(number)),
        'w' => Ok(days(number * 7)),
        'm' => Ok(months_later(updated, number)),
        'y' => Ok(months_later(updated, number * 12)),
        _ => Err(unknown()),
    }
}

/// The same day of a later month, or that month's last day, at the same time.
fn months_later(from: Instant, months: u32) -> Instant {
    let day = from.day();
    let (year, month, of_month) = day.ymd();
    let ahead = month - 1 + months;
    let year = year.saturating_add(i32::try_from(ahead / 12).unwrap_or(i32::MAX));
    let month = ahead % 12 + 1;
    let later = (0..4).find_map(|less| Day::from_ymd(year, month, of_month.saturating_sub(less)));
    let time_of_day = from.unix() - day.start().unix();
    later.map_or(Instant::MAX, |later| later.start().plus_seconds(time_of_day))
}
