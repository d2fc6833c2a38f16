//! A table of results that people write by hand or let a script write.
//!
//! The first line names the columns: `ref_id` and `result` must be there; `actual`, `expected`,
//! `message`, `subject`, `account`, `region`, `severity` and `observed_at` may. Columns are
//! separated by commas, semicolons or tabs (Excel writes all three), and quoted as in RFC 4180.
//!
//! Proves: what its author says: passes and fails by `ref_id`, which is the rule.
//!
//! Does not prove: who evaluated it and how; the file names no tool, so claim one (`--tool`).
//!
//! An unknown word in `result` is an error, never a pass. "Not applicable" needs a reason: without
//! a message it is manual. Several times make the earliest the run's.

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::{
    evidence::{Outcome, ScanResult, Severity, Subject},
    ingest::{
        error::{Failure, Position, Problem, quote},
        format::{Reader, Shape},
        record::{Header, Recorder},
        times::Stamp,
        whole,
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "generic-csv",
    versions: "any table with the columns `ref_id` and `result`",
    proves: "what its author says: passes and fails by `ref_id`",
    does_not_prove: "who evaluated it and how; claim the tool with --tool",
    names_accounts: true,
    recognise,
    read,
};

const DOCUMENT: &str = "the table";
const WORDS: &str = "pass, fail, error, na (or not applicable), manual, skip or info";

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Lines { first, .. } = shape else { return Ok(false) };
    let cells: Vec<String> = first
        .split(char::from(separator(first)))
        .map(|cell| cell.trim().trim_matches('"').trim().to_ascii_lowercase())
        .collect();
    let has = |name: &str| cells.iter().any(|cell| cell == name);
    Ok(has("ref_id") && has("result"))
}

/// The separator of the header line: whichever stands there most often.
fn separator(first: &str) -> u8 {
    let count = |byte: u8| first.bytes().filter(|b| *b == byte).count();
    [b'\t', b';', b','].into_iter().max_by_key(|byte| count(*byte)).unwrap_or(b',')
}

/// The columns that are known, and where they are.
#[derive(Default)]
struct Columns {
    ref_id: Option<usize>,
    result: Option<usize>,
    actual: Option<usize>,
    expected: Option<usize>,
    message: Option<usize>,
    subject: Option<usize>,
    account: Option<usize>,
    region: Option<usize>,
    severity: Option<usize>,
    observed_at: Option<usize>,
    unknown: Vec<String>,
}

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, Problem> {
        let mut columns = Self::default();
        for (at, name) in header.iter().enumerate() {
            let lower = name.to_ascii_lowercase();
            let slot = match lower.as_str() {
                "ref_id" => &mut columns.ref_id,
                "result" => &mut columns.result,
                "actual" => &mut columns.actual,
                "expected" => &mut columns.expected,
                "message" => &mut columns.message,
                "subject" => &mut columns.subject,
                "account" => &mut columns.account,
                "region" => &mut columns.region,
                "severity" => &mut columns.severity,
                "observed_at" => &mut columns.observed_at,
                _ => {
                    columns.unknown.push(quote(name));
                    continue;
                }
            };
            if slot.replace(at).is_some() {
                return Err(Problem::DuplicateKey { what: "the header line", key: quote(name) });
            }
        }
        for (column, missing) in
            [(columns.ref_id, "column `ref_id`"), (columns.result, "column `result`")]
        {
            if column.is_none() {
                return Err(Problem::Missing { what: "the header line", missing });
            }
        }
        Ok(columns)
    }
}

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let text = without_last_blanks(text.trim_start_matches(['\r', '\n']));
    let delimiter = separator(text.lines().next().unwrap_or_default());
    let mut rows =
        ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).from_reader(text.as_bytes());
    let columns =
        rows.headers().map_err(csv_failure).and_then(|header| Ok(Columns::of(header)?))?;
    recorder.begin_guessed("csv")?;
    let mut tally = Tally::default();
    let mut row = StringRecord::new();
    while rows.read_record(&mut row).map_err(csv_failure)? {
        let place =
            row.position().map(|p| Position { byte: p.byte(), line_column: Some((p.line(), 1)) });
        let mut take = || -> Result<(), Problem> {
            let mut result = result_of(&row, &columns, &mut tally)?;
            recorder.result(&mut result)
        };
        take().map_err(|problem| Failure { position: place, problem })?;
    }
    recorder.end(tally.header(&columns))
}

