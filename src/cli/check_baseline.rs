//! `check --baseline`: what was there before, from the ledger, a saved answer or git.

use std::io::Read as _;

use serde::Deserialize;
use storyproof::{
    diag::{Baseline, Levels},
    files::open_regular,
    program::rules::gate::{GATE, GateWord, gate_rank},
    report::gate,
    time::{Instant, parse_moment},
};

use super::{
    args::Global,
    env::Env,
    failure::Failure,
    git_files::{self, AtCommit, Tree},
    workspace::{Assessed, Workspace},
};

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
    #[serde(default)]
    parts: Vec<String>,
    fingerprint: String,
}

impl Since {
    /// A day or an instant is a place in the ledger; else a file is an earlier answer; anything
    /// else is a revision of the program's files.
    pub(super) fn read(
        name: &str,
        workspace: &Workspace,
        words: &[&GateWord],
        global: &Global,
        env: &Env,
    ) -> Result<Self, Failure> {
        let baseline = if let Ok(at) = parse_moment(name) {
            let before = weighed(name, at, workspace, workspace, global, env)?;
            let mut baseline = Baseline::default();
            for diagnostic in gate(&before.inputs(&workspace.program), &every_word()) {
                baseline.add(&diagnostic, &workspace.sources, gate_rank);
            }
            baseline
        } else if env.directory.join(name).is_file() {
            saved(name, words, env)?
        } else {
            committed(name, workspace, global, env)?
        };
        Ok(Self { name: name.to_owned(), baseline })
    }
}

/// Every status fails, so that all of them are found.
fn every_word() -> Levels {
    Levels::default().failing_on(GATE.iter().map(|word| &word.rule))
}

/// A program on the ledger of this one, as of an earlier moment.
fn weighed(
    name: &str,
    at: Instant,
    program: &Workspace,
    workspace: &Workspace,
    global: &Global,
    env: &Env,
) -> Result<Assessed, Failure> {
    let ledger = workspace.open_ledger(env)?;
    let now = workspace.as_of(global, ledger.as_ref(), env)?.observed;
    if at > now {
        return Err(Failure::usage(format!("the baseline {name} ({at}) is later than {now}"))
            .help("name something before the moment that is judged"));
    }
    let global = Global { as_of: Some(at), ..global.clone() };
    let as_of = workspace.as_of(&global, ledger.as_ref(), env)?;
    program.weigh_on(ledger, as_of, None)
}

/// The files of a commit on the evidence of its time.
fn committed(
    name: &str,
    workspace: &Workspace,
    global: &Global,
    env: &Env,
) -> Result<Baseline, Failure> {
    let root = &workspace.root;
    let AtCommit { commit, at } = git_files::commit(root, name).ok_or_else(|| {
        Failure::usage(format!("the baseline `{name}` is no day, no instant, no file, and no git revision"))
            .help("write `2026-02-28`, `2026-02-28T12:00:00Z`, a file that `storyproof check --format json` wrote, or a revision such as `origin/main`; a CI system may have to fetch it first")
    })?;
    let before = Tree::at(root, &commit).and_then(|tree| Workspace::at(root, &tree));
    let before = before.ok_or_else(|| {
        Failure::usage(format!("the commit {commit} holds no storyproof.toml here"))
            .help("name a commit that has the program, or a day")
    })?;
    let weighed = weighed(name, at, &before, workspace, global, env)?;
    let levels = every_word();
    let asked = gate(&weighed.inputs(&before.program), &levels);
    let lints = Levels::new(&before.program.settings.lints);
    let lints = lints.failing_on(GATE.iter().map(|word| &word.rule));
    let mut baseline = Baseline::default();
    for finding in before.check_also(env, Some(&weighed), asked, &lints).findings {
        baseline.add(&finding.diagnostic, &before.sources, gate_rank);
    }
    Ok(baseline)
}

fn saved(name: &str, words: &[&GateWord], env: &Env) -> Result<Baseline, Failure> {
    let path = env.directory.join(name);
    let unreadable = |error: &dyn std::error::Error| {
        Failure::because(format!("cannot read the baseline {name}"), error)
            .help("save one with `storyproof check --fail-on … --format json > baseline.json`")
    };
    let file = open_regular(&path).map_err(|error| unreadable(&error))?;
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
            Some(about) => baseline.add_record(&about, &finding.code, finding.parts, gate_rank),
            None => baseline.add_text(finding.fingerprint),
        }
    }
    Ok(baseline)
}
