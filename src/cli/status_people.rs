//! What `storyproof status` says of people's statements and decisions: what has ended or will soon,
//! what a tool keeps quiet about, what was taken back.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::report::{
    Register,
    register::{ExceptionRow, MutedRow, StatementRow, TakenBackRow},
    words,
};

use super::table::cut;

/// How many lines of a kind are shown.
const SHOWN: usize = 5;

/// What people stated and decided, as far as it is to be heeded.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct People<'a> {
    /// Statements that ended or will soon, and that nothing newer replaces.
    statements: Vec<&'a StatementRow>,
    /// Exceptions that ended or will soon, or do not count.
    exceptions: Vec<&'a ExceptionRow>,
    /// What tools were told to keep quiet about and nobody approved.
    muted: &'a [MutedRow],
    /// Entries that were taken back.
    taken_back: &'a [TakenBackRow],
    /// What is to be said of the clocks.
    clocks: &'a [String],
}

/// For programs.
pub(super) fn data(register: &Register) -> People<'_> {
    People {
        statements: register.statements.iter().filter(|row| row.attention).collect(),
        exceptions: register.exceptions.iter().filter(|row| row.attention).collect(),
        muted: &register.muted,
        taken_back: &register.taken_back,
        clocks: &register.clocks,
    }
}

/// For people; nothing when there is nothing to heed.
pub(super) fn text(register: &Register, width: usize) -> String {
    let mut statements: Vec<_> = register.statements.iter().filter(|row| row.attention).collect();
    statements.sort_by_key(|row| row.days_left);
    let statements = statements
        .iter()
        .map(|row| format!("{} {}: {}", row.state.glyph, row.attestation, row.standing));
    let exceptions =
        register.exceptions.iter().filter(|row| row.attention).map(|row| {
            format!("{} exception from {}: {}", row.state.glyph, row.check, row.standing)
        });
    let muted = register.muted.iter().map(|row| {
        format!(
            "! {}: {} muted by the tool, not approved ({})",
            row.check,
            words::count(row.count, "subject"),
            row.subjects
        )
    });
    let taken = register.taken_back.iter().rev().map(|row| {
        let why = row.reason.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
        format!("↶ entry {} ({}) {} by entry {}{why}", row.target, row.told, row.how, row.entry)
    });
    let mut out = String::new();
    for (lines, more) in [
        (statements.collect::<Vec<_>>(), "storyproof attestation list"),
        (exceptions.collect(), "storyproof exception list"),
        (muted.collect(), "storyproof check show ID names the command that would approve them"),
        (taken.collect(), "storyproof report program"),
    ] {
        for line in lines.iter().take(SHOWN) {
            writeln!(out, "  {}", cut(line, width.saturating_sub(2))).ok();
        }
        let left = lines.len().saturating_sub(SHOWN);
        if left > 0 {
            writeln!(out, "  and {left} more: {more}").ok();
        }
    }
    if out.is_empty() { out } else { format!("\n  What people stated and decided\n{out}") }
}
