//! `shows` of checks and attestations, `encryption` and `logging` of components.

use super::fields::Fields;
use crate::model::{Declared, Shows};

/// Reads `shows`; an entry that names no service or no aspect is reported and left out.
pub(super) fn shows(f: &Fields<'_>) -> Vec<Shows> {
    f.tables("shows", "entry of `shows`").into_iter().filter_map(one).collect()
}

fn one(f: Fields<'_>) -> Option<Shows> {
    let (service, aspect, rules) = (f.required("service"), f.required("aspect"), f.names("rules"));
    f.finish();
    Some(Shows { service: service?, aspect: aspect?, rules })
}

/// Reads what is declared of a component.
pub(super) fn declared(f: &Fields<'_>) -> Declared {
    let mut declared = Declared::default();
    if let Some(f) = f.table("encryption", "encryption") {
        declared.key_owner = f.optional("key_owner");
        f.finish();
    }
    if let Some(f) = f.table("logging", "logging") {
        declared.log_place = f.optional("where");
        declared.log_retention = f.optional("retention");
        declared.log_readers = f.list("readers");
        f.finish();
    }
    declared
}
