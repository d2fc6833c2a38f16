//! The words of closed sets in texts that are signed. They are part of fingerprints, so they stand
//! here and never change, whatever else they are called elsewhere.

use crate::{
    evidence::Severity,
    model::{Cadence, Empty, Implementation, Mode, Population, Treatment},
};

pub(super) fn treatment(treatment: Treatment) -> &'static str {
    match treatment {
        Treatment::Mitigate => "mitigate",
        Treatment::Accept => "accept",
        Treatment::Transfer => "transfer",
        Treatment::Avoid => "avoid",
    }
}

pub(super) fn implementation(implementation: Implementation) -> &'static str {
    match implementation {
        Implementation::Story => "story",
        Implementation::Process => "process",
        Implementation::Inherited => "inherited",
        Implementation::Excluded => "excluded",
    }
}

pub(super) fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Auto => "auto",
        Mode::Mixed => "mixed",
        Mode::Manual => "manual",
    }
}

pub(super) fn population(population: &Population) -> String {
    match population {
        Population::Accounts => "accounts".into(),
        Population::Regions => "regions".into(),
        Population::Repositories => "repositories".into(),
        Population::Components => "components".into(),
        Population::Inventory(name) => format!("inventory:{name}"),
    }
}

pub(super) fn cadence(cadence: Cadence) -> &'static str {
    match cadence {
        Cadence::EverySprint => "every sprint",
        Cadence::EveryCommit => "every commit",
        Cadence::Daily => "daily",
        Cadence::Weekly => "weekly",
        Cadence::Monthly => "monthly",
        Cadence::Quarterly => "quarterly",
        Cadence::EverySixMonths => "every six months",
        Cadence::Annual => "annual",
    }
}

/// `None` for the word that people leave out.
pub(super) fn empty(empty: Empty) -> Option<&'static str> {
    match empty {
        Empty::Nothing => None,
        Empty::Passes => Some("passes"),
        Empty::Fails => Some("fails"),
        Empty::NotApplicable => Some("not-applicable"),
    }
}

pub(super) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}
