//! The frame that every report shares: what pins it, what its statuses are, how to verify it.
//!
//! A reader must be able to tell two reports apart, and to make the same one again, from the
//! frame alone: the program's files, the evidence's two clocks, the ledger's head and the scope.
//! The honesty strip ([`Frame::chips`]) stands before any percentage.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Inputs, Lang,
    lang::say,
    served::Served,
    site::Site,
    words::{self, Word, Worded},
};
use crate::{
    assess::{ApprovalState, AttestationStatus, CheckStatus, ControlStatus, Proof},
    evidence::LedgerHead,
    time::AsOf,
};

/// What stands around every report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Frame {
    /// The report's kind, as the command line and JSON name it: `program`, `sprint`, `audit`.
    pub kind: &'static str,
    /// The language of the report's own words.
    pub lang: Lang,
    /// Who runs the program.
    pub organization: String,
    /// The program's name.
    pub program: String,
    /// The report's title.
    pub title: String,
    /// The two clocks.
    pub as_of: AsOf,
    /// Where the ledger stood; `None` without a ledger.
    pub head: Option<LedgerHead>,
    /// The day of the evidence clock, short enough for a title or a footer.
    pub day: String,
    /// What pins the report, for its header.
    pub pins: Vec<Pin>,
    /// The honesty strip: how many of each status, zeros left out.
    pub chips: Vec<Chip>,
    /// How to verify the report offline.
    pub verify: Verify,
    /// What a reader must know before believing anything: an overridden clock, an example.
    pub notes: Vec<String>,
    /// What each status means.
    pub legend: Vec<LegendGroup>,
    /// What stands around a page that is served live.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub served: Option<Served>,
    /// The site that the page is of, when it is of one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub site: Option<Site>,
}

/// One thing that pins a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Pin {
    /// What it is.
    pub label: &'static str,
    /// Its value.
    pub text: String,
    /// A hash or a revision beside the value.
    pub code: Option<String>,
    /// The same in full, for whoever points at it.
    pub full: Option<String>,
}

/// One status with how many there are of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Chip {
    /// The status.
    pub status: Word,
    /// How many.
    pub count: u64,
    /// Where the rows behind the number stand: a fragment of the same page.
    pub href: String,
}

/// How to verify a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Verify {
    /// The command; it names the head that this report rests on.
    pub command: String,
    /// How many entries it must report; `None` when there is no ledger.
    pub entries: Option<u64>,
    /// The root it must report, in full.
    pub root: Option<String>,
}

/// The statuses of one kind with their meanings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LegendGroup {
    /// What has these statuses.
    pub kind: &'static str,
    /// Each status.
    pub rows: Vec<LegendRow>,
}

/// A status with its meaning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LegendRow {
    /// The status.
    pub status: Word,
    /// What it means.
    pub meaning: &'static str,
}

impl Frame {
    /// The frame of a report, with an empty honesty strip: each report fills it with
    /// [`control_chips`] or [`chips`] for what it is about.
    pub fn new(inputs: &Inputs<'_>, kind: &'static str, title: impl Into<String>) -> Self {
        let settings = &inputs.program.settings;
        let as_of = inputs.assessment.as_of;
        Self {
            kind,
            lang: inputs.lang,
            organization: settings
                .organization
                .as_ref()
                .map_or_else(String::new, |o| o.value.clone()),
            program: settings.name.clone(),
            title: title.into(),
            as_of,
            head: inputs.assessment.head.clone(),
            day: as_of.observed.day().to_string(),
            pins: pins(inputs),
            chips: Vec::new(),
            verify: verify(inputs),
            notes: notes(inputs),
            legend: legend(),
            served: inputs.served.cloned(),
            site: None,
        }
    }
}

/// The honesty strip over these controls; `href` says where the rows of a status stand.
pub fn control_chips(
    statuses: impl IntoIterator<Item = ControlStatus>,
    href: impl Fn(ControlStatus) -> String,
) -> Vec<Chip> {
    chips(&ControlStatus::ALL, statuses, href)
}

