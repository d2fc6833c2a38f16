//! The trackers, with the headings of their columns and their words for what people claim.
//!
//! Sources: the headings of Jira's "Export CSV (all fields)", of Linear's "Export CSV", and the
//! fields of `gh issue list --json` and `gh project item-list --format json`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Field;
use crate::model::StoryStatus;

/// Where issues come from and go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tracker {
    /// Jira, as CSV.
    Jira,
    /// GitHub issues and project items, as JSON.
    GitHub,
    /// Linear, as CSV.
    Linear,
    /// Any other table.
    Csv,
}

/// Jira's headings in small letters; of several for one field the first that says something counts.
const JIRA: [(&str, Field); 28] = [
    ("issue key", Field::Key),
    ("key", Field::Key),
    ("issue id", Field::Number),
    ("external id", Field::Id),
    ("storyproof state", Field::State),
    ("issue type", Field::Type),
    ("work type", Field::Type),
    ("summary", Field::Title),
    ("description", Field::Notes),
    ("status", Field::Status),
    ("parent key", Field::Epic),
    ("parent", Field::Epic),
    ("parent id", Field::Epic),
    ("epic link", Field::Epic),
    ("sprint", Field::Sprint),
    ("story points", Field::Points),
    ("story point estimate", Field::Points),
    ("assignee email", Field::Owner),
    ("assignee", Field::Owner),
    ("start date", Field::Started),
    ("actual start", Field::Started),
    ("resolved", Field::Done),
    ("assignee id", Field::Skip),
    ("last viewed", Field::Skip),
    ("votes", Field::Skip),
    ("watchers", Field::Skip),
    ("watchers id", Field::Skip),
    ("parent summary", Field::Skip),
];

/// GitHub's fields, and the labels that stand for one (`points:3`).
const GITHUB: [(&str, Field); 17] = [
    ("key", Field::Key),
    ("id", Field::Id),
    ("storyproofstate", Field::State),
    ("title", Field::Title),
    ("body", Field::Notes),
    ("status", Field::Status),
    ("epic", Field::Epic),
    ("iteration", Field::Sprint),
    ("sprint", Field::Sprint),
    ("milestone", Field::Sprint),
    ("points", Field::Points),
    ("estimate", Field::Points),
    ("owner", Field::Owner),
    ("assignees", Field::Owner),
    ("start date", Field::Started),
    ("started", Field::Started),
    ("done", Field::Done),
];

const LINEAR: [(&str, Field); 17] = [
    ("id", Field::Key),
    ("external id", Field::Id),
    ("storyproof state", Field::State),
    ("title", Field::Title),
    ("description", Field::Notes),
    ("status", Field::Status),
    ("project", Field::Epic),
    ("parent issue", Field::Epic),
    ("cycle name", Field::Sprint),
    ("cycle number", Field::Sprint),
    ("estimate", Field::Points),
    ("assignee", Field::Owner),
    ("started", Field::Started),
    ("completed", Field::Done),
    ("canceled", Field::Done),
    ("uuid", Field::Number),
    ("time in status (minutes)", Field::Skip),
];

const CSV: [(&str, Field); 15] = [
    ("key", Field::Key),
    ("id", Field::Id),
    ("state", Field::State),
    ("type", Field::Type),
    ("title", Field::Title),
    ("summary", Field::Title),
    ("notes", Field::Notes),
    ("description", Field::Notes),
    ("status", Field::Status),
    ("epic", Field::Epic),
    ("sprint", Field::Sprint),
    ("points", Field::Points),
    ("owner", Field::Owner),
    ("started", Field::Started),
    ("done", Field::Done),
];

