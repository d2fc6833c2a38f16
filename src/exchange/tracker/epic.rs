//! Rows that are epics: found, or made. An epic that is known keeps its own title.

use super::{
    Field, Issue,
    plan::{FieldChange, IssueRow, IssueVerdict, Planning, Write},
    story::external,
};
use crate::{edit::Change, ids::EpicId, model::Epic};

pub(super) fn row(planning: &mut Planning<'_>, at: usize, issue: &Issue) -> IssueRow {
    let issues = planning.reader.issues;
    let text = |field: Field| issues.text(&issue.cells, field).map(str::to_owned);
    let mut row = IssueRow::new(issue.line, "epic");
    (row.key, row.title) = (text(Field::Key), text(Field::Title).unwrap_or_default());
    let external = match external(planning, row.key.as_deref()) {
        Ok(external) => external,
        Err(why) => return row.refused(why),
    };
    let named = [text(Field::Id), row.key.clone(), Some(row.title.clone())];
    let known = named.iter().flatten().find_map(|name| planning.reader.names.epic(name)).cloned();
    let known = known.filter(|id| planning.program.epics.contains_key(id));
    if let Some(id) = known {
        planning.reader.epics.insert(at, id.clone());
        row.id = Some(id.to_string());
        if let Some(epic) = planning.program.epics.get(&id) {
            link(planning, &mut row, epic, external);
        }
        return row;
    }
    if row.title.is_empty() {
        return row.refused("the epic has no title: give it one in the tracker");
    }
    let id = [text(Field::Id), row.key.clone()]
        .into_iter()
        .flatten()
        .find_map(|name| EpicId::parse(&name).ok().filter(|_| planning.mint.claim(&name)));
    let Some(id) = id else {
        let name = row.key.as_deref().unwrap_or(&row.title).to_owned();
        return row.refused(format!(
            "no id here can be made of it: name one of our epics with --epic \"{name}=EPIC\""
        ));
    };
    planning.reader.epics.insert(at, id.clone());
    row.id = Some(id.to_string());
    row.verdict = IssueVerdict::New;
    let mut fields = vec![("id", id.as_str().into()), ("title", row.title.as_str().into())];
    fields
        .extend(external.map(|id| ("external", toml_edit::Array::from_iter([id.as_str()]).into())));
    row.write = Some(Write::NewEpic { fields });
    row
}

/// Writes what the tracker calls an epic into it, once.
fn link(
    planning: &mut Planning<'_>,
    row: &mut IssueRow,
    epic: &Epic,
    external: Option<crate::ids::ExternalId>,
) {
    let id = &epic.id.value;
    if !planning.program.epics.contains_key(id) {
        return;
    }
    if !row.title.is_empty() && row.title != epic.title {
        row.notes.push("an epic keeps the title that it has here".to_owned());
    }
    let is_there = |ext: &crate::ids::ExternalId| epic.external.iter().any(|e| e.value == *ext);
    let Some(external) = external.filter(|external| !is_there(external)) else { return };
    row.changes.push(FieldChange {
        field: Field::Key,
        before: None,
        after: Some(external.to_string()),
    });
    row.verdict = IssueVerdict::Changed;
    let changes = vec![Change::Push("external", external.as_str().into())];
    row.write = Some(Write::Epic { id: id.clone(), changes });
}
