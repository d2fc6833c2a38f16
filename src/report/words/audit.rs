//! The words that assessors use: findings, and the method by which a requirement is met.

use super::status::{Word, Worded, word};
use crate::{
    assess::{Finding, WorksheetFault},
    model::Method,
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
pub fn method(method: Method) -> &'static str {
    match method {
        Method::CompensatingControl => "compensating control",
        Method::CustomizedApproach => "customized approach",
    }
}

/// What a field of a worksheet is called.
pub fn worksheet_field(field: &str) -> &'static str {
    match field {
        "constraint" => "Constraint",
        "analysis" => "Targeted risk analysis",
        "objective" => "Objective",
        "risk" => "Risk that comes with it",
        "measures" => "What is done instead",
        "validation" => "Validation",
        _ => "Maintenance",
    }
}

/// Why a worksheet does not count.
pub fn worksheet_fault(fault: &WorksheetFault) -> String {
    match fault {
        WorksheetFault::Unreadable => "something in it could not be read".to_owned(),
        WorksheetFault::Incomplete(fields) => format!("it says nothing of {}", fields.join(", ")),
        WorksheetFault::NotApproved => "nobody has approved it".to_owned(),
        WorksheetFault::Later(day) => format!("it is approved from {day}"),
        WorksheetFault::OwnApproval => "who asked or answers for it approved it".to_owned(),
        WorksheetFault::OpenEnded => "it names no last day".to_owned(),
        WorksheetFault::TooLong => "it lasts longer than 12 months".to_owned(),
        WorksheetFault::Ended(day) => format!("it ended on {day}"),
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