/// The text without last lines that hold nothing but spaces: editors leave such lines behind.
fn without_last_blanks(mut text: &str) -> &str {
    let blank = |line: &str| line.chars().all(|c| matches!(c, ' ' | '\r' | '\n'));
    while let Some((before, _)) = text.rsplit_once('\n').filter(|(_, last)| blank(last)) {
        text = before;
    }
    text
}

#[derive(Default)]
struct Tally {
    rows: u64,
    time: Option<Stamp>,
    times_differ: bool,
    without_reason: u64,
}

impl Tally {
    fn header(self, columns: &Columns) -> Header {
        let mut warnings = Vec::new();
        if self.rows == 0 {
            warnings.push("the table has no row: nothing was evaluated".into());
        }
        if self.times_differ {
            warnings.push("the rows name several times; the earliest one counts".into());
        }
        if self.without_reason > 0 {
            warnings.push(format!(
                "{} rows are not applicable without a message that says why; they are left to a \
                 person",
                self.without_reason
            ));
        }
        if !columns.unknown.is_empty() {
            let names = columns.unknown.iter().take(10).cloned().collect::<Vec<_>>().join(", ");
            warnings.push(format!("unknown columns are not read: {names}"));
        }
        Header { time: self.time, succeeded: self.rows > 0, warnings, ..Header::default() }
    }
}

fn result_of(
    row: &StringRecord,
    columns: &Columns,
    tally: &mut Tally,
) -> Result<ScanResult, Problem> {
    let cell =
        |column: Option<usize>| column.and_then(|at| row.get(at)).filter(|text| !text.is_empty());
    let missing = |missing| Problem::Missing { what: "a row", missing };
    let rule = cell(columns.ref_id).ok_or(missing("`ref_id`"))?;
    let word = cell(columns.result).ok_or(missing("`result`"))?;
    let mut outcome = outcome(word)?;
    let message = message(cell(columns.message), cell(columns.actual), cell(columns.expected));
    if outcome == Outcome::NotApplicable && cell(columns.message).is_none() {
        outcome = Outcome::Manual;
        tally.without_reason += 1;
    }
    let severity = cell(columns.severity).map(|word| {
        Severity::parse(word).ok_or_else(|| Problem::Word {
            field: "`severity`",
            found: quote(word),
            expected: "info, low, medium, high or critical",
        })
    });
    if let Some(text) = cell(columns.observed_at) {
        let stamp = Some(Stamp::parse("`observed_at`", text)?);
        tally.times_differ |= tally.rows > 0 && tally.time != stamp;
        tally.time = Stamp::better(tally.time, stamp);
    }
    tally.rows += 1;
    Ok(ScanResult {
        rule: rule.to_owned(),
        subject: Subject {
            uid: cell(columns.subject).or(cell(columns.account)).unwrap_or(rule).to_owned(),
            kind: String::new(),
            account: cell(columns.account).map(Into::into),
            region: cell(columns.region).map(Into::into),
        },
        outcome,
        muted: false,
        severity: severity.transpose()?,
        message,
    })
}

fn outcome(word: &str) -> Result<Outcome, Problem> {
    Ok(match word.to_ascii_lowercase().as_str() {
        "pass" => Outcome::Pass,
        "fail" => Outcome::Fail,
        "error" => Outcome::Error,
        "na" | "n/a" | "not applicable" | "not_applicable" | "not-applicable" => {
            Outcome::NotApplicable
        }
        "manual" | "skip" => Outcome::Manual,
        "info" => Outcome::Informational,
        _ => {
            return Err(Problem::Word { field: "`result`", found: quote(word), expected: WORDS });
        }
    })
}

fn message(message: Option<&str>, actual: Option<&str>, expected: Option<&str>) -> String {
    let parts = [
        message.map(ToOwned::to_owned),
        actual.map(|text| format!("actual: {text}")),
        expected.map(|text| format!("expected: {text}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn csv_failure(error: csv::Error) -> Failure {
    let position =
        error.position().map(|p| Position { byte: p.byte(), line_column: Some((p.line(), 1)) });
    let problem = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => Problem::Shape {
            what: DOCUMENT,
            message: format!("a row has {len} cells, the header has {expected_len}"),
        },
        other => Problem::Shape { what: DOCUMENT, message: quote(&format!("{other:?}")) },
    };
    Failure { position, problem }
}
