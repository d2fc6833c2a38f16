//! What stands around a page that is served live, and the pages that only exist there: the entrance,
//! lists, one record, and trouble.
//!
//! What they tell is what the command line tells of the same things; nothing is decided here.

use serde::Serialize;

use super::{Frame, Lang, words::Word};
use crate::{evidence::LedgerHead, time::AsOf};

/// What stands around a page that is served live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Served {
    /// Which state of the files and the ledger the page shows; another one makes it load again.
    pub state: String,
    /// The clocks as they were asked for, as they go behind every link: `?as-of=2026-03-31`.
    pub query: String,
    /// The evidence clock as it was asked for.
    pub as_of: String,
    /// The ledger's clock as it was asked for.
    pub known_at: String,
    /// Where else to go.
    pub places: Vec<Places>,
    /// What can be done about what the page shows.
    pub acts: Vec<Act>,
    /// Whether the commands are what the page is for.
    pub acts_open: bool,
    /// What has just changed, when it must be said.
    pub notice: Option<String>,
}

/// Places of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Places {
    /// What they have in common; empty when they need no heading.
    pub title: String,
    /// Each place.
    pub links: Vec<Place>,
}

/// A page that can be gone to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// What it is.
    pub text: String,
    /// Where it is, with the clocks.
    pub href: String,
    /// Whether it is this page.
    pub here: bool,
}

/// A command that a person may want to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Act {
    /// What it does.
    pub what: String,
    /// The command, each of its words quoted for a POSIX shell.
    pub command: String,
}

/// A piece of text, which may lead somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Where it leads.
    pub href: Option<String>,
}

/// A fact of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// What is known.
    pub text: Vec<Piece>,
}

/// A record with why it is so, and what lies below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Block {
    /// The kind of record.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its page.
    pub href: Option<String>,
    /// Its title.
    pub title: String,
    /// Its status.
    pub status: Option<Word>,
    /// Why.
    pub reasons: Vec<Vec<Piece>>,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// What it rests on.
    pub below: Vec<Self>,
}

/// The page of one record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecordPage {
    /// What stands around it.
    pub frame: Frame,
    /// The record.
    pub record: Block,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListRow {
    /// Its id.
    pub id: String,
    /// Its page.
    pub href: Option<String>,
    /// Its status; empty when it has none.
    pub status: Word,
    /// What stands beside it.
    pub beside: String,
    /// Its title.
    pub title: String,
    /// Why its status is what it is.
    pub reasons: Vec<String>,
}

/// A list of records of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListPage {
    /// What stands around it.
    pub frame: Frame,
    /// What one of them is called.
    pub noun: &'static str,
    /// The rows.
    pub rows: Vec<ListRow>,
}

/// What one of the people comes for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// Who.
    pub who: String,
    /// Where they begin, each with what is there.
    pub links: Vec<(Place, String)>,
}

/// Something that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenRow {
    /// What.
    pub id: String,
    /// Its page.
    pub href: String,
    /// Its title.
    pub title: String,
    /// Its status, where it has one.
    pub status: Option<Word>,
    /// Why it stands here.
    pub why: String,
    /// Since when, or which.
    pub since: String,
}

/// The entrance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Home {
    /// What stands around it.
    pub frame: Frame,
    /// Points proven, claimed, and claimed without proof.
    pub points: [u64; 3],
    /// What each of the people comes for.
    pub entries: Vec<Entry>,
    /// What is open.
    pub open: Vec<OpenRow>,
    /// How much more is.
    pub more: usize,
}

/// What stands in the way of every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trouble {
    /// What stands around it.
    pub frame: Frame,
    /// What it is.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// The findings as `check` draws them.
    pub findings: Option<String>,
}

impl Frame {
    /// A frame of a page that no program stands behind.
    pub fn bare(lang: Lang, title: impl Into<String>, as_of: AsOf, served: Served) -> Self {
        Self {
            kind: "served",
            lang,
            organization: "storyproof".to_owned(),
            program: "serve".to_owned(),
            title: title.into(),
            as_of,
            head: None::<LedgerHead>,
            day: as_of.observed.day().to_string(),
            pins: Vec::new(),
            chips: Vec::new(),
            verify: super::frame::Verify { command: String::new(), entries: None, root: None },
            notes: Vec::new(),
            legend: Vec::new(),
            served: Some(served),
            site: None,
        }
    }
}
