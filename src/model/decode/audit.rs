//! `[[response]]` and `[[worksheet]]`.

use super::{
    Records,
    fields::Fields,
    file::{Misread, Record},
};
use crate::model::{Response, Worksheet};

impl Record for Response {
    const KEY: &'static str = "response";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let (id, during, on) = (f.required("id"), f.required("during"), f.required("on"));
        let response = Self {
            controls: f.list("controls"),
            by: f.optional("by"),
            cause: f.optional("cause"),
            text: f.text("text"),
            stories: f.list("stories"),
            id: id?,
            during: during?,
            on: on?,
        };
        Some(response)
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.responses
    }
}

impl Record for Worksheet {
    const KEY: &'static str = "worksheet";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let (id, kind) = (f.required("id"), f.required("kind"));
        let worksheet = Self {
            controls: f.list("controls"),
            constraint: f.optional("constraint"),
            objective: f.optional("objective"),
            risk: f.optional("risk"),
            measures: f.optional("measures"),
            validation: f.optional("validation"),
            maintenance: f.optional("maintenance"),
            analysis: f.optional("analysis"),
            risks: f.list("risks"),
            owner: f.optional("owner"),
            requested_by: f.optional("requested_by"),
            approved_by: f.optional("approved_by"),
            approved: f.optional("approved"),
            expires: f.optional("expires"),
            broken: false,
            id: id?,
            kind: kind?,
        };
        Some(worksheet)
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.worksheets
    }

    fn mark_broken(&mut self, _: Misread) {
        self.broken = true;
    }
}
