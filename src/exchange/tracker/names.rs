//! Words of a tracker in ours: claims, parties, sprints and epics. What is not known is counted, with
//! what to type to say it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Field, Tracker};
use crate::{
    ids::{EpicId, PartyId, SprintId, StoryId},
    model::StoryStatus,
    program::Program,
    time::{Day, Instant},
};

/// What people said of the tracker's words, each by the word.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Statuses, and what they claim.
    pub statuses: Vec<(String, StoryStatus)>,
    /// People, and the party that they stand for.
    pub people: Vec<(String, PartyId)>,
    /// Sprints, and ours.
    pub sprints: Vec<(String, SprintId)>,
    /// What issues stand below, and the epic here.
    pub epics: Vec<(String, EpicId)>,
    /// The epic of issues that stand below nothing.
    pub epic: Option<EpicId>,
}

/// A word that is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unknown {
    /// The field.
    pub field: Field,
    /// The word.
    pub text: String,
    /// How many rows say it.
    pub rows: usize,
    /// What to do.
    pub remedy: String,
}

/// The words of a tracker, and which were not known.
#[derive(Debug)]
pub(super) struct Names<'p> {
    pub(super) program: &'p Program,
    pub(super) tracker: Tracker,
    wanted: &'p Wanted,
    sprints: BTreeMap<String, &'p SprintId>,
    parties: BTreeMap<String, &'p PartyId>,
    epics: BTreeMap<String, &'p EpicId>,
    stories: BTreeMap<String, &'p StoryId>,
}

fn small(text: &str) -> String {
    text.trim().to_lowercase()
}

impl<'p> Names<'p> {
    pub(super) fn new(program: &'p Program, tracker: Tracker, wanted: &'p Wanted) -> Self {
        let mut parties = BTreeMap::new();
        // An id goes before a name, whatever the order of the parties.
        for (id, party) in &program.parties {
            let contact = party.contact.as_deref().map(small);
            for name in [Some(small(&party.name)), contact].into_iter().flatten() {
                parties.entry(name).or_insert(id);
            }
        }
        parties.extend(program.parties.keys().map(|id| (small(id.as_str()), id)));
        let mut epics: BTreeMap<String, &EpicId> = BTreeMap::new();
        for (id, epic) in &program.epics {
            epics.entry(small(&epic.title)).or_insert(id);
        }
        for (id, epic) in &program.epics {
            let external = epic.external.iter().filter(|ext| ext.tracker() == tracker.word());
            epics.extend(external.map(|ext| (small(ext.id()), id)));
            epics.insert(small(id.as_str()), id);
        }
        let mut stories: BTreeMap<String, &StoryId> = BTreeMap::new();
        for (id, story) in &program.stories {
            let external = story.external.iter().filter(|ext| ext.tracker() == tracker.word());
            stories.extend(external.map(|ext| (small(ext.id()), id)));
            stories.insert(small(id.as_str()), id);
        }
        let sprints = program.sprints.iter().map(|s| (small(s.id.value.as_str()), &s.id.value));
        Self { program, tracker, wanted, sprints: sprints.collect(), parties, epics, stories }
    }

    pub(super) fn claim(&self, said: &str) -> Option<StoryStatus> {
        told(&self.wanted.statuses, said).copied().or_else(|| self.tracker.claim(said))
    }

    pub(super) fn sprint(&self, said: &str) -> Option<&SprintId> {
        told(&self.wanted.sprints, said).or_else(|| self.sprints.get(&small(said)).copied())
    }

    pub(super) fn party(&self, said: &str) -> Option<&PartyId> {
        told(&self.wanted.people, said).or_else(|| self.parties.get(&small(said)).copied())
    }

    /// An epic here; what names one of our stories stands for that story's epic.
    pub(super) fn epic(&self, said: &str) -> Option<&EpicId> {
        let of_story = || {
            let id = self.stories.get(&small(said))?;
            self.program.stories.get(*id).map(|story| &story.epic.value)
        };
        told(&self.wanted.epics, said)
            .or_else(|| self.epics.get(&small(said)).copied())
            .or_else(of_story)
    }

    /// The epic of issues that stand below nothing.
    pub(super) fn usual_epic(&self) -> Option<&EpicId> {
        self.wanted.epic.as_ref()
    }

    /// What to do about a word that is not known.
    pub(super) fn remedy(field: Field, said: &str) -> String {
        let quoted = said.replace('\n', " ").replace('"', "\\\"");
        match field {
            Field::Status => {
                format!("--status \"{quoted}=doing\" (or draft, ready, done, dropped)")
            }
            Field::Owner => format!("--person \"{quoted}=PARTY\", or the contact of a party"),
            Field::Sprint => format!("--sprint \"{quoted}=SPRINT\", or `storyproof new sprint`"),
            Field::Epic => format!("--epic \"{quoted}=EPIC\""),
            Field::Points => "write a whole number that a story may have, or split it".to_owned(),
            _ => "write a day such as 2026-03-06".to_owned(),
        }
    }
}

fn told<'w, T>(told: &'w [(String, T)], said: &str) -> Option<&'w T> {
    let said = small(said);
    told.iter().find(|(theirs, _)| small(theirs) == said).map(|(_, ours)| ours)
}

/// The day that a tracker writes: an instant, a day, or one of the forms of Jira and JavaScript.
pub(super) fn day(said: &str) -> Option<Day> {
    let said = said.trim();
    if let Ok(day) = said.parse::<Day>() {
        return Some(day);
    }
    if let Ok(at) = said.parse::<Instant>() {
        return Some(at.day());
    }
    // `2026-01-14 09:14`, and whatever zone stands behind it.
    if let Some(day) = said.get(..10).and_then(|day| day.parse::<Day>().ok()) {
        return Some(day);
    }
    let words: Vec<&str> = said.split_whitespace().collect();
    match words.as_slice() {
        // `14/Jan/26 9:14 AM`, as Jira writes it.
        [date, ..] if date.contains('/') => {
            let mut parts = date.split('/');
            let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
            named(day, month, year)
        }
        // `Wed Jan 14 2026 09:14:00 GMT+0000`, as JavaScript writes it.
        [_, month, day, year, ..] => named(day, month, year),
        _ => None,
    }
}

fn named(day: &str, month: &str, year: &str) -> Option<Day> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let short = month.get(..3)?.to_lowercase();
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == short).map(|(number, _)| number)?;
    let year: i32 = year.parse().ok()?;
    let year = if year < 100 { 2000 + year } else { year };
    Day::from_ymd(year, month, day.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_trackers_write_them() {
        let expected = "2026-01-14".parse::<Day>().ok();
        for said in [
            "2026-01-14",
            "2026-01-14T09:14:00Z",
            "2026-01-14T09:14:00.000Z",
            "2026-01-14 09:14",
            "14/Jan/26 9:14 AM",
            "14/Jan/2026",
            "Wed Jan 14 2026 09:14:00 GMT+0000 (GMT)",
        ] {
            assert_eq!(day(said), expected, "{said}");
        }
        // Nobody can tell the day of 02/03/2026.
        for said in ["", "02/03/2026", "soon", "14/Foo/26", "a b c d", "é/Jan/26", "１/Jan/26"] {
            assert_eq!(day(said), None, "{said}");
        }
    }
}
