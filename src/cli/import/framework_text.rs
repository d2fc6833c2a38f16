//! What `storyproof import framework` says to people.

use std::{collections::BTreeMap, fmt::Write as _};

use storyproof::{
    diag::safe_line,
    exchange::framework::{
        FrameworkPlan, FrameworkRow, LinkRow, LinkVerdict, RowVerdict, links::Write,
        plan::FieldChange,
    },
    report::words,
};

use super::framework::Asked;

/// How many rows of a kind are listed, unless all are asked for.
pub(super) const SHOWN: usize = 20;

pub(super) fn human(plan: &FrameworkPlan, files: &[&str], asked: &Asked<'_>) -> String {
    let mut out = String::new();
    counts(&mut out, plan);
    let all = asked.how.all;
    for verdict in [RowVerdict::Invalid, RowVerdict::Changed, RowVerdict::New] {
        let rows = plan.rows.iter().filter(|row| row.verdict == verdict).map(row_text);
        // What stops the whole is listed whole.
        list(&mut out, rows, all || verdict == RowVerdict::Invalid);
    }
    let new = plan.links.iter().filter(|link| link.verdict == LinkVerdict::New).map(link_text);
    list(&mut out, new, all);
    left_out(&mut out, plan, all);
    end(&mut out, plan, files, asked);
    out
}

/// Adds lines; how many are left out is said.
pub(super) fn list(out: &mut String, lines: impl Iterator<Item = String>, all: bool) {
    let mut left = 0_usize;
    for (at, line) in lines.enumerate() {
        match at {
            0 => _ = writeln!(out, "\n{line}"),
            _ if all || at < SHOWN => _ = writeln!(out, "{line}"),
            _ => left += 1,
        }
    }
    if left > 0 {
        // Writing to a string cannot fail.
        writeln!(out, "… and {left} more: --all lists them").ok();
    }
}

// Writing to a string cannot fail, here and below.
fn counts(out: &mut String, plan: &FrameworkPlan) {
    let head = match (plan.is_known, plan.head.is_empty()) {
        (false, _) => "new",
        (true, true) => "unchanged",
        (true, false) => "changed",
    };
    writeln!(out, "Framework {}: {head}.", plan.framework).ok();
    for change in plan.head.iter().filter(|_| plan.is_known) {
        out.push_str(&change_text(change));
    }
    let rows = RowVerdict::ALL.into_iter().map(|v| (plan.count(v), v.word()));
    line(out, plan.rows.len(), "row", rows.collect());
    let links = LinkVerdict::ALL.into_iter().map(|v| (plan.count_links(v), v.word()));
    line(out, plan.links.len(), "link", links.collect());
    if plan.only_in_files > 0 {
        let count = words::count(plan.only_in_files as u64, "control");
        writeln!(out, "{count} of the files the catalog does not name; they stay.").ok();
    }
    if !plan.unknown_columns.is_empty() {
        let names: Vec<String> =
            plan.unknown_columns.iter().map(|name| format!("`{}`", safe_line(name))).collect();
        writeln!(out, "Columns that mean nothing here: {}.", names.join(", ")).ok();
    }
}

fn line(out: &mut String, all: usize, noun: &str, counts: Vec<(usize, &str)>) {
    let parts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let parts = if parts.is_empty() { "none".to_owned() } else { parts.join(", ") };
    writeln!(out, "{}: {parts}.", words::count(all as u64, noun)).ok();
}

fn row_text(row: &FrameworkRow) -> String {
    let place = if row.line > 0 { format!("line {}: ", row.line) } else { String::new() };
    let mut out = format!("{place}{}: {}", safe_line(&row.control), row.verdict.word());
    if let Some(written) = row.written.as_deref().filter(|_| row.verdict != RowVerdict::Invalid) {
        write!(out, " (`{}` in the file)", safe_line(written)).ok();
    }
    if let Some(note) = &row.note {
        write!(out, ": {}", safe_line(note)).ok();
    }
    match row.verdict {
        RowVerdict::New => {
            let title = row.changes.iter().find(|change| change.key == "title");
            if let Some(title) = title {
                write!(out, ": {}", safe_line(&title.after)).ok();
            }
        }
        _ => {
            for change in &row.changes {
                write!(out, "\n{}", change_text(change).trim_end()).ok();
            }
        }
    }
    out
}

fn change_text(change: &FieldChange) -> String {
    let mut out = format!("  {}:\n", change.key);
    if let Some(before) = &change.before {
        writeln!(out, "  - {}", safe_line(before)).ok();
    }
    writeln!(out, "  + {}", safe_line(&change.after)).ok();
    out
}

fn link_text(link: &LinkRow) -> String {
    let control = safe_line(&link.control);
    match &link.write {
        Some(Write::Check { check }) => format!("{control}: the check {check} is about it"),
        Some(Write::NewCheck { check, tool, rule }) => {
            format!("{control}: a new check {check}, because none asks about {rule} of {tool}")
        }
        Some(Write::Crosswalk { relation, control: to, .. }) => {
            format!("{control}: {relation} {to}")
        }
        None => format!("{control}: {}", safe_line(&link.to)),
    }
}

/// What does not come in: single rows, and links by their reason.
fn left_out(out: &mut String, plan: &FrameworkPlan, all: bool) {
    let rows = plan.left_out.iter().map(|(line, why)| {
        let place = if *line > 0 { format!("line {line}: ") } else { String::new() };
        format!("{place}left out: {}", safe_line(why))
    });
    list(out, rows, all);
    let mut reasons: BTreeMap<&str, Vec<&LinkRow>> = BTreeMap::new();
    for link in &plan.links {
        if let Some(note) = &link.note {
            reasons.entry(note).or_default().push(link);
        }
    }
    let reasons = reasons.into_iter().filter_map(|(note, links)| {
        let first = links.first()?;
        let count = words::count(links.len() as u64, "link");
        let place = if first.line > 0 { format!(" in line {}", first.line) } else { String::new() };
        Some(format!(
            "{count} left out: {}, as of {} to {}{place}",
            safe_line(note),
            safe_line(&first.control),
            safe_line(&first.to)
        ))
    });
    list(out, reasons, all);
}

fn end(out: &mut String, plan: &FrameworkPlan, files: &[&str], asked: &Asked<'_>) {
    if plan.has_trouble() {
        out.push_str(
            "\nNothing is written while rows are invalid: correct them, or take them out.\n",
        );
    } else if files.is_empty() {
        out.push_str("\nNothing to change.\n");
    } else if asked.how.write {
        writeln!(out, "\nWrote {}.", files.join(", ")).ok();
        writeln!(out, "\nNext:\n  storyproof report audit {}", plan.framework).ok();
    } else {
        let again = safe_line(&asked.again);
        writeln!(out, "\nTo write {}:\n  storyproof {again} --write", files.join(", ")).ok();
    }
}
