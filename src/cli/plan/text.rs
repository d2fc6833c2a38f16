//! The plan for a terminal.

use std::fmt::Write as _;

use storyproof::report::{
    PlanReport,
    plan::{backlog::BacklogRow, outlook::ForecastRow},
    words,
};

use super::args::Plan;
use crate::cli::table::{cut, table};

/// How many stories that were left out are shown, unless all are asked for.
const SHOWN: usize = 12;

/// The columns of a forecast.
const GOALS: [&str; 5] = ["goal", "by", "points", "outlook", "when"];

/// The whole plan.
pub(super) fn plan(view: &PlanReport, args: &Plan, width: usize) -> String {
    let mut out = head(view, width);
    out.push_str(&chosen(view, width));
    out.push_str(&renewals(view));
    out.push_str(&after(view, width));
    out.push_str(&outlook(view, width));
    out.push_str(&ranking(view, args.all, width));
    out.push_str(&next(view, args));
    out
}

/// The sprint and how much fits. Writing to a string cannot fail.
fn head(view: &PlanReport, width: usize) -> String {
    let sprint = &view.sprint;
    let state = if sprint.to_write.is_some() { "proposed, not written down" } else { sprint.state };
    let (start, end) = (sprint.period.start, sprint.period.end);
    let mut out = format!("Sprint {}, {start} to {end} ({state})\n", sprint.id);
    if !sprint.goal.is_empty() {
        writeln!(out, "  {}", cut(&sprint.goal, width.saturating_sub(2))).ok();
    }
    let room = &view.room;
    let points = room.capacity.map_or_else(|| "?".to_owned(), |points| points.to_string());
    writeln!(out, "\n  Capacity {points} points: {}", room.basis).ok();
    for part in &room.parts {
        let status = &part.status;
        writeln!(out, "    {:>4}  {} {}", part.count, status.glyph, status.word).ok();
    }
    if room.over > 0 {
        let over = words::count(room.over, "point");
        writeln!(out, "  ! {over} more than fit are taken before anything is chosen").ok();
    }
    out
}

fn chosen(view: &PlanReport, width: usize) -> String {
    let head = &view.headline;
    let stories = words::count(head.stories, "story");
    let mut out = format!(
        "\n  In the sprint: {} points chosen in {stories}, worth {}; {}\n",
        head.chosen, head.value, head.certainty
    );
    let rows: Vec<Vec<String>> = view
        .backlog
        .iter()
        .filter(|row| row.is_in)
        .map(|row| {
            let place = format!("{} {}", row.place.glyph, row.place.word);
            let why = format!("{} ({})", row.title, row.reason);
            vec![row.id.to_string(), points(row), per_point(row), place, why]
        })
        .collect();
    if !rows.is_empty() {
        let header = ["story", "points", "per point", "place", "what, and why"];
        out.push_str(&indent(&table(&header, &rows, width - 2)));
    }
    out
}

fn renewals(view: &PlanReport) -> String {
    let mut out = String::new();
    if view.renewals.is_empty() {
        return out;
    }
    out.push_str("\n  Proof that ends inside it\n");
    for group in &view.renewals {
        let by = group.by.as_deref().unwrap_or("! nobody");
        let items: Vec<String> =
            group.items.iter().map(|item| format!("{} by {}", item.id, item.until)).collect();
        let points = words::count(group.points, "point");
        writeln!(out, "  {by}, {points}: {}", words::some_of(&items, 5)).ok();
    }
    out
}

fn after(view: &PlanReport, width: usize) -> String {
    let mut out = String::new();
    let rows: Vec<Vec<String>> = view
        .coverage
        .iter()
        .map(|row| {
            let change = format!("{} → {} of {}", row.before, row.after, row.counted);
            vec![row.title.clone(), change, row.gained_text.clone()]
        })
        .collect();
    if !rows.is_empty() {
        out.push_str("\n  If every criterion of these stories is proven\n");
        let header = ["framework", "proven", "what would come"];
        out.push_str(&indent(&table(&header, &rows, width - 2)));
    }
    let falling = view.risks.iter().filter(|row| row.after < row.before);
    let falling: Vec<String> =
        falling.map(|row| format!("{} {} → {}", row.id, row.before, row.after)).collect();
    if !falling.is_empty() {
        writeln!(out, "  Risks that fall: {}", words::some_of(&falling, 8)).ok();
    }
    out
}

/// When the frameworks will be proven; the risks stand in the whole forecast.
fn outlook(view: &PlanReport, width: usize) -> String {
    let is_framework = |row: &&ForecastRow| row.kind == "framework";
    let frameworks = view.forecast.rows.iter().filter(is_framework);
    let rows: Vec<Vec<String>> = frameworks.clone().map(goal).collect();
    let mut out = String::new();
    if view.forecast.rows.is_empty() {
        return out;
    }
    out.push_str("\n  When the goals will be reached\n");
    if !rows.is_empty() {
        out.push_str(&indent(&table(&GOALS, &rows, width - 2)));
        out.push_str(&doubts(frameworks));
    }
    let others = view.forecast.rows.len() - rows.len();
    if others > 0 {
        let risks = words::count(others as u64, "risk");
        writeln!(out, "  and {risks} above target: storyproof plan --forecast").ok();
    }
    out
}

