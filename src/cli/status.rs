//! `storyproof status`: where the program stands, and the next useful command.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    assess::CheckStatus,
    ids::CheckId,
    report::{
        self, ApprovalsView,
        measures::{ByMachines, MeasureRow},
        overlooked::OverlookedRow,
        program::{ProgramReport, coverage::CoverageRow, slipped::SlippedRow, view::Headline},
        words,
    },
    say,
};

use super::{
    answers, approval,
    args::{Answer, Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output,
    status_people::{self, People},
    table::{cut, table},
    workspace::{Assessed, Workspace},
};

/// What to do next, and why.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Next {
    /// What to type.
    pub(super) command: String,
    /// Why.
    pub(super) why: String,
}

/// Where the program stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Status<'a> {
    /// Proven beside claimed, in points.
    headline: &'a Headline,
    /// How far each framework is proven.
    coverage: &'a [CoverageRow],
    /// The measures of effectiveness, with their targets.
    measures: &'a [MeasureRow],
    /// How many of the controls that are applicable and due are proven by machines.
    verified_by_machines: &'a ByMachines,
    /// What was claimed or proven and is not proven now.
    slipped: &'a [SlippedRow],
    /// Runs that did not happen, and members of populations that nobody looked at.
    overlooked: &'a [OverlookedRow],
    /// What people stated and decided, as far as it is to be heeded.
    people: People<'a>,
    /// What is not approved, or has changed since it was.
    approvals: &'a ApprovalsView,
    /// The next useful commands, the most useful first.
    next: &'a [Next],
}

pub(super) fn run(args: &Answer, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    let assessed = workspace.assess(global, env)?;
    let view = report::program(&assessed.inputs(&workspace.program));
    let next = next(&workspace, &assessed, &view, env);
    if args.format == Format::Json {
        let data = Status {
            headline: &view.headline,
            coverage: &view.coverage,
            measures: &view.measures,
            verified_by_machines: &view.by_machines,
            slipped: &view.slipped,
            overlooked: &view.overlooked,
            people: status_people::data(&view.register),
            approvals: &view.approvals,
            next: &next,
        };
        output::json(
            env,
            &answers::STATUS,
            view.frame.as_of,
            assessed.history.head.as_ref(),
            &data,
        )?;
    } else {
        let text = text(&view, &next, env.width);
        env.answer(&text)?;
    }
    Ok(workspace.ended())
}

fn text(view: &ProgramReport, next: &[Next], width: usize) -> String {
    let mut out = head(view, width);
    out.push_str(&coverage(view, width));
    out.push_str(&slipped(view, width));
    out.push_str(&overlooked(view, width));
    out.push_str(&status_people::text(&view.register, width));
    out.push_str(&approval::status(&view.approvals, width));
    out.push_str("\n  Next\n");
    for step in next {
        // Writing to a string cannot fail.
        writeln!(out, "  {}\n      {}", step.command, step.why).ok();
    }
    out
}

/// What pins the answer, and the headline.
fn head(view: &ProgramReport, width: usize) -> String {
    let mut out = format!("{} · {}\n", view.frame.organization, view.frame.program);
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
        "\n  {} points proven by evidence, {} claimed done, {} claimed without proof ({}), {} in scope",
        head.proven.points,
        head.claimed.points,
        head.difference.points,
        words::count(head.difference.stories, "story"),
        head.scope.points
    )
    .ok();
    let machines = &view.by_machines;
    if machines.counted > 0 {
        let share = words::percent(machines.proven, machines.counted);
        writeln!(
            out,
            "  {share} of controls verified by machines ({} of {})",
            machines.proven, machines.counted
        )
        .ok();
    }
    out.push('\n');
    out
}

/// How far each framework is proven: the counts, and what stands in the way.
fn coverage(view: &ProgramReport, width: usize) -> String {
    let rows: Vec<Vec<String>> = view
        .coverage
        .iter()
        .map(|row| {
            let part = row.part.map(|part| format!(", {part}")).unwrap_or_default();
            let statuses: Vec<String> = row
                .segments
                .iter()
                .map(|chip| format!("{} {} {}", chip.status.glyph, chip.count, chip.status.word))
                .collect();
            let proven = format!("{} of {}", row.proven, row.counted);
            vec![format!("{}{part}", row.title), proven, statuses.join("  ")]
        })
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    indent(&table(&["framework", "proven", "controls"], &rows, width - 2))
}

