//! What a file of issues asks for, row by row, before anything is changed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use toml_edit::Value;

use super::{
    Field, Issues, Tracker, Wanted, epic,
    names::{Names, Unknown},
    read::Column,
    said::Reader,
    story,
};
use crate::{
    edit::Change,
    ids::{EpicId, ExternalId, StoryId},
    program::Program,
    suggest::Mint,
    time::Day,
};

/// Who is right where both sides changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prefer {
    /// The tracker.
    Tracker,
    /// The files; the tracker's word is remembered as seen.
    Files,
}

/// How issues are to be taken.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// What the tracker's words mean.
    pub wanted: &'a Wanted,
    /// How conflicts are settled; left alone when this is not said.
    pub prefer: Option<Prefer>,
    /// Take claims and sizes also where `check` then finds errors.
    pub anyway: bool,
    /// For ids that are minted.
    pub seed: u64,
    /// The day of the import.
    pub today: Day,
    /// Names of files that are or were taken, without their endings.
    pub taken: &'a [String],
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum IssueVerdict {
    /// It cannot be taken; the others are.
    Refused,
    /// Both sides changed a field, which stays as it is here.
    Conflict,
    /// A record is made of it.
    New,
    /// A record changes.
    Changed,
    /// Nothing changes.
    Unchanged,
}

impl IssueVerdict {
    /// Every verdict, worst first.
    pub const ALL: [Self; 5] =
        [Self::Refused, Self::Conflict, Self::New, Self::Changed, Self::Unchanged];

    /// The word for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Conflict => "in conflict",
            Self::New => "new",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
        }
    }
}

/// A field that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldChange {
    /// The field.
    pub field: Field,
    /// What it says now.
    pub before: Option<String>,
    /// What it says then.
    pub after: Option<String>,
}

/// A field that both sides changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldConflict {
    /// The field.
    pub field: Field,
    /// What the file says.
    pub ours: Option<String>,
    /// What the tracker says.
    pub theirs: Option<String>,
}

/// One row with its verdict.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct IssueRow {
    /// Where it stands in the file.
    pub line: usize,
    /// What the tracker calls it.
    pub key: Option<String>,
    /// `story` or `epic`.
    pub record: &'static str,
    /// The record here.
    pub id: Option<String>,
    /// Its title.
    pub title: String,
    /// What becomes of it.
    pub verdict: IssueVerdict,
    /// Why it is refused, and what to do.
    pub why: Option<String>,
    /// Fields that change.
    pub changes: Vec<FieldChange>,
    /// Columns that are only kept, and change.
    pub kept: Vec<String>,
    /// Fields that both sides changed.
    pub conflicts: Vec<FieldConflict>,
    /// What else is to be said of it.
    pub notes: Vec<String>,
    #[serde(skip)]
    pub(super) write: Option<Write>,
}

/// What is written for a row.
#[derive(Debug, Clone)]
pub(super) enum Write {
    NewStory { id: StoryId, epic: EpicId, fields: Vec<(&'static str, Value)> },
    Story { id: StoryId, changes: Vec<Change> },
    NewEpic { fields: Vec<(&'static str, Value)> },
    Epic { id: EpicId, changes: Vec<Change> },
}

/// A file of issues against a program.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TrackerPlan {
    /// Where the issues come from.
    pub tracker: Tracker,
    /// The columns, and what each is taken for.
    pub columns: Vec<Column>,
    /// Words that are not known here.
    pub unknown: Vec<Unknown>,
    /// What may be missing from the file.
    pub warnings: Vec<String>,
    /// Every row, in the order of the file.
    pub rows: Vec<IssueRow>,
}

impl TrackerPlan {
    /// How many rows have a verdict.
    pub fn count(&self, verdict: IssueVerdict) -> usize {
        self.rows.iter().filter(|row| row.verdict == verdict).count()
    }

    /// Whether a row could not be taken as it is.
    pub fn has_trouble(&self) -> bool {
        self.count(IssueVerdict::Refused) + self.count(IssueVerdict::Conflict) > 0
    }
}

impl IssueRow {
    pub(super) fn new(line: usize, record: &'static str) -> Self {
        Self {
            line,
            key: None,
            record,
            id: None,
            title: String::new(),
            verdict: IssueVerdict::Unchanged,
            why: None,
            changes: Vec::new(),
            kept: Vec::new(),
            conflicts: Vec::new(),
            notes: Vec::new(),
            write: None,
        }
    }

    /// The same, refused.
    pub(super) fn refused(mut self, why: impl Into<String>) -> Self {
        self.verdict = IssueVerdict::Refused;
        self.why = Some(why.into());
        self
    }
}

/// What all rows share while they are looked at.
pub(super) struct Planning<'p> {
    pub(super) program: &'p Program,
    pub(super) reader: Reader<'p>,
    pub(super) asked: Asked<'p>,
    pub(super) mint: Mint,
    /// Stories by what the tracker calls them.
    pub(super) external: BTreeMap<&'p ExternalId, &'p StoryId>,
    /// What was named by a row, with its line.
    seen: BTreeMap<String, usize>,
}

impl Planning<'_> {
    /// Notes that a row stands for a record; the line of another that does.
    pub(super) fn meets(&mut self, name: String, line: usize) -> Option<usize> {
        let first = *self.seen.entry(name).or_insert(line);
        (first != line).then_some(first)
    }
}

/// Compares a file of issues with a program.
pub fn plan<'p>(program: &'p Program, issues: &'p Issues, asked: Asked<'p>) -> TrackerPlan {
    let names = Names::new(program, issues.tracker, asked.wanted);
    let reader = Reader::new(names, issues, asked.anyway);
    let mint = Mint::new(program, asked.taken.iter().map(String::as_str), asked.seed);
    let mut external = BTreeMap::new();
    for (id, story) in &program.stories {
        for name in &story.external {
            external.entry(&name.value).or_insert(id);
        }
    }
    let mut planning = Planning { program, reader, asked, mint, external, seen: BTreeMap::new() };
    // Epics first, wherever they stand: stories name them.
    let mut rows: BTreeMap<usize, IssueRow> = BTreeMap::new();
    for (at, issue) in issues.issues.iter().enumerate() {
        if issue.trouble.is_none() && planning.reader.is_epic(&issue.cells) {
            rows.insert(at, epic::row(&mut planning, at, issue));
        }
    }
    for (at, issue) in issues.issues.iter().enumerate() {
        let row = match &issue.trouble {
            Some(why) => IssueRow::new(issue.line, "story").refused(why.as_str()),
            None if rows.contains_key(&at) => continue,
            None => story::row(&mut planning, issue),
        };
        rows.insert(at, row);
    }
    TrackerPlan {
        tracker: issues.tracker,
        columns: issues.columns.clone(),
        unknown: planning.reader.unknown(),
        warnings: issues.warnings.clone(),
        rows: rows.into_values().collect(),
    }
}
