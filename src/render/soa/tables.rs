//! CSV, and the workbook: document control, dashboard, the statement, what goes beyond the
//! framework, the plan, the evidence, what changed, the legend.

use super::columns::{COLUMNS, STATE};
use crate::{
    render::{
        Error, csv as text,
        xlsx::{Around, Cell, Column, Sheet, workbook},
    },
    report::soa::{
        Label, Lang, Soa,
        view::{ChangeRow, EvidenceEntry, PlanRow, SoaRow},
    },
};

/// One table: the controls that the statement decides, then those beyond the framework, which
/// stand there under their full names.
///
/// # Errors
/// When a row does not fit the table.
pub fn csv(view: &Soa) -> Result<String, Error> {
    let all = || COLUMNS.iter().chain([&STATE]);
    let header: Vec<&str> = all().map(|column| column.label.text(view.lang)).collect();
    let rows = view.rows.iter().chain(&view.beyond);
    let cells = rows.map(|row| all().map(|column| column.text(row, view.lang)));
    text::table(&header, cells)
}

/// The workbook.
///
/// # Errors
/// When a sheet does not fit into a workbook.
pub fn xlsx(view: &Soa) -> Result<Vec<u8>, Error> {
    let lang = view.lang;
    let mut sheets = vec![
        document(view),
        dashboard(view),
        statement(Label::Statement, &view.rows, lang),
        statement(Label::Beyond, &view.beyond, lang),
        plan(&view.plan, lang),
        evidence(&view.evidence, lang),
    ];
    if let Some(changes) = &view.changes {
        sheets.push(changed(&changes.rows, lang));
    }
    sheets.push(legend(view));
    let head = view.frame.head.as_ref();
    let root = head.map_or_else(|| "–".to_owned(), |head| head.root.chars().take(16).collect());
    let as_of = Label::AsOf.text(lang);
    let pin = format!("{as_of} {} · {} {root}", view.frame.day, Label::LedgerHead.text(lang));
    let around = Around {
        title: &view.frame.title,
        organization: &view.frame.organization,
        pin: &pin,
        page: Label::Page.text(lang),
        created: view.frame.as_of.observed,
        choose: (Label::ChooseTitle.text(lang), Label::ChooseHelp.text(lang)),
    };
    Ok(workbook(&sheets, &around)?)
}

fn columns(lang: Lang, columns: &[(Label, u16)]) -> Vec<Column> {
    columns.iter().map(|(label, width)| Column::plain(label.text(lang), *width)).collect()
}

