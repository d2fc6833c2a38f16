//! The status rules: an independent oracle, the invariants, and the cases that DESIGN names.

mod baseline;
mod baseline_by_hand;
mod cases;
mod completeness;
mod days;
mod expiry;
mod findings;
mod invariants;
mod oracle;
mod world;
