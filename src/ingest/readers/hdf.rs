//! Heimdall Data Format: the JSON of `inspec exec --reporter json` (`InSpec` 2 to 6, CINC), and what
//! MITRE's SAF tools convert other reports to.
//!
//! Proves: passes and fails of controls on one target.
//!
//! Does not prove: which target that was, where the platform has no `target_id`, or anything by a
//! control that was skipped or waived.
//!
//! How it is read:
//!
//! * one result a control and target, decided in the order of Heimdall's library `inspecjs`: an
//!   error in any test, or no list of tests, is an error; then waived or of impact 0; then an empty
//!   list is an error; then any failed, any passed, any skipped test decides;
//! * a control that was skipped because of a *waiver* is left to a person and muted, for a waiver
//!   in a scanner's files is an exception that nobody here has approved; one that ran in spite of
//!   its waiver keeps its verdict, muted. (Heimdall calls the first kind not applicable.)
//! * impact 0 is not applicable, with the tests' own words as the reason; without words there is
//!   no reason, and then it proves nothing;
//! * an overlay repeats the controls of the profiles it depends on without their tests. Such a
//!   control is left out where a profile below it (`parent_profile`, `depends`) has it, too, and
//!   that one's impact counts, since an overlay could set any impact to 0;
//! * the severity is that of the impact, by `InSpec`'s own scale.

use std::collections::BTreeMap;

use serde::{Deserialize, de::IgnoredAny};
use serde_json::Value;

use super::whole;
use crate::{
    evidence::{Outcome, ScanResult, Severity, Subject},
    ingest::{
        error::{Failure, Problem, quote},
        format::{Reader, Shape},
        json::{Entries, Str, objects, said},
        record::{Header, Recorder},
        times::Stamp,
        window::Window,
    },
};

/// The reader.
pub(in crate::ingest) static READER: Reader = Reader {
    name: "hdf",
    versions: "InSpec 2 to 6 `--reporter json`, and Heimdall Data Format of MITRE's SAF",
    proves: "passes and fails of controls on the platform's `target_id`",
    does_not_prove: "anything by a skipped or waived control, or on which host it ran where no \
                     `target_id` is given",
    names_accounts: false,
    recognise,
    read,
};

#[expect(clippy::unnecessary_wraps, reason = "other formats refuse what they recognise")]
fn recognise(shape: &Shape<'_>) -> Result<bool, Problem> {
    let Shape::Json(outline) = shape else { return Ok(false) };
    let around = outline.has("platform") || outline.has("statistics");
    let inside = outline.has("profiles.controls") || outline.has("profiles.name");
    Ok(!outline.list && around && inside && !outline.has("runs"))
}