/// Counts statuses, in the order of `all`, zeros left out.
pub fn chips<T: Worded + PartialEq>(
    all: &[T],
    statuses: impl IntoIterator<Item = T>,
    href: impl Fn(T) -> String,
) -> Vec<Chip> {
    let statuses: Vec<T> = statuses.into_iter().collect();
    all.iter()
        .map(|status| Chip {
            status: status.word(),
            count: statuses.iter().filter(|s| *s == status).count() as u64,
            href: href(*status),
        })
        .filter(|chip| chip.count > 0)
        .collect()
}

fn pins(inputs: &Inputs<'_>) -> Vec<Pin> {
    let lang = inputs.lang;
    let plain = |label, text| Pin { label, text, code: None, full: None };
    let as_of = inputs.assessment.as_of;
    let program = match inputs.revision {
        Some(revision) => Pin {
            label: lang.text("Program"),
            text: if revision.modified {
                say!(lang, "changed since")
            } else {
                say!(lang, "at revision")
            },
            code: Some(revision.commit.chars().take(12).collect()),
            full: Some(revision.commit.clone()),
        },
        None => plain(lang.text("Program"), say!(lang, "the files as they are")),
    };
    let ledger = match &inputs.assessment.head {
        Some(head) => Pin {
            label: lang.text("Ledger"),
            text: say!(lang, "{0}, root", lang.count(head.size, "entry")),
            code: Some(words::short_hash(&head.root)),
            full: Some(head.root.clone()),
        },
        None => plain(lang.text("Ledger"), say!(lang, "no ledger yet")),
    };
    vec![
        plain(lang.text("Evidence as of"), words::instant(as_of.observed)),
        plain(lang.text("Known at"), words::instant(as_of.known)),
        program,
        ledger,
        plain(lang.text("Scope##of a program"), scope(inputs)),
    ]
}

fn scope(inputs: &Inputs<'_>) -> String {
    let lang = inputs.lang;
    lang.list(&[
        lang.count(inputs.program.accounts.len() as u64, "account"),
        lang.count(inputs.program.repositories.len() as u64, "repository"),
    ])
}

fn verify(inputs: &Inputs<'_>) -> Verify {
    let head = inputs.assessment.head.as_ref();
    Verify {
        command: head.map_or_else(
            || "storyproof verify".to_owned(),
            |head| format!("storyproof verify --head {}:{}", head.size, head.root),
        ),
        entries: head.map(|head| head.size),
        root: head.map(|head| head.root.clone()),
    }
}

fn notes(inputs: &Inputs<'_>) -> Vec<String> {
    let (mut notes, lang) = (Vec::new(), inputs.lang);
    let errors = inputs.program.file_errors as u64;
    if errors > 0 {
        notes.push(say!(
            lang,
            "{0} in the program's files: what they describe is left out or counts as not proven.",
            lang.count(errors, "error")
        ));
    }
    if let Some(as_of) = &inputs.program.settings.as_of {
        notes.push(say!(
            lang,
            "This program fixes its own day, {0}: it is an example or an archive, not a live state.",
            as_of.value
        ));
    }
    if inputs.clock_overridden {
        notes.push(say!(
            lang,
            "Entries of this ledger were recorded under a clock that was set by hand. Their recorded times are as good as the word of whoever set it."
        ));
    }
    if inputs.revision.is_some_and(|revision| revision.modified) {
        notes.push(say!(
            lang,
            "The program's files differ from the revision above; the report shows the files."
        ));
    }
    if inputs.assessment.head.is_none() {
        notes.push(say!(lang, "There is no ledger yet, so nothing here is proven."));
    }
    notes
}

fn legend() -> Vec<LegendGroup> {
    fn group<T: Worded>(statuses: impl IntoIterator<Item = T>) -> LegendGroup {
        let row = |status: T| LegendRow { status: status.word(), meaning: status.meaning() };
        LegendGroup { kind: T::KIND, rows: statuses.into_iter().map(row).collect() }
    }
    let until = crate::time::Instant::MIN.day();
    vec![
        group(ControlStatus::ALL),
        group(CheckStatus::ALL),
        group(Proof::ALL),
        group([
            AttestationStatus::Live { record: 0, until },
            AttestationStatus::Expired { record: 0, until },
            AttestationStatus::Missing,
        ]),
        group(ApprovalState::ALL),
    ]
}
