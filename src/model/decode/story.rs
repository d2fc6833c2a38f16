//! `[[epic]]`, `[[story]]`, `[[sprint]]` and `[[persona]]`.

use std::collections::BTreeMap;

use super::{
    Records,
    fields::Fields,
    file::{Misread, Record},
    reference::references,
    rules,
    value::Value,
};
use crate::{
    model::{Criterion, Epic, Moved, Persona, Shape, Sprint, Story, StoryKind, StoryStatus, Texts},
    source::{Span, Spanned},
};

impl Record for Epic {
    const KEY: &'static str = "epic";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let id = f.required("id");
        let title = f.text("title");
        let outcome = f.optional("outcome").unwrap_or_default();
        let (owner, notes) = (f.optional("owner"), f.optional("notes"));
        let external = f.list("external");
        Some(Self { id: id?, title, outcome, owner, external, notes })
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.epics
    }
}

impl Record for Story {
    const KEY: &'static str = "story";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let (id, epic, title) = (f.required("id"), f.required("epic"), f.required("title"));
        let draft = || Spanned::new(StoryStatus::Draft, f.span);
        let story = Self {
            alias: f.optional("alias"),
            formerly: f.list("formerly"),
            external: f.list("external"),
            kind: f.optional("kind").unwrap_or(StoryKind::Use),
            persona: f.optional("persona"),
            want: f.optional("want").unwrap_or_default(),
            so_that: f.optional("so_that").unwrap_or_default(),
            sprint: f.optional("sprint"),
            moved: f.tables("moved", "move").into_iter().filter_map(moved).collect(),
            points: f.optional("points"),
            layer: f.scale("layer", 1..=3, f.optional("layer")),
            owner: f.optional("owner"),
            status: f.optional("status").unwrap_or_else(draft),
            started: f.optional("started"),
            done: f.optional("done"),
            controls: f.list("controls"),
            components: f.list("components"),
            risks: f.list("risks"),
            depends_on: f.list("depends_on"),
            acceptance: f
                .each_table("acceptance", "criterion")
                .into_iter()
                .map(criterion)
                .collect(),
            references: references(f),
            notes: f.optional("notes"),
            x: kept(f),
            span: f.span,
            title: title.unwrap_or_else(|| Spanned::new(String::new(), f.span)),
            id: id?,
            epic: epic?,
        };
        Some(story)
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.stories
    }

    /// A misspelt key may have held criteria.
    fn mark_broken(&mut self, misread: Misread) {
        if misread != Misread::Value {
            self.acceptance.push(Criterion::broken(self.span));
        }
    }
}

/// `[story.x.TRACKER]`: what other programs said, by the names of their own columns.
fn kept(f: &Fields<'_>) -> BTreeMap<String, BTreeMap<String, Texts>> {
    let table = f.table("x", "table of trackers");
    f.narrow("x", || Shape::Free(Box::new(Shape::Free(Box::new(Texts::shape())))));
    let trackers = table.into_iter().flat_map(|table| table.entries().collect::<Vec<_>>());
    let columns = |(tracker, _, node): (&str, _, _)| {
        let columns = Fields::of(f.reader, "table of columns", node)?;
        let read = |(column, _, node): (&str, _, _)| {
            Some((column.to_owned(), Texts::read(node, f.reader)?))
        };
        Some((tracker.to_owned(), columns.entries().filter_map(read).collect()))
    };
    trackers.filter_map(columns).collect()
}

fn moved(f: Fields<'_>) -> Option<Moved> {
    let (on, from) = (f.required("on"), f.required("from"));
    f.finish();
    Some(Moved { on: on?, from: from? })
}

/// A criterion is kept whatever it lacks: without it a story could seem proven.
fn criterion(entry: Result<Fields<'_>, Span>) -> Criterion {
    let f = match entry {
        Ok(f) => f,
        Err(span) => return Criterion::broken(span),
    };
    let (reader, before) = (f.reader, f.reader.count());
    let text: Spanned<String> =
        f.required("text").unwrap_or_else(|| Spanned::new(String::new(), f.span));
    // A missing text was reported as such.
    if reader.count() == before && text.trim().is_empty() {
        let title = "an acceptance criterion says nothing".to_owned();
        let help = "write what must be so, in one sentence";
        reader.report_at(&rules::BAD_VALUE, title, text.span, help);
    }
    let (checks, attestation) = (f.list("checks"), f.optional("attestation"));
    f.finish();
    Criterion { text, checks, attestation, broken: reader.count() > before }
}

impl Record for Sprint {
    const KEY: &'static str = "sprint";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let (id, start, end) = (f.required("id"), f.required("start"), f.required("end"));
        let goal = f.optional("goal").unwrap_or_default();
        let capacity = f.optional("capacity");
        let committed = f.optional_list("committed");
        Some(Self { id: id?, start: start?, end: end?, goal, capacity, committed })
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.sprints
    }
}

impl Record for Persona {
    const KEY: &'static str = "persona";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let id = f.required("id");
        let name = f.text("name");
        let description = f.optional("description").unwrap_or_default();
        let adversary = f.optional("adversary").unwrap_or_default();
        let security = f.optional("security").unwrap_or_default();
        Some(Self { id: id?, name, description, adversary, security })
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.personas
    }
}
