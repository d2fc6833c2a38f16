//! `storyproof approval list`: what is approved, by whom, and what is not.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    assess::ApprovalState,
    evidence::Approvable,
    report::{
        ApprovalRow, approval_rows,
        approvals::{NoEffectRow, no_effect},
        words::Worded,
    },
};

use super::args::List;
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    table::table,
    workspace::Workspace,
};

/// The answer for programs.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "ApprovalList")]
pub(in crate::cli) struct Answer<'a> {
    /// Each record that can be approved, with where it stands.
    records: &'a [ApprovalRow],
    /// Decisions of the ledger that have no effect.
    no_effect: &'a [NoEffectRow],
}

pub(super) fn run(args: &List, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let inputs = assessed.inputs(&workspace.program);
    let (judged, mut rows) = approval_rows(&inputs);
    if let Some(typed) = &args.status {
        let status = typed.to_lowercase().replace(' ', "-");
        let words = ApprovalState::ALL.map(|state| state.word().status);
        known(typed, words.contains(&status.as_str()), &words)?;
        rows.retain(|row| row.state.status == status);
    }
    if let Some(kind) = &args.kind {
        let words = Approvable::ALL.map(Approvable::word);
        known(kind, words.contains(&kind.as_str()), &words)?;
        rows.retain(|row| row.kind == kind);
    }
    let no_effect = no_effect(&inputs, &judged);
    if args.answer.format == Format::Json {
        let data = Answer { records: &rows, no_effect: &no_effect };
        let head = assessed.history.head.as_ref();
        output::json(env, &answers::APPROVAL_LIST, assessed.assessment.as_of, head, &data)?;
        return Ok(Ended::Fine);
    }
    let lines: Vec<Vec<String>> = rows.iter().map(line).collect();
    let header = ["record", "status", "by", "on", "entry", "text", "why"];
    let mut text = table(&header, &lines, env.width);
    if !no_effect.is_empty() {
        text.push_str("\nDecisions without effect\n");
    }
    for row in &no_effect {
        // Writing to a string cannot fail.
        writeln!(text, "  entry {}: {} by {}: {}", row.entry, row.record, row.by, row.why).ok();
    }
    env.answer(&text)?;
    env.say(&format!("{} shown", rows.len()));
    Ok(Ended::Fine)
}

fn known(typed: &str, is_known: bool, words: &[&str]) -> Result<(), Failure> {
    if is_known {
        return Ok(());
    }
    Err(Failure::usage(format!("`{typed}` is not known here"))
        .help(format!("there are: {}", words.join(", "))))
}

fn line(row: &ApprovalRow) -> Vec<String> {
    let unsigned = if row.signed == Some(false) { " (unsigned)" } else { "" };
    vec![
        format!("{} {}", row.kind, row.id),
        format!("{} {}{unsigned}", row.state.glyph, row.state.word),
        row.by.clone().unwrap_or_default(),
        row.at.map(|at| at.day().to_string()).unwrap_or_default(),
        row.entry.map(|entry| entry.to_string()).unwrap_or_default(),
        row.fingerprint.chars().take(11).collect(),
        if row.state == ApprovalState::Approved.word() {
            String::new()
        } else {
            row.standing.clone()
        },
    ]
}
