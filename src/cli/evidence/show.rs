//! `storyproof evidence show`.

use std::{collections::BTreeMap, fmt::Write as _};

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    diag::safe_text,
    evidence::{CiJob, Counts, History, Redaction, Run, RunRecord},
    ids::{CheckId, ControlRef},
    program::Program,
    report::{Lang, origin as facts},
    say,
    time::Instant,
};

use super::pieces::{Piece, find, pieces};
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output, table,
    workspace::{Assessed, Workspace},
};

/// How many rules are shown to people; programs get all.
const SHOWN: usize = 12;

/// What a line on a rule begins with.
const RULE: &str = "  rule";

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EvidenceShown")]
pub(in crate::cli) struct View<'a> {
    /// How it is typed: `E-0012`.
    id: String,
    /// The entry of the ledger.
    entry: u64,
    /// The name that it was submitted with.
    file: &'a str,
    /// The SHA-256 of its bytes, in hex.
    sha256: &'a str,
    /// How many bytes.
    bytes: u64,
    /// When the ledger recorded it.
    recorded_at: Instant,
    /// The program that read it, with its version.
    recorded_by: &'a str,
    /// The machine that recorded it.
    recorded_on: Option<&'a str>,
    /// The CI job that submitted it.
    ci: Option<&'a CiJob>,
    /// What was taken out before it was kept.
    redaction: Option<&'a Redaction>,
    /// The ledger that recorded it first, when it was merged from there.
    elsewhere: Option<String>,
    /// The entry that took it back; `null` while it counts.
    taken_back_by: Option<u64>,
    /// What ran, in file order.
    runs: Vec<RunView<'a>>,
    /// The checks that it feeds.
    checks: Vec<&'a CheckId>,
    /// The controls that those checks name.
    controls: Vec<ControlRef>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RunShown")]
struct RunView<'a> {
    /// The run, as the ledger has it.
    run: &'a Run,
    /// Its results, by rule.
    rules: Vec<RuleView<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RuleShown")]
struct RuleView<'a> {
    /// The tool's rule.
    rule: &'a str,
    /// Its results by verdict.
    results: Counts,
}

pub(in crate::cli) fn run(
    which: &str,
    format: Format,
    global: &Global,
    env: &mut Env,
) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let (history, as_of) = (&assessed.history, assessed.assessment.as_of);
    let all = pieces(&workspace.program, history, as_of);
    let piece = find(&all, which)?;
    let view = view(piece, history, &workspace.program, Lang::En);
    if format == Format::Json {
        output::json(env, &answers::EVIDENCE, as_of, history.head.as_ref(), &view)?;
    } else {
        let text = describe(&view, env.width);
        env.answer(&text)?;
    }
    Ok(Ended::Fine)
}

fn view<'a>(piece: &'a Piece<'a>, history: &'a History, program: &Program, lang: Lang) -> View<'a> {
    let first = piece.runs[0];
    let mut controls: Vec<ControlRef> = piece
        .checks
        .iter()
        .filter_map(|id| program.checks.get(id))
        .flat_map(|check| check.controls.iter().map(|control| control.value.clone()))
        .collect();
    controls.sort();
    controls.dedup();
    View {
        id: piece.id(),
        entry: piece.entry,
        file: &first.file_name,
        sha256: &first.artifact,
        bytes: first.origin.bytes,
        recorded_at: first.recorded_at,
        recorded_by: &first.origin.reader,
        recorded_on: first.origin.recorded_on.as_deref(),
        ci: first.origin.ci.as_ref(),
        redaction: first.origin.redaction.as_ref(),
        elsewhere: first.origin.elsewhere.as_ref().map(|there| facts::elsewhere(lang, there)),
        taken_back_by: piece.taken_back.map(|later| later.entry),
        runs: piece
            .runs
            .iter()
            .map(|record| RunView { run: &record.run, rules: by_rule(record, history) })
            .collect(),
        checks: piece.checks.iter().collect(),
        controls,
    }
}

