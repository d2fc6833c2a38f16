//! What storyproof's signatures are made for. One under a decision is none under a checkpoint.

/// A decision on the exact text of a record.
pub const APPROVAL: &str = "approval@storyproof";
/// The head of a ledger: the three lines of its checkpoint.
pub const CHECKPOINT: &str = "checkpoint@storyproof";
/// The list of hashes over all files of a binder.
pub const BINDER: &str = "binder@storyproof";
