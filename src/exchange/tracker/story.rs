//! Rows that are stories: found by what the tracker calls them, or by their own id; or made.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Array, InlineTable, Value};

use super::{
    Field, Issue, IssueVerdict,
    field::SHARED,
    merge::{Merged, merge},
    ours,
    plan::{FieldChange, FieldConflict, IssueRow, Planning, Prefer, Write},
    read::Cells,
    said::Said,
};
use crate::{
    edit::Change,
    ids::{EpicId, ExternalId, StoryId},
    model::{SprintState, Story, StoryStatus, Texts},
};

/// The longest text of one field, in bytes; what a file may hold is a little more.
const MAX_TEXT: usize = 60_000;

/// The longest text of a column that is only kept, in bytes.
const MAX_KEPT: usize = 16_000;

pub(super) fn row(planning: &mut Planning<'_>, issue: &Issue) -> IssueRow {
    let issues = planning.reader.issues;
    let text = |field: Field| issues.text(&issue.cells, field);
    let mut row = IssueRow::new(issue.line, "story");
    row.key = text(Field::Key).map(str::to_owned);
    text(Field::Title).unwrap_or_default().clone_into(&mut row.title);
    let external = match external(planning, row.key.as_deref()) {
        Ok(external) => external,
        Err(why) => return row.refused(why),
    };
    let named = text(Field::Id).map(str::to_owned);
    let named = named.or_else(|| Some(ours::id_of(text(Field::Notes)?)?.to_string()));
    if external.is_none() && named.is_none() {
        return row.refused(
            "it has no id, so that it could not be found again: --map COLUMN=key says which column is one; of GitHub, list `url` as well",
        );
    }
    let known = match find(planning, external.as_ref(), named.as_deref()) {
        Ok(known) => known,
        Err(why) => return row.refused(why),
    };
    let stands_for = [
        external.as_ref().map(ToString::to_string),
        known.map(|story| format!("story {}", story.id.value)),
    ];
    for name in stands_for.into_iter().flatten() {
        if let Some(line) = planning.meets(name, issue.line) {
            return row.refused(format!("line {line} is the same issue: keep one of them"));
        }
    }
    let long = SHARED.iter().filter_map(|field| issues.text(&issue.cells, *field));
    if long.map(str::len).any(|length| length > MAX_TEXT) {
        return row.refused(format!("a text of it is longer than {MAX_TEXT} bytes: shorten it"));
    }
    match known {
        Some(story) => changed(planning, row, issue, story, external),
        None => new(planning, row, issue, external, named),
    }
}

/// What the tracker calls it, with the tracker's name.
pub(super) fn external(
    planning: &Planning<'_>,
    key: Option<&str>,
) -> Result<Option<ExternalId>, String> {
    let Some(key) = key else { return Ok(None) };
    let id = format!("{}:{key}", planning.reader.issues.tracker.word());
    ExternalId::parse(&id).map(Some).map_err(|error| format!("its key cannot be kept: {error}"))
}

/// The story that an issue is. One that says another's id does not become it.
fn find<'p>(
    planning: &Planning<'p>,
    external: Option<&ExternalId>,
    named: Option<&str>,
) -> Result<Option<&'p Story>, String> {
    let stories = &planning.program.stories;
    let by_key = external.and_then(|key| stories.get(*planning.external.get(key)?));
    if by_key.is_some() {
        return Ok(by_key);
    }
    let id = named.and_then(|id| StoryId::parse(id).ok());
    let Some(story) = id.and_then(|id| stories.get(&id)) else { return Ok(None) };
    let tracker = planning.reader.issues.tracker.word();
    let other = story.external.iter().find(|id| id.tracker() == tracker);
    match (external, other) {
        (Some(ours), Some(other)) => Err(format!(
            "it says that it is {}, which is {} already: take that id out of `{ours}`, or correct `external`",
            story.id.value, other.value
        )),
        _ => Ok(Some(story)),
    }
}

