//! `[[framework]]`, `[[control]]` and `[[crosswalk]]`.

use super::{
    Records,
    fields::Fields,
    file::{Misread, Record},
    reference::references,
};
use crate::{
    ids::{ControlId, ControlRef, FrameworkId},
    model::{Control, Crosswalk, Framework, Mode, settings::CLASSES},
    source::Spanned,
};

/// How a duty is usually split.
const SPLITS: [&str; 3] = ["customer", "shared", "inherited"];

impl Record for Framework {
    const KEY: &'static str = "framework";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let id = f.required("id");
        let framework = Self {
            title: f.text("title"),
            publisher: f.optional("publisher").unwrap_or_default(),
            noun: f.optional("noun").unwrap_or_else(|| "control".into()),
            owner: f.optional("owner"),
            url: f.optional("url"),
            statement_of_applicability: f.list("statement_of_applicability"),
            assessed_as: f.optional("assessed_as"),
            notes: f.optional("notes"),
            id: id?,
        };
        Some(framework)
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.frameworks
    }
}

impl Record for Control {
    const KEY: &'static str = "control";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let framework: Option<FrameworkId> = f.required("framework");
        let id: Option<Spanned<ControlId>> = f.required("id");
        let title = f.text("title");
        let control = Self {
            title,
            summary: f.optional("summary"),
            parent: f.optional("parent"),
            heading: f.optional("heading").unwrap_or_default(),
            theme: f.optional("theme"),
            mode: f.optional("mode").unwrap_or(Mode::Mixed),
            max_age: f.optional("max_age"),
            frequency: f.optional("frequency"),
            effective_from: f.optional("effective_from"),
            effective_part: f.optional("effective_part"),
            superseded_by: f.optional("superseded_by"),
            applies_to: f.word("applies_to", &CLASSES),
            applies_until: f.optional("applies_until"),
            aliases: f.list("aliases"),
            responsibility: f.word("responsibility", &SPLITS).map(|word| word.value),
            references: references(f),
            notes: f.optional("notes"),
            broken: false,
            doubtful: false,
            id_span: id.as_ref()?.span,
            id: ControlRef { framework: framework?, control: id?.value },
        };
        Some(control)
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.controls
    }

    fn mark_broken(&mut self, _: Misread) {
        self.set_broken();
    }

    fn name(f: &Fields<'_>) -> Option<String> {
        Some(format!("{}/{}", f.peek("framework")?, f.peek("id")?))
    }
}

impl Record for Crosswalk {
    const KEY: &'static str = "crosswalk";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let (from, relation) = (f.required("from"), f.required("relation"));
        let (to, source) = (f.list("to"), f.text("source"));
        Some(Self { from: from?, to, relation: relation?, source })
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.crosswalks
    }
}
