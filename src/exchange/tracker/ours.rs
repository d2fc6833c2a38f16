//! What a story says, in the same words as an issue; its text for a tracker; a short value over it.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{Field, field::SHARED, read::plain};
use crate::{
    ids::StoryId,
    model::Story,
    program::Program,
    render::csv::{cell, text_of},
};

/// Behind the id of a story, on the line between what its file says and its notes.
const MARK: &str = ": what stands above is kept in its file, notes stand below";

/// What a story says of a field that both sides know.
pub(super) fn of(story: &Story, field: Field) -> Option<String> {
    match field {
        Field::Epic => Some(story.epic.value.to_string()),
        Field::Title => Some(story.title.split_whitespace().collect::<Vec<_>>().join(" ")),
        Field::Notes => story.notes.as_deref().map(plain).filter(|notes| !notes.is_empty()),
        Field::Status => Some(story.status.value.word().to_owned()),
        Field::Sprint => story.sprint.as_ref().map(|sprint| sprint.value.to_string()),
        Field::Points => story.points.as_ref().map(|points| points.value.to_string()),
        Field::Owner => story.owner.as_ref().map(|owner| owner.value.to_string()),
        Field::Started => story.started.as_ref().map(|day| day.value.to_string()),
        Field::Done => story.done.as_ref().map(|day| day.value.to_string()),
        _ => None,
    }
}

/// Whether a tracker says what a story says, be it as a table may have it: a cell is never a formula,
/// shows what would hide, and ends somewhere.
pub(super) fn agrees(program: &Program, story: &Story, field: Field, theirs: Option<&str>) -> bool {
    let ours = of(story, field);
    if ours.as_deref() == theirs {
        return true;
    }
    let through_cell = |text: &str| plain(text_of(&cell(text)));
    let in_table = match field {
        Field::Title => ours.map(|title| through_cell(&title)),
        Field::Notes => notes_of(&through_cell(&description(program, story, false))),
        _ => return false,
    };
    in_table.as_deref() == theirs
}

/// The text of a story for a tracker: what it wants and what must be proven, a line that says where
/// that is kept, and its notes. With nothing above the line there is none, unless it is asked for.
pub(super) fn description(program: &Program, story: &Story, marked: bool) -> String {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let notes = of(story, Field::Notes).unwrap_or_default();
    let mut out = String::new();
    let want = one_line(&story.want);
    if !want.is_empty() {
        let persona = story.persona.as_ref().and_then(|id| program.personas.get(&id.value));
        let who = persona.map(|persona| format!("As {}, I", one_line(&persona.name)));
        // Writing to a string cannot fail, here and below.
        write!(out, "{} want {want}", who.as_deref().unwrap_or("We")).ok();
        let so_that = one_line(&story.so_that);
        if so_that.is_empty() {
            out.push_str(".\n");
        } else {
            writeln!(out, ", so that {so_that}.").ok();
        }
    }
    if !story.acceptance.is_empty() {
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str("To be proven:\n");
        for criterion in &story.acceptance {
            writeln!(out, "* {}", one_line(&criterion.text)).ok();
        }
    }
    if out.is_empty() && !marked && id_of(&notes).is_none() {
        return notes;
    }
    if !out.is_empty() {
        out.push('\n');
    }
    writeln!(out, "storyproof {}{MARK}", story.id.value).ok();
    if !notes.is_empty() {
        write!(out, "\n{notes}").ok();
    }
    plain(&out)
}

/// The line with the mark: the id in it, and where the text goes on.
fn mark(text: &str) -> Option<(StoryId, usize)> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let id = line.trim().strip_prefix("storyproof ").and_then(|rest| rest.strip_suffix(MARK));
        if let Some(id) = id.and_then(|id| StoryId::parse(id).ok()) {
            return Some((id, at));
        }
    }
    None
}

/// The story that a text of a tracker names.
pub(super) fn id_of(text: &str) -> Option<StoryId> {
    mark(text).map(|(id, _)| id)
}

/// The notes in a text of a tracker: what stands below the mark, or all of it.
pub(super) fn notes_of(text: &str) -> Option<String> {
    let from = mark(text).map_or(0, |(_, at)| at);
    Some(plain(text.get(from..).unwrap_or_default())).filter(|notes| !notes.is_empty())
}

/// A short value over what both sides know of a story. It finds honest mistakes; it is no
/// protection against anybody.
pub fn state(story: &Story) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    };
    add("storyproof exchange v1");
    add(story.id.as_str());
    for field in SHARED {
        add(field.word());
        add(of(story, field).as_deref().unwrap_or("\0"));
    }
    hash.finalize().iter().take(6).fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
