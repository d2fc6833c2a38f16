//! Reports over a ledger with many findings.

use super::backlog::size;
use crate::{
    Result,
    measure::{best, once},
    table::{Table, each},
    world::{World, storyproof},
};

pub(super) fn run(world: &World) -> Result<Table> {
    let findings = world.findings;
    let file = world.make("scan", &format!("scan-{findings}.ocsf.json"), &[findings, 0])?;
    let folder = world.example("reports")?;
    once(storyproof(&folder, ["ingest"]).arg(&file))?;
    let mut table = Table::new(format!("Reports on {findings} findings"));
    // The scan is of the first day of the year that the generator knows.
    let then = ["--as-of", "2025-04-05"];
    let reports: [(&[&str], &str); 6] = [
        (&["status"], ""),
        (&["check", "list"], ""),
        (&["report", "program"], "program.html"),
        (&["report", "program"], "program.json"),
        (&["report", "audit", "pci-dss-4.0.1"], "audit.html"),
        (&["report", "audit", "pci-dss-4.0.1"], "audit.json"),
    ];
    for (arguments, output) in reports {
        let mut all = [arguments, &then].concat();
        if !output.is_empty() {
            all.extend(["-o", output]);
        }
        let used = best(world.runs, || storyproof(&folder, &all))?;
        let rate = format!("{:.0} findings/s", each(findings, 1) / used.wall.as_secs_f64());
        let what = format!("{} {output}", arguments.join(" "));
        table.row(what.trim_end(), used, rate, "");
        if !output.is_empty() {
            table.number("", size(&folder.join(output))?, "");
        }
    }
    Ok(table)
}
