//! Ten thousand stories.

use std::{fs, path::Path};

use crate::{
    Result,
    measure::best,
    table::{Table, mebibytes},
    world::{World, storyproof},
};

pub(super) fn run(world: &World) -> Result<Table> {
    let stories = world.stories;
    let folder = world.make("backlog", &format!("backlog-{stories}"), &[stories])?;
    let mut table = Table::new(format!("A program of {stories} stories, a file each"));
    let middle = format!("ST-{:05}", stories / 2);
    let commands: [(&[&str], &str); 7] = [
        (&["check"], "0.2 s of CPU, 50 MiB"),
        (&["story", "show", &middle], "0.1 s"),
        (&["explain", &middle], "0.1 s"),
        (&["story", "list"], ""),
        (&["status"], "0.4 s"),
        // Both sprints have ended by then: every story is left over, ranked and could be chosen.
        (&["plan", "--capacity=200", "--as-of=2026-07-01"], "1 s"),
        (&["report", "program", "-o", "program.html"], "0.4 s"),
    ];
    for (arguments, target) in commands {
        let used = best(world.runs, || storyproof(&folder, arguments))?;
        table.row(arguments[..2.min(arguments.len())].join(" "), used, "", target);
    }
    table.number("size of the report", size(&folder.join("program.html"))?, "500 KB");
    Ok(table)
}

/// The size of a file, for people.
pub(super) fn size(path: &Path) -> Result<String> {
    Ok(format!("{:.2} MiB", mebibytes(fs::metadata(path)?.len())))
}
