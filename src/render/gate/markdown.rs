//! The summary of a step in Markdown: how the gate ended, and every finding as a row.
//!
//! GitHub drops a summary whole when it is over one mebibyte, so the rows end before that and the
//! last line says how many are left out.

use std::fmt::Write as _;

use crate::{
    diag::{Line, Outcome},
    render::markdown::escape,
};

/// The most that a summary may hold, in bytes.
pub const LIMIT: usize = 900_000;

/// Room for the line that says what is left out.
const LAST_LINE: usize = 200;

/// A heading, a sentence and a table of at most so many bytes.
pub fn markdown(outcome: &Outcome<'_>, limit: usize) -> String {
    // Writing to a string cannot fail.
    let mut out = format!("## storyproof check: {}\n\n", outcome.verdict.word());
    let _ = writeln!(out, "{}\n", escape(&outcome.headline()));
    if outcome.lines.is_empty() {
        return out;
    }
    out.push_str("| | what | why | where |\n|---|---|---|---|\n");
    for (at, line) in outcome.lines.iter().enumerate() {
        let row = row(line);
        if out.len() + row.len() + LAST_LINE > limit {
            let left = outcome.lines.len() - at;
            let _ = write!(
                out,
                "\n**{left} omitted**: `storyproof check --format json` holds them all.\n"
            );
            break;
        }
        out.push_str(&row);
    }
    out
}

fn row(line: &Line<'_>) -> String {
    format!(
        "| {} | {} ({}) | {} | {}:{} |\n",
        line.noun(),
        escape(line.title),
        escape(line.rule.code),
        escape(line.label),
        escape(&line.path),
        line.start.line,
    )
}
