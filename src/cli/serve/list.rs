//! Lists of records: what `list` tells.

use storyproof::{
    render,
    report::{
        Frame, Inputs, approval_rows,
        served::{ListPage, ListRow},
        words::Word,
    },
};

use super::{
    links::Links,
    site::{Making, Stop, inputs},
};
use crate::cli::{
    evidence,
    records::{RecordKind, rows},
};

/// The kinds that are listed, with their plurals; evidence and approvals are no records of files.
pub(super) const KINDS: [(&str, &str, Option<RecordKind>); 11] = [
    ("story", "Stories", Some(RecordKind::Story)),
    ("epic", "Epics", Some(RecordKind::Epic)),
    ("control", "Controls", Some(RecordKind::Control)),
    ("check", "Checks", Some(RecordKind::Check)),
    ("risk", "Risks", Some(RecordKind::Risk)),
    ("component", "Components", Some(RecordKind::Component)),
    ("attestation", "Attestations", Some(RecordKind::Attestation)),
    ("exception", "Exceptions", Some(RecordKind::Exception)),
    ("sprint", "Sprints", Some(RecordKind::Sprint)),
    ("approval", "Approvals", None),
    ("evidence", "Evidence", None),
];

/// A list.
pub(super) fn page(making: Making<'_>) -> Result<String, Stop> {
    let Making { asked, workspace, assessed, served, lang, .. } = making;
    let (noun, title, kind) =
        KINDS.into_iter().find(|(name, ..)| *name == asked.of).ok_or(Stop::Missing)?;
    let links = Links::of(&workspace.program, &asked.query());
    let inputs = inputs(&workspace, &assessed, lang, Some(&served));
    let rows = match kind {
        Some(kind) => {
            let rows = rows(kind, &inputs).into_iter();
            rows.map(|row| ListRow {
                href: match row.id.strip_prefix("entry:") {
                    Some(entry) => links.page("entry", entry),
                    None => links.page(noun, &row.id),
                },
                status: row.word(),
                id: row.id,
                beside: row.beside,
                title: row.title,
                reasons: row.reasons,
            })
            .collect()
        }
        None if noun == "approval" => approvals(&inputs, &links),
        None => {
            let files = evidence::listed(&workspace.program, &assessed, lang).into_iter();
            let query = asked.query();
            files
                .map(|(entry, id, about, beside)| ListRow {
                    id,
                    href: Some(format!("/evidence/{entry}{query}")),
                    status: Word { status: "listed", word: "", glyph: "", class: "" },
                    beside,
                    title: about,
                    reasons: Vec::new(),
                })
                .collect()
        }
    };
    let frame = Frame::new(&inputs, "list", lang.text(title));
    Ok(render::served::list(&ListPage {
        frame,
        noun: if noun == "evidence" { "file" } else { noun },
        rows,
    })?)
}

fn approvals(inputs: &Inputs<'_>, links: &Links) -> Vec<ListRow> {
    let (_, rows) = approval_rows(inputs);
    rows.into_iter()
        .map(|row| ListRow {
            id: format!("{} {}", inputs.lang.inside(row.record.kind.word()), row.id),
            href: row.entry.map_or_else(
                || links.page(row.record.kind.word(), &row.id),
                |entry| links.page("entry", &entry.to_string()),
            ),
            status: row.state,
            beside: row.by.unwrap_or_default(),
            title: row.title,
            reasons: vec![row.standing],
        })
        .collect()
}