/// What trackers call a claim, in small letters. "To do" says nothing about being ready.
const CLAIMS: [(&str, StoryStatus); 33] = [
    ("draft", StoryStatus::Draft),
    ("backlog", StoryStatus::Draft),
    ("to do", StoryStatus::Draft),
    ("todo", StoryStatus::Draft),
    ("new", StoryStatus::Draft),
    ("open", StoryStatus::Draft),
    ("reopened", StoryStatus::Draft),
    ("triage", StoryStatus::Draft),
    ("no status", StoryStatus::Draft),
    ("ready", StoryStatus::Ready),
    ("selected for development", StoryStatus::Ready),
    ("ready for development", StoryStatus::Ready),
    ("ready for dev", StoryStatus::Ready),
    ("doing", StoryStatus::Doing),
    ("in progress", StoryStatus::Doing),
    ("in review", StoryStatus::Doing),
    ("in development", StoryStatus::Doing),
    ("in testing", StoryStatus::Doing),
    ("started", StoryStatus::Doing),
    ("done", StoryStatus::Done),
    ("closed", StoryStatus::Done),
    ("resolved", StoryStatus::Done),
    ("complete", StoryStatus::Done),
    ("completed", StoryStatus::Done),
    ("dropped", StoryStatus::Dropped),
    ("won't do", StoryStatus::Dropped),
    ("won't fix", StoryStatus::Dropped),
    ("closed not_planned", StoryStatus::Dropped),
    ("closed duplicate", StoryStatus::Dropped),
    ("canceled", StoryStatus::Dropped),
    ("cancelled", StoryStatus::Dropped),
    ("duplicate", StoryStatus::Dropped),
    ("rejected", StoryStatus::Dropped),
];

impl Tracker {
    /// Every tracker.
    pub const ALL: [Self; 4] = [Self::Jira, Self::GitHub, Self::Linear, Self::Csv];

    /// Its word, with which external ids begin.
    pub fn word(self) -> &'static str {
        match self {
            Self::Jira => "jira",
            Self::GitHub => "github",
            Self::Linear => "linear",
            Self::Csv => "csv",
        }
    }

    /// Its headings in small letters with what they say, the most telling first.
    pub fn columns(self) -> &'static [(&'static str, Field)] {
        match self {
            Self::Jira => &JIRA,
            Self::GitHub => &GITHUB,
            Self::Linear => &LINEAR,
            Self::Csv => &CSV,
        }
    }

    /// What a heading says, and how telling it is among those of the same field.
    pub fn column(self, heading: &str) -> Option<(usize, Field)> {
        let small = heading.trim().to_lowercase();
        let named = small.strip_prefix("custom field (").and_then(|name| name.strip_suffix(')'));
        let named = named.unwrap_or(&small);
        let mut columns = self.columns().iter().enumerate();
        columns.find(|(_, (name, _))| *name == named).map(|(rank, (_, field))| (rank, *field))
    }

    /// What its word for a status claims.
    pub fn claim(self, said: &str) -> Option<StoryStatus> {
        let small = said.trim().to_lowercase().replace('\u{2019}', "'");
        if self == Self::Linear && small == "todo" {
            return Some(StoryStatus::Ready);
        }
        CLAIMS.iter().find(|(word, _)| *word == small).map(|(_, claim)| *claim)
    }

    /// Its usual word for a claim.
    pub fn status(self, claim: StoryStatus) -> &'static str {
        match (self, claim) {
            (Self::Csv | Self::GitHub, _) => claim.word(),
            (_, StoryStatus::Draft) => "Backlog",
            (Self::Jira, StoryStatus::Ready) => "Selected for Development",
            (_, StoryStatus::Ready) => "Todo",
            (_, StoryStatus::Doing) => "In Progress",
            (_, StoryStatus::Done) => "Done",
            (Self::Jira, StoryStatus::Dropped) => "Won't Do",
            (_, StoryStatus::Dropped) => "Canceled",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_claim_comes_back_from_the_word_for_it() {
        let all = [
            StoryStatus::Draft,
            StoryStatus::Ready,
            StoryStatus::Doing,
            StoryStatus::Done,
            StoryStatus::Dropped,
        ];
        for tracker in Tracker::ALL {
            for claim in all {
                assert_eq!(tracker.claim(tracker.status(claim)), Some(claim), "{tracker:?}");
            }
        }
        assert_eq!(Tracker::Jira.claim("Waiting for Godot"), None);
    }

    #[test]
    fn headings_are_known_as_the_trackers_write_them() {
        let field = |tracker: Tracker, heading| tracker.column(heading).map(|(_, field)| field);
        assert_eq!(field(Tracker::Jira, "Custom field (Story Points)"), Some(Field::Points));
        assert_eq!(field(Tracker::Jira, "Custom field (Epic Link)"), Some(Field::Epic));
        assert_eq!(field(Tracker::Jira, "Labels"), None);
        assert_eq!(field(Tracker::Linear, "ID"), Some(Field::Key));
        assert_eq!(field(Tracker::Linear, "Cycle Name"), Some(Field::Sprint));
    }
}
