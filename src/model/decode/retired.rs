//! `[[retired]]`.

use super::{Records, fields::Fields, file::Record};
use crate::{
    model::{Retired, Shape, retired::RETIRABLE},
    source::Spanned,
};

impl Record for Retired {
    const KEY: &'static str = "retired";

    fn decode(f: &Fields<'_>) -> Option<Self> {
        let kind: Option<Spanned<String>> = f.required("kind");
        f.narrow("kind", || Shape::Word(RETIRABLE.to_vec()));
        let kind = kind.filter(|kind| super::words::is_known(kind, &RETIRABLE, f.reader));
        let (id, on, why) = (f.required("id"), f.required("on"), f.optional("why"));
        Some(Self { kind: kind?, id: id?, on: on?, why })
    }

    fn list(records: &mut Records) -> &mut Vec<Self> {
        &mut records.retired
    }
}
