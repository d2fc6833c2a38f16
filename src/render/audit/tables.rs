//! The audit report as tables: one as CSV, all of them as a workbook. Both are written from the
//! same cells.

use crate::{
    render::{
        Error, book, csv as text,
        xlsx::{Cell, Column, Sheet},
    },
    report::{
        Audit, Lang,
        audit::view::{FindingRow, Item, WorksheetPart},
        audit::{
            period::view::{Deviation, KeptRow},
            review::ReviewInput,
        },
        lang::say,
        words::Word,
    },
};

/// One of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// How each control was kept over the period; without a period, how it stands.
    Controls,
    /// Deviations over the period.
    Deviations,
    /// The findings of assessors.
    Findings,
    /// Worksheets of other methods.
    Worksheets,
    /// The inputs of the management review.
    Review,
    /// The population of the sample, with what was drawn.
    Population,
}

impl Table {
    /// Every table.
    pub const ALL: [Self; 6] = [
        Self::Controls,
        Self::Deviations,
        Self::Findings,
        Self::Worksheets,
        Self::Review,
        Self::Population,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Controls => "controls",
            Self::Deviations => "deviations",
            Self::Findings => "findings",
            Self::Worksheets => "worksheets",
            Self::Review => "review",
            Self::Population => "population",
        }
    }
}

/// A table with its heads, each with a width in letters.
type Made = (Vec<(&'static str, u16)>, Vec<Vec<Cell>>);

/// One table as CSV; `None` when the report does not have it.
///
/// # Errors
/// When a row does not fit the table.
pub fn csv(view: &Audit, table: Table) -> Result<Option<String>, Error> {
    let Some((heads, rows)) = told(view, table) else { return Ok(None) };
    let header: Vec<&str> = heads.iter().map(|(head, _)| *head).collect();
    text::table(&header, rows.iter().map(|row| row.iter().map(plain))).map(Some)
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) | Cell::Strong(text) | Cell::Edit(text) => text.clone(),
        Cell::Number(n) => n.to_string(),
        Cell::Status(word) => word.word.to_owned(),
    }
}

/// Every table that the report has, as a workbook.
///
/// # Errors
/// When a sheet does not fit into a workbook.
pub fn xlsx(view: &Audit) -> Result<Vec<u8>, Error> {
    let sheets: Vec<Sheet> = Table::ALL
        .into_iter()
        .filter_map(|table| Some((table, told(view, table)?)))
        .map(|(table, (heads, rows))| Sheet {
            name: view.frame.lang.inside(table.name()),
            columns: heads
                .into_iter()
                .map(|(heading, width)| Column::plain(heading, width))
                .collect(),
            rows,
            frozen: 1,
            is_wide: true,
        })
        .collect();
    book::of_sheets(&view.frame, &sheets)
}

/// A table in the language of the report.
fn told(view: &Audit, table: Table) -> Option<Made> {
    let lang = view.frame.lang;
    let (heads, mut rows) = made(view, table)?;
    for cell in rows.iter_mut().flatten() {
        if let Cell::Status(word) = cell {
            *word = word.told(lang);
        }
    }
    Some((heads.into_iter().map(|(head, width)| (lang.text(head), width)).collect(), rows))
}

fn made(view: &Audit, table: Table) -> Option<Made> {
    let lang = view.frame.lang;
    Some(match table {
        Table::Controls => match &view.period {
            Some(period) => (KEPT.to_vec(), period.controls.iter().map(kept).collect()),
            None => (STANDS.to_vec(), stands(view)),
        },
        Table::Deviations => {
            let rows = &view.period.as_ref()?.deviations;
            (DEVIATIONS.to_vec(), rows.iter().map(|row| deviation(row, lang)).collect())
        }
        Table::Findings => (
            FINDINGS.to_vec(),
            view.assessor.as_ref()?.rows.iter().map(|row| finding(row, lang)).collect(),
        ),
        Table::Worksheets => {
            let sheets = &view.assessor.as_ref()?.worksheets;
            (WORKSHEETS.to_vec(), sheets.iter().map(|row| worksheet(row, lang)).collect())
        }
        Table::Review => (REVIEW.to_vec(), view.review.as_ref()?.iter().map(review).collect()),
        Table::Population => {
            (POPULATION.to_vec(), view.sample.as_ref()?.items.iter().map(item).collect())
        }
    })
}

fn t(text: impl ToString) -> Cell {
    Cell::Text(text.to_string())
}

fn maybe(value: Option<impl ToString>) -> Cell {
    Cell::Text(value.map(|value| value.to_string()).unwrap_or_default())
}

fn list(items: impl Iterator<Item = String>, between: &str) -> Cell {
    Cell::Text(items.collect::<Vec<_>>().join(between))
}

const STANDS: [(&str, u16); 5] =
    [("control", 12), ("title", 44), ("status", 14), ("since", 12), ("reasons", 80)];

fn stands(view: &Audit) -> Vec<Vec<Cell>> {
    let parts = view.sections.iter().flat_map(|section| &section.controls);
    parts
        .map(|c| {
            let reasons = list(c.reasons.iter().cloned(), " ");
            vec![
                Cell::Strong(c.id.clone()),
                t(&c.title),
                Cell::Status(c.status),
                maybe(c.since),
                reasons,
            ]
        })
        .collect()
}

const KEPT: [(&str, u16); 20] = [
    ("control", 12),
    ("title", 40),
    ("status on the last day", 14),
    ("from", 12),
    ("to", 12),
    ("days counted", 9),
    ("days met", 9),
    ("share of days met", 9),
    ("longest failure (days)", 10),
    ("restored", 9),
    ("mean days to restore", 10),
    ("longest to restore (days)", 10),
    ("runs expected", 9),
    ("kept", 8),
    ("missed", 8),
    ("runs", 8),
    ("longest gap (days)", 9),
    ("deviations", 24),
    ("one sign is a", 8),
    ("day by day", 60),
];

