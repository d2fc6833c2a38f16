//! Traceability: from each story over its criteria to the checks and attestations that prove them,
//! and to the entry of the ledger that last did; from each control the same way; and what leads
//! nowhere, seen from every end.
//!
//! * [`view`]: the report as a whole, and what it is narrowed to;
//! * [`threads`]: stories and controls with what hangs on them;
//! * [`ends`]: checks and attestations with their latest evidence, and evidence with what it feeds;
//! * [`orphans`]: what leads nowhere.

pub mod ends;
pub mod orphans;
#[cfg(test)]
mod tests;
pub mod threads;
pub mod view;

pub use view::{Traceability, Within, traceability};
