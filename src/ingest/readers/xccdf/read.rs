//! Benchmarks, test results, and what stands in them.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::events::BytesStart;

use super::{
    verdict::{Read, RuleResult},
    walk::{Visitor, attribute, walk},
};
use crate::ingest::{
    error::{Failure, Problem, quote},
    format::{Reader, Shape},
    record::{Header, Recorder},
    times::Stamp,
    window::Window,
};

const NAMESPACES: [&str; 2] =
    ["http://checklists.nist.gov/xccdf/1.1", "http://checklists.nist.gov/xccdf/1.2"];

/// The reader of XCCDF by itself.
pub(in crate::ingest) static XCCDF: Reader = Reader {
    name: "xccdf",
    versions: "XCCDF 1.1 and 1.2 with results: OpenSCAP's `oscap xccdf eval --results`",
    proves: "passes and fails of a named host, by the rules that a profile selects",
    does_not_prove: "anything by rules that were not selected or do not apply, and nothing by the \
                     score",
    names_accounts: false,
    recognise: recognise_xccdf,
    read,
};

/// The reader of XCCDF inside an asset report.
pub(in crate::ingest) static ARF: Reader = Reader {
    name: "arf",
    versions: "ARF 1.1 with XCCDF results: OpenSCAP's `oscap xccdf eval --results-arf`",
    proves: "passes and fails of a named host, by the rules that a profile selects",
    does_not_prove: "anything by rules that were not selected or do not apply, and nothing by the \
                     OVAL results beside them",
    names_accounts: false,
    recognise: recognise_arf,
    read,
};

fn recognise_xccdf(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Xml { root: "Benchmark" | "TestResult", text } = shape else { return Ok(false) };
    if NAMESPACES.iter().any(|name| text.contains(name)) {
        return Ok(true);
    }
    let expected = "an element of XCCDF 1.1 or 1.2 (http://checklists.nist.gov/xccdf/1.2)";
    Err(Problem::Unexpected { expected, found: "the root element without that namespace".into() })
}

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise_arf(shape: &Shape<'_>) -> Result<bool, Problem> {
    Ok(matches!(shape, Shape::Xml { root: "asset-report-collection", .. }))
}

/// The most rules whose titles are kept, and how much of each.
const MAX_RULES: usize = 200_000;
const MAX_TITLE: usize = 500;
const MAX_PLATFORMS: usize = 300;

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let mut document =
        Document { recorder, rules: BTreeMap::new(), around: Vec::new(), test: None, tests: 0 };
    walk(window, &mut document)?;
    if document.tests == 0 {
        let missing = "`TestResult`: it holds the questions of a scan, and no answers";
        return Err(Problem::Missing { what: "the XCCDF document", missing }.into());
    }
    Ok(())
}

/// What the benchmark says of a rule.
#[derive(Debug, Default)]
pub(super) struct RuleInfo {
    pub(super) title: String,
    pub(super) platforms: String,
}

struct Document<'r, 'a> {
    recorder: &'r mut Recorder<'a>,
    rules: BTreeMap<String, RuleInfo>,
    /// The open benchmark, groups and rule: the rule's id, if it is one, with what is known.
    around: Vec<(Option<String>, RuleInfo)>,
    test: Option<Test>,
    tests: u64,
}

/// A `TestResult` while it is read.
#[derive(Debug, Default)]
struct Test {
    id: String,
    time: Option<Stamp>,
    /// `test-system`, a CPE name.
    system: String,
    host: String,
    fact: String,
    scanner: String,
    scanner_version: String,
    begun: bool,
    current: Option<RuleResult>,
    listed: u64,
    evaluated: u64,
    not_selected: u64,
    fixed: u64,
    selected: BTreeSet<String>,
}

impl Test {
    fn named(element: &BytesStart<'_>) -> Result<Self, Problem> {
        let mut test = Self {
            id: attribute(element, "id")?,
            system: attribute(element, "test-system")?,
            ..Self::default()
        };
        test.time("`start-time`", &attribute(element, "start-time")?)?;
        test.time("`end-time`", &attribute(element, "end-time")?)?;
        Ok(test)
    }

    fn time(&mut self, field: &'static str, text: &str) -> Result<(), Problem> {
        if !text.is_empty() {
            self.time = Stamp::better(self.time, Some(Stamp::parse(field, text)?));
        }
        Ok(())
    }

