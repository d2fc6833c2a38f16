//! What `storyproof import jira` and its like say to people.

use std::{collections::BTreeMap, fmt::Write as _};

use storyproof::{
    diag::safe_line,
    exchange::tracker::{Field, IssueRow, IssueVerdict, Tracker, TrackerPlan},
    report::words,
};

use super::{
    framework_text::{SHOWN, list},
    issues::LISTED,
};

/// The longest text of a field on its line, in characters.
const WIDE: usize = 60;

/// What is shown.
pub(super) struct Shown<'a> {
    pub(super) plan: &'a TrackerPlan,
    pub(super) files: &'a [&'a str],
    pub(super) errors: &'a [String],
    pub(super) warnings: &'a [String],
    pub(super) all: bool,
    pub(super) written: bool,
}

// Writing to a string cannot fail, here and below.
pub(super) fn human(shown: &Shown<'_>) -> String {
    let plan = shown.plan;
    let mut out = String::new();
    let counts: Vec<String> = IssueVerdict::ALL
        .into_iter()
        .filter(|verdict| plan.count(*verdict) > 0)
        .map(|verdict| format!("{} {}", plan.count(verdict), verdict.word()))
        .collect();
    let rows = words::count(plan.rows.len() as u64, "row");
    let counts = if counts.is_empty() { "none".to_owned() } else { counts.join(", ") };
    writeln!(out, "{rows}: {counts}.").ok();
    columns(&mut out, shown);
    unknown(&mut out, shown);
    for verdict in LISTED {
        let rows = plan.rows.iter().filter(|row| row.verdict == verdict);
        // What needs somebody is listed whole.
        let all = shown.all || verdict <= IssueVerdict::Conflict;
        list(&mut out, rows.map(row_text), all);
    }
    notes(&mut out, plan);
    checks(&mut out, shown);
    end(&mut out, shown);
    out
}

/// The columns, and what each is taken for.
fn columns(out: &mut String, shown: &Shown<'_>) {
    let plan = shown.plan;
    let of = |wanted: &dyn Fn(Option<Field>) -> bool| -> Vec<String> {
        let columns = plan.columns.iter().filter(|column| wanted(column.field));
        columns.map(|column| safe_line(&column.heading).into_owned()).collect()
    };
    let lines: Vec<(String, Vec<String>)> = Field::ALL
        .into_iter()
        .filter(|field| *field != Field::Skip)
        .map(|field| (field.word().to_owned(), of(&|other| other == Some(field))))
        .chain([
            (format!("kept in x.{}", plan.tracker.word()), of(&|field| field.is_none())),
            ("left out".to_owned(), of(&|field| field == Some(Field::Skip))),
        ])
        .filter(|(_, columns)| !columns.is_empty())
        .collect();
    if lines.is_empty() {
        return;
    }
    writeln!(out, "\nWhat columns are taken for (--map COLUMN=FIELD says otherwise):").ok();
    let wide = lines.iter().map(|(word, _)| word.len()).max().unwrap_or_default();
    for (word, columns) in lines {
        let most = if shown.all { columns.len() } else { SHOWN };
        writeln!(out, "  {word:wide$}  {}", words::some_of(&columns, most)).ok();
    }
}

fn unknown(out: &mut String, shown: &Shown<'_>) {
    let lines = shown.plan.unknown.iter().map(|unknown| {
        format!(
            "  {} \"{}\" in {}: {}",
            unknown.field.word(),
            short(&unknown.text),
            words::count(unknown.rows as u64, "row"),
            safe_line(&unknown.remedy)
        )
    });
    if !shown.plan.unknown.is_empty() {
        writeln!(out, "\nNot known here, so that these fields stay as they are:").ok();
        let mut text = String::new();
        list(&mut text, lines, shown.all);
        out.push_str(text.trim_start_matches('\n'));
    }
}

