//! Every story of a program as a sheet of its workbook.

use super::book::{
    Kind::{Number, Status, Text},
    Table, told,
};
use crate::report::ProgramReport;

/// The stories, by what is claimed and proven.
pub(super) fn table(view: &ProgramReport) -> Table {
    let lang = view.frame.lang;
    let heads = [
        ("Story", 16, Text),
        ("Title", 50, Text),
        ("Epic", 14, Text),
        ("Sprint", 12, Text),
        ("Owner", 20, Text),
        ("Points", 9, Number),
        ("Claimed", 12, Status),
        ("Done on", 12, Text),
        ("Evidence", 14, Status),
        ("Why", 60, Text),
    ];
    let rows = view.stories.iter().flat_map(|group| &group.rows).map(|row| {
        vec![
            row.id.to_string(),
            row.title.clone(),
            row.epic.clone(),
            row.sprint.clone().unwrap_or_default(),
            row.owner.clone().unwrap_or_default(),
            row.points.map_or_else(String::new, |points| points.to_string()),
            row.claim.told(lang).word.to_owned(),
            row.done.clone().unwrap_or_default(),
            row.proof.told(lang).word.to_owned(),
            lang.parts(&row.reasons),
        ]
    });
    Table { frozen: 2, ..Table::new(lang.inside("Stories"), &told(heads, lang), rows) }
}