/// What the run said for each rule, one for each subject, worst first.
fn by_rule<'a>(record: &RunRecord, history: &'a History) -> Vec<RuleView<'a>> {
    let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
    for observation in &record.observations {
        if let Some(key) = history.rule(observation.cell) {
            let state = observation.state;
            counts.entry(&key.rule).or_default().add(state.outcome, state.muted);
        }
    }
    let mut rules: Vec<RuleView<'a>> =
        counts.into_iter().map(|(rule, results)| RuleView { rule, results }).collect();
    rules.sort_by_key(|view| {
        let n = &view.results;
        std::cmp::Reverse((n.fail, n.error, n.muted_fail, n.manual, n.informational))
    });
    rules
}

fn describe(view: &View<'_>, width: usize) -> String {
    let mut out = format!("{}  {}\n", view.id, safe_text(view.file));
    tell(view, Lang::En, &mut |name, text| {
        let text = safe_text(text).replace('\n', " ");
        let text = if name == RULE { table::cut(&text, width.saturating_sub(14)) } else { text };
        // Writing to a string cannot fail.
        writeln!(out, "  {name:<11} {text}").ok();
    });
    out
}

/// A file of evidence: its number, its name, and what is known of it.
pub(in crate::cli) type Facts = (u64, String, Vec<(String, String)>);

/// All that is known of a file, by its number or the beginning of its SHA-256.
pub(in crate::cli) fn facts(
    which: &str,
    workspace: &Workspace,
    assessed: &Assessed,
    lang: Lang,
) -> Result<Facts, Failure> {
    let history = &assessed.history;
    let all = pieces(&workspace.program, history, assessed.assessment.as_of);
    let piece = find(&all, which)?;
    let view = view(piece, history, &workspace.program, lang);
    let mut facts = Vec::new();
    tell(&view, lang, &mut |name, text| facts.push((name.trim().to_owned(), text.to_owned())));
    Ok((view.entry, view.file.to_owned(), facts))
}

fn tell(view: &View<'_>, lang: Lang, tell: &mut dyn FnMut(&str, &str)) {
    let bytes = lang.count(view.bytes, "byte");
    tell("artifact", &say!(lang, "sha256 {0}, {1}", view.sha256, bytes));
    if let Some(there) = &view.elsewhere {
        tell("first", there);
    }
    let (at, entry, by) = (view.recorded_at, view.entry, view.recorded_by);
    let recorded = match view.recorded_on {
        Some(host) => say!(lang, "{0} as entry {1} by {2} on {3}", at, entry, by, host),
        None => say!(lang, "{0} as entry {1} by {2}", at, entry, by),
    };
    tell("recorded", &recorded);
    match view.taken_back_by {
        Some(later) => {
            tell("withdrawn", &say!(lang, "by entry {0}: it counts no longer", later));
        }
        None => tell("withdrawn", lang.text("no")),
    }
    let none = || say!(lang, "none noted");
    tell("ci job", &view.ci.map_or_else(none, |job| facts::ci(lang, job)));
    for (name, text) in facts::redaction(lang, view.redaction) {
        tell(name, &text);
    }
    for (n, run) in view.runs.iter().enumerate() {
        if view.runs.len() > 1 {
            tell("", "");
            tell("run", &(n + 1).to_string());
        }
        for (name, text) in facts::run(lang, run.run) {
            tell(name, &text);
        }
        for rule in run.rules.iter().take(SHOWN) {
            tell(RULE, &format!("{}: {}", rule.rule, lang.counts(&rule.results)));
        }
        if run.rules.len() > SHOWN {
            let more = run.rules.len() - SHOWN;
            tell(RULE, &say!(lang, "and {0} more; --format json lists all", more));
        }
    }
    let checks: Vec<String> = view.checks.iter().map(ToString::to_string).collect();
    tell("checks", &lang.some_of(&checks, 40));
    let controls: Vec<String> = view.controls.iter().map(ToString::to_string).collect();
    tell("controls", &lang.some_of(&controls, 12));
    tell("open", &format!("storyproof evidence open {} -o FILE", view.id));
}
