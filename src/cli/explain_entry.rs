//! `storyproof explain entry:57`: what an entry of the ledger told, and whether it still counts.

use std::{fmt::Write as _, path::Path};

use serde_json::{Value, json};
use storyproof::{
    evidence::ClockFlags,
    ledger::{Body, Entry, Ingest},
    report::{self, Lang, origin::elsewhere, register, register::taken_back},
    time::ClockSource,
};

use super::{
    approval,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output, people,
    workspace::{Workspace, ledger_failure},
};

/// The number of an entry, when that was typed: `entry:57`, or `57`.
pub(super) fn number(typed: &str) -> Option<u64> {
    typed.strip_prefix("entry:").unwrap_or(typed).parse().ok().filter(|number| *number > 0)
}

pub(super) fn run(
    number: u64,
    global: &Global,
    format: Format,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let ledger = assessed.ledger.as_ref().ok_or_else(|| {
        Failure::usage("there is no ledger, so there are no entries")
            .help("`storyproof ingest FILE` begins one")
    })?;
    let stored = ledger.entry(number).map_err(|e| ledger_failure(&e))?;
    let entry = stored.decode(ledger.path()).map_err(|e| ledger_failure(&e))?;
    let register = register(&assessed.inputs(&workspace.program));
    let (as_of, history) = (assessed.assessment.as_of, &assessed.history);
    let standing = match history.taken_back(number, as_of.known) {
        Some(later) => Some(taken_back(Lang::En, later)),
        None => standing(&register, number).or_else(|| {
            let inputs = assessed.inputs(&workspace.program);
            approval::standing(&inputs, number)
        }),
    };
    if format == Format::Json {
        let text = String::from_utf8_lossy(&stored.bytes);
        let told: Value = serde_json::from_str(&text)
            .map_err(|error| Failure::because("cannot read the entry as JSON", &error))?;
        let data = json!({
            "entry": number,
            "kind": entry.body.kind(),
            "leaf_hash": stored.leaf_hash.to_string(),
            "standing": standing,
            "clock": flags(&assessed.history.clock_flags, &entry, number),
            "told": told,
        });
        output::json(env, "entry", as_of, history.head.as_ref(), &data)?;
        return Ok(Ended::Fine);
    }
    let mut out = format!("entry {number}: {}\n", people::told(&entry));
    let ahead = assessed.history.clock_flags.ahead.contains(&number);
    let mut facts = vec![
        ("kind", entry.body.kind().to_owned()),
        ("recorded", format!("{}{}{}", entry.recorded_at, clock(&entry), before(ahead))),
        ("leaf hash", stored.leaf_hash.to_string()),
    ];
    facts.extend(merged_facts(&entry, ledger.path()));
    facts.extend(standing.map(|standing| ("now", standing)));
    facts.extend(body_facts(&entry.body));
    for (name, text) in facts {
        // Writing to a string cannot fail.
        writeln!(out, "    {name:<11} {}", text.replace('\n', " ")).ok();
    }
    env.answer(&out)?;
    Ok(Ended::Fine)
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
