//! Registers as workbooks: sheets of the same rows that the CSV of a report has, the first of them
//! saying what pins the report.
//!
//! A cell is told by its column: text, a number, or a status, which gets its colour from the legend of
//! the report. So a workbook cannot say anything else than the table that it is made from.

use std::collections::BTreeMap;

use super::{
    Error, csv as text, responsibility, results, risks, stories, trace, traceability,
    xlsx::{Around, Cell, Column, Sheet, workbook},
};
use crate::report::{
    EvidenceIndex, Frame, Lang, Matrix, PlanReport, ProgramReport, ResponsibilityMatrix, Results,
    RiskRegister, TraceReport, Traceability, lang::say, words::Word,
};

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A number, or nothing.
    Number,
    /// The word of a status.
    Status,
}

use Kind::{Number, Status, Text};

/// A table on its way into a sheet or into CSV.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The name of its sheet.
    pub name: &'static str,
    /// The headings, each with the width of its column and what stands in it.
    pub heads: Vec<(String, u16, Kind)>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
    /// How many columns stay in sight on the left.
    pub frozen: u16,
}

impl Table {
    /// A table of headings and rows that are there already; columns behind those that are named hold
    /// numbers.
    fn of(
        name: &'static str,
        header: impl IntoIterator<Item = String>,
        columns: &[(u16, Kind)],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        let columns = columns.iter().copied().chain(std::iter::repeat((12, Number)));
        Self {
            name,
            heads: header
                .into_iter()
                .zip(columns)
                .map(|(h, (width, kind))| (h, width, kind))
                .collect(),
            rows: rows.into_iter().collect(),
            frozen: 1,
        }
    }

    /// The same with its headings written out, in the language of the report.
    pub(super) fn new(
        name: &'static str,
        heads: &[(impl AsRef<str>, u16, Kind)],
        rows: impl IntoIterator<Item = Vec<String>>,
    ) -> Self {
        let columns: Vec<(u16, Kind)> =
            heads.iter().map(|(_, width, kind)| (*width, *kind)).collect();
        Self::of(name, heads.iter().map(|(head, ..)| head.as_ref().to_owned()), &columns, rows)
    }
}

/// A report that comes as tables.
pub trait Tables {
    /// What pins it.
    fn frame(&self) -> &Frame;
    /// The statuses in its tables that the legend of every report does not have.
    fn words(&self) -> Vec<Word> {
        Vec::new()
    }
    /// Its tables; the first is its CSV.
    fn tables(&self) -> Vec<Table>;
}

/// The first table as CSV.
///
/// # Errors
/// When a row does not fit the table.
pub fn csv(report: &impl Tables) -> Result<String, Error> {
    let Some(table) = report.tables().into_iter().next() else { return Ok(String::new()) };
    let header: Vec<&str> = table.heads.iter().map(|(head, ..)| head.as_str()).collect();
    text::table(&header, &table.rows)
}

/// Every table as a workbook.
///
/// # Errors
/// When a sheet does not fit into a workbook.
pub fn xlsx(report: &impl Tables) -> Result<Vec<u8>, Error> {
    let frame = report.frame();
    let lang = frame.lang;
    let words: BTreeMap<&str, Word> = (frame.legend.iter().flat_map(|group| &group.rows))
        .map(|row| row.status)
        .chain(report.words())
        .map(|word| word.told(lang))
        .map(|word| (word.word, word))
        .collect();
    let mut sheets = vec![about(frame)];
    sheets.extend(report.tables().into_iter().map(|table| sheet(table, &words)));
    of_sheets(frame, &sheets)
}

