//! How long nothing takes, and what people type all day takes on a program of usual size.

use crate::{
    Result,
    measure::best,
    table::Table,
    world::{World, storyproof},
};

const STORIES: u64 = 100;

pub(super) fn run(world: &World) -> Result<Table> {
    let mut table = Table::new(format!("Start-up, and a program of {STORIES} stories"));
    let runs = world.runs * 4;
    let folder = world.make("backlog", &format!("backlog-{STORIES}"), &[STORIES])?;
    let commands: [(&[&str], &str); 8] = [
        (&["--version"], "5 ms"),
        (&["--help"], "5 ms"),
        (&["check"], "10 ms"),
        (&["status"], "10 ms"),
        (&["story", "list"], "10 ms"),
        (&["story", "show", "ST-00042"], "10 ms"),
        (&["explain", "ST-00042"], "10 ms"),
        (&["report", "program"], "10 ms"),
    ];
    for (arguments, target) in commands {
        let used = best(runs, || storyproof(&folder, arguments))?;
        table.row(arguments.join(" "), used, "", target);
    }
    let example = world.example("example")?;
    for arguments in [&["check"][..], &["status"]] {
        let used = best(runs, || storyproof(&example, arguments))?;
        table.row(format!("example program: {}", arguments.join(" ")), used, "", "");
    }
    Ok(table)
}
