//! Lynis' report (`report.dat`, Lynis 2 and 3): `key=value` lines, and `key[]=value` for lists.
//!
//! Proves: which of Lynis' tests warned or suggested something about a host, and which ran without
//! a remark.
//!
//! Does not prove: much by a single test without a remark. Lynis lists the tests that it executed
//! and what it had to say, and no verdicts; many tests only look around. A test that is listed as
//! executed and has no remark is read as a pass, with those words, for otherwise nothing could
//! ever be shown as repaired; nothing is a pass that the file does not list as executed.
//!
//! How it is read:
//!
//! * `warning[]` is a fail of medium severity, `suggestion[]` one of low severity; several remarks
//!   of one test are several results of one cell;
//! * `exception_event[]` is an error, `manual_event[]` and `tests_skipped` are left to a person;
//!   so is a test that is listed as executed *and* as skipped;
//! * `manual[]` names no test: such questions are only counted, in a warning;
//! * the end is marked with `finish=true`. A report without it was interrupted and proves nothing;
//! * times are the host's local time without an offset; the host is `hostname`;
//! * `hardening_index` is a score and is not looked at.

use std::collections::BTreeSet;

use crate::{
    evidence::{Outcome, ScanResult, Severity, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        record::{Header, Recorder},
        times::Stamp,
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "lynis",
    versions: "Lynis 2 and 3, `report.dat` (`--report-file`)",
    proves: "what Lynis warned of or suggested on a named host, and which tests ran without a \
             remark",
    does_not_prove: "anything by a test that was skipped, or by the hardening index",
    names_accounts: false,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Lines { first, text } = shape else { return Ok(false) };
    Ok(first.starts_with("# Lynis Report") || text.contains("\nreport_version_major="))
}

/// The largest report, in bytes.
const MAX_REPORT: usize = 64 << 20;

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let what = "the Lynis report";
    let text = window.whole(MAX_REPORT, Problem::TooLarge { what, limit: "64 MiB" })?;
    let report = Report::of(&text)?;
    recorder.begin("lynis")?;
    let evaluated = report.record(recorder)?;
    recorder.end(report.header(evaluated))
}

#[derive(Default)]
struct Report<'t> {
    host: &'t str,
    version: &'t str,
    time: Option<Stamp>,
    finished: bool,
    /// Test, what it is, and its words.
    remarks: Vec<(&'t str, Remark, String)>,
    executed: BTreeSet<&'t str>,
    skipped: BTreeSet<&'t str>,
    questions: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Remark {
    Warning,
    Suggestion,
    Exception,
    Manual,
}

impl<'t> Report<'t> {
    fn of(text: &'t str) -> Result<Self, Problem> {
        let mut report = Self::default();
        let mut lynis = false;
        for line in text.lines() {
            let Some((key, value)) = line.split_once('=') else { continue };
            let (key, value) = (key.trim(), value.trim());
            lynis |= key == "report_version_major" || key == "lynis_version";
            report.take(key, value)?;
        }
        if !lynis {
            let found = quote(text.lines().next().unwrap_or_default());
            return Err(Problem::Unexpected { expected: "a Lynis report", found });
        }
        if report.host.is_empty() {
            return Err(Problem::Missing { what: "the Lynis report", missing: "`hostname`" });
        }
        Ok(report)
    }

    fn take(&mut self, key: &str, value: &'t str) -> Result<(), Problem> {
        match key {
            "hostname" => self.host = value,
            "lynis_version" => self.version = value,
            "finish" => self.finished = value == "true",
            "report_datetime_start" | "report_datetime_end" if !value.is_empty() => {
                let stamp = Stamp::parse("`report_datetime_start`", value)?;
                self.time = Stamp::better(self.time, Some(stamp));
            }
            "tests_executed" => self.executed.extend(tests(value)),
            "tests_skipped" => self.skipped.extend(tests(value)),
            "warning[]" => self.remark(value, Remark::Warning)?,
            "suggestion[]" => self.remark(value, Remark::Suggestion)?,
            "exception_event[]" => self.remark(value, Remark::Exception)?,
            "manual_event[]" => self.remark(value, Remark::Manual)?,
            "manual[]" => self.questions += 1,
            _ => {}
        }
        Ok(())
    }

    /// `TEST|text|details|solution|`; events say `TEST:number` in place of the test.
    fn remark(&mut self, value: &'t str, remark: Remark) -> Result<(), Problem> {
        let mut parts = value.split('|').map(str::trim);
        let test = parts.next().unwrap_or_default();
        let test = test.split(':').next().unwrap_or_default();
        if test.is_empty() {
            return Err(Problem::Missing { what: "a remark", missing: "test id" });
        }
        let words: Vec<&str> = parts.filter(|part| !matches!(*part, "" | "-")).collect();
        self.remarks.push((test, remark, words.join("; ")));
        Ok(())
    }

    /// Hands over all results, and says how many tests were evaluated.
    fn record(&self, recorder: &mut Recorder<'_>) -> Result<u64, Problem> {
        let mut evaluated = 0;
        let mut give = |rule: &str, outcome, severity, message: String| {
            evaluated += u64::from(matches!(outcome, Outcome::Pass | Outcome::Fail));
            recorder.result(&mut ScanResult {
                rule: rule.to_owned(),
                subject: Subject {
                    uid: self.host.to_owned(),
                    kind: "host".into(),
                    account: None,
                    region: None,
                },
                outcome,
                muted: false,
                severity,
                message,
            })
        };
        let mut spoken = BTreeSet::new();
        for (test, remark, words) in &self.remarks {
            spoken.insert(*test);
            let (outcome, severity) = match remark {
                Remark::Warning => (Outcome::Fail, Some(Severity::Medium)),
                Remark::Suggestion => (Outcome::Fail, Some(Severity::Low)),
                Remark::Exception => (Outcome::Error, None),
                Remark::Manual => (Outcome::Manual, None),
            };
            let words = match remark {
                Remark::Manual if words.is_empty() => "Lynis asks a person to look".into(),
                _ => words.clone(),
            };
            give(test, outcome, severity, words)?;
        }
        for test in &self.skipped {
            give(test, Outcome::Manual, None, "Lynis skipped the test".into())?;
        }
        for test in self.executed.difference(&self.skipped).filter(|test| !spoken.contains(*test)) {
            give(test, Outcome::Pass, None, "ran without a warning or a suggestion".into())?;
        }
        Ok(evaluated)
    }

    fn header(&self, evaluated: u64) -> Header {
        let mut warnings = Vec::new();
        if !self.finished {
            let words = "the report has no `finish=true`: Lynis was interrupted, and it proves \
                         nothing";
            warnings.push(words.into());
        }
        if self.executed.is_empty() {
            warnings.push("the report lists no executed test: nothing was evaluated".into());
        }
        if self.questions > 0 {
            warnings.push(format!("{} questions are left to a person", self.questions));
        }
        let rules = self.executed.iter().map(|test| (*test).to_owned()).collect();
        let mut header = Header {
            version: Some(self.version.to_owned()).filter(|version| !version.is_empty()),
            time: self.time,
            succeeded: self.finished && !self.executed.is_empty() && evaluated > 0,
            warnings,
            ..Header::default()
        };
        header.scope.rules = rules;
        header
    }
}

fn tests(value: &str) -> impl Iterator<Item = &str> {
    value.split('|').map(str::trim).filter(|test| !test.is_empty())
}
