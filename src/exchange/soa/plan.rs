//! What each row asks for.
//!
//! Three values decide: what the row's own cells say now, what the files say now, and the state that
//! the row has carried since it was written. A row that was not edited asks for nothing, even if
//! the files went on; one that was edited while the files went on is a conflict for people to settle.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::mapping::Mapping;
use crate::{
    exchange::table::Table,
    ids::{ControlRef, FrameworkId},
    model::Applicability,
    program::Program,
    render::csv::{MAX_CHARACTERS, text_of},
    report::soa::{
        Label, Lang,
        state::{plain, state},
    },
};

/// What spreadsheets show in place of a value.
const ERRORS: [&str; 8] =
    ["#REF!", "#NAME?", "#VALUE!", "#N/A", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"];

/// A decision on a control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decided {
    /// Whether it applies.
    pub applicable: bool,
    /// The reasons for inclusion, by their words in files.
    pub because: Vec<String>,
    /// Why it is in or out.
    pub reason: String,
}

/// What a row asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It says what the files say.
    Unchanged,
    /// It was not edited; the files have changed since, and stay.
    FilesAreNewer,
    /// Whether the control applies is changed, and the reason with it.
    ChangedApplicable,
    /// The reason, or what asks for it, is changed.
    ChangedReason,
    /// The files have no decision yet.
    New,
    /// Both the row and the files were changed since the table was written.
    Conflict,
    /// The program has no such control.
    UnknownControl,
    /// The row cannot be taken as it is.
    Invalid,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: [Self; 8] = [
        Self::Unchanged,
        Self::FilesAreNewer,
        Self::ChangedApplicable,
        Self::ChangedReason,
        Self::New,
        Self::Conflict,
        Self::UnknownControl,
        Self::Invalid,
    ];

    /// The verdict for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Unchanged => "unchanged",
            Self::FilesAreNewer => "files are newer",
            Self::ChangedApplicable => "changed applicable",
            Self::ChangedReason => "changed reason",
            Self::New => "new decision",
            Self::Conflict => "conflict",
            Self::UnknownControl => "unknown control",
            Self::Invalid => "invalid",
        }
    }

    /// Whether it changes the files.
    pub fn is_change(self) -> bool {
        matches!(self, Self::ChangedApplicable | Self::ChangedReason | Self::New)
    }

    /// Whether people must settle it first.
    pub fn is_trouble(self) -> bool {
        matches!(self, Self::Conflict | Self::UnknownControl | Self::Invalid)
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImportRow {
    /// Its number in the file.
    pub row: usize,
    /// The control, as the row writes it.
    pub control: String,
    /// What it asks for.
    pub verdict: Verdict,
    /// What the files say now.
    pub before: Option<Decided>,
    /// What they will say; `None` when nothing changes.
    pub after: Option<Decided>,
    /// What there is to say about it.
    pub note: Option<String>,
}

/// Every row with what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImportPlan {
    /// Which column is what.
    pub mapping: Mapping,
    /// Each row.
    pub rows: Vec<ImportRow>,
}

impl ImportPlan {
    /// How many rows have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.rows.iter().filter(|row| row.verdict == verdict).count()
    }

    /// The decisions that change.
    pub fn changes(&self) -> impl Iterator<Item = (&str, &Decided)> {
        let changed = self.rows.iter().filter(|row| row.verdict.is_change());
        changed.filter_map(|row| Some((row.control.as_str(), row.after.as_ref()?)))
    }

    /// Whether people must settle something first.
    pub fn has_trouble(&self) -> bool {
        self.rows.iter().any(|row| row.verdict.is_trouble())
    }
}

/// Says what each row asks for. Controls without a framework in their name are those of `framework`.
pub fn plan(
    program: &Program,
    framework: &FrameworkId,
    table: &Table,
    mapping: Mapping,
) -> ImportPlan {
    let mut seen = BTreeSet::new();
    let rows = table.rows.iter().map(|(number, cells)| {
        let cell = |at: usize| cells.get(at).map_or("", String::as_str);
        let typed = plain(text_of(cell(mapping.control)));
        let row = |verdict, note: Option<String>| ImportRow {
            row: *number,
            control: typed.clone(),
            verdict,
            before: None,
            after: None,
            note,
        };
        let full = if typed.contains('/') { typed.clone() } else { format!("{framework}/{typed}") };
        let control = full.parse::<ControlRef>().ok();
        let known = control.as_ref().and_then(|id| program.control(id)).filter(|c| !c.heading);
        let Some(control) = known else {
            return row(Verdict::UnknownControl, None);
        };
        if !seen.insert(control.id.clone()) {
            return row(Verdict::Invalid, Some("the control stands in an earlier row too".into()));
        }
        let id = control.id.to_string();
        let now = program.applicability_of(&control.id).map(decided);
        let judged = match asked(&mapping, &cell, now.as_ref()) {
            Ok(None) => row(Verdict::Unchanged, None),
            Ok(Some(asked)) => {
                let base = mapping.state.map(|at| cell(at).trim());
                judge(row(Verdict::Unchanged, None), &id, base, now.clone(), asked)
            }
            Err(why) => row(Verdict::Invalid, Some(why)),
        };
        ImportRow { control: id, before: now, ..judged }
    });
    let rows = rows.collect();
    ImportPlan { mapping, rows }
}

