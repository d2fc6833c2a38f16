//! The record that was meant, and the file in which it stands.

use storyproof::{
    diag::Nearest,
    edit::{Change, EditError, Which, edit, holds},
    model::{Kind, describe},
    source::FileId,
};

use super::change::Changed;
use crate::cli::{
    failure::Failure,
    find::{self, Named, name_of},
    workspace::Workspace,
};

/// A record in its file.
pub(super) struct Target {
    pub(super) kind: Kind,
    /// The keys and texts that name it.
    pub(super) named: Vec<(&'static str, String)>,
    pub(super) file: FileId,
}

/// What a kind of record is called and may hold.
pub(super) fn kind(name: &str) -> Result<Kind, Failure> {
    let kinds = describe();
    let names: Vec<&str> = kinds.iter().map(|kind| kind.name).collect();
    let near = Nearest::default().find(name, names.iter().copied());
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    let help = format!("{near}there are: {}", names.join(", "));
    let found = kinds.into_iter().find(|kind| kind.name == name);
    found.ok_or_else(|| Failure::usage(format!("`{name}` is no kind of record")).help(help))
}

/// The kind of what was found, and the texts that name it.
pub(super) fn names(named: &Named) -> (&'static str, Vec<(&'static str, String)>) {
    match named {
        Named::Control(id) => (
            "control",
            vec![("framework", id.framework.to_string()), ("id", id.control.to_string())],
        ),
        other => (other.kind(), vec![("id", name_of(other))]),
    }
}

/// Finds a record of any kind.
pub(super) fn find(workspace: &Workspace, typed: &str) -> Result<Target, Failure> {
    let (kind_name, named) = match apart(typed) {
        Some(found) => found,
        None => names(&find::find(&workspace.program, typed, |_| true)?),
    };
    let kind = kind(kind_name)?;
    let texts: Vec<(&str, &str)> = named.iter().map(|(key, text)| (*key, text.as_str())).collect();
    let which = Which { table: kind.name, named: &texts };
    let mut files = workspace.sources.iter().filter(|(_, file)| file.path.ends_with(".toml"));
    let Some((file, _)) = files.find(|(_, file)| holds(&file.text, which)) else {
        return Err(Failure::usage(format!("no file that can be read holds `{typed}`"))
            .help("`storyproof check` shows files with errors"));
    };
    Ok(Target { kind, named, file })
}

/// A record of a kind that has no name elsewhere: `measure:coverage`.
fn apart(typed: &str) -> Option<(&'static str, Vec<(&'static str, String)>)> {
    let (kind, id) = typed.split_once(':')?;
    match kind {
        "measure" => Some(("measure", vec![("id", id.to_owned())])),
        "approval_rule" => Some(("approval_rule", vec![("id", id.to_owned())])),
        "applicability" => Some(("applicability", vec![("control", id.to_owned())])),
        _ => None,
    }
}

impl Target {
    /// What people call it.
    pub(super) fn id(&self) -> String {
        let texts: Vec<&str> = self.named.iter().map(|(_, text)| text.as_str()).collect();
        texts.join("/")
    }

    /// Its file with some changes of it.
    pub(super) fn changed(
        &self,
        workspace: &Workspace,
        changes: &[Change],
    ) -> Result<Changed, Failure> {
        self.rewritten(workspace, |text, which| edit(text, which, changes))
    }

    /// Its file, written anew.
    pub(super) fn rewritten(
        &self,
        workspace: &Workspace,
        rewrite: impl FnOnce(&str, Which<'_>) -> Result<String, EditError>,
    ) -> Result<Changed, Failure> {
        let path = workspace.sources.path(self.file).to_owned();
        let cannot = |why: String| Failure::usage(format!("cannot change {path}: {why}"));
        workspace.to_change(self.file).map_err(cannot)?;
        let before = workspace.sources.file(self.file).map_or("", |file| &file.text);
        let texts: Vec<(&str, &str)> =
            self.named.iter().map(|(key, text)| (*key, text.as_str())).collect();
        let which = Which { table: self.kind.name, named: &texts };
        let after = rewrite(before, which).map_err(|error| cannot(error.to_string()))?;
        Ok(Changed { path: path.clone(), before: Some(before.to_owned()), after })
    }
}
