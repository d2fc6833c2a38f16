//! `[[check]]`, `[[attestation]]`, `[[applicability]]` and `[[measure]]`.

use super::{
    Records,
    fields::Fields,
    file::{Misread, Record},
    matrix::shows,
    reference::references,
};
use crate::{
    model::{
        Applicability, Attestation, Check, CheckSource, Empty, Implementation, Measure, Over, Shape,
    },
    source::Spanned,
};

/// Reasons for including a control.
const BECAUSE: [&str; 4] = ["risk", "law", "contract", "best-practice"];

/// What can be measured.
const MEASURES: [&str; 7] = [
    "coverage",
    "freshness",
    "failing-age",
    "lead-time",
    "machine-share",
    "repeat-findings",
    "verified-share",
];

impl Record for Check {
    const KEY: &'static str = "check";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let id = f.required("id");
        let check = Self {
            title: f.text("title"),
            controls: f.list("controls"),
            repositories: f.list("repositories"),
            population: f.optional("population"),
            max_age: f.optional("max_age"),
            cadence: f.optional("cadence"),
            owner: f.optional("owner"),
            shows: shows(f),
            sources: f.tables("source", "source").into_iter().filter_map(source).collect(),
            notes: f.optional("notes"),
            broken: false,
            id: id?,
        };
        Some(check)
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.checks
    }

    fn mark_broken(&mut self, _: Misread) {
        self.broken = true;
    }
}

fn source(f: Fields<'_>) -> Option<CheckSource> {
    let tool = f.required("tool");
    let (rules, optional) = (f.list("rules"), f.list("optional"));
    let (document, level) = (f.optional("document"), f.optional("level"));
    let absence = f.word("absence", &["passes"]);
    let pass_when = f.optional("pass_when");
    let empty = f.word("empty", &["passes", "fails", "not-applicable"]);
    let over = Over {
        for_each: f.optional("for_each"),
        only: f.optional("where"),
        subject: f.optional("subject"),
        message: f.optional("message"),
        with: f.list("with"),
        empty: match empty.as_ref().map(|word| word.value.as_str()) {
            Some("passes") => Empty::Passes,
            Some("fails") => Empty::Fails,
            Some(_) => Empty::NotApplicable,
            None => Empty::Nothing,
        },
    };
    f.finish();
    let absence_passes = absence.is_some();
    Some(CheckSource {
        tool: tool?,
        rules,
        optional,
        document,
        level,
        absence_passes,
        pass_when,
        over,
    })
}

impl Record for Attestation {
    const KEY: &'static str = "attestation";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let id = f.required("id");
        let attestation = Self {
            title: f.text("title"),
            by: f.optional("by"),
            every: f.optional("every"),
            controls: f.list("controls"),
            provider: f.optional("provider"),
            document: f.optional("document"),
            shows: shows(f),
            broken: false,
            id: id?,
        };
        Some(attestation)
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.attestations
    }

    fn mark_broken(&mut self, _: Misread) {
        self.broken = true;
    }
}

impl Record for Applicability {
    const KEY: &'static str = "applicability";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let control = f.required("control");
        let applicable: Option<bool> = f.required("applicable");
        let is_out = applicable == Some(false);
        let usual = if is_out { Implementation::Excluded } else { Implementation::Story };
        let decision = Self {
            reason: f.optional("reason"),
            because: f.words("because", &BECAUSE),
            implementation: f.optional("implementation").unwrap_or(usual),
            process: f.optional("process"),
            inherited_from: f.optional("inherited_from"),
            attestation: f.optional("attestation"),
            owner: f.optional("owner"),
            references: references(f),
            control: control?,
            applicable: applicable?,
            broken: false,
        };
        Some(decision)
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.applicability
    }

    fn mark_broken(&mut self, _: Misread) {
        self.broken = true;
    }

    fn name(f: &Fields<'_>) -> Option<String> {
        f.peek("control").map(Into::into)
    }
}

impl Record for Measure {
    const KEY: &'static str = "measure";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let (id, target) = (f.required("id"), f.required("target"));
        let title = f.text("title");
        let kind: Option<Spanned<String>> = f.required("kind");
        f.narrow("kind", || Shape::Word(MEASURES.to_vec()));
        let known = |kind: &Spanned<String>| super::words::is_known(kind, &MEASURES, f.reader);
        let kind = kind.filter(known);
        let direction = f.word("direction", &["at-least", "at-most"]);
        let at_least = direction.is_none_or(|word| word.value == "at-least");
        let owner = f.optional("owner");
        Some(Self { id: id?, title, kind: kind?, target: target?, at_least, owner })
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.measures
    }
}