fn decided(decision: &Applicability) -> Decided {
    Decided {
        applicable: decision.applicable,
        because: decision.because.iter().map(|word| word.value.clone()).collect(),
        reason: decision.reason.as_ref().map(|reason| reason.value.clone()).unwrap_or_default(),
    }
}

/// What the cells of a row say; `None` when they leave the control undecided. What has no column is
/// as it is now.
fn asked<'t>(
    mapping: &Mapping,
    cell: &impl Fn(usize) -> &'t str,
    now: Option<&Decided>,
) -> Result<Option<Decided>, String> {
    let applicable = match word(cell(mapping.applicable), [Label::Yes, Label::No])? {
        Some(Label::Yes) => true,
        Some(_) => false,
        None if now.is_some() => return Err("whether it applies is left empty".to_owned()),
        None => return Ok(None),
    };
    let because = match &mapping.because {
        Some(columns) => {
            let mut because = Vec::new();
            for (name, at) in columns {
                if word(cell(*at), [Label::Chosen, Label::No])? == Some(Label::Chosen) {
                    because.push((*name).to_owned());
                }
            }
            because
        }
        None => now.map(|now| now.because.clone()).unwrap_or_default(),
    };
    let column = if applicable { mapping.inclusion } else { mapping.exclusion };
    let reason = match column {
        Some(at) => plain(text_of(cell(at))),
        None => now.map(|now| now.reason.clone()).unwrap_or_default(),
    };
    if ERRORS.contains(&reason.as_str()) {
        return Err(format!("the reason is a spreadsheet's error, {reason}"));
    }
    Ok(Some(Decided { applicable, because, reason }))
}

/// One of two words, in any language; nothing when the cell is empty.
fn word(cell: &str, [yes, no]: [Label; 2]) -> Result<Option<Label>, String> {
    let text = text_of(cell).trim();
    if text.is_empty() {
        return Ok(None);
    }
    let is =
        |label: Label| Lang::ALL.iter().any(|lang| label.text(*lang).eq_ignore_ascii_case(text));
    match (is(yes), is(no)) {
        (true, _) => Ok(Some(yes)),
        (_, true) => Ok(Some(no)),
        _ => {
            let shown: String = text.chars().take(40).collect();
            Err(format!(
                "`{shown}` is neither `{}` nor `{}`",
                yes.text(Lang::En),
                no.text(Lang::En)
            ))
        }
    }
}

fn judge(
    row: ImportRow,
    control: &str,
    base: Option<&str>,
    now: Option<Decided>,
    asked: Decided,
) -> ImportRow {
    let value = |d: &Decided| state(control, d.applicable, &d.because, &d.reason);
    let (ours, theirs) = (now.as_ref().map(&value), value(&asked));
    if ours.as_ref() == Some(&theirs) {
        return row;
    }
    let base = base.filter(|base| !base.is_empty());
    let verdict = match (&ours, base) {
        // What the row carries is what its cells say: nobody edited it.
        (_, Some(base)) if base == theirs => Verdict::FilesAreNewer,
        (Some(ours), Some(base)) if base != ours => Verdict::Conflict,
        (None, Some(_)) => Verdict::Conflict,
        (None, None) => Verdict::New,
        (Some(_), _) => match &now {
            Some(now) if now.applicable == asked.applicable => Verdict::ChangedReason,
            _ => Verdict::ChangedApplicable,
        },
    };
    let note = match verdict {
        Verdict::Conflict => Some("the files have changed since the table was written".to_owned()),
        _ if verdict.is_change() => fault(&asked),
        _ => None,
    };
    if verdict.is_change() && note.is_some() {
        return ImportRow { verdict: Verdict::Invalid, note, ..row };
    }
    // A control that does not apply has no reason to be in.
    let because = if asked.applicable { asked.because } else { Vec::new() };
    let after = verdict.is_change().then_some(Decided { because, ..asked });
    ImportRow { verdict, after, note, ..row }
}

/// Why a changed decision cannot be taken.
fn fault(asked: &Decided) -> Option<String> {
    if asked.reason.is_empty() {
        let what = if asked.applicable { "inclusion" } else { "exclusion" };
        return Some(format!("the justification for {what} is empty"));
    }
    let is_long = asked.reason.chars().count() >= MAX_CHARACTERS;
    is_long.then(|| "the reason is too long for a cell: change it in the files".to_owned())
}
