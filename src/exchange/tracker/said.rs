//! What an issue says, field by field, in our words.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Field, Issues,
    names::{Names, Unknown, day},
    ours,
    read::Cells,
};
use crate::{ids::EpicId, model::StoryStatus};

/// What an issue says of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing: no column is about it.
    Nothing,
    /// A word that nobody knows here.
    Unknown(String),
    /// This, or that there is nothing.
    Value(Option<String>),
}

/// How deep issues stand below each other.
const DEEPEST: usize = 8;

/// Reads issues of one file.
pub(super) struct Reader<'p> {
    pub(super) names: Names<'p>,
    pub(super) issues: &'p Issues,
    /// Rows of the file by what others call them, in small letters.
    rows: BTreeMap<String, usize>,
    /// The epics of rows that are epics.
    pub(super) epics: BTreeMap<usize, EpicId>,
    unknown: RefCell<BTreeMap<(Field, String), BTreeSet<usize>>>,
    takes_any_size: bool,
}

impl<'p> Reader<'p> {
    pub(super) fn new(names: Names<'p>, issues: &'p Issues, takes_any_size: bool) -> Self {
        let mut rows = BTreeMap::new();
        for field in [Field::Key, Field::Number, Field::Id] {
            for (at, issue) in issues.issues.iter().enumerate() {
                if let Some(name) = issues.text(&issue.cells, field) {
                    rows.entry(name.to_lowercase()).or_insert(at);
                }
            }
        }
        let (epics, unknown) = (BTreeMap::new(), RefCell::default());
        Self { names, issues, rows, epics, unknown, takes_any_size }
    }

    /// Whether a row is an epic.
    pub(super) fn is_epic(&self, cells: &Cells) -> bool {
        self.issues.text(cells, Field::Type).is_some_and(|kind| kind.eq_ignore_ascii_case("epic"))
    }

    /// What was not known, and how often.
    pub(super) fn unknown(&self) -> Vec<Unknown> {
        let unknown = self.unknown.borrow();
        let said = unknown.iter().map(|((field, text), rows)| Unknown {
            field: *field,
            text: text.clone(),
            rows: rows.len(),
            remedy: Names::remedy(*field, text),
        });
        said.collect()
    }

    /// Notes that a row says a word that nobody knows here.
    pub(super) fn note(&self, line: usize, field: Field, said: &str) {
        let mut unknown = self.unknown.borrow_mut();
        unknown.entry((field, said.to_owned())).or_default().insert(line);
    }

    /// What cells say of a field. `ours` is what the story claims now: an issue that is only open
    /// agrees with every claim but a last one.
    pub(super) fn said(&self, cells: &Cells, field: Field, ours: Option<StoryStatus>) -> Said {
        let Some(texts) = self.issues.texts(cells, field) else { return Said::Nothing };
        let Some(text) = texts.last() else {
            return match field {
                // Nothing stands in place of these.
                Field::Status | Field::Title | Field::Epic => Said::Nothing,
                _ => Said::Value(None),
            };
        };
        let known = match field {
            Field::Title => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Field::Notes => return Said::Value(ours::notes_of(text)),
            Field::Status => self.claim(text, ours).map(|claim| claim.word().to_owned()),
            Field::Sprint => self.names.sprint(text).map(ToString::to_string),
            Field::Points => self.points(text),
            Field::Owner => {
                let known = texts.iter().find_map(|text| self.names.party(text));
                known.map(ToString::to_string)
            }
            Field::Epic => self.epic(text, DEEPEST).map(|epic| epic.to_string()),
            Field::Started | Field::Done => day(text).map(|day| day.to_string()),
            _ => return Said::Nothing,
        };
        known.map_or_else(|| Said::Unknown(text.clone()), |text| Said::Value(Some(text)))
    }

    fn claim(&self, said: &str, ours: Option<StoryStatus>) -> Option<StoryStatus> {
        if !said.eq_ignore_ascii_case("open") {
            return self.names.claim(said);
        }
        match ours {
            Some(StoryStatus::Done | StoryStatus::Dropped) => Some(StoryStatus::Doing),
            Some(claim) => Some(claim),
            None => self.names.claim(said),
        }
    }

    /// A whole number that a story may have.
    fn points(&self, said: &str) -> Option<String> {
        let number = said.strip_suffix(".0").unwrap_or(said).parse::<u32>().ok()?;
        let most = self.names.program.settings.story_points;
        (self.takes_any_size || number <= most).then(|| number.to_string())
    }

    /// The epic that an issue stands below, at once or through others.
    fn epic(&self, said: &str, deep: usize) -> Option<EpicId> {
        let of_row = || {
            let at = *self.rows.get(&said.to_lowercase())?;
            let above = || {
                let issue = self.issues.issues.get(at)?;
                let text = self.issues.text(&issue.cells, Field::Epic)?;
                if deep == 0 { None } else { self.epic(text, deep - 1) }
            };
            self.epics.get(&at).cloned().or_else(above)
        };
        of_row().or_else(|| self.names.epic(said).cloned())
    }
}