const DOCUMENT: &str = "the HDF document";

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Report<'a> {
    #[serde(borrow, default)]
    platform: Option<Platform<'a>>,
    #[serde(borrow)]
    profiles: Vec<Profile<'a>>,
    #[serde(borrow, default)]
    version: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Platform<'a> {
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
    #[serde(borrow, default)]
    target_id: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Profile<'a> {
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
    #[serde(borrow, default, rename = "parent_profile")]
    parent: Option<Str<'a>>,
    #[serde(borrow, default)]
    depends: Option<Vec<Dependency<'a>>>,
    #[serde(borrow, default)]
    status: Option<Str<'a>>,
    #[serde(borrow, default)]
    status_message: Option<Str<'a>>,
    #[serde(borrow, default)]
    controls: Option<Vec<Control<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Dependency<'a> {
    #[serde(borrow, default)]
    name: Option<Str<'a>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Control<'a> {
    #[serde(borrow, default)]
    id: Option<Str<'a>>,
    #[serde(borrow, default)]
    title: Option<Str<'a>>,
    #[serde(default)]
    impact: Option<f64>,
    #[serde(borrow, default)]
    waiver_data: Option<Entries<'a, Value>>,
    #[serde(borrow, default)]
    results: Option<Vec<Test<'a>>>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Test<'a> {
    #[serde(borrow, default)]
    status: Option<Str<'a>>,
    #[serde(borrow, default)]
    code_desc: Option<Str<'a>>,
    #[serde(borrow, default)]
    message: Option<Str<'a>>,
    #[serde(borrow, default)]
    skip_message: Option<Str<'a>>,
    #[serde(borrow, default)]
    start_time: Option<Str<'a>>,
    #[serde(default)]
    backtrace: Option<IgnoredAny>,
}

objects!(Report<'a>, Platform<'a>, Profile<'a>, Dependency<'a>, Control<'a>, Test<'a>,);

fn read(window: Window<'_>, recorder: &mut Recorder<'_>) -> Result<(), Failure> {
    let text = whole::text(window, DOCUMENT)?;
    let report: Report<'_> = whole::parse(&text, DOCUMENT)?;
    recorder.begin_guessed("inspec")?;
    let mut header = Header { version: said(&report.version).map(Into::into), ..Header::default() };
    let subject = subject(&report, &mut header);
    let below = Below::of(&report.profiles);
    let (mut evaluated, mut repeated, mut broken) = (0_u64, 0_u64, false);
    for (index, profile) in report.profiles.iter().enumerate() {
        broken |= note_status(profile, &mut header.warnings);
        for control in profile.controls.iter().flatten() {
            let id =
                said(&control.id).ok_or(Problem::Missing { what: "a control", missing: "`id`" })?;
            let untested = control.results.as_ref().is_none_or(Vec::is_empty);
            if untested && below.has(index, id) {
                repeated += 1;
                continue;
            }
            let tests = Tests::of(control)?;
            header.time = Stamp::better(header.time, tests.time);
            let (outcome, muted) = tests.verdict(control);
            evaluated += u64::from(matches!(outcome, Outcome::Pass | Outcome::Fail));
            header.scope.rules.insert(id.to_owned());
            recorder.result(&mut ScanResult {
                rule: id.to_owned(),
                subject: subject.clone(),
                outcome,
                muted,
                severity: control.impact.map(severity),
                message: tests.message(control, outcome),
            })?;
        }
    }
    if repeated > 0 {
        header.warnings.push(format!("{repeated} controls of overlays only repeat others"));
    }
    if evaluated == 0 {
        header.warnings.push("no control passed or failed: nothing was evaluated".into());
    }
    header.succeeded = evaluated > 0 && !broken;
    recorder.end(header)
}

/// What the results are about: the target, or at least its platform.
fn subject(report: &Report<'_>, header: &mut Header) -> Subject {
    let platform = report.platform.as_ref();
    let name = platform.and_then(|platform| said(&platform.name)).unwrap_or("unknown platform");
    let (uid, kind) = if let Some(id) = platform.and_then(|platform| said(&platform.target_id)) {
        (id, name)
    } else {
        header.warnings.push(format!(
            "the file names no target, only the platform {}: targets of one platform cannot be \
             told apart",
            quote(name)
        ));
        (name, "platform")
    };
    Subject { uid: uid.to_owned(), kind: kind.to_owned(), account: None, region: None }
}

/// Says if a profile was not loaded; true when it failed.
fn note_status(profile: &Profile<'_>, warnings: &mut Vec<String>) -> bool {
    let status = said(&profile.status).unwrap_or("loaded");
    if status == "loaded" {
        return false;
    }
    warnings.push(format!(
        "the profile {} is {}: {}",
        quote(said(&profile.name).unwrap_or_default()),
        quote(status),
        quote(said(&profile.status_message).unwrap_or("no reason given"))
    ));
    // A skipped profile is for another platform; it says nothing about the others.
    status != "skipped"
}

/// Which controls the profiles below each profile have.
struct Below<'r> {
    /// The profiles directly below each profile.
    children: Vec<Vec<usize>>,
    profiles: &'r [Profile<'r>],
}

impl<'r> Below<'r> {
    fn of(profiles: &'r [Profile<'r>]) -> Self {
        let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, profile) in profiles.iter().enumerate() {
            if let Some(name) = said(&profile.name) {
                by_name.entry(name).or_insert(index);
            }
        }
        let mut children = vec![Vec::new(); profiles.len()];
        for (index, profile) in profiles.iter().enumerate() {
            let parent = said(&profile.parent).and_then(|name| by_name.get(name));
            if let Some(parent) = parent {
                children[*parent].push(index);
            }
            let depends = profile.depends.iter().flatten();
            children[index]
                .extend(depends.filter_map(|other| by_name.get(said(&other.name)?).copied()));
        }
        Self { children, profiles }
    }

    /// Whether a profile below has this control.
    fn has(&self, profile: usize, id: &str) -> bool {
        let mut seen = vec![false; self.profiles.len()];
        seen[profile] = true;
        let mut open = self.children[profile].clone();
        while let Some(index) = open.pop() {
            if std::mem::replace(&mut seen[index], true) {
                continue;
            }
            let mut controls = self.profiles[index].controls.iter().flatten();
            if controls.any(|control| said(&control.id) == Some(id)) {
                return true;
            }
            open.extend(&self.children[index]);
        }
        false
    }
}

