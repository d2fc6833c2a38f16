//! `storyproof status`: where the program stands, and the next useful command.

use std::fmt::Write as _;

use serde::Serialize;
use storyproof::report::{self, program::ProgramReport};

use super::{
    args::{Answer, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    table::{cut, table},
    workspace::{Assessed, Workspace},
};

/// What to do next, and why.
#[derive(Debug, Serialize)]
struct Next {
    command: String,
    why: String,
}

pub(super) fn run(args: &Answer, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let view = report::program(&assessed.inputs(&workspace.program));
    let next = next(&workspace, &assessed, &view, env);
    if args.format == Format::Json {
        let data = serde_json::json!({
            "headline": view.headline,
            "coverage": view.coverage,
            "slipped": view.slipped,
            "next": next,
        });
        output::json(env, "status", view.frame.as_of, assessed.history.head.as_ref(), &data)?;
    } else {
        let text = text(&view, &next, env.width);
        env.answer(&text)?;
    }
    Ok(Ended::Fine)
}

fn text(view: &ProgramReport, next: &[Next], width: usize) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    writeln!(out, "{} · {}", view.frame.organization, view.frame.program).ok();
    for pin in &view.frame.pins {
        let code = pin.code.as_ref().map(|code| format!(" {code}")).unwrap_or_default();
        writeln!(out, "  {:<15} {}{code}", pin.label, pin.text).ok();
    }
    for note in &view.frame.notes {
        writeln!(out, "  {}", cut(&format!("note: {note}"), width.saturating_sub(2))).ok();
    }
    let head = &view.headline;
    writeln!(
        out,
        "\n  {} points proven by evidence, {} claimed done, {} claimed without proof ({} stories), {} in scope\n",
        head.proven.points, head.claimed.points, head.difference.points, head.difference.stories, head.scope.points
    )
    .ok();
    let coverage: Vec<Vec<String>> = view
        .coverage
        .iter()
        .map(|row| {
            let part = row.part.map(|part| format!(", {part}")).unwrap_or_default();
            let statuses: Vec<String> = row
                .segments
                .iter()
                .map(|chip| format!("{} {} {}", chip.status.glyph, chip.count, chip.status.word))
                .collect();
            vec![
                format!("{}{part}", row.title),
                format!("{} of {} proven", row.proven, row.counted),
                statuses.join("  "),
            ]
        })
        .collect();
    if !coverage.is_empty() {
        out.push_str(&indent(&table(
            &["framework", "applicable and due", "controls"],
            &coverage,
            width - 2,
        )));
    }
    if !view.slipped.is_empty() {
        out.push_str("\n  What slipped back\n");
        let rows: Vec<Vec<String>> = view
            .slipped
            .iter()
            .take(8)
            .map(|row| {
                vec![
                    row.story.text.clone(),
                    format!("{} {}", row.proof.glyph, row.proof.word),
                    row.since.map(|day| format!("since {day}")).unwrap_or_default(),
                    row.reason.clone(),
                ]
            })
            .collect();
        out.push_str(&indent(&table(&["story", "now", "", "why"], &rows, width - 2)));
        let more = view.slipped.len().saturating_sub(8);
        if more > 0 {
            writeln!(out, "  and {more} more: storyproof story list").ok();
        }
    }
    out.push_str("\n  Next\n");
    for step in next {
        writeln!(out, "  {}\n      {}", step.command, step.why).ok();
    }
    out
}

fn indent(text: &str) -> String {
    text.lines().map(|line| format!("  {line}\n")).collect()
}

/// The next useful commands, the most useful first.
fn next(workspace: &Workspace, assessed: &Assessed, view: &ProgramReport, env: &Env) -> Vec<Next> {
    let mut steps = Vec::new();
    let mut add = |command: &str, why: String| steps.push(Next { command: command.into(), why });
    let files = workspace.check(env);
    if files.errors() > 0 {
        add("storyproof check", format!("the files have {}", files.summary()));
    }
    if assessed.history.runs.is_empty() {
        add(
            "storyproof ingest FILE",
            "no scanner output is recorded: nothing can be proven yet".into(),
        );
        return steps;
    }
    let stale = assessed
        .assessment
        .checks
        .values()
        .filter(|check| check.status == storyproof::assess::CheckStatus::Stale)
        .count();
    if stale > 0 {
        add(
            "storyproof check list --status stale",
            format!("{stale} checks need a new scan before their proof counts again"),
        );
    }
    if let Some(worst) = view.slipped.first() {
        add(
            &format!("storyproof explain {}", worst.story.text),
            format!("{}: {}", worst.title, worst.reason.clone()),
        );
    }
    add("storyproof report program -o program.html", "one page for management".into());
    steps
}