/// The cells that a tracker had last.
fn last_cells(story: &Story, tracker: &str) -> Cells {
    let texts = |texts: &Texts| match texts {
        Texts::One(text) if text.is_empty() => Vec::new(),
        Texts::One(text) => vec![text.clone()],
        Texts::Many(all) => all.clone(),
    };
    let columns = story.x.get(tracker).into_iter().flatten();
    columns.map(|(name, said)| (name.clone(), texts(said))).collect()
}

fn kept_value(texts: &[String]) -> Value {
    match texts {
        [] => "".into(),
        [one] => one.as_str().into(),
        many => many.iter().map(String::as_str).collect::<Array>().into(),
    }
}

/// The texts of a column that was understood. What an issue stands below may be a number that is
/// only good inside its file, so our own name for it is kept in its place.
fn remembered(field: Field, texts: &[String], ours: Option<String>) -> Vec<String> {
    match ours {
        Some(epic) if field == Field::Epic && !texts.is_empty() => vec![epic],
        // What stands above the notes is ours, and stands in the story already.
        _ if field == Field::Notes => {
            texts.iter().filter_map(|text| ours::notes_of(text)).collect()
        }
        _ => texts.to_vec(),
    }
}

/// A value of a field as a file has it.
fn value(field: Field, text: &str) -> Value {
    let number = || text.parse::<i64>().ok().filter(|_| field == Field::Points);
    let day = || {
        let is_day = matches!(field, Field::Started | Field::Done);
        text.parse::<toml_edit::Datetime>().ok().filter(|_| is_day)
    };
    number().map(Value::from).or_else(|| day().map(Value::from)).unwrap_or_else(|| text.into())
}

/// A known story: what each side changed.
fn changed(
    planning: &Planning<'_>,
    mut row: IssueRow,
    issue: &Issue,
    story: &Story,
    external: Option<ExternalId>,
) -> IssueRow {
    row.id = Some(story.id.value.to_string());
    let mut merging = Merging::new(planning, issue, story);
    merging.fields(&mut row);
    merging.hold_claim(&mut row);
    let mut changes = Vec::new();
    if let Some(external) = &external
        && !story.external.iter().any(|id| id.value == *external)
    {
        row.changes.push(FieldChange {
            field: Field::Key,
            before: None,
            after: Some(external.to_string()),
        });
        changes.push(Change::Push("external", external.as_str().into()));
    }
    merging.changes(&mut row, &mut changes);
    if external.is_some() {
        let keys = merging.kept(&mut row);
        if !keys.is_empty() {
            let tracker = planning.reader.issues.tracker.word().to_owned();
            changes.push(Change::Below("x", tracker, keys));
        }
    }
    row.verdict = if !row.conflicts.is_empty() {
        IssueVerdict::Conflict
    } else if changes.is_empty() {
        IssueVerdict::Unchanged
    } else {
        IssueVerdict::Changed
    };
    let id = story.id.value.clone();
    row.write = (!changes.is_empty()).then_some(Write::Story { id, changes });
    row
}

/// The fields of one issue beside those of its story.
struct Merging<'a, 'p> {
    planning: &'a Planning<'p>,
    issue: &'a Issue,
    story: &'a Story,
    last: Cells,
    /// The story is as it was when the row was written.
    is_same: bool,
    /// The row was written from the story, which has gone on since.
    has_gone_on: bool,
    /// The row is ours, not the tracker's: what it says is no word of the tracker's.
    is_own: bool,
    merged: BTreeMap<Field, Merged>,
    /// Fields of which the tracker's columns are remembered as they are now.
    seen: BTreeSet<Field>,
}

impl<'a, 'p> Merging<'a, 'p> {
    fn new(planning: &'a Planning<'p>, issue: &'a Issue, story: &'a Story) -> Self {
        let issues = planning.reader.issues;
        let last = last_cells(story, issues.tracker.word());
        let said = issues.text(&issue.cells, Field::State);
        let is_same = said.is_some_and(|said| said == ours::state(story));
        let has_gone_on = said.is_some() && !is_same;
        // A tracker has a name of its own for a column of ours.
        let bare = issues.headings(Field::State).any(|heading| !heading.contains('('));
        let word = issues.tracker.word();
        let is_own = bare && story.external.iter().any(|id| id.tracker() == word);
        let (merged, seen) = (BTreeMap::new(), BTreeSet::new());
        Self { planning, issue, story, last, is_same, has_gone_on, is_own, merged, seen }
    }