fn row_text(row: &IssueRow) -> String {
    let mut names: Vec<&str> = row.key.iter().map(String::as_str).collect();
    names.extend(row.id.as_deref().filter(|id| row.key.as_deref() != Some(*id)));
    let kind = if row.record == "epic" { "epic " } else { "" };
    let name = if names.is_empty() { short(&row.title) } else { names.join(" is ") };
    let gap = if name.is_empty() { "" } else { ": " };
    let mut out =
        format!("line {}: {kind}{}{gap}{}", row.line, safe_line(&name), row.verdict.word());
    if let Some(why) = &row.why {
        write!(out, ": {}", safe_line(why)).ok();
    }
    if row.verdict == IssueVerdict::New {
        write!(out, ": {}", short(&row.title)).ok();
    }
    let said = |text: &Option<String>| match text {
        Some(text) => short(text),
        None => "nothing".to_owned(),
    };
    for conflict in &row.conflicts {
        let (ours, theirs) = (said(&conflict.ours), said(&conflict.theirs));
        let field = conflict.field.word();
        write!(out, "\n  ! {field}: {ours} here, {theirs} there; it stays").ok();
    }
    for change in &row.changes {
        let (before, after) = (said(&change.before), said(&change.after));
        let field = match change.field {
            Field::Key => "external",
            field => field.word(),
        };
        write!(out, "\n  {field}: {before} -> {after}").ok();
    }
    if !row.kept.is_empty() {
        let kept: Vec<String> = row.kept.iter().map(|name| safe_line(name).into_owned()).collect();
        write!(out, "\n  kept: {}", words::some_of(&kept, SHOWN)).ok();
    }
    out
}

/// A text on one line, without its end when it is long.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(WIDE).collect();
    let more = if cut.len() < line.len() { "…" } else { "" };
    format!("{}{more}", safe_line(&cut))
}

/// What else is to be said of rows, each once with the rows it is about.
fn notes(out: &mut String, plan: &TrackerPlan) {
    let mut notes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in &plan.rows {
        for note in &row.notes {
            notes.entry(note).or_default().push(row.line);
        }
    }
    for (at, (note, lines)) in notes.iter().enumerate() {
        let gap = if at == 0 { "\n" } else { "" };
        let rows = words::count(lines.len() as u64, "row");
        let first = lines.first().copied().unwrap_or_default();
        writeln!(out, "{gap}note: {} ({rows}, the first in line {first})", safe_line(note)).ok();
    }
}

/// What `check` finds more after this, by code.
fn checks(out: &mut String, shown: &Shown<'_>) {
    let mut gap = "\n";
    for (word, list) in [("error", shown.errors), ("warning", shown.warnings)] {
        let mut codes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for text in list {
            let code = text.rsplit_once(" (").and_then(|(_, code)| code.strip_suffix(')'));
            codes.entry(code.unwrap_or_default()).or_default().push(text);
        }
        for (code, texts) in codes {
            let first = texts.first().copied().unwrap_or_default();
            let count = words::count(texts.len() as u64, word);
            writeln!(
                out,
                "{gap}after this `check` has {count} more of {code}: {}",
                safe_line(first)
            )
            .ok();
            gap = "";
        }
    }
}

fn end(out: &mut String, shown: &Shown<'_>) {
    let plan = shown.plan;
    if plan.count(IssueVerdict::Conflict) > 0 {
        out.push_str(
            "\nWhat is in conflict stays: --prefer tracker or --prefer files settles it.\n",
        );
    }
    let files = words::count(shown.files.len() as u64, "file");
    if shown.files.is_empty() {
        out.push_str("\nNothing to change.\n");
    } else if shown.written {
        let next = if plan.tracker == Tracker::Csv { "check" } else { "story list" };
        writeln!(out, "\nWrote {files}.\n\nNext:\n  storyproof {next}").ok();
    } else {
        writeln!(out, "\nTo write {files}: the same with --write.").ok();
    }
}
