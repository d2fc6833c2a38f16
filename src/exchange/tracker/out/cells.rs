//! One story as cells.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    exchange::tracker::{
        Field, Tracker, Wanted,
        field::SHARED,
        names::Names,
        ours,
        read::{Cells, Column, Issues},
        said::{Reader, Said},
    },
    model::{Story, Texts},
    program::Program,
};

/// What is written of one story.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// What the tracker calls it.
    pub(super) key: String,
    /// Our id.
    pub(super) id: String,
    /// The value over its fields.
    pub(super) state: String,
    /// The columns that the tracker had.
    last: Cells,
    /// The texts of each shared field.
    fields: Vec<(Field, Vec<String>)>,
}

/// Stories as rows.
pub(super) fn rows(program: &Program, tracker: Tracker, stories: &[&Story]) -> Vec<Row> {
    let last: Vec<Cells> = stories.iter().map(|story| last(story, tracker.word())).collect();
    let headings: BTreeSet<&String> = last.iter().flat_map(BTreeMap::keys).collect();
    let column = |heading: &String| {
        let known = tracker.column(heading);
        let (rank, field) = known.map_or((usize::MAX, None), |(rank, f)| (rank, Some(f)));
        Column { heading: heading.clone(), field, rank }
    };
    let columns = headings.into_iter().map(column).collect();
    let issues = Issues { tracker, columns, issues: Vec::new(), warnings: Vec::new() };
    let wanted = Wanted::default();
    let reader = Reader::new(Names::new(program, tracker, &wanted), &issues, true);
    stories.iter().zip(last).map(|(story, last)| row(&reader, story, last)).collect()
}

/// The columns that a tracker had of a story.
fn last(story: &Story, tracker: &str) -> Cells {
    let texts = |texts: &Texts| match texts {
        Texts::One(text) => vec![text.clone()],
        Texts::Many(all) => all.clone(),
    };
    let columns = story.x.get(tracker).into_iter().flatten();
    columns.map(|(name, said)| (name.clone(), texts(said))).collect()
}

fn row(reader: &Reader<'_>, story: &Story, last: Cells) -> Row {
    let tracker = reader.issues.tracker.word();
    let key = story.external.iter().find(|id| id.tracker() == tracker);
    let fields = SHARED.map(|field| (field, texts(reader, &last, story, field)));
    Row {
        key: key.map(|key| key.id().to_owned()).unwrap_or_default(),
        id: story.id.value.to_string(),
        state: ours::state(story),
        fields: fields.into(),
        last,
    }
}

/// What the tracker said of a field, where it still means what the story says; else our words.
fn texts(reader: &Reader<'_>, last: &Cells, story: &Story, field: Field) -> Vec<String> {
    let ours = ours::of(story, field);
    let tracker = reader.issues.tracker;
    match field {
        Field::Notes => {
            let marked = tracker == Tracker::GitHub;
            vec![ours::description(reader.names.program, story, marked)]
        }
        Field::Title => ours.into_iter().collect(),
        _ if ours.is_some()
            && reader.said(last, field, Some(story.status.value)) == Said::Value(ours.clone()) =>
        {
            reader.issues.texts(last, field).unwrap_or_default().to_vec()
        }
        Field::Status => vec![tracker.status(story.status.value).to_owned()],
        _ => ours.into_iter().collect(),
    }
}

impl Row {
    /// The texts of a field.
    pub(super) fn texts(&self, field: Field) -> &[String] {
        let found = self.fields.iter().find(|(other, _)| *other == field);
        found.map_or(&[], |(_, texts)| texts.as_slice())
    }

    /// The last text of a field, or nothing.
    pub(super) fn text(&self, field: Field) -> &str {
        self.texts(field).last().map_or("", String::as_str)
    }

    /// What the tracker said in a column that is only kept.
    pub(super) fn kept(&self, heading: &str) -> &[String] {
        self.last.get(heading).map_or(&[], Vec::as_slice)
    }

    /// The same as one text.
    pub(super) fn kept_text(&self, heading: &str) -> &str {
        self.kept(heading).first().map_or("", String::as_str)
    }
}
