//! The board for a terminal: what matters first, and no line that says nothing.

use std::fmt::Write as _;

use storyproof::report::{
    SprintReport,
    sprint::{board::BoardCard, scope::ScopeRow},
    words::{count, count_days},
};

use crate::cli::table::{cut, table};

// Writing to a string cannot fail.
pub(super) fn text(view: &SprintReport, width: usize) -> String {
    let mut out = head(view, width);
    for column in view.board.iter().filter(|column| !column.cards.is_empty()) {
        let name = column.name.to_uppercase();
        writeln!(out, "\n{name}  {}: {}", count(column.points, "point"), column.meaning).ok();
        for card in &column.cards {
            self::card(&mut out, card, width);
        }
    }
    let empty: Vec<&str> =
        view.board.iter().filter(|c| c.cards.is_empty()).map(|column| column.name).collect();
    if !empty.is_empty() {
        writeln!(out, "\nNothing is {}.", empty.join(", ")).ok();
    }
    scope(&mut out, view, width);
    velocity(&mut out, view, width);
    regressions(&mut out, view, width);
    cadence(&mut out, view);
    writeln!(out, "\n`storyproof report sprint {} -o sprint.html` is the page, `storyproof sprint review {}` the message.", view.id, view.id).ok();
    out
}

fn head(view: &SprintReport, width: usize) -> String {
    let mut out = format!(
        "Sprint {} · {} to {} · {}\n",
        view.id, view.period.start, view.period.end, view.state
    );
    writeln!(out, "{}", cut(&view.goal, width)).ok();
    let numbers = &view.numbers;
    let scope = view.burn_up.scope;
    writeln!(
        out,
        "\n  {} points proven, {} claimed, {scope} in scope ({} committed, {} added, {} removed)",
        numbers.proven, numbers.claimed, numbers.committed, numbers.added, numbers.removed
    )
    .ok();
    for step in view.burn_up.steps.iter().rev().take(6).rev() {
        writeln!(
            out,
            "  {}  {}",
            step.day,
            bar(step.points.proven, step.points.claimed, step.scope, width.saturating_sub(40))
        )
        .ok();
    }
    out
}

/// `████▒▒····  12 proven, 18 claimed, 30 scope`
fn bar(proven: u64, claimed: u64, scope: u64, width: usize) -> String {
    let most = scope.max(claimed).max(1);
    let columns = u64::try_from(width.clamp(10, 40)).unwrap_or(10);
    let at = |points: u64| usize::try_from(points * columns / most).unwrap_or(0);
    let (p, c, s) = (at(proven), at(claimed), at(scope.max(claimed)));
    format!(
        "{}{}{}  {proven} proven, {claimed} claimed, {scope} scope",
        "█".repeat(p),
        "▒".repeat(c.saturating_sub(p)),
        "·".repeat(s.saturating_sub(c))
    )
}

fn card(out: &mut String, card: &BoardCard, width: usize) {
    let mut facts = vec![format!("{}/{} criteria", card.proven, card.criteria)];
    facts.extend(card.points.map(|points| count(points, "point")));
    facts.extend(card.owner.clone());
    let line = format!(
        "  {} {}  {} ({})",
        card.proof.glyph,
        card.story.text,
        card.title,
        facts.join(", ")
    );
    writeln!(out, "{}", cut(&line, width)).ok();
    for mark in &card.marks {
        writeln!(out, "      {}", cut(mark, width.saturating_sub(6))).ok();
    }
    if !card.next.is_empty() {
        writeln!(out, "      {}", cut(&card.next, width.saturating_sub(6))).ok();
    }
}

