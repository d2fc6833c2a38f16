//! `storyproof explain entry:57`: what an entry of the ledger told, and whether it still counts.

use std::{fmt::Write as _, path::Path};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    evidence::ClockFlags,
    ledger::{Body, Entry, EntryJson, Ingest},
    report::{self, Lang, origin::elsewhere, register, register::taken_back},
    time::ClockSource,
};

use super::{
    answers, approval,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output, people,
    workspace::{Assessed, Workspace, ledger_failure},
};

/// The number of an entry, when that was typed: `entry:57`, or `57`.
pub(super) fn number(typed: &str) -> Option<u64> {
    typed.strip_prefix("entry:").unwrap_or(typed).parse().ok().filter(|number| *number > 0)
}

/// An entry of the ledger.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "EntryShown")]
pub(super) struct Shown<'a> {
    /// Its number, from 1.
    entry: u64,
    /// `ingest`, `attestation`, `exception`, `approval` or `withdrawal`.
    kind: &'static str,
    /// The hash of its bytes in the Merkle tree, in hex.
    leaf_hash: &'a str,
    /// Whether it still counts, in words; `null` where nothing is to be said.
    standing: Option<&'a str>,
    /// What is to be said of its clock: `overridden`, `went-back`, `recorded-before-observed` or
    /// `doubtful-elsewhere`.
    clock: Vec<&'static str>,
    /// What was appended, word for word.
    told: EntryJson,
}

pub(super) fn run(
    number: u64,
    global: &Global,
    format: Format,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let told = Told::of(number, &workspace, &assessed)?;
    let (as_of, history) = (assessed.assessment.as_of, &assessed.history);
    if format == Format::Json {
        let content = EntryJson::read(&told.bytes)
            .map_err(|error| Failure::because("cannot read the entry as JSON", &error))?;
        let data = Shown {
            entry: number,
            kind: told.entry.body.kind(),
            leaf_hash: &told.leaf_hash,
            standing: told.standing.as_deref(),
            clock: flags(&history.clock_flags, &told.entry, number),
            told: content,
        };
        output::json(env, &answers::ENTRY, as_of, history.head.as_ref(), &data)?;
        return Ok(Ended::Fine);
    }
    let mut out = format!("entry {number}: {}\n", told.title());
    for (name, text) in told.facts(&assessed) {
        // Writing to a string cannot fail.
        writeln!(out, "    {name:<11} {}", text.replace('\n', " ")).ok();
    }
    env.answer(&out)?;
    Ok(Ended::Fine)
}

/// An entry with whether it still counts.
pub(super) struct Told {
    number: u64,
    entry: Entry,
    bytes: Vec<u8>,
    leaf_hash: String,
    standing: Option<String>,
}

impl Told {
    /// The entry of a number.
    pub(super) fn of(
        number: u64,
        workspace: &Workspace,
        assessed: &Assessed,
    ) -> Result<Self, Failure> {
        let ledger = assessed.ledger.as_ref().ok_or_else(|| {
            Failure::usage("there is no ledger, so there are no entries")
                .help("`storyproof ingest FILE` begins one")
        })?;
        let stored = ledger.entry(number).map_err(|e| ledger_failure(&e))?;
        let entry = stored.decode(ledger.path()).map_err(|e| ledger_failure(&e))?;
        let inputs = assessed.inputs(&workspace.program);
        let register = register(&inputs);
        let (as_of, history) = (assessed.assessment.as_of, &assessed.history);
        let standing = match history.taken_back(number, as_of.known) {
            Some(later) => Some(taken_back(Lang::En, later)),
            None => standing(&register, number).or_else(|| approval::standing(&inputs, number)),
        };
        let leaf_hash = stored.leaf_hash.to_string();
        Ok(Self { number, entry, bytes: stored.bytes, leaf_hash, standing })
    }

    /// What it told, in one line.
    pub(super) fn title(&self) -> String {
        people::told(&self.entry)
    }

    /// Whether it is a file that was handed in.
    pub(super) fn is_evidence(&self) -> bool {
        matches!(self.entry.body, Body::Ingest(_))
    }

