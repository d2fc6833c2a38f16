//! The choice, written into the stories' files: the sprint, and for what is left over from another
//! sprint where it came from. Everything else in a file stays as it is.

use schemars::JsonSchema;
use serde::Serialize;
use storyproof::{
    edit::{Change, Which, edit},
    ids::StoryId,
    model::Story,
    report::{PlanReport, plan::backlog::BacklogRow},
};

use crate::cli::{failure::Failure, output, workspace::Workspace};

/// A file that was to be written.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "PlanWritten")]
pub(super) struct Written {
    /// The story.
    pub(super) story: StoryId,
    /// The file, from the program's root.
    pub(super) file: String,
    /// What was changed.
    pub(super) what: String,
    /// Why it was left as it is.
    pub(super) trouble: Option<String>,
}

/// Writes the sprint into the chosen stories that do not stand in it yet.
pub(super) fn write(workspace: &Workspace, view: &PlanReport) -> Result<Vec<Written>, Failure> {
    let mut written = Vec::new();
    for row in view.backlog.iter().filter(|row| row.place.status == "chosen") {
        let Some(story) = workspace.program.stories.get(&row.id) else { continue };
        let is_there = story.sprint.as_ref().is_some_and(|at| at.value == view.sprint.id);
        if !is_there {
            written.push(one(workspace, view, row, story)?);
        }
    }
    Ok(written)
}

fn one(
    workspace: &Workspace,
    view: &PlanReport,
    row: &BacklogRow,
    story: &Story,
) -> Result<Written, Failure> {
    let sprint = view.sprint.id.as_str();
    let mut changes = vec![Change::Set("sprint", sprint.into())];
    let mut what = format!("sprint = \"{sprint}\"");
    if let Some(from) = &row.from {
        let moved = format!("{{ on = {}, from = \"{from}\" }}", view.frame.as_of.observed.day());
        let value = moved.parse().map_err(|error: toml_edit::TomlError| {
            Failure::because("a move cannot be written", &error)
        })?;
        changes.push(Change::Push("moved", value));
        what.push_str(", moved from ");
        what.push_str(from);
    }
    let file = story.span.file;
    let which = Which { table: "story", named: &[("id", row.id.as_str())] };
    let text = workspace.sources.file(file).map_or("", |source| &source.text);
    let edited = workspace
        .to_change(file)
        .and_then(|path| Ok((path, edit(text, which, &changes).map_err(|e| e.to_string())?)));
    let trouble = match edited {
        Ok((path, text)) => {
            let done = output::write_file(&path, text.as_bytes());
            done.err().map(|failure| failure.message().to_owned())
        }
        Err(trouble) => Some(trouble),
    };
    let file = workspace.sources.path(file).to_owned();
    Ok(Written { story: row.id.clone(), file, what, trouble })
}
