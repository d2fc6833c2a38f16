//! Prowler files into the ledger: the first time, the next day unchanged, and a usual day.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    Result,
    measure::{Usage, best, once},
    table::{Table, each, mebibytes},
    world::{World, floor, ledger_bytes, storyproof},
};

/// What a large account has.
const USUAL: u64 = 5_000;

pub(super) fn run(world: &World) -> Result<Table> {
    let findings = world.findings;
    let runs = if findings > 200_000 { 1 } else { world.runs };
    let file = world.make("scan", &format!("scan-{findings}.ocsf.json"), &[findings, 0])?;
    let bytes = fs::metadata(&file)?.len();
    let title = format!("Ingest of {findings} findings ({:.0} MiB)", mebibytes(bytes));
    let mut table = Table::new(title);
    let floor = best_of(runs, || floor(&file))?;
    table.row("yardstick: parse and SHA-256", floor, speed(findings, floor), "");
    let dry = best(runs, || ingest(&world.source, &["-n"], &file))?;
    table.row("look only (-n)", dry, ratio(dry, floor), "");

    let mut first: Option<Usage> = None;
    let mut again: Option<Usage> = None;
    let mut sizes = (0, 0);
    for _ in 0..runs {
        let folder = world.example("ingest")?;
        keep_faster(&mut first, once(&mut ingest(&folder, &[], &file))?);
        sizes.0 = ledger_bytes(&folder)?;
        // The same results at a later time: a scan of the next day in which nothing has changed.
        let next_day = ["--observed-at", "2025-04-05T02:00:00Z"];
        keep_faster(&mut again, once(&mut ingest(&folder, &next_day, &file))?);
        sizes.1 = ledger_bytes(&folder)?;
    }
    let (first, again) = (first.ok_or("no run")?, again.ok_or("no run")?);
    table.row("first load", first, ratio(first, floor), "1.6 x CPU, 48 MiB");
    table.number("", speed(findings, first), "");
    table.number("database, a new finding", per(sizes.0, findings), "260 B");
    table.row("unchanged re-scan", again, ratio(again, floor), "1.25 x CPU, 48 MiB");
    table.number("database, a known finding", per(sizes.1 - sizes.0, findings), "2.5 B");
    usual_day(world, &mut table)?;
    Ok(table)
}

/// A usual account, seen again the next day with a few changes.
fn usual_day(world: &World, table: &mut Table) -> Result<()> {
    let days: Vec<PathBuf> = (0..2)
        .map(|day| world.make("scan", &format!("scan-{USUAL}-day-{day}.ocsf.json"), &[USUAL, day]))
        .collect::<Result<_>>()?;
    let mut fastest: Option<Usage> = None;
    for _ in 0..world.runs {
        let folder = world.example("ingest-usual")?;
        once(&mut ingest(&folder, &[], &days[0]))?;
        keep_faster(&mut fastest, once(&mut ingest(&folder, &[], &days[1]))?);
    }
    let fastest = fastest.ok_or("no run")?;
    let what = format!("daily re-scan of {USUAL} findings");
    table.row(what, fastest, speed(USUAL, fastest), "0.15 s, 24 MiB");
    Ok(())
}

fn ingest(folder: &Path, options: &[&str], file: &Path) -> Command {
    let mut command = storyproof(folder, ["ingest"]);
    command.args(options).arg(file);
    command
}

fn best_of(runs: u32, command: impl Fn() -> Result<Command>) -> Result<Usage> {
    let mut fastest = None;
    for _ in 0..runs {
        keep_faster(&mut fastest, once(&mut command()?)?);
    }
    fastest.ok_or_else(|| "no run".into())
}

fn keep_faster(best: &mut Option<Usage>, next: Usage) {
    if best.is_none_or(|best| next.wall < best.wall) {
        *best = Some(next);
    }
}

fn ratio(used: Usage, floor: Usage) -> String {
    let cpu = used.cpu.as_secs_f64() / floor.cpu.as_secs_f64();
    let wall = used.wall.as_secs_f64() / floor.wall.as_secs_f64();
    format!("{cpu:.2} x CPU, {wall:.2} x wall")
}

fn speed(findings: u64, used: Usage) -> String {
    let rate = each(findings, 1) / used.wall.as_secs_f64();
    format!("{rate:.0} findings/s")
}

fn per(bytes: u64, findings: u64) -> String {
    format!("{:.2} B", each(bytes, findings))
}
