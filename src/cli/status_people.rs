//! What `storyproof status` says of people's statements and decisions: what has ended or will soon,
//! what a tool keeps quiet about, what was taken back.

use std::fmt::Write as _;

use serde_json::{Value, json};
use storyproof::report::{Register, words};

use super::table::cut;

/// How many lines of a kind are shown.
const SHOWN: usize = 5;

/// For programs.
pub(super) fn data(register: &Register) -> Value {
    let statements = register.statements.iter().filter(|row| row.attention);
    let exceptions = register.exceptions.iter().filter(|row| row.attention);
    json!({
        "statements": statements.collect::<Vec<_>>(),
        "exceptions": exceptions.collect::<Vec<_>>(),
        "muted": register.muted,
        "taken_back": register.taken_back,
        "clocks": register.clocks,
    })
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
