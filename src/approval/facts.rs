//! What the rules ask of a text that was approved. It is read from the text itself, so that a
//! decision is held against what was decided on and not against what the record says now.

use super::frame::fields;
use crate::{evidence::Approvable, time::Instant};

/// What rules ask of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Whose record it is: its owner; of an exception, who asked for it.
    pub owner: Option<String>,
    /// Of an exception: who approved it, by its own words.
    pub approver: Option<String>,
    /// What the limit of its kind is held against: score, points or days; `None` when the text does
    /// not say it.
    pub size: Option<u32>,
}

impl Facts {
    /// Reads them from the text of a record.
    pub fn of(kind: Approvable, text: &str) -> Self {
        let fields = fields(text);
        let find = |name: &str| {
            let (_, lines) = fields.iter().find(|(field, _)| *field == name)?;
            lines.first().copied()
        };
        let number = |name: &str| find(name)?.parse::<u32>().ok();
        let owner = find(if kind == Approvable::Exception { "requested by" } else { "owner" });
        let size = match kind {
            Approvable::Risk => number("target score"),
            Approvable::Story | Approvable::Sprint => number("points"),
            Approvable::Exception => days(find("from"), find("expires")),
            _ => None,
        };
        let approver = find("approved by").filter(|_| kind == Approvable::Exception);
        Self { owner: owner.map(Into::into), approver: approver.map(Into::into), size }
    }
}

fn days(from: Option<&str>, expires: Option<&str>) -> Option<u32> {
    let from: Instant = from?.parse().ok()?;
    let expires: crate::time::Day = expires?.parse().ok()?;
    u32::try_from(from.day().days_until(expires)).ok()
}
