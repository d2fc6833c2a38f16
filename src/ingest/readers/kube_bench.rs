//! kube-bench's JSON (`--json`), as versions 0.3 to 0.10 write it: `{"Controls": […], "Totals":
//! {…}}`, or the bare array of older versions and of `--nototals`.
//!
//! Proves: passes and fails of the CIS Kubernetes benchmark's tests, by their numbers.
//!
//! Does not prove: which cluster or node was looked at, and when: the file says neither, only the
//! kind of node (`master`, `etcd`, `node`, …). Submit each node with its account or document.
//!
//! How it is read:
//!
//! * `WARN` is left to a person: kube-bench says it of manual tests and of those it could not run;
//!   `INFO` is information;
//! * results are counted one by one. `total_*` and `Totals` are only compared, and totals that
//!   tell of more fails than are listed make the run one that proves nothing: somebody lost them;
//! * a fail that is not scored is a fail;
//! * the rule is the test's number, which means different things in different benchmarks: the
//!   benchmark's version stands in the subject, `CIS 1.6 master`.

use serde::Deserialize;

use super::whole;
use crate::{
    evidence::{Outcome, ScanResult, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Str, objects, said},
        record::{Header, Recorder},
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "kube-bench",
    versions: "kube-bench 0.3 to 0.10, `--json`, with totals or without",
    proves: "passes and fails of a kind of node, by the benchmark's test numbers",
    does_not_prove: "which cluster and node it was, or when: say so when submitting",
    names_accounts: false,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    let with_totals = !outline.list
        && outline.has("Controls")
        && (outline.has("Totals") || outline.has("Controls.node_type"));
    Ok(with_totals || outline.has_all(&["node_type", "tests"]))
}

const DOCUMENT: &str = "the kube-bench report";

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Report<'a> {
    #[serde(borrow, rename = "Controls")]
    controls: Option<Vec<Group<'a>>>,
    #[serde(default, rename = "Totals")]
    totals: Option<Totals>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Totals {
    #[serde(default, rename = "total_pass")]
    pass: u64,
    #[serde(default, rename = "total_fail")]
    fail: u64,
    #[serde(default, rename = "total_warn")]
    warn: u64,
}

/// A part of the benchmark, for one kind of node.
#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Group<'a> {
    #[serde(borrow, default)]
    version: Option<Str<'a>>,
    #[serde(borrow, default)]
    node_type: Option<Str<'a>>,
    #[serde(borrow, default)]
    tests: Option<Vec<Section<'a>>>,
    #[serde(default)]
    total_pass: Option<u64>,
    #[serde(default)]
    total_fail: Option<u64>,
    #[serde(default)]
    total_warn: Option<u64>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Section<'a> {
    #[serde(borrow, default)]
    results: Option<Vec<Test<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Test<'a> {
    #[serde(borrow, default, rename = "test_number")]
    number: Option<Str<'a>>,
    #[serde(borrow, default, rename = "test_desc")]
    title: Option<Str<'a>>,
    #[serde(borrow, default)]
    status: Option<Str<'a>>,
    #[serde(borrow, default)]
    reason: Option<Str<'a>>,
    #[serde(default)]
    scored: Option<bool>,
}

objects!(Report<'a>, Totals, Group<'a>, Section<'a>, Test<'a>);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let report = if text.trim_start().starts_with('[') {
        Report { controls: Some(whole::parse(&text, DOCUMENT)?), totals: None }
    } else if text.contains("\"Controls\"") {
        whole::parse(&text, DOCUMENT)?
    } else {
        Report { controls: Some(vec![whole::parse(&text, DOCUMENT)?]), totals: None }
    };
    recorder.begin("kube-bench")?;
    let mut tally = Tally::default();
    for group in report.controls.iter().flatten() {
        tally.group(group, recorder)?;
    }
    recorder.end(tally.header(report.totals.as_ref()))
}

/// What is listed: passes, fails, warnings, and the rest.
#[derive(Default)]
struct Tally {
    listed: [u64; 4],
    said: [u64; 3],
    lost_fails: u64,
    header: Header,
}

impl Tally {
    fn group(&mut self, group: &Group<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
        let before = self.listed;
        let node = said(&group.node_type).unwrap_or("node");
        let uid = match said(&group.version) {
            Some(version) => format!("CIS {version} {node}"),
            None => node.to_owned(),
        };
        for test in
            group.tests.iter().flatten().flat_map(|section| section.results.iter().flatten())
        {
            let rule = said(&test.number)
                .ok_or(Problem::Missing { what: "a test", missing: "`test_number`" })?;
            let outcome = self.outcome(test)?;
            self.header.scope.rules.insert(rule.to_owned());
            recorder.result(&mut ScanResult {
                rule: rule.to_owned(),
                subject: Subject {
                    uid: uid.clone(),
                    kind: format!("Kubernetes {node}"),
                    account: None,
                    region: None,
                },
                outcome,
                muted: false,
                severity: None,
                message: message(test),
            })?;
        }
        for (n, told) in
            [group.total_pass, group.total_fail, group.total_warn].into_iter().enumerate()
        {
            let listed = self.listed[n] - before[n];
            let told = told.unwrap_or(listed);
            self.said[n] = self.said[n].saturating_add(told);
            self.lost_fails += u64::from(n == 1 && told > listed);
        }
        Ok(())
    }

    fn outcome(&mut self, test: &Test<'_>) -> Result<Outcome, Problem> {
        let (slot, outcome) = match said(&test.status) {
            Some("PASS") => (0, Outcome::Pass),
            Some("FAIL") => (1, Outcome::Fail),
            Some("WARN") => (2, Outcome::Manual),
            Some("INFO") => (3, Outcome::Informational),
            other => {
                return Err(Problem::Word {
                    field: "`status`",
                    found: other.map_or_else(|| "missing".into(), quote),
                    expected: "PASS, FAIL, WARN or INFO",
                });
            }
        };
        self.listed[slot] += 1;
        Ok(outcome)
    }

    fn header(mut self, totals: Option<&Totals>) -> Header {
        let [pass, fail, warn, _] = self.listed;
        if let Some(totals) = totals {
            self.said = [totals.pass, totals.fail, totals.warn];
            self.lost_fails += u64::from(totals.fail > fail);
        }
        if self.said != [pass, fail, warn] {
            let [told_pass, told_fail, told_warn] = self.said;
            self.header.warnings.push(format!(
                "the totals tell of {told_pass} passes, {told_fail} fails and {told_warn} \
                 warnings; listed are {pass}, {fail} and {warn}, and only those count"
            ));
        }
        if self.lost_fails > 0 {
            self.header.warnings.push("fails are missing from the list: it proves nothing".into());
        }
        if pass + fail == 0 {
            self.header.warnings.push("no test passed or failed: nothing was evaluated".into());
        }
        self.header.succeeded = pass + fail > 0 && self.lost_fails == 0;
        self.header
    }
}

fn message(test: &Test<'_>) -> String {
    let title = said(&test.title).unwrap_or_default();
    let note = if test.scored == Some(false) { " [not scored]" } else { "" };
    match said(&test.reason) {
        Some(reason) => format!("{title}{note}: {reason}"),
        None => format!("{title}{note}"),
    }
}