    fn fields(&mut self, row: &mut IssueRow) {
        let reader = &self.planning.reader;
        let claim = Some(self.story.status.value);
        for field in SHARED {
            let ours = ours::of(self.story, field);
            let theirs = reader.said(&self.issue.cells, field, claim);
            if let Said::Unknown(text) = &theirs {
                reader.note(row.line, field, text);
            }
            let Said::Value(text) = &theirs else { continue };
            let last = match reader.said(&self.last, field, claim) {
                Said::Value(last) => Some(last),
                _ => None,
            };
            let base = if self.is_same { Some(&ours) } else { last.as_ref() };
            let agree = ours::agrees(self.planning.program, self.story, field, text.as_deref());
            let mut merged = merge(&theirs, base, ours.as_deref(), agree);
            // A draft claims nothing: what the tracker claims fills a gap, and a claim that was
            // held back is tried again.
            let is_draft = field == Field::Status && claim == Some(StoryStatus::Draft);
            merged = match merged {
                Merged::Conflict(theirs) if base.is_none() && is_draft => Merged::Theirs(theirs),
                merged => merged,
            };
            // No gap: the row was written from the story, and people have changed that since.
            merged = match merged {
                Merged::Theirs(theirs) if base.is_none() && self.has_gone_on => {
                    Merged::Conflict(theirs)
                }
                merged => merged,
            };
            if let Merged::Conflict(theirs) = &merged {
                merged = match self.planning.asked.prefer {
                    Some(Prefer::Tracker) => Merged::Theirs(theirs.clone()),
                    Some(Prefer::Files) => {
                        self.seen.insert(field);
                        Merged::Ours
                    }
                    None => {
                        let (ours, theirs) = (ours.clone(), theirs.clone());
                        row.conflicts.push(FieldConflict { field, ours, theirs });
                        merged
                    }
                };
            }
            if matches!(merged, Merged::Theirs(_) | Merged::Agreed) && last.as_ref() != Some(text) {
                self.seen.insert(field);
            }
            self.merged.insert(field, merged);
        }
    }

    /// What the story will say of a field.
    fn then(&self, field: Field) -> Option<String> {
        match self.merged.get(&field) {
            Some(Merged::Theirs(text)) => text.clone(),
            _ => ours::of(self.story, field),
        }
    }

    /// A claim is not taken where `check` would find an error in it: it stays with the tracker, and
    /// is taken by a later import when the story is whole.
    fn hold_claim(&mut self, row: &mut IssueRow) {
        let planned = |word: &str| ["ready", "doing", "done"].contains(&word);
        let claim = self.then(Field::Status).unwrap_or_default();
        if let Some(Merged::Theirs(_)) = self.merged.get(&Field::Status)
            && planned(&claim)
            && !self.planning.asked.anyway
        {
            let is_filled = |lack: &&str| match *lack {
                "an owner" => self.then(Field::Owner).is_some(),
                "points" => self.then(Field::Points).is_some(),
                _ => false,
            };
            let mut lacks = self.story.missing();
            lacks.retain(|lack| !is_filled(lack));
            if planned(self.story.status.value.word()) {
                lacks.clear();
            }
            if claim == "done" && self.done_day().is_none() {
                lacks.push("the day on which it was done");
            }
            if !lacks.is_empty() {
                row.notes.push(held(&claim, &lacks));
                self.merged.remove(&Field::Status);
                self.seen.remove(&Field::Status);
            }
        }
        if self.then(Field::Status).as_deref() != Some("done") {
            self.merged.remove(&Field::Done);
            self.seen.remove(&Field::Done);
            row.conflicts.retain(|conflict| conflict.field != Field::Done);
        }
    }