    /// All that is known of it.
    pub(super) fn facts(&self, assessed: &Assessed) -> Vec<(&'static str, String)> {
        let (entry, ahead) = (&self.entry, &assessed.history.clock_flags.ahead);
        let doubts = format!("{}{}", clock(entry), before(ahead.contains(&self.number)));
        let mut facts = vec![
            ("kind", entry.body.kind().to_owned()),
            ("recorded", format!("{}{doubts}", entry.recorded_at)),
            ("leaf hash", self.leaf_hash.clone()),
        ];
        if let Some(ledger) = &assessed.ledger {
            facts.extend(merged_facts(entry, ledger.path()));
        }
        facts.extend(self.standing.clone().map(|standing| ("now", standing)));
        facts.extend(body_facts(&entry.body));
        facts
    }
}

fn standing(register: &report::Register, number: u64) -> Option<String> {
    let statements = register.statements.iter().map(|row| (row.entry, row.state, &row.standing));
    let exceptions = register.exceptions.iter().map(|row| (row.entry, row.state, &row.standing));
    let mut all = statements.chain(exceptions);
    let (_, state, standing) = all.find(|(entry, ..)| *entry == number)?;
    Some(format!("{} {}: {standing}", state.glyph, state.word))
}

fn clock(entry: &Entry) -> String {
    let hand = (entry.clock == ClockSource::Overridden).then_some(", under a clock set by hand");
    let back = entry.clock_went_back.then_some(", while the clock showed less than before");
    [hand, back].into_iter().flatten().collect()
}

/// Where an entry from another ledger comes from.
fn merged_facts(entry: &Entry, path: &Path) -> Vec<(&'static str, String)> {
    let Some(merged) = &entry.merged else { return Vec::new() };
    let there = merged.decode(path).map(|there| clock(&there)).unwrap_or_default();
    let mut facts = vec![("first", format!("{}{there}", elsewhere(Lang::En, &merged.elsewhere())))];
    facts.extend(merged.places().map(|place| {
        let holds = if place.is_proven() { "proven" } else { "NOT proven" };
        let head = format!("{} entries with the root {}", place.size, place.root);
        ("there", format!("leaf hash {}, {holds} under {head}", place.leaf_hash))
    }));
    facts
}

fn before(ahead: bool) -> &'static str {
    if ahead { ", before what it tells of was observed, as it says" } else { "" }
}

/// What is to be said of the clock, in words for programs.
fn flags(all: &ClockFlags, entry: &Entry, number: u64) -> Vec<&'static str> {
    let all = [
        (entry.clock == ClockSource::Overridden, "overridden"),
        (entry.clock_went_back, "went-back"),
        (all.ahead.contains(&number), "recorded-before-observed"),
        (all.elsewhere.contains(&number), "doubtful-elsewhere"),
    ];
    all.into_iter().filter_map(|(is, word)| is.then_some(word)).collect()
}

fn body_facts(body: &Body) -> Vec<(&'static str, String)> {
    match body {
        Body::Ingest(ingest) => ingest_facts(ingest),
        Body::Attestation(said) => people::statement_facts(said),
        Body::Exception(granted) => people::exception_facts(granted),
        Body::Approval(made) => approval::facts(made),
        Body::Withdrawal(taken) => vec![
            ("takes back", format!("entry {} (leaf hash {})", taken.entry, taken.leaf_hash)),
            ("by", taken.by.clone()),
            ("reason", taken.reason.clone()),
        ],
    }
}

fn ingest_facts(ingest: &Ingest) -> Vec<(&'static str, String)> {
    let artifact = &ingest.artifact;
    let mut facts =
        vec![("artifact", format!("sha256 {} of {} bytes", artifact.sha256, artifact.bytes))];
    facts.extend(ingest.claims.corrects.map(|entry| ("corrects", format!("entry {entry}"))));
    facts.extend(ingest.runs.iter().map(|bound| {
        let run = &bound.run;
        let version = run.version.value().map(|version| format!(" {version}")).unwrap_or_default();
        let counts = report::words::counts(&run.counts);
        let tool = run.tool_name();
        ("run", format!("{tool}{version}, observed {}: {counts}", run.observed_at))
    }));
    facts
}
