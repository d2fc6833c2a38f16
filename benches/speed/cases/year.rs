//! A year of daily scans, and what is asked of it afterwards.

use std::{fs, path::PathBuf};

use super::backlog::size;
use crate::{
    Result,
    measure::{best, once},
    table::{Table, each, mebibytes},
    world::{World, ledger_bytes, storyproof},
};

const SUBJECTS: u64 = 5_000;
/// The audit report over the whole year.
const OVER: [&str; 5] = ["report", "audit", "pci-dss-4.0.1", "--period", "2025-04-05..2026-04-03"];
/// A day in the middle of the year.
const THEN: &str = "2025-10-01";

pub(super) fn run(world: &World) -> Result<Table> {
    let days = world.days;
    let folder = world.example("year")?;
    let scans = world.make("days", &format!("days-{days}"), &[SUBJECTS, days])?;
    let mut files: Vec<PathBuf> =
        fs::read_dir(&scans)?.map(|file| Ok(file?.path())).collect::<Result<_>>()?;
    files.sort();

    let title = format!("{days} daily scans of {SUBJECTS} findings, 0.5 % of them changing a day");
    let mut table = Table::new(title);
    let mut command = storyproof(&folder, ["ingest"]);
    let used = once(command.args(&files))?;
    table.row("ingest of all days", used, "", "");
    let bytes = ledger_bytes(&folder)?;
    let size_of_all = format!("{:.2} MiB", mebibytes(bytes));
    table.number("database", size_of_all, "");
    let observation = format!("{:.2} B", each(bytes, SUBJECTS * days));
    table.number("database, an observation", observation, "2.5 B");
    let commands: [(&[&str], &str); 8] = [
        (&["status"], "0.4 s"),
        (&["status", "--as-of", THEN], "0.4 s"),
        (&["control", "list", "--as-of", THEN], "0.4 s"),
        (&["control", "show", "iso27001-2022/A.8.5", "--as-of", THEN], "0.4 s"),
        (&["check", "list"], "0.4 s"),
        (&["explain", "root-mfa"], "0.4 s"),
        (&["report", "program", "-o", "program.html"], "0.4 s"),
        (&["report", "audit", "pci-dss-4.0.1", "-o", "audit.html"], "0.4 s"),
    ];
    for (arguments, target) in commands {
        let used = best(world.runs, || storyproof(&folder, arguments))?;
        table.row(arguments.join(" "), used, "", target);
    }
    for output in ["period.html", "period.json", "period.xlsx"] {
        let arguments = [&OVER[..], &["-o", output]].concat();
        let used = best(world.runs, || storyproof(&folder, &arguments))?;
        table.row(arguments.join(" "), used, "", "3 s");
        table.number(&format!("size of {output}"), size(&folder.join(output))?, "");
    }
    table.number("size of program.html", size(&folder.join("program.html"))?, "500 KB");
    table.number("size of audit.html", size(&folder.join("audit.html"))?, "");
    Ok(table)
}
