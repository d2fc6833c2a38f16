//! `check --baseline`: what was there before, from the ledger or from a saved answer.

use std::io::Read as _;

use serde::Deserialize;
use storyproof::{
    diag::{Baseline, Levels},
    program::rules::gate::{GATE, GateWord, gate_rank},
    report::gate,
    time::{Instant, parse_moment},
};

use super::{args::Global, env::Env, failure::Failure, workspace::Workspace};

/// The largest saved answer that is read.
const MAX_SAVED: u64 = 256 << 20;

/// What was there before, and what that was called.
pub(super) struct Since {
    pub(super) name: String,
    pub(super) baseline: Baseline,
}

/// A saved answer of `check --format json`.
#[derive(Deserialize)]
struct Saved {
    kind: String,
    data: SavedData,
}

#[derive(Deserialize)]
struct SavedData {
    diagnostics: Vec<SavedFinding>,
    gate: SavedGate,
}

#[derive(Deserialize)]
struct SavedGate {
    fail_on: Vec<String>,
}

#[derive(Deserialize)]
struct SavedFinding {
    code: String,
    about: Option<String>,
    fingerprint: String,
}

impl Since {
    /// A day or an instant is a place in the ledger; anything else is a file.
    pub(super) fn read(
        name: &str,
        workspace: &Workspace,
        words: &[&GateWord],
        global: &Global,
        env: &Env,
    ) -> Result<Self, Failure> {
        let baseline = match parse_moment(name) {
            Ok(at) => replayed(at, workspace, global, env)?,
            Err(_) => saved(name, words, env)?,
        };
        Ok(Self { name: name.to_owned(), baseline })
    }
}

/// The same program on the evidence of an earlier day.
fn replayed(
    at: Instant,
    workspace: &Workspace,
    global: &Global,
    env: &Env,
) -> Result<Baseline, Failure> {
    let now = global.as_of.unwrap_or(env.clock.now);
    if at > now {
        return Err(Failure::usage(format!("the baseline {at} is later than {now}"))
            .help("name a day before the one that is judged"));
    }
    let global = Global { as_of: Some(at), ..global.clone() };
    let before = workspace.weigh(&global, env)?;
    let levels = Levels::default().failing_on(GATE.iter().map(|word| &word.rule));
    let mut baseline = Baseline::default();
    for diagnostic in gate(&before.inputs(&workspace.program), &levels) {
        if let Some(about) = &diagnostic.about {
            baseline.add_record(about, diagnostic.rule.code, gate_rank);
        }
    }
    Ok(baseline)
}

fn saved(name: &str, words: &[&GateWord], env: &Env) -> Result<Baseline, Failure> {
    let path = env.directory.join(name);
    if !path.is_file() {
        return Err(Failure::usage(format!("the baseline `{name}` is neither a day, an instant nor a file"))
            .help("write `2026-02-28`, `2026-02-28T12:00:00Z`, or a file that `storyproof check --format json` wrote; a git revision cannot be read yet"));
    }
    let unreadable = |error: &dyn std::error::Error| {
        Failure::because(format!("cannot read the baseline {name}"), error)
            .help("save one with `storyproof check --fail-on … --format json > baseline.json`")
    };
    let file = std::fs::File::open(&path).map_err(|error| unreadable(&error))?;
    let mut text = String::new();
    file.take(MAX_SAVED).read_to_string(&mut text).map_err(|error| unreadable(&error))?;
    let saved: Saved = serde_json::from_str(&text).map_err(|error| unreadable(&error))?;
    if saved.kind != "check" {
        return Err(Failure::usage(format!(
            "{name} is an answer of `{}`, not of `check`",
            saved.kind
        ))
        .help("save one with `storyproof check --fail-on … --format json > baseline.json`"));
    }
    let asked = &saved.data.gate.fail_on;
    let silent: Vec<&str> = words
        .iter()
        .map(|word| word.word)
        .filter(|word| !asked.iter().any(|a| a == word))
        .collect();
    if !silent.is_empty() {
        return Err(Failure::usage(format!(
            "the baseline {name} was not asked about {}: what it does not list would look new",
            silent.join(", ")
        ))
        .help("save it again with the same --fail-on, or name a day"));
    }
    let mut baseline = Baseline::default();
    for finding in saved.data.diagnostics {
        match finding.about {
            Some(about) => baseline.add_record(&about, &finding.code, gate_rank),
            None => baseline.add_text(finding.fingerprint),
        }
    }
    Ok(baseline)
}
