//! The columns of the Statement of Applicability: what each is called, how wide it is, what stands in
//! it, and whether people edit it.

use crate::{
    render::xlsx::{Cell, Column},
    report::soa::{
        Label, Lang,
        view::{SoaDecision, SoaRow},
    },
};

/// What people may do with a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// Nothing: it is derived.
    Never,
    /// Choose whether a control applies.
    Applies,
    /// Choose a reason for inclusion, by its word in files.
    Because(&'static str),
    /// Write a justification.
    Text,
}

/// A column of the statement.
#[derive(Debug, Clone, Copy)]
pub struct SoaColumn {
    /// What it is called.
    pub label: Label,
    /// How wide it is, in letters.
    pub width: u16,
    /// What people may do with it.
    pub edit: Edit,
    text: fn(&SoaRow, Lang) -> String,
}

const fn derived(label: Label, width: u16, text: fn(&SoaRow, Lang) -> String) -> SoaColumn {
    SoaColumn { label, width, edit: Edit::Never, text }
}

const fn because(label: Label, word: &'static str, text: fn(&SoaRow, Lang) -> String) -> SoaColumn {
    SoaColumn { label, width: 5, edit: Edit::Because(word), text }
}

/// Every column, in order; those that are not printed stand last.
pub const COLUMNS: [SoaColumn; 22] = [
    derived(Label::Control, 8, |row, _| row.id.clone()),
    derived(Label::Name, 22, |row, _| row.title.clone()),
    SoaColumn { label: Label::Applicable, width: 11, edit: Edit::Applies, text: applies },
    because(Label::Risk, "risk", |row, lang| chosen(row, lang, "risk")),
    because(Label::Law, "law", |row, lang| chosen(row, lang, "law")),
    because(Label::Contract, "contract", |row, lang| chosen(row, lang, "contract")),
    because(Label::BestPractice, "best-practice", |row, lang| chosen(row, lang, "best-practice")),
    SoaColumn {
        label: Label::Inclusion,
        width: 28,
        edit: Edit::Text,
        text: |row, _| reason(row, true),
    },
    SoaColumn {
        label: Label::Exclusion,
        width: 20,
        edit: Edit::Text,
        text: |row, _| reason(row, false),
    },
    derived(Label::Implementation, 14, |row, _| row.status.word.to_owned()),
    derived(Label::Why, 34, |row, _| row.why.join("\n")),
    derived(Label::How, 20, |row, _| row.how.clone()),
    derived(Label::Stories, 22, stories),
    derived(Label::Where, 22, places),
    derived(Label::Risks, 15, risks),
    derived(Label::Owner, 14, |row, _| row.owner.clone().unwrap_or_default()),
    derived(Label::Responsibility, 18, |row, _| row.responsibility.join("\n")),
    derived(Label::Evidence, 17, evidence),
    derived(Label::LastVerified, 11, |row, _| row.last_verified.clone().unwrap_or_default()),
    derived(Label::NextReview, 11, |row, _| row.next_review.clone().unwrap_or_default()),
    derived(Label::Approval, 12, approval),
    derived(Label::Theme, 13, |row, _| row.theme.clone()),
];

/// The column that says whether a row changed since it was written. It stands after [`COLUMNS`].
pub const STATE: SoaColumn = derived(Label::RowState, 14, |row, _| {
    row.decision.as_ref().map(|decision| decision.state.clone()).unwrap_or_default()
});

impl SoaColumn {
    /// What stands in the column.
    pub fn text(&self, row: &SoaRow, lang: Lang) -> String {
        (self.text)(row, lang)
    }

    /// The same as a cell of a sheet.
    pub fn cell(&self, row: &SoaRow, lang: Lang) -> Cell {
        let text = self.text(row, lang);
        match (self.label, self.edit) {
            (Label::Implementation, _) => Cell::Status(row.status),
            (Label::Control, _) => Cell::Strong(text),
            (_, Edit::Never) => Cell::Text(text),
            _ => Cell::Edit(text),
        }
    }

    /// The column of a sheet.
    pub fn column(&self, lang: Lang) -> Column {
        Column {
            heading: self.label.text(lang).to_owned(),
            width: self.width,
            choices: match self.edit {
                Edit::Never | Edit::Text => Vec::new(),
                Edit::Applies => vec![Label::Yes.text(lang), Label::No.text(lang)],
                Edit::Because(_) => vec![Label::Chosen.text(lang)],
            },
            is_upright: matches!(self.edit, Edit::Because(_)),
            is_hidden_on_paper: matches!(self.label, Label::Theme | Label::RowState),
        }
    }
}

fn decision(row: &SoaRow) -> Option<&SoaDecision> {
    row.decision.as_ref()
}

fn applies(row: &SoaRow, lang: Lang) -> String {
    let word = |applies| if applies { Label::Yes } else { Label::No };
    decision(row).map(|made| word(made.applicable).text(lang).to_owned()).unwrap_or_default()
}

fn chosen(row: &SoaRow, lang: Lang, word: &str) -> String {
    let is_chosen = decision(row).is_some_and(|made| made.because.iter().any(|w| w == word));
    if is_chosen { Label::Chosen.text(lang).to_owned() } else { String::new() }
}

fn reason(row: &SoaRow, applies: bool) -> String {
    let fits = decision(row).filter(|made| made.applicable == applies);
    fits.map(|made| made.reason.clone()).unwrap_or_default()
}

fn lines<T>(items: &[T], line: impl Fn(&T) -> String) -> String {
    items.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn stories(row: &SoaRow, lang: Lang) -> String {
    lines(&row.stories, |s| {
        format!("{} ({}, {})", s.id, s.claim.told(lang).word, s.proof.told(lang).word)
    })
}

/// The components that have a part in it, then the blocks of their templates.
fn places(row: &SoaRow, _: Lang) -> String {
    let all: Vec<&str> = row.components.iter().chain(&row.templates).map(String::as_str).collect();
    all.join("\n")
}

fn risks(row: &SoaRow, _: Lang) -> String {
    lines(&row.risks, |risk| format!("{} ({})", risk.id, risk.treatment))
}

fn evidence(row: &SoaRow, _: Lang) -> String {
    row.evidence.iter().map(|link| link.reference.clone()).collect::<Vec<_>>().join(", ")
}

fn approval(row: &SoaRow, _: Lang) -> String {
    row.approval.clone().unwrap_or_default()
}