    fn done_day(&self) -> Option<String> {
        self.then(Field::Done)
    }

    fn changes(&self, row: &mut IssueRow, changes: &mut Vec<Change>) {
        for (field, merged) in &self.merged {
            let Merged::Theirs(after) = merged else { continue };
            let before = ours::of(self.story, *field);
            if *field == Field::Sprint {
                changes.extend(self.moved());
            }
            changes.push(match after {
                Some(text) => Change::Set(field.word(), value(*field, text)),
                None => Change::Remove(field.word()),
            });
            row.changes.push(FieldChange { field: *field, before, after: after.clone() });
        }
        let claim = self.then(Field::Status).unwrap_or_default();
        let is_open = claim != "done" && claim != "dropped";
        if let (true, Some(day)) = (is_open, &self.story.done)
            && self.merged.contains_key(&Field::Status)
            && self.story.status.value == StoryStatus::Done
        {
            changes.push(Change::Remove("done"));
            let before = Some(day.value.to_string());
            row.changes.push(FieldChange { field: Field::Done, before, after: None });
        }
    }

    /// Plans may change; the sprint that a story leaves after it has begun is history.
    fn moved(&self) -> Option<Change> {
        let today = self.planning.asked.today;
        let left = self.planning.program.sprint(&self.story.sprint.as_ref()?.value)?;
        if left.state(today) == SprintState::Planned {
            return None;
        }
        let mut moved = InlineTable::new();
        moved.insert("on", today.to_string().parse::<toml_edit::Datetime>().ok()?.into());
        moved.insert("from", left.id.value.as_str().into());
        Some(Change::Push("moved", moved.into()))
    }

    /// The columns that the tracker has changed and that are kept as it says them.
    fn kept(&self, row: &mut IssueRow) -> Vec<(String, Option<Value>)> {
        let mut keys = Vec::new();
        if self.is_own {
            return keys;
        }
        for field in &self.seen {
            for heading in self.planning.reader.issues.headings(*field) {
                let Some(texts) = self.issue.cells.get(heading) else { continue };
                let texts = remembered(*field, texts, self.then(*field));
                if self.last.get(heading) != Some(&texts) {
                    keys.push((heading.to_owned(), Some(kept_value(&texts))));
                }
            }
        }
        for (heading, texts) in kept_cells(self.planning, self.issue, row) {
            let last = self.last.get(heading);
            if texts.is_empty() && last.is_some() {
                keys.push((heading.to_owned(), None));
                row.kept.push(heading.to_owned());
            } else if !texts.is_empty() && last.map(Vec::as_slice) != Some(texts) {
                keys.push((heading.to_owned(), Some(kept_value(texts))));
                row.kept.push(heading.to_owned());
            }
        }
        keys
    }
}

/// What a claim waits for, for people.
fn held(claim: &str, lacks: &[&str]) -> String {
    format!("claimed to be {claim} there, and not taken: the story lacks {}", lacks.join(", "))
}

/// Columns that no field here is made of, and what kind of issue it is.
fn kept_cells<'i>(
    planning: &'i Planning<'_>,
    issue: &'i Issue,
    row: &mut IssueRow,
) -> Vec<(&'i str, &'i [String])> {
    let mut cells = Vec::new();
    for column in &planning.reader.issues.columns {
        let Some(texts) = issue.cells.get(&column.heading) else { continue };
        if !matches!(column.field, None | Some(Field::Type)) {
            continue;
        }
        if texts.iter().map(String::len).sum::<usize>() > MAX_KEPT {
            row.notes.push(format!("`{}` is too long to keep", column.heading));
            continue;
        }
        cells.push((column.heading.as_str(), texts.as_slice()));
    }
    cells
}