fn sheet(name: Label, lang: Lang, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Sheet {
    Sheet { name: name.text(lang.one()), columns, rows, frozen: 1, is_wide: false }
}

fn document(view: &Soa) -> Sheet {
    let lang = view.lang;
    let mut rows: Vec<Vec<Cell>> = view
        .document
        .iter()
        .map(|fact| vec![Cell::Strong(fact.label.to_owned()), Cell::Text(fact.text.clone())])
        .collect();
    let notes = view.frame.notes.iter().map(|note| ("!", note.as_str()));
    let changes = view.changes.iter().flat_map(|changes| &changes.since);
    let compared = changes.map(|fact| {
        let label = format!("{}: {}", Label::ChangesFrom.text(lang), fact.label);
        vec![Cell::Strong(label), Cell::Text(fact.text.clone())]
    });
    rows.extend(compared);
    rows.extend(
        notes.map(|(mark, note)| vec![Cell::Strong(mark.to_owned()), Cell::Text(note.to_owned())]),
    );
    let help = Label::EditHelp.text(lang).to_owned();
    rows.push(vec![Cell::Strong(Label::Legend.text(lang).to_owned()), Cell::Text(help)]);
    let heads = columns(lang, &[(Label::Item, 30), (Label::Value, 100)]);
    sheet(Label::DocumentControl, lang, heads, rows)
}

fn dashboard(view: &Soa) -> Sheet {
    let lang = view.lang;
    let totals = &view.totals;
    let word = |label: Label| label.text(lang);
    let mut heads = vec![Column::plain(word(Label::Theme), 34)];
    heads.extend(totals.statuses.iter().map(|total| Column::plain(total.status.word, 14)));
    heads.push(Column::plain(word(Label::Total), 12));
    let line = |name: Cell, counts: &mut dyn Iterator<Item = u64>, all: u64| {
        let counts = counts.chain([all]).map(Cell::Number);
        std::iter::once(name).chain(counts).collect::<Vec<Cell>>()
    };
    let mut rows: Vec<Vec<Cell>> = totals
        .themes
        .iter()
        .map(|theme| {
            line(Cell::Text(theme.name.clone()), &mut theme.counts.iter().copied(), theme.all)
        })
        .collect();
    let mut counts = totals.statuses.iter().map(|total| total.count);
    rows.push(line(Cell::Strong(word(Label::Total).to_owned()), &mut counts, totals.all));
    let decided = [
        (Label::Applied, totals.applicable),
        (Label::Excluded, totals.excluded),
        (Label::Undecided, totals.undecided),
    ];
    rows.extend(
        decided.map(|(label, count)| vec![Cell::Text(word(label).to_owned()), Cell::Number(count)]),
    );
    let of = format!("{} {} {}", word(Label::Proven), word(Label::Of), totals.counted);
    rows.push(vec![Cell::Strong(of), Cell::Number(totals.proven)]);
    sheet(Label::Dashboard, lang, heads, rows)
}

fn statement(name: Label, rows: &[SoaRow], lang: Lang) -> Sheet {
    let all = || COLUMNS.iter().chain([&STATE]);
    Sheet {
        name: name.text(lang.one()),
        columns: all().map(|column| column.column(lang)).collect(),
        rows: rows.iter().map(|row| all().map(|column| column.cell(row, lang)).collect()).collect(),
        frozen: 2,
        is_wide: true,
    }
}

fn plan(plan: &[PlanRow], lang: Lang) -> Sheet {
    let heads = columns(
        lang,
        &[
            (Label::Control, 10),
            (Label::Name, 30),
            (Label::Implementation, 16),
            (Label::Why, 44),
            (Label::Story, 40),
            (Label::Claimed, 12),
            (Label::Proof, 14),
            (Label::Sprint, 12),
            (Label::Owner, 18),
        ],
    );
    let rows = plan.iter().map(|row| {
        let story = row.story.as_ref();
        let text = |text: Option<String>| Cell::Text(text.unwrap_or_default());
        vec![
            Cell::Strong(row.id.clone()),
            Cell::Text(row.title.clone()),
            Cell::Status(row.status),
            Cell::Text(row.why.join("\n")),
            Cell::Text(story.map_or_else(
                || Label::NoStory.text(lang).to_owned(),
                |story| format!("{} {}", story.id, story.title),
            )),
            text(story.map(|story| story.claim.told(lang).word.to_owned())),
            story.map_or(Cell::Text(String::new()), |story| Cell::Status(story.proof.told(lang))),
            text(story.and_then(|story| story.sprint.clone())),
            text(row.owner.clone()),
        ]
    });
    sheet(Label::Plan, lang, heads, rows.collect())
}

fn evidence(index: &[EvidenceEntry], lang: Lang) -> Sheet {
    let heads = columns(
        lang,
        &[
            (Label::Reference, 12),
            (Label::Kind, 11),
            (Label::What, 40),
            (Label::Source, 24),
            (Label::Observed, 21),
            (Label::Recorded, 21),
            (Label::Entry, 9),
            (Label::Controls, 34),
        ],
    );
    let hash = Column::plain("SHA-256", 34);
    let rows = index.iter().map(|entry| {
        vec![
            Cell::Strong(entry.reference.clone()),
            Cell::Text(entry.kind.to_owned()),
            Cell::Text(entry.name.clone()),
            Cell::Text(entry.source.clone()),
            Cell::Text(entry.observed_at.clone()),
            Cell::Text(entry.recorded_at.clone()),
            Cell::Number(entry.entry),
            Cell::Text(entry.controls.join(", ")),
            Cell::Text(entry.sha256.clone().unwrap_or_default()),
        ]
    });
    let heads = heads.into_iter().chain([hash]).collect();
    sheet(Label::EvidenceIndex, lang, heads, rows.collect())
}

fn changed(changes: &[ChangeRow], lang: Lang) -> Sheet {
    let heads = columns(
        lang,
        &[
            (Label::Kind, 20),
            (Label::What, 14),
            (Label::Name, 34),
            (Label::Before, 34),
            (Label::After, 34),
            (Label::Why, 44),
        ],
    );
    let rows = changes.iter().map(|row| {
        vec![
            Cell::Text(row.label.to_owned()),
            Cell::Strong(row.what.clone()),
            Cell::Text(row.title.clone()),
            Cell::Text(row.before.clone()),
            Cell::Text(row.after.clone()),
            Cell::Text(row.why.join("\n")),
        ]
    });
    let mut rows: Vec<Vec<Cell>> = rows.collect();
    if rows.is_empty() {
        rows.push(vec![Cell::Text(Label::NoChange.text(lang).to_owned())]);
    }
    sheet(Label::Changes, lang, heads, rows)
}

fn legend(view: &Soa) -> Sheet {
    let lang = view.lang;
    let statuses = view
        .statuses
        .iter()
        .map(|row| vec![Cell::Status(row.status), Cell::Text(row.meaning.to_owned())]);
    let stories = view.frame.legend.iter().skip(1).flat_map(|group| {
        group.rows.iter().map(|row| {
            let kind = format!("{}: {}", group.kind, row.status.word);
            vec![Cell::Strong(kind), Cell::Text(row.meaning.to_owned())]
        })
    });
    let risks = view.risks.iter().map(|risk| {
        let kind = format!("{}: {}", Label::Risk.text(lang), risk.id);
        vec![Cell::Strong(kind), Cell::Text(format!("{} ({})", risk.title, risk.treatment))]
    });
    let heads = columns(lang, &[(Label::Status, 30), (Label::Meaning, 100)]);
    sheet(Label::Legend, lang, heads, statuses.chain(stories).chain(risks).collect())
}
