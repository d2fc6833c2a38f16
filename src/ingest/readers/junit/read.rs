//! The walk over the elements of a JUnit file.

use quick_xml::events::BytesStart;

use super::{
    case::{Case, Mark},
    dialect::{Hints, errors_are_findings, is_guess, tool},
};
use crate::{
    evidence::{Outcome, ScanResult, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        record::{Header, Recorder},
        times::{Stamp, UNSET},
        window::Window,
        xml::{self, Markup},
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "junit",
    versions: "JUnit XML of pytest, cargo-nextest, Node, surefire and others; of checkov and \
               cfn-lint too",
    proves: "passes and fails of tests",
    does_not_prove: "anything by a skipped test, or by a linter's report without test cases",
    names_accounts: false,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    Ok(matches!(shape, Shape::Xml { root: "testsuites" | "testsuite", .. }))
}

/// Reads a file.
fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    xml::read(window, &mut Walk::new(recorder))
}

/// An open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Suites,
    Suite,
    Case,
    Mark,
    Properties,
    Other,
}

/// Failures and errors of a suite.
#[derive(Debug)]
struct Totals {
    name: String,
    /// By its attributes.
    told: u64,
    /// By what stands in it.
    listed: u64,
}

struct Walk<'r, 'a> {
    recorder: &'r mut Recorder<'a>,
    open: Vec<Open>,
    suites: Vec<String>,
    /// What each open suite, and the root, says of itself and holds.
    totals: Vec<Totals>,
    /// Suites that say more than they hold: how many, and the first.
    short: Option<(u64, String)>,
    case: Option<Case>,
    hints: Hints,
    begun: bool,
    cases: u64,
    /// Test cases that began; `cases` counts those that were recorded.
    listed: u64,
    host: Option<String>,
    /// What the root says about the number of tests.
    told: Option<u64>,
    suite_errors: u64,
    time: Option<Stamp>,
    warnings: Vec<String>,
}

impl<'r, 'a> Walk<'r, 'a> {
    fn new(recorder: &'r mut Recorder<'a>) -> Self {
        Self {
            recorder,
            open: Vec::new(),
            suites: Vec::new(),
            totals: Vec::new(),
            short: None,
            case: None,
            hints: Hints::default(),
            begun: false,
            cases: 0,
            listed: 0,
            host: None,
            told: None,
            suite_errors: 0,
            time: None,
            warnings: Vec::new(),
        }
    }

    fn root(&mut self, element: &BytesStart<'_>) -> Result<Open, Problem> {
        self.hints.root_attributes = element.attributes().next().is_some();
        self.hints.root_name = attribute(element, "name")?;
        self.told = attribute(element, "tests")?.parse().ok();
        self.timestamp(element)?;
        self.open_totals(element, self.hints.root_name.clone())?;
        Ok(Open::Suites)
    }

    fn suite(&mut self, element: &BytesStart<'_>) -> Result<Open, Problem> {
        let name = attribute(element, "name")?;
        if self.hints.suite_name.is_empty() && !self.begun {
            self.hints.suite_name.clone_from(&name);
            self.hints.suite_package = attribute(element, "package")?;
            self.hints.suite_schema = attribute(element, "noNamespaceSchemaLocation")?;
        }
        self.timestamp(element)?;
        if self.host.is_none() {
            self.host = xml::attribute(element, "hostname")?.filter(|host| !host.is_empty());
        }
        self.open_totals(element, name.clone())?;
        self.suites.push(name);
        Ok(Open::Suite)
    }

    fn open_totals(&mut self, element: &BytesStart<'_>, name: String) -> Result<(), Problem> {
        let failures: u64 = attribute(element, "failures")?.parse().unwrap_or(0);
        let errors: u64 = attribute(element, "errors")?.parse().unwrap_or(0);
        self.totals.push(Totals { name, told: failures.saturating_add(errors), listed: 0 });
        Ok(())
    }

    /// Counts failures and errors in the innermost suite.
    fn list(&mut self, broken: u64) {
        if let Some(totals) = self.totals.last_mut() {
            totals.listed += broken;
        }
    }

    /// A suite ends; what stands in it stands in the suite around it, too.
    fn close_totals(&mut self) {
        let Some(Totals { name, told, listed }) = self.totals.pop() else { return };
        self.list(listed);
        if told > listed {
            let words =
                format!("{} tells of {told} failures and errors and lists {listed}", quote(&name));
            self.short.get_or_insert((0, words)).0 += 1;
        }
    }

    fn timestamp(&mut self, element: &BytesStart<'_>) -> Result<(), Problem> {
        let text = attribute(element, "timestamp")?;
        if text.is_empty() {
            return Ok(());
        }
        match Stamp::parse("`timestamp`", &text) {
            Ok(stamp) => self.time = Stamp::better(self.time, Some(stamp)),
            Err(problem @ Problem::Time { hint: UNSET, .. }) => return Err(problem),
            Err(problem) => {
                let warning = problem.to_string();
                if !self.warnings.contains(&warning) && self.warnings.len() < 5 {
                    self.warnings.push(warning);
                }
            }
        }
        Ok(())
    }

    fn begin_case(&mut self, element: &BytesStart<'_>) -> Result<Open, Problem> {
        self.listed += 1;
        let class = attribute(element, "classname")?;
        if !self.begun {
            self.hints.class_name.clone_from(&class);
            self.begin()?;
        }
        let status = attribute(element, "status")?;
        let result = attribute(element, "result")?;
        let failure = xml::attribute(element, "failure")?;
        let name = attribute(element, "name")?;
        self.case = Some(Case::new(class, name, failure, [&status, &result]));
        Ok(Open::Case)
    }