/// What people call done and evidence does not, the longest first.
fn slipped(view: &ProgramReport, width: usize) -> String {
    const SHOWN: usize = 8;
    if view.slipped.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = view
        .slipped
        .iter()
        .take(SHOWN)
        .map(|row| {
            let now = format!("{} {}", row.proof.glyph, row.proof.word);
            let since = row.since.map(|day| format!("since {day}")).unwrap_or_default();
            vec![row.story.text.clone(), now, since, row.reason.clone()]
        })
        .collect();
    let mut out = String::from("\n  What slipped back, or never stood\n");
    out.push_str(&indent(&table(&["story", "now", "", "why"], &rows, width - 2)));
    let more = view.slipped.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out, "  and {more} more: storyproof story list --status contradicted").ok();
    }
    out
}

/// Runs that did not happen, and members and commits that nobody looked at.
fn overlooked(view: &ProgramReport, width: usize) -> String {
    const SHOWN: usize = 8;
    if view.overlooked.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = view
        .overlooked
        .iter()
        .take(SHOWN)
        .map(|row| vec![row.check.text.clone(), row.what.clone(), row.which.clone()])
        .collect();
    let mut out = String::from("\n  What nobody looked at\n");
    out.push_str(&indent(&table(&["check", "gap", "which"], &rows, width - 2)));
    let more = view.overlooked.len().saturating_sub(SHOWN);
    if more > 0 {
        writeln!(out, "  and {more} more: storyproof report program -o program.html").ok();
    }
    out
}

fn indent(text: &str) -> String {
    text.lines().flat_map(|line| ["  ", line, "\n"]).collect()
}

/// The next useful commands, the most useful first.
pub(super) fn next(
    workspace: &Workspace,
    assessed: &Assessed,
    view: &ProgramReport,
    env: &Env,
) -> Vec<Next> {
    let lang = view.frame.lang;
    let mut steps = Vec::new();
    let mut add = |command: &str, why: String| steps.push(Next { command: command.into(), why });
    let files = workspace.check(env, None);
    if files.errors() > 0 {
        add("storyproof check", format!("the files have {}", files.summary()));
    }
    if assessed.history.runs.is_empty() {
        add(
            "storyproof ingest FILE",
            say!(lang, "no scanner output is recorded: nothing can be proven yet"),
        );
        return steps;
    }
    if let Some((id, overdue)) = overdue(workspace, assessed) {
        let due = lang.count(overdue, "check");
        let why = if overdue == 1 {
            say!(
                lang,
                "{0} with a rhythm is overdue: which runs were expected, and which missed",
                due
            )
        } else {
            say!(
                lang,
                "{0} with a rhythm are overdue: which runs were expected, and which missed",
                due
            )
        };
        add(&format!("storyproof check show {id}"), why);
    }
    let stale = checks_with(assessed, CheckStatus::Stale);
    if stale > 0 {
        add(
            "storyproof check list --status stale",
            say!(
                lang,
                "{0} old: a new scan is needed before their proof counts again",
                lang.count(stale, "check")
            ),
        );
    }
    if let Some(worst) = view.slipped.first() {
        add(
            &format!("storyproof explain {}", worst.story.text),
            format!("{}: {}", worst.title, worst.reason.clone()),
        );
    }
    let failed = checks_with(assessed, CheckStatus::Failed);
    if failed > 0 {
        add(
            "storyproof check list --status failed",
            say!(lang, "{0} failing, with what and since when", lang.count(failed, "check")),
        );
    }
    add("storyproof report program -o program.html", say!(lang, "one page for management"));
    steps
}

/// The first check whose rhythm asks for a run that is not there, and how many such there are.
fn overdue<'a>(workspace: &Workspace, assessed: &'a Assessed) -> Option<(&'a CheckId, usize)> {
    let has_rhythm = |id: &CheckId| {
        workspace.program.checks.get(id).is_some_and(|check| check.cadence.is_some())
    };
    let mut late = assessed
        .assessment
        .checks
        .iter()
        .filter(|(id, judged)| judged.status == CheckStatus::Stale && has_rhythm(id));
    let (first, _) = late.next()?;
    Some((first, 1 + late.count()))
}

fn checks_with(assessed: &Assessed, status: CheckStatus) -> usize {
    assessed.assessment.checks.values().filter(|check| check.status == status).count()
}