/// A workbook of sheets, with what pins the report at the foot of each page.
///
/// # Errors
/// When a sheet does not fit into a workbook.
pub(super) fn of_sheets(frame: &Frame, sheets: &[Sheet]) -> Result<Vec<u8>, Error> {
    let root = frame.head.as_ref();
    let root = root.map_or_else(|| "–".to_owned(), |head| head.root.chars().take(16).collect());
    let lang = frame.lang;
    let pin = say!(lang, "as of {0} · root {1}", frame.day, root);
    let around = Around {
        title: &frame.title,
        organization: &frame.organization,
        pin: &pin,
        page: lang.text("page"),
        created: frame.as_of.observed,
        choose: ("", ""),
    };
    Ok(workbook(sheets, &around)?)
}

/// How wide a sheet may be on paper, in letters, before its last columns are left out there.
const WIDEST: u16 = 260;

/// What pins the report, and what its statuses mean.
fn about(frame: &Frame) -> Sheet {
    let lang = frame.lang;
    let line =
        |name: &str, said: &str| vec![Cell::Strong(name.to_owned()), Cell::Text(said.to_owned())];
    let mut rows = vec![
        line(lang.text("Report"), &frame.title),
        line(lang.text("Organization"), &frame.organization),
    ];
    rows.push(line(lang.text("Program"), &frame.program));
    for pin in &frame.pins {
        let code = pin.full.as_ref().or(pin.code.as_ref());
        rows.push(line(
            pin.label,
            format!("{} {}", pin.text, code.map_or("", String::as_str)).trim(),
        ));
    }
    rows.extend(frame.notes.iter().map(|note| line(lang.text("Note"), note)));
    rows.push(line(lang.text("Verify"), &frame.verify.command));
    rows.push(line(
        lang.text("Paper"),
        lang.inside(
            "A sheet that is wider than a page is printed without its last columns. The file \
             has them all.",
        ),
    ));
    let legend = frame.legend.iter().flat_map(|group| &group.rows);
    rows.extend(legend.map(|row| {
        vec![Cell::Status(row.status.told(lang)), Cell::Text(lang.inside(row.meaning).to_owned())]
    }));
    Sheet {
        name: lang.inside("About"),
        columns: vec![Column::plain(lang.text("What"), 22), Column::plain(lang.text("Says"), 100)],
        rows,
        frozen: 1,
        is_wide: false,
    }
}

fn sheet(table: Table, words: &BTreeMap<&str, Word>) -> Sheet {
    let kinds: Vec<Kind> = table.heads.iter().map(|(_, _, kind)| *kind).collect();
    let width: u16 = table.heads.iter().map(|(_, width, _)| *width).sum();
    let cell = |(said, kind): (String, &Kind)| match kind {
        Number => said.parse().map_or(Cell::Text(said), Cell::Number),
        Status => words.get(said.as_str()).map_or(Cell::Text(said), |word| Cell::Status(*word)),
        Text => Cell::Text(said),
    };
    Sheet {
        name: table.name,
        columns: columns(&table.heads),
        rows: (table.rows.into_iter())
            .map(|row| row.into_iter().zip(&kinds).map(cell).collect())
            .collect(),
        frozen: table.frozen,
        is_wide: width > 150,
    }
}

fn columns(heads: &[(String, u16, Kind)]) -> Vec<Column> {
    let mut so_far = 0;
    let column = |(heading, width, _): &(String, u16, Kind)| {
        so_far += *width;
        Column { is_hidden_on_paper: so_far > WIDEST, ..Column::plain(heading, *width) }
    };
    heads.iter().map(column).collect()
}

fn headings(header: &[&str], lang: Lang) -> impl Iterator<Item = String> {
    header.iter().map(move |head| lang.text(head).to_owned())
}