    fn begin(&mut self) -> Result<(), Problem> {
        self.begun = true;
        let tool = tool(&self.hints);
        let begun = if is_guess(tool) {
            self.recorder.begin_guessed(tool)
        } else {
            self.recorder.begin(tool)
        };
        begun.map_err(|failure| failure.problem)
    }

    fn inside_case(&mut self, element: &BytesStart<'_>, name: &str) -> Result<Open, Problem> {
        let Some(mark) = Mark::of(name) else { return Ok(Open::Other) };
        let message = attribute(element, "message")?;
        let kind = attribute(element, "type")?;
        if let Some(case) = &mut self.case {
            case.broken += u64::from(matches!(name, "failure" | "error"));
            case.mark(mark, &kind, &message);
        }
        Ok(Open::Mark)
    }

    fn record(&mut self, case: Case) -> Result<(), Problem> {
        self.cases += 1;
        let rule = case.rule()?;
        let broken = case.broken;
        let (mut outcome, message) = case.outcome();
        self.list(broken.max(u64::from(matches!(outcome, Outcome::Fail | Outcome::Error))));
        if outcome == Outcome::Error && errors_are_findings(tool(&self.hints)) {
            outcome = Outcome::Fail;
        }
        let subject = self.subject();
        let mut result =
            ScanResult { rule, subject, outcome, muted: false, severity: None, message };
        self.recorder.result(&mut result)
    }

    /// The claimed repository, else the suite, else the file's name for itself.
    fn subject(&self) -> Subject {
        let (uid, kind) = if let Some(repository) = self.recorder.claimed_repository() {
            (repository, "repository")
        } else {
            let suite = self.suites.iter().rev().find(|name| !name.is_empty());
            let root = Some(&self.hints.root_name).filter(|name| !name.is_empty());
            let name = suite.or(root).map_or("(unnamed suite)", String::as_str);
            (name, "test suite")
        };
        Subject { uid: uid.to_owned(), kind: kind.to_owned(), account: None, region: None }
    }

    fn header(&mut self) -> Header {
        let mut warnings = std::mem::take(&mut self.warnings);
        if self.cases == 0 {
            warnings.push("the file holds no test case: nothing was tested".into());
        }
        if let Some(told) = self.told.filter(|told| *told > self.cases) {
            warnings.push(format!("the file says {told} tests and lists {}", self.cases));
        }
        if self.suite_errors > 0 {
            let count = self.suite_errors;
            warnings.push(format!("{count} suites broke outside their test cases"));
        }
        if let Some((count, first)) = &self.short {
            warnings.push(format!("{count} suites lack failures that they tell of: {first}"));
        }
        Header {
            time: self.time,
            succeeded: self.cases > 0 && self.suite_errors == 0 && self.short.is_none(),
            warnings,
            ..Header::default()
        }
    }
}

impl Markup for Walk<'_, '_> {
    const TWICE: &'static str = "<testsuites/><testsuites/>";
    const MAX_DEPTH: u32 = 100;

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), Problem> {
        let name = element.local_name();
        let opened = match (self.open.last(), name.as_ref()) {
            (None, "testsuites") => self.root(element)?,
            (None | Some(Open::Suites | Open::Suite), "testsuite") => self.suite(element)?,
            (None, other) => {
                let expected = "<testsuites> or <testsuite>";
                return Err(Problem::Unexpected { expected, found: quote(other) });
            }
            (Some(Open::Suites | Open::Suite), "testcase") => self.begin_case(element)?,
            (Some(Open::Case), "testcase" | "testsuite") => {
                let found = "a test case inside another".into();
                return Err(Problem::Unexpected { expected: "the end of the test case", found });
            }
            (Some(Open::Case), other) => self.inside_case(element, other)?,
            (Some(Open::Suites | Open::Suite), "error" | "failure") => {
                self.suite_errors += 1;
                self.list(1);
                Open::Other
            }
            (Some(Open::Suite | Open::Suites), "properties") => Open::Properties,
            (Some(Open::Properties), "property") => {
                self.hints.go_version |= attribute(element, "name")? == "go.version";
                Open::Other
            }
            (Some(_), _) => Open::Other,
        };
        self.open.push(opened);
        Ok(())
    }

    fn end(&mut self) -> Result<(), Problem> {
        match self.open.pop() {
            Some(Open::Suite) => {
                self.suites.pop();
                self.close_totals();
            }
            Some(Open::Suites) => self.close_totals(),
            Some(Open::Case) => {
                if let Some(case) = self.case.take() {
                    self.record(case)?;
                }
            }
            Some(Open::Mark) => {
                if let Some(case) = &mut self.case {
                    case.collecting = false;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Problem> {
        if let (Some(Open::Mark), Some(case)) = (self.open.last(), &mut self.case) {
            case.text(text);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Problem> {
        if !self.begun {
            self.begin()?;
        }
        self.recorder.rows("test cases", self.listed);
        self.recorder.ran_on(self.host.as_deref());
        let header = self.header();
        self.recorder.end(header).map_err(|failure| failure.problem)
    }
}

/// The value of an attribute by its local name; empty when it is not there.
fn attribute(element: &BytesStart<'_>, name: &str) -> Result<String, Problem> {
    Ok(xml::attribute(element, name)?.unwrap_or_default())
}