fn kept(row: &KeptRow) -> Vec<Cell> {
    let (strip, runs) = (&row.strip, &row.runs);
    vec![
        Cell::Strong(row.control.id.clone()),
        t(&row.control.title),
        Cell::Status(row.status),
        t(strip.from),
        t(strip.to),
        Cell::Number(strip.counted_days),
        Cell::Number(strip.proven_days),
        t(&row.share),
        Cell::Number(strip.longest_failure),
        Cell::Number(row.restored),
        maybe(row.mean_days_to_restore),
        maybe(row.longest_to_restore),
        Cell::Number(runs.expected),
        Cell::Number(runs.kept),
        Cell::Number(runs.missed),
        Cell::Number(runs.actual),
        maybe(runs.longest_gap),
        list(row.deviations.iter().map(|d| d.id.clone()), ", "),
        t(strip.unit),
        t(&strip.text),
    ]
}

const DEVIATIONS: [(&str, u16); 13] = [
    ("deviation", 22),
    ("control", 12),
    ("title", 36),
    ("nonconformity", 10),
    ("worst status", 12),
    ("from", 12),
    ("until", 12),
    ("days in the period", 9),
    ("then", 12),
    ("checks behind it", 44),
    ("statements behind it", 24),
    ("stories that answer it", 40),
    ("management response", 60),
];

fn deviation(row: &Deviation, lang: Lang) -> Vec<Cell> {
    let word = |word: Word| word.told(lang).word;
    let checks =
        row.checks.iter().map(|c| say!(lang, "{0} {1} {2} days", c.id, word(c.worst), c.days));
    let stories = row.stories.iter().map(|s| format!("{} {}", s.id, word(s.proof)));
    let responses = row.responses.iter().map(|r| {
        let cause =
            r.cause.as_ref().map(|cause| say!(lang, " Cause: {0}", cause)).unwrap_or_default();
        format!("{}, {}, {}: {}{cause}", r.id, r.by, r.on, r.text)
    });
    vec![
        Cell::Strong(row.reference.clone()),
        t(&row.control.id),
        t(&row.control.title),
        t(lang.text(if row.failed { "yes" } else { "no" })),
        Cell::Status(row.worst),
        t(row.from),
        maybe(row.until),
        Cell::Number(row.days),
        row.then.map_or_else(|| t(say!(lang, "it lasts")), Cell::Status),
        list(checks, "; "),
        list(row.statements.iter().cloned(), "; "),
        list(stories, "; "),
        list(responses, "; "),
    ]
}

const FINDINGS: [(&str, u16); 9] = [
    ("requirement", 12),
    ("title", 40),
    ("finding", 14),
    ("status", 12),
    ("since", 12),
    ("method", 30),
    ("evidence reference numbers", 40),
    ("responsible", 40),
    ("why", 60),
];

fn finding(row: &FindingRow, lang: Lang) -> Vec<Cell> {
    let methods = row.methods.iter().map(|m| format!("{} {}", m.method, m.worksheet));
    let mut methods: Vec<String> = methods.collect();
    if methods.is_empty() {
        methods.push(say!(lang, "defined approach"));
    }
    vec![
        Cell::Strong(row.control.id.clone()),
        t(&row.control.title),
        Cell::Status(row.finding),
        Cell::Status(row.status),
        maybe(row.since),
        list(methods.into_iter(), "; "),
        list(row.evidence.iter().map(|e| e.id.clone()), ", "),
        list(row.responsible.iter().cloned(), "; "),
        list(row.why.iter().cloned(), " "),
    ]
}

const WORKSHEETS: [(&str, u16); 11] = [
    ("worksheet", 12),
    ("method", 20),
    ("requirements", 20),
    ("state", 12),
    ("why it has no effect", 40),
    ("what it says", 100),
    ("risks", 12),
    ("requested by", 20),
    ("approved by", 20),
    ("approved##on a day", 12),
    ("expires", 12),
];

fn worksheet(row: &WorksheetPart, lang: Lang) -> Vec<Cell> {
    let fields = row.fields.iter();
    let fields = fields.map(|(name, said)| match said {
        Some(said) => format!("{name}: {said}"),
        None => format!("{name}: {}", say!(lang, "nothing")),
    });
    vec![
        Cell::Strong(row.id.clone()),
        t(row.method),
        list(row.controls.iter().map(|c| c.id.clone()), ", "),
        Cell::Status(row.state),
        list(row.faults.iter().cloned(), "; "),
        list(fields, "\n"),
        list(row.risks.iter().cloned(), ", "),
        maybe(row.requested_by.as_ref()),
        maybe(row.approved_by.as_ref()),
        maybe(row.approved),
        maybe(row.expires),
    ]
}

const REVIEW: [(&str, u16); 4] =
    [("clause", 10), ("asks for", 40), ("what the program's data says", 100), ("to bring", 40)];

fn review(row: &ReviewInput) -> Vec<Cell> {
    vec![
        Cell::Strong(row.clause.to_owned()),
        t(&row.asks),
        list(row.says.iter().cloned(), "\n"),
        t(&row.bring),
    ]
}

const POPULATION: [(&str, u16); 5] =
    [("number", 9), ("draw", 9), ("what", 44), ("more", 60), ("observed at", 22)];

fn item(row: &Item) -> Vec<Cell> {
    vec![Cell::Number(row.number), maybe(row.draw), t(&row.id), t(&row.what), t(row.observed_at)]
}