/// The tests of a control, counted.
#[derive(Default)]
struct Tests<'c> {
    listed: bool,
    passed: u64,
    failed: u64,
    skipped: u64,
    errors: u64,
    time: Option<Stamp>,
    /// The words of the first test of each kind that has any: failed, error, skipped.
    words: [Option<String>; 3],
    waived: bool,
    skipped_by_waiver: bool,
    waiver: Option<&'c str>,
}

impl<'c> Tests<'c> {
    fn of(control: &'c Control<'_>) -> Result<Self, Problem> {
        let mut tests = Self { listed: control.results.is_some(), ..Self::default() };
        for test in control.results.iter().flatten() {
            tests.take(test)?;
        }
        if let Some(waiver) = control.waiver_data.as_ref().filter(|waiver| !waiver.0.is_empty()) {
            tests.waived = true;
            tests.skipped_by_waiver = match waiver.get("skipped_due_to_waiver") {
                Some(Value::Bool(skipped)) => *skipped,
                Some(Value::String(words)) => !matches!(words.as_str(), "" | "false"),
                _ => false,
            };
            tests.waiver = waiver.get("justification").and_then(Value::as_str);
        }
        Ok(tests)
    }

    fn take(&mut self, test: &Test<'_>) -> Result<(), Problem> {
        if let Some(time) = said(&test.start_time) {
            self.time = Stamp::better(self.time, Some(Stamp::parse("`start_time`", time)?));
        }
        let words = || {
            let parts = [&test.code_desc, &test.message, &test.skip_message];
            let parts: Vec<&str> = parts.into_iter().filter_map(said).collect();
            Some(parts.join(": ")).filter(|words| !words.is_empty())
        };
        let [failed, error, skipped] = &mut self.words;
        // A test with a stack trace broke, whatever it calls itself.
        let status = match said(&test.status) {
            Some("failed") if test.backtrace.is_some() => Some("error"),
            status => status,
        };
        match status {
            Some("passed") => self.passed += 1,
            Some("failed") => {
                self.failed += 1;
                *failed = failed.take().or_else(words);
            }
            Some("error") => {
                self.errors += 1;
                *error = error.take().or_else(words);
            }
            Some("skipped") => {
                self.skipped += 1;
                *skipped = skipped.take().or_else(words);
            }
            other => {
                return Err(Problem::Word {
                    field: "`status`",
                    found: other.map_or_else(|| "missing".into(), quote),
                    expected: "passed, failed, skipped or error",
                });
            }
        }
        Ok(())
    }

    fn verdict(&self, control: &Control<'_>) -> (Outcome, bool) {
        let outcome = if self.errors > 0 || !self.listed {
            Outcome::Error
        } else if self.skipped_by_waiver {
            Outcome::Manual
        } else if control.impact == Some(0.0) {
            Outcome::NotApplicable
        } else if self.failed > 0 {
            Outcome::Fail
        } else if self.passed > 0 {
            Outcome::Pass
        } else if self.skipped > 0 {
            Outcome::Manual
        } else {
            Outcome::Error
        };
        (outcome, self.waived)
    }

    fn message(&self, control: &Control<'_>, outcome: Outcome) -> String {
        let [failed, error, skipped] = &self.words;
        let words = error.as_ref().or(failed.as_ref()).or(skipped.as_ref());
        if outcome == Outcome::NotApplicable {
            // The profile's own reason, or none: nothing may look like one.
            return words.map(|words| format!("impact 0: {words}")).unwrap_or_default();
        }
        let mut parts = vec![said(&control.title).unwrap_or_default().to_owned()];
        if self.waived {
            let why = self.waiver.filter(|why| !why.is_empty()).unwrap_or("no reason given");
            parts.push(format!("waived in the scanner's files: {why}"));
        }
        parts.push(format!(
            "{} passed, {} failed, {} skipped, {} errors",
            self.passed, self.failed, self.skipped, self.errors
        ));
        parts.extend(words.cloned());
        parts.retain(|part| !part.is_empty());
        parts.join("; ")
    }
}

/// `InSpec`'s scale for impacts.
fn severity(impact: f64) -> Severity {
    match impact {
        impact if impact < 0.01 => Severity::Info,
        impact if impact < 0.4 => Severity::Low,
        impact if impact < 0.7 => Severity::Medium,
        impact if impact < 0.9 => Severity::High,
        _ => Severity::Critical,
    }
}