/// An issue that no story is yet.
fn new(
    planning: &mut Planning<'_>,
    mut row: IssueRow,
    issue: &Issue,
    external: Option<ExternalId>,
    named: Option<String>,
) -> IssueRow {
    let said = new_fields(planning, &mut row, issue);
    let Some(title) = said.get(&Field::Title).cloned().filter(|title| !title.is_empty()) else {
        return row.refused("it has no title: give it one in the tracker");
    };
    let epic = said.get(&Field::Epic).and_then(|id| EpicId::parse(id).ok());
    let Some(epic) = epic.or_else(|| planning.reader.names.usual_epic().cloned()) else {
        return row.refused(
            "no epic is known that it stands below: --epic \"THEIRS=EPIC\" says which, --epic EPIC is for all that have none",
        );
    };
    let wishes = [named, row.key.clone()];
    let wished = wishes.into_iter().flatten().find_map(|name| {
        StoryId::parse(&name).ok().filter(|_| !name.starts_with('.') && planning.mint.claim(&name))
    });
    let Some(id) = wished.or_else(|| planning.mint.story(epic.as_str())) else {
        return row.refused("no id can be made of its epic's: that is too long");
    };
    row.id = Some(id.to_string());
    row.verdict = IssueVerdict::New;
    let mut fields: Vec<(&'static str, Value)> = vec![
        ("id", id.as_str().into()),
        ("epic", epic.as_str().into()),
        ("title", title.as_str().into()),
    ];
    fields.extend(external.as_ref().map(|id| ("external", Array::from_iter([id.as_str()]).into())));
    for (field, text) in &said {
        if !matches!(field, Field::Epic | Field::Title) {
            fields.push((field.word(), value(*field, text)));
        }
    }
    if external.is_some() {
        let columns = new_columns(planning, issue, &said, &mut row);
        let mut trackers = InlineTable::new();
        trackers.insert(planning.reader.issues.tracker.word(), columns.into());
        fields.push(("x", trackers.into()));
    }
    row.write = Some(Write::NewStory { id, epic, fields });
    row
}

/// What a new story says, by field.
fn new_fields(
    planning: &Planning<'_>,
    row: &mut IssueRow,
    issue: &Issue,
) -> BTreeMap<Field, String> {
    let reader = &planning.reader;
    let mut said = BTreeMap::new();
    for field in SHARED {
        match reader.said(&issue.cells, field, None) {
            Said::Value(Some(text)) => _ = said.insert(field, text),
            Said::Unknown(text) => reader.note(row.line, field, &text),
            _ => {}
        }
    }
    let claim = said.get(&Field::Status).cloned().unwrap_or_else(|| "draft".to_owned());
    let planned = ["ready", "doing", "done"].contains(&claim.as_str());
    let mut taken = claim.clone();
    if planned && !planning.asked.anyway {
        let mut lacks = vec!["a persona", "a want", "a reason (`so_that`)", "acceptance criteria"];
        for (field, lack) in [(Field::Owner, "an owner"), (Field::Points, "points")] {
            if !said.contains_key(&field) {
                lacks.push(lack);
            }
        }
        row.notes.push(held(&claim, &lacks));
        "draft".clone_into(&mut taken);
    }
    if taken != "done" {
        said.remove(&Field::Done);
    }
    said.insert(Field::Status, taken);
    said
}

/// What the tracker says of a new story: each column that was understood, and those that are kept.
fn new_columns(
    planning: &Planning<'_>,
    issue: &Issue,
    said: &BTreeMap<Field, String>,
    row: &mut IssueRow,
) -> InlineTable {
    let reader = &planning.reader;
    let mut columns = InlineTable::new();
    for field in SHARED {
        let theirs = reader.said(&issue.cells, field, None);
        let Said::Value(text) = theirs else { continue };
        if text.as_ref() != said.get(&field) {
            continue; // A claim that waits.
        }
        for heading in reader.issues.headings(field) {
            if let Some(texts) = issue.cells.get(heading) {
                columns.insert(heading, kept_value(&remembered(field, texts, text.clone())));
            }
        }
    }
    for (heading, texts) in kept_cells(planning, issue, row) {
        if !texts.is_empty() {
            columns.insert(heading, kept_value(texts));
        }
    }
    columns
}
