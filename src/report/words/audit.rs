//! The words that assessors use: findings, and the method by which a requirement is met.

use super::status::{Word, Worded, word};
use crate::{
    assess::{Finding, WorksheetFault},
    model::Method,
    report::lang::{Lang, say},
};

impl Worded for Finding {
    const KIND: &'static str = "Findings";

    fn word(self) -> Word {
        match self {
            Self::InPlace => word("in-place", "In Place", "✓", "met"),
            Self::NotInPlace => word("not-in-place", "Not in Place", "✗", "failing"),
            Self::NotTested => word("not-tested", "Not Tested", "∅", "gap"),
            Self::NotApplicable => word("not-applicable", "Not Applicable", "–", "excluded"),
        }
    }

    fn meaning(self) -> &'static str {
        match self {
            Self::InPlace => "The requirement is proven by fresh evidence.",
            Self::NotInPlace => "It was looked at, and is not proven now.",
            Self::NotTested => "Nothing that could prove it was ever looked at.",
            Self::NotApplicable => "It does not apply, or is not due yet, for the reason given.",
        }
    }
}

/// The name of a method.
pub fn method(lang: Lang, method: Method) -> &'static str {
    match method {
        Method::CompensatingControl => lang.text("compensating control"),
        Method::CustomizedApproach => lang.text("customized approach"),
    }
}

/// What a field of a worksheet is called.
pub fn worksheet_field(lang: Lang, field: &str) -> &'static str {
    match field {
        "constraint" => lang.text("Constraint"),
        "analysis" => lang.text("Targeted risk analysis"),
        "objective" => lang.text("Objective"),
        "risk" => lang.text("Risk that comes with it"),
        "measures" => lang.text("What is done instead"),
        "validation" => lang.text("Validation"),
        _ => lang.text("Maintenance"),
    }
}

/// Why a worksheet does not count.
pub fn worksheet_fault(lang: Lang, fault: &WorksheetFault) -> String {
    match fault {
        WorksheetFault::Unreadable => say!(lang, "something in it could not be read"),
        WorksheetFault::Incomplete(fields) => {
            say!(lang, "it says nothing of {0}", lang.list(fields))
        }
        WorksheetFault::NotApproved => say!(lang, "nobody has approved it"),
        WorksheetFault::Later(day) => say!(lang, "it is approved from {0}", day),
        WorksheetFault::OwnApproval => {
            say!(lang, "who asked or answers for it approved it")
        }
        WorksheetFault::OpenEnded => say!(lang, "it names no last day"),
        WorksheetFault::TooLong => say!(lang, "it lasts longer than 12 months"),
        WorksheetFault::Ended(day) => say!(lang, "it ended on {0}", day),
    }
}

/// Whether a worksheet counts, as a status.
pub fn worksheet_state(counts: bool) -> Word {
    if counts {
        word("counts", "counts", "✓", "met")
    } else {
        word("no-effect", "no effect", "✗", "failing")
    }
}
