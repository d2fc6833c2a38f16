//! `[[retired]]`: ids of records that are gone. They stay taken.

use crate::{source::Spanned, time::Day};

/// Kinds of record that can be retired. A story is dropped instead: its file stays.
pub const RETIRABLE: [&str; 16] = [
    "control",
    "check",
    "attestation",
    "applicability",
    "framework",
    "measure",
    "epic",
    "sprint",
    "persona",
    "party",
    "component",
    "account",
    "repository",
    "risk",
    "service",
    "approval_rule",
];

/// A record that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retired {
    /// `kind`: what it was.
    pub kind: Spanned<String>,
    /// `id`: its id, which nothing of that kind may have again.
    pub id: Spanned<String>,
    /// `on`: the day on which it was taken out.
    pub on: Day,
    /// `why`.
    pub why: Option<String>,
}
