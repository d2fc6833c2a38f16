//! Workflow commands of GitHub Actions, which become annotations.
//!
//! A step shows ten errors and ten warnings, and hides the rest without a word. So ten are written,
//! the worst first, and the last says how many more there are.

use std::{borrow::Cow, fmt::Write as _};

use crate::diag::{Line, LintLevel, Outcome, safe_line};

/// How many annotations of a kind a step shows.
pub const SHOWN: usize = 10;

/// The most bytes of a message before it is escaped, which makes at most six of each: an
/// annotation holds 64 KB.
const MESSAGE: usize = 8_000;

/// One command a line.
pub fn github(outcome: &Outcome<'_>) -> String {
    let mut out = String::new();
    for (command, level) in [("error", LintLevel::Deny), ("warning", LintLevel::Warn)] {
        let new = outcome.lines.iter().filter(|line| !line.known && line.level == level);
        let lines: Vec<&Line<'_>> = new.collect();
        let shown = if lines.len() > SHOWN { SHOWN - 1 } else { lines.len() };
        for line in lines.iter().take(shown) {
            annotation(&mut out, command, line);
        }
        if lines.len() > shown {
            let more = format!(
                "and {} more {command}s: the summary of the step lists them",
                lines.len() - shown
            );
            let _ = writeln!(out, "::{command} title=storyproof::{}", data(&more));
        }
    }
    let _ = writeln!(out, "::notice title=storyproof check::{}", data(&outcome.headline()));
    out
}

// Writing to a string cannot fail.
fn annotation(out: &mut String, command: &str, line: &Line<'_>) {
    let mut message = line.sentence();
    if let Some(help) = line.help {
        let _ = write!(message, " ({help})");
    }
    if message.len() > MESSAGE {
        message.truncate(message.floor_char_boundary(MESSAGE));
        message.push('…');
    }
    let _ = writeln!(
        out,
        "::{command} file={},line={},col={},endLine={},endColumn={},title={}::{}",
        property(&line.path),
        line.start.line,
        line.start.column,
        line.end.line,
        line.end.column,
        property(line.rule.code),
        data(&message),
    );
}

/// Text that stays inside its command.
fn data(text: &str) -> String {
    escaped(&safe_line(text), false)
}

/// Text that stays inside its property.
fn property(text: &str) -> String {
    escaped(&safe_line(text), true)
}

fn escaped(text: &str, is_property: bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        let written: Cow<'_, str> = match c {
            '%' => "%25".into(),
            '\r' => "%0D".into(),
            '\n' => "%0A".into(),
            ':' if is_property => "%3A".into(),
            ',' if is_property => "%2C".into(),
            c => c.to_string().into(),
        };
        escaped.push_str(&written);
    }
    escaped
}
