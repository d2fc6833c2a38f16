//! What is approved, by whom, and what has changed since.
//!
//! * [`fault`]: why a decision has no effect under the rules and signers of today;
//! * [`standing`]: whether a decision in the ledger counts;
//! * [`state`]: where each record stands.
//!
//! A decision is held against the text that it was made on, never against what the record says now;
//! whether the two are the same is another question, and its answer is *suspect*. None of this
//! changes what evidence says: an approval is never proof, and without one nothing looks better.

pub mod fault;
pub mod standing;
pub mod state;
#[cfg(test)]
mod tests;

pub use fault::{ApprovalFault, approval_faults, self_contradiction, who_may};
pub use standing::{ApprovalStanding, Signers, record_path, record_span};
pub use state::{ApprovalState, Approvals, LinkChange, RecordApproval, approvals};