/// When the goals will be reached.
pub(super) fn forecast(view: &PlanReport, width: usize) -> String {
    let mut out = String::from("  When the goals will be reached\n");
    if view.forecast.rows.is_empty() {
        out.push_str("  No framework has a target date, and every risk is at its target.\n");
        return out;
    }
    let rows: Vec<Vec<String>> = view.forecast.rows.iter().map(goal).collect();
    out.push_str(&indent(&table(&GOALS, &rows, width - 2)));
    out.push_str(&doubts(view.forecast.rows.iter()));
    let mut commands: Vec<&String> =
        view.forecast.rows.iter().filter_map(|row| row.command.as_ref()).collect();
    commands.dedup();
    for command in commands {
        writeln!(out, "  {command}").ok();
    }
    for text in [view.forecast.method.as_str(), view.forecast.granted] {
        writeln!(out, "  {text}").ok();
    }
    out
}

fn goal(row: &ForecastRow) -> Vec<String> {
    let chance = row.chance.map(|chance| format!(" {chance} %")).unwrap_or_default();
    let outlook = format!("{} {}{chance}", row.outlook.glyph, row.outlook.word);
    let target = row.target.map_or_else(|| "–".to_owned(), |day| day.to_string());
    let when = if row.when.is_empty() { &row.left } else { &row.when };
    vec![row.id.clone(), target, row.points.to_string(), outlook, when.clone()]
}

/// Why nothing can be told yet of some goals.
fn doubts<'a>(rows: impl Iterator<Item = &'a ForecastRow>) -> String {
    let mut out = String::new();
    for row in rows.filter(|row| !row.doubts.is_empty()) {
        writeln!(out, "  {}: {}", row.id, row.doubts.join("; ")).ok();
    }
    out
}

/// The ranking with every term, and the rule.
fn ranking(view: &PlanReport, all: bool, width: usize) -> String {
    let mut out = String::new();
    if view.backlog.is_empty() {
        return "\n  No story is open.\n".to_owned();
    }
    let most = if all { view.backlog.len() } else { SHOWN };
    let left_out = view.backlog.iter().filter(|row| all || !row.is_in);
    let rows: Vec<Vec<String>> = left_out.clone().take(most).map(ranked).collect();
    let title = if all { "The ranking" } else { "Left out, in the order of the rule" };
    if !rows.is_empty() {
        let header = [
            "#", "story", "pts", "risk", "regr", "fail", "audit", "stale", "miss", "value", "/pt",
            "next by", "why",
        ];
        writeln!(out, "\n  {title}").ok();
        out.push_str(&indent(&table(&header, &rows, width - 2)));
        match left_out.count().saturating_sub(most) {
            0 => {}
            more => _ = writeln!(out, "  and {more} more: --all, or --format json"),
        }
    }
    for (title, rows) in [
        ("Planned in another sprint", &view.elsewhere),
        ("Proven already, and not called done", &view.proven),
    ] {
        let names: Vec<String> = rows
            .iter()
            .map(|row| match &row.sprint {
                Some(sprint) => format!("{} ({sprint})", row.id),
                None => row.id.to_string(),
            })
            .collect();
        if !names.is_empty() {
            writeln!(out, "  {title}: {}", words::some_of(&names, SHOWN)).ok();
        }
    }
    let weight = |term: &storyproof::report::plan::backlog::TermView| {
        let default = if term.is_given { "" } else { " (default)" };
        format!("{} {}{default}", term.name, term.weight)
    };
    let weights: Vec<String> = view.rule.terms.iter().map(weight).collect();
    writeln!(out, "\n  The rule: {}", view.rule.sentence).ok();
    writeln!(out, "  {}", view.rule.ties).ok();
    writeln!(out, "  Weights: {}", weights.join(", ")).ok();
    out
}

fn ranked(row: &BacklogRow) -> Vec<String> {
    let decided = match row.decided {
        "value per point" => "/pt",
        "the next has no points" => "has points",
        other => other,
    };
    let mut cells = vec![row.rank.to_string(), row.id.to_string(), points(row)];
    cells.extend(row.terms.iter().map(|term| match term.adds.as_str() {
        "0.00" => "·".to_owned(),
        adds => adds.to_owned(),
    }));
    cells.extend([row.value.clone(), per_point(row), decided.to_owned()]);
    cells.push(format!("{} {}: {}", row.place.glyph, row.place.word, row.reason));
    cells
}

fn points(row: &BacklogRow) -> String {
    row.points.map_or_else(|| "–".to_owned(), |points| points.to_string())
}

fn per_point(row: &BacklogRow) -> String {
    row.per_point.clone().unwrap_or_else(|| "–".to_owned())
}

fn next(view: &PlanReport, args: &Plan) -> String {
    let id = &view.sprint.id;
    if view.sprint.to_write.is_some() {
        return format!("\n  Next: {}\n        storyproof plan {id} --write\n", new_sprint(view));
    }
    if args.write || view.headline.stories == 0 {
        return String::new();
    }
    let mut command = format!("storyproof plan {id} --write");
    if let Some(capacity) = args.aim.capacity {
        write!(command, " --capacity {capacity}").ok();
    }
    if args.aim.carry_over {
        command.push_str(" --carry-over");
    }
    format!("\n  Nothing is written yet. Next: {command}\n")
}

/// The command that writes a proposed sprint down. Its id and its days are ours, so they need no quotes.
pub(super) fn new_sprint(view: &PlanReport) -> String {
    let (id, days) = (&view.sprint.id, view.sprint.period);
    format!(
        "storyproof new sprint id={id} start={} end={} goal=\"What it is for\" --write",
        days.start, days.end
    )
}

fn indent(text: &str) -> String {
    text.lines().flat_map(|line| ["  ", line, "\n"]).collect()
}