/// Headings of ours with their columns, in the language of a report.
pub(super) fn told<const N: usize>(
    heads: [(&'static str, u16, Kind); N],
    lang: Lang,
) -> [(&'static str, u16, Kind); N] {
    heads.map(|(head, width, kind)| (lang.text(head), width, kind))
}

macro_rules! tables {
    ($report:ty, $view:ident, $tables:expr) => {
        impl Tables for $report {
            fn frame(&self) -> &Frame {
                &self.frame
            }

            fn tables(&self) -> Vec<Table> {
                let $view = self;
                $tables
            }
        }
    };
}

tables!(RiskRegister, view, {
    let level = [(10, Number), (8, Number), (8, Number), (10, Text)];
    let mut columns =
        vec![(10, Text), (28, Text), (40, Text), (16, Text), (12, Text), (14, Status)];
    columns.extend([level, level, level].concat());
    columns.extend([(30, Text), (8, Number), (8, Number), (8, Number), (14, Status), (14, Status)]);
    columns.extend([(12, Text), (12, Text), (24, Text), (12, Text)]);
    let (header, rows) = risks::table(view);
    vec![Table { frozen: 2, ..Table::of(view.frame.lang.inside("Risks"), header, &columns, rows) }]
});

tables!(ResponsibilityMatrix, view, {
    let columns = [
        (18, Text),
        (12, Text),
        (34, Text),
        (12, Status),
        (16, Text),
        (16, Text),
        (20, Text),
        (12, Text),
        (20, Text),
        (8, Text),
        (44, Text),
        (22, Text),
        (20, Text),
        (20, Text),
        (12, Status),
        (14, Text),
        (12, Text),
        (24, Text),
    ];
    let lang = view.frame.lang;
    let rows = responsibility::table(view);
    vec![Table {
        frozen: 2,
        ..Table::of(
            lang.inside("Responsibility"),
            headings(&responsibility::HEADER, lang),
            &columns,
            rows,
        )
    }]
});

tables!(Traceability, view, {
    let columns = [
        (12, Text),
        (26, Text),
        (40, Text),
        (13, Status),
        (12, Text),
        (34, Text),
        (26, Text),
        (40, Text),
        (13, Text),
        (12, Text),
        (26, Text),
        (13, Status),
        (12, Text),
        (12, Text),
        (26, Text),
    ];
    let lang = view.frame.lang;
    let rows = traceability::table(view);
    vec![Table {
        frozen: 2,
        ..Table::of(lang.inside("Threads"), headings(&traceability::HEADER, lang), &columns, rows)
    }]
});

tables!(TraceReport, view, {
    let columns = [
        (13, Text),
        (26, Text),
        (34, Text),
        (12, Status),
        (22, Text),
        (34, Text),
        (7, Number),
        (26, Text),
        (36, Text),
        (44, Text),
        (40, Text),
        (24, Text),
        (13, Status),
        (34, Text),
        (22, Text),
    ];
    let lang = view.frame.lang;
    let rows = trace::rows(view).into_iter().map(Vec::from);
    let header = headings(&trace::HEADER, lang);
    vec![Table { frozen: 2, ..Table::of(lang.inside("Trace"), header, &columns, rows) }]
});

tables!(Results, view, {
    let columns = [
        (22, Text),
        (13, Status),
        (50, Text),
        (18, Text),
        (13, Text),
        (30, Text),
        (15, Text),
        (14, Text),
        (22, Text),
        (10, Text),
        (8, Text),
        (12, Text),
        (21, Text),
        (10, Text),
        (50, Text),
    ];
    let lang = view.frame.lang;
    let counts =
        [("Check", 26, Text), ("Title", 50, Text), ("Status", 14, Status), ("Results", 10, Number)];
    let checks = view.checks.iter().map(|check| {
        vec![
            check.id.to_string(),
            check.title.clone(),
            check.status.told(lang).word.to_owned(),
            check.count.to_string(),
        ]
    });
    let rows = view.rows.iter().map(|row| Vec::from(results::row(row, lang)));
    let header = headings(&results::HEADER, lang);
    vec![
        Table { frozen: 3, ..Table::of(lang.inside("Results"), header, &columns, rows) },
        Table::new(lang.inside("Checks"), &told(counts, lang), checks),
    ]
});

impl Tables for Matrix {
    fn frame(&self) -> &Frame {
        &self.frame
    }

    fn words(&self) -> Vec<Word> {
        self.cells.iter().map(|row| row.status).collect()
    }

    fn tables(&self) -> Vec<Table> {
        let view = self;
        let lang = view.frame.lang;
        let aspects: Vec<&str> = view.aspects.iter().map(|aspect| aspect.name).collect();
        let header = |first: [&'static str; 3], behind: &'static str| {
            let first = first.map(|head| lang.text(head));
            let names = first.into_iter().chain(aspects.iter().copied()).map(str::to_owned);
            let behind =
                aspects.iter().map(move |aspect| format!("{aspect}: {}", lang.text(behind)));
            names.chain(behind).collect::<Vec<String>>()
        };
        let mut columns = vec![(18, Text), (28, Text), (34, Text)];
        columns.extend(aspects.iter().map(|_| (14, Status)));
        columns.extend(aspects.iter().map(|_| (36, Text)));
        let services = view.services.iter().map(|row| {
            let components: Vec<&str> =
                row.components.iter().map(|link| link.text.as_str()).collect();
            let mut cells = vec![row.id.to_string(), row.name.clone(), components.join("; ")];
            cells.extend(row.cells.iter().map(|cell| cell.status.told(lang).word.to_owned()));
            cells.extend(row.cells.iter().map(|cell| {
                let answers = cell.answers.iter().map(|answer| {
                    let answered = answer.answered.as_deref().unwrap_or(lang.inside("no answer"));
                    format!(
                        "{} {}: {}, {answered}",
                        lang.inside(answer.kind),
                        answer.link.text,
                        lang.inside(answer.status.word)
                    )
                });
                answers.collect::<Vec<_>>().join("\n")
            }));
            cells
        });
        let components = view.components.iter().map(|row| {
            let services: Vec<&str> = row.services.iter().map(|link| link.text.as_str()).collect();
            let mut cells = vec![row.id.to_string(), row.name.clone(), services.join("; ")];
            cells.extend(row.cells.iter().map(|cell| cell.status.told(lang).word.to_owned()));
            cells.extend(row.cells.iter().map(|cell| cell.declared.clone().unwrap_or_default()));
            cells
        });
        vec![
            Table {
                frozen: 2,
                ..Table::of(
                    lang.inside("Services"),
                    header(["Service", "Name", "Components"], "behind it"),
                    &columns,
                    services,
                )
            },
            Table {
                frozen: 2,
                ..Table::of(
                    lang.inside("Components"),
                    header(["Component", "Name", "Services"], "declared"),
                    &columns,
                    components,
                )
            },
        ]
    }
}

tables!(PlanReport, view, {
    let lang = view.frame.lang;
    let heads = [
        ("Rank", 7, Number),
        ("Story", 13, Text),
        ("Title", 40, Text),
        ("Owner", 18, Text),
        ("Points", 8, Number),
        ("Evidence", 13, Status),
        ("In the sprint", 10, Text),
        ("Place", 16, Text),
        ("Value", 10, Text),
        ("Value per point", 10, Text),
    ];
    let mut heads = Vec::from(told(heads, lang));
    heads.extend(view.rule.terms.iter().map(|term| (term.label.as_str(), 12, Text)));
    heads.extend(told([("Why", 44, Text), ("Decided by", 22, Text)], lang));
    let stories = view.backlog.iter().map(|row| {
        let mut cells = vec![
            row.rank.to_string(),
            row.id.to_string(),
            row.title.clone(),
            row.owner.clone().unwrap_or_default(),
            row.points.map_or_else(String::new, |points| points.to_string()),
            row.proof.told(lang).word.to_owned(),
            lang.text(if row.is_in { "yes" } else { "no" }).to_owned(),
            row.place.told(lang).word.to_owned(),
            row.value.clone(),
            row.per_point.clone().unwrap_or_default(),
        ];
        cells.extend(row.terms.iter().map(|term| term.adds.clone()));
        cells.extend([row.reason.clone(), row.decided.clone()]);
        cells
    });
    let coverage = view.coverage.iter().map(|row| {
        let numbers = [row.counted, row.before, row.after].map(|n| n.to_string());
        let gained: Vec<String> = row.gained.iter().map(ToString::to_string).collect();
        let names = [row.framework.to_string(), row.title.clone()];
        names.into_iter().chain(numbers).chain([gained.join("; ")]).collect()
    });
    vec![
        Table { frozen: 3, ..Table::new(lang.inside("Backlog"), &heads, stories) },
        Table::new(
            lang.inside("Coverage"),
            &told(
                [
                    ("Framework", 20, Text),
                    ("Title", 30, Text),
                    ("Applicable and due", 12, Number),
                    ("Proven now", 12, Number),
                    ("Proven if done", 12, Number),
                    ("Gained", 60, Text),
                ],
                lang,
            ),
            coverage,
        ),
    ]
});

tables!(ProgramReport, view, {
    let lang = view.frame.lang;
    let heads = [
        ("Measure", 16, Text),
        ("Title", 44, Text),
        ("Owner", 18, Text),
        ("Now", 12, Text),
        ("Of", 22, Text),
        ("Target", 26, Text),
        ("State", 14, Status),
    ];
    let mut heads = Vec::from(told(heads, lang));
    let sprints = view.measures.first().map(|row| row.history.as_slice()).unwrap_or_default();
    heads.extend(sprints.iter().map(|at| (at.sprint.as_str(), 12, Text)));
    let measures = view.measures.iter().map(|row| {
        let mut cells = vec![
            row.id.to_string(),
            row.title.clone(),
            row.owner.clone().unwrap_or_default(),
            row.now.clone(),
            row.of.clone(),
            row.target.clone(),
            row.state.told(lang).word.to_owned(),
        ];
        cells.extend(row.history.iter().map(|at| at.value.clone()));
        cells
    });
    let coverage = view.coverage.iter().map(|row| {
        let numbers = [row.total, row.counted, row.proven].map(|n| n.to_string());
        let names =
            [row.framework.to_string(), row.title.clone(), row.part.unwrap_or("").to_owned()];
        names.into_iter().chain(numbers).collect()
    });
    vec![
        Table { frozen: 2, ..Table::new(lang.inside("Measures"), &heads, measures) },
        Table::new(
            lang.inside("Coverage"),
            &told(
                [
                    ("Framework", 20, Text),
                    ("Title", 30, Text),
                    ("Part", 18, Text),
                    ("In all", 10, Number),
                    ("Applicable and due", 12, Number),
                    ("Proven", 10, Number),
                ],
                lang,
            ),
            coverage,
        ),
        stories::table(view),
    ]
});

tables!(EvidenceIndex, view, {
    let lang = view.frame.lang;
    let heads = [
        ("Evidence", 10, Text),
        ("Entry", 8, Number),
        ("File", 40, Text),
        ("SHA-256", 66, Text),
        ("Tools", 20, Text),
        ("Format", 18, Text),
        ("Observed", 21, Text),
        ("Recorded", 21, Text),
        ("Results", 30, Text),
        ("Checks", 44, Text),
        ("Accounts", 16, Text),
        ("Taken back", 24, Text),
    ];
    let rows = view.rows.iter().map(|row| {
        vec![
            row.reference.clone(),
            row.entry.to_string(),
            row.file.clone(),
            row.sha256.clone(),
            row.tools.join("; "),
            row.format.clone(),
            row.observed.to_string(),
            row.recorded.to_string(),
            row.results.clone(),
            row.checks.join("; "),
            row.accounts.join("; "),
            row.taken_back.clone().unwrap_or_default(),
        ]
    });
    vec![Table::new(lang.inside("Evidence"), &told(heads, lang), rows)]
});
