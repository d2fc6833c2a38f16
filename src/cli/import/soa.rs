//! `storyproof import soa`: the plan, row by row, and with `--write` the files.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    exchange::{
        soa::{self, Decided, ImportPlan, ImportRow, Verdict},
        table,
    },
    report::{
        soa::{Label, Lang},
        words,
    },
};

use super::{args::ImportSoa, run::bytes};
use crate::cli::{
    answers,
    args::{Format, Global},
    env::Env,
    failure::{Ended, Failure},
    output, report_soa,
    workspace::Workspace,
};

/// The answer for programs.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SoaImport")]
pub(in crate::cli) struct Answer<'a> {
    #[serde(flatten)]
    plan: &'a ImportPlan,
    /// The files that change, from the program's root.
    files: Vec<&'a str>,
    /// Whether they were written.
    written: bool,
}

pub(super) fn run(args: &ImportSoa, global: &Global, env: &mut Env) -> Result<Ended, Failure> {
    let workspace = Workspace::open(env)?;
    workspace.warn_of_errors(env);
    let framework = report_soa::framework(&workspace, args.framework.as_deref())?;
    let table = read(args, env)?;
    let mapping = soa::mapping(&table.heading).map_err(|error| {
        Failure::because(format!("cannot read {}", args.file.display()), &error)
            .help("keep the headings of `storyproof report soa -o soa.xlsx`")
    })?;
    let plan = soa::plan(&workspace.program, &framework, &table, mapping);
    let files = if plan.has_trouble() {
        Vec::new()
    } else {
        soa::edit(&workspace.program, &workspace.sources, &plan)
            .map_err(|error| Failure::because("cannot change the files", &error))?
    };
    if args.write {
        for (path, text) in &files {
            output::write_file(&workspace.inside(path)?, text.as_bytes())?;
        }
    }
    let names: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    match args.answer.format {
        Format::Json => {
            let ledger = workspace.open_ledger(env)?;
            let as_of = workspace.as_of(global, ledger.as_ref(), env)?;
            let answer = Answer { plan: &plan, files: names, written: args.write };
            output::json(env, &answers::IMPORT_SOA, as_of, None, &answer)?;
        }
        Format::Human => env.answer(&human(&plan, &names, args))?,
    }
    Ok(if plan.has_trouble() { Ended::Findings } else { workspace.ended() })
}

fn read(args: &ImportSoa, env: &Env) -> Result<table::Table, Failure> {
    let bytes = bytes(&args.file, env)?;
    let sheets = Lang::ALL.map(|lang| Label::Statement.text(lang));
    table::read(&bytes, &sheets)
        .map_err(|error| Failure::because(format!("cannot read {}", args.file.display()), &error))
}

fn human(plan: &ImportPlan, files: &[&str], args: &ImportSoa) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let counts: Vec<String> = Verdict::ALL
        .into_iter()
        .filter(|verdict| plan.count(*verdict) > 0)
        .map(|verdict| format!("{} {}", plan.count(verdict), verdict.word()))
        .collect();
    let all = words::count(plan.rows.len() as u64, "row");
    writeln!(out, "{all}: {}.", if counts.is_empty() { "none".into() } else { counts.join(", ") })
        .ok();
    if plan.mapping.state.is_none() {
        writeln!(
            out,
            "The table has no column `{}`: what changed in the files since cannot be told.",
            Label::RowState.text(Lang::En)
        )
        .ok();
    }
    for row in plan.rows.iter().filter(|row| row.verdict != Verdict::Unchanged) {
        out.push_str(&line(row));
    }
    if plan.has_trouble() {
        out.push_str("\nNothing is written while rows are in conflict, unknown or invalid: correct them, or take them out.\n");
    } else if files.is_empty() {
        out.push_str("\nNothing to change.\n");
    } else if args.write {
        writeln!(out, "\nChanged {}.", files.join(", ")).ok();
    } else {
        writeln!(
            out,
            "\nTo change {}:\n  storyproof import soa {} --write",
            files.join(", "),
            args.file.display()
        )
        .ok();
    }
    out
}

fn line(row: &ImportRow) -> String {
    let mut out = format!("\nrow {}: {}: {}", row.row, row.control, row.verdict.word());
    // Writing to a string cannot fail.
    if let Some(note) = &row.note {
        write!(out, ": {note}").ok();
    }
    out.push('\n');
    if let Some(after) = &row.after {
        if let Some(before) = &row.before {
            writeln!(out, "  - {}", said(before)).ok();
        }
        writeln!(out, "  + {}", said(after)).ok();
    }
    out
}

fn said(decided: &Decided) -> String {
    let word = if decided.applicable { Label::Applied } else { Label::Excluded };
    let because = if decided.because.is_empty() {
        String::new()
    } else {
        format!(" ({})", decided.because.join(", "))
    };
    let reason = decided.reason.replace('\n', "\n    ");
    format!("{}{because}: {reason}", word.text(Lang::En))
}