    /// The tool and its version: by the facts, else by the CPE name `cpe:/a:VENDOR:TOOL:VERSION`.
    fn tool(&self) -> (&str, Option<String>) {
        let cpe: Vec<&str> = match self.system.strip_prefix("cpe:2.3:a:") {
            Some(rest) => rest.split(':').collect(),
            None => self.system.strip_prefix("cpe:/a:").unwrap_or("").split(':').collect(),
        };
        let at = |n: usize| cpe.get(n).copied().filter(|part| !matches!(*part, "" | "*" | "-"));
        let tool = if self.scanner.is_empty() { at(1) } else { Some(self.scanner.as_str()) };
        let version = Some(self.scanner_version.clone()).filter(|version| !version.is_empty());
        (tool.unwrap_or("xccdf"), version.or_else(|| at(2).map(Into::into)))
    }

    fn header(self) -> Header {
        let mut warnings = Vec::new();
        if self.evaluated == 0 {
            let words = "no rule passed or failed: nothing was evaluated (is the content made for \
                         this system?)";
            warnings.push(words.into());
        }
        if self.not_selected > 0 {
            let (not, all) = (self.not_selected, self.listed);
            warnings.push(format!("{not} of {all} rules are not selected and were never asked"));
        }
        if self.fixed > 0 {
            warnings
                .push(format!("the scan itself changed the host: {} rules were fixed", self.fixed));
        }
        if matches!(self.host.as_str(), "localhost" | "localhost.localdomain" | "127.0.0.1") {
            warnings.push(format!(
                "the host calls itself {}: hosts of that name cannot be told apart",
                quote(&self.host)
            ));
        }
        let (_, version) = self.tool();
        let mut header = Header {
            version,
            time: self.time,
            succeeded: self.evaluated > 0,
            tool_run_id: Some(self.id).filter(|id| !id.is_empty() && id.len() <= 1024),
            warnings,
            ..Header::default()
        };
        header.scope.rules = self.selected;
        header
    }
}

/// The names around an element from a place on.
fn stands_in(path: &[String], names: &[&str]) -> bool {
    path.len() >= names.len() && path[path.len() - names.len()..].iter().eq(names)
}

impl Visitor for Document<'_, '_> {
    fn start(&mut self, path: &[String], element: &BytesStart<'_>) -> Result<bool, Problem> {
        let name = element.local_name();
        let name = name.as_ref();
        if let Some(test) = &mut self.test {
            return test.start(path, name, element);
        }
        match name {
            "Benchmark" | "TestResult" | "asset-report-collection" => {}
            other if path.is_empty() => {
                let expected = "<Benchmark>, <TestResult> or <asset-report-collection>";
                return Err(Problem::Unexpected { expected, found: quote(other) });
            }
            _ => {}
        }
        let parent = path.last().map(String::as_str);
        match (name, parent) {
            ("TestResult", None | Some("Benchmark" | "content")) => {
                self.test = Some(Test::named(element)?);
            }
            ("Benchmark" | "Group", _) => {
                let platforms = self.platforms_around();
                self.around.push((None, RuleInfo { title: String::new(), platforms }));
            }
            ("Rule", _) => {
                let platforms = self.platforms_around();
                let id = attribute(element, "id")?;
                self.around.push((Some(id), RuleInfo { title: String::new(), platforms }));
            }
            ("platform", Some("Benchmark" | "Group" | "Rule")) => {
                self.platform(&attribute(element, "idref")?);
            }
            ("title", Some("Rule")) => return Ok(true),
            _ => {}
        }
        Ok(false)
    }

