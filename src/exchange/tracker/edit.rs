//! The files with the issues in them, and everything else as it was: comments, order, blanks.
//!
//! A new story gets a file of its own, beside the others of its epic; a new epic stands behind those
//! there are. Names of files are made of our ids, never of a text of the tracker.

use std::collections::BTreeMap;

use super::plan::{TrackerPlan, Write};
use crate::{
    edit::{self as records, Change, Which},
    ids::EpicId,
    program::Program,
    source::{FileId, Sources, Span},
};

/// Where epics stand in a program that has none.
const EPICS: &str = "stories/epics.toml";

/// A file as it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEdit {
    /// Its path from the program's root.
    pub path: String,
    /// Its text now; `None` when it is not there.
    pub before: Option<String>,
    /// Its text then.
    pub after: String,
}

/// Why a file cannot be changed.
#[derive(Debug, thiserror::Error)]
#[error("{path} cannot be changed: {why}")]
pub struct FileEditError {
    path: String,
    why: String,
}

/// The files that change or are new. `head` is what a new file at a path begins with.
///
/// # Errors
/// When a file cannot be changed.
pub fn edit(
    program: &Program,
    sources: &Sources,
    plan: &TrackerPlan,
    head: &dyn Fn(&str) -> String,
) -> Result<Vec<FileEdit>, FileEditError> {
    let mut files = Files { program, sources, head, texts: BTreeMap::new() };
    let mut folders: BTreeMap<EpicId, String> = BTreeMap::new();
    for write in plan.rows.iter().filter_map(|row| row.write.as_ref()) {
        match write {
            Write::NewStory { id, epic, fields } => {
                let folder = folders.entry(epic.clone()).or_insert_with(|| program.folder_of(epic));
                files.add(&format!("{folder}/{id}.toml"), "story", fields)?;
            }
            Write::Story { id, changes } => {
                if let Some(story) = program.stories.get(id) {
                    files.change(story.span, "story", id.as_str(), changes)?;
                }
            }
            Write::NewEpic { fields } => {
                let last = program.epics.values().map(|epic| epic.id.span);
                let is_home = |span: &Span| program.path(*span).ends_with("epics.toml");
                let home = last.clone().find(is_home).or_else(|| last.clone().next());
                let path = home.map_or(EPICS, |span| program.path(span)).to_owned();
                files.add(&path, "epic", fields)?;
            }
            Write::Epic { id, changes } => {
                if let Some(epic) = program.epics.get(id) {
                    files.change(epic.id.span, "epic", id.as_str(), changes)?;
                }
            }
        }
    }
    let edits =
        files.texts.into_iter().map(|(path, (before, after))| FileEdit { path, before, after });
    Ok(edits.filter(|file| file.before.as_deref() != Some(&file.after)).collect())
}

/// The texts of files: as they are, and as they become.
struct Files<'a> {
    program: &'a Program,
    sources: &'a Sources,
    head: &'a dyn Fn(&str) -> String,
    texts: BTreeMap<String, (Option<String>, String)>,
}

impl Files<'_> {
    fn text(&mut self, path: &str, known: Option<FileId>) -> Result<&mut String, FileEditError> {
        if !self.texts.contains_key(path) {
            let file = known.and_then(|id| self.sources.file(id));
            if file.is_some_and(|file| file.trouble.is_some()) {
                let why = "it cannot be read".to_owned();
                return Err(FileEditError { path: path.to_owned(), why });
            }
            let before = file.map(|file| file.text.clone());
            let after = before.clone().unwrap_or_else(|| (self.head)(path));
            self.texts.insert(path.to_owned(), (before, after));
        }
        Ok(&mut self.texts.entry(path.to_owned()).or_default().1)
    }

    fn add(
        &mut self,
        path: &str,
        kind: &str,
        fields: &[(&'static str, toml_edit::Value)],
    ) -> Result<(), FileEditError> {
        let known = self.sources.find(path);
        let text = self.text(path, known)?;
        *text = records::add(text, &records::table(kind, fields));
        Ok(())
    }

    fn change(
        &mut self,
        span: Span,
        table: &str,
        id: &str,
        changes: &[Change],
    ) -> Result<(), FileEditError> {
        let path = self.program.path(span).to_owned();
        let text = self.text(&path, Some(span.file))?;
        let which = Which { table, named: &[("id", id)] };
        *text = records::edit(text, which, changes)
            .map_err(|error| FileEditError { path, why: error.to_string() })?;
        Ok(())
    }
}
