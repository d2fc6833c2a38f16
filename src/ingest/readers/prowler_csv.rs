//! Prowler's CSV: `;` between the fields, a record of 40 columns and more for each finding.
//!
//! Proves what Prowler's OCSF proves: rule, subject, account and region are the same words, so a
//! check fed by either sees the same.
//!
//! Does not prove that a check without findings passed, nor that the file was not filtered.
//!
//! `STATUS` is the verdict and `MUTED` stands beside it. `TIMESTAMP` is the scanner's local time
//! without an offset, or seconds with `--unix-timestamp`. Texts hold line ends inside quotes.

use crate::evidence::{Outcome, ScanResult, Severity, Subject};
use crate::ingest::{
    error::{Failure, Problem, quote},
    format::{Reader, Shape},
    gather::note,
    record::{Header, Recorder},
    records::{self, Row},
    times::Stamp,
    window::Window,
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "prowler-csv",
    versions: "Prowler 4 and 5, `--output-formats csv`",
    proves: "passes and fails, each of a named resource in a named account",
    does_not_prove: "that a check without findings passed, or that the file was not filtered",
    names_accounts: true,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other readers have forms that they refuse")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Lines { first, .. } = shape else { return Ok(false) };
    Ok(["FINDING_UID", "CHECK_ID", "STATUS"]
        .iter()
        .all(|name| first.split(';').any(|c| c == *name)))
}

const COLUMNS: &[&str] = &["CHECK_ID", "STATUS", "MUTED", "RESOURCE_UID", "ACCOUNT_UID", "REGION"];

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin("prowler")?;
    let mut header = Header::default();
    let mut several = false;
    let count = records::each(window, "Prowler's CSV", b';', COLUMNS, |row| {
        let mut result = result(row)?;
        note(&mut header, &result.subject);
        let time = time("`TIMESTAMP`", row.get("TIMESTAMP"))?;
        several |= header.time.is_some() && header.time != time;
        header.time = Stamp::better(header.time, time);
        let version = row.get("PROWLER_VERSION");
        if header.version.is_none() && !version.is_empty() {
            header.version = Some(version.to_owned());
        }
        recorder.result(&mut result)
    })?;
    header.succeeded = count > 0;
    if count == 0 {
        header.warnings.push("the file holds no finding: nothing was evaluated".into());
    }
    if several {
        header.warnings.push("the findings name several times; the earliest one counts".into());
    }
    recorder.end(header)
}

fn result(row: &Row<'_>) -> Result<ScanResult, Problem> {
    let account = row.get("ACCOUNT_UID");
    let (uid, kind) = match row.get("RESOURCE_UID") {
        "" => (account, "account"),
        uid => (uid, row.get("RESOURCE_TYPE")),
    };
    if uid.is_empty() {
        return Err(Problem::Missing { what: "a finding", missing: "resource and no account" });
    }
    Ok(ScanResult {
        rule: row.get("CHECK_ID").to_owned(),
        subject: Subject {
            uid: uid.to_owned(),
            kind: kind.to_owned(),
            account: some(account),
            region: some(row.get("REGION")),
        },
        outcome: outcome("`STATUS`", row.get("STATUS"))?,
        muted: muted(row.get("MUTED"))? || row.get("STATUS") == "MUTED",
        severity: Severity::parse(row.get("SEVERITY")),
        message: row.get("STATUS_EXTENDED").to_owned(),
    })
}

/// Text that says something.
pub(super) fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// Prowler's word for a verdict.
pub(super) fn outcome(field: &'static str, word: &str) -> Result<Outcome, Problem> {
    Ok(match word {
        "PASS" => Outcome::Pass,
        "FAIL" | "MUTED" => Outcome::Fail,
        "MANUAL" => Outcome::Manual,
        "INFO" => Outcome::Informational,
        other => {
            let expected = "PASS, FAIL, MANUAL, MUTED or INFO";
            return Err(Problem::Word { field, found: quote(other), expected });
        }
    })
}

/// Python's word for yes and no.
pub(super) fn muted(word: &str) -> Result<bool, Problem> {
    match word {
        "True" => Ok(true),
        "False" | "" => Ok(false),
        other => {
            let expected = "True or False";
            Err(Problem::Word { field: "`MUTED`", found: quote(other), expected })
        }
    }
}

/// A local time without an offset, or seconds since 1970.
pub(super) fn time(field: &'static str, text: &str) -> Result<Option<Stamp>, Problem> {
    if text.is_empty() {
        return Ok(None);
    }
    match text.parse::<i64>() {
        Ok(seconds) => Stamp::from_unix(field, seconds).map(Some),
        Err(_) => Stamp::parse(field, text).map(Some),
    }
}
