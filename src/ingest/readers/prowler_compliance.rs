//! Prowler's compliance CSV: a finding once for each requirement that Prowler maps it to.
//!
//! Proves what the findings prove: they are put together again by check, account, region and
//! resource. Requirement ids are Prowler's claims and are not read: our checks name the controls.
//!
//! Does not prove anything about a requirement. One without findings is not in the file at all,
//! and rows of the check `manual` only say that a person must look; they are counted in a warning.

use std::collections::BTreeSet;

use super::prowler_csv::{muted, outcome, some, time};
use crate::evidence::{ScanResult, Subject};
use crate::ingest::{
    error::{Failure, Problem},
    format::{Reader, Shape},
    gather::note,
    record::{Header, Recorder, short_hash},
    records::{self, Row},
    times::Stamp,
    window::Window,
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "prowler-compliance",
    versions: "Prowler 4 and 5, the CSV files in `output/compliance`",
    proves: "passes and fails of the findings in it, each counted once",
    does_not_prove: "anything about a requirement: those without findings are not in the file",
    names_accounts: true,
    recognise,
    read,
};

/// The most different findings of a file.
const MAX_FINDINGS: usize = 2_000_000;

#[expect(clippy::unnecessary_wraps, reason = "other readers have forms that they refuse")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Lines { first, .. } = shape else { return Ok(false) };
    Ok(["REQUIREMENTS_ID", "CHECKID"].iter().all(|name| first.split(';').any(|c| c == *name)))
}

const COLUMNS: &[&str] = &["REQUIREMENTS_ID", "CHECKID", "STATUS", "RESOURCEID"];

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    recorder.begin("prowler")?;
    let mut header = Header::default();
    let mut seen = BTreeSet::new();
    let (mut by_hand, mut rows) = (0_u64, 0_u64);
    records::each(window, "Prowler's compliance CSV", b';', COLUMNS, |row| {
        let time = time("`ASSESSMENTDATE`", row.get("ASSESSMENTDATE"))?;
        header.time = Stamp::better(header.time, time);
        let verdict = outcome("`STATUS`", row.get("STATUS"))?;
        if row.get("CHECKID") == "manual" {
            by_hand += 1;
            return Ok(());
        }
        rows += 1;
        let words = ["CHECKID", "ACCOUNTID", "REGION", "RESOURCEID", "STATUS", "MUTED"];
        if !seen.insert(short_hash(words.map(|column| row.get(column)))) {
            return Ok(());
        }
        if seen.len() > MAX_FINDINGS {
            return Err(Problem::TooLarge { what: "the file", limit: "2,000,000 findings" });
        }
        let mut result = ScanResult {
            rule: row.get("CHECKID").to_owned(),
            subject: subject(row)?,
            outcome: verdict,
            muted: muted(row.get("MUTED"))? || row.get("STATUS") == "MUTED",
            severity: None,
            message: row.get("STATUSEXTENDED").to_owned(),
        };
        note(&mut header, &result.subject);
        recorder.result(&mut result)
    })?;
    header.succeeded = !seen.is_empty();
    if seen.is_empty() {
        header.warnings.push("the file holds no finding: nothing was evaluated".into());
    } else {
        header.warnings.push(format!(
            "{rows} rows repeat {} findings, once for each requirement; requirements without \
             findings are not in the file",
            seen.len()
        ));
    }
    if by_hand > 0 {
        header.warnings.push(format!("{by_hand} rows are left to a person and name no check"));
    }
    recorder.end(header)
}

fn subject(row: &Row<'_>) -> Result<Subject, Problem> {
    let account = row.get("ACCOUNTID");
    let (uid, kind) = match row.get("RESOURCEID") {
        "" => (account, "account"),
        uid => (uid, ""),
    };
    if uid.is_empty() {
        return Err(Problem::Missing { what: "a finding", missing: "resource and no account" });
    }
    Ok(Subject {
        uid: uid.to_owned(),
        kind: kind.to_owned(),
        account: some(account),
        region: some(row.get("REGION")),
    })
}