fn scope(out: &mut String, view: &SprintReport, width: usize) {
    let scope = &view.scope;
    let kinds: [(&str, &[ScopeRow]); 3] = [
        ("added", &scope.added),
        ("removed", &scope.removed),
        ("carried over", &scope.carried_over),
    ];
    let rows = kinds.iter().flat_map(|(kind, rows)| {
        rows.iter().map(|row| {
            let points = count(row.points, "point");
            vec![
                (*kind).to_owned(),
                row.story.text.clone(),
                points,
                row.how.clone(),
                row.title.clone(),
            ]
        })
    });
    let rows: Vec<Vec<String>> = rows.collect();
    out.push_str("\nWHAT CAME AND WENT\n");
    if !scope.is_recorded {
        out.push_str(
            "  What it began with is not written down, so nothing can be said of what was added.\n",
        );
        if view.state != "ended" {
            out.extend(["  storyproof sprint start ", view.id.as_str(), " --write does it.\n"]);
        }
    }
    if rows.is_empty() {
        out.push_str("  Nothing that is known of.\n");
    } else {
        indent(out, &table(&["", "story", "size", "how", "title"], &rows, width.saturating_sub(2)));
    }
}

fn velocity(out: &mut String, view: &SprintReport, width: usize) {
    let rows: Vec<Vec<String>> = view
        .velocity
        .iter()
        .map(|row| {
            vec![
                row.sprint.clone(),
                row.committed.to_string(),
                row.at_end.claimed.to_string(),
                row.at_end.proven.to_string(),
                if row.has_ended { String::new() } else { "not over".to_owned() },
            ]
        })
        .collect();
    out.push_str("\nVELOCITY  points at each sprint's end\n");
    let header = ["sprint", "committed", "claimed", "proven", ""];
    indent(out, &table(&header, &rows, width.saturating_sub(2)));
    if let Some(median) = view.lead_time.median {
        let rows = &view.lead_time.rows;
        let slowest = rows
            .first()
            .map(|row| format!(", the slowest {} ({})", row.story.text, count_days(row.days)));
        writeln!(
            out,
            "  From start to proof: {} in the middle of {}{}",
            count_days(median),
            count(rows.len() as u64, "story"),
            slowest.unwrap_or_default()
        )
        .ok();
    }
}

fn regressions(out: &mut String, view: &SprintReport, width: usize) {
    let regressions = &view.regressions;
    out.push_str("\nWHAT WAS PROVEN AND BROKE\n");
    match regressions.days_clean {
        Some(days) => _ = writeln!(out, "  {} clean", count_days(days)),
        None if regressions.open.is_empty() => {
            out.push_str("  Nothing was verified yet, so nothing can have broken.\n");
        }
        None => {}
    }
    for row in &regressions.open {
        let since = row.since.map(|day| format!(" since {day}")).unwrap_or_default();
        let line = format!("  ↓ {} broken{since}: {}", row.story.text, row.reason);
        writeln!(out, "{}", cut(&line, width)).ok();
    }
    for row in &regressions.sprints {
        let parts = [("broke", &row.broke), ("mended", &row.mended)];
        let parts: Vec<String> = parts
            .iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(word, names)| format!("{word} {}", names.join(", ")))
            .collect();
        if !parts.is_empty() {
            let line = format!("  {}: {}", row.sprint, parts.join("; "));
            writeln!(out, "{}", cut(&line, width)).ok();
        }
    }
}

fn cadence(out: &mut String, view: &SprintReport) {
    if view.scans.is_empty() && view.commits.is_empty() {
        return;
    }
    out.push_str("\nEVERY SPRINT, EVERY COMMIT\n");
    for row in &view.scans {
        let runs = if row.runs == 0 {
            "no run inside these dates".to_owned()
        } else {
            format!("{} inside these dates", count(row.runs, "run"))
        };
        writeln!(out, "  {} {}: {runs}; now {}", row.now.glyph, row.check, row.now.word).ok();
    }
    for row in &view.commits {
        let commits = count(row.runs.expected, "commit");
        let line = format!("{} of {commits} with a run; now {}", row.runs.kept, row.now.word);
        writeln!(out, "  {} {}: {line}", row.now.glyph, row.check).ok();
        for why in &row.runs.unknown {
            writeln!(out, "      {why}").ok();
        }
    }
}

fn indent(out: &mut String, table: &str) {
    for line in table.lines() {
        writeln!(out, "  {line}").ok();
    }
}