    fn end(&mut self, path: &[String], name: &str, text: Option<&str>) -> Result<(), Problem> {
        if self.test.is_some() {
            return self.end_in_test(path, name, text);
        }
        match name {
            "title" => {
                if let (Some(text), Some((Some(_), info))) = (text, self.around.last_mut())
                    && info.title.is_empty()
                {
                    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    words[..words.floor_char_boundary(MAX_TITLE)].clone_into(&mut info.title);
                }
            }
            "Rule" | "Group" | "Benchmark" => {
                if let Some((Some(id), mut info)) = self.around.pop() {
                    info.platforms.retain(|c| c != '\n');
                    if self.rules.len() < MAX_RULES && !id.is_empty() {
                        self.rules.entry(id).or_insert(info);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Document<'_, '_> {
    /// What a rule is for when it does not say so itself; marked as not its own word.
    fn platforms_around(&self) -> String {
        let around = self.around.last().map_or("", |(_, info)| info.platforms.as_str());
        if around.is_empty() || around.starts_with('\n') {
            return around.to_owned();
        }
        format!("\n{around}")
    }

    fn platform(&mut self, idref: &str) {
        let Some((_, info)) = self.around.last_mut() else { return };
        if info.platforms.starts_with('\n') {
            info.platforms.clear();
        }
        if idref.is_empty() || info.platforms.len() > MAX_PLATFORMS {
            return;
        }
        if !info.platforms.is_empty() {
            info.platforms.push_str(", ");
        }
        info.platforms.push_str(&idref[..idref.floor_char_boundary(MAX_PLATFORMS)]);
    }

    fn end_in_test(
        &mut self,
        path: &[String],
        name: &str,
        words: Option<&str>,
    ) -> Result<(), Problem> {
        let Some(test) = &mut self.test else { return Ok(()) };
        match name {
            "rule-result" if stands_in(path, &["TestResult"]) => {
                if let Some(current) = test.current.take() {
                    self.record(current)?;
                }
            }
            "TestResult" if path.last().is_none_or(|parent| parent != "TestResult") => {
                return self.end_test();
            }
            _ => test.text(path, name, words),
        }
        Ok(())
    }

    fn record(&mut self, current: RuleResult) -> Result<(), Problem> {
        self.begin()?;
        let Some(test) = &mut self.test else { return Ok(()) };
        test.listed += 1;
        if test.host.is_empty() {
            return Err(Problem::Missing { what: "the TestResult", missing: "`target`" });
        }
        let openscap = test.tool().0.eq_ignore_ascii_case("openscap");
        let fixed = current.word.as_deref() == Some("fixed");
        let info = self.rules.get(&current.rule);
        match current.read(&test.host, info, openscap)? {
            Read::NotSelected => test.not_selected += 1,
            Read::Result(mut result, evaluated) => {
                test.evaluated += u64::from(evaluated);
                test.fixed += u64::from(fixed);
                if test.selected.len() < MAX_RULES && result.rule.len() <= 1024 {
                    test.selected.insert(result.rule.clone());
                }
                self.recorder.result(&mut result)?;
            }
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), Problem> {
        let Some(test) = &mut self.test else { return Ok(()) };
        if test.begun {
            return Ok(());
        }
        test.begun = true;
        let (tool, _) = test.tool();
        let begun = match tool {
            "xccdf" => self.recorder.begin_guessed(tool),
            _ => self.recorder.begin(tool),
        };
        begun.map_err(|failure| failure.problem)
    }

    fn end_test(&mut self) -> Result<(), Problem> {
        self.begin()?;
        self.tests += 1;
        let Some(test) = self.test.take() else { return Ok(()) };
        self.recorder.end(test.header()).map_err(|failure| failure.problem)
    }
}

impl Test {
    fn start(
        &mut self,
        path: &[String],
        name: &str,
        element: &BytesStart<'_>,
    ) -> Result<bool, Problem> {
        match (path.last().map(String::as_str), name) {
            (Some("TestResult"), "rule-result") => {
                self.current = Some(RuleResult {
                    rule: attribute(element, "idref")?,
                    role: attribute(element, "role")?,
                    severity: attribute(element, "severity")?,
                    ..RuleResult::default()
                });
                self.time("`time`", &attribute(element, "time")?)?;
            }
            (Some("target-facts"), "fact") => {
                self.fact = attribute(element, "name")?;
                return Ok(self.fact.starts_with("urn:xccdf:fact:scanner:"));
            }
            (Some("rule-result"), "override") => {
                if let Some(current) = &mut self.current
                    && current.overridden.is_none()
                {
                    current.authority = attribute(element, "authority")?;
                }
            }
            (Some("TestResult"), "target")
            | (Some("rule-result"), "result" | "ident" | "message")
            | (Some("override"), "old-result") => return Ok(true),
            _ => {}
        }
        Ok(false)
    }

    fn text(&mut self, path: &[String], name: &str, text: Option<&str>) {
        let Some(text) = text else { return };
        match (name, &mut self.current) {
            ("target", _) if self.host.is_empty() => text.clone_into(&mut self.host),
            ("fact", _) if self.fact.ends_with(":name") => text.clone_into(&mut self.scanner),
            ("fact", _) if self.fact.ends_with(":version") => {
                text.clone_into(&mut self.scanner_version);
            }
            ("result", Some(current)) if stands_in(path, &["rule-result"]) => {
                // Two different words are no word.
                let same = current.word.as_deref().is_none_or(|word| word == text);
                current.word = Some(if same { text.to_owned() } else { "two results".into() });
            }
            ("ident", Some(current)) => current.ident(text),
            ("message", Some(current)) => current.message(text),
            ("old-result", Some(current)) => {
                current.overridden.get_or_insert_with(|| text.to_owned());
            }
            _ => {}
        }
    }
}
