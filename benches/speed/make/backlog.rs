//! A program of many stories, a file each: for ten stories an epic, for a hundred a control.
//!
//! Ten thousand stories make 11,100 records with 31,000 links. Each story names its epic, a
//! control and a check; one in ten depends on another. `check` finds nothing to complain about.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use super::mix;
use crate::Result;

const HEAD: &str = r#"[program]
name = "A large program"
organization = "Example Pay"
story_points = 8

[[target]]
framework = "fw"
date = 2026-12-31
"#;

const CATALOG: &str = r#"[[framework]]
id = "fw"
title = "A framework"
publisher = "Example"
noun = "control"
owner = "team"

[[party]]
id = "team"
name = "The team"
kind = "team"
contact = "team@example.com"

[[persona]]
id = "engineer"
name = "Engineer"
description = "Builds and runs what customers pay for."
adversary = false

[[sprint]]
id = "S1"
start = 2026-06-01
end = 2026-06-12
goal = "The first half"

[[sprint]]
id = "S2"
start = 2026-06-15
end = 2026-06-26
goal = "The second half"

"#;

/// Writes the program, whole or not at all.
pub(super) fn write(to: &Path, stories: u64) -> Result<()> {
    let new = PathBuf::from(format!("{}.new", to.display()));
    if new.exists() {
        fs::remove_dir_all(&new)?;
    }
    let folders = Folders { stories: new.join("stories"), controls: new.join("controls") };
    fs::create_dir_all(&folders.stories)?;
    fs::create_dir_all(&folders.controls)?;
    fs::write(new.join("storyproof.toml"), HEAD)?;
    let controls = (stories / 100).max(1);
    fs::write(folders.controls.join("catalog.toml"), catalog(controls))?;
    for control in 0..controls {
        folders.control(control)?;
    }
    for epic in 0..stories / 10 {
        folders.epic(epic)?;
    }
    for story in 0..stories {
        folders.story(story, controls)?;
    }
    fs::rename(new, to)?;
    Ok(())
}

/// The single records, and a check for each control.
fn catalog(controls: u64) -> String {
    let mut text = CATALOG.to_owned();
    for control in 0..controls {
        // Writing to a string cannot fail.
        write!(
            text,
            r#"[[check]]
id = "check-{control:03}"
title = "Check {control} passes everywhere"
controls = ["fw/C-{control:03}"]
max_age = "7d"
owner = "team"

[[check.source]]
tool = "scanner"
rules = ["rule_{control:03}_one", "rule_{control:03}_two"]

"#
        )
        .ok();
    }
    text
}

struct Folders {
    stories: PathBuf,
    controls: PathBuf,
}

impl Folders {
    fn control(&self, control: u64) -> Result<()> {
        let text = format!(
            r#"[[control]]
framework = "fw"
id = "C-{control:03}"
title = "Control {control}: access is given by need"
summary = "People and services can do what their work needs and nothing else; what is no longer needed is taken away within a day."
mode = "auto"
"#
        );
        Ok(fs::write(self.controls.join(format!("C-{control:03}.toml")), text)?)
    }

    fn epic(&self, epic: u64) -> Result<()> {
        let text = format!(
            r#"[[epic]]
id = "E-{epic:04}"
title = "Epic {epic}: one way in"
outcome = "There is one way in, it is watched, and it can be closed in a minute."
owner = "team"
"#
        );
        Ok(fs::write(self.stories.join(format!("E-{epic:04}.toml")), text)?)
    }

    fn story(&self, story: u64, controls: u64) -> Result<()> {
        let epic = story / 10;
        let control = story % controls;
        let sprint = 1 + story % 2;
        let points = 1 + mix(&[story]) % 5;
        let after = match story.checked_sub(1) {
            Some(before) if story % 10 == 1 => format!("depends_on = [\"ST-{before:05}\"]\n"),
            _ => String::new(),
        };
        // The one that comes later is planned for later.
        let sprint = if after.is_empty() { sprint } else { 2 };
        let folder = self.stories.join(format!("E-{epic:04}"));
        fs::create_dir_all(&folder)?;
        let text = format!(
            r#"[[story]]
id = "ST-{story:05}"
epic = "E-{epic:04}"
title = "Story {story}: the service asks who is there"
persona = "engineer"
want = "every call to carry the identity of who asked for it, checked where it arrives"
so_that = "a stolen address is worth nothing, and the log says who did what"
sprint = "S{sprint}"
points = {points}
owner = "team"
status = "ready"
controls = ["fw/C-{control:03}"]
{after}notes = """
Begin with the two services that hold card data. **Keep** the old way for a week, count who still
uses it, and close it when nobody does.
"""

[[story.acceptance]]
text = "No service accepts a call without an identity"
checks = ["check-{control:03}"]
"#
        );
        Ok(fs::write(folder.join(format!("ST-{story:05}.toml")), text)?)
    }
}
