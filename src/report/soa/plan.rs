//! What is asked for and not proven, with the stories that work on it.

use super::view::{PlanRow, SoaRow};
use crate::{
    assess::Proof,
    report::{anchors, words::Worded as _},
};

/// The implementation plan over these rows: one line for each control and each of its stories that
/// is not verified; a control without such a story has a line of its own, and is easily seen.
pub(super) fn plan(rows: &[SoaRow]) -> Vec<PlanRow> {
    rows.iter().filter(|row| row.implementation.is_open()).flat_map(lines).collect()
}

fn lines(row: &SoaRow) -> Vec<PlanRow> {
    let line = |story: Option<&super::view::SoaStory>| PlanRow {
        id: row.id.clone(),
        href: anchors::href(&row.anchor),
        title: row.title.clone(),
        status: row.status,
        why: row.why.clone(),
        owner: story.and_then(|story| story.owner.clone()).or_else(|| row.owner.clone()),
        story: story.cloned(),
    };
    let verified = Proof::Verified.word();
    let open: Vec<_> = row.stories.iter().filter(|story| story.proof != verified).collect();
    if open.is_empty() {
        return vec![line(None)];
    }
    open.into_iter().map(|story| line(Some(story))).collect()
}
